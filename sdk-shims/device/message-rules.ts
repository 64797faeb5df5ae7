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

/**
 * Why nothing good can come of a message: it leads to the push prompt, which would not show any more, or asks for an action that the SDK does not
 * know; undefined: nothing. Another trigger has its turn then. docs: braze-android-sdk, BrazeInAppMessageManager.kt displayInAppMessage
 */
export const pointless = ({ wire, os, facts }: Context, data: JsonObject): string | undefined => {
  const actions = [...buttonsOf(data).map(linkOf), linkOf(data)].map((link) => (link === undefined ? undefined : decodeAction(link))).filter((one) => one !== undefined)
  if (actions.some((one) => !one.known)) return 'it asks for an action that is not known'
  // Android looks for the mark of HTML primers in HTML alone, and for their links in all others
  const marked = isPrimer(data['message_fields'])
  const linked = actions.some((one) => one.asksForPush)
  const isPush = wire.platform === 'web' ? marked || linked : HTML_KINDS.includes(String(data['type']).toUpperCase()) ? marked : linked
  return isPush && (os.permission !== 'notDetermined' || !wire.promptsForPush(facts)) ? 'the question for push would not be asked' : undefined
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
