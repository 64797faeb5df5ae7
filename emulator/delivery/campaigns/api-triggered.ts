// API-triggered campaigns: each recipient with his own properties, or everybody of the campaign's audience and the request's. docs: post_send_triggered_campaigns
import type { Campaign, Campaigns } from '../../domain/campaigns/campaigns.ts'
import type { Decisions } from '../../domain/decisions.ts'
import type { ProfileRow } from '../../domain/profiles/profiles.ts'
import type { Recipient } from '../../domain/sends/recipients.ts'
import type { Send, Sends } from '../../domain/sends/sends.ts'
import type { Segments } from '../../domain/segments/segments.ts'
import type { AcceptedSends } from '../accepted-sends.ts'
import type { Apart } from '../dispatches/apart.ts'
import { filtersOfRequest } from '../dispatches/request-filters.ts'
import type { Recipients } from '../dispatches/recipients.ts'
import type { RequestTimes } from '../dispatches/request-times.ts'
import type { LiveDefinitions } from '../live-definitions.ts'
import type { Json } from '../outgoing.ts'
import type { Walks } from '../walks.ts'
import type { Attempt, CampaignSending } from './sending.ts'

const WALK = 'triggered_campaign'
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

type Nouns = { decisions: Decisions; segments: Segments; sends: Sends; campaigns: Campaigns; liveDefinitions: LiveDefinitions; acceptedSends: AcceptedSends; walks: Walks; recipients: Recipients; requestTimes: RequestTimes; campaignSending: CampaignSending; apart: Apart }

/** Sends the triggered campaigns of one world. */
export function createApiTriggered({ decisions, segments, sends, campaigns, liveDefinitions, acceptedSends, walks, recipients, requestTimes, campaignSending, apart }: Nouns) {
  /** Not read again for each user while it is live. */
  const definition = (id: string): Campaign | undefined => liveDefinitions.campaigns().find((one) => one.id === id) ?? campaigns.find(id)

  /** A key of the recipient's wins over the request's. docs: recipient_object ("will override any keys that conflict with the parent") */
  const propertiesOf = (send: Send, recipient: Recipient): Json => ({ ...(isObject(send.request['trigger_properties']) ? send.request['trigger_properties'] : {}), ...(isObject(recipient['trigger_properties']) ? recipient['trigger_properties'] : {}) })

  function attemptOf(send: Send, properties: Json): Attempt {
    const { attachments } = send.request
    const filters = filtersOfRequest(segments, send.request)
    return {
      cause: { api_trigger_properties: properties }, send_id: send.send_id,
      ...(filters === null ? {} : { filters }), ...(Array.isArray(attachments) && attachments.length > 0 ? { extra: { email: { attachments } } } : {}),
    }
  }

  function place(send: Send, campaign: Campaign, profile: ProfileRow, attempt: Attempt): void {
    requestTimes.place({ send, profile, channels: campaign.channels, line: WALK, data: { campaign_id: campaign.id, attempt }, now: (channels) => void campaignSending.toUser(campaign, profile, channels.length < campaign.channels.length ? { ...attempt, channels: [...channels] } : attempt) })
  }

  requestTimes.on(WALK, (profile, data, channels) => {
    const campaign = definition(data['campaign_id'] as string)
    if (campaign !== undefined) campaignSending.toUser(campaign, profile, { ...(data['attempt'] as Attempt), audienceChecked: false, ...(channels.length < campaign.channels.length ? { channels: [...channels] } : {}) })
  })

  let walked: { send: Send; attempt: Attempt } | undefined // the same for all users of a walk
  walks.on(WALK, {
    visit: (profile, { dispatch_id, campaign_id }) => apart(() => {
      const campaign = definition(campaign_id as string)
      const send = walked?.send.dispatch_id === dispatch_id ? walked?.send : sends.find(dispatch_id as string)
      if (send === undefined || campaign === undefined) return
      if (walked?.send !== send) walked = { send, attempt: { ...attemptOf(send, propertiesOf(send, {})), audienceChecked: true } }
      place(send, campaign, profile, walked!.attempt)
    }),
    finished: () => void (walked = undefined),
  })

  acceptedSends.on('campaign', (send) => {
    const campaign = campaigns.find(send.campaign_id ?? '')
    if (campaign === undefined) return decisions.ignored({ rule: 'trigger', why: 'the campaign was deleted', compared: { campaign_id: send.campaign_id, dispatch_id: send.dispatch_id } })
    const people = (send.request['recipients'] as Recipient[] | null | undefined) ?? []
    if (people.length === 0) {
      const own = segments.audienceFilters(campaign.audience ?? {})
      const asked = filtersOfRequest(segments, send.request)
      return walks.start({ name: WALK, id: send.dispatch_id, filters: asked === null ? own : { op: 'AND', children: [own, asked] }, data: { dispatch_id: send.dispatch_id, campaign_id: campaign.id } })
    }
    const met = new Set<number>()
    for (const recipient of people) apart(() => {
      const profile = recipients.resolve(recipient)
      if (profile === undefined || met.has(profile.id)) return
      met.add(profile.id)
      // "a unique dispatch_id per user": a request for one user is that user's own
      place(send, campaign, profile, { ...attemptOf(send, propertiesOf(send, recipient)), ...(people.length === 1 ? { dispatch_id: send.dispatch_id } : {}) })
    })
  })
}

export type ApiTriggered = ReturnType<typeof createApiTriggered>
