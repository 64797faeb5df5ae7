// npm braze-api, a client that others wrote from Braze's own collection, over HTTP: what it returns, and what the world holds afterwards.
// Drives POST /users/track, POST /users/alias/new, POST /users/alias/update, POST /users/identify, POST /users/merge, POST /users/delete, POST /users/external_ids/rename, POST /users/external_ids/remove, POST /users/export/ids
import { describe, expect, test } from 'vitest'
import { clientWorld, differences, everyMethodOf } from '../kit/braze-api.ts'
import { NOW } from '../kit/world.ts'

const world = clientWorld()

const users = async (): Promise<any[]> => (await world.e.admin('GET', '/users')).body.users
const ids = async (): Promise<(string | null)[]> => (await users()).map((user) => user.external_id).sort()
const exported = async (external_id: string, ...fields: string[]): Promise<any> => ((await world.braze.users.export.ids({ external_ids: [external_id], fields_to_export: fields as never })) as any).users[0]
const kinds = async (): Promise<string[]> => (await world.e.admin('GET', '/journal?limit=10000')).body.journal.map((row: any) => row.kind).filter((kind: string) => !/^(app|rest_key|access_token|workspace|settings)\./.test(kind))

describe('users.track', () => {
  test('attributes, events and purchases', async () => {
    expect(
      await world.braze.users.track({
        attributes: [{ external_id: 'u1', first_name: 'Ada', email: 'ada@example.com', gender: 'F', plan: 'pro', logins: { inc: 2 }, tags: { add: ['a'] } }],
        events: [{ external_id: 'u1', name: 'seen', time: NOW, properties: { page: 'home' } }, { external_id: 'u1', name: 'seen', time: NOW }],
        purchases: [{ external_id: 'u1', product_id: 'sku', currency: 'USD', price: 2.5, quantity: 2, time: NOW }],
      }),
    ).toEqual({ message: 'success', attributes_processed: 1, events_processed: 2, purchases_processed: 1 })
    expect(await exported('u1', 'external_id', 'first_name', 'email', 'gender', 'custom_attributes', 'custom_events', 'purchases', 'total_revenue')).toEqual({
      external_id: 'u1', first_name: 'Ada', email: 'ada@example.com', gender: 'F',
      custom_attributes: { plan: 'pro', logins: 2, tags: ['a'] },
      custom_events: [{ name: 'seen', first: NOW, last: NOW, count: 2 }],
      purchases: [{ name: 'sku', first: NOW, last: NOW, count: 2 }],
      total_revenue: 5,
    })
    expect(await kinds()).toEqual(['profile.created', 'profile.updated', 'custom_event.logged', 'custom_event.logged', 'purchase.made'])
  })

  test('its bulk flag is a header; the call is the same', async () => {
    expect(await world.braze.users.track({ attributes: [{ external_id: 'b1' }, { external_id: 'b2' }] }, true)).toEqual({ message: 'success', attributes_processed: 2 })
    expect(await ids()).toEqual(['b1', 'b2'])
    expect((await world.e.admin('GET', '/requests')).body.requests[0].headers['x-braze-bulk']).toBe('true')
  })

  test('one bad item: the others are processed, the error is returned', async () => {
    expect(await world.braze.users.track({ attributes: [{ external_id: 'good' }, { first_name: 'nobody' }] })).toEqual({
      message: 'success', attributes_processed: 1, errors: [{ type: `'external_id', 'braze_id', 'user_alias', 'email' or 'phone' is required`, input_array: 'attributes', index: 1 }],
    })
    expect(await ids()).toEqual(['good'])
  })

  test('fatal errors are thrown with status and message', async () => {
    await expect(world.client('wrong').users.track({ attributes: [{ external_id: 'x' }] })).rejects.toMatchObject({ status: 401, message: expect.stringMatching(/^Invalid API key/i) })
    await expect(world.braze.users.track({ attributes: Array.from({ length: 76 }, (_, n) => ({ external_id: `u${n}` })) })).rejects.toMatchObject({ status: 400, message: expect.any(String) })
    const { key } = (await world.e.admin('POST', '/rest_keys', { name: 'export only', permissions: ['users.export.ids'] })).body
    await expect(world.client(key).users.track({ attributes: [{ external_id: 'x' }] })).rejects.toMatchObject({ status: 403, message: 'Access Denied' })
    await expect(world.client(key).users.export.ids({ external_ids: ['x'] })).resolves.toMatchObject({ message: 'success', users: [] })
    expect(await users()).toEqual([])
  })
})

