// What is wrong with a Content Card or a Banner beyond single members: when it is made, what takes it away, what its HTML may not use. docs: content_cards/create_a_content_card/card_creation, banners ("Connected Content", "promotion codes" and catalogs' `:rerender` are not supported)
import { CARD_CREATION } from '../cards/creation.ts'
import { checkProperties, readProperties } from '../feature-flags/properties.ts'
import { readSchedule } from '../sends/occurrences.ts'
import type { Issue } from './messages.ts'
import { checkTrigger } from './triggers.ts'

type Body = Readonly<Record<string, unknown>>

const REMOVING = ['custom_event', 'purchase']
const BUCKETS = ['high', 'medium', 'low']
const UNITS = ['seconds', 'minutes', 'hours', 'days', 'weeks']
/** What Banners can not have, by how Liquid says it. */
const UNSUPPORTED: readonly (readonly [RegExp, string])[] = [
  [/\{%-?\s*connected_content\b/, 'Connected Content'], [/\{%-?\s*promotion\b|\{\{-?\s*promotion\b/, 'promotion codes'], [/\{%-?\s*catalog(?:_selection)?_items\b[^%]*:rerender\b/, 'the :rerender of catalogs'],
]

const wrong = (path: string, why: string): Issue => ({ path, message: `${path} ${why}` })
const hasLiquid = (value: unknown): boolean => typeof value === 'string' && /\{\{|\{%/.test(value)
const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)
const isGiven = (value: unknown): boolean => value !== undefined && value !== null

/** Events that take a user's cards away; `path` is where the list stands. */
function checkRemovalEvents(path: string, events: unknown): Issue[] {
  if (!Array.isArray(events)) return [wrong(path, 'are no list of triggers')]
  return events.flatMap((event: unknown, index) => {
    const at = `${path}[${index}]`
    const type = isObject(event) ? event['type'] : undefined
    return typeof type === 'string' && !REMOVING.includes(type) ? [wrong(`${at}.type`, `is ${type}: cards go after a ${REMOVING.join(' or a ')}`)] : checkTrigger(at, event)
  })
}

export function checkCard(path: string, { card_creation, removal_events, pinned, dismissible }: Body): Issue[] {
  const issues: Issue[] = []
  if (isGiven(card_creation) && !(CARD_CREATION as readonly unknown[]).includes(card_creation)) issues.push(wrong(`${path}.card_creation`, `is none of ${CARD_CREATION.join(', ')}`))
  if (isGiven(removal_events)) issues.push(...checkRemovalEvents(`${path}.removal_events`, removal_events))
  if (pinned === true && dismissible === true) issues.push(wrong(`${path}.dismissible`, 'is true of a pinned card: pinned cards can not be dismissed'))
  return issues
}

/** Nothing of it goes out at a time of its own. Feature flags have a word of their own for it (experiments.ts). */
const NEVER_SENT: readonly string[] = ['in_app_message', 'banner']

/** What has no meaning for a campaign that devices show: "delivery rate speed limits aren't supported for in-app messages, … Banners", and quiet hours neither. docs: frequency_capping ("Rate limiting considerations"), in-app_messages_in_canvas */
export function checkDeviceCampaign({ channels, quiet_hours, rate_limit_per_minute, schedule, reevaluate_before_display }: { channels: readonly string[]; quiet_hours: unknown; rate_limit_per_minute: unknown; schedule: unknown; reevaluate_before_display: boolean }): Issue[] {
  if (channels.length === 0 || !channels.every((channel) => NEVER_SENT.includes(channel))) return []
  const banners = channels.includes('banner')
  const { recurrence = null, intelligent = false } = (banners ? readSchedule(schedule) : undefined) ?? {}
  const issues = [
    ...(recurrence === null ? [] : [wrong('schedule.recurrence', 'is for messages that are sent: a Banner is there from its start to its end')]),
    ...(intelligent ? [wrong('schedule.intelligent_timing', 'is for messages that are sent: a Banner is there from its start to its end')] : []),
    ...(banners && reevaluate_before_display ? [wrong('reevaluate_before_display', 'is for in-app messages: who has a Banner is judged at every request')] : []),
  ]
  return [...issues, ...Object.entries({ quiet_hours, rate_limit_per_minute }).flatMap(([member, value]) => (isGiven(value) ? [wrong(member, `is for messages that are sent: ${channels.join(', ')} is shown when the user looks`)] : []))]
}

/** The texts of a value with their places. */
const textsIn = (path: string, value: unknown): [string, string][] =>
  typeof value === 'string' ? [[path, value]] : typeof value === 'object' && value !== null ? Object.entries(value).flatMap(([name, one]) => textsIn(`${path}.${name}`, one)) : []

/** Values with Liquid in them are judged when they are rendered. */
function checkTyped(path: string, given: unknown): Issue[] {
  const read = readProperties(given)
  const open = new Set(isObject(read) ? Object.entries(read).flatMap(([key, property]) => (isObject(property) && hasLiquid(property['value']) ? [`${path}.${key}.value`] : [])) : [])
  return checkProperties(path, read).filter((one) => !open.has(one.path))
}

function checkSpan(path: string, span: unknown): Issue[] {
  if (!isObject(span)) return [wrong(path, 'is no object {value, unit}')]
  const { value, unit = 'days', ...rest } = span
  return [
    ...Object.keys(rest).map((member) => wrong(`${path}.${member}`, 'is no member: value, unit')),
    ...(typeof value === 'number' && value > 0 ? [] : [wrong(`${path}.value`, 'is no number above 0')]),
    ...(UNITS.includes(unit as string) ? [] : [wrong(`${path}.unit`, `is none of ${UNITS.join(', ')}`)]),
  ]
}

export function checkBanner(path: string, { placement_id, html, properties, priority, priority_order, expires_in }: Body): Issue[] {
  const issues = [...textsIn(`${path}.html`, html), ...textsIn(`${path}.properties`, properties)].flatMap(([at, text]) => UNSUPPORTED.filter(([pattern]) => pattern.test(text)).map(([, what]) => wrong(at, `uses ${what}: Banners do not support it`)))
  if (hasLiquid(placement_id)) issues.push(wrong(`${path}.placement_id`, 'has Liquid: a placement is the same for everybody'))
  if (isGiven(properties)) issues.push(...checkTyped(`${path}.properties`, properties))
  if (isGiven(priority) && !BUCKETS.includes(priority as string)) issues.push(wrong(`${path}.priority`, `is none of ${BUCKETS.join(', ')}`))
  if (isGiven(priority_order) && !(Number.isSafeInteger(priority_order) && (priority_order as number) >= 1)) issues.push(wrong(`${path}.priority_order`, 'is no whole number from 1'))
  if (isGiven(expires_in)) issues.push(...checkSpan(`${path}.expires_in`, expires_in))
  return issues
}
