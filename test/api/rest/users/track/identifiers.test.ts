// POST /users/track: whose object it is; exactly one primary identifier, else email before phone; who is made and who is not.
import { expect, test } from 'vitest'
import { BASICS, refusedAlone, refuses, track, users } from '../../../../kit/rest.ts'
import { emulator } from '../../../../kit/world.ts'

const TIME = '2026-02-28T10:00:00Z'
const REQUIRED = `'external_id', 'braze_id', 'user_alias', 'email' or 'phone' is required`
const SEVERAL = `You must specify only one of 'external_id', 'user_alias' or 'braze_id'`
const OK = { attributes_processed: 1, message: 'success' }

const exportOf = async (e: ReturnType<typeof emulator>, by: Record<string, unknown>) => (await e.post('/users/export/ids', by)).body

test('an unknown external_id becomes a new user', async () => {
  const e = emulator()
  const { status, body, kinds } = await track(e, { attributes: [{ external_id: 'mel' }] })
  expect({ status, body, kinds }).toEqual({ status: 201, body: OK, kinds: ['profile.created'] })
  expect(await e.exported('mel')).toEqual({ ...BASICS, external_id: 'mel' })
})

test('_update_existing_only keeps an unknown external_id from becoming a user, silently and counted', async () => {
  const e = emulator()
  const said = await track(e, {
    attributes: [{ external_id: 'mel', _update_existing_only: true, plan: 'pro' }],
    events: [{ external_id: 'mel', name: 'x', time: TIME, _update_existing_only: true }],
    purchases: [{ external_id: 'mel', product_id: 'p', currency: 'USD', price: 1, time: TIME, _update_existing_only: true }],
  })
  expect({ status: said.status, body: said.body }).toEqual({ status: 201, body: { attributes_processed: 1, events_processed: 1, purchases_processed: 1, message: 'success' } })
  expect(said.kinds).toEqual(['decision.ignored', 'decision.ignored', 'decision.ignored'])
  expect(users(e)).toBe(0)
})

test('_update_existing_only updates a user who is there', async () => {
  const e = emulator()
  await track(e, { attributes: [{ external_id: 'mel' }] })
  expect((await track(e, { attributes: [{ external_id: 'mel', _update_existing_only: true, plan: 'pro' }] })).kinds).toEqual(['profile.updated'])
  expect(await e.exported('mel', ['custom_attributes'])).toEqual({ custom_attributes: { plan: 'pro' } })
})

test('integers are external_ids too; fractions, booleans, lists and objects are not', async () => {
  const e = emulator()
  expect((await track(e, { attributes: [{ external_id: 7 }] })).body).toEqual(OK)
  expect(await e.exported('7', ['external_id'])).toEqual({ external_id: '7' })
  for (const external_id of [1.5, 1e300, true, false, ['7'], { id: '7' }]) await refuses(emulator(), 'attributes', { external_id }, `'external_id' is not valid`)
})

test('an external_id has at most 987 bytes, not characters', async () => {
  const e = emulator()
  expect((await track(e, { attributes: [{ external_id: 'x'.repeat(987) }, { external_id: `é${'x'.repeat(986)}` }, { external_id: 'x'.repeat(988) }] })).body).toEqual({
    attributes_processed: 1,
    errors: [
      { type: `'external_id' must be fewer than 988 bytes`, input_array: 'attributes', index: 1 },
      { type: `'external_id' must be fewer than 988 bytes`, input_array: 'attributes', index: 2 },
    ],
    message: 'success',
  })
  expect(users(e)).toBe(1)
})

