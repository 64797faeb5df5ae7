// Message objects of email, SMS, WhatsApp, webhooks and Content Cards, member by member. docs: api/objects_filters/messaging
import * as z from 'zod'
import { isValidEmail } from '../../../../domain/profiles/contact-rules.ts'
import { CONTENT_CARD_SECONDS } from '../../../../domain/sends/message-objects.ts'
import { attachments, complain, flag, hash, integer, isoTime, list, oneOf, optionalText, requires, spec, text } from '../fields.ts'

const variation = () => optionalText().meta({ description: 'The variant of the campaign that this message counts for; needed with a campaign_id' })
const filled = (value: unknown): boolean => value !== undefined && value !== null && value !== ''

const isLiquid = (value: string): boolean => /\{\{|\{%/.test(value) // rendered for each user when it is sent
const isSender = (value: string): boolean => isLiquid(value) || isValidEmail(/^[^<>]*<([^<>\s]+)>$/.exec(value.trim())?.[1] ?? '')
const isReplyTo = (value: string): boolean => value === '' || value === 'NO_REPLY_TO' || isLiquid(value) || isValidEmail(value) || isSender(value)

export const email = () =>
  z
    .looseObject({
      app_id: text(), from: text().refine(isSender, { error: `'messages.email.from' must be a valid email address in the format 'Display Name <email@address.com>'` }),
      subject: optionalText(), reply_to: z.string().refine(isReplyTo, { error: `'messages.email.reply_to' is not valid` }).nullish().meta({ description: 'NO_REPLY_TO: none' }), bcc: optionalText(), body: optionalText(),
      plaintext_body: optionalText(), preheader: optionalText(), email_template_id: optionalText(), message_variation_id: variation(), extras: hash(), headers: hash(), should_inline_css: flag(), attachments: attachments(),
    })
    .superRefine((message, context) => {
      if (!filled(message.body) && !filled(message.email_template_id)) requires(context, 'email', 'body')
    })

export const sms = () =>
  z.looseObject({ subscription_group_id: text(), body: text(), app_id: text(), message_variation_id: variation(), media_items: list(z.unknown()).nullish(), link_shortening_enabled: flag(), user_click_tracking_enabled: flag() })

export const webhook = () => z.looseObject({ url: text(), request_method: oneOf(['POST', 'PUT', 'DELETE', 'GET']), request_headers: hash(), body: optionalText(), message_variation_id: variation() })

export const contentCard = () =>
  z
    .looseObject({
      type: oneOf(['CLASSIC', 'CAPTIONED_IMAGE', 'BANNER']), title: text(), description: text(), message_variation_id: variation(), pinned: flag(), image_url: optionalText(), time_to_live: integer(1, CONTENT_CARD_SECONDS),
      expire_at: isoTime().nullish(), expire_in_local_time: flag(), ios_uri: optionalText(), android_uri: optionalText(), web_uri: optionalText(), ios_use_webview: flag(), android_use_webview: flag(), uri_text: optionalText(), extra: hash(),
    })
    .superRefine((card, context) => {
      if (card.type !== 'CLASSIC' && !filled(card.image_url)) requires(context, 'content_card', 'image_url')
      if (!filled(card.time_to_live) && !filled(card.expire_at)) complain(context, 'time_to_live', `'messages.content_card.time_to_live' or 'messages.content_card.expire_at' is required`)
    })

const WHATSAPP_ROWS = 10 // "A maximum of 10 rows can be included across all sections". docs: whats_app_object
const row = () => z.looseObject({ row_title: text(), row_description: optionalText() })
const sections = () => list(z.looseObject({ section_title: text(), list_rows: list(row()) })).min(1, { error: `'messages.whats_app.message.list.list_sections' must have at least one section` })
const variables = () => z.record(z.string().regex(/^\d+$/), z.string()).nullish()

/** The form of `message`, by `message_type`. */
const WHATSAPP = {
  template_message: () => z.looseObject({ template_name: text(), template_language_code: text(), header_variables: variables(), body_variables: variables(), button_variables: variables(), header_image_uri: optionalText(), header_media_uri: optionalText() }),
  text_response_message: () => z.looseObject({ body: text(), preview_url: flag() }),
  text_image_response_message: () => z.looseObject({ image_uri: text(), caption: optionalText() }),
  quick_reply_response_message: () => z.looseObject({ body: text(), header_image_uri: optionalText(), header_text: optionalText(), footer: optionalText(), buttons: list(z.looseObject({ text: text() })).min(1) }),
  list_response_message: () => z.looseObject({ header: optionalText(), body: text(), footer: optionalText(), list: z.looseObject({ list_button_text: text(), list_sections: sections() }) }),
  flow_response_message: () => z.looseObject({ header_text: optionalText(), body: text(), footer: optionalText(), flow_button: z.looseObject({ caption: text(), flow_id: text() }) }),
} as const
const WHATSAPP_TYPES = Object.keys(WHATSAPP) as [keyof typeof WHATSAPP, ...(keyof typeof WHATSAPP)[]]

export const whatsApp = () => {
  const forms = new Map<string, z.ZodType>()
  const formOf = (type: keyof typeof WHATSAPP): z.ZodType => forms.get(type) ?? forms.set(type, WHATSAPP[type]()).get(type)!
  return z
    .looseObject({ app_id: text(), subscription_group_id: text(), message_variation_id: variation(), message_type: oneOf(WHATSAPP_TYPES), message: z.looseObject({}, spec) })
    .superRefine(({ message_type, message }, context) => {
      const judged = formOf(message_type).safeParse(message)
      if (!judged.success) {
        const { path, message: words, code } = judged.error.issues[0]!
        const at = ['messages', 'whats_app', 'message', ...path].map(String).join('.')
        // the words of the inner form begin with its own path
        context.addIssue({ code: 'custom', path: ['message', ...path], message: code !== 'custom' && /^'[^']*' is required$/.test(words) ? `'${at}' is required` : words.startsWith(`'messages.`) ? words : `'${at}' is not valid` })
        return
      }
      if (filled(message['header_text']) && filled(message['header_image_uri'])) complain(context, 'message', `'messages.whats_app.message' can not have both 'header_text' and 'header_image_uri'`)
      const list_sections = (message['list'] as { list_sections?: { list_rows: unknown[] }[] } | undefined)?.list_sections ?? []
      if (message_type === 'list_response_message' && list_sections.reduce((sum, one) => sum + one.list_rows.length, 0) > WHATSAPP_ROWS) complain(context, 'message', `'messages.whats_app.message.list' can not have more than ${WHATSAPP_ROWS} rows`)
    })
}
