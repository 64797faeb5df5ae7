// Triggers as they are defined: types, what each needs, when the message goes out after them; what is wrong with one is told with its place. docs: schedule_your_campaign/triggered_delivery
import { parseTime } from '../times.ts'
import type { Issue } from './messages.ts'
import { issue } from './messages.ts'
import { checkPropertyFilters } from './property-filters.ts'

/** "Interacting with other campaigns" and, from action paths and exit criteria, what else a user does with a message. docs: triggered_delivery, step 1 */
export const INTERACTIONS = [
  'view_in_app_message', 'click_in_app_message', 'click_in_app_message_button',
  'receive_email', 'open_email', 'machine_open_email', 'other_open_email', 'click_email', 'click_alias', 'unsubscribe_email', 'bounce_email', 'mark_email_as_spam',
  'receive_push', 'open_push', 'click_push_button', 'click_push_story', 'influenced_open_push', 'bounce_push',
  'receive_sms', 'click_sms_link', 'receive_whats_app', 'read_whats_app', 'click_whats_app', 'receive_line', 'click_line', 'receive_webhook',
  'receive_content_card', 'view_content_card', 'click_content_card', 'dismiss_content_card', 'view_banner', 'click_banner', 'dismiss_banner',
  'conversion', 'enter_control_group', 'enter_canvas', 'exit_canvas',
] as const
export type Interaction = (typeof INTERACTIONS)[number]

type Check = (path: string, value: unknown) => Issue[]
const words = (what: string, accepts: (value: unknown) => boolean): Check => (path, value) => (accepts(value) ? [] : [issue(path, `must be ${what}`)])
const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''
const text = words('a text', isText)
const list = words('a text or a list of texts', (value) => isText(value) || (Array.isArray(value) && value.length > 0 && value.every(isText)))
const oneOf = (...values: string[]): Check => words(`one of ${values.join(', ')}`, (value) => values.includes(value as string))
const number = (min: number, max: number): Check => words(`a number from ${min} to ${max}`, (value) => typeof value === 'number' && value >= min && value <= max)
const anything: Check = () => []
const interaction = oneOf(...INTERACTIONS)
const button = words('the id of a button', (value) => isText(value) || typeof value === 'number')
const filters: Check = (path, value) => checkPropertyFilters(path, value, { bound: true })
const inbound = { subscription_group_id: text, category: text, keyword: list, words: list, text: list, any: words('true or false', (value) => typeof value === 'boolean') }

type Shape = { needs: readonly string[]; members: Readonly<Record<string, Check>> }
const SHAPES: Readonly<Record<string, Shape>> = {
  purchase: { needs: [], members: { product_id: list, property_filters: filters } },
  session_start: { needs: [], members: { app_ids: words('a list of app ids', (value) => value === null || (Array.isArray(value) && value.every(isText))) } },
  custom_event: { needs: ['name'], members: { name: text, property_filters: filters } },
  conversion_event: { needs: [], members: { campaign_id: text } },
  add_email: { needs: [], members: {} },
  attribute_change: { needs: ['name'], members: { name: text, value: anything } },
  subscription_status_change: { needs: ['channel'], members: { channel: oneOf('email', 'push'), to: oneOf('opted_in', 'subscribed', 'unsubscribed') } },
  subscription_group_change: { needs: ['subscription_group_id'], members: { subscription_group_id: text, to: oneOf('subscribed', 'unsubscribed') } },
  campaign_interaction: { needs: ['interaction'], members: { campaign_id: text, message_variation_id: text, interaction, button_id: button, alias: text, conversion: number(0, 3) } },
  canvas_interaction: { needs: ['interaction'], members: { canvas_id: text, canvas_step_id: text, canvas_variation_id: text, message_variation_id: text, interaction, button_id: button, alias: text, conversion: number(0, 3) } },
  canvas_step_interaction: { needs: ['canvas_step_id', 'interaction'], members: { canvas_id: text, canvas_step_id: text, message_variation_id: text, interaction, button_id: button, alias: text } },
  location: { needs: [], members: { latitude: number(-90, 90), longitude: number(-180, 180), radius_km: number(0, 25_000) } },
  exception_event: { needs: ['campaign_id'], members: { campaign_id: text } },
  geofence: { needs: [], members: { geofence_id: text, set: text, event: oneOf('enter', 'exit') } },
  inbound_sms: { needs: [], members: inbound },
  inbound_whatsapp: { needs: [], members: inbound },
  inbound_line: { needs: [], members: inbound },
}
export const TRIGGER_TYPES: readonly string[] = Object.keys(SHAPES)
/** "Exception events can be making a purchase, starting a session, performing a conversion event, or performing a custom event." docs: triggered_delivery, step 3 */
const EXCEPTION_TYPES = ['purchase', 'session_start', 'conversion_event', 'custom_event']