describe('identity', () => {
  const alias = (alias_name: string) => ({ alias_name, alias_label: 'crm' })

  test('alias.new, then identify: the alias user becomes the known one', async () => {
    expect(await world.braze.users.alias.new({ user_aliases: [alias('a1'), { ...alias('a2') }] })).toEqual({ message: 'success', aliases_processed: 2 })
    await world.braze.users.track({ attributes: [{ user_alias: alias('a1'), first_name: 'Ada' }] })
    const [before] = ((await world.braze.users.export.ids({ user_aliases: [alias('a1')] })) as any).users
    expect(await world.braze.users.identify({ aliases_to_identify: [{ external_id: 'known', user_alias: alias('a1') }] })).toEqual({ message: 'success', aliases_processed: 1 })
    expect(await exported('known', 'braze_id', 'first_name', 'user_aliases')).toEqual({ braze_id: before.braze_id, first_name: 'Ada', user_aliases: [alias('a1')] })
    expect(await ids()).toEqual(['known', null].sort())
  })

  test('alias.new for a known user, alias.update renames', async () => {
    await world.braze.users.track({ attributes: [{ external_id: 'u1' }] })
    expect(await world.braze.users.alias.new({ user_aliases: [{ external_id: 'u1', ...alias('old') }] })).toEqual({ message: 'success', aliases_processed: 1 })
    expect(await world.braze.users.alias.update({ alias_updates: [{ alias_label: 'crm', old_alias_name: 'old', new_alias_name: 'new' }] })).toEqual({ message: 'success', aliases_processed: 1 })
    expect(await exported('u1', 'user_aliases')).toEqual({ user_aliases: [alias('new')] })
    expect(((await world.braze.users.export.ids({ user_aliases: [alias('old')] })) as any).users).toEqual([])
  })

  test('identify by email', async () => {
    await world.braze.users.track({ attributes: [{ user_alias: alias('mail'), _update_existing_only: false, email: 'a@example.com', plan: 'pro' }] })
    expect(await world.braze.users.identify({ emails_to_identify: [{ external_id: 'by-mail', email: 'a@example.com', prioritization: ['unidentified', 'most_recently_updated'] }] })).toEqual({ message: 'success', emails_processed: 1 })
    expect(await exported('by-mail', 'email', 'custom_attributes')).toEqual({ email: 'a@example.com', custom_attributes: { plan: 'pro' } })
    expect(await users()).toHaveLength(1)
  })

  test('merge: one user is left, with the data of both', async () => {
    await world.braze.users.track({ attributes: [{ external_id: 'keep', first_name: 'Ada' }, { external_id: 'lose', first_name: 'Bob', last_name: 'Byron' }], events: [{ external_id: 'keep', name: 'seen', time: NOW }, { external_id: 'lose', name: 'seen', time: NOW }] })
    expect(await world.braze.users.merge({ merge_updates: [{ identifier_to_merge: { external_id: 'lose' }, identifier_to_keep: { external_id: 'keep' } }] })).toEqual({ message: 'success' })
    expect(await ids()).toEqual(['keep'])
    expect(await exported('keep', 'first_name', 'last_name', 'custom_events')).toEqual({ first_name: 'Ada', last_name: 'Byron', custom_events: [{ name: 'seen', first: NOW, last: NOW, count: 2 }] })
    expect((await world.braze.users.export.ids({ external_ids: ['lose'] })) as any).toMatchObject({ users: [], invalid_user_ids: ['lose'] })
  })

  test('delete by external_id, alias and braze_id', async () => {
    await world.braze.users.track({ attributes: [{ external_id: 'one' }, { external_id: 'two' }, { external_id: 'three' }, { user_alias: alias('gone'), _update_existing_only: false }] })
    expect(await users()).toHaveLength(4)
    expect(await world.braze.users.delete({ external_ids: ['one'] })).toEqual({ message: 'success', deleted: 1 })
    expect(await world.braze.users.delete({ user_aliases: [alias('gone')] })).toEqual({ message: 'success', deleted: 1 })
    expect(await world.braze.users.delete({ braze_ids: [(await exported('two', 'braze_id')).braze_id] })).toEqual({ message: 'success', deleted: 1 })
    expect(await ids()).toEqual(['three'])
  })

  test('external_ids.rename keeps the old id as deprecated, remove ends it', async () => {
    await world.braze.users.track({ attributes: [{ external_id: 'old', first_name: 'Ada' }, { external_id: 'taken' }] })
    const { braze_id } = await exported('old', 'braze_id')
    const renamed = await world.braze.users.external_ids.rename({ external_id_renames: [{ current_external_id: 'old', new_external_id: 'new' }, { current_external_id: 'taken', new_external_id: 'new' }] })
    expect(renamed).toEqual({ message: 'success', external_ids: ['new'], rename_errors: [[1, 'new_external_id is already in use']] })
    expect(differences('users.external_ids.rename', renamed)).toEqual(['rename_errors.*'])
    expect(await exported('new', 'braze_id', 'external_id', 'first_name')).toEqual({ braze_id, external_id: 'new', first_name: 'Ada' })
    await world.braze.users.track({ attributes: [{ external_id: 'old', last_name: 'Lovelace' }] })
    expect((await exported('new', 'last_name')).last_name).toBe('Lovelace')

    const removed = await world.braze.users.external_ids.remove({ external_ids: ['old', 'new'] })
    expect(removed).toEqual({ message: 'success', removed_ids: ['old'], removal_errors: [[1, expect.any(String)]] })
    expect(differences('users.external_ids.remove', removed)).toEqual(['removal_errors.*'])
    await world.braze.users.track({ attributes: [{ external_id: 'old' }] })
    expect(await ids()).toEqual(['new', 'old', 'taken'])
  })
})

describe('users.export.ids', () => {
  test('by every identifier it knows, and who is not there', async () => {
    await world.braze.users.track({ attributes: [{ external_id: 'u1', email: 'a@example.com', phone: '+14155552671' }] })
    const { braze_id } = await exported('u1', 'braze_id')
    const by = async (query: object) => ((await world.braze.users.export.ids(query as never)) as any).users.map((user: any) => user.external_id)
    expect(await by({ braze_id })).toEqual(['u1'])
    expect(await by({ email_address: 'A@example.com' })).toEqual(['u1'])
    expect(await by({ phone: '+14155552671' })).toEqual(['u1'])
    expect(await world.braze.users.export.ids({ external_ids: ['u1', 'none'], fields_to_export: ['external_id'] as never })).toEqual({ message: 'success', users: [{ external_id: 'u1' }], invalid_user_ids: ['none'] })
  })
})

everyMethodOf(import.meta.filename, 'users.track', 'users.delete', 'users.identify', 'users.merge', 'users.alias', 'users.external_ids', 'users.export.ids')
