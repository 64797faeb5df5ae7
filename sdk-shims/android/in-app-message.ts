// IInAppMessage: what a message says, and what is logged of it (M13; mobile wire 4.2).
import type { InAppMessage as DeviceMessage } from '../device/content-types.ts'
import type { Device } from '../device/device-types.ts'
import { buttonsOf, isHtml } from '../device/message-rules.ts'
import type { Json, JsonObject } from '../device/wire-types.ts'
import { ClickAction, DismissType, MessageType, Orientation } from './enums.ts'

export type MessageButton = { id: number; text: string; clickAction: ClickAction; uri: string | null; openUriInWebview: boolean }

/** How long a message stays that closes by itself, in ms. */
const DURATION_MS = 5000

const text = (value: Json | undefined): string | null => (typeof value === 'string' && value !== '' ? value : null)
const word = (value: Json | undefined): string => (typeof value === 'string' ? value.toUpperCase() : '')
const isObject = (value: Json | undefined): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value)
const actionOf = (part: JsonObject): ClickAction => (word(part['click_action']) === 'URI' ? ClickAction.URI : ClickAction.NONE)

/** A message. What it says, where it leads and how it closes is the app's to change before it is shown. */
export class InAppMessage {
  readonly #device: Device
  /** The device's own record of it. */
  readonly record: DeviceMessage
  readonly messageType: MessageType
  message: string | null
  header: string | null
  imageUrl: string | null
  altImageText: string | null
  readonly isControl: boolean
  readonly isTestSend: boolean
  messageButtons: MessageButton[]
  extras: JsonObject
  clickAction: ClickAction
  uri: string | null
  openUriInWebView: boolean

  constructor(device: Device, record: DeviceMessage) {
    const { data } = record
    this.#device = device
    this.record = record
    this.isControl = record.kind === 'CONTROL'
    this.messageType = (Object.values(MessageType) as string[]).includes(record.kind) ? (record.kind as MessageType) : isHtml(record) ? MessageType.HTML : MessageType.MODAL
    this.message = text(data['message'])
    this.header = text(data['header'])
    this.imageUrl = text(data['image_url'])
    this.altImageText = text(data['image_alt'])
    this.isTestSend = data['is_test_send'] === true
    this.messageButtons = buttonsOf(data).map((one, at) => ({
      id: typeof one['id'] === 'number' ? one['id'] : at, text: text(one['text']) ?? '', clickAction: actionOf(one), uri: text(one['uri']), openUriInWebview: one['use_webview'] === true,
    }))
    this.extras = isObject(data['extras']) ? structuredClone(data['extras']) : {}
    this.clickAction = actionOf(data)
    this.uri = text(data['uri'])
    this.openUriInWebView = data['use_webview'] === true
  }

  get dismissType(): DismissType {
    const { data, kind } = this.record
    return word(data['message_close']) === 'AUTO_DISMISS' || (data['message_close'] === undefined && kind === 'SLIDEUP') ? DismissType.AUTO_DISMISS : DismissType.MANUAL
  }
  set dismissType(type: DismissType) { this.record.data['message_close'] = type }
  get durationInMilliseconds(): number {
    const ms = this.record.data['duration']
    return typeof ms === 'number' && ms > 0 ? ms : DURATION_MS
  }
  set durationInMilliseconds(ms: number) { this.record.data['duration'] = ms }
  get orientation(): Orientation {
    const given = word(this.record.data['orientation'])
    return (Object.values(Orientation) as string[]).includes(given) ? (given as Orientation) : Orientation.ANY
  }
  set orientation(orientation: Orientation) { this.record.data['orientation'] = orientation }

  get isHtml(): boolean { return isHtml(this.record) }

  /** Once. */
  logImpression(): boolean { return this.#device.logInAppMessageImpression(this.record) }
  /** Once; of an HTML message each one. */
  logClick(): boolean { return this.isHtml ? this.#device.logInAppMessageHtmlClick(this.record) : this.#device.logInAppMessageClick(this.record) }
  /** Once a button. HTML messages name their buttons by text. */
  logButtonClick(button: MessageButton | string): boolean {
    if (typeof button === 'string') return this.#device.logInAppMessageHtmlClick(this.record, button)
    return this.#device.logInAppMessageButtonClick(this.record, button.id)
  }

  forJsonPut(): JsonObject {
    return structuredClone(this.record.data)
  }
}
