// What Meta gets for a WhatsApp message: a template with its variables, or a response of some layout; in the names of the API and in those of exports. docs: api/objects_filters/messaging/whats_app_object, get_campaign_details; Meta's Cloud API (POST /messages)
import type { Json } from '../../outgoing.ts'
import { Unsendable } from '../channel.ts'

type Parameter = { type: 'text'; text: string }

const text = (value: unknown): string => (typeof value === 'string' ? value : '')
const list = (value: unknown): Json[] => (Array.isArray(value) ? (value as unknown[]).filter((one): one is Json => typeof one === 'object' && one !== null) : [])
const incomplete = (what: string): never => {
  throw new Unsendable('incomplete', { abort_type: 'whats_app', abort_log: `the message has no ${what}` })
}
const given = (members: Json): Json => Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined))

/** `{"0": "x", "1": "y"}`, "indexed from zero", or a list. */
const variables = (value: unknown): [number, string][] =>
  typeof value === 'object' && value !== null ? Object.entries(value).filter(([index]) => /^\d+$/.test(index)).map(([index, one]): [number, string] => [Number(index), String(one)]).sort(([a], [b]) => a - b) : []
const parameters = (value: unknown): Parameter[] => variables(value).map(([, one]) => ({ type: 'text', text: one }))

function template(message: Json): Json {
  const name = text(message['template_name']) || incomplete('template_name')
  const code = text(message['template_language_code']) || incomplete('template_language_code')
  const image = text(message['header_media_uri']) || text(message['header_image_uri']) // the second is its name in exports and older pages
  const header: Json[] = image !== '' ? [{ type: 'image', image: { link: image } }] : parameters(message['header_variables'])
  const body = parameters(message['body_variables'])
  const components: Json[] = [
    ...(header.length === 0 ? [] : [{ type: 'header', parameters: header }]),
    ...(body.length === 0 ? [] : [{ type: 'body', parameters: body }]),
    ...variables(message['button_variables']).map(([index, value]) => ({ type: 'button', sub_type: 'url', index: String(index), parameters: [{ type: 'text', text: value }] })),
  ]
  return { type: 'template', template: { name, language: { code }, ...(components.length === 0 ? {} : { components }) } }
}

function interactive(message: Json, type: string, body: string, action: Json): Json {
  const [words, image, footer] = [text(message['header_text']) || text(message['header']), text(message['header_image_uri']), text(message['footer']) || text(message['footer_text'])]
  return {
    type: 'interactive',
    interactive: given({
      type, header: words !== '' ? { type: 'text', text: words } : image !== '' ? { type: 'image', image: { link: image } } : undefined,
      body: { text: body === '' ? incomplete('body') : body }, footer: footer === '' ? undefined : { text: footer }, action,
    }),
  }
}

function response(message: Json): Json {
  const body = text(message['body']) || text(message['body_text'])
  const [buttons, rows, flow, image] = [list(message['buttons']), message['list'] as Json | undefined, message['flow_button'] as Json | undefined, text(message['image_uri'])]
  if (buttons.length > 0) return interactive(message, 'button', body, { buttons: buttons.map((button, index) => ({ type: 'reply', reply: { id: String(index), title: text(button['text']) } })) })
  if (flow !== undefined && flow !== null) return interactive(message, 'flow', body, { name: 'flow', parameters: { flow_message_version: '3', flow_id: flow['flow_id'] ?? null, flow_cta: flow['caption'] ?? null } })
  if (rows !== undefined && rows !== null) {
    let id = 0
    const sections = list(rows['list_sections']).map((section) => ({ title: text(section['section_title']), rows: list(section['list_rows']).map((row) => given({ id: String(id++), title: text(row['row_title']), description: text(row['row_description']) || undefined })) }))
    return interactive(message, 'list', body, { button: text(rows['list_button_text']), sections })
  }
  if (image !== '') return { type: 'image', image: given({ link: image, caption: text(message['caption']) || body || undefined }) }
  return { type: 'text', text: { body: body === '' ? incomplete('body') : body, preview_url: message['preview_url'] === true } }
}

export type WhatsAppPayload = { messaging_product: 'whatsapp'; recipient_type: 'individual'; to: string; type: string; [member: string]: unknown }

/** The API nests the content in `message` and names its form in `message_type`; exports have it all in one. Throws Unsendable `incomplete`. */
export function whatsAppRequest(body: Json, to: string): WhatsAppPayload {
  const nested = body['message']
  const message = typeof nested === 'object' && nested !== null ? (nested as Json) : body
  const isTemplate = body['message_type'] === 'template_message' || (body['message_type'] === undefined && text(message['template_name']) !== '')
  return { messaging_product: 'whatsapp', recipient_type: 'individual', to: to.replace(/^\+/, ''), ...(isTemplate ? template(message) : response(message)) } as WhatsAppPayload
}

/** Texts of the buttons and rows that a user may tap; undefined where any words will do. */
export function choicesOf(payload: WhatsAppPayload): string[] | undefined {
  const action = (payload['interactive'] as { action?: { buttons?: { reply: { title: string } }[]; sections?: { rows: { title: string; description?: string }[] }[] } } | undefined)?.action
  if (action?.buttons !== undefined) return action.buttons.map(({ reply }) => reply.title)
  return action?.sections?.flatMap(({ rows }) => rows.map(({ title }) => title))
}
