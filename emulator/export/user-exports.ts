// Exports of users, by segment or of the Global Control Group: files of JSON lines, written in small steps by durable timers, kept for a few hours. docs: post_users_segment
import type { Clock } from '../kernel/clock.ts'
import { isoTime } from '../kernel/clock.ts'
import type { Db } from '../kernel/db.ts'
import type { Ids } from '../kernel/ids.ts'
import type { Journal } from '../kernel/journal.ts'
import type { Scheduler } from '../kernel/scheduler.ts'
import { turn } from '../kernel/turn.ts'
import type { Files } from '../domain/files.ts'
import type { Profiles } from '../domain/profiles/profiles.ts'
import type { ExportedUser, UserExport } from '../domain/profiles/user-export.ts'
import { Refusal } from '../domain/refusal.ts'
import type { Segments } from '../domain/segments/segments.ts'
import type { Callbacks } from './callbacks.ts'
import { crc32, deflated, LAST_BLOCK } from './deflate.ts'
import type { UserExportFile, UserExportRow } from './user-exports.sql.ts'
import { userExportStatements } from './user-exports.sql.ts'
import { zipOf } from './zip.ts'

export const USERS_A_FILE = 5_000 // "generally, we create one file per 5,000 users". docs: post_users_segment
const USERS_A_STEP = 500 // one transaction: other requests wait no longer than it
export const MOST_RUNNING = 100 // "the number of concurrent segment exports a company can run is capped at 100"
const LIFETIME = 4 * 3_600_000 // "valid for a few hours"
/** A step that was under way when the process died is taken up again after this. */
const LEASE = 60_000
const STEP = 'export.step'
const EXPIRY = 'export.expiry'

export type Asked = { fields: string[]; custom_attributes: string[] }
export type ExportInput = { segment_id: string | null; filters: unknown; asked: Asked; callback: string | null; url: (object_prefix: string) => string }

type Nouns = { db: Db; clock: Clock; ids: Ids; journal: Journal; scheduler: Scheduler; files: Files; profiles: Profiles; segments: Segments; userExport: UserExport; callbacks: Callbacks }

