// Seed Groups: a marked copy of each email variant, once, when the first user receives it; nothing is counted.
import { expect, test } from 'vitest'
import { email, outcome, people, trigger } from '../../kit/campaigns.ts'
import { emulator } from '../../kit/world.ts'

async function setUp(more: Record<string, unknown> = {}) {
  const e = emulator()
  await people(e, ['mel', 'kai', 'boss'], { boss: { email_subscribe: 'unsubscribed', first_name: 'Boss' } })
  await email(e, { seed_users: ['boss', 'nobody'], reeligibility_seconds: 0, ...more })
  return e
}

test('when the first user receives it, whatever the subscription state, and once', async () => {
  const e = await setUp()
  const rows = await e.rowsOf(() => trigger(e, 'mel'))
  expect(rows.map(({ kind, data }) => [kind, data['test'] === true])).toEqual([['send.accepted', false], ['email.sent', false], ['email.delivered', false], ['email.sent', true], ['email.delivered', true], ['decision.ignored', false]])
  await trigger(e, 'kai')
  const { body } = await e.admin('GET', '/messages')
  expect(body.messages.map((one: any) => [one.user.external_id, one.test, one.payload.subject])).toEqual([['mel', false, 'Hi'], ['boss', true, '[SEED] Hi Boss'], ['kai', false, 'Hi']])
  expect(e.world.messageHistory.of(e.world.profiles.byExternalId('boss')!, 10)).toEqual([])
})

test('nobody received it: no copy', async () => {
  const e = await setUp({ subscription_targeting: 'opted_in' })
  await trigger(e, 'mel')
  expect((await outcome(e)).map(({ user }) => user)).toEqual(['mel'])
})

test('Seed Groups are for email, and not for API campaigns', async () => {
  const e = emulator()
  const why = async (more: object): Promise<string> => (await e.admin('POST', '/campaigns', { name: 'X', seed_users: ['boss'], ...more })).body.error.message
  expect(await why({ messages: [{ channel: 'sms', body: 'x' }] })).toBe('seed_users are given for a campaign without email: Seed Groups are for email only')
  expect(await why({ kind: 'api_campaign', messages: [{ channel: 'email' }] })).toBe('seed_users are given for an api_campaign: Seed Groups are not for it')
})
