// Braze.InAppMessage.slideup(…) and its like: messages that the app makes itself; nothing is logged of them. docs: developer_guide/in_app_messages
import type { JsonObject } from '../device/wire-types.ts'
import type { ClickAction, InAppMessage, InAppMessageType, MessageClose, Themes } from './in-app-message.ts'
import { innerOf } from './inner.ts'
import { messageFor } from './listening.ts'
import { phone } from './phone.ts'

/** The labels of the SDK's initialisers; what is left out has the SDK's default. */
export type LocalMessage = {
  message?: string
  header?: string
  imageURL?: string
  imageAltText?: string
  buttons?: { id?: number; text: string; clickAction?: Partial<ClickAction> }[]
  slideFrom?: 'top' | 'bottom'
  clickAction?: Partial<ClickAction>
  messageClose?: MessageClose
  orientation?: InAppMessage['orientation']
  extras?: JsonObject
  themes?: Partial<Themes>
}

const WIRE: Record<InAppMessageType, JsonObject> = {
  slideup: { type: 'SLIDEUP' }, modal: { type: 'MODAL' }, modalImage: { type: 'MODAL', image_style: 'GRAPHIC' }, full: { type: 'FULL' }, fullImage: { type: 'FULL', image_style: 'GRAPHIC' }, html: { type: 'HTML' },
  control: { is_control: true },
}
const CLOSES = { swipe: 'SWIPE', manual: 'MANUAL', auto: 'AUTO_DISMISS' } as const

const actionOf = ({ url, useWebView = false }: Partial<ClickAction> = {}): JsonObject => (url === undefined ? { click_action: 'NONE' } : { click_action: 'URI', uri: url, use_webview: useWebView })
const given = (members: Record<string, JsonObject[string] | undefined>): JsonObject => Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as JsonObject

const wireOf = (type: InAppMessageType, { messageClose, ...one }: LocalMessage): JsonObject => ({
  ...WIRE[type], ...actionOf(one.clickAction), ...one.themes?.light,
  ...given({
    message: one.message, header: one.header, image_url: one.imageURL, image_alt: one.imageAltText, slide_from: one.slideFrom?.toUpperCase(), orientation: one.orientation?.toUpperCase(), extras: one.extras,
    message_close: messageClose === undefined ? undefined : CLOSES[messageClose.kind], duration: messageClose?.kind === 'auto' ? messageClose.seconds * 1000 : undefined,
    btns: one.buttons?.map(({ id, text, clickAction }, at) => ({ id: id ?? at, text, ...actionOf(clickAction) })), themes: one.themes?.dark === undefined ? undefined : { dark: one.themes.dark },
  }),
})

const maker = (type: InAppMessageType) => (fields: LocalMessage = {}): InAppMessage => {
  const { running } = phone()
  if (running === undefined) throw new Error('a message is made while the SDK runs: start it with new Braze(configuration)')
  const inner = innerOf(running)
  return messageFor(running, inner, inner.device.makeInAppMessage(wireOf(type, fields)))
}

export type LocalMessages = Record<InAppMessageType, (fields?: LocalMessage) => InAppMessage>
export const localMessages: LocalMessages = {
  slideup: maker('slideup'), modal: maker('modal'), modalImage: maker('modalImage'), full: maker('full'), fullImage: maker('fullImage'), html: maker('html'), control: maker('control'),
}
