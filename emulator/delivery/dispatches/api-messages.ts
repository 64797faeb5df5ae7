// Messages of /messages/send and /messages/schedule: the request's own content to the users it names, or to everybody of a segment and an audience. docs: post_send_messages
import type { Campaigns } from '../../domain/campaigns/campaigns.ts'
import type { SubscriptionTargeting } from '../../domain/campaigns/lifecycle.ts'
import type { Decisions } from '../../domain/decisions.ts'
import type { GlobalControl } from '../../domain/global-control-group.ts'
import type { Origin } from '../../domain/messages/messages.ts'
import { NO_ORIGIN } from '../../domain/messages/messages.ts'
import type { ProfileRow } from '../../domain/profiles/profiles.ts'
import type { MessageKind, MessageObjects } from '../../domain/sends/message-objects.ts'
import { CHANNEL_OF, channelsIn } from '../../domain/sends/message-objects.ts'
import type { Send, Sends } from '../../domain/sends/sends.ts'
import type { Segments } from '../../domain/segments/segments.ts'
import type { AcceptedSends } from '../accepted-sends.ts'
import type { Delivery } from '../deliver.ts'
import { NO_QUIET_HOURS } from '../gates/quiet-hours.ts'
import type { Json, Outgoing } from '../outgoing.ts'
import type { Walks } from '../walks.ts'
import type { Apart } from './apart.ts'
import type { Recipients } from './recipients.ts'
import type { RequestTimes } from './request-times.ts'
import { filtersOfRequest } from './request-filters.ts'

const WALK = 'api_messages'

type Nouns = { decisions: Decisions; globalControlGroup: GlobalControl; segments: Segments; sends: Sends; campaigns: Campaigns; acceptedSends: AcceptedSends; walks: Walks; delivery: Delivery; recipients: Recipients; requestTimes: RequestTimes; apart: Apart }

/** Delivers the API messages of one world. */
export function createApiMessages({ decisions, globalControlGroup, segments, sends, campaigns, acceptedSends, walks, delivery, recipients, requestTimes, apart }: Nouns) {
  const targetingOf = (request: Json): SubscriptionTargeting => (['all', 'opted_in'].includes(request['recipient_subscription_state'] as string) ? (request['recipient_subscription_state'] as SubscriptionTargeting) : 'subscribed')

  function originOf(send: Send, message: Json): Origin {
    const variation = message['message_variation_id']
    return { ...NO_ORIGIN, dispatch_id: send.dispatch_id, send_id: send.send_id, campaign_id: send.campaign_id, message_variation_id: send.campaign_id !== null && typeof variation === 'string' ? variation : null }
  }

  /** The message objects of channels that there are; of others a trace. */
  function kindsOf(send: Send): MessageKind[] {
    const messages = (send.request['messages'] ?? {}) as MessageObjects
    return channelsIn(messages).filter((kind) => {
      const known = Object.hasOwn(delivery.channels, CHANNEL_OF[kind])
      if (!known) decisions.ignored({ rule: 'messages/send', why: 'Brazier has no such channel', compared: { message: kind, dispatch_id: send.dispatch_id } })
      return known
    })
  }

  const isControl = (profile: ProfileRow, tags: readonly string[]): boolean => globalControlGroup.has(profile) && !(globalControlGroup.get()?.excluded_tags ?? []).some((tag) => tags.includes(tag))

  /** One object for all users of a send: channels and Liquid look through it once. */
  const bodies = new WeakMap<Json, Json>()
  function bodyOf(message: Json): Json {
    const { message_variation_id: _, ...body } = message
    return bodies.get(message) ?? (bodies.set(message, body), body)
  }

  function toUser(send: Send, profile: ProfileRow, kinds: readonly MessageKind[]): void {
    const { request } = send
    const overrides = request['override_frequency_capping'] === true || request['override_messaging_limits'] === true
    const tags = send.campaign_id === null ? [] : (campaigns.find(send.campaign_id)?.tags ?? [])
    for (const [index, kind] of kinds.entries()) {
      const message = (request['messages'] as MessageObjects)[kind]!
      const outgoing: Outgoing = {
        profile_id: profile.id, channel: CHANNEL_OF[kind], body: bodyOf(message), origin: originOf(send, message), targeting: targetingOf(request), cause: {},
        frequency_capping: !overrides, quiet_hours: NO_QUIET_HOURS, tags, test: false, transactional: false,
      }
      // Members of the Global Control Group "will still receive API campaigns"; "this exception doesn't apply to Content Cards". docs: testing/global_control_group
      if (kind === 'content_card' && isControl(profile, tags)) delivery.withhold({ profile, channel: outgoing.channel, origin: outgoing.origin, reason: 'global_control_group', seen: { random_bucket: profile.random_bucket } })
      else delivery.deliver(outgoing, index === 0 ? profile : undefined)
    }
  }

  /** Named users must be in the segment and in the audience too. */
  function named(send: Send, profile: ProfileRow): void {
    const kinds = kindsOf(send)
    const filters = filtersOfRequest(segments, send.request)
    if (filters === null || segments.has({ filters }, profile.id)) return at(send, profile, kinds)
    for (const kind of kinds)
      delivery.withhold({ profile, channel: CHANNEL_OF[kind], origin: originOf(send, (send.request['messages'] as MessageObjects)[kind]!), reason: 'not_in_audience', seen: { segment_id: send.request['segment_id'] ?? null, audience: send.request['audience'] ?? null } })
  }

  /** Now, or at the user's own time when the schedule says so. */
  function at(send: Send, profile: ProfileRow, kinds: readonly MessageKind[]): void {
    const [first] = kinds
    if (first === undefined) return
    requestTimes.place({ send, profile, channels: kinds.map((kind) => CHANNEL_OF[kind]), line: WALK, data: { dispatch_id: send.dispatch_id }, now: (channels) => toUser(send, profile, kinds.filter((kind) => channels.includes(CHANNEL_OF[kind]))) })
  }

  requestTimes.on(WALK, (profile, data, channels) => {
    const send = sends.find(data['dispatch_id'] as string)
    if (send !== undefined) toUser(send, profile, kindsOf(send).filter((kind) => channels.includes(CHANNEL_OF[kind])))
  })

  let walked: { send: Send; kinds: MessageKind[] } | undefined // the same for all users of a page
  walks.on(WALK, {
    visit: (profile, { dispatch_id }) => apart(() => {
      const send = walked?.send.dispatch_id === dispatch_id ? walked!.send : sends.find(dispatch_id as string)
      if (send === undefined) return
      if (walked?.send !== send) walked = { send, kinds: kindsOf(send) }
      at(send, profile, walked!.kinds)
    }),
    finished: () => void (walked = undefined),
  })

  acceptedSends.on('messages', (send) => {
    const { request, dispatch_id } = send
    const people = [...((request['external_user_ids'] as string[] | null) ?? []).map((external_user_id) => ({ external_user_id })), ...((request['user_aliases'] as Json[] | null) ?? []).map((user_alias) => ({ user_alias }))]
    if (people.length === 0) return walks.start({ name: WALK, id: dispatch_id, filters: filtersOfRequest(segments, request) ?? { op: 'AND', children: [] }, data: { dispatch_id } })
    const met = new Set<number>()
    for (const one of people) apart(() => {
      const profile = recipients.resolve(one, { create: false })
      if (profile === undefined || met.has(profile.id)) return
      met.add(profile.id)
      named(send, profile)
    })
  })
}

export type ApiMessages = ReturnType<typeof createApiMessages>
