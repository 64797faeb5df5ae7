// POST /users/external_ids/rename: the new id is primary, the old one deprecated and still the user's.
import { expect, test } from 'vitest'
import { BASICS, say, track, users } from '../../../../kit/rest.ts'
import type { Emulator } from '../../../../kit/rest.ts'
import { emulator } from '../../../../kit/world.ts'

const rename = (e: Emulator, ...pairs: [unknown, unknown][]) => say(e, '/users/external_ids/rename', { external_id_renames: pairs.map(([current_external_id, new_external_id]) => ({ current_external_id, new_external_id })) })

async function withUsers(...ids: string[]) {
  const e = emulator()
  await track(e, { attributes: ids.map((external_id) => ({ external_id, me: external_id })) })
  return e
}

test('a rename: both ids find the user, the primary one is shown', async () => {
  const e = await withUsers('old')
  const { status, body, kinds, rows, headers } = await rename(e, ['old', 'new'])
  expect({ status, body, kinds }).toEqual({ status: 201, body: { message: 'success', external_ids: ['new'], rename_errors: [] }, kinds: ['external_id.renamed'] })
  expect(rows[0]!.data).toEqual({ from: 'old', to: 'new' })
  expect([headers.get('x-ratelimit-limit'), headers.get('x-ratelimit-remaining')]).toEqual(['1000', '999'])
  for (const id of ['old', 'new']) expect(await e.exported(id)).toEqual({ ...BASICS, external_id: 'new', custom_attributes: { me: 'old' } })
  expect((await e.post('/users/export/ids', { external_ids: ['old', 'new'] })).body.users).toHaveLength(1)
  expect(users(e)).toBe(1)
})

test('a user collects deprecated ids', async () => {
  const e = await withUsers('a')
  expect((await rename(e, ['a', 'b'], ['b', 'c'])).body).toEqual({ message: 'success', external_ids: ['b', 'c'], rename_errors: [] })
  for (const id of ['a', 'b', 'c']) expect(await e.exported(id, ['external_id'])).toEqual({ external_id: 'c' })
})

test('each item on its own: taken, deprecated, unknown, equal', async () => {
  const e = await withUsers('a', 'b', 'c', 'd')
  await rename(e, ['a', 'a2'])
  const { status, body, kinds } = await rename(e, ['b', 'c'], ['b', 'a'], ['b', 'a2'], ['a', 'x'], ['nobody', 'y'], ['b', 'b'], ['d', 'd2'])
  expect({ status, body, kinds }).toEqual({
    status: 201,
    body: {
      message: 'success', external_ids: ['d2'],
      rename_errors: [[0, 'new_external_id is already in use'], [1, 'new_external_id is already in use'], [2, 'new_external_id is already in use'], [3, 'current_external_id is a deprecated ID'], [4, 'current_external_id does not exist'], [5, 'current_external_id and new_external_id cannot be the same']],
    },
    kinds: [...Array(6).fill('decision.refused'), 'external_id.renamed'],
  })
  expect(await e.exported('b', ['external_id'])).toEqual({ external_id: 'b' })
})

test('missing fields, wrong types and ids that are too long are errors of their item', async () => {
  const e = await withUsers('a')
  const { body } = await rename(e, [undefined, 'x'], ['a', undefined], ['', 'x'], ['a', null], [7, 'x'], ['a', 7], ['a', {}], ['a', 'x'.repeat(988)], ['a', 'x'.repeat(987)])
  expect(body).toEqual({
    message: 'success', external_ids: ['x'.repeat(987)],
    rename_errors: [[0, `'current_external_id' is required`], [1, `'new_external_id' is required`], [2, `'current_external_id' is required`], [3, `'new_external_id' is required`], [4, `'current_external_id' is not valid`], [5, `'new_external_id' is not valid`], [6, `'new_external_id' is not valid`], [7, `'new_external_id' must be fewer than 988 bytes`]],
  })
})

test('missing, empty, over 50 and wrong types are 400', async () => {
  const e = await withUsers('a')
  const bad = (external_id_renames: unknown, message: string) => say(e, '/users/external_ids/rename', { external_id_renames }).then((said) => expect({ external_id_renames, status: said.status, body: said.body }).toEqual({ external_id_renames, status: 400, body: { message } }))
  for (const value of [undefined, null, 'x', 7, true, {}]) await bad(value, `'external_id_renames' must be an array of objects`)
  await bad([], `'external_id_renames' must not be empty`)
  await bad(Array.from({ length: 51 }, () => ({ current_external_id: 'a', new_external_id: 'b' })), 'The max number of ids per request was exceeded')
  expect(await e.exported('a', ['external_id'])).toEqual({ external_id: 'a' })
})
