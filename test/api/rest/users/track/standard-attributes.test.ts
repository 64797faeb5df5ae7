// POST /users/track: the profile's own fields; what each takes, what removes it, what is ignored and what refuses the object.
import { expect, test } from 'vitest'
import { attributes, BASICS, custom, refusedAlone, refuses, track } from '../../../../kit/rest.ts'
import { emulator } from '../../../../kit/world.ts'

const FULL = {
  first_name: 'Mel', last_name: 'Doe', email: 'mel@example.com', phone: '+16505551234', dob: '1980-12-21', gender: 'F', country: 'US', language: 'en', home_city: 'Chicago',
  time_zone: 'America/Chicago', email_subscribe: 'opted_in', push_subscribe: 'unsubscribed', current_location: { longitude: -87.8, latitude: 41.8 },
}
const EXPORTED = {
  ...BASICS, external_id: 'mel', first_name: 'Mel', last_name: 'Doe', email: 'mel@example.com', phone: '+16505551234', dob: '1980-12-21', gender: 'F', country: 'US', language: 'en',
  home_city: 'Chicago', time_zone: 'America/Chicago', email_subscribe: 'opted_in', push_subscribe: 'unsubscribed', last_coordinates: [-87.8, 41.8],
}

test('every exportable field is stored', async () => {
  const e = emulator()
  expect((await attributes(e, FULL)).kinds).toEqual(['profile.created', 'profile.updated'])
  expect(await e.exported('mel')).toEqual(EXPORTED)
})

test('the same values again change nothing', async () => {
  const e = emulator()
  await attributes(e, FULL)
  expect((await attributes(e, FULL)).kinds).toEqual(['attributes.unchanged'])
  expect(await e.exported('mel')).toEqual(EXPORTED)
})

test('the row of a change says from what to what', async () => {
  const e = emulator()
  await attributes(e, { first_name: 'Mel', plan: 'pro' })
  const { rows } = await attributes(e, { first_name: 'Mia', plan: 'pro', age: 7 })
  expect(rows.map(({ kind, data }) => ({ kind, data }))).toEqual([{ kind: 'profile.updated', data: { source: 'rest', changes: { first_name: { from: 'Mel', to: 'Mia' }, age: { from: null, to: 7 } } } }, { kind: 'attributes.unchanged', data: { source: 'rest', attributes: ['plan'], count: 1 } }])
})

test('null removes every field but the subscription states, which refuse it', async () => {
  const e = emulator()
  await attributes(e, FULL)
  const { email_subscribe: _e, push_subscribe: _p, ...rest } = FULL
  expect((await attributes(e, Object.fromEntries(Object.keys(rest).map((name) => [name, null])))).kinds).toEqual(['profile.updated'])
  expect(await e.exported('mel')).toEqual({ ...BASICS, external_id: 'mel', email_subscribe: 'opted_in', push_subscribe: 'unsubscribed' })
})

test.each([
  ['country', 'us', 'US'], ['country', 'Australia', 'AU'], ['country', 'DEU', 'DE'], ['country', ' de ', 'DE'], ['country', 'Nowhere', undefined], ['country', 'XX', undefined], ['country', '', undefined],
  ['language', 'EN', 'en'], ['language', 'pt-BR', 'pt-BR'],
  ['gender', 'm', 'M'], ['gender', 'Male', 'M'], ['gender', 'female', 'F'], ['gender', 'o', 'O'], ['gender', 'N', 'N'], ['gender', 'P', 'P'],
  ['dob', '1980-1-2', '1980-01-02'], ['dob', '1980-12-21T23:00:00-05:00', '1980-12-21'], ['dob', '2026-03-01', '2026-03-01'],
  ['time_zone', 'Eastern Time (US & Canada)', 'Eastern Time (US & Canada)'], ['time_zone', 'Europe/Berlin', 'Europe/Berlin'], ['time_zone', 'UTC', 'UTC'],
  ['email', 'Mel+News@Example.COM', 'mel+news@example.com'],
  ['phone', '+1 (724) 123-4567', '+17241234567'], ['phone', '(650) 555-1234', '+16505551234'], ['phone', '1-650-555-1234', '+16505551234'], ['phone', '+44 20 7183 8750', '+442071838750'], ['phone', '12', '12'],
  ['first_name', 'x'.repeat(255), 'x'.repeat(255)], ['first_name', '', undefined],
] as const)('%s %j is stored as %j', async (name, sent, stored) => {
  const e = emulator()
  await attributes(e, { [name]: sent })
  expect(await e.exported('mel', [name])).toEqual(stored === undefined ? {} : { [name]: stored })
})

test.each([
  ['gender', 'X'], ['gender', ''], ['gender', 'Mother'], ['dob', '2026-03-02'], ['dob', '1980-02-30'], ['dob', 'yesterday'], ['dob', '12/21/1980'], ['language', 'english!'], ['language', 'e'],
  ['time_zone', 'Mars/Olympus'], ['time_zone', ''], ['first_name', 'x'.repeat(256)], ['home_city', 'x'.repeat(256)],
])('%s %j is ignored, with a trace: what was there stays', async (name, sent) => {
  const e = emulator()
  await attributes(e, FULL)
  const { rows } = await attributes(e, { [name]: sent })
  expect(rows.map((row) => [row.kind, row.data['rule'], (row.data['compared'] as { attribute: string }).attribute])).toEqual([['decision.ignored', 'attribute.invalid_value', name]])
  expect(await e.exported('mel')).toEqual(EXPORTED)
})

