// POST /users/external_ids/remove: deprecated ids only, for good.
import { expect, test } from 'vitest'
import { say, track, users } from '../../../../kit/rest.ts'
import type { Emulator } from '../../../../kit/rest.ts'
import { emulator } from '../../../../kit/world.ts'

const remove = (e: Emulator, external_ids: unknown) => say(e, '/users/external_ids/remove', { external_ids })

async function renamed() {
  const e = emulator()
  await track(e, { attributes: [{ external_id: 'old', plan: 'pro' }] })
  await e.post('/users/external_ids/rename', { external_id_renames: [{ current_external_id: 'old', new_external_id: 'new' }] })
  return e
}

test('a deprecated id goes, the profile and its primary id stay; the id is free', async () => {
  const e = await renamed()
  const { status, body, kinds, headers } = await remove(e, ['old'])
  expect({ status, body, kinds }).toEqual({ status: 201, body: { message: 'success', removed_ids: ['old'], removal_errors: [] }, kinds: ['external_id.removed'] })
  expect([headers.get('x-ratelimit-limit'), headers.get('x-ratelimit-remaining')]).toEqual(['1000', '999'])
  expect(await e.exported('old')).toBeUndefined()
  expect(await e.exported('new', ['external_id', 'custom_attributes'])).toEqual({ external_id: 'new', custom_attributes: { plan: 'pro' } })
  await track(e, { attributes: [{ external_id: 'old' }] })
  expect(users(e)).toBe(2)
})

test('a primary and an unknown id are errors of their item; the others are done', async () => {
  const e = await renamed()
  const { status, body, kinds } = await remove(e, ['new', 'nobody', 'old', 'old'])
  expect({ status, body, kinds }).toEqual({
    status: 201,
    body: { message: 'success', removed_ids: ['old'], removal_errors: [[0, 'external_id is a primary ID'], [1, 'external_id does not exist'], [3, 'external_id does not exist']] },
    kinds: ['decision.refused', 'decision.refused', 'external_id.removed', 'decision.refused'],
  })
  expect(await e.exported('new', ['external_id'])).toEqual({ external_id: 'new' })
})

test('missing, empty, over 50 and wrong types are 400', async () => {
  const e = await renamed()
  const bad = (external_ids: unknown, message: string) => remove(e, external_ids).then((said) => expect({ external_ids, status: said.status, body: said.body, kinds: said.kinds }).toEqual({ external_ids, status: 400, body: { message }, kinds: ['request.refused'] }))
  for (const value of [undefined, null, 'old', 7, true, {}, ['old', null], ['old', true], ['old', {}], ['old', ['x']]]) await bad(value, `'external_ids' must be an array of strings`)
  await bad([], `'external_ids' must not be empty`)
  await bad(Array.from({ length: 51 }, () => 'old'), 'The max number of ids per request was exceeded')
  expect(await e.exported('old', ['external_id'])).toEqual({ external_id: 'new' })
})
