// Which trigger conditions an event meets (M2, M18; web wire 6).
import type { TriggerEventName } from './content-types.ts'
import { passes } from './trigger-filters.ts'
import type { AppObject, Json, JsonObject, Platform, WireEvent } from './wire-types.ts'

/** Something that happened. `name`: event name, product id, `trigger_id` of the clicked message, `cid` of the push. */
export type Happening = {
  type: TriggerEventName
  name?: string | undefined
  props?: AppObject | undefined
  /** Id of the clicked button, as text. */
  button?: string | undefined
  /** The event as sent, for `/template/`. */
  event?: WireEvent | undefined
}

const isObject = (value: Json | undefined): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value)

/** The campaign in a tracking id: base64 of `<campaign>_<anything>`. */
const campaignOf = (trackingId: string | undefined): string | undefined =>
  trackingId === undefined ? undefined : Buffer.from(trackingId, 'base64').toString('latin1').split('_')[0]

/** Conditions that ask for a name: the type of event they wait for. */
const EVENT_OF: Record<string, TriggerEventName> = {
  open: 'open', test: 'test', custom_event: 'custom_event', custom_event_property: 'custom_event',
  purchase: 'purchase', purchase_property: 'purchase', push_click: 'push_click', iam_click: 'iam_click',
}

/** `now` in ms. */
const meets = (platform: Platform, condition: JsonObject, what: Happening, now: number): boolean => {
  const type = String(condition['type'])
  if (EVENT_OF[type] !== what.type) return false
  const data = isObject(condition['data']) ? condition['data'] : {}
  const key = what.type === 'purchase' ? 'product_id' : 'event_name'
  const wanted = data[key] ?? undefined
  switch (type) {
    case 'custom_event':
    case 'purchase': return wanted === undefined || wanted === what.name
    case 'custom_event_property':
      return wanted !== undefined && wanted === what.name && passes(platform, data['property_filters'], what.props, now)
    case 'purchase_property':
      // NOTE: web wants a product; "mobile wire 4.2: no product = any" is read for the others here too.
      return (wanted === undefined ? platform !== 'web' : wanted === what.name) && passes(platform, data['property_filters'], what.props, now)
    case 'push_click': return (data['campaign_id'] ?? undefined) === undefined || data['campaign_id'] === campaignOf(what.name)
    case 'iam_click': {
      const buttons = Array.isArray(data['buttons']) ? data['buttons'] : []
      if (data['id'] === undefined || data['id'] !== campaignOf(what.name)) return false
      return buttons.length === 0 || (what.button !== undefined && buttons.some((one) => String(one) === what.button))
    }
    default: return true
  }
}

/** Whether any condition of the trigger is met. `now` in ms. */
export const matches = (platform: Platform, trigger: JsonObject, what: Happening, now: number): boolean => {
  const conditions = trigger['trigger_condition']
  return Array.isArray(conditions) && conditions.some((one) => isObject(one) && meets(platform, one, what, now))
}