test('gender unknown removes it', async () => {
  const e = emulator()
  await attributes(e, { gender: 'F' })
  await attributes(e, { gender: 'u' })
  expect(await e.exported('mel', ['gender'])).toEqual({})
})

test('a country that matches nothing stores null over what was there', async () => {
  const e = emulator()
  await attributes(e, { country: 'US' })
  await attributes(e, { country: 'Nowhere' })
  expect(await e.exported('mel', ['country'])).toEqual({})
})

const TEXT_FIELDS = ['first_name', 'last_name', 'home_city', 'country', 'language', 'gender', 'dob', 'time_zone', 'phone', 'image_url']
const BAD_EMAIL = `The value provided for the 'email' field is not a valid email.`
test.each([
  ...TEXT_FIELDS.flatMap((name) => [7, true, [], {}, ['x']].map((value) => [name, value, `'${name}' is not valid`] as const)),
  ...['', 'mel', 'a b@example.com', 'mel@example', '"mel"@example.com', 'mel@127.0.0.1', '.mel@example.com', 'mel.@example.com', 7, true, [], {}].map((value) => ['email', value, BAD_EMAIL] as const),
  ...['maybe', 'OPTED_IN', '', null, 7, true, [], {}].flatMap((value) => [['email_subscribe', value, 'BAD_EMAIL_SUBSCRIPTION_STATE'] as const, ['push_subscribe', value, 'BAD_PUSH_SUBSCRIPTION_STATE'] as const]),
  ...['here', 7, true, [], {}, { longitude: 1 }, { latitude: 1 }, { longitude: '1', latitude: '2' }, { longitude: 181, latitude: 1 }, { longitude: 1, latitude: -91 }, { longitude: null, latitude: null }].map((value) => ['current_location', value, 'BAD_LOCATION_UPDATE'] as const),
  ...['', 1, [], {}].map((value) => ['email_open_tracking_disabled', value, `'email_open_tracking_disabled' is not valid`] as const),
  ...['x', 1, [], {}].map((value) => ['email_click_tracking_disabled', value, `'email_click_tracking_disabled' is not valid`] as const),
  ...['soon', 1, true, [], {}].flatMap((value) => ['date_of_first_session', 'date_of_last_session', 'marked_email_as_spam_at'].map((name) => [name, value, `'${name}' is not valid`] as const)),
  ...['x', 1, true, []].flatMap((value) => ['facebook', 'twitter'].map((name) => [name, value, `'${name}' is not valid`] as const)),
  ['email_subscription_info', {}, 'INVALID_ATTRIBUTE_EMAIL_SUBSCRIPTION_INFO'] as const,
])('%s %j refuses the whole object and makes no user', async (name, value, type) => {
  const e = emulator()
  await refuses(e, 'attributes', { external_id: 'mel', plan: 'pro', [name]: value }, type)
})

test('a refused object leaves a user who is there as he was', async () => {
  const e = emulator()
  await attributes(e, FULL)
  expect((await track(e, { attributes: [{ external_id: 'mel', first_name: 'Mia', plan: 'pro', email: 'no address' }] })).body).toEqual(refusedAlone(BAD_EMAIL))
  expect(await e.exported('mel')).toEqual(EXPORTED)
})

test('names of fields are lower case: anything else is a custom attribute', async () => {
  const e = emulator()
  await attributes(e, { First_name: 'Mel', EMAIL: 'no address', Country: 'US' })
  expect(await e.exported('mel')).toEqual({ ...BASICS, external_id: 'mel', custom_attributes: { First_name: 'Mel', EMAIL: 'no address', Country: 'US' } })
})

test('fields that are no custom attributes and not exported are kept on the profile', async () => {
  const e = emulator()
  await attributes(e, { facebook: { id: '7', likes: ['x'], num_friends: 1 }, twitter: { id: 1, screen_name: 'mel', followers_count: 2, friends_count: 3, statuses_count: 4 }, date_of_first_session: '2020-01-01', date_of_last_session: '2020-01-02T03:04:05Z', marked_email_as_spam_at: '2020-01-03', email_open_tracking_disabled: true, email_click_tracking_disabled: false, image_url: 'https://example.com/a.png' })
  expect(await custom(e)).toEqual({})
  expect(e.world.profiles.byExternalId('mel')).toMatchObject({ facebook: '{"id":"7","likes":["x"],"num_friends":1}', first_session_at: Date.UTC(2020, 0, 1), last_session_at: Date.UTC(2020, 0, 2, 3, 4, 5), marked_email_as_spam_at: Date.UTC(2020, 0, 3), email_open_tracking_disabled: 1, email_click_tracking_disabled: 0, image_url: 'https://example.com/a.png' })
})

test('push_opted_in_at is the time of opting in', async () => {
  const e = emulator()
  await attributes(e, { push_subscribe: 'opted_in' })
  expect(await e.exported('mel', ['push_subscribe', 'push_opted_in_at'])).toEqual({ push_subscribe: 'opted_in', push_opted_in_at: '2026-03-01T12:00:00.000Z' })
})
