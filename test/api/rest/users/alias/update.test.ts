// POST /users/alias/update: another name under the same label.
import { expect, test } from 'vitest'
import { say } from '../../../../kit/rest.ts'
import type { Emulator } from '../../../../kit/rest.ts'
import { emulator } from '../../../../kit/world.ts'

const update = (e: Emulator, ...alias_updates: unknown[]) => say(e, '/users/alias/update', { alias_updates })
const CHANGE = { alias_label: 'shop', old_alias_name: 'old', new_alias_name: 'new' }
const OK = { aliases_processed: 1, message: 'success' }
const has = async (e: Emulator, alias_name: string) => (await e.post('/users/export/ids', { user_aliases: [{ alias_name, alias_label: 'shop' }] })).body.users.length === 1

async function withAliases(...names: string[]) {
  const e = emulator()
  await e.post('/users/alias/new', { user_aliases: names.map((alias_name) => ({ alias_name, alias_label: 'shop' })) })
  return e
}

test('the name changes', async () => {
  const e = await withAliases('old')
  const { status, body, kinds, rows } = await update(e, CHANGE)
  expect({ status, body, kinds }).toEqual({ status: 201, body: OK, kinds: ['alias.updated'] })
  expect(rows[0]!.data).toEqual({ from: { alias_name: 'old', alias_label: 'shop' }, to: { alias_name: 'new', alias_label: 'shop' } })
  expect([await has(e, 'old'), await has(e, 'new')]).toEqual([false, true])
})

test('an unknown pair, another casing and a name that is taken change nothing, without an error', async () => {
  const e = await withAliases('old', 'taken')
  for (const change of [{ ...CHANGE, old_alias_name: 'nobody' }, { ...CHANGE, old_alias_name: 'Old' }, { ...CHANGE, alias_label: 'Shop' }, { ...CHANGE, new_alias_name: 'taken' }]) {
    const { status, body, kinds } = await update(e, change)
    expect({ status, body, kinds }).toEqual({ status: 201, body: OK, kinds: ['decision.ignored'] })
  }
  expect([await has(e, 'old'), await has(e, 'taken')]).toEqual([true, true])
  expect((await update(e, { ...CHANGE, new_alias_name: 'old' })).kinds).toEqual([])
})

test.each(['alias_label', 'old_alias_name', 'new_alias_name'])('%s missing or of another type is an item error; the others are done', async (field) => {
  for (const [value, what] of [[undefined, 'required'], [null, 'required'], ['', 'required'], [7, 'not valid'], [true, 'not valid'], [[], 'not valid'], [{}, 'not valid']] as const) {
    const e = await withAliases('old')
    const { status, body, kinds } = await update(e, { ...CHANGE, [field]: value }, CHANGE)
    expect({ status, body, kinds }).toEqual({ status: 201, body: { aliases_processed: 1, errors: [{ type: `'${field}' is ${what}`, input_array: 'alias_updates', index: 0 }], message: 'success' }, kinds: ['decision.refused', 'alias.updated'] })
  }
})

test('missing, empty, over 50 and wrong types are 400', async () => {
  const e = await withAliases('old')
  const bad = (alias_updates: unknown, message: string) => say(e, '/users/alias/update', { alias_updates }).then((said) => expect({ alias_updates, status: said.status, body: said.body }).toEqual({ alias_updates, status: 400, body: { message } }))
  for (const value of [undefined, null, 'x', 7, true, {}]) await bad(value, `'alias_updates' must be an array of objects`)
  await bad([], `'alias_updates' must not be empty`)
  await bad(Array.from({ length: 51 }, () => CHANGE), 'The max number of ids per request was exceeded')
  expect(await has(e, 'old')).toBe(true)
})

test('lone surrogates become replacement characters, and are renamed like any other name', async () => {
  const e = await withAliases('\ud800')
  expect((await update(e, { alias_label: 'shop', old_alias_name: '\ud800', new_alias_name: 'new' })).kinds).toEqual(['alias.updated'])
  expect((await update(e, { alias_label: 'shop', old_alias_name: 'new', new_alias_name: 'x\udfff' })).kinds).toEqual(['alias.updated'])
  expect([await has(e, 'new'), await has(e, 'x\udfff'), await has(e, 'x\ufffd')]).toEqual([false, true, true])
})
