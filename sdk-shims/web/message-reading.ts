// In-app messages between the wire and the classes (web wire 6): what the server sends becomes an object, an object of the page's own a message.
import type { JsonObject } from '../device/wire-types.ts'
import { ControlMessage } from './control-message.ts'
import { FullScreenMessage } from './full-screen-message.ts'
import { HtmlMessage } from './html-message.ts'
import { InAppMessageButton } from './in-app-message-button.ts'
import type { InAppMessage } from './in-app-message.ts'
import { ModalMessage } from './modal-message.ts'
import { SlideUpMessage } from './slide-up-message.ts'

/** Which member of the wire each property of the classes is. */
const MEMBERS: Record<string, string> = {
  message: 'message', messageAlignment: 'text_align_message', slideFrom: 'slide_from', extras: 'extras', triggerId: 'trigger_id',
  clickAction: 'click_action', uri: 'uri', openTarget: 'open_target', dismissType: 'message_close', duration: 'duration', icon: 'icon',
  imageUrl: 'image_url', imageStyle: 'image_style', iconColor: 'icon_color', iconBackgroundColor: 'icon_bg_color',
  backgroundColor: 'bg_color', textColor: 'text_color', closeButtonColor: 'close_btn_color', animateIn: 'animate_in',
  animateOut: 'animate_out', header: 'header', headerAlignment: 'text_align_header', headerTextColor: 'header_text_color',
  frameColor: 'frame_color', cropType: 'crop_type', orientation: 'orientation', htmlId: 'html_id', css: 'css',
  messageFields: 'message_fields', messageExtras: 'message_extras', language: 'language', altImageText: 'image_alt',
}
const BUTTON_MEMBERS = {
  text: 'text', backgroundColor: 'bg_color', textColor: 'text_color', borderColor: 'border_color', clickAction: 'click_action', uri: 'uri', id: 'id',
}

type Fields = Record<string, unknown>

/** What says nothing leaves the default as it is. observed: web SDK 6.13.0 */
const saysNothing = (value: unknown): boolean => value === undefined || value === null || value === 0 || value === ''

/** Takes over what the server gave of the properties that the object has. */
const fill = (made: InAppMessage, data: JsonObject): void => {
  const fields = made as unknown as Fields
  for (const [name, member] of Object.entries(MEMBERS)) {
    const value = data[member]
    if (name in fields && !(saysNothing(value) && (fields[name] !== undefined || value === null || value === undefined))) fields[name] = structuredClone(value)
  }
  // Styles belong to a page's element; one without the other is neither. observed: web SDK 6.13.0
  if (saysNothing(made.htmlId) || saysNothing(made.css)) Object.assign(made, { htmlId: undefined, css: undefined })
}

const BUTTON_ARGUMENTS = ['text', 'backgroundColor', 'textColor', 'borderColor', 'clickAction', 'uri', 'id'] as const
const buttonOf = (data: JsonObject): InAppMessageButton =>
  new InAppMessageButton(...(BUTTON_ARGUMENTS.map((name) => data[BUTTON_MEMBERS[name]] ?? undefined) as ConstructorParameters<typeof InAppMessageButton>))

const blank = (type: string): InAppMessage | undefined => {
  if (type === 'SLIDEUP') return new SlideUpMessage('')
  if (type === 'MODAL' || type === 'MODAL_STYLED') return new ModalMessage()
  if (type === 'FULL') return new FullScreenMessage()
  return type === 'WEB_HTML' || type === 'HTML' || type === 'HTML_FULL' ? new HtmlMessage('') : undefined
}

/** The object for a message of the server's; undefined for a type that the web SDK does not know. */
export const messageOf = (data: JsonObject): InAppMessage | ControlMessage | undefined => {
  if (data['is_control'] === true) return new ControlMessage(typeof data['trigger_id'] === 'string' ? data['trigger_id'] : undefined)
  const made = blank(String(data['type']).toUpperCase())
  if (made === undefined) return undefined
  made.message = undefined
  fill(made, data)
  const buttons = data['btns']
  if ('buttons' in made && Array.isArray(buttons)) {
    made.buttons = buttons.filter((one): one is JsonObject => typeof one === 'object' && one !== null && !Array.isArray(one)).map(buttonOf)
  }
  return made
}

const emptied = (fields: Fields, members: Record<string, string>): JsonObject => {
  const data: JsonObject = {}
  for (const [name, member] of Object.entries(members)) {
    const value = fields[name]
    if (value !== undefined && value !== null) data[member] = JSON.parse(JSON.stringify(value))
  }
  return data
}

/** An object of the page's own, as the server would have sent it. Such HTML counts every click. observed: web SDK 6.13.0 */
export const wireOf = (message: InAppMessage | ControlMessage): JsonObject => {
  if (message instanceof ControlMessage) return { is_control: true, ...(message.triggerId === undefined ? {} : { trigger_id: message.triggerId }) }
  const type = message instanceof SlideUpMessage ? 'SLIDEUP' : message instanceof FullScreenMessage ? 'FULL' : message instanceof HtmlMessage ? 'HTML_FULL' : 'MODAL'
  const data: JsonObject = { type, ...emptied(message as unknown as Fields, MEMBERS) }
  const { buttons } = message as { buttons?: InAppMessageButton[] }
  if (Array.isArray(buttons)) {
    data['btns'] = buttons.map((one) => emptied(one as unknown as Fields, BUTTON_MEMBERS))
  }
  return data
}