export const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

/** What is wrong with a trigger. `further` names members beside those of its type that somebody else reads. `any_of`: a list of triggers, each of which will do. */
export function checkTrigger(path: string, trigger: unknown, further: readonly string[] = []): Issue[] {
  if (!isObject(trigger)) return [issue(path, 'must be an object {type, …}')]
  const unknown = (known: readonly string[], what: string): Issue[] =>
    Object.keys(trigger).filter((member) => !known.includes(member) && !further.includes(member)).map((member) => issue(`${path}.${member}`, `is no member of ${what}: ${known.join(', ')}`))
  if (trigger['any_of'] !== undefined) {
    const any = trigger['any_of']
    if (!Array.isArray(any) || any.length === 0) return [issue(`${path}.any_of`, 'must be a list of triggers')]
    return [...any.flatMap((one, index) => checkTrigger(`${path}.any_of[${index}]`, one)), ...unknown(['any_of'], 'a list of triggers')]
  }
  const { type } = trigger
  if (type === undefined) return [issue(`${path}.type`, `is missing: one of ${TRIGGER_TYPES.join(', ')}`)]
  if (typeof type !== 'string' || !Object.hasOwn(SHAPES, type)) return [issue(`${path}.type`, `is no trigger: ${String(type)} (one of ${TRIGGER_TYPES.join(', ')})`)]
  const { needs, members } = SHAPES[type]!
  return [
    ...needs.filter((member) => trigger[member] === undefined || trigger[member] === null).map((member) => issue(`${path}.${member}`, `is missing: ${type} needs it`)),
    ...Object.entries(members).flatMap(([member, check]) => (trigger[member] === undefined || trigger[member] === null ? [] : check(`${path}.${member}`, trigger[member]))),
    ...unknown(['type', ...Object.keys(members)], `a trigger of type ${type}`),
  ]
}

export const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const
const LONGEST_DELAY = 2 * 365 * 86_400 // Brazier's own: Braze's editor offers weeks, and publishes no end
const TIME = /^([01]\d|2[0-3]):[0-5]\d$/
const time = words('a time of day, HH:MM', (value) => typeof value === 'string' && TIME.test(value))
const day = words('a time in ISO 8601', (value) => typeof value === 'string' && parseTime(value) !== undefined)
const flag = words('true or false', (value) => typeof value === 'boolean')
const whole = (min: number, max: number): Check => words(`a whole number from ${min} to ${max}`, (value) => Number.isInteger(value) && (value as number) >= min && (value as number) <= max)

function members(path: string, value: unknown, known: Readonly<Record<string, Check>>): Issue[] {
  if (!isObject(value)) return [issue(path, 'must be an object')]
  return Object.entries(value).flatMap(([member, one]) => (Object.hasOwn(known, member) ? (one === null || one === undefined ? [] : known[member]!(`${path}.${member}`, one)) : [issue(`${path}.${member}`, `is no member: ${Object.keys(known).join(', ')}`)]))
}

