// POST /users/identify: alias-only, email-only and phone-only profiles get an external_id or are merged into its user.
import { expect, test } from 'vitest'
import { BASICS, say, track, users } from '../../../kit/rest.ts'
import type { Emulator } from '../../../kit/rest.ts'
import { emulator } from '../../../kit/world.ts'
import { homeKeys } from '../../../../emulator/index.ts'

const identify = (e: Emulator, body: unknown) => say(e, '/users/identify', body)
const ALIAS = { alias_name: 'device-1', alias_label: 'rudder_id' }
const aliasOnly = (e: Emulator, more: Record<string, unknown> = {}, user_alias = ALIAS) => track(e, { attributes: [{ user_alias, _update_existing_only: false, ...more }] })
const byAlias = { aliases_to_identify: [{ external_id: 'mel', user_alias: ALIAS }] }
const byEmail = (prioritization: unknown, email = 'mel@example.com') => ({ emails_to_identify: [{ external_id: 'mel', email, prioritization }] })
const item = (type: string, index = 0) => ({ type, input_array: 'user_identifiers', index })
const tick = (e: Emulator) => e.admin('POST', '/clock/advance', { by: '1m' })

test('an unknown external_id is put on the alias-only profile, which keeps everything', async () => {
  const e = emulator()
  await aliasOnly(e, { plan: 'pro', first_name: 'Mel' })
  const { status, body, kinds, headers } = await identify(e, byAlias)
  expect({ status, body, kinds }).toEqual({ status: 201, body: { aliases_processed: 1, message: 'success' }, kinds: ['profile.identified'] })
  expect([headers.get('x-ratelimit-limit'), headers.get('x-ratelimit-remaining')]).toEqual(['20000', '19999'])
  expect(await e.exported('mel')).toEqual({ ...BASICS, external_id: 'mel', first_name: 'Mel', custom_attributes: { plan: 'pro' }, user_aliases: [ALIAS] })
  expect(users(e)).toBe(1)
})

test('a known external_id: fields, custom attributes, events, purchases and alias are merged in; the known side wins', async () => {
  const e = emulator()
  await aliasOnly(e, { plan: 'free', colour: 'red', first_name: 'Anon', home_city: 'Bern' })
  await track(e, { events: [{ user_alias: ALIAS, name: 'x', time: '2026-02-27' }], purchases: [{ user_alias: ALIAS, product_id: 'p', currency: 'USD', price: 3, time: '2026-02-27' }] })
  await track(e, { attributes: [{ external_id: 'mel', plan: 'pro', first_name: 'Mel' }], events: [{ external_id: 'mel', name: 'x', time: '2026-02-28' }], purchases: [{ external_id: 'mel', product_id: 'p', currency: 'USD', price: 4, time: '2026-02-26' }] })
  const { body, kinds } = await identify(e, byAlias)
  expect({ body, kinds }).toEqual({ body: { aliases_processed: 1, message: 'success' }, kinds: ['profile.merged'] })
  expect(await e.exported('mel')).toEqual({
    ...BASICS, external_id: 'mel', first_name: 'Mel', home_city: 'Bern', custom_attributes: { plan: 'pro', colour: 'red' }, user_aliases: [ALIAS], total_revenue: 7,
    custom_events: [{ name: 'x', first: '2026-02-27T00:00:00.000Z', last: '2026-02-28T00:00:00.000Z', count: 2 }],
    purchases: [{ name: 'p', first: '2026-02-26T00:00:00.000Z', last: '2026-02-27T00:00:00.000Z', count: 2 }],
  })
  expect(users(e)).toBe(1)
})

test('merge_behavior none moves no data; merge and null are the default', async () => {
  const e = emulator()
  await aliasOnly(e, { plan: 'free' })
  await track(e, { attributes: [{ external_id: 'mel' }] })
  expect((await identify(e, { ...byAlias, merge_behavior: 'none' })).body).toEqual({ aliases_processed: 1, message: 'success' })
  expect(await e.exported('mel', ['custom_attributes'])).toEqual({})
  for (const [index, merge_behavior] of ['merge', null].entries()) {
    const user_alias = { alias_name: 'again', alias_label: `label-${index}` }
    await aliasOnly(e, { [`plan${index}`]: 'pro' }, user_alias)
    await identify(e, { aliases_to_identify: [{ external_id: 'mel', user_alias }], merge_behavior })
  }
  expect(await e.exported('mel', ['custom_attributes'])).toEqual({ custom_attributes: { plan0: 'pro', plan1: 'pro' } })
  expect(await identify(e, { ...byAlias, merge_behavior: 'all' })).toMatchObject({ status: 400, body: { message: `'merge_behavior' is not valid` } })
})

