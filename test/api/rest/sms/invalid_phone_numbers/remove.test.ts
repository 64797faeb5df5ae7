// POST /sms/invalid_phone_numbers/remove
import { expect, test } from 'vitest'
import { say } from '../../../../kit/rest.ts'
import type { Emulator } from '../../../../kit/rest.ts'
import { emulator } from '../../../../kit/world.ts'

const remove = (e: Emulator, body: unknown) => say(e, '/sms/invalid_phone_numbers/remove', body)
const left = async (e: Emulator) => (await e.admin('GET', '/invalid_phone_numbers')).body.invalid_phone_numbers.map((row: any) => row.phone)

async function two() {
  const e = emulator()
  for (const phone of ['+16505551230', '+442071838750']) await e.admin('POST', '/invalid_phone_numbers', { phone })
  return e
}

test('with or without a plus; a number that is not marked leaves a trace', async () => {
  const e = await two()
  const said = await remove(e, { phone_numbers: ['16505551230', '+4915112345678'] })
  expect({ status: said.status, body: said.body, rows: said.rows.map((row) => [row.kind, row.data['phone'] ?? row.data['compared']]) }).toEqual({ status: 201, body: { message: 'success' }, rows: [['invalid_phone_number.removed', '+16505551230'], ['decision.ignored', { phone: '+4915112345678' }]] })
  expect(await left(e)).toEqual(['+442071838750'])
})

test('the name of the table, and one number alone', async () => {
  const e = await two()
  expect((await remove(e, { phone_number: '+16505551230' })).kinds).toEqual(['invalid_phone_number.removed'])
  expect((await remove(e, { phone_numbers: '+442071838750' })).kinds).toEqual(['invalid_phone_number.removed'])
  expect(await left(e)).toEqual([])
})

const LIST = 'The value provided for the phone_numbers field is not a valid phone array.'
test.each([
  [{}, `'phone_numbers' is required`], [{ phone_numbers: [] }, `'phone_numbers' is required`], [{ phone_numbers: 7 }, LIST], [{ phone_numbers: [16505551230] }, LIST], [{ phone_numbers: { a: 1 } }, LIST],
  [{ phone_numbers: Array.from({ length: 51 }, (_, n) => `+165055512${n + 10}`) }, 'The max number of phones per request was exceeded'],
])('refused: %j', async (sent, message) => {
  const { status, body, kinds } = await remove(emulator(), sent)
  expect({ status, body, kinds }).toEqual({ status: 400, body: { message }, kinds: ['request.refused'] })
})