const delay: Check = (path, value) => {
  const issues = members(path, value, { seconds: whole(0, LONGEST_DELAY), weekday: oneOf(...WEEKDAYS), days: whole(1, 730), at: time })
  if (issues.length > 0) return issues
  const { seconds, weekday, days, at } = value as Record<string, unknown>
  if ([seconds, weekday, days].filter((one) => one != null).length !== 1) return [issue(path, 'has one of seconds, weekday (on the next one) and days (in so many)')]
  return seconds == null && at == null ? [issue(`${path}.at`, 'is missing: the time of day, HH:MM')] : []
}
const window: Check = (path, value) => {
  const issues = members(path, value, { start: time, end: time, send_at_next_available_time: flag })
  if (issues.length > 0) return issues
  const { start, end } = value as Record<string, unknown>
  return [...(start == null ? [issue(`${path}.start`, 'is missing: HH:MM')] : []), ...(end == null ? [issue(`${path}.end`, 'is missing: HH:MM')] : []), ...(start != null && start === end ? [issue(path, 'begins when it ends')] : [])]
}
/** When the message goes out: beside the members of the type. */
const DELIVERY: Readonly<Record<string, Check>> = { delay_seconds: whole(0, LONGEST_DELAY), delay, start: day, end: day, in_local_time: flag, window, reevaluate_segments: flag }

const delayed = (trigger: Record<string, unknown>): boolean => (typeof trigger['delay_seconds'] === 'number' && trigger['delay_seconds'] > 0) || (isObject(trigger['delay']) && trigger['delay']['seconds'] !== 0)
const typesOf = (trigger: Record<string, unknown>): unknown[] => (Array.isArray(trigger['any_of']) ? trigger['any_of'].map((one) => (isObject(one) ? one['type'] : undefined)) : [trigger['type']])

function checkExceptions(path: string, trigger: Record<string, unknown>): Issue[] {
  const exceptions = trigger['exception_events']
  if (exceptions === undefined || exceptions === null) return []
  if (!Array.isArray(exceptions)) return [issue(path, 'must be a list of triggers')]
  if (exceptions.length > 0 && !delayed(trigger)) return [issue(path, 'need a delay: without one the message is sent before anything else can happen')]
  return exceptions.flatMap((one, index) => {
    const at = `${path}[${index}]`
    const type = isObject(one) ? one['type'] : undefined
    if (typeof type === 'string' && Object.hasOwn(SHAPES, type) && !EXCEPTION_TYPES.includes(type)) return [issue(`${at}.type`, `is ${type}: an exception event is one of ${EXCEPTION_TYPES.join(', ')}`)]
    if (type === 'session_start' && typesOf(trigger).includes('session_start')) return [issue(`${at}.type`, 'is session_start, which is the trigger too: it can not be both')]
    return checkTrigger(at, one)
  })
}

/** There is no Canvas whose variables the filters of a campaign could name. */
const unbound = (path: string, trigger: Record<string, unknown>): Issue[] => [
  ...checkPropertyFilters(`${path}.property_filters`, trigger['property_filters']),
  ...(Array.isArray(trigger['any_of']) ? trigger['any_of'].flatMap((one, index) => (isObject(one) ? unbound(`${path}.any_of[${index}]`, one) : [])) : []),
]

/** The `trigger` of an action-based campaign: what starts it, when the message goes out, and what prevents it. */
export function checkCampaignTrigger(path: string, trigger: unknown): Issue[] {
  const issues = checkTrigger(path, trigger, [...Object.keys(DELIVERY), 'exception_events'])
  if (!isObject(trigger)) return issues
  if (issues.length === 0) issues.push(...unbound(path, trigger))
  for (const [member, check] of Object.entries(DELIVERY)) if (trigger[member] !== undefined && trigger[member] !== null) issues.push(...check(`${path}.${member}`, trigger[member]))
  if (trigger['delay_seconds'] != null && trigger['delay'] != null) issues.push(issue(`${path}.delay`, 'stands beside delay_seconds: one of the two is enough'))
  const [start, end] = [trigger['start'], trigger['end']].map((one) => (typeof one === 'string' ? parseTime(one) : undefined))
  if (start !== undefined && end !== undefined && end <= start) issues.push(issue(`${path}.end`, 'is not after start'))
  return [...issues, ...checkExceptions(`${path}.exception_events`, trigger)]
}
