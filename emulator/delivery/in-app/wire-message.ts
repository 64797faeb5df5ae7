// An in-app message as SDKs take it: members with the defaults of the editor, colours as ARGB integers, buttons with numeric ids. observed: web SDK 6.13.0, droidboy's dark modal; real BrazeKit drops a message that lacks type, message, click_action, use_webview, message_close, orientation, or the header of a modal
import type { Json } from '../outgoing.ts'
import { isObject } from '../channels/push/content.ts'
import { hasChoices, surveyPage } from './survey.ts'

/** What a definition says beside the message itself (who gets it and when), what is written in its own way, and what only the emulator may say, also where a body was copied from an answer to an SDK. */
const NOT_ON_WIRE: ReadonlySet<string> = new Set([
  'platforms', 'app_ids', 'trigger', 'expires_at', 'expires_in', 'priority', 'reevaluate_before_display', 'timeout', 'min_seconds_since_last_trigger',
  'type', 'data', 'btns', 'themes', 'extras', 'uri', 'duration', 'trusted', 'animate_in', 'animate_out',
  'trigger_id', 'is_control', 'is_test_send', 'message_extras',
])
const SWITCHES = ['trusted', 'animate_in', 'animate_out']
const HTML: ReadonlySet<string> = new Set(['HTML', 'HTML_FULL', 'WEB_HTML'])
const SHOWN_FOR = 5000 // ms, of a slideup that goes by itself. observed: web SDK 6.13.0

const text = (value: unknown): string => (typeof value === 'string' ? value : value === undefined || value === null ? '' : String(value))

/** `#RRGGBB` and `#RRGGBBAA` as people write them, or the integer itself, also where Liquid made a text of it; undefined for anything else. */
export function colourOf(value: unknown): number | undefined {
  const given = typeof value === 'string' ? value.trim() : value
  if (typeof given === 'string') {
    const hex = /^#([0-9a-f]{6})([0-9a-f]{2})?$/i.exec(given)
    if (hex !== null) return Number.parseInt(`${hex[2] ?? 'ff'}${hex[1]!}`, 16)
    return /^\d+$/.test(given) ? colourOf(Number(given)) : undefined
  }
  return typeof given === 'number' && Number.isInteger(given) && given >= 0 && given <= 0xffffffff ? given : undefined
}

/** Members that are there; those whose name says that they are colours as such. */
function coloured(members: Json): Json {
  return Object.fromEntries(
    Object.entries(members).flatMap(([name, value]): [string, unknown][] => {
      if (value === null || value === undefined) return []
      if (!name.endsWith('_color')) return [[name, value]]
      const colour = colourOf(value)
      return colour === undefined ? [] : [[name, colour]]
    }),
  )
}

/** A word of the wire in any casing; undefined for what Liquid has made no such word of. */
const word = (value: unknown, words: readonly string[]): string | undefined => words.find((one) => one === text(value).trim().toUpperCase())
/** Words without a default: left out when they are none. */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  text_align_header: ['START', 'CENTER', 'END'], text_align_message: ['START', 'CENTER', 'END'], image_style: ['TOP', 'GRAPHIC'], crop_type: ['CENTER_CROP', 'FIT_CENTER'], open_target: ['BLANK', 'NONE'], slide_from: ['TOP', 'BOTTOM'],
}
const isOn = (value: unknown): boolean => value === true || text(value).trim() === 'true'

/** A click: what is said, else a page to go to, else nothing. */
const click = ({ click_action, uri }: Json): string => (text(uri) === '' ? 'NONE' : (word(click_action, ['URI', 'NONE']) ?? 'URI'))
/** Where it leads; nowhere is not said. */
const target = ({ uri }: Json): Json => (text(uri) === '' ? {} : { uri: text(uri) })

