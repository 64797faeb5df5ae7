// Recipients of triggered messages: who is found, who is made, and attributes before the message.
import { describe, expect, test } from 'vitest'
import { brief, email, people, trigger } from '../../kit/campaigns.ts'
import { emulator } from '../../kit/world.ts'

async function setUp() {
  const e = emulator()
  await people(e, ['mel', 'kai'], { mel: { first_name: 'Mel' } })
  await email(e, { reeligibility_seconds: 0 })
  return e
}
const subjects = async (e: any): Promise<string[]> => (await e.admin('GET', '/messages')).body.messages.map((one: any) => `${one.user.external_id} ${one.payload?.subject ?? one.reason}`)

describe('found', () => {
  test('by external id, alias, braze_id and email', async () => {
    const e = await setUp()
    await e.post('/users/alias/new', { user_aliases: [{ external_id: 'mel', alias_name: 'melly', alias_label: 'nick' }] })
    const { braze_id } = e.world.profiles.byExternalId('mel')!
    for (const one of [{ external_user_id: 'mel' }, { user_alias: { alias_name: 'melly', alias_label: 'nick' } }, { braze_id }, { email: 'MEL@example.com', prioritization: ['identified', 'most_recently_updated'] }]) await trigger(e, one)
    expect(await brief(e)).toEqual(Array(4).fill('mel delivered'))
  })

  test('of several with one address the one that prioritization leaves, else the most recently updated', async () => {
    const e = await setUp()
    await people(e, ['twin'], { twin: { email: 'mel@example.com' } })
    await e.admin('POST', '/clock/advance', { by: '1m' })
    await people(e, ['twin'], { twin: { email: 'mel@example.com', first_name: 'Twin' } })
    await trigger(e, { email: 'mel@example.com', prioritization: ['identified', 'most_recently_updated'] })
    await trigger(e, { email: 'mel@example.com', prioritization: ['identified', 'least_recently_updated'] })
    await trigger(e, { email: 'mel@example.com', prioritization: ['identified'] })
    expect(await subjects(e)).toEqual(['twin Hi Twin', 'mel Hi Mel', 'twin Hi Twin'])
  })

  test('one user named in two ways gets one message', async () => {
    const e = await setUp()
    await trigger(e, { external_user_id: 'mel' }, { email: 'mel@example.com', prioritization: ['identified'] })
    expect(await brief(e)).toEqual(['mel delivered'])
  })
})

describe('made', () => {
  test('with send_to_existing_only false and attributes: the user, his attributes, then his message', async () => {
    const e = await setUp()
    const rows = await e.rowsOf(() => trigger(e, { external_user_id: 'new', send_to_existing_only: false, attributes: { email: 'new@example.com', first_name: 'New', loves: 'tea' } }))
    expect(rows.map(({ kind }) => kind)).toEqual(['send.accepted', 'profile.created', 'profile.updated', 'email.sent', 'email.delivered'])
    expect(await subjects(e)).toEqual(['new Hi New'])
    expect(await e.exported('new', ['custom_attributes'])).toMatchObject({ custom_attributes: { loves: 'tea' } })
  })

  test('by email alone', async () => {
    const e = await setUp()
    await trigger(e, { email: 'who@example.com', prioritization: ['unidentified'], send_to_existing_only: false, attributes: { first_name: 'Who' } })
    expect(await subjects(e)).toEqual(['null Hi Who'])
  })

  test.each([
    ['an unknown external id', { external_user_id: 'x' }], ['an unknown alias', { user_alias: { alias_name: 'x', alias_label: 'y' } }], ['an unknown braze_id', { braze_id: 'a'.repeat(24), send_to_existing_only: false, attributes: { first_name: 'X' } }],
    ['existing only', { external_user_id: 'x', send_to_existing_only: true, attributes: { first_name: 'X' } }],
  ])('not: %s', async (_name, one) => {
    const e = await setUp()
    const before = e.world.profiles.count()
    const rows = await e.rowsOf(() => trigger(e, one))
    expect(rows.at(-1)).toMatchObject({ kind: 'decision.ignored', data: { rule: 'recipients', compared: { reason: 'no_such_user' } } })
    expect([e.world.profiles.count() - before, await brief(e)]).toEqual([0, []])
  })
})

test('attributes are written on users that there are, before the message is rendered; groups too', async () => {
  const e = await setUp()
  await e.admin('POST', '/subscription_groups', { id: 'g', name: 'G', channel: 'email' })
  await trigger(e, { external_user_id: 'mel', attributes: { first_name: 'Melanie', subscription_groups: [{ subscription_group_id: 'g', subscription_state: 'unsubscribed' }] } })
  expect(await subjects(e)).toEqual(['mel Hi Melanie'])
  expect(e.world.subscriptionGroups.states(e.world.profiles.byExternalId('mel')!)).toMatchObject([{ subscription_group_id: 'g', state: 'unsubscribed' }])
})

test('attributes that are refused leave a trace, and the message is sent', async () => {
  const e = await setUp()
  const rows = await e.rowsOf(() => trigger(e, { external_user_id: 'mel', attributes: { email_subscribe: 'perhaps' } }))
  expect(rows.map(({ kind }) => kind)).toEqual(['send.accepted', 'decision.ignored', 'email.sent', 'email.delivered'])
})

test('a recipient\'s own property wins over the request\'s, key by key', async () => {
  const e = await setUp()
  await e.admin('PATCH', '/campaigns/c', { messages: { m: { channel: 'email', subject: '{{api_trigger_properties.${a}}}{{api_trigger_properties.${b}}}', body: 'x', from: 'A <a@example.com>' } } })
  await e.post('/campaigns/trigger/send', { campaign_id: 'c', trigger_properties: { a: 1, b: 2 }, recipients: [{ external_user_id: 'mel', trigger_properties: { b: 3 } }, { external_user_id: 'kai' }] })
  await e.world.scheduler.settle()
  expect(await subjects(e)).toEqual(['mel 13', 'kai 12'])
})
