// One row of a CSV import onto its user: default and custom attributes, a subscription group, or an event with its properties. docs: import_users/csv
import type { Clock } from '../../kernel/clock.ts'
import type { Db } from '../../kernel/db.ts'
import type { Journal } from '../../kernel/journal.ts'
import type { Decisions } from '../decisions.ts'
import type { Attributes } from '../profiles/attributes.ts'
import { customAttributes } from '../profiles/attributes.ts'
import { isStoredTime, NAME_CHARS, plainValue } from '../profiles/custom-values.ts'
import type { ProfileRow } from '../profiles/profiles.ts'
import { isStandard, readStandard } from '../profiles/standard-attributes.ts'
import type { Track } from '../profiles/track.ts'
import { Refusal } from '../refusal.ts'
import type { Settings } from '../settings.ts'
import type { SubscriptionGroups } from '../subscription-groups.ts'
import { isBlank, isIsoTime, readCell, textOf } from './cell-values.ts'
import type { Header } from './columns.ts'
import type { Cell } from './csv-records.ts'
import type { ImportUsers, Skip } from './import-users.ts'
import { userOf } from './import-users.ts'
import { importStatements } from './imports.sql.ts'

export type Warn = (column: string, reason: string) => void
/** What one running import knows: its header, and the types of the attributes that it met. */
export type Running = { id: string; header: Header; types: Map<string, string | undefined> }
export type RowDone = { created: boolean; profile: ProfileRow }
type Nouns = { db: Db; clock: Clock; journal: Journal; decisions: Decisions; settings: Settings; attributes: Attributes; subscriptionGroups: SubscriptionGroups; track: Track; importUsers: ImportUsers }

const FLAGS = ['email_open_tracking_disabled', 'email_click_tracking_disabled']
const DATES = ['date_of_first_session', 'date_of_last_session']
const FIRST_USERS = 1_000 // where most attributes of a file are met; the rest costs one look at all users
const SQLITE_TYPES: Record<string, string> = { true: 'boolean', false: 'boolean', integer: 'number', real: 'number', text: 'string', array: 'array' }

/** Ends a row: everything that it did is undone. */
const skip = (why: string): never => {
  throw new Refusal('row_skipped', { why })
}

