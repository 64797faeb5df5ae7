// What starts an in-app message, as SDKs ask it of what happens on the device: `trigger_condition`. Only events that the SDK itself logs; the server's never do (rules M1, M2). observed: web SDK 6.13.0; docs: in_app_messages/triggering_messages
import type { DeviceFilters } from './device-filters.ts'
import { deviceFilter, deviceFilters } from './device-filters.ts'
import type { Issue } from './messages.ts'
import { issue, trackingId } from './messages.ts'

type Json = Record<string, unknown>
export type DeviceCondition = { type: string; data?: Json }

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)
const filtersOf = ({ property_filters: filters }: Json): unknown[] => (Array.isArray(filters) ? filters : [])
const listOf = (value: unknown): unknown[] => (value === undefined || value === null ? [] : [value].flat())

/** An event by name, or with properties when it has filters. `none`: there were filters, but none that a device can ask. */
function named(type: 'custom_event' | 'purchase', data: Json, filters: readonly unknown[]): DeviceCondition {
  const property_filters: DeviceFilters = deviceFilters(filters)
  if (filters.length > 0) return { type: `${type}_property`, data: { ...data, property_filters } }
  return Object.keys(data).length === 0 ? { type } : { type, data }
}

/** What of "interacting with a campaign" the device sees: a tap on a push, a click on another in-app message. */
function interaction({ interaction: what, campaign_id, canvas_id, button_id }: Json): DeviceCondition[] {
  const owner = campaign_id ?? canvas_id
  const id = typeof owner === 'string' ? trackingId(owner) : undefined
  switch (what) {
    case 'open_push':
    case 'click_push_button':
      return [{ type: 'push_click', ...(id === undefined ? {} : { data: { campaign_id: id } }) }]
    case 'click_in_app_message':
      return id === undefined ? [] : [{ type: 'iam_click', data: { id } }]
    case 'click_in_app_message_button':
      return id === undefined ? [] : [{ type: 'iam_click', data: { id, ...(button_id === undefined || button_id === null ? {} : { buttons: [String(button_id)] }) } }]
    default:
      return []
  }
}

const CONDITIONS: Readonly<Record<string, (trigger: Json, app_id: string | undefined) => DeviceCondition[]>> = {
  session_start: ({ app_ids }, app_id) => (Array.isArray(app_ids) && app_id !== undefined && !app_ids.includes(app_id) ? [] : [{ type: 'open' }]),
  custom_event: (trigger) => [named('custom_event', { event_name: trigger['name'] }, filtersOf(trigger))],
  purchase(trigger) {
    const products = listOf(trigger['product_id'])
    return products.length === 0 ? [named('purchase', {}, filtersOf(trigger))] : products.map((product_id) => named('purchase', { product_id }, filtersOf(trigger)))
  },
  campaign_interaction: interaction,
  canvas_interaction: interaction,
}

/** The conditions of a trigger for devices of an app (of any, when none is named): one of them will do. `conversion_event` and `exception_event` are put into plain triggers before. */
export function deviceConditions(trigger: unknown, app_id?: string): DeviceCondition[] {
  if (!isObject(trigger)) return []
  if (Array.isArray(trigger['any_of'])) return trigger['any_of'].flatMap((one: unknown) => deviceConditions(one, app_id))
  const type = String(trigger['type'])
  return Object.hasOwn(CONDITIONS, type) ? CONDITIONS[type]!(trigger, app_id) : []
}

const TYPES = ['session_start', 'custom_event', 'purchase', 'conversion_event', 'campaign_interaction', 'canvas_interaction']
const INTERACTIONS = ['open_push', 'click_push_button', 'click_in_app_message', 'click_in_app_message_button']

/** What of a trigger no device can see, with its place. The trigger itself is a good one. */
export function checkDeviceTrigger(path: string, trigger: unknown): Issue[] {
  if (!isObject(trigger)) return []
  if (Array.isArray(trigger['any_of'])) return trigger['any_of'].flatMap((one: unknown, index) => checkDeviceTrigger(`${path}.any_of[${index}]`, one))
  const { type, interaction: what } = trigger
  if (typeof type !== 'string') return []
  if (!TYPES.includes(type)) return [issue(`${path}.type`, `is ${type}: in-app messages are triggered on the device, by one of ${TYPES.join(', ')}`)]
  if (type.endsWith('_interaction') && !INTERACTIONS.includes(what as string)) return [issue(`${path}.interaction`, `is ${String(what)}: the device sees ${INTERACTIONS.join(', ')}`)]
  if (type.endsWith('_interaction') && String(what).includes('in_app') && typeof (trigger['campaign_id'] ?? trigger['canvas_id']) !== 'string') return [issue(`${path}.${type === 'campaign_interaction' ? 'campaign_id' : 'canvas_id'}`, 'is missing: the device asks for clicks on the messages of one')]
  return filtersOf(trigger).flatMap((filter, index) => (deviceFilter(filter) !== undefined ? [] : [issue(`${path}.property_filters[${index}]`, 'can not be asked on a device: SDKs compare texts, numbers, booleans and times of the top level, no arrays and no nested properties')]))
}
