// What keeps an in-app message off the screen: orientation, scripts, push primers (web wire 6).
import { decodeAction } from './braze-actions.ts'
import type { InAppMessage } from './content-types.ts'
import type { Context } from './device-memory.ts'
import type { Json, JsonObject } from './wire-types.ts'

const HTML_KINDS = ['WEB_HTML', 'HTML', 'HTML_FULL']
const KINDS = ['SLIDEUP', 'MODAL', 'MODAL_STYLED', 'FULL', ...HTML_KINDS]

/** Whether the SDK can make a message of it at all. */
export const isReadable = (data: JsonObject): boolean => data['is_control'] === true || KINDS.includes(String(data['type']).toUpperCase())

export const isHtml = (message: InAppMessage): boolean => HTML_KINDS.includes(message.kind)

export const buttonsOf = (data: JsonObject): JsonObject[] =>
  Array.isArray(data['btns']) ? data['btns'].filter((one): one is JsonObject => typeof one === 'object' && one !== null && !Array.isArray(one)) : []

/** Where a tap on the body or a button leads, if anywhere. */
export const linkOf = (part: JsonObject): string | undefined =>
  part['click_action'] === 'URI' && typeof part['uri'] === 'string' && part['uri'] !== '' ? part['uri'] : undefined

const isScript = (link: string | undefined): boolean => link !== undefined && /^\s*(javascript|data):/i.test(link)

/** Links that a tap may follow: the buttons', else the body's. */
const links = (data: JsonObject): (string | undefined)[] => {
  const buttons = buttonsOf(data)
  return buttons.length > 0 ? buttons.map(linkOf) : [linkOf(data)]
}

const isPrimer = (fields: Json | undefined): boolean =>
  typeof fields === 'object' && fields !== null && !Array.isArray(fields) && fields['is_push_primer'] === true

/** Web: a message that leads to the push prompt is passed over once the user has answered it; so is one with an action the SDK does not know. */
export const mayBeOffered = (context: Context, data: JsonObject): boolean => {
  if (context.wire.platform !== 'web') return true
  const answered = context.os.permission !== 'notDetermined'
  if (isPrimer(data['message_fields']) && answered) return false
  return [...buttonsOf(data).map(linkOf), linkOf(data)].every((link) => {
    const action = link === undefined ? undefined : decodeAction(link)
    return action === undefined || (action.known && !(action.asksForPush && answered))
  })
}

/** Why the user may not see this message now; undefined: nothing is in the way. */
export const maySee = (context: Context, message: InAppMessage): string | undefined => {
  const { wire, os, options } = context
  const { data } = message
  if (!isReadable(data)) return `unknown type ${message.kind}`
  const held = os.place.orientation
  if (held !== undefined && (data['orientation'] === 'PORTRAIT' || data['orientation'] === 'LANDSCAPE') && data['orientation'] !== held.toUpperCase()) {
    return `the screen is ${held}`
  }
  if (wire.platform !== 'web' || options.allowUserSuppliedJavascript === true) return undefined
  if (isHtml(message) && data['trusted'] !== true) return 'HTML in-app messages are disabled'
  return !isHtml(message) && links(data).some(isScript) ? 'Javascript click actions are disabled' : undefined
}