test('two primary identifiers refuse the object; an empty or null one does not count', async () => {
  const e = emulator()
  const user_alias = { alias_name: 'a', alias_label: 'l' }
  for (const ids of [{ external_id: 'mel', user_alias }, { external_id: 'mel', braze_id: 'b' }, { user_alias, braze_id: 'b' }, { external_id: 'mel', user_alias, braze_id: 'b' }]) {
    await refuses(e, 'attributes', ids, SEVERAL)
    await refuses(e, 'events', { ...ids, name: 'x', time: TIME }, SEVERAL)
    await refuses(e, 'purchases', { ...ids, product_id: 'p', currency: 'USD', price: 1, time: TIME }, SEVERAL)
  }
  expect(users(e)).toBe(0)
  expect((await track(e, { attributes: [{ external_id: 'mel', user_alias: null, braze_id: '' }] })).status).toBe(201)
})

test('no identifier at all is told first, whatever else is missing', async () => {
  const e = emulator()
  const { status, body } = await track(e, { attributes: [{ plan: 'pro' }], events: [{}], purchases: [{ quantity: -1 }] })
  expect(status).toBe(400)
  expect(body.errors).toEqual(['attributes', 'events', 'purchases'].map((input_array) => ({ type: REQUIRED, input_array, index: 0 })))
  for (const external_id of ['', null]) expect((await track(e, { attributes: [{ external_id }] })).body).toEqual(refusedAlone(REQUIRED))
})

test('user_alias updates only, unless _update_existing_only is false', async () => {
  const e = emulator()
  const user_alias = { alias_name: 'device-1', alias_label: 'rudder_id' }
  const quiet = await track(e, { attributes: [{ user_alias, plan: 'pro' }] })
  expect({ body: quiet.body, kinds: quiet.kinds }).toEqual({ body: OK, kinds: ['decision.ignored'] })
  expect(users(e)).toBe(0)
  const said = await track(e, { attributes: [{ user_alias, plan: 'pro', _update_existing_only: false }] })
  expect({ body: said.body, kinds: said.kinds }).toEqual({ body: OK, kinds: ['profile.created', 'alias.added', 'profile.updated'] })
  expect(await exportOf(e, { user_aliases: [user_alias] })).toEqual({ users: [{ ...BASICS, user_aliases: [user_alias], custom_attributes: { plan: 'pro' } }], message: 'success' })
  expect((await track(e, { attributes: [{ user_alias, plan: 'free' }] })).kinds).toEqual(['profile.updated'])
})

test('events and purchases of an unknown alias honour an explicit false', async () => {
  const e = emulator()
  const user_alias = { alias_name: 'device-1', alias_label: 'rudder_id' }
  const event = { user_alias, name: 'seen', time: TIME }
  const purchase = { user_alias, product_id: 'p', currency: 'USD', price: 1, time: TIME }
  expect((await track(e, { events: [event], purchases: [purchase] })).kinds).toEqual(['decision.ignored', 'decision.ignored'])
  const said = await track(e, { events: [{ ...event, _update_existing_only: false }], purchases: [{ ...purchase, _update_existing_only: false }] })
  expect(said.kinds).toEqual(['profile.created', 'alias.added', 'custom_event.logged', 'purchase.made'])
  expect(users(e)).toBe(1)
})

test('aliases are case sensitive', async () => {
  const e = emulator()
  await track(e, { attributes: [{ user_alias: { alias_name: 'Mel', alias_label: 'l' }, _update_existing_only: false }] })
  for (const user_alias of [{ alias_name: 'mel', alias_label: 'l' }, { alias_name: 'Mel', alias_label: 'L' }])
    expect((await track(e, { attributes: [{ user_alias, plan: 'pro' }] })).kinds).toEqual(['decision.ignored'])
})

test('a user_alias that is no pair of texts refuses the object', async () => {
  const e = emulator()
  for (const user_alias of ['mel', 7, true, [], {}, { alias_name: 'a' }, { alias_label: 'l' }, { alias_name: '', alias_label: 'l' }, { alias_name: 1, alias_label: 'l' }, { alias_name: 'a', alias_label: null }])
    await refuses(e, 'attributes', { user_alias, _update_existing_only: false }, `'user_alias' is not valid`)
})

