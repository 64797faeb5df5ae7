// A database on disk: what was acknowledged outlives kill -9, the lock does not; workspaces and their keys come back.
import Database from 'better-sqlite3'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { folder, started } from './kit.ts'

test('kill -9 while clients write: every acknowledged write is there, whole, and the lock is gone', async () => {
  const cwd = folder()
  const first = await started(['--db', 'a.db'], { cwd })
  const acknowledged = new Map<string, number>()
  const CLIENTS = 8
  let sent = 0
  // Each request is one attribute and one event: half of it must never be there
  const client = async (name: string): Promise<void> => {
    for (let n = 1; ; n++) {
      sent++
      const answer = await first.wire.call('POST', '/users/track', { attributes: [{ external_id: name, first_name: `write ${n}` }], events: [{ external_id: name, name: 'written', time: first.ready.clock.now }] }).catch(() => undefined)
      if (answer === undefined) return
      expect(answer).toMatchObject({ status: 201 })
      acknowledged.set(name, n)
      if (name === 'client 0' && n === 40) first.child.kill('SIGKILL')
    }
  }
  const names = Array.from({ length: CLIENTS }, (_, index) => `client ${index}`)
  await Promise.all(names.map(client))
  expect(await first.ended).toMatchObject({ signal: 'SIGKILL' })
  const total = [...acknowledged.values()].reduce((sum, n) => sum + n, 0)
  expect(total).toBeGreaterThanOrEqual(40)
  expect(sent).toBe(total + CLIENTS) // one of each client was under way

  const again = await started(['--db', 'a.db'], { cwd })
  const { body } = await again.wire.call('POST', '/users/export/ids', { external_ids: names, fields_to_export: ['external_id', 'first_name', 'custom_events'] })
  const users = body.users as { external_id: string; first_name: string; custom_events: { count: number }[] }[]
  expect(users.map(({ external_id }) => external_id).sort()).toEqual(names)
  for (const { external_id, first_name, custom_events } of users) {
    const kept = Number(first_name.slice('write '.length))
    expect(custom_events.map(({ count }) => count)).toEqual([kept])
    expect([acknowledged.get(external_id), acknowledged.get(external_id)! + 1]).toContain(kept)
  }
  expect((await again.wire.track([{ external_id: 'client 0', first_name: 'after' }])).status).toBe(201)
})

test('the database is in WAL mode while it runs, one file after an orderly end', async () => {
  const cwd = folder()
  const { wire, stop } = await started(['--db', 'a.db'], { cwd })
  await wire.track([{ external_id: 'mel' }])
  expect(existsSync(join(cwd, 'a.db-wal'))).toBe(true)
  const reader = new Database(join(cwd, 'a.db'), { readonly: true })
  expect(reader.pragma('journal_mode', { simple: true })).toBe('wal')
  reader.close()
  await stop()
  expect(readdirSync(cwd).sort()).toEqual(['a.db', 'a.db.lock'])
})

test('several workspaces survive a restart, each with its keys and users', async () => {
  const cwd = folder()
  const first = await started(['--db', 'data/a.db'], { cwd })
  const keys = new Map<string, string>()
  for (const id of ['shop', 'staging']) {
    const made = await first.wire.call('POST', '/_emulator/workspaces', { id })
    expect(made.status).toBe(201)
    keys.set(id, made.body.rest_keys[0].key)
    await first.wire.track([{ external_id: 'mel', first_name: `Mel of ${id}` }], { authorization: `Bearer ${keys.get(id)}` })
  }
  await first.wire.track([{ external_id: 'mel', first_name: 'Mel of default' }])
  const workspaces = async ({ wire }: typeof first): Promise<unknown> => ((await wire.call('GET', '/_emulator/workspaces')).body.workspaces as { id: string; users: number; rest_keys: unknown; apps: unknown }[]).map(({ id, users, rest_keys, apps }) => ({ id, users, rest_keys, apps }))
  const before = await workspaces(first)
  await first.stop()

  const again = await started(['--db', 'data/a.db'], { cwd })
  expect(await workspaces(again)).toEqual(before)
  expect(await again.wire.names('mel')).toEqual(['Mel of default'])
  for (const [id, key] of keys) {
    const { body } = await again.wire.call('POST', '/users/export/ids', { external_ids: ['mel'], fields_to_export: ['first_name'] }, { authorization: `Bearer ${key}` })
    expect(body.users).toEqual([{ first_name: `Mel of ${id}` }])
  }
})
