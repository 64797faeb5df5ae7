// POST /email/status: the state of an address, for everyone who has it and for who gets it later.
import { expect, test } from 'vitest'
import { say, track } from '../../../kit/rest.ts'
import type { Emulator } from '../../../kit/rest.ts'
import { emulator } from '../../../kit/world.ts'

const set = (e: Emulator, body: unknown) => say(e, '/email/status', body)
const state = async (e: Emulator, external_id: string) => (await e.exported(external_id, ['email_subscribe'])).email_subscribe
const OK = { status: 201, body: { message: 'success' } }

test('every user with the address, in any casing; each change a row', async () => {
  const e = emulator()
  await track(e, { attributes: [{ external_id: 'mel', email: 'mel@example.com' }, { external_id: 'ann', email: 'MEL@example.com' }, { external_id: 'bob', email: 'bob@example.com' }] })
  const { status, body, rows } = await set(e, { email: ' Mel@Example.com ', subscription_state: 'opted_in' })
  expect({ status, body }).toEqual(OK)
  expect(rows.map((row) => [row.kind, row.data])).toEqual([0, 1].map(() => ['profile.updated', { source: 'rest', changes: { email_subscribe: { from: 'subscribed', to: 'opted_in' } } }]))
  expect([await state(e, 'mel'), await state(e, 'ann'), await state(e, 'bob')]).toEqual(['opted_in', 'opted_in', 'subscribed'])
  expect((await set(e, { email: 'mel@example.com', subscription_state: 'opted_in' })).kinds).toEqual([])
})

test.each(['unsubscribed', 'subscribed', 'opted_in'])('an address that nobody has yet: %s is kept until somebody gets it', async (subscription_state) => {
  const e = emulator()
  const said = await set(e, { email: ['new@example.com'], subscription_state })
  expect({ status: said.status, body: said.body, rows: said.rows.map((row) => [row.kind, row.data]) }).toEqual({ ...OK, rows: [['email_state.stored', { email: 'new@example.com', state: subscription_state, source: 'rest' }]] })
  expect(e.world.profiles.count()).toBe(0)
  expect((await set(e, { email: 'new@example.com', subscription_state })).kinds).toEqual([])
  await track(e, { attributes: [{ external_id: 'mel', email: 'New@example.com' }] })
  expect(await state(e, 'mel')).toBe(subscription_state)
})

test('an uploaded state is used once, and a state given with the address wins', async () => {
  const e = emulator()
  await set(e, { email: 'new@example.com', subscription_state: 'unsubscribed' })
  await track(e, { attributes: [{ external_id: 'mel', email: 'new@example.com', email_subscribe: 'opted_in' }] })
  expect(await state(e, 'mel')).toBe('opted_in')
  await track(e, { attributes: [{ external_id: 'mel', email: null }] })
  await track(e, { attributes: [{ external_id: 'ann', email: 'new@example.com' }] })
  expect(await state(e, 'ann')).toBe('subscribed')
})

test('a new address: the state of who has it already, else subscribed', async () => {
  const e = emulator()
  await track(e, { attributes: [{ external_id: 'mel', email: 'mel@example.com', email_subscribe: 'unsubscribed' }, { external_id: 'ann', email: 'ann@example.com', email_subscribe: 'opted_in' }] })
  const { rows } = await track(e, { attributes: [{ external_id: 'ann', email: 'mel@example.com' }] })
  expect(rows.map((row) => row.data)).toEqual([{ source: 'rest', changes: { email: { from: 'ann@example.com', to: 'mel@example.com' }, email_subscribe: { from: 'opted_in', to: 'unsubscribed' } } }])
  await track(e, { attributes: [{ external_id: 'ann', email: 'fresh@example.com' }] })
  expect([await state(e, 'ann'), await state(e, 'mel')]).toEqual(['subscribed', 'unsubscribed'])
  await track(e, { attributes: [{ external_id: 'bob', email_subscribe: 'opted_in' }] })
  await track(e, { attributes: [{ external_id: 'bob', email: 'bob@example.com' }] })
  expect(await state(e, 'bob')).toBe('opted_in')
})

test('what is no address is ignored, with a trace', async () => {
  const e = emulator()
  const said = await set(e, { email: ['no address', 'ok@example.com'], subscription_state: 'unsubscribed' })
  expect({ status: said.status, body: said.body, kinds: said.kinds }).toEqual({ ...OK, kinds: ['decision.ignored', 'email_state.stored'] })
})

test('fifty, not more', async () => {
  const e = emulator()
  const email = Array.from({ length: 50 }, (_, n) => `u${n}@example.com`)
  expect((await set(e, { email, subscription_state: 'unsubscribed' })).kinds).toHaveLength(50)
  const { status, body, kinds } = await set(e, { email: [...email, 'one@more.com'], subscription_state: 'subscribed' })
  expect({ status, body, kinds }).toEqual({ status: 400, body: { message: 'The max number of emails per request was exceeded' }, kinds: ['request.refused'] })
})

const STATE = `'subscription_state' must be 'subscribed', 'unsubscribed', or 'opted_in'`
const LIST = 'The value provided for the email field is not a valid email array.'
test.each([
  [{ subscription_state: 'subscribed' }, `'email' is required`], [{ email: [], subscription_state: 'subscribed' }, `'email' is required`], [{ email: null, subscription_state: 'subscribed' }, `'email' is required`],
  [{ email: 'a@example.com' }, STATE], [{ email: 'a@example.com', subscription_state: 'Subscribed' }, STATE], [{ email: 'a@example.com', subscription_state: 1 }, STATE],
  [{ email: '', subscription_state: 'subscribed' }, LIST], [{ email: 7, subscription_state: 'subscribed' }, LIST], [{ email: [7], subscription_state: 'subscribed' }, LIST], [{ email: ['a@example.com', null], subscription_state: 'subscribed' }, LIST], [{ email: { a: 1 }, subscription_state: 'subscribed' }, LIST],
])('refused: %j', async (sent, message) => {
  const e = emulator()
  const { status, body, kinds } = await set(e, sent)
  expect({ status, body, kinds }).toEqual({ status: 400, body: { message }, kinds: ['request.refused'] })
})
