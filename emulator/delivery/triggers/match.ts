// Does an event start it? One matcher for triggers of campaigns, entries of Canvases, exception events, action paths and exit criteria. docs: schedule_your_campaign/triggered_delivery
import type { JournalRow } from '../../kernel/journal.ts'
import type { ProfileRow } from '../../domain/profiles/profiles.ts'
import { kilometres } from '../../domain/segments/functions.ts'
import { passesProperties } from '../../domain/campaigns/property-filters.ts'
import { isInteraction } from './interactions.ts'

export { checkTrigger } from '../../domain/campaigns/triggers.ts'

/** A trigger as definitions have it: `{type: 'custom_event', name, property_filters}` …; `{any_of: [...]}`: any of these will do. */
export type Trigger = { type: string; [member: string]: unknown }
type Json = Record<string, unknown>
/** What `profile.updated` says of each attribute. */
type Changes = Record<string, { from?: unknown; to?: unknown } | undefined>

const isOneOf = (wanted: unknown, value: unknown): boolean => wanted === undefined || wanted === null || (Array.isArray(wanted) ? wanted.includes(value) : wanted === value)
const changesOf = ({ kind, data }: JournalRow): Changes => (kind === 'profile.updated' ? ((data['changes'] ?? {}) as Changes) : {})
const propertiesOf = ({ data }: JournalRow): Json => (data['properties'] ?? {}) as Json
const isSame = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b)

/** Words of an inbound message: without any, each message will do; in any casing. docs: whatsapp/message_processing/user_messages */
function isInbound(trigger: Trigger, { data }: JournalRow): boolean {
  const body = String(data['message_body'] ?? data['body'] ?? data['text'] ?? '').trim().toLowerCase()
  const words = [trigger['keyword'], trigger['words'], trigger['text']].flat().filter((word) => typeof word === 'string').map((word) => word.toLowerCase())
  return isOneOf(trigger['subscription_group_id'], data['subscription_group_id']) && (trigger['category'] == null || [data['category'], data['action']].some((one) => String(one).toLowerCase() === String(trigger['category']).toLowerCase())) && (words.length === 0 || words.includes(body))
}

/** Into an area from outside it; without an area, wherever the user is seen. */
function isLocated(trigger: Trigger, row: JournalRow, profile: ProfileRow): boolean {
  const { latitude, longitude } = trigger as { latitude?: number; longitude?: number }
  const { latitude: north, longitude: east } = changesOf(row)
  if (latitude == null || longitude == null) return row.kind === 'location.recorded' || (row.data['source'] === 'rest' && (typeof north?.to === 'number' || typeof east?.to === 'number'))
  if (north === undefined && east === undefined) return false
  const radius = (trigger['radius_km'] as number | undefined) ?? 1
  const inside = (which: 'from' | 'to'): boolean => {
    const [lat, long] = [north === undefined ? profile.latitude : north[which], east === undefined ? profile.longitude : east[which]]
    return typeof lat === 'number' && typeof long === 'number' && kilometres(lat, long, latitude, longitude) <= radius
  }
  return inside('to') && !inside('from')
}

const MATCHES: Readonly<Record<string, (trigger: Trigger, row: JournalRow, profile: ProfileRow) => boolean>> = {
  purchase: (trigger, row) => row.kind === 'purchase.made' && isOneOf(trigger['product_id'], row.data['product_id']) && passesProperties(trigger['property_filters'], propertiesOf(row), row.at),
  session_start: (trigger, { kind, data }) => kind === 'session.started' && isOneOf(trigger['app_ids'], data['app_id']),
  custom_event: (trigger, row) => row.kind === 'custom_event.logged' && row.data['name'] === trigger['name'] && passesProperties(trigger['property_filters'], propertiesOf(row), row.at),
  // `again`: the profile had an address before and lost it (named-feed.ts): the event comes once for a profile
  add_email: (_, row) => ((change) => change !== undefined && (change.from ?? null) === null && typeof change.to === 'string' && row.data['again'] !== true)(changesOf(row)['email']),
  attribute_change(trigger, row) {
    const changes = changesOf(row)
    const name = trigger['name'] as string
    return Object.hasOwn(changes, name) && (trigger['value'] === undefined || trigger['value'] === null || isSame(changes[name]?.to, trigger['value']))
  },
  subscription_status_change: (trigger, row) => ((change) => change !== undefined && isOneOf(trigger['to'], change.to))(changesOf(row)[trigger['channel'] === 'push' ? 'push_subscribe' : 'email_subscribe']),
  subscription_group_change(trigger, { kind, data }) {
    const to = kind === 'subscription_group.subscribed' ? 'subscribed' : kind === 'subscription_group.unsubscribed' ? 'unsubscribed' : undefined
    return to !== undefined && data['subscription_group_id'] === trigger['subscription_group_id'] && isOneOf(trigger['to'], to)
  },
  campaign_interaction: isInteraction,
  canvas_interaction: isInteraction,
  canvas_step_interaction: isInteraction,
  location: isLocated,
  // Of a geofence that there is, and not again within its cooldown; a set is named by its id or its name
  geofence: (trigger, { kind, data }) =>
    kind === 'geofence.transition' && typeof data['location_set_id'] === 'string' && data['within_cooldown'] !== true && isOneOf(trigger['geofence_id'], data['geo_id']) && [data['location_set_id'], data['geofence_set_name']].some((set) => isOneOf(trigger['set'], set)) && isOneOf(trigger['event'], data['event_type']),
  inbound_sms: (trigger, row) => row.kind === 'sms.inbound_received' && isInbound(trigger, row),
  inbound_whatsapp: (trigger, row) => row.kind === 'whats_app.inbound_received' && isInbound(trigger, row),
  inbound_line: (trigger, row) => row.kind === 'line.inbound_received' && isInbound(trigger, row),
}

/**
 * True when the row is what the trigger waits for. Rows come from the feed of events, which names the message of an SDK's row (named-feed.ts).
 * `conversion_event` and `exception_event` speak of other definitions: they are put into plain triggers first (`createPlainTriggers`), and match nothing here.
 */
export function matchesTrigger(trigger: Trigger, row: JournalRow, profile: ProfileRow): boolean {
  const any = trigger['any_of']
  if (Array.isArray(any)) return any.some((one: Trigger) => matchesTrigger(one, row, profile))
  return Object.hasOwn(MATCHES, trigger.type) && MATCHES[trigger.type]!(trigger, row, profile)
}

/** The namespaces of Liquid that the event gives: `event_properties` of an event or purchase, `sms` and `whats_app` of an inbound message. docs: liquid/supported_personalization_tags */
export function causeOf(row: JournalRow): { event_properties?: Json; sms?: Json; whats_app?: Json } {
  const { kind, data } = row
  const inbound = { inbound_message_body: data['message_body'] ?? data['body'] ?? data['text'] ?? '', inbound_media_urls: data['media_urls'] ?? [] }
  switch (kind) {
    case 'custom_event.logged':
    case 'purchase.made':
      return { event_properties: propertiesOf(row) }
    case 'geofence.transition':
      return { event_properties: { geofence_name: data['geofence_name'] ?? data['geo_id'] ?? null, geofence_set_name: data['geofence_set_name'] ?? null } }
    case 'sms.inbound_received':
      return { sms: inbound }
    case 'whats_app.inbound_received':
      return { whats_app: inbound }
    default:
      return {}
  }
}
