// GET /_emulator/sends and /_emulator/schedules: what was accepted, and what waits.
import { expect, test } from 'vitest'
import { emulator } from '../../kit/world.ts'

const message = { email: { app_id: 'b4a2e000-0000-4000-8000-0000000000a1', from: 'Shop <shop@example.com>', subject: 'Hi', body: '<p>Hi</p>' } }

test('accepted sends whole, in their order, page by page', async () => {
  const e = emulator()
  expect((await e.admin('GET', '/sends')).body).toEqual({ sends: [], next: null })
  const ids: string[] = []
  for (const user of ['a', 'b', 'c']) ids.push((await e.post('/messages/send', { external_user_ids: [user], messages: message })).body.dispatch_id)
  const first = (await e.admin('GET', '/sends?limit=2')).body
  expect(first.sends.map((one: any) => [one.dispatch_id, one.kind, one.state, one.at, one.request])).toEqual(['a', 'b'].map((user, n) => [ids[n], 'messages', 'accepted', '2026-03-01T12:00:00.000Z', { external_user_ids: [user], messages: message }]))
  expect((await e.admin('GET', `/sends?since=${first.next}`)).body.sends.map((one: any) => one.dispatch_id)).toEqual([ids[2]])
  expect((await e.admin('GET', '/sends?limit=x')).status).toBe(422)
  await e.admin('POST', '/settle')
  expect((await e.admin('GET', '/sends')).body.sends.map((one: any) => one.state)).toEqual(['taken', 'taken', 'taken'])
})

test('a schedule is listed until its time, then it is a send', async () => {
  const e = emulator()
  const { body } = await e.post('/messages/schedule/create', { external_user_ids: ['a'], schedule: { time: '2026-03-01T13:00:00Z' }, messages: message })
  expect((await e.admin('GET', '/schedules')).body).toMatchObject({ schedules: [{ schedule_id: body.schedule_id, dispatch_id: body.dispatch_id, kind: 'messages', due: '2026-03-01T13:00:00.000Z', created_at: '2026-03-01T12:00:00.000Z', request: { messages: {} } }], next: null })
  await e.admin('POST', '/clock/advance', { by: '1h' })
  expect((await e.admin('GET', '/schedules')).body).toEqual({ schedules: [], next: null })
  expect((await e.admin('GET', '/sends')).body.sends).toMatchObject([{ schedule_id: body.schedule_id, dispatch_id: body.dispatch_id, at: '2026-03-01T13:00:00.000Z' }])
})
