// npm braze-api: email lists and subscription groups. What it returns is held against its own types; it writes arrays of a query as name[]=…
// Drives POST /email/blacklist, POST /email/bounce/remove, POST /email/spam/remove
// and GET /subscription/status/get, POST /subscription/status/set, GET /subscription/user/status, POST /v2/subscription/status/set
import { beforeEach, describe, expect, test } from 'vitest'
import { clientWorld, did, everyMethodOf } from '../kit/braze-api.ts'

const world = clientWorld()
const OK = { message: 'success' }
const [NEWS, TEXTS] = ['3d2ae07a-f2ff-4318-bdff-e394f2d3a4ec', '7d89bdc3-4aa1-4592-8b8a-4c8b7161c875']
const list = async (name: string): Promise<string[]> => (await world.e.admin('GET', `/${name}`)).body[name].map((row: { email: string }) => row.email).sort()

beforeEach(async () => {
  await world.e.post('/users/track', { attributes: [{ external_id: 'mel', email: 'mel@example.com', phone: '+16505551234' }, { external_id: 'ann', email: 'ann@example.com' }, { external_id: 'zoe' }] })
  await world.e.admin('POST', '/subscription_groups', { id: NEWS, name: 'News', channel: 'email' })
  await world.e.admin('POST', '/subscription_groups', { id: TEXTS, name: 'Texts', channel: 'sms' })
})

describe('email', () => {
  const MANY = Array.from({ length: 51 }, (_, n) => `u${n}@example.com`)

  test('blacklist: one address, several, too many', async () => {
    const { email } = world.braze
    expect(await did(world.e, () => email.blacklist({ email: 'mel@example.com' }))).toEqual({ answer: OK, kinds: ['email.blocklisted', 'profile.updated'] })
    expect(await did(world.e, () => email.blacklist({ email: ['ann@example.com', 'nobody@example.com'] }))).toEqual({ answer: OK, kinds: ['email.blocklisted', 'profile.updated', 'email.blocklisted', 'email_state.stored'] })
    expect(await list('blocklist')).toEqual(['ann@example.com', 'mel@example.com', 'nobody@example.com'])
    expect((await world.e.exported('mel')).email_subscribe).toBe('unsubscribed')
    await expect(email.blacklist({ email: MANY })).rejects.toMatchObject({ status: 400, message: 'The max number of emails per request was exceeded' })
  })

  test('bounce.remove: the address is written to again', async () => {
    for (const email of ['mel@example.com', 'ann@example.com']) await world.e.admin('POST', '/hard_bounces', { email })
    const { bounce } = world.braze.email
    expect(await did(world.e, () => bounce.remove({ email: ['mel@example.com', 'nobody@example.com'] }))).toEqual({ answer: OK, kinds: ['hard_bounce.removed', 'decision.ignored'] })
    expect(await list('hard_bounces')).toEqual(['ann@example.com'])
    expect(await did(world.e, () => bounce.remove({ email: 'ann@example.com' }))).toEqual({ answer: OK, kinds: ['hard_bounce.removed'] })
    await expect(bounce.remove({ email: [] })).rejects.toMatchObject({ status: 400, message: `'email' is required` })
  })

  test('spam.remove: the report goes', async () => {
    await world.e.admin('POST', '/spam_reports', { email: 'mel@example.com' })
    const { spam } = world.braze.email
    expect(await did(world.e, () => spam.remove({ email: 'mel@example.com' }))).toEqual({ answer: OK, kinds: ['spam_report.removed'] })
    expect(await list('spam_reports')).toEqual([])
    await expect(spam.remove({ email: MANY })).rejects.toMatchObject({ status: 400, message: 'The max number of emails per request was exceeded' })
  })
})

