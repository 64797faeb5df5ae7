// A world as one file: taken, put back, refused; in memory and on disk, and over a restart.
import Database from 'better-sqlite3'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { NewerSchema } from '../../emulator/kernel/db.ts'
import { NotASnapshot } from '../../emulator/kernel/snapshot.ts'
import { migrations } from '../../emulator/schema/index.ts'
import { folder } from '../kit/kernel.ts'
import { emulator } from '../kit/world.ts'

type E = ReturnType<typeof emulator>
const track = (e: E, external_id: string) => e.post('/users/track', { attributes: [{ external_id, plan: 'pro' }], events: [{ external_id, name: 'seen', time: '2026-03-01T11:00:00Z' }] })

/** Everything but the journal and the sequences, as text. */
const content = (e: E): string => {
  const raw = e.world.db.raw
  const tables = (raw.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT IN ('journal', 'requests') ORDER BY name`).all() as { name: string }[]).map((row) => row.name)
  return JSON.stringify(tables.map((name) => [name, raw.prepare(`SELECT * FROM "${name}"`).all()]))
}
/** A database image changed by SQL. */
function altered(image: Uint8Array, sql: string): Uint8Array {
  const copy = Buffer.from(image)
  copy[18] = copy[19] = 1
  const raw = new Database(copy)
  raw.exec(sql)
  const bytes = raw.serialize()
  raw.close()
  return bytes
}

describe.each(['memory', 'disk'] as const)('%s', (kind) => {
  const options = () => (kind === 'memory' ? {} : { db: join(folder(), 'world.db') })

  test('what came after the snapshot is gone, what was there is back; statements and rules go on working', async () => {
    const e = emulator(options())
    await track(e, 'kept')
    const before = content(e)
    const image = e.world.snapshot()
    await track(e, 'gone')
    e.world.clock.moveTo(e.world.clock.now() + 5000)
    e.world.restore(image)
    expect(content(e)).toBe(before)
    expect(await e.exported('gone')).toBeUndefined()
    expect(await e.exported('kept')).toMatchObject({ custom_attributes: { plan: 'pro' }, custom_events: [{ name: 'seen', count: 1 }] })
    expect((await track(e, 'kept')).status).toBe(201)
    expect((await e.exported('kept')).custom_events[0].count).toBe(2)
    expect(e.world.db.raw.pragma('foreign_keys', { simple: true })).toBe(1)
    expect(e.errors).toEqual([])
  })

  test('journal numbers go on: restoring and resetting never gives one twice', async () => {
    const e = emulator(options())
    await track(e, 'a')
    const image = e.world.snapshot()
    for (const name of ['b', 'c', 'd']) await track(e, name)
    const newest = e.world.journal.lastSeq()
    e.world.restore(image)
    expect(e.journal(newest).map(({ seq, kind }) => [seq, kind])).toEqual([[newest + 1, 'workspace.restored']])
    e.world.reset()
    expect(e.journal().map((row) => row.seq)[0]).toBe(newest + 2)
    expect(e.journal()[0]).toMatchObject({ kind: 'workspace.reset', data: { workspace: 'default' } })
  })

  test('a snapshot of another emulator, in this one or at its start', async () => {
    const source = emulator({ db: join(folder(), 'source.db') })
    await track(source, 'kept')
    source.world.settings.change({ time_zone: 'Asia/Tokyo' })
    const image = source.world.snapshot()

    const e = emulator(options())
    await track(e, 'other')
    expect(e.world.settings.get().time_zone).toBe('UTC')
    e.world.restore(image)
    expect(content(e)).toBe(content(source))
    expect(e.world.settings.get().time_zone).toBe('Asia/Tokyo')
    expect(e.journal(source.world.journal.lastSeq()).at(-1)!.kind).toBe('workspace.restored')

    const started = emulator({ ...options(), image })
    expect(await started.exported('kept')).toMatchObject({ external_id: 'kept' })
    // ids go on where the snapshot stood
    await track(started, 'next')
    await track(source, 'next')
    expect((await started.exported('next')).braze_id).toBe((await source.exported('next')).braze_id)
  })

  test.each<[string, (image: Uint8Array) => Uint8Array, new (...given: never[]) => Error, string]>([
    ['nothing', () => new Uint8Array(), NotASnapshot, 'no SQLite database'],
    ['a text', () => Buffer.from('{"not":"a database"}'), NotASnapshot, 'no SQLite database'],
    ['a database’s first bytes alone', (image) => image.subarray(0, 100), NotASnapshot, 'no readable database'],
    ['half a database', (image) => image.subarray(0, 4096 * Math.floor(image.length / 8192)), NotASnapshot, 'malformed'],
    ['damaged pages', (image) => Buffer.from(image).fill(0xa5, 4096 * 2, image.length - 4096), NotASnapshot, 'malformed'],
    ['somebody else’s database', () => altered(emptyDatabase(), 'CREATE TABLE songs (name TEXT)'), NotASnapshot, 'not written by Brazier'],
    ['a database with a table missing', (image) => altered(image, 'DROP TABLE purchases'), NotASnapshot, 'table purchases'],
    ['values that the schema does not take', (image) => altered(image, `PRAGMA ignore_check_constraints = ON; UPDATE profiles SET state = 'sleeping'`), NotASnapshot, 'table profiles'],
    ['a database of a newer Brazier', (image) => altered(image, `PRAGMA user_version = ${migrations.length + 1}`), NewerSchema, `schema version ${migrations.length + 1}`],
  ])('%s is refused and nothing is changed', async (_name, make, type, message) => {
    const e = emulator(options())
    await track(e, 'kept')
    const image = make(e.world.snapshot())
    await track(e, 'later')
    const [before, seq] = [content(e), e.world.journal.lastSeq()]
    expect(() => e.world.restore(image)).toThrow(type as never)
    expect(() => e.world.restore(image)).toThrow(message)
    expect([content(e), e.world.journal.lastSeq()]).toEqual([before, seq])
    expect(e.world.db.raw.inTransaction).toBe(false)
    expect(e.world.db.raw.pragma('foreign_keys', { simple: true })).toBe(1)
    expect((await track(e, 'afterwards')).status).toBe(201)
    expect(e.errors).toEqual([])
  })
})

const emptyDatabase = (): Uint8Array => {
  const raw = new Database(':memory:')
  raw.exec('CREATE TABLE x (y); DROP TABLE x')
  const bytes = raw.serialize()
  raw.close()
  return bytes
}

test('an older snapshot is migrated on its way in', async () => {
  const e = emulator()
  const raw = new Database(':memory:')
  for (const step of migrations.slice(0, 3)) raw.exec(step)
  raw.exec(`PRAGMA user_version = 3; INSERT INTO kernel_state VALUES ('filled', 'true'), ('clock', '{"mode":"held","held":5,"offset":0}');
    INSERT INTO profiles (braze_id, external_id, origin, created_at, updated_at, random_bucket) VALUES ('abc', 'old', 'rest', 1, 1, 7)`)
  const image = raw.serialize()
  raw.close()
  e.world.restore(image)
  expect(e.world.profiles.byExternalId('old')).toMatchObject({ braze_id: 'abc', random_bucket: 7 })
  expect(e.world.clock.now()).toBe(5)
})

test('big integers and bytes come through as they are', () => {
  const e = emulator()
  const raw = e.world.db.raw
  raw.exec(`INSERT INTO timers (due, kind, data) VALUES (9007199254740993, 'far', '{}')`)
  e.world.restore(e.world.snapshot())
  expect(raw.prepare('SELECT due FROM timers').safeIntegers().get()).toEqual({ due: 9007199254740993n })
})