/** The exports of users of one world. */
export function createUserExports({ db, clock, ids, journal, scheduler, files, profiles, segments, userExport, callbacks }: Nouns) {
  const sql = userExportStatements(db)
  const soon = (object_prefix: string): void => scheduler.schedule(clock.now(), STEP, { object_prefix }, object_prefix)
  const named = ({ object_prefix, segment_id }: UserExportRow) => ({ object_prefix, segment_id })

  /** A user as /users/export/ids gives it; single custom attributes stand among `custom_attributes`. */
  function lineOf(profileId: number, { fields, custom_attributes }: Asked): ExportedUser {
    const profile = profiles.byId(profileId)!
    const user = userExport.of(profile, fields)
    if (custom_attributes.length === 0 || fields.includes('custom_attributes')) return user
    const all = (userExport.of(profile, ['custom_attributes'])['custom_attributes'] ?? {}) as Record<string, unknown>
    const chosen = custom_attributes.filter((name) => Object.hasOwn(all, name)).map((name) => [name, all[name]] as const)
    return chosen.length === 0 ? user : { ...user, custom_attributes: Object.fromEntries(chosen) }
  }

  function nextFile({ object_prefix }: UserExportRow, n: number): UserExportFile {
    const file = { object_prefix, n, file_id: `export-${object_prefix}-${n}`, name: `${ids.hex(32)}.json`, crc: 0, plain_size: 0, users: 0 }
    files.create({ id: file.file_id, name: file.name, content_type: 'application/json' })
    return file
  }

  /** Writes the next users. True when there are no more. */
  function write(row: UserExportRow): boolean {
    const members = segments.each({ filters: JSON.parse(row.filters) as unknown }, row.after_id, USERS_A_STEP)
    const last = sql.lastFile.get(row.object_prefix)
    if (members.length === 0 && last !== undefined) return true
    const file = last === undefined || last.users >= USERS_A_FILE ? nextFile(row, (last?.n ?? 0) + 1) : last
    const asked = JSON.parse(row.asked) as Asked
    const bytes = Buffer.from(members.map((id) => `${JSON.stringify(lineOf(id, asked))}\n`).join(''))
    files.append(file.file_id, deflated(bytes))
    sql.putFile.run({ ...file, crc: crc32(bytes, file.crc), plain_size: file.plain_size + bytes.length, users: file.users + members.length })
    sql.save.run({ ...row, after_id: members.at(-1) ?? row.after_id, users: row.users + members.length })
    return members.length < USERS_A_STEP
  }

  function finish(object_prefix: string): void {
    const row = sql.one.get(object_prefix)!
    const parts = sql.files.all(object_prefix)
    for (const { file_id } of parts) files.append(file_id, LAST_BLOCK)
    const ready: UserExportRow = { ...row, state: 'ready', finished_at: clock.now(), expires_at: clock.now() + LIFETIME }
    sql.save.run(ready)
    scheduler.cancel(STEP, object_prefix)
    scheduler.schedule(ready.expires_at!, EXPIRY, { object_prefix }, object_prefix)
    journal.append('export.finished', { ...named(row), users: row.users, files: parts.length, url: row.url, expires_at: isoTime(ready.expires_at!) })
    if (row.callback !== null) callbacks.announce(object_prefix, row.callback, { success: true, url: row.url })
  }

  function drop(row: UserExportRow): void {
    for (const { file_id } of sql.files.all(row.object_prefix)) files.remove(file_id)
    sql.removeFiles.run(row.object_prefix)
    scheduler.cancel(STEP, row.object_prefix)
  }

  function end(row: UserExportRow, state: 'cancelled' | 'failed'): void {
    drop(row)
    sql.save.run({ ...row, state, finished_at: clock.now() })
  }

  function step(object_prefix: string): void {
    const row = sql.one.get(object_prefix)
    if (row?.state !== 'running') return
    if (write(row)) finish(object_prefix)
    else soon(object_prefix)
  }

  scheduler.on(STEP, (data) => {
    const object_prefix = data['object_prefix'] as string
    if (sql.one.get(object_prefix)?.state !== 'running') return
    scheduler.schedule(clock.now() + LEASE, STEP, { object_prefix }, object_prefix)
    return async () => {
      await turn() // whoever asks meanwhile is answered between two steps
      if (!db.raw.open) return
      try {
        db.tx(() => step(object_prefix))
      } catch (error) {
        db.tx(() => {
          const row = sql.one.get(object_prefix)
          if (row?.state !== 'running') return
          end(row, 'failed')
          journal.append('export.failed', { ...named(row), error: String(error), ...(error instanceof Refusal ? error.details : {}) })
        })
        if (!(error instanceof Refusal)) throw error
      }
    }
  })

  scheduler.on(EXPIRY, (data) => {
    const row = sql.one.get(data['object_prefix'] as string)
    if (row === undefined) return
    drop(row)
    sql.remove.run(row.object_prefix)
    journal.append('export.expired', named(row))
  })

  return {
    /** Begins an export; it runs after the answer. Throws Refusal('export_running') or Refusal('too_many_exports'). */
    start({ segment_id, filters, asked, callback, url }: ExportInput): { object_prefix: string; url: string } {
      const there = sql.runningOf.get(segment_id)
      if (there !== undefined) throw new Refusal('export_running', named(there))
      if (sql.running.get()!.n >= MOST_RUNNING) throw new Refusal('too_many_exports', { running: MOST_RUNNING })
      const object_prefix = `${ids.uuid()}-${Math.floor(clock.now() / 1000)}`
      const row = { object_prefix, segment_id, filters: JSON.stringify(filters), asked: JSON.stringify(asked), callback, url: url(object_prefix), started_at: clock.now() }
      sql.insert.run(row)
      journal.append('export.started', { object_prefix, segment_id, fields_to_export: asked.fields, custom_attributes_to_export: asked.custom_attributes, callback_endpoint: callback })
      soon(object_prefix)
      return { object_prefix, url: row.url }
    },
    /** Stops every running export of a segment and drops what it has written. Answers how many there were. */
    cancel(segment_id: string): number {
      const running = sql.runningOf.all(segment_id)
      for (const row of running) {
        end(row, 'cancelled')
        journal.append('export.cancelled', { ...named(row), users: row.users })
      }
      return running.length
    },
    /** The ZIP of a finished export in pieces; undefined before it is ready, and after its hours. */
    zip(object_prefix: string): Iterable<Uint8Array> | undefined {
      const row = sql.one.get(object_prefix)
      if (row?.state !== 'ready' || row.expires_at! <= clock.now()) return undefined
      function* pieces({ file_id }: UserExportFile): Generator<Uint8Array> {
        let left = files.find(file_id)?.size ?? -1
        for (const piece of files.read(file_id)) {
          left -= piece.length
          yield piece
        }
        if (left !== 0) throw new Error(`the export '${object_prefix}' ended while it was read`)
      }
      return zipOf(sql.files.all(object_prefix).map((file) => ({ name: file.name, crc: file.crc, plain_size: file.plain_size, pieces: () => pieces(file) })), row.finished_at!)
    },
  }
}

export type UserExports = ReturnType<typeof createUserExports>