test('push tokens follow in every variant', async () => {
  for (const merge_behavior of ['none', 'merge']) {
    const e = emulator()
    await aliasOnly(e, { push_tokens: [{ app_id: homeKeys.ios, token: 't', device_id: 'device-0001' }] })
    await track(e, { attributes: [{ external_id: 'mel' }] })
    expect((await identify(e, { ...byAlias, merge_behavior })).kinds).toEqual(['push_token.moved', 'profile.merged'])
    expect((await e.exported('mel', ['push_tokens'])).push_tokens).toEqual([{ app: 'iOS', platform: 'iOS', token: 't', device_id: 'device-0001', notifications_enabled: true }])
  }
})

test('an alias with a label the known user has is not combined', async () => {
  const e = emulator()
  await aliasOnly(e, { plan: 'pro' })
  await track(e, { attributes: [{ external_id: 'mel' }] })
  await e.post('/users/alias/new', { user_aliases: [{ external_id: 'mel', alias_name: 'other', alias_label: ALIAS.alias_label }] })
  const { body, kinds } = await identify(e, byAlias)
  expect({ body, kinds }).toEqual({ body: { aliases_processed: 1, message: 'success' }, kinds: ['decision.ignored'] })
  expect(users(e)).toBe(2)
  expect(await e.exported('mel', ['custom_attributes'])).toEqual({})
})

test('several aliases go to one user', async () => {
  const e = emulator()
  const second = { alias_name: 'b', alias_label: 'other' }
  await aliasOnly(e)
  await aliasOnly(e, {}, second)
  expect((await identify(e, { aliases_to_identify: [ALIAS, second].map((user_alias) => ({ external_id: 'mel', user_alias })) })).kinds).toEqual(['profile.identified', 'profile.merged'])
  expect((await e.exported('mel', ['user_aliases'])).user_aliases).toEqual([second, ALIAS])
})

test('what matches nobody ends silently, with a trace: an unknown alias, another casing', async () => {
  const e = emulator()
  await aliasOnly(e)
  for (const user_alias of [{ ...ALIAS, alias_name: 'DEVICE-1' }, { ...ALIAS, alias_label: 'Rudder_id' }]) {
    const { status, body, kinds } = await identify(e, { aliases_to_identify: [{ external_id: 'mel', user_alias }] })
    expect({ status, body, kinds }).toEqual({ status: 201, body: { aliases_processed: 1, message: 'success' }, kinds: ['decision.ignored'] })
  }
  expect(await e.exported('mel')).toBeUndefined()
})

test('an identified profile is not given another external_id; the same once more is nothing new', async () => {
  const e = emulator()
  await aliasOnly(e)
  await identify(e, byAlias)
  expect((await identify(e, { aliases_to_identify: [{ external_id: 'ann', user_alias: ALIAS }] })).kinds).toEqual(['decision.ignored'])
  expect((await identify(e, byAlias)).kinds).toEqual(['decision.ignored'])
  expect(await e.exported('ann')).toBeUndefined()
})

test('by email and phone', async () => {
  const e = emulator()
  await track(e, { attributes: [{ email: 'mel@example.com', a: 1 }, { phone: '+16505551234', b: 2 }] })
  const { body, kinds } = await identify(e, { ...byEmail(['unidentified']), phone_numbers_to_identify: [{ external_id: 'mel', phone: '(650) 555-1234', prioritization: ['unidentified'] }] })
  expect({ body, kinds }).toEqual({ body: { emails_processed: 1, phone_numbers_processed: 1, message: 'success' }, kinds: ['profile.identified', 'profile.merged'] })
  expect(await e.exported('mel', ['email', 'phone', 'custom_attributes'])).toEqual({ email: 'mel@example.com', phone: '+16505551234', custom_attributes: { a: 1, b: 2 } })
})

test('more than one profile left: nothing, until a priority picks one', async () => {
  const e = emulator()
  await track(e, { attributes: [{ email: 'mel@example.com', n: 'first' }] })
  await tick(e)
  await aliasOnly(e, { email: 'mel@example.com', n: 'second' })
  expect((await identify(e, byEmail(['unidentified']))).kinds).toEqual(['decision.ignored'])
  expect((await identify(e, byEmail(['identified']))).kinds).toEqual(['decision.ignored'])
  expect((await identify(e, byEmail(['unidentified', 'least_recently_updated']))).kinds).toEqual(['profile.identified'])
  expect(await e.exported('mel', ['custom_attributes'])).toEqual({ custom_attributes: { n: 'first' } })
})

test('most_recently_updated picks the other one; the order of the filters counts', async () => {
  const e = emulator()
  await track(e, { attributes: [{ email: 'mel@example.com', n: 'first' }] })
  await tick(e)
  await aliasOnly(e, { email: 'mel@example.com', n: 'second' })
  await tick(e)
  await track(e, { attributes: [{ external_id: 'ann', email: 'mel@example.com' }] })
  expect((await identify(e, byEmail(['most_recently_updated', 'unidentified']))).kinds).toEqual(['decision.ignored'])
  expect((await identify(e, byEmail(['unidentified', 'most_recently_updated']))).kinds).toEqual(['profile.identified'])
  expect(await e.exported('mel', ['custom_attributes'])).toEqual({ custom_attributes: { n: 'second' } })
})