describe('subscription', () => {
  const get = (body: Omit<Parameters<typeof world.braze.subscription.status.get>[0], 'subscription_group_id'>, subscription_group_id = NEWS) => world.braze.subscription.status.get({ subscription_group_id, ...body })
  const BOTH = 'Either an email address or a phone number should be provided, but not both.'

  test('status.set by id beside an address or a number, status.get of one and of several', async () => {
    const { status } = world.braze.subscription
    expect(await did(world.e, () => status.set({ subscription_group_id: NEWS, subscription_state: 'subscribed', external_id: ['mel'], email: ['ann@example.com'] }))).toEqual({ answer: OK, kinds: ['subscription_group.subscribed', 'subscription_group.subscribed'] })
    expect(await did(world.e, () => status.set({ subscription_group_id: TEXTS, subscription_state: 'unsubscribed', external_id: ['zoe'], phone: ['+16505551234'] }))).toEqual({ answer: OK, kinds: ['subscription_group.unsubscribed', 'subscription_group.unsubscribed'] })
    expect(await did(world.e, () => get({ external_id: 'mel' }))).toEqual({ answer: { status: { mel: 'Subscribed' }, message: 'success' }, kinds: [] })
    expect(await get({ external_id: ['mel', 'ann', 'zoe', 'nobody'] })).toEqual({ status: { mel: 'Subscribed', ann: 'Subscribed', zoe: 'Unknown', nobody: 'Unknown' }, message: 'success' })
    expect(await get({ email: ['mel@example.com', 'nobody@example.com'] })).toEqual({ status: { mel: 'Subscribed', 'nobody@example.com': 'Unknown' }, message: 'success' })
    expect(await get({ phone: '+16505551234' }, TEXTS)).toEqual({ status: { mel: 'Unsubscribed' }, message: 'success' }) // its plus is escaped by the client
    expect(world.e.world.requests.list({ path: '/subscription/status/get' }).map((row) => decodeURIComponent(row.query))[1]).toContain('external_id[]=mel&external_id[]=ann')
  })

  test('user.status: the groups a user has a history in', async () => {
    const { status, user } = world.braze.subscription
    await status.set({ subscription_group_id: NEWS, subscription_state: 'subscribed', external_id: ['mel', 'zoe'], email: [] })
    await status.set({ subscription_group_id: TEXTS, subscription_state: 'unsubscribed', external_id: ['mel'], phone: [] })
    const [news, texts] = [{ id: NEWS, name: 'News', channel: 'email', status: 'Subscribed' }, { id: TEXTS, name: 'Texts', channel: 'sms', status: 'Unsubscribed' }]
    const mel = { email: 'mel@example.com', phone: '+16505551234', external_id: 'mel', subscription_groups: [news, texts] }
    const zoe = { email: null, phone: null, external_id: 'zoe', subscription_groups: [news] }
    expect(await did(world.e, () => user.status({ external_id: 'mel' }))).toEqual({ answer: { users: [mel], total_count: 1, message: 'success' }, kinds: [] })
    expect(await user.status({ external_id: ['mel', 'zoe', 'nobody'] })).toEqual({ users: [mel, zoe], total_count: 2, message: 'success' })
    expect(await user.status({ external_id: ['mel', 'zoe'], limit: 1, offset: 1 })).toEqual({ users: [zoe], total_count: 2, message: 'success' })
    expect(await user.status({ email: 'ann@example.com' })).toEqual({ users: [{ email: 'ann@example.com', phone: null, external_id: 'ann', subscription_groups: [] }], total_count: 1, message: 'success' })
    await expect(user.status({})).rejects.toMatchObject({ status: 400, message: `'external_id', 'email' or 'phone' is required` })
  })

  test('errors: an address and a number, an unknown group', async () => {
    await expect(world.braze.subscription.status.set({ subscription_group_id: NEWS, subscription_state: 'subscribed', external_id: [], email: ['a@example.com'], phone: ['+16505551234'] })).rejects.toMatchObject({ status: 400, message: BOTH })
    await expect(get({ email: 'a@example.com', phone: '+16505551234' })).rejects.toMatchObject({ status: 400, message: BOTH })
    await expect(get({ external_id: 'mel' }, 'none')).rejects.toMatchObject({ status: 400, message: `'subscription_group_id' must be a valid subscription group UUID` })
  })
})

test('v2.subscription.status.set: several groups, all or none', async () => {
  const { set } = world.braze.v2.subscription.status
  const both = [{ subscription_group_id: NEWS, subscription_state: 'subscribed' as const, external_ids: ['mel', 'zoe'] }, { subscription_group_id: TEXTS, subscription_state: 'unsubscribed' as const, external_ids: ['mel'] }]
  expect(await did(world.e, () => set({ subscription_groups: both }))).toEqual({ answer: OK, kinds: ['subscription_group.subscribed', 'subscription_group.subscribed', 'subscription_group.unsubscribed'] })
  expect(await did(world.e, () => set({ subscription_groups: [{ subscription_group_id: NEWS, subscription_state: 'unsubscribed', emails: ['mel@example.com'] }] }))).toEqual({ answer: OK, kinds: ['subscription_group.unsubscribed'] })
  expect(await did(world.e, () => set({ subscription_groups: [{ subscription_group_id: TEXTS, subscription_state: 'subscribed', phones: ['+16505551234'] }] }))).toEqual({ answer: OK, kinds: ['subscription_group.subscribed'] })
  const stateOf = async (subscription_group_id: string) => (await world.braze.subscription.status.get({ subscription_group_id, external_id: ['mel', 'zoe'] })).status
  expect([await stateOf(NEWS), await stateOf(TEXTS)]).toEqual([{ mel: 'Unsubscribed', zoe: 'Subscribed' }, { mel: 'Subscribed', zoe: 'Unknown' }])
  await expect(set({ subscription_groups: [both[1]!, { ...both[0]!, subscription_group_id: 'none' }] })).rejects.toMatchObject({ status: 400, message: `'subscription_group_id' must be a valid subscription group UUID` })
  expect(await stateOf(TEXTS)).toEqual({ mel: 'Subscribed', zoe: 'Unknown' })
})

everyMethodOf(import.meta.filename, 'email', 'subscription', 'v2')
