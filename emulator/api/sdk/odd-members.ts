// Members of an envelope in a form that no SDK sends: the request goes on as if they were not there, and diagnostics say so once.
import type { Passage } from '../dispatch.ts'
import { preview } from '../suspicions.ts'
import { isObject, LAST_MS } from './envelope.ts'

const number = (value: unknown): boolean => typeof value === 'number'
const text = (value: unknown): boolean => typeof value === 'string'
const [aNumber, aText, anObject] = [[number, 'a number'], [text, 'a text'], [isObject, 'an object']] as const
const texts = [(value: unknown) => Array.isArray(value) && value.every(text), 'a list of texts'] as const

/** What a member is where it is there; `device`, `events`, `attributes`, user ids and what single calls ask for have readers that speak for themselves. observed: web SDK 6.13.0; mobile wire */
const FORMS = {
  time: [(value: unknown) => typeof value === 'number' && value > 0 && value * 1000 <= LAST_MS, 'a number of seconds since 1970'], sdk_version: aText, app_version: aText, respond_with: anObject, 'respond_with.config': anObject, 'respond_with.config.config_time': aNumber, 'respond_with.triggers': [(value: unknown) => typeof value === 'boolean', 'true or false'],
  last_full_sync_at: aNumber, last_card_updated_at: aNumber, time_ms: aNumber, 'template.data': anObject, app_version_code: aText, sdk_flavor: aText, sdk_metadata: texts,
} as const

/** Notes the members that are left out for their form. */
export function noteOddMembers({ request, body, suspicious }: Passage): void {
  for (const [path, [fits, form]] of Object.entries(FORMS)) {
    let value: unknown = body
    for (const part of path.split('.')) value = isObject(value) ? value[part] : undefined
    if (value !== undefined && value !== null && !fits(value)) suspicious.push({ field: path, seen: preview(value), braze: `takes it for absent: it is ${form} in what SDKs send` })
  }
  const [header, own] = [request.headers['x-braze-api-key'], isObject(body) ? body['api_key'] : undefined]
  if (header !== undefined && header !== '' && own !== undefined && own !== null && own !== header) suspicious.push({ field: 'api_key', seen: preview(own), braze: 'has two keys to choose from: SDKs send the same in the body and in X-Braze-Api-Key; Brazier takes the header' })
  // Of thousands of events the first one says it
  const events = isObject(body) && Array.isArray(body['events']) ? (body['events'] as unknown[]) : []
  const odd = events.findIndex((event) => isObject(event) && event['session_id'] !== undefined && event['session_id'] !== null && !text(event['session_id']))
  if (odd >= 0) suspicious.push({ field: `events[${odd}].session_id`, seen: preview((events[odd] as Record<string, unknown>)['session_id']), braze: 'takes it for absent: it is a text in what SDKs send' })
}