test('a braze_id finds its profile and never makes one', async () => {
  const e = emulator()
  await track(e, { attributes: [{ external_id: 'mel' }] })
  const { braze_id } = await e.exported('mel', ['braze_id'])
  expect((await track(e, { attributes: [{ braze_id, plan: 'pro' }] })).kinds).toEqual(['profile.updated'])
  const said = await track(e, { attributes: [{ braze_id: '5fbd99bac125ca40511f2cb1', plan: 'pro', _update_existing_only: false }] })
  expect({ body: said.body, kinds: said.kinds }).toEqual({ body: OK, kinds: ['decision.ignored'] })
  expect(users(e)).toBe(1)
  expect((await track(e, { attributes: [{ braze_id: 7 }] })).body).toEqual(refusedAlone(`'braze_id' is not valid`))
})

test('an email without a profile makes an email-only one, with its address; the next object finds it in any casing', async () => {
  const e = emulator()
  const said = await track(e, { attributes: [{ email: 'Mel@Example.com', plan: 'pro' }], events: [{ email: 'mel@example.com', name: 'seen', time: TIME }] })
  expect(said.kinds).toEqual(['profile.created', 'profile.updated', 'custom_event.logged'])
  expect(said.rows[1]!.data['changes']).toEqual({ email: { from: null, to: 'mel@example.com' }, plan: { from: null, to: 'pro' } })
  expect(await exportOf(e, { email_address: 'MEL@example.com' })).toEqual({
    users: [{ ...BASICS, email: 'mel@example.com', custom_attributes: { plan: 'pro' }, custom_events: [{ name: 'seen', first: '2026-02-28T10:00:00.000Z', last: '2026-02-28T10:00:00.000Z', count: 1 }] }],
    message: 'success',
  })
})

test('an event or a purchase by address makes the profile with the address on it', async () => {
  const e = emulator()
  const said = await track(e, { events: [{ email: 'Mel@example.com', name: 'seen', time: TIME }], purchases: [{ phone: '+16505551234', product_id: 'p', currency: 'USD', price: 1, time: TIME }] })
  expect(said.kinds).toEqual(['profile.created', 'profile.updated', 'custom_event.logged', 'profile.created', 'profile.updated', 'purchase.made'])
  expect((await exportOf(e, { email_address: 'mel@example.com' })).users).toMatchObject([{ email: 'mel@example.com', custom_events: [{ name: 'seen', count: 1 }] }])
  expect((await exportOf(e, { phone: '+16505551234' })).users).toMatchObject([{ phone: '+16505551234', purchases: [{ name: 'p', count: 1 }], total_revenue: 1 }])
})

test('phone identifies when there is no email, however it is written; email wins over phone', async () => {
  const e = emulator()
  await track(e, { attributes: [{ phone: '+1 (650) 555-1234', plan: 'pro' }] })
  expect((await track(e, { attributes: [{ phone: '6505551234', plan: 'free' }] })).kinds).toEqual(['profile.updated'])
  expect((await exportOf(e, { phone: '16505551234' })).users).toMatchObject([{ phone: '+16505551234', custom_attributes: { plan: 'free' } }])
  const both = await track(e, { attributes: [{ email: 'mel@example.com', phone: '+16505551234' }] })
  expect(both.kinds).toEqual(['profile.created', 'profile.updated'])
  expect((await exportOf(e, { email_address: 'mel@example.com' })).users).toMatchObject([{ email: 'mel@example.com', phone: '+16505551234' }])
  expect(users(e)).toBe(2)
})

test('a phone that is no number identifies nobody', async () => {
  const e = emulator()
  for (const phone of ['12', 'call me', '442071838750', 6505551234, {}, ['+16505551234']]) await refuses(e, 'attributes', { phone }, REQUIRED)
})

