// A push as its author wrote it, in one form: the names of definitions and exports (`alert title action image_url extras`) and of the API's message objects (`alert title custom_uri extra`). docs: get_campaign_details ("Push"), apple_object, android_object, web_objects, kindle_and_fireos_object
import type { Json } from '../../outgoing.ts'

/** What a button does: open the app, open `uri`, or nothing but go away. */
export type ButtonAction = 'open' | 'uri' | 'close'
export type PushButton = { id: string | null; text: string; action: ButtonAction; uri: string | null; use_webview: boolean }

export type PushContent = {
  title: string | null
  subtitle: string | null
  body: string | null
  /** The Apple alert object as it was given, for its localization keys. */
  alert: Json | null
  uri: string | null
  use_webview: boolean
  image_url: string | null
  large_image_url: string | null
  extras: Json
  buttons: PushButton[]
}

export const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)
export const textIn = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)
/** A whole number, also where Liquid made a text of it. */
export function integerIn(value: unknown): number | null {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && Number.isInteger(number) ? number : null
}
export const isOn = (value: unknown): boolean => value === true || value === 'true' || value === 1

const isWebAddress = (uri: string | null): boolean => uri !== null && /^https?:/i.test(uri)
/** "whether to open the web URL inside the app if the action is URI, defaults to true"; a deep link is no page. docs: apple_object */
const webview = (action: string, uri: string | null, given: unknown): boolean => action !== 'DEEP_LINK' && isWebAddress(uri) && (given === undefined || given === null || isOn(given))

/** A click on the message: `custom_uri`, or `action` as an address or as one of OPEN_APP, URI, DEEP_LINK. */
function clickOf(body: Json): { uri: string | null; use_webview: boolean } {
  const action = textIn(body['action']) ?? ''
  const address = /^[a-z][a-z0-9+.-]*:/i.test(action) || action.startsWith('/') ? action : null
  const uri = action === 'OPEN_APP' ? null : (textIn(body['custom_uri']) ?? textIn(body['uri']) ?? address)
  return { uri, use_webview: webview(action, uri, body['use_webview']) }
}

/** Buttons that are there to say no. docs: apple_object ("Braze default buttons") */
const CLOSING = new Set(['ab_pb_decline', 'ab_pb_no', 'ab_pb_cancel'])
/** True for an action id of a default button that only closes the notification. */
export const closes = (action_id: unknown): boolean => typeof action_id === 'string' && CLOSING.has(action_id)

function buttonOf(given: unknown): PushButton[] {
  if (!isObject(given)) return []
  const id = textIn(given['action_id']) ?? textIn(given['id'])
  const uri = textIn(given['uri'])
  const word = textIn(given['action']) ?? (closes(id) ? 'CLOSE' : uri === null ? 'OPEN_APP' : 'URI')
  const action: ButtonAction = word === 'CLOSE' ? 'close' : uri === null ? 'open' : 'uri'
  return [{ id, text: textIn(given['text']) ?? textIn(given['title']) ?? '', action, uri: action === 'uri' ? uri : null, use_webview: webview(word, uri, given['use_webview']) }]
}

/** Reads the body of a message after Liquid. */
export function contentOf(body: Json): PushContent {
  const alert = isObject(body['alert']) ? body['alert'] : null
  const extras = body['extras'] ?? body['extra']
  return {
    title: textIn(alert?.['title']) ?? textIn(body['title']),
    subtitle: textIn(alert?.['subtitle']) ?? textIn(body['subtitle']),
    body: alert === null ? textIn(body['alert']) : textIn(alert['body']),
    alert,
    ...clickOf(body),
    image_url: textIn(body['image_url']) ?? textIn(body['push_icon_image_url']),
    large_image_url: textIn(body['large_image_url']),
    extras: isObject(extras) ? extras : {},
    buttons: Array.isArray(body['buttons']) ? body['buttons'].flatMap(buttonOf) : [],
  }
}

/** `sdk`: what the SDK reads besides the notification (a test Content Card, the call to refresh). Nobody's definition has it. */
export const sdkKeys = (body: Json, which: (key: string) => boolean = () => true): Json => Object.fromEntries(Object.entries(isObject(body['sdk']) ? body['sdk'] : {}).filter(([key]) => which(key)))

/** Bytes of a value as JSON. */
export const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value))

/** Members that are not null. */
export const given = (members: Json): Json => Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null && value !== undefined))
