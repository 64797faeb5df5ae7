// The header of an import: whose rows these are, what each column holds, and what makes the whole file no import. docs: import_users/csv
import { isStandard } from '../profiles/standard-attributes.ts'
import { Refusal } from '../refusal.ts'
import type { Cell } from './csv-records.ts'

export type ImportKind = 'attributes' | 'events'
export type Column = { index: number; name: string }
/** Where each part of a row stands; `columns` are the attributes, or the properties by event. */
export type Header = {
  kind: ImportKind
  width: number
  ids: Partial<Record<'external_id' | 'braze_id' | 'user_alias_name' | 'user_alias_label' | 'email' | 'phone', number>>
  attributes: Column[]
  group: { id: number; state: number | undefined } | undefined
  event: { name: number; time: number } | undefined
  properties: (Column & { event: string })[]
  /** Columns that are not imported, and why. */
  left: { name: string; why: string }[]
}

const IDS = ['external_id', 'braze_id', 'user_alias_name', 'user_alias_label', 'email', 'phone'] as const
const PROPERTY = '.properties.'
/** "Arrays, push tokens, and custom event data types aren't supported": names that mean something else than a value to /users/track. */
const UNSUPPORTED = new Set(['current_location', 'facebook', 'twitter', 'email_subscription_info', 'push_tokens', 'push_token_import', 'subscription_groups', 'user_alias', 'alias_name', 'alias_label', '_update_existing_only', '_merge_objects'])

const refuse = (why: string): never => {
  throw new Refusal('invalid_import', { why })
}

function kindOf(names: readonly string[]): ImportKind {
  return (names.includes('name') && names.includes('time')) || names.some((name) => name.indexOf(PROPERTY) > 0) ? 'events' : 'attributes'
}

function checkIdentifiers(has: (name: string) => boolean): void {
  if (has('external_id') && (has('user_alias_name') || has('user_alias_label'))) refuse('one file can not have both external_id and user aliases')
  if (has('user_alias_name') !== has('user_alias_label')) refuse('user_alias_name and user_alias_label go together')
  if (!IDS.some(has)) refuse('no identifier: a column external_id, braze_id, user_alias_name with user_alias_label, email or phone is needed')
}

/** Reads a header. `asked` is the kind that was chosen; without it the columns tell. Throws Refusal `invalid_import` with `why`. */
export function readHeader(cells: readonly Cell[], asked: ImportKind | undefined): Header {
  const names = cells.map(({ text }) => text)
  const places = new Map<string, number>()
  for (const [index, name] of names.entries()) {
    if (name !== '' && places.has(name)) refuse(`the column '${name}' is there twice`)
    places.set(name, index)
  }
  const at = (name: string): number | undefined => places.get(name)
  checkIdentifiers((name) => at(name) !== undefined)
  const kind = asked ?? kindOf(names)
  const header: Header = { kind, width: names.length, ids: {}, attributes: [], group: undefined, event: undefined, properties: [], left: [] }
  for (const id of IDS) if (at(id) !== undefined) header.ids[id] = at(id)!
  if (kind === 'events') readEvents(header, names, at)
  else readAttributes(header, names, at)
  return header
}

function readEvents(header: Header, names: readonly string[], at: (name: string) => number | undefined): void {
  const [name, time] = [at('name'), at('time')]
  if (name === undefined || time === undefined) return refuse('an import of events needs the columns name and time')
  header.event = { name, time }
  for (const [index, column] of names.entries()) {
    const cut = column.indexOf(PROPERTY)
    if (cut > 0 && column.length > cut + PROPERTY.length) header.properties.push({ index, event: column.slice(0, cut), name: column.slice(cut + PROPERTY.length) })
    else if (index !== name && index !== time && !(IDS as readonly string[]).includes(column)) header.left.push({ name: column, why: 'no column of an import of events: properties are named <event name>.properties.<property name>' })
  }
}

function readAttributes(header: Header, names: readonly string[], at: (name: string) => number | undefined): void {
  const [group, state] = [at('subscription_group_id'), at('subscription_state')]
  if (group !== undefined) header.group = { id: group, state }
  for (const [index, name] of names.entries()) {
    if (name === 'subscription_group_id' || (name === 'subscription_state' && group !== undefined)) continue
    if (name === '') header.left.push({ name, why: 'a column without a name' })
    else if (UNSUPPORTED.has(name)) header.left.push({ name, why: 'a CSV import does not take it' })
    else if (isStandard(name) || !(IDS as readonly string[]).includes(name)) header.attributes.push({ index, name })
  }
}