test('an address that is none refuses the object', async () => {
  const e = emulator()
  for (const email of ['mel', 'mel @example.com', 'mel@example', 7, {}, ['mel@example.com']])
    expect((await track(e, { attributes: [{ email }], events: [{ email, name: 'x', time: TIME }] })).body.errors).toEqual([
      { type: `The value provided for the 'email' field is not a valid email.`, input_array: 'attributes', index: 0 },
      { type: `The value provided for the 'email' field is not a valid email.`, input_array: 'events', index: 0 },
    ])
  expect(users(e)).toBe(0)
})

test('beside a primary identifier email and phone are attributes: the email-only profile stays apart', async () => {
  const e = emulator()
  await track(e, { attributes: [{ email: 'mel@example.com', plan: 'pro' }] })
  expect((await track(e, { attributes: [{ external_id: 'mel', email: 'mel@example.com' }] })).kinds).toEqual(['profile.created', 'profile.updated'])
  expect(users(e)).toBe(2)
  // from now on the address means the identified user
  await track(e, { attributes: [{ email: 'mel@example.com', plan: 'team' }] })
  expect(await e.exported('mel', ['custom_attributes'])).toEqual({ custom_attributes: { plan: 'team' } })
})

test('an address of several: the most recently updated identified user, else the most recently updated of all', async () => {
  const e = emulator()
  await track(e, { attributes: [{ external_id: 'old', email: 'mel@example.com' }] })
  await e.admin('POST', '/clock/advance', { by: '1m' })
  await track(e, { attributes: [{ external_id: 'new', email: 'mel@example.com' }] })
  await e.admin('POST', '/clock/advance', { by: '1m' })
  await track(e, { attributes: [{ user_alias: { alias_name: 'a', alias_label: 'l' }, _update_existing_only: false, email: 'mel@example.com' }] })
  await track(e, { attributes: [{ email: 'mel@example.com', chosen: 'first' }] })
  expect(await e.exported('new', ['custom_attributes'])).toEqual({ custom_attributes: { chosen: 'first' } })
  await e.admin('POST', '/clock/advance', { by: '1m' })
  await track(e, { attributes: [{ external_id: 'old', seen: true }] })
  await track(e, { attributes: [{ email: 'mel@example.com', chosen: 'second' }] })
  expect(await e.exported('old', ['custom_attributes'])).toEqual({ custom_attributes: { seen: true, chosen: 'second' } })
})

test('a deprecated external_id still means its user', async () => {
  const e = emulator()
  await track(e, { attributes: [{ external_id: 'old' }] })
  await e.post('/users/external_ids/rename', { external_id_renames: [{ current_external_id: 'old', new_external_id: 'new' }] })
  expect((await track(e, { attributes: [{ external_id: 'old', plan: 'pro' }] })).kinds).toEqual(['profile.updated'])
  expect(await e.exported('old', ['external_id', 'custom_attributes'])).toEqual({ external_id: 'new', custom_attributes: { plan: 'pro' } })
})

test('a user with over 5,000,000 sessions is a dummy user and refused', async () => {
  const e = emulator()
  await track(e, { attributes: [{ external_id: 'robot' }] })
  e.world.db.raw.prepare('UPDATE profiles SET session_count = 5000001').run()
  const { status, body } = await track(e, { attributes: [{ external_id: 'robot', plan: 'pro' }] })
  expect({ status, body }).toEqual({ status: 400, body: refusedAlone('provided external_id is blacklisted and disallowed') })
  expect(await e.exported('robot', ['custom_attributes'])).toEqual({})
})

test('flags that are no booleans refuse the object', async () => {
  const e = emulator()
  for (const name of ['_update_existing_only', '_merge_objects', 'push_token_import'])
    for (const value of ['true', 1, [], {}]) await refuses(e, 'attributes', { external_id: 'mel', [name]: value }, `'${name}' is not valid`)
  expect((await track(e, { attributes: [{ external_id: 'mel', _update_existing_only: null, _merge_objects: null, push_token_import: null }] })).status).toBe(201)
  expect(await e.exported('mel')).toEqual({ ...BASICS, external_id: 'mel' })
})
