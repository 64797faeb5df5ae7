// Rate limits of the user endpoints: headers on every answer, shared counters, 429 with `--limits braze`, windows on the world's clock.
import { expect, test } from 'vitest'
import { homeKeys } from '../../../emulator/index.ts'
import { emulator } from '../../kit/world.ts'
import type { Answer } from '../../kit/world.ts'

const window = ({ headers }: Answer) => ['limit', 'remaining', 'reset'].map((name) => Number(headers.get(`x-ratelimit-${name}`)))
const at = (iso: string) => Date.parse(iso) / 1000

test.each([
  ['/users/track', 3000, '2026-03-01T12:00:03Z'], ['/users/track/sync', 500, '2026-03-01T12:01:00Z'], ['/users/track/bulk', 50, '2026-03-01T12:00:01Z'],
  ['/users/external_ids/rename', 1000, '2026-03-01T12:01:00Z'], ['/users/external_ids/remove', 1000, '2026-03-01T12:01:00Z'], ['/users/export/ids', 250, '2026-03-01T12:01:00Z'],
  ['/users/delete', 20000, '2026-03-01T12:01:00Z'], ['/users/alias/new', 20000, '2026-03-01T12:01:00Z'], ['/users/alias/update', 20000, '2026-03-01T12:01:00Z'], ['/users/identify', 20000, '2026-03-01T12:01:00Z'], ['/users/merge', 20000, '2026-03-01T12:01:00Z'],
])('%s: %i until %s, counted down by good and bad requests alike', async (path, limit, reset) => {
  const e = emulator()
  expect(window(await e.post(path, {}))).toEqual([limit, limit - 1, at(reset)])
  expect(window(await e.post(path, '{'))).toEqual([limit, limit - 2, at(reset)])
  await e.admin('POST', '/clock/advance', { to: new Date(at(reset) * 1000 - 1).toISOString() })
  expect(window(await e.post(path, {}))).toEqual([limit, limit - 3, at(reset)])
  await e.admin('POST', '/clock/advance', { by: '1s' })
  expect(window(await e.post(path, {}))[1]).toBe(limit - 1)
})

test('delete, alias/new, alias/update, identify and merge count together; the others each for itself', async () => {
  const e = emulator()
  const left = async (path: string) => window(await e.post(path, {}))[1]
  expect([await left('/users/delete'), await left('/users/alias/new'), await left('/users/alias/update'), await left('/users/identify'), await left('/users/merge')]).toEqual([19999, 19998, 19997, 19996, 19995])
  expect([await left('/users/external_ids/rename'), await left('/users/external_ids/remove'), await left('/users/track'), await left('/users/track/sync')]).toEqual([999, 999, 2999, 499])
})

test('with limits braze the request too many is 429, does nothing, and the next window lets it in', async () => {
  const e = emulator({ limits: 'braze' })
  const send = (n: number) => e.post('/users/track/bulk', { attributes: [{ external_id: `u${n}` }] })
  for (let n = 1; n <= 50; n++) expect((await send(n)).status).toBe(201)
  const rows = await e.rowsOf(async () => {
    const answer = await send(51)
    expect({ status: answer.status, body: answer.body }).toEqual({ status: 429, body: { message: 'Rate Limited' } })
    expect(window(answer)).toEqual([50, 0, at('2026-03-01T12:00:01Z')])
  })
  expect(rows.map((row) => row.kind)).toEqual(['request.refused'])
  expect(e.world.profiles.count()).toBe(50)
  await e.admin('POST', '/clock/advance', { by: '1s' })
  const next = await send(51)
  expect([next.status, ...window(next)]).toEqual([201, 50, 49, at('2026-03-01T12:00:02Z')])
})

test('with limits off the same request is answered, with nothing remaining', async () => {
  const e = emulator()
  let last: Answer | undefined
  for (let n = 1; n <= 51; n++) last = await e.post('/users/track/bulk', { attributes: [{ external_id: 'mel' }] })
  expect([last!.status, ...window(last!)]).toEqual([201, 50, 0, at('2026-03-01T12:00:01Z')])
})

test('each workspace has its own counters', async () => {
  const e = emulator()
  await e.post('/users/delete', {})
  const { rest_keys } = (await e.admin('POST', '/workspaces', { id: 'other' })).body
  expect(window(await e.call('POST', '/users/delete', {}, { authorization: `Bearer ${rest_keys[0].key}` }))[1]).toBe(19999)
})

test('a request without a key is not counted', async () => {
  const e = emulator()
  const bare = await e.call('POST', '/users/delete', {})
  expect(bare.headers.get('x-ratelimit-limit')).toBeNull()
  expect(window(await e.post('/users/delete', {}))[1]).toBe(19999)
})

test('404, 405 and 413 carry the headers of the window when the key is good', async () => {
  const e = emulator()
  const headers = async (path: string, method: string, body: unknown) => {
    const answer = await e.call(method, path, body, { authorization: `Bearer ${homeKeys.rest}` })
    return [answer.status, answer.headers.get('x-ratelimit-limit'), answer.headers.get('x-ratelimit-remaining')]
  }
  expect(await headers('/nowhere', 'POST', {})).toEqual([404, '250000', '249999'])
  expect(await headers('/users/track', 'PUT', {})).toEqual([405, '250000', '249998'])
  expect(await headers('/users/track', 'POST', `{"a":"${'x'.repeat(4 * 1024 * 1024)}"}`)).toEqual([413, '3000', '2999'])
  const unknown = await e.call('POST', '/nowhere', {}, { authorization: 'Bearer nobody' })
  expect([unknown.status, unknown.headers.get('x-ratelimit-limit')]).toEqual([404, null])
})
