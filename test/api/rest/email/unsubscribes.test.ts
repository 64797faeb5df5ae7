// GET /email/unsubscribes: whoever unsubscribed, by whatever way, with the time of it.
import { expect, test } from 'vitest'
import { ask, track } from '../../../kit/rest.ts'
import type { Emulator } from '../../../kit/rest.ts'
import { emulator } from '../../../kit/world.ts'

const DAYS = 'start_date=2026-02-01&end_date=2026-04-01'
const get = (e: Emulator, query: string) => ask(e, 'GET', `/email/unsubscribes?${query}`)
const emails = async (e: Emulator, query: string) => (await get(e, query)).body.emails.map((row: any) => row.email)
const unsubscribe = (e: Emulator, external_id: string, values = {}) => track(e, { attributes: [{ external_id, email: `${external_id}@example.com`, email_subscribe: 'unsubscribed', ...values }] })
const later = (e: Emulator, ms: number) => e.world.scheduler.advanceTo(e.world.clock.now() + ms)

test('REST, SDK and uploaded states alike, newest first or last', async () => {
  const e = emulator()
  await unsubscribe(e, 'rest')
  await later(e, 1000)
  await e.sdk('ios', '/data', { device_id: 'device-0001', time: e.world.clock.now() / 1000, user_id: 'sdk', attributes: [{ user_id: 'sdk', email: 'sdk@example.com', email_subscribe: 'unsubscribed' }] })
  await later(e, 1000)
  await e.post('/email/status', { email: 'nobody@example.com', subscription_state: 'unsubscribed' })
  await track(e, { attributes: [{ external_id: 'fine', email: 'fine@example.com' }, { external_id: 'opted', email: 'opted@example.com', email_subscribe: 'opted_in' }, { external_id: 'mailless', email_subscribe: 'unsubscribed' }] })
  const { status, body, kinds } = await get(e, DAYS)
  const rows = [{ email: 'nobody@example.com', unsubscribed_at: '2026-03-01 12:00:02 +0000' }, { email: 'sdk@example.com', unsubscribed_at: '2026-03-01 12:00:01 +0000' }, { email: 'rest@example.com', unsubscribed_at: '2026-03-01 12:00:00 +0000' }]
  expect({ status, body, kinds }).toEqual({ status: 200, body: { emails: rows, message: 'success' }, kinds: [] })
  expect((await get(e, `${DAYS}&sort_direction=asc`)).body.emails).toEqual(rows.toReversed())
  expect((await get(e, `${DAYS}&sort_direction=desc`)).body.emails).toEqual(rows)
})

test('to unsubscribe again does not move the time; to subscribe takes off the list', async () => {
  const e = emulator()
  await unsubscribe(e, 'mel')
  await later(e, 60_000)
  await unsubscribe(e, 'mel')
  expect((await get(e, DAYS)).body.emails).toEqual([{ email: 'mel@example.com', unsubscribed_at: '2026-03-01 12:00:00 +0000' }])
  await unsubscribe(e, 'mel', { email_subscribe: 'subscribed' })
  expect(await emails(e, DAYS)).toEqual([])
})

test('an address of several users is there once, with the latest time; a deleted user is not', async () => {
  const e = emulator()
  await unsubscribe(e, 'mel')
  await track(e, { attributes: [{ external_id: 'ann', email: 'MEL@example.com', email_subscribe: 'subscribed' }] })
  await later(e, 1000)
  await unsubscribe(e, 'ann', { email: 'mel@example.com' })
  expect((await get(e, DAYS)).body.emails).toEqual([{ email: 'mel@example.com', unsubscribed_at: '2026-03-01 12:00:01 +0000' }])
  await e.post('/users/delete', { external_ids: ['mel', 'ann'] })
  expect(await emails(e, DAYS)).toEqual([])
})

test('days, pages, one address', async () => {
  const e = emulator()
  for (const id of ['a', 'b', 'c']) {
    await unsubscribe(e, id)
    await later(e, 86_400_000)
  }
  expect(await emails(e, 'start_date=2026-03-02&end_date=2026-03-03')).toEqual(['b@example.com'])
  expect(await emails(e, `${DAYS}&limit=2`)).toEqual(['c@example.com', 'b@example.com'])
  expect(await emails(e, `${DAYS}&limit=2&offset=2`)).toEqual(['a@example.com'])
  expect(await emails(e, `${DAYS}&offset=3`)).toEqual([])
  expect((await get(e, 'email=A@example.com&end_date=2020-01-01')).body.emails).toEqual([{ email: 'a@example.com', unsubscribed_at: '2026-03-01 12:00:00 +0000' }])
  expect(await emails(e, 'email=d@example.com&end_date=2020-01-01')).toEqual([])
})

test.each([
  ['', `'start_date' is required`], ['email=a@example.com', `'end_date' is required`], [`${DAYS}&sort_direction=up`, `'sort_direction' must be 'asc' or 'desc'`], [`${DAYS}&limit=501`, `'limit' must be an integer from 2 to 500`], [`${DAYS}&limit=1`, `'limit' must be an integer from 2 to 500`],
])('refused: %s', async (query, message) => {
  const { status, body, kinds } = await get(emulator(), query)
  expect({ status, body, kinds }).toEqual({ status: 400, body: { message }, kinds: ['request.refused'] })
})
