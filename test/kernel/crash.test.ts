// kill -9 in the middle of writing: everything that was acknowledged is there afterwards, and nothing by halves.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bundled } from '../kit/bundled.ts'
import { folder } from '../kit/kernel.ts'
import { emulator } from '../kit/world.ts'

let script = ''
beforeAll(async () => void (script = await bundled('test/kernel/crash-child.ts')))
afterAll(() => rmSync(script, { force: true }))

/** Lets the writer run until it has acknowledged `enough` writes, kills it, and answers all acknowledged numbers. */
async function killedAfter(enough: number, db: string): Promise<number[]> {
  const child = spawn(process.execPath, [script, db], { stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text
    if (said.split('\n').length > enough) child.kill('SIGKILL')
  })
  const [, signal] = (await once(child, 'close')) as [number | null, string | null]
  expect(signal).toBe('SIGKILL')
  return said.split('\n').slice(0, -1).map(Number) // what stands after the last line end was cut off
}

test('every acknowledged write is there after kill -9, the database is whole, and the same file goes on', async () => {
  const db = join(folder(), 'world.db')
  const acknowledged = await killedAfter(150, db)
  expect(acknowledged.length).toBeGreaterThanOrEqual(150)

  const e = emulator({ db, holdClock: undefined })
  expect(e.world.db.raw.pragma('integrity_check')).toEqual([{ integrity_check: 'ok' }])
  expect(e.world.db.raw.pragma('foreign_key_check')).toEqual([])
  const users = e.world.profiles.search('user-', 1_000_000)
  const known = new Set(users.map((user) => user.external_id))
  expect(acknowledged.filter((n) => !known.has(`user-${n}`))).toEqual([])
  // Written but not acknowledged is allowed; half a request is not
  for (const user of users) {
    expect(JSON.parse(user.custom_attributes)).toMatchObject({ n: Number(user.external_id!.slice(5)) })
    expect(e.world.customEvents.summaries(user).map(({ name, count }) => [name, count])).toEqual([['written', 1]])
  }
  expect(e.world.requests.list({ path: '/users/track', limit: 1_000_000 }).length).toBe(users.length)
  const braze_ids = users.map((user) => user.braze_id)

  expect((await e.post('/users/track', { attributes: [{ external_id: 'afterwards', n: 1 }] })).status).toBe(201)
  expect(braze_ids).not.toContain(e.world.profiles.byExternalId('afterwards')!.braze_id)
})
