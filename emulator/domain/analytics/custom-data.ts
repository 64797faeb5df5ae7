// The names of custom attributes, events and products that were ever seen, with the type an attribute had first. They stay when users go. docs: managing_custom_data
import type { Db } from '../../kernel/db.ts'
import { customAttributes } from '../profiles/attributes.ts'
import type { Profiles } from '../profiles/profiles.ts'
import { isStandard } from '../profiles/standard-attributes.ts'
import { parseTime } from '../times.ts'
import type { NameRow } from './analytics.sql.ts'
import { nameStatements } from './analytics.sql.ts'

export type CustomDataKind = 'attribute' | 'event' | 'product'
/** Braze's words for the types of attributes. observed: clients of /custom_attributes (uny/braze-sync) */
export const DATA_TYPES = ['String', 'Number', 'Boolean', 'Date', 'Array', 'Object', 'Object Array'] as const
export type DataType = (typeof DATA_TYPES)[number]

/** Columns that one change of a profile field writes beside it, under names that are no fields. */
const BESIDE = new Set(['phone_e164', 'longitude', 'latitude'])

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value)

/** The type of a value as it stands in the journal; null when there is none (the attribute was removed). */
export function dataType(value: unknown): DataType | null {
  if (value === null || value === undefined) return null
  if (Array.isArray(value)) return value.length > 0 && value.every(isObject) ? 'Object Array' : 'Array'
  if (typeof value === 'string') return parseTime(value) === undefined ? 'String' : 'Date'
  return typeof value === 'number' ? 'Number' : typeof value === 'boolean' ? 'Boolean' : 'Object'
}

/** The custom data of one world. */
export function createCustomData({ db, profiles }: { db: Db; profiles: Profiles }) {
  const sql = nameStatements(db)
  /** Names written already, so that the millionth event of a name costs nothing. */
  const noted = new Set<string>()
  const forget = (): void => noted.clear()
  db.onRollback(forget)

  function hasCustom(braze_id: string | null, name: string): boolean {
    const profile = braze_id === null ? undefined : profiles.byBrazeId(braze_id)
    return profile !== undefined && customAttributes(profile).has(name)
  }

  function note(kind: CustomDataKind, name: string, type: DataType | null = null): void {
    const key = `${kind}\n${type === null ? '' : 'typed'}\n${name}`
    if (noted.has(key)) return
    sql.note.run(kind, name, type)
    if (noted.size > 100_000) forget()
    noted.add(key)
  }

  return {
    forget,
    note,
    /** Notes the custom attributes among the changes of a profile. */
    noteChanges(braze_id: string | null, changes: Record<string, { to?: unknown }>): void {
      for (const [name, { to }] of Object.entries(changes)) {
        if (isStandard(name)) continue
        if (BESIDE.has(name) && !hasCustom(braze_id, name)) continue
        note('attribute', name, dataType(to))
      }
    },
    /** A page of the names, alphabetical, with how many there are in all; `others` are listed though they were never seen. */
    page({ kind, skip, limit, others = [] }: { kind: CustomDataKind; skip: number; limit: number; others?: readonly string[] }): { rows: NameRow[]; total: number } {
      const asked = { kind, others: JSON.stringify(others) }
      return { rows: sql.page.all({ ...asked, skip, limit }), total: sql.count.get(asked)!.n }
    },
  }
}

export type CustomData = ReturnType<typeof createCustomData>