/** Applies rows to users. */
export function createImportRows({ db, clock, journal, decisions, settings, attributes, subscriptionGroups, track, importUsers }: Nouns) {
  const sql = importStatements(db)

  /** Learns the types of all custom attributes of the header together: a look for each name would go through all users for each that is new. */
  function learn({ header, types }: Running): void {
    const unknown = new Set(header.attributes.flatMap(({ name }) => (isStandard(name) ? [] : [name])))
    for (const users of [FIRST_USERS, -1]) {
      if (unknown.size === 0) break
      for (const { name, type, value } of sql.someValues.all(users, JSON.stringify([...unknown]))) {
        types.set(name, SQLITE_TYPES[type] ?? (type === 'object' && isStoredTime(JSON.parse(value as string)) ? 'time' : 'object'))
        unknown.delete(name)
      }
    }
    for (const name of unknown) types.set(name, undefined)
  }

  /** The type of a custom attribute: that of the value which some user has. */
  function typeOf(running: Running, name: string): string | undefined {
    if (!running.types.has(name)) learn(running)
    return running.types.get(name)
  }

  /** The value of a default attribute, or undefined (with a warning) when Braze would not take it. */
  function standard(name: string, cell: Cell, warn: Warn): unknown {
    const { text } = textOf(cell)
    const value = FLAGS.includes(name) && /^(true|false)$/i.test(text) ? text.toLowerCase() === 'true' : text
    if (DATES.includes(name) && !isIsoTime(text)) return void warn(name, 'not a time in ISO 8601')
    const read = readStandard(name, value, { at: clock.now(), source: 'rest' })
    if ('refuse' in read) return void warn(name, read.refuse)
    if ('ignored' in read) return void warn(name, read.ignored)
    if (name === 'country' && read.set.country === null) return void warn(name, 'not a country code of ISO 3166-1 alpha-2')
    return value
  }

  /** Text that looks like a time stays text: written past the reading of values that come by API. */
  function keepTexts(profile: ProfileRow, texts: ReadonlyMap<string, string>): void {
    const custom = customAttributes(profile)
    const changes: Record<string, { from: unknown; to: unknown }> = {}
    for (const [name, text] of texts) {
      const old = custom.get(name)
      if (old === text) continue
      changes[name] = { from: old === undefined ? null : plainValue(old), to: text }
      custom.set(name, text)
    }
    profile.custom_attributes = JSON.stringify(Object.fromEntries(custom))
    if (Object.keys(changes).length > 0) journal.append('profile.updated', { source: 'rest', changes }, profile.braze_id)
  }

  function subscribe(header: Header, profile: ProfileRow, cells: readonly Cell[], warn: Warn): void {
    const place = header.group
    const cell = place === undefined ? undefined : cells[place.id]
    if (cell === undefined || isBlank(cell)) return
    const group = subscriptionGroups.find(textOf(cell).text)
    if (group === undefined) return warn('subscription_group_id', 'there is no subscription group with this id')
    const state = place!.state === undefined ? '' : textOf(cells[place!.state]!).text
    if (state !== 'subscribed' && state !== 'unsubscribed') return warn('subscription_state', `not 'subscribed' or 'unsubscribed'`)
    subscriptionGroups.set(profile, group, state, 'csv_import')
  }

  function attributeRow(running: Running, cells: readonly Cell[], warn: Warn): RowDone {
    const { header } = running
    const user = found(userOf(header, cells))
    // "If there are duplicate external IDs … this may cause unimported rows": the first one counts
    if (sql.see.run(running.id, `${Object.keys(user.identifier)[0]} ${user.key}`).changes === 0) return skip('the identifier is in the file before')
    const values: [string, unknown][] = []
    const texts = new Map<string, string>()
    const types: [string, string][] = []
    for (const { index, name } of header.attributes) {
      const cell = cells[index]!
      if (isBlank(cell)) continue // "Blank values won't overwrite existing values"
      if (isStandard(name)) {
        const value = standard(name, cell, warn)
        if (value !== undefined) values.push([name, value])
        continue
      }
      const read = readCell(cell, typeOf(running, name))
      if ('conflict' in read) return skip(`${name}: ${read.conflict}`) // "the import fails with an error"
      if ('dropped' in read) warn(name, read.dropped)
      else if (settings.get().block_lists.attributes.includes(name)) warn(name, 'the attribute is on the block list')
      else if (name.length > NAME_CHARS) warn(name.slice(0, NAME_CHARS), `a name has 1 to ${NAME_CHARS} characters`)
      else {
        if (read.note !== undefined) warn(name, read.note)
        types.push([name, read.type])
        if (read.exact) texts.set(name, read.value as string)
        else values.push([name, read.value])
      }
    }
    const { profile, created, note } = found(importUsers.reach(user.identifier))
    if (note !== undefined) warn(note.column, note.why)
    if (texts.size > 0) keepTexts(profile, texts)
    const unchanged = (name: string): boolean => name in user.identifier && !created // what the user was found by
    const applied = attributes.apply(profile, { values: values.filter(([name]) => !unchanged(name)), source: 'rest' })
    if ('type' in applied) return skip(applied.type)
    subscribe(header, profile, cells, warn)
    for (const [name, type] of types) running.types.set(name, running.types.get(name) ?? type)
    return { profile, created }
  }

  function eventRow({ header }: Running, cells: readonly Cell[], warn: Warn): RowDone {
    const user = found(userOf(header, cells))
    const { text: name } = textOf(cells[header.event!.name]!)
    const { text: time } = textOf(cells[header.event!.time]!)
    if (name.trim() === '') return skip('name is missing')
    if (time.trim() === '') return skip('time is missing')
    if (!isIsoTime(time)) return skip('time is not a time in ISO 8601')
    const properties: Record<string, unknown> = {}
    for (const column of header.properties) {
      const cell = cells[column.index]!
      if (isBlank(cell)) continue
      const full = `${column.event}.properties.${column.name}`
      if (column.event !== name) {
        warn(full, `a property of another event than ${name}`)
        continue
      }
      const read = readCell(cell, undefined)
      if ('value' in read) {
        if (read.note !== undefined) warn(full, read.note)
        properties[column.name] = read.value
      } else warn(full, 'dropped' in read ? read.dropped : read.conflict)
    }
    const { profile, created, note } = found(importUsers.reach(user.identifier))
    if (note !== undefined) warn(note.column, note.why)
    if (created && ('email' in user.identifier || 'phone' in user.identifier)) attributes.apply(profile, { values: Object.entries(user.identifier), source: 'rest' })
    const tracked = track.event({ braze_id: profile.braze_id, name, time, properties })
    if ('type' in tracked) return skip(tracked.type)
    return { profile, created }
  }

  /** The value, or the end of the row. */
  function found<T extends object>(value: T | Skip): T {
    return 'skip' in value ? skip(value.skip) : value
  }

  return {
    /** Applies one row so that all of it happens or nothing does; a text is the reason why it was skipped. Warnings of a skipped row are not told. */
    apply(running: Running, cells: readonly Cell[], warn: Warn): RowDone | { skipped: string } {
      const warnings: Parameters<Warn>[] = []
      try {
        const done = db.tx(() => (running.header.kind === 'events' ? eventRow : attributeRow)(running, cells, (...warning) => void warnings.push(warning)))
        for (const warning of warnings) warn(...warning)
        return done
      } catch (error) {
        if (error instanceof Refusal && error.code === 'row_skipped') return { skipped: error.details['why'] as string }
        throw error
      }
    },
    /** The identifier that a list of problems shows. */
    keyOf(header: Header, cells: readonly Cell[]): string | undefined {
      const user = userOf(header, cells)
      return 'skip' in user ? undefined : user.key.slice(0, 200)
    },
    refused: (import_id: string, row: number, why: string): void => decisions.refused({ rule: 'csv_import', why, compared: { import_id, row } }),
    forget: (import_id: string): void => void sql.forget.run(import_id),
  }
}

export type ImportRows = ReturnType<typeof createImportRows>
