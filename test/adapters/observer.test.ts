// What a test reads of an emulator: every method over one world, pages gathered, refusals in the admin API's own words.
import { expect, test } from 'vitest'
import { createObserver } from '../../emulator/adapters/observer.ts'
import { createEmulator, homeKeys } from '../../emulator/adapters/package.ts'

const NOW = '2026-03-01T12:00:00.000Z'
async function world() {
  const emulator = createEmulator({ holdClock: NOW })
  const post = (path: string, body: unknown) => emulator.fetch(`http://localhost${path}`, { method: 'POST', headers: { authorization: `Bearer ${homeKeys.rest}`, 'content-type': 'application/json' }, body: JSON.stringify(body) })
  return { emulator, post, braze: createObserver(emulator.admin) }
}

test('profiles by every name; nobody; several of one name', async () => {
  const { braze, post } = await world()
  await post('/users/track', { attributes: [{ external_id: 'mel', email: 'mel@example.com', phone: '+14155552671', plan: 'pro' }, { external_id: 'ann', email: 'mel@example.com' }, { _update_existing_only: false, user_alias: { alias_label: 'crm', alias_name: '7' }, first_name: 'Seven' }] })
  const mel = (await braze.profile('mel'))!
  expect(mel.custom_attributes).toEqual({ plan: 'pro' })
  expect((await braze.profile({ phone: '+14155552671' }))!.braze_id).toBe(mel.braze_id)
  expect((await braze.profile({ braze_id: mel.braze_id }))!.external_id).toBe('mel')
  expect((await braze.profile({ user_alias: { alias_label: 'crm', alias_name: '7' } }))!.attributes).toEqual({ first_name: 'Seven' })
  expect(await braze.profile('nobody')).toBeUndefined()
  expect(await braze.profile({ device_id: 'none' })).toBeUndefined()
  await expect(braze.profile({ email: 'mel@example.com' })).rejects.toThrow("2 users are known by email 'mel@example.com'")
  await expect(braze.profile({ braze_id: 'x' })).rejects.toThrow('there is no user with this braze_id')
  expect((await braze.users()).map((one) => one.external_id)).toEqual(['mel', 'ann', null])
})

test('requests with their JSON, and only those of Braze: what the test itself reads is not among them', async () => {
  const { braze, post } = await world()
  await post('/users/track', { attributes: [{ external_id: 'mel' }] })
  await post('/nowhere', 'text')
  await braze.profile('mel')
  expect((await braze.requests()).map(({ method, path, status, json }) => [method, path, status, json])).toEqual([['POST', '/users/track', 201, { attributes: [{ external_id: 'mel' }] }], ['POST', '/nowhere', 404, 'text']])
  expect(await braze.requests({ status: 500 })).toEqual([])
  await braze.verify({ path: '/users/track', body: { attributes: [{ external_id: 'mel' }] } }, 1)
  await expect(braze.verify({ path: '/users/track', body: { attributes: [{ external_id: 'ann' }] } })).rejects.toThrow(/^expected at least 1 request\(s\) like \{"path":"\/users\/track",.*\}, there are 0\nnear misses:\n {2}POST \/users\/track \(201\): body\.attributes\[0\] is \{"external_id":"mel"\}, not \{"external_id":"ann"\}/)
  await expect(braze.verify({ path: '/users/track' }, 2)).rejects.toThrow('expected 2 request(s) like {"path":"/users/track"}, there is 1')
})

test('journal and diagnostics come whole, however many pages there are', async () => {
  const { braze, post } = await world()
  for (let n = 0; n < 15; n++) await post('/users/track', { attributes: Array.from({ length: 75 }, (_, index) => ({ external_id: `u${n}-${index}` })) })
  expect((await braze.users()).length).toBe(1125)
  const rows = await braze.journal({ kind: 'profile.created' })
  expect(new Set(rows.map((row) => row.seq)).size).toBe(1125)
  await post('/users/track', { attributes: 'none' })
  expect(await braze.diagnostics({ level: 'refused' })).toMatchObject([{ path: '/users/track', status: 400 }])
})

test('messages and the gate that withheld one', async () => {
  const { braze, post } = await world()
  await post('/users/track', { attributes: [{ external_id: 'mel', email: 'mel@example.com' }, { external_id: 'ann' }] })
  await braze.admin('POST', '/campaigns', { id: 'hi', name: 'Hi', trigger: { type: 'custom_event', name: 'go' }, messages: { m: { channel: 'email', subject: 'Hi', body: 'Hi', from: 'shop@example.com' } } })
  await post('/users/track', { events: [{ external_id: 'mel', name: 'go', time: NOW }] })
  await braze.settle()
  expect(await braze.messages({ external_id: 'mel' })).toMatchObject([{ channel: 'email', status: 'delivered', campaign_id: 'hi', user: { external_id: 'mel' } }])
  expect(await braze.messages({ external_id: 'ann' })).toEqual([])
  expect(await braze.explain('ann', { campaign_id: 'hi' })).toMatchObject({ passed: false, reason: 'no_address' })
  await expect(braze.explain('nobody', { campaign_id: 'hi' })).rejects.toThrow("nobody is known by 'nobody'")
})

test('faults, the clock, and reset, which takes both away', async () => {
  const { braze, post } = await world()
  await braze.faults.set([{ match: { path: '/users/track' }, status: 503, times: 1 }])
  expect(await braze.faults.list()).toMatchObject([{ status: 503 }])
  expect([(await post('/users/track', {})).status, (await post('/users/track', { attributes: [{ external_id: 'mel' }] })).status]).toEqual([503, 201])
  expect((await braze.clock.advance('1d')).now).toBe('2026-03-02T12:00:00.000Z')
  expect(await braze.clock.now()).toBe('2026-03-02T12:00:00.000Z')
  await braze.faults.set([{ status: 503 }])
  await braze.reset()
  expect([await braze.users(), await braze.faults.list(), await braze.clock.now()]).toEqual([[], [], NOW])
  await braze.faults.set([{ status: 503 }])
  await braze.faults.clear()
  expect((await post('/users/track', { attributes: [{ external_id: 'mel' }] })).status).toBe(201)
})
