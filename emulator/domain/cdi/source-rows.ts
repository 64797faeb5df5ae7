// One row of a source table: whose it is, what its payload says, and what Braze refuses in it. docs: cloud_ingestion/overview, delete_users, sync_catalogs_data
import { isoTime } from '../../kernel/clock.ts'

export type Cells = Record<string, unknown>
/** `refused` is the text of the sync log. */
export type Read<T> = T | { refused: string }

const PAYLOAD_BYTES = 1024 * 1024
const ATTRIBUTES = 250 // "a JSON object with up to 250 attributes"
const IN_PAYLOAD = ['external_id', 'braze_id', 'user_alias', 'alias_name', 'alias_label'] // "should not include an external ID or other ID type"
const FLAGS = ['_merge_objects', '_update_existing_only'] // warehouses write them as text: {"_merge_objects":"true"}

export const isRefused = (value: object): value is { refused: string } => 'refused' in value

const given = (value: unknown): boolean => value !== undefined && value !== null && value !== ''
const text = (value: unknown): string => (typeof value === 'number' ? String(value) : (value as string))

/** The identifier of a row, as an object of /users/track has it. `contacts`: email and phone count too, email before phone. */
export function identifierOf(cells: Cells, contacts: boolean): Read<Cells> {
  const { EXTERNAL_ID, ALIAS_NAME, ALIAS_LABEL, BRAZE_ID, EMAIL, PHONE } = cells
  const alias = given(ALIAS_NAME) || given(ALIAS_LABEL)
  const found = [given(EXTERNAL_ID), alias, given(BRAZE_ID)].filter(Boolean).length
  if (found > 1) return { refused: 'Each row should contain only one identifier' }
  for (const [name, value] of Object.entries({ EXTERNAL_ID, ALIAS_NAME, ALIAS_LABEL, BRAZE_ID, EMAIL, PHONE })) if (given(value) && typeof value !== 'string' && typeof value !== 'number') return { refused: `${name} is not a string` }
  if (given(EXTERNAL_ID)) return { external_id: text(EXTERNAL_ID) }
  if (alias) return given(ALIAS_NAME) && given(ALIAS_LABEL) ? { user_alias: { alias_name: text(ALIAS_NAME), alias_label: text(ALIAS_LABEL) } } : { refused: 'ALIAS_NAME and ALIAS_LABEL are both required' }
  if (given(BRAZE_ID)) return { braze_id: text(BRAZE_ID) }
  if (contacts && given(EMAIL)) return { email: text(EMAIL) }
  if (contacts && given(PHONE)) return { phone: text(PHONE) }
  return { refused: 'No identifier' }
}

/** The payload as an object: JSON text, or an object where the warehouse has such columns. */
export function payloadOf({ PAYLOAD }: Cells): Read<Cells> {
  if (!given(PAYLOAD)) return { refused: 'PAYLOAD is required' }
  const json = typeof PAYLOAD === 'string' ? PAYLOAD : JSON.stringify(PAYLOAD)
  if (Buffer.byteLength(json) > PAYLOAD_BYTES) return { refused: 'Payload was greater than 1MB' } // the sync log's own words
  try {
    const value: unknown = typeof PAYLOAD === 'string' ? JSON.parse(PAYLOAD) : PAYLOAD
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Cells) : { refused: 'PAYLOAD is not a JSON object' }
  } catch {
    return { refused: 'PAYLOAD is not valid JSON' }
  }
}

/** The object of /users/track that a row of users stands for. */
export function trackItemOf(type: 'attributes' | 'events' | 'purchases', cells: Cells, updated_at: number): Read<Cells> {
  const identifier = identifierOf(cells, true)
  if (isRefused(identifier)) return identifier
  const payload = payloadOf(cells)
  if (isRefused(payload)) return payload
  const foreign = IN_PAYLOAD.find((name) => name in payload)
  if (foreign !== undefined) return { refused: `PAYLOAD should not include an identifier: ${foreign}` }
  const item: Cells = { ...payload, ...identifier }
  for (const flag of FLAGS) if (item[flag] === 'true' || item[flag] === 'false') item[flag] = item[flag] === 'true'
  // "To create new users, specify an external user ID or user alias": not only an update, as with /users/track. docs: cloud_ingestion/integrations
  if ('user_alias' in item) item['_update_existing_only'] ??= false
  if (type === 'attributes') return Object.keys(payload).length > ATTRIBUTES ? { refused: `More than ${ATTRIBUTES} attributes` } : item
  return given(item['time']) ? item : { ...item, time: isoTime(updated_at) } // "If the time field is not present, the UPDATED_AT column value is used"
}
