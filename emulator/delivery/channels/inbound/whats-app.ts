// A WhatsApp message that came in: a text, media, or a tap on a quick reply or a row of a list. No words of its own: "Opt-in keywords are not currently supported for the WhatsApp channel". docs: whatsapp/message_processing/{messaging_users,handling_unknown_phone_numbers,opt_ins_and_opt_outs}
import type { ProfileRow } from '../../../domain/profiles/profiles.ts'
import type { SubscriptionGroup } from '../../../domain/subscription-groups.ts'
import { DEFAULT_SENDER } from '../sms/carrier.ts'
import { conversationStatements } from '../whats-app/conversations.sql.ts'
import { createAttribution } from './attribution.ts'
import type { InboundNouns, Received } from './nouns.ts'

export type InboundWhatsApp = { from: string; to?: string | undefined; group: SubscriptionGroup; body: string; media_urls: string[]; quick_reply_text?: string | undefined; in_reply_to?: string | undefined }

/** Receives the WhatsApp messages of one world. */
export function createInboundWhatsApp(nouns: InboundNouns) {
  const { db, clock, profiles, aliases, attributes, messageEvents } = nouns
  const conversations = conversationStatements(db)
  const attribute = createAttribution(nouns)

  /** "Braze creates an anonymous profile", with the number as its phone and as an alias; it is subscribed to nothing. */
  function stranger(from: string): ProfileRow {
    const profile = profiles.create('whatsapp_inbound')
    aliases.add(profile, { alias_name: from, alias_label: 'phone' })
    attributes.apply(profile, { values: [['phone', from]], source: 'rest' })
    return profiles.byId(profile.id)!
  }

  return ({ from, to, group, body, media_urls, quick_reply_text, in_reply_to }: InboundWhatsApp): Received => {
    conversations.heard.run(group.id, from, clock.now())
    const known = profiles.byPhone(from)
    const { profile, origin } = attribute(known.length > 0 ? known : [stranger(from)], 'whats_app.sent')
    messageEvents.record(
      'whats_app.inbound_received',
      {
        channel: 'whats_app', ...origin, subscription_group_id: group.id, user_phone_number: from, inbound_phone_number: to ?? group.sender_numbers?.[0] ?? DEFAULT_SENDER, message_body: body, media_urls, action: 'other',
        ...(quick_reply_text === undefined ? {} : { quick_reply_text }), ...(in_reply_to === undefined ? {} : { in_reply_to }),
      },
      profile.braze_id,
    )
    return { braze_id: profile.braze_id, category: 'other', action: 'other', subscription_group_id: group.id, response_message_id: null }
  }
}
