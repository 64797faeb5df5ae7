// A message as the exports show it: the members that Braze's page lists for its channel. docs: api/endpoints/export/campaigns/get_campaign_details
import * as z from 'zod'
import type { Message, Messages } from '../../../domain/campaigns/messages.ts'
import { isControl } from '../../../domain/campaigns/messages.ts'

/** Members with what stands there when the definition does not say; the push of one platform is as that of another. */
type Members = Readonly<Record<string, unknown>>
const PUSH: Members = { alert: '', extras: {}, title: null, action: null, image_url: null, large_image_url: null }
const CHANNELS: Readonly<Record<string, Members>> = {
  ios_push: PUSH, android_push: PUSH, web_push: PUSH, kindle_push: PUSH,
  email: { extras: [], subject: '', body: '', from: '', reply_to: null, title: null, amp_body: null, preheader: null, custom_plain_text: null, should_inline_css: false, should_whitespace_header: false, email_headers: [] },
  webhook: { url: '', body: '', type: null, headers: {}, method: 'POST' },
  sms: { body: '', from: null, subscription_group_id: null },
}
/** Shown only when they were set. */
const WHEN_SET: Readonly<Record<string, readonly string[]>> = {
  content_cards: ['extras'],
  in_app_message: ['type', 'data'],
  whats_app: ['subscription_group_id', 'from', 'template_name', 'template_language_code', 'header_variables', 'body_variables', 'button_variables', 'layout', 'header_text', 'body_text', 'footer_text', 'buttons'],
}

/** One message; a control group is its channel, name and type alone. */
export function messageView(message: Message): Record<string, unknown> {
  const { channel, name } = message
  if (isControl(message)) return { channel, name, type: 'control' } // observed: clients read the name of control groups too
  const fixed = Object.entries(CHANNELS[channel] ?? {}).map(([member, missing]) => [member, message[member] ?? missing] as const)
  const set = (WHEN_SET[channel] ?? []).filter((member) => message[member] !== undefined).map((member) => [member, message[member]] as const)
  return { channel, name, ...Object.fromEntries([...fixed, ...set]) }
}

export const messagesView = (messages: Messages): Record<string, Record<string, unknown>> => Object.fromEntries(Object.entries(messages).map(([id, message]) => [id, messageView(message)]))

export const messagesShape = () => z.record(z.string(), z.looseObject({ channel: z.string(), name: z.string() })).meta({ description: 'By message variation id; further members by channel' })
