// POST /users/alias/new: an alias for a user, or an alias-only user.
import { expect, test } from 'vitest'
import { BASICS, say, track, users } from '../../../../kit/rest.ts'
import type { Emulator } from '../../../../kit/rest.ts'
import { emulator } from '../../../../kit/world.ts'

const aliasNew = (e: Emulator, ...user_aliases: unknown[]) => say(e, '/users/alias/new', { user_aliases })
const ALIAS = { alias_name: 'mel-1', alias_label: 'shop' }
const OK = { aliases_processed: 1, message: 'success' }

test('an alias for a user who is there', async () => {
  const e = emulator()
  await track(e, { attributes: [{ external_id: 'mel' }] })
  const { status, body, kinds } = await aliasNew(e, { external_id: 'mel', ...ALIAS })
  expect({ status, body, kinds }).toEqual({ status: 201, body: OK, kinds: ['alias.added'] })
  expect(await e.exported('mel')).toEqual({ ...BASICS, external_id: 'mel', user_aliases: [ALIAS] })
  expect((await aliasNew(e, { external_id: 'mel', ...ALIAS })).kinds).toEqual([])
})

test('without external_id an alias-only user is made', async () => {
  const e = emulator()
  const { body, kinds } = await aliasNew(e, ALIAS)
  expect({ body, kinds }).toEqual({ body: OK, kinds: ['profile.created', 'alias.added'] })
  expect((await e.post('/users/export/ids', { user_aliases: [ALIAS] })).body.users).toEqual([{ ...BASICS, user_aliases: [ALIAS] }])
  expect((await aliasNew(e, { external_id: null, ...ALIAS, alias_name: 'mel-2' })).kinds).toEqual(['profile.created', 'alias.added'])
})

test('an unknown external_id: nobody gets it, nobody is made, no error', async () => {
  const e = emulator()
  const { status, body, kinds } = await aliasNew(e, { external_id: 'nobody', ...ALIAS })
  expect({ status, body, kinds }).toEqual({ status: 201, body: OK, kinds: ['decision.ignored'] })
  expect(users(e)).toBe(0)
})

test('a pair that another profile has stays there', async () => {
  const e = emulator()
  await track(e, { attributes: [{ external_id: 'mel' }, { external_id: 'ann' }] })
  await aliasNew(e, { external_id: 'mel', ...ALIAS })
  expect((await aliasNew(e, { external_id: 'ann', ...ALIAS })).kinds).toEqual(['decision.ignored'])
  expect((await aliasNew(e, ALIAS)).kinds).toEqual(['decision.ignored'])
  expect(await e.exported('ann', ['user_aliases'])).toEqual({})
  expect(users(e)).toBe(2)
})

test('one name for each label, any number of labels, case sensitive', async () => {
  const e = emulator()
  await track(e, { attributes: [{ external_id: 'mel' }] })
  await aliasNew(e, { external_id: 'mel', ...ALIAS }, { external_id: 'mel', alias_name: 'mel-1', alias_label: 'Shop' })
  expect((await aliasNew(e, { external_id: 'mel', ...ALIAS, alias_name: 'mel-2' })).kinds).toEqual(['alias.updated'])
  expect((await e.exported('mel', ['user_aliases'])).user_aliases).toEqual([{ alias_name: 'mel-1', alias_label: 'Shop' }, { alias_name: 'mel-2', alias_label: 'shop' }])
})

test.each([
  [{ alias_label: 'l' }, `'alias_name' is required`], [{ alias_name: '', alias_label: 'l' }, `'alias_name' is required`], [{ alias_name: 7, alias_label: 'l' }, `'alias_name' is not valid`], [{ alias_name: {}, alias_label: 'l' }, `'alias_name' is not valid`],
  [{ alias_name: 'n' }, `'alias_label' is required`], [{ alias_name: 'n', alias_label: null }, `'alias_label' is required`], [{ alias_name: 'n', alias_label: [] }, `'alias_label' is not valid`],
  [{ ...ALIAS, external_id: '' }, `'external_id' is required`], [{ ...ALIAS, external_id: 7 }, `'external_id' is not valid`], [{ ...ALIAS, external_id: [] }, `'external_id' is not valid`],
])('%j: %s; the others are done', async (bad, type) => {
  const e = emulator()
  const { status, body, kinds } = await aliasNew(e, bad, { alias_name: 'good', alias_label: 'l' })
  expect({ status, body, kinds }).toEqual({ status: 201, body: { aliases_processed: 1, errors: [{ type, input_array: 'user_aliases', index: 0 }], message: 'success' }, kinds: ['decision.refused', 'profile.created', 'alias.added'] })
  expect(users(e)).toBe(1)
})

test('hostile names are names', async () => {
  const e = emulator()
  for (const alias_name of ['__proto__', 'constructor', 'a\u0000b', 'x'.repeat(5000), ' ', '👩']) {
    await aliasNew(e, { alias_name, alias_label: alias_name })
    expect((await e.post('/users/export/ids', { user_aliases: [{ alias_name, alias_label: alias_name }] })).body.users).toHaveLength(1)
  }
})

test('missing, empty, over 50 and wrong types are 400', async () => {
  const e = emulator()
  const bad = (user_aliases: unknown, message: string) => say(e, '/users/alias/new', { user_aliases }).then((said) => expect({ user_aliases, status: said.status, body: said.body, kinds: said.kinds }).toEqual({ user_aliases, status: 400, body: { message }, kinds: ['request.refused'] }))
  for (const value of [undefined, null, 'x', 7, true, {}]) await bad(value, `'user_aliases' must be an array of objects`)
  await bad([], `'user_aliases' must not be empty`)
  await bad(Array.from({ length: 51 }, (_, i) => ({ alias_name: `n${i}`, alias_label: 'l' })), 'The max number of ids per request was exceeded')
  expect(users(e)).toBe(0)
  expect((await aliasNew(e, ...Array.from({ length: 50 }, (_, i) => ({ alias_name: `n${i}`, alias_label: 'l' })))).body).toEqual({ aliases_processed: 50, message: 'success' })
})
