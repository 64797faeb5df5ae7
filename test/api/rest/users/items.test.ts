// Items that are no objects: each is refused by its index, the good ones beside it are applied. docs: api/basics ("accepted, some items bad")
import { expect, test } from 'vitest'
import { emulator } from '../../../kit/world.ts'

const NO_OBJECTS = [5, 'x', null, [], true]

test.each(NO_OBJECTS)('alias/new and alias/update: %j beside a good item', async (bad) => {
  const e = emulator()
  const made = await e.post('/users/alias/new', { user_aliases: [bad, { alias_name: 'a', alias_label: 'shop' }] })
  expect([made.status, made.body]).toEqual([201, { aliases_processed: 1, errors: [{ type: `'alias_name' is required`, input_array: 'user_aliases', index: 0 }], message: 'success' }])
  const changed = await e.post('/users/alias/update', { alias_updates: [{ alias_label: 'shop', old_alias_name: 'a', new_alias_name: 'b' }, bad] })
  expect([changed.status, changed.body]).toEqual([201, { aliases_processed: 1, errors: [{ type: `'alias_label' is required`, input_array: 'alias_updates', index: 1 }], message: 'success' }])
  const { body } = await e.post('/users/export/ids', { user_aliases: [{ alias_name: 'b', alias_label: 'shop' }], fields_to_export: ['user_aliases'] })
  expect(body.users).toEqual([{ user_aliases: [{ alias_name: 'b', alias_label: 'shop' }] }])
})

test.each(NO_OBJECTS)('identify and rename: %j beside a good item', async (bad) => {
  const e = emulator()
  await e.post('/users/alias/new', { user_aliases: [{ alias_name: 'a', alias_label: 'shop' }] })
  const identified = await e.post('/users/identify', { aliases_to_identify: [bad, { external_id: 'mel', user_alias: { alias_name: 'a', alias_label: 'shop' } }] })
  expect([identified.status, identified.body]).toEqual([201, { aliases_processed: 1, errors: [{ type: `'external_id' is required`, input_array: 'user_identifiers', index: 0 }], message: 'success' }])
  const renamed = await e.post('/users/external_ids/rename', { external_id_renames: [bad, { current_external_id: 'mel', new_external_id: 'melanie' }] })
  expect([renamed.status, renamed.body]).toEqual([201, { message: 'success', external_ids: ['melanie'], rename_errors: [[0, `'current_external_id' is required`]] }])
  expect((await e.exported('melanie', ['external_id'])).external_id).toBe('melanie')
})