test('no merge when one of several profiles with the address has the external_id already', async () => {
  const e = emulator()
  await track(e, { attributes: [{ email: 'mel@example.com', a: 1 }, { external_id: 'mel', email: 'mel@example.com' }] })
  expect((await identify(e, byEmail(['unidentified']))).kinds).toEqual(['decision.ignored'])
  expect(users(e)).toBe(2)
})

const prior = (a: string, b: string) => `Request can not contain both of '${a}' and '${b}' values in the 'prioritization' array`
test.each([
  [{}, `'external_id' is required`], [{ external_id: null }, `'external_id' is required`], [{ external_id: '' }, `'external_id' is required`], [{ external_id: 7 }, `'external_id' is not valid`], [{ external_id: {} }, `'external_id' is not valid`],
  [{ external_id: 'x'.repeat(988) }, `'external_id' must be fewer than 988 bytes`],
])('an item of any kind with %.50j: %s', async (external, type) => {
  const e = emulator()
  const rest = { user_alias: ALIAS, email: 'mel@example.com', phone: '+16505551234', prioritization: ['unidentified'] }
  await aliasOnly(e)
  const { status, body, kinds } = await identify(e, { aliases_to_identify: [{ ...rest, ...external }], emails_to_identify: [{ ...rest, ...external }], phone_numbers_to_identify: [{ ...rest, ...external }] })
  expect({ status, body, kinds }).toEqual({ status: 201, body: { aliases_processed: 0, emails_processed: 0, phone_numbers_processed: 0, errors: [item(type), item(type), item(type)], message: 'success' }, kinds: ['decision.refused', 'decision.refused', 'decision.refused'] })
})

test.each([
  [{ user_alias: undefined }, `'user_alias' is required`], [{ user_alias: null }, `'user_alias' is required`],
  ...['x', 7, true, [], {}, { alias_name: 'a' }, { alias_label: 'l' }, { alias_name: 7, alias_label: 'l' }, { alias_name: '', alias_label: 'l' }].map((user_alias) => [{ user_alias }, `'user_alias' is not valid`] as const),
] as const)('an alias item with %j: %s', async (more, type) => {
  const e = emulator()
  expect((await identify(e, { aliases_to_identify: [{ external_id: 'mel', ...more }] })).body).toEqual({ aliases_processed: 0, errors: [item(type)], message: 'success' })
})

test.each([
  [{ email: undefined }, `'email' is required`], [{ email: '' }, `'email' is required`], [{ email: 7 }, `'email' is not valid`], [{ email: {} }, `'email' is not valid`],
  [{ prioritization: undefined }, `'prioritization' is required`], [{ prioritization: null }, `'prioritization' is required`],
  ...['identified', 7, {}, ['newest'], [7], [['identified']], [null]].map((prioritization) => [{ prioritization }, `'prioritization' is not valid`] as const),
  [{ prioritization: ['most_recently_updated', 'least_recently_updated'] }, prior('most_recently_updated', 'least_recently_updated')], [{ prioritization: ['unidentified', 'identified'] }, prior('identified', 'unidentified')],
] as const)('an email item with %j: %s', async (more, type) => {
  const e = emulator()
  expect((await identify(e, { emails_to_identify: [{ external_id: 'mel', email: 'mel@example.com', prioritization: ['identified'], ...more }] })).body).toEqual({ emails_processed: 0, errors: [item(type)], message: 'success' })
})

test('good items beside bad ones are done', async () => {
  const e = emulator()
  await aliasOnly(e)
  expect((await identify(e, { aliases_to_identify: [{}, ...byAlias.aliases_to_identify] })).body).toEqual({ aliases_processed: 1, errors: [item(`'external_id' is required`, 0)], message: 'success' })
  expect(await e.exported('mel', ['external_id'])).toEqual({ external_id: 'mel' })
})

test('none of the three arrays, and over 50 items, is 400', async () => {
  const e = emulator()
  for (const body of [{}, { aliases_to_identify: [] }, { aliases_to_identify: [], emails_to_identify: [] }]) expect(await identify(e, body)).toMatchObject({ status: 400, body: { message: `'aliases_to_identify', 'emails_to_identify' or 'phone_numbers_to_identify' is required` }, kinds: ['request.refused'] })
  for (const name of ['aliases_to_identify', 'emails_to_identify', 'phone_numbers_to_identify']) {
    expect(await identify(e, { [name]: Array.from({ length: 51 }, () => ({})) })).toMatchObject({ status: 400, body: { message: 'The max number of ids per request was exceeded' } })
    for (const value of ['x', 7, true, {}]) expect(await identify(e, { [name]: value })).toMatchObject({ status: 400, body: { message: `'${name}' must be an array of objects` } })
  }
})
