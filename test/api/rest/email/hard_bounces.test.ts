// GET /email/hard_bounces: by days, by address, pages, and what is refused.
import { expect, test } from 'vitest'
import { ask } from '../../../kit/rest.ts'
import type { Emulator } from '../../../kit/rest.ts'
import { emulator } from '../../../kit/world.ts'

const get = (e: Emulator, query: string) => ask(e, 'GET', `/email/hard_bounces?${query}`)
const bounce = (e: Emulator, email: string, bounced_at: string) => e.admin('POST', '/hard_bounces', { email, bounced_at })
const emails = async (e: Emulator, query: string) => (await get(e, query)).body.emails.map((row: any) => row.email)

async function three() {
  const e = emulator()
  await bounce(e, 'Old@example.com', '2026-01-31T23:59:59Z')
  await bounce(e, 'first@example.com', '2026-02-01T00:00:00Z')
  await bounce(e, 'last@example.com', '2026-02-27T23:59:59.999Z')
  await bounce(e, 'new@example.com', '2026-02-28T00:00:00Z')
  return e
}

test('between two midnights UTC, newest first', async () => {
  const { status, body, kinds } = await get(await three(), 'start_date=2026-02-01&end_date=2026-02-28')
  expect({ status, body, kinds }).toEqual({ status: 200, body: { emails: [{ email: 'last@example.com', hard_bounced_at: '2026-02-27 23:59:59 +0000' }, { email: 'first@example.com', hard_bounced_at: '2026-02-01 00:00:00 +0000' }], message: 'success' }, kinds: [] })
})

test('an address, in any casing, whatever the days say', async () => {
  const e = await three()
  expect(await emails(e, 'email=OLD@example.com&end_date=2026-02-28')).toEqual(['old@example.com'])
  expect(await emails(e, 'email=old@example.com&start_date=2026-02-01&end_date=2026-02-28')).toEqual(['old@example.com'])
  expect(await emails(e, 'email=nobody@example.com&end_date=2026-02-28')).toEqual([])
  expect(await emails(e, 'email=old@example.com&end_date=2026-02-28&offset=1')).toEqual([])
})

test('pages until the end, and beyond', async () => {
  const e = await three()
  const range = 'start_date=2026-01-01&end_date=2026-03-02'
  expect(await emails(e, `${range}&limit=3`)).toEqual(['new@example.com', 'last@example.com', 'first@example.com'])
  expect(await emails(e, `${range}&limit=3&offset=3`)).toEqual(['old@example.com'])
  expect(await emails(e, `${range}&limit=3&offset=4`)).toEqual([])
  expect(await emails(e, `${range}&limit=500`)).toHaveLength(4)
})

test('100 by default', async () => {
  const e = emulator()
  for (let n = 0; n < 101; n++) await bounce(e, `u${n}@example.com`, '2026-02-02')
  expect(await emails(e, 'start_date=2026-02-01&end_date=2026-02-28')).toHaveLength(100)
})

test.each([
  ['', `'start_date' is required`],
  ['start_date=2026-02-01', `'end_date' is required`],
  ['end_date=2026-02-01', `'start_date' is required`],
  ['email=a@example.com', `'end_date' is required`],
  ['start_date=2026-02-01&end_date=2026-02-01', `'start_date' must be earlier than 'end_date'`],
  ['start_date=2026-02-02&end_date=2026-02-01', `'start_date' must be earlier than 'end_date'`],
  ['start_date=02/01/2026&end_date=2026-03-01', `'start_date' must be a date in the form YYYY-MM-DD`],
  ['start_date=2026-02-30&end_date=2026-03-01', `'start_date' must be a date in the form YYYY-MM-DD`],
  ['start_date=2026-02-01&end_date=2026-03-01T00:00:00Z', `'end_date' must be a date in the form YYYY-MM-DD`],
  ['start_date[]=2026-02-01&end_date=2026-03-01', `'start_date' must be a date in the form YYYY-MM-DD`],
  ['start_date=2026-02-01&end_date=2026-03-01&limit=0', `'limit' must be an integer from 1 to 500`],
  ['start_date=2026-02-01&end_date=2026-03-01&limit=501', `'limit' must be an integer from 1 to 500`],
  ['start_date=2026-02-01&end_date=2026-03-01&limit=many', `'limit' must be an integer from 1 to 500`],
  ['start_date=2026-02-01&end_date=2026-03-01&offset=-1', `'offset' must be an integer of at least 0`],
  ['start_date=2026-02-01&end_date=2026-03-01&offset=1.5', `'offset' must be an integer of at least 0`],
  ['start_date=2026-02-01&end_date=2026-03-01&offset=1e400', `'offset' must be an integer of at least 0`],
  ['email[]=a@example.com&end_date=2026-03-01', `'email' is not valid`],
])('refused: %s', async (query, message) => {
  const { status, body, kinds } = await get(await three(), query)
  expect({ status, body, kinds }).toEqual({ status: 400, body: { message }, kinds: ['request.refused'] })
})
