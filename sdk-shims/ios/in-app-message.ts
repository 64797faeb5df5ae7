// Braze.InAppMessage: the kinds of message, what they say, and the context that logs for a UI (M13; mobile wire 4.2).
import type { InAppMessage as DeviceMessage } from '../device/content-types.ts'
import type { Device } from '../device/device-types.ts'
import { buttonsOf, linkOf } from '../device/message-rules.ts'
import type { Json, JsonObject } from '../device/wire-types.ts'
import type { Braze } from './braze.ts'

export type InAppMessageType = 'slideup' | 'modal' | 'modalImage' | 'full' | 'fullImage' | 'html' | 'control'

/** `url`: where a click leads; without it the click does nothing more. */
export type ClickAction = { url: string | undefined; useWebView: boolean }
/** 'auto': by itself after so many seconds. */
export type MessageClose = { kind: 'swipe' | 'manual' } | { kind: 'auto'; seconds: number }

/** Colours in the words of the wire. Without `dark` a message is light on every phone. */
export type Themes = { light: JsonObject; dark: JsonObject | undefined }

export type InAppMessageButton = { id: number; text: string; clickAction: ClickAction; themes: Themes }

/** Logs for whoever shows the message. The SDK gives one to every message of its own. */
export type InAppMessageContext = {
  logImpression(): void
  logClick(buttonId?: string): void
  processClickAction(action: ClickAction): void
  /** Lets go of the message: it is shown no more. */
  discard(): void
  readonly valid: boolean
}

/** By its type: the message where it is one of that type. docs: Braze.InAppMessage, an enum with an accessor for each case */
type OfType = { [T in InAppMessageType]: InAppMessage | undefined }

export type InAppMessage = OfType & {
  type: InAppMessageType
  /** What all types have; all of it stands on the message itself too. */
  readonly data: InAppMessage
  id: string | undefined
  message: string | undefined
  header: string | undefined
  imageURL: string | undefined
  imageAltText: string | undefined
  language: string | undefined
  buttons: InAppMessageButton[]
  themes: Themes
  slideFrom: 'top' | 'bottom' | undefined
  clickAction: ClickAction
  messageClose: MessageClose
  orientation: 'any' | 'portrait' | 'landscape'
  extras: JsonObject
  isTestSend: boolean
  context: InAppMessageContext
  /** The same as by the context. docs: braze-swift-sdk changelog 5.6.4 */
  logImpression(using: Braze): void
  logClick(buttonId: string | undefined, using: Braze): void
  /** The message in the words of the wire. */
  json(): JsonObject
}

const TYPES: InAppMessageType[] = ['slideup', 'modal', 'modalImage', 'full', 'fullImage', 'html', 'control']

/** Seconds that a message stays which closes by itself and does not say how long. */
const DURATION_S = 5

const text = (value: Json | undefined): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)
const word = (value: Json | undefined): string => (typeof value === 'string' ? value.toUpperCase() : '')
const isObject = (value: Json | undefined): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value)

const typeOf = (given: DeviceMessage): InAppMessageType => {
  const graphic = word(given.data['image_style']) === 'GRAPHIC'
  switch (given.kind) {
    case 'CONTROL': return 'control'
    case 'SLIDEUP': return 'slideup'
    case 'FULL': return graphic ? 'fullImage' : 'full'
    case 'MODAL':
    case 'MODAL_STYLED': return graphic ? 'modalImage' : 'modal'
    default: return 'html'
  }
}

const closeOf = (data: JsonObject): MessageClose => {
  if (word(data['message_close']) !== 'AUTO_DISMISS') return { kind: word(data['message_close']) === 'MANUAL' ? 'manual' : 'swipe' }
  const ms = data['duration']
  return { kind: 'auto', seconds: typeof ms === 'number' && ms > 0 ? ms / 1000 : DURATION_S }
}

const actionOf = (part: JsonObject): ClickAction => ({ url: linkOf(part), useWebView: part['use_webview'] === true })

const coloursOf = (part: JsonObject): JsonObject => Object.fromEntries(Object.entries(part).filter(([name]) => name.endsWith('_color')))
/** `at`: of that button. */
const themesOf = (data: JsonObject, at?: number): Themes => {
  const { dark } = isObject(data['themes']) ? data['themes'] : {}
  const part = (of: JsonObject): JsonObject | undefined => (at === undefined ? of : buttonsOf(of)[at])
  const inDark = isObject(dark) ? part(dark) : undefined
  return { light: coloursOf(part(data) ?? {}), dark: inDark === undefined ? undefined : coloursOf(inDark) }
}

const ORIENTATIONS: Record<string, InAppMessage['orientation']> = { PORTRAIT: 'portrait', LANDSCAPE: 'landscape' }

/** The device's own record of a message. */
const records = new WeakMap<InAppMessage, DeviceMessage>()
export const recordOf = (message: InAppMessage): DeviceMessage => {
  const found = records.get(message)
  if (found === undefined) throw new Error('this in-app message is not one of this SDK')
  return found
}

/** `process`: follows a click action. */
export const messageOf = (device: Device, given: DeviceMessage, process: (action: ClickAction, message: InAppMessage) => void): InAppMessage => {
  const { data } = given
  let valid = true
  const slideFrom = word(data['slide_from'])
  const members: Omit<InAppMessage, 'data' | InAppMessageType> = {
    type: typeOf(given), id: given.triggerId, message: text(data['message']), header: text(data['header']), imageURL: text(data['image_url']),
    imageAltText: text(data['image_alt']), language: text(data['language']),
    buttons: buttonsOf(data).map((one, at) => ({ id: typeof one['id'] === 'number' ? one['id'] : at, text: text(one['text']) ?? '', clickAction: actionOf(one), themes: themesOf(data, at) })), themes: themesOf(data),
    slideFrom: slideFrom === 'TOP' ? 'top' : slideFrom === 'BOTTOM' ? 'bottom' : undefined,
    clickAction: actionOf(data), messageClose: closeOf(data), orientation: ORIENTATIONS[word(data['orientation'])] ?? 'any',
    extras: isObject(data['extras']) ? structuredClone(data['extras']) : {}, isTestSend: data['is_test_send'] === true,
    json: () => structuredClone(data),
    logImpression: () => message.context.logImpression(), logClick: (buttonId) => message.context.logClick(buttonId),
    context: {
      logImpression: () => void device.logInAppMessageImpression(given),
      logClick: (buttonId) => {
        if (message.type === 'html') device.logInAppMessageHtmlClick(given, buttonId)
        else if (buttonId === undefined) device.logInAppMessageClick(given)
        else device.logInAppMessageButtonClick(given, Number.isNaN(Number(buttonId)) ? buttonId : Number(buttonId))
      },
      processClickAction: (action) => process(action, message),
      discard: () => { valid = false },
      get valid() { return valid },
    },
  }
  // Not to be counted: they are the message itself
  const message = Object.defineProperties(members, Object.fromEntries([
    ['data', { get: () => message }],
    ...TYPES.map((type): [string, PropertyDescriptor] => [type, { get: () => (message.type === type ? message : undefined), set: (given: InAppMessage | undefined) => { if (given !== undefined && given !== message) Object.assign(message, given) } }]),
  ])) as InAppMessage
  records.set(message, given)
  return message
}
