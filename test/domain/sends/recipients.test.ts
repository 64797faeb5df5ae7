// Which recipients are the same one, and how large properties may be.
import { expect, test } from 'vitest'
import { collapse, fits, identifiersOf, PROPERTIES_BYTES } from '../../../emulator/domain/sends/recipients.ts'

const alias = (alias_label: string, alias_name: string) => ({ user_alias: { alias_label, alias_name } })

test('the first of each stays', () => {
  const [a, b, c] = [{ external_user_id: 'a', n: 1 }, { braze_id: 'a' }, { external_user_id: 'A' }]
  expect(collapse([a, b, { external_user_id: 'a', n: 2 }, c])).toEqual({ kept: [a, b, c], dropped: [{ index: 2, recipient: { external_user_id: 'a', n: 2 } }] })
  expect(collapse([alias('x', 'y'), alias('y', 'x'), alias('xy', ''), alias('x', 'y')]).dropped.map(({ index }) => index)).toEqual([3])
  expect(collapse([{ email: 'A@example.com' }, { email: 'a@example.com' }, { phone: 'a@example.com' }]).dropped.map(({ index }) => index)).toEqual([1])
  expect(collapse([])).toEqual({ kept: [], dropped: [] })
})

test('empty names are none', () => expect(identifiersOf({ external_user_id: '', user_alias: null, email: 'a', phone: undefined, first_name: 'x' })).toEqual(['email']))

test('properties are measured in bytes', () => {
  expect([undefined, null, {}, { a: 'x'.repeat(PROPERTIES_BYTES - 8) }].map(fits)).toEqual([true, true, true, true])
  expect([{ a: 'x'.repeat(PROPERTIES_BYTES - 7) }, { a: 'é'.repeat(PROPERTIES_BYTES / 2) }].map(fits)).toEqual([false, false])
})
