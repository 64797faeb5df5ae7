// GET /sms/invalid_phone_numbers: by days, by numbers, by reason, pages, and what is refused.
import { expect, test } from 'vitest'
import { ask } from '../../../../kit/rest.ts'
import type { Emulator } from '../../../../kit/rest.ts'
import { emulator } from '../../../../kit/world.ts'

const get = (e: Emulator, query: string) => ask(e, 'GET', `/sms/invalid_phone_numbers?${query}`)
const phones = async (e: Emulator, query: string) => (await get(e, query)).body.sms.map((row: any) => row.phone)
const DAYS = 'start_date=2026-02-01&end_date=2026-02-28'

async function four() {
  const e = emulator()
  for (const [phone, detected_at, reason] of [['+16505551230', '2026-01-31T23:59:59Z', 'deactivated'], ['+16505551231', '2026-02-01', 'provider_error'], ['+442071838750', '2026-02-27T23:59:59.999Z', 'deactivated'], ['+16505551233', '2026-02-28', 'provider_error']]) await e.admin('POST', '/invalid_phone_numbers', { phone, detected_at, reason })
  return e
}

test('between two midnights UTC, newest first', async () => {
  const { status, body, kinds } = await get(await four(), DAYS)
  expect({ status, body, kinds }).toEqual({ status: 200, body: { sms: [{ phone: '+442071838750', invalid_detected_at: '2026-02-27T23:59:59.999Z', reason: 'deactivated' }, { phone: '+16505551231', invalid_detected_at: '2026-02-01T00:00:00.000Z', reason: 'provider_error' }], message: 'success' }, kinds: [] })
})

test('one reason, or both', async () => {
  const e = await four()
  expect(await phones(e, `${DAYS}&reason=deactivated`)).toEqual(['+442071838750'])
  expect(await phones(e, `${DAYS}&reason=provider_error`)).toEqual(['+16505551231'])
})

test('numbers win over the days; with or without a plus, known or not', async () => {
  const e = await four()
  expect(await phones(e, `${DAYS}&phone_numbers[]=16505551230&phone_numbers[]=%2B442071838750&phone_numbers[]=%2B442071838750&phone_numbers[]=%2B16505559999`)).toEqual(['+442071838750', '+16505551230'])
  expect(await phones(e, 'phone_numbers[]=16505551230')).toEqual(['+16505551230'])
  expect(await phones(e, 'phone_numbers=%2B16505551230')).toEqual(['+16505551230'])
  expect(await phones(e, 'phone_numbers[]=16505551230&reason=provider_error')).toEqual([])
  expect(await phones(e, 'phone_numbers[]=16505551230&offset=1')).toEqual([])
})

test('pages until the end, and beyond', async () => {
  const e = await four()
  const range = 'start_date=2026-01-01&end_date=2026-03-01'
  expect(await phones(e, `${range}&limit=3`)).toEqual(['+16505551233', '+442071838750', '+16505551231'])
  expect(await phones(e, `${range}&limit=3&offset=3`)).toEqual(['+16505551230'])
  expect(await phones(e, `${range}&offset=4`)).toEqual([])
})

test.each([
  ['', `'start_date' is required`], ['start_date=2026-02-01', `'end_date' is required`], ['start_date=2026-03-01&end_date=2026-02-01', `'start_date' must be earlier than 'end_date'`],
  [`${DAYS}&reason=bored`, `'reason' must be 'provider_error' or 'deactivated'`], [`${DAYS}&limit=501`, `'limit' must be an integer from 1 to 500`], [`${DAYS}&offset=x`, `'offset' must be an integer of at least 0`],
  ['phone_numbers[]=', 'The value provided for the phone_numbers field is not a valid phone array.'],
  [Array.from({ length: 51 }, () => 'phone_numbers[]=16505551230').join('&'), 'The max number of phones per request was exceeded'],
])('refused: %s', async (query, message) => {
  const { status, body, kinds } = await get(await four(), query)
  expect({ status, body, kinds }).toEqual({ status: 400, body: { message }, kinds: ['request.refused'] })
})
