// What journal rows say of what an app sent: events, purchases, attributes that changed or did not. One reading for all who judge them.
import type { JournalRow } from '../../kernel/journal.ts'
import { isStandard } from '../profiles/standard-attributes.ts'
import { isMembers } from './value-types.ts'

/** The rows that a plan is held against. */
export const SEEN_KINDS = ['custom_event.logged', 'purchase.made', 'profile.updated', 'attributes.unchanged', 'decision.ignored'] as const

/** Something an app sent. `value` of an attribute is the one stored: null when it was removed, undefined when it stood there already or Braze did not take it. */
export type Sighting =
  | { what: 'event'; name: string; properties: Record<string, unknown> }
  | { what: 'purchase'; name: string; properties: Record<string, unknown>; currency: unknown }
  | { what: 'attribute'; name: string; standard: boolean; value: unknown; unchanged?: true; refused?: { why: string; seen: unknown } }

/** Only what came in through an API or a file; what a profile learns from its device, nobody sent. */
const SENT: readonly unknown[] = ['rest', 'sdk']
const FLAGS = ['email_open_tracking_disabled', 'email_click_tracking_disabled']
const NETWORKS = ['facebook', 'twitter']
/** Columns of a profile that are parts of a field. */
const PARTS: Readonly<Record<string, string>> = { phone_e164: 'phone', longitude: 'current_location', latitude: 'current_location' }

/** A profile field as it was sent: rows show the profile's columns. */
function standardValue(name: string, stored: unknown): unknown {
  if (stored === null || stored === undefined) return stored
  if (FLAGS.includes(name)) return stored === 1 || stored === true
  if (NETWORKS.includes(name) && typeof stored === 'string') return JSON.parse(stored) as unknown
  return stored
}

function attribute(column: string, value: unknown): Sighting & { what: 'attribute' } {
  const name = Object.hasOwn(PARTS, column) ? PARTS[column]! : column
  const standard = isStandard(name)
  if (name === column) return { what: 'attribute', name, standard, value: standard ? standardValue(name, value) : value }
  return { what: 'attribute', name, standard, value: value === null ? null : undefined } // the whole value stands in several columns
}

/** A field that stands in several columns is one sighting. */
const once = (all: readonly (Sighting & { what: 'attribute' })[]): Sighting[] => [...new Map([...all].reverse().map((one) => [one.name, one])).values()].reverse()

const members = (value: unknown): Record<string, unknown> => (isMembers(value) ? value : {})

/** What a row says was sent; nothing for a row of another kind or origin. */
export function sightingsOf({ kind, data }: Pick<JournalRow, 'kind' | 'data'>): Sighting[] {
  switch (kind) {
    case 'custom_event.logged':
      return [{ what: 'event', name: String(data['name']), properties: members(data['properties']) }]
    case 'purchase.made':
      return [{ what: 'purchase', name: String(data['product_id']), properties: members(data['properties']), currency: data['currency'] }]
    case 'profile.updated': {
      if (!SENT.includes(data['source'])) return []
      const changes = Object.entries(members(data['changes']))
      // A new address may bring a subscription state along that nobody sent
      const sent = changes.some(([column]) => column === 'email') ? changes.filter(([column]) => column !== 'email_subscribe') : changes
      return once(sent.map(([column, change]) => attribute(column, members(change)['to'])))
    }
    case 'attributes.unchanged':
      return once((data['attributes'] as string[]).map((column) => ({ ...attribute(column, undefined), unchanged: true as const })))
    case 'decision.ignored': {
      if (data['rule'] !== 'attribute.invalid_value') return []
      const { attribute: name, seen, sent: given, dropped } = members(data['compared'])
      // What was dropped of an array leaves an array, which has a row of its own; profile fields are checked by Braze itself
      if (typeof name !== 'string' || dropped !== undefined || isStandard(name)) return []
      return [{ what: 'attribute', name, standard: false, value: undefined, refused: { why: String(data['why']), seen: given ?? seen ?? null } }]
    }
    default:
      return []
  }
}
