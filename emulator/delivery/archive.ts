// Message archiving: a copy of each email, push and text as it was sent, under the keys of a storage bucket. Made of the messages when somebody asks, so nothing is kept twice. docs: export_braze_data/message_archiving
import { createHash } from 'node:crypto'
import type { Campaigns } from '../domain/campaigns/campaigns.ts'
import type { Canvases } from '../domain/campaigns/canvases.ts'
import type { Message, Messages } from '../domain/messages/messages.ts'
import type { Profiles } from '../domain/profiles/profiles.ts'
import type { ArchivedChannel, Settings } from '../domain/settings.ts'
import type { EmailPayload } from './channels/email/payload.ts'
import type { EmailTracking } from './channels/email/tracking.ts'
import type { Json } from './outgoing.ts'

const PAGE = 200
const CHANNELS: Readonly<Record<string, ArchivedChannel>> = { email: 'email', ios_push: 'push', android_push: 'push', web_push: 'push', kindle_push: 'push', sms: 'sms' }
const KEY = /^sent_messages\/(?:email|push|sms)\/[0-9a-f]{32}\/[^/]+\/([^/]+)\.json\.gz$/

export type ArchivedMessage = { seq: number; key: string; at: number; content: () => Json }
type Nouns = { settings: Settings; messages: Messages; campaigns: Campaigns; canvases: Canvases; profiles: Profiles; tracking: EmailTracking }

/** The archive of one world. */
export function createArchive({ settings, messages, campaigns, canvases, profiles, tracking }: Nouns) {
  /** "Modifications our mail delivery partners make, like wrapping links for click tracking and inserting tracking pixels" are not in it. */
  function emailContent(message: Message): Json {
    const { to, subject, from, html, plaintext, amp_body, extras, headers, attachments, links } = message.payload as EmailPayload
    const [, name = '', address = from] = /^([^<>]*)<([^<>]+)>$/.exec(from) ?? []
    return { to, subject, from_name: name.trim().replace(/^"(.*)"$/, '$1'), from_address: address, html_body: tracking.untracked(html, message.id, links), plaintext_body: plaintext, ...(amp_body === null ? {} : { amp_body }), extras, headers, ...(attachments.length === 0 ? {} : { attachments }) }
  }

  function smsContent({ address, payload, detail }: Message): Json {
    const { body, media_urls } = payload as { body: string; media_urls?: string[] }
    return { to: address, body, subscription_group: detail?.['subscription_group_id'] ?? null, provider: 'twilio', media_urls: media_urls ?? [] }
  }

  const pushContent = ({ address, payload, channel, app_id }: Message): Json => ({ to: address, payload: (payload as { body?: unknown }).body ?? payload, platform: channel, app_id })

  function contentOf(message: Message): Json {
    const { channel, at, dispatch_id, campaign_id, canvas_id, canvas_step_id, canvas_variation_id, message_variation_id, profile_id, braze_id } = message
    const own = channel === 'email' ? emailContent(message) : channel === 'sms' ? smsContent(message) : pushContent(message)
    const canvas = canvas_id === null ? undefined : canvases.find(canvas_id)
    const maybe = {
      campaign_id, canvas_id, canvas_step_id, canvas_variation_id, message_variation_id, campaign_name: campaign_id === null ? null : campaigns.find(campaign_id)?.name,
      canvas_name: canvas?.name, canvas_step_name: canvas?.steps.find(({ id }) => id === canvas_step_id)?.name, external_id: profile_id === null ? null : profiles.byId(profile_id)?.external_id,
    }
    return { version: 1, ...own, sent_at: Math.floor(at / 1000), dispatch_id, user_id: braze_id, ...Object.fromEntries(Object.entries(maybe).filter(([, value]) => value !== null && value !== undefined)) }
  }

  function archived(message: Message): ArchivedMessage | undefined {
    const { seq, at, channel, address, payload, canvas_step_id, campaign_id, dispatch_id, id, test } = message
    const kind = CHANNELS[channel]
    if (kind === undefined || payload === null || address === null || !settings.get().message_archiving.includes(kind)) return undefined
    const owner = (test ? null : (canvas_step_id ?? campaign_id)) ?? 'unassociated'
    return { seq, at, key: `sent_messages/${kind}/${createHash('md5').update(address.toLowerCase()).digest('hex')}/${owner}/${dispatch_id ?? id}.json.gz`, content: () => contentOf(message) }
  }

  function* all(query: { dispatch_id?: string; since?: number }): Generator<ArchivedMessage> {
    for (let since = query.since ?? 0; ; ) {
      const page = messages.list({ since, limit: PAGE, dispatch_id: query.dispatch_id ?? null })
      for (const message of page) {
        const one = archived(message)
        if (one !== undefined) yield one
      }
      if (page.length < PAGE) return
      since = page.at(-1)!.seq
    }
  }

  return {
    /** Those whose key begins with `prefix`, oldest first, after `since` (a seq). */
    list({ prefix, since, limit }: { prefix: string; since: number; limit: number }): ArchivedMessage[] {
      const found: ArchivedMessage[] = []
      for (const one of all({ since })) {
        if (one.key.startsWith(prefix)) found.push(one)
        if (found.length === limit) break
      }
      return found
    },
    /** What is under a key; the newest when two messages share one. */
    find(key: string): Json | undefined {
      const dispatch_id = KEY.exec(key)?.[1]
      if (dispatch_id === undefined) return undefined
      const own = messages.find(dispatch_id) // a message without a dispatch goes by its own id
      const found = own === undefined ? [...all({ dispatch_id })].filter((one) => one.key === key).at(-1) : archived(own)
      return found?.key === key ? found.content() : undefined
    },
  }
}

export type Archive = ReturnType<typeof createArchive>
