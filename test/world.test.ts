// A world as a whole: what is kept in memory goes back with what is undone; one emulator per file.
import Database from 'better-sqlite3'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { NewerSchema } from '../emulator/kernel/db.ts'
import { DatabaseInUse } from '../emulator/kernel/lock.ts'
import { createCore } from '../emulator/index.ts'
import { folder } from './kit/kernel.ts'
import { emulator, NOW } from './kit/world.ts'

const boom = (): never => {
  throw new Error('boom')
}

test('the clock goes back with the transaction that moved it', () => {
  const { world } = emulator()
  expect(() => world.db.tx(() => {
    world.clock.moveTo(0)
    boom()
  })).toThrow('boom')
  expect(world.clock.now()).toBe(Date.parse(NOW))
})

test('settings and keys go back with the commit that failed, whoever looked at them meanwhile', async () => {
  const { world, core } = emulator()
  let fail = true
  world.db.beforeCommit(() => (fail ? boom() : undefined))
  const lost = world.db.shareCommit(() => {
    world.settings.change({ time_zone: 'Asia/Tokyo' })
    world.restKeys.create({ key: 'k', name: 'k' })
    world.apps.create({ app_id: 'a', name: 'a', platform: 'Web' })
  })
  expect([world.settings.get().time_zone, core.directory.byRestKey('k')?.key.name, core.directory.bySdkKey('a')?.app.name]).toEqual(['Asia/Tokyo', 'k', 'a'])
  await expect(lost).rejects.toThrow('boom')
  fail = false
  expect([world.settings.get().time_zone, core.directory.byRestKey('k'), core.directory.bySdkKey('a')]).toEqual(['UTC', undefined, undefined])
  expect(world.restKeys.find('k')).toBeUndefined()
})

test('a reset that fails has changed nothing', async () => {
  const e = emulator()
  await e.post('/users/track', { attributes: [{ external_id: 'mel', n: 1 }] })
  const seq = e.world.journal.lastSeq()
  let fail = true
  e.world.db.beforeCommit(() => (fail ? boom() : undefined))
  expect(() => e.world.reset()).toThrow('boom')
  fail = false
  expect([e.world.journal.lastSeq(), (await e.exported('mel')).external_id, e.core.directory.byRestKey('b4a2e000-0000-4000-8000-000000000001')?.world]).toEqual([seq, 'mel', e.world])
  const next = await e.post('/users/track', { attributes: [{ external_id: 'tom', n: 1 }] })
  expect(next.status).toBe(201)
})

test('a second emulator on the same file is refused; the first one closed, it may', () => {
  const db = join(folder(), 'world.db')
  const first = emulator({ db })
  expect(() => createCore({ db })).toThrow(DatabaseInUse)
  expect(() => createCore({ db })).toThrow(`the database ${db} is in use by another Brazier`)
  first.core.close()
  emulator({ db })
})

test('a file of a newer Brazier is refused and left alone, its lock given back', () => {
  const db = join(folder(), 'world.db')
  emulator({ db }).core.close()
  const raw = new Database(db)
  raw.pragma('user_version = 999')
  raw.close()
  for (let n = 0; n < 2; n++) expect(() => createCore({ db })).toThrow(NewerSchema)
})

test('the same seed and calls give the same bytes, in memory and on disk; another seed others', async () => {
  const run = async (options: object) => {
    const e = emulator(options)
    const answers = []
    for (const external_id of ['a', 'b']) answers.push((await e.post('/users/track', { attributes: [{ external_id, n: 1 }], events: [{ external_id, name: 'seen', time: NOW }] })).body)
    return JSON.stringify([answers, await e.exported('a'), await e.exported('b'), e.journal()])
  }
  const first = await run({})
  expect(await run({})).toBe(first)
  expect(await run({ db: join(folder(), 'world.db') })).toBe(first)
  expect(await run({ seed: 2 })).not.toBe(first)
})
