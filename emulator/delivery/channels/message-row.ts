// What a row of the journal about a message says of it, as `messages.happened` does.
import type { Message } from '../../domain/messages/messages.ts'
import type { Json } from '../outgoing.ts'

export function messageRow(message: Message): Json {
  const { app_id, device_id, dispatch_id, send_id, campaign_id, canvas_id, canvas_step_id, canvas_variation_id, canvas_entry_id, message_variation_id, channel, test } = message
  const known = Object.entries({ app_id, device_id, dispatch_id, send_id, campaign_id, canvas_id, canvas_step_id, canvas_variation_id, canvas_entry_id, message_variation_id }).filter(([, value]) => value !== null)
  return { message_id: message.id, channel, ...Object.fromEntries(known), ...(test ? { test: true } : {}) }
}