function button(given: unknown, index: number): Json {
  const { id, text: words, ...rest } = isObject(given) ? given : {}
  const number = typeof id === 'string' && /^\d+$/.test(id) ? Number(id) : id
  return { id: typeof number === 'number' ? number : index, text: text(words), click_action: click(rest), ...coloured(Object.fromEntries(Object.entries(rest).filter(([name]) => name !== 'click_action' && name !== 'uri'))), ...target(rest), use_webview: isOn(rest['use_webview']) }
}

/** The dark theme has colours of the message and, in their order, of its buttons. */
function theme(given: unknown): Json {
  if (!isObject(given)) return {}
  const { btns, ...rest } = given
  return { ...coloured(rest), ...(Array.isArray(btns) ? { btns: btns.map((one) => (isObject(one) ? coloured(one) : {})) } : {}) }
}

/** The form in which the message is drawn; a modal, when nothing is said. */
export const typeOf = ({ type }: Json): string => text(type).toUpperCase() || 'MODAL'

/** False for a survey without choices: definitions as exports give them may have none. */
export const isShowable = (body: Json): boolean => typeOf(body) !== 'SURVEY' || hasChoices(body)
/** No type of the wire: it travels as HTML. */
const drawn = (body: Json): Json => (typeOf(body) === 'SURVEY' ? { ...body, type: 'HTML', message: surveyPage(body) } : body)

/** `body`: after Liquid. */
export function wireMessage(given: Json, trigger_id: string, { message_extras = null, test = false }: { message_extras?: Record<string, string> | null; test?: boolean } = {}): Json {
  const body = drawn(given)
  const type = typeOf(body)
  const slideup = type === 'SLIDEUP'
  const close = word(body['message_close'], ['AUTO_DISMISS', 'SWIPE', 'MANUAL']) ?? (slideup ? 'AUTO_DISMISS' : 'SWIPE')
  const members = Object.fromEntries(Object.entries(body).filter(([name]) => !NOT_ON_WIRE.has(name) && !Object.hasOwn(WORDS, name)))
  const words = Object.entries(WORDS).flatMap(([name, known]) => ((one) => (one === undefined ? [] : [[name, one] as const]))(word(body[name], known)))
  const duration = Number(text(body['duration']) || SHOWN_FOR)
  return {
    trigger_id, type,
    ...coloured(members), ...Object.fromEntries(words),
    message: text(body['message']),
    ...(slideup || HTML.has(type) ? {} : { header: text(body['header']) }),
    ...(slideup ? { slide_from: words.find(([name]) => name === 'slide_from')?.[1] ?? 'BOTTOM' } : {}),
    click_action: click(body), ...target(body),
    use_webview: isOn(body['use_webview']),
    ...Object.fromEntries(SWITCHES.flatMap((name) => (text(body[name]).trim() === '' ? [] : [[name, isOn(body[name])]]))),
    message_close: close,
    ...(close === 'AUTO_DISMISS' ? { duration: Number.isFinite(duration) ? duration : SHOWN_FOR } : {}),
    orientation: word(body['orientation'], ['ANY', 'PORTRAIT', 'LANDSCAPE']) ?? 'ANY',
    ...(isObject(body['extras']) ? { extras: Object.fromEntries(Object.entries(body['extras']).filter(([, value]) => value !== null).map(([name, value]) => [name, typeof value === 'object' ? JSON.stringify(value) : text(value)])) } : {}),
    ...(Array.isArray(body['btns']) && body['btns'].length > 0 ? { btns: body['btns'].map(button) } : {}),
    ...(isObject(body['themes']) ? { themes: Object.fromEntries(Object.entries(body['themes']).map(([name, one]) => [name, theme(one)])) } : {}),
    ...(message_extras === null ? {} : { message_extras }),
    ...(test ? { is_test_send: true } : {}),
  }
}

/** Shown to nobody: the SDK only says that it would have been (rule M12). */
export const controlMessage = (trigger_id: string): Json => ({ trigger_id, is_control: true })
