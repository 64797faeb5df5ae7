// The `triggers` of a data answer and the message of a template answer (mobile wire 4.2, 4.3).
import { isObject, items, may, mayAll, need, needAll } from './checking.ts'
import type { Findings, Kind } from './checking.ts'
import { isComposite, namesCard } from './composite-id.ts'
import { inspectMessage } from './in-app-message.ts'
import type { JsonObject } from '../wire-types.ts'

const TYPES = ['inapp', 'templated_iam']
/** What each condition must say. */
const CONDITIONS: Record<string, Record<string, Kind>> = {
  open: {}, test: {}, push_click: {}, purchase: {},
  custom_event: { event_name: 'string' }, custom_event_property: { event_name: 'string', property_filters: 'list' },
  purchase_property: { property_filters: 'list' }, iam_click: { id: 'string' },
}
const MAY_SAY: Record<string, Kind> = { event_name: 'string', product_id: 'string', campaign_id: 'string', buttons: 'list' }
const PROPERTY_TYPES = ['boolean', 'number', 'string', 'date']
/** docs: comparators of braze-roku-sdk */
const LAST_COMPARATOR = 19
const NUMBERS: Record<string, Kind> = { start_time: 'number', end_time: 'number', timeout: 'number', min_seconds_since_last_trigger: 'number' }

const filter = (one: JsonObject, path: string): string[] => {
  const comparator = one['comparator']
  return [
    ...needAll(one, path, { property_key: 'string', property_type: 'string', comparator: 'number' }),
    ...(typeof one['property_type'] === 'string' && !PROPERTY_TYPES.includes(one['property_type']) ? [`${path}.property_type is ${JSON.stringify(one['property_type'])}`] : []),
    ...(typeof comparator === 'number' && !(Number.isInteger(comparator) && comparator >= 1 && comparator <= LAST_COMPARATOR) ? [`${path}.comparator is ${comparator}`] : []),
  ]
}

/** A list (AND) of lists (OR). */
const filters = (data: JsonObject, path: string): string[] =>
  (Array.isArray(data['property_filters']) ? data['property_filters'] : []).flatMap((group, at) => {
    const here = `${path}.property_filters[${at}]`
    if (!Array.isArray(group)) return [`${here} is not a list`]
    const { found, complaints } = items(group, here)
    return [...complaints, ...found.flatMap(([one, where]) => filter(one, where))]
  })

const condition = (one: JsonObject, path: string): string[] => {
  const needed = CONDITIONS[String(one['type'])]
  if (needed === undefined) return [`${path}.type is ${JSON.stringify(one['type'] ?? null)}`]
  const data = isObject(one['data']) ? one['data'] : {}
  return [...may(one, path, 'data', 'object'), ...needAll(data, `${path}.data`, needed), ...mayAll(data, `${path}.data`, MAY_SAY), ...filters(data, `${path}.data`)]
}

const doubts = (trigger: JsonObject, path: string): string[] => {
  const conditions = trigger['trigger_condition']
  const { found, complaints } = items(conditions, `${path}.trigger_condition`)
  return [
    ...(namesCard(trigger['id']) ? [`${path}.id names a card`] : []),
    ...need(trigger, path, 'trigger_condition', 'list'), ...(Array.isArray(conditions) && conditions.length === 0 ? [`${path}.trigger_condition is empty`] : []),
    ...complaints, ...found.flatMap(([one, at]) => condition(one, at)),
    ...needAll(trigger, path, { priority: 'number', delay: 'number', re_eligibility: 'number', data: 'object' }), ...mayAll(trigger, path, NUMBERS),
    ...(trigger['type'] === 'templated_iam' && isObject(trigger['data']) && !isComposite(trigger['data']['trigger_id']) ? [`${path}.data.trigger_id is not composite`] : []),
  ]
}

/** observed: BrazeKit 18.2.1 takes no trigger whose id is not composite, and none with a message that it can not read. */
export const inspectTrigger = (trigger: JsonObject, path: string): Findings => {
  const { id, type, data } = trigger
  const message = type === 'inapp' && isObject(data) ? inspectMessage(data, `${path}.data`) : { skips: [], doubts: [] }
  return {
    fails: [],
    skips: [
      ...(isComposite(id) ? [] : [`trigger ${String(id)}: the id is not composite`]),
      ...(TYPES.includes(String(type)) ? [] : [`trigger ${String(id)}: its type is ${String(type)}`]),
      ...message.skips,
    ],
    doubts: [...doubts(trigger, path), ...message.doubts],
  }
}

/** A template answer without a message reads well: the server stopped it. */
export const inspectTemplate = (body: JsonObject): Findings => {
  const given = body['templated_message']
  if (given === undefined || given === null) return { fails: [], skips: [], doubts: [] }
  if (!isObject(given)) return { fails: ['templated_message is not an object'], skips: [], doubts: [] }
  const fails = needAll(given, 'templated_message', { type: 'string', data: 'object' })
  const message = isObject(given['data']) ? inspectMessage(given['data'], 'templated_message.data') : { skips: [], doubts: [] }
  return { fails, skips: [...(given['type'] === 'inapp' || fails.length > 0 ? [] : [`templated_message.type is ${String(given['type'])}`]), ...message.skips], doubts: message.doubts }
}
