// The subscription URLs of messages: opening one changes the state; nobody can make one up.
import { describe, expect, test } from 'vitest'
import { messages } from '../../kit/rendering.ts'

const path = (url: unknown): string => String(url).slice('http://localhost'.length)
const stateOf = async (m: Awaited<ReturnType<typeof messages>>, id = 'jo') => (await m.e.exported(id, ['email_subscribe'])).email_subscribe

describe('opening', () => {
  test.each([
    ['set_user_to_unsubscribed_url', 'opted_in', 'unsubscribed', 'You have been unsubscribed from our emails.'],
    ['unsubscribe_url', 'subscribed', 'unsubscribed', 'You have been unsubscribed from our emails.'],
    ['set_user_to_subscribed_url', 'unsubscribed', 'subscribed', 'You have been subscribed to our emails.'],
    ['set_user_to_opted_in_url', 'subscribed', 'opted_in', 'You have opted in to our emails.'],
  ])('{{${%s}}} makes %s %s', async (tag, before, after, text) => {
    const m = await messages(undefined, { email_subscribe: before })
    const url = m.now(`{{\${${tag}}}}`)
    const rows = await m.e.rowsOf(async () => {
      const page = await m.e.call('GET', path(url))
      expect([page.status, page.headers.get('content-type'), page.headers.get('cache-control')]).toEqual([200, 'text/html; charset=utf-8', 'no-store'])
      expect(page.body).toContain(text)
    })
    expect(await stateOf(m)).toBe(after)
    expect(rows.map(({ kind, data }) => [kind, data])).toEqual([['profile.updated', { source: 'email_link', changes: { email_subscribe: { from: before, to: after } } }]])
    expect(await m.e.kindsOf(async () => expect((await m.e.call('GET', path(url))).status).toBe(200))).toEqual([]) // again changes nothing
  })
  test('by a mail program\'s one click', async () => {
    const m = await messages()
    const page = await m.e.call('POST', path(m.now('{{${set_user_to_unsubscribed_url}}}')), 'List-Unsubscribe=One-Click', { 'content-type': 'application/x-www-form-urlencoded' })
    expect([page.status, await stateOf(m)]).toEqual([200, 'unsubscribed'])
  })
  test('everybody with the address', async () => {
    const m = await messages()
    await m.e.post('/users/track', { attributes: [{ external_id: 'twin', email: 'a+b@x.io' }] })
    await m.e.call('GET', path(m.now('{{${set_user_to_unsubscribed_url}}}')))
    expect([await stateOf(m), await stateOf(m, 'twin')]).toEqual(['unsubscribed', 'unsubscribed'])
  })
})

test('a merged user’s link is the heir’s; a deleted user’s leads nowhere', async () => {
  const m = await messages()
  await m.e.post('/users/track', { attributes: [{ external_id: 'heir', email: 'heir@x.io' }] })
  const [message] = m.e.world.db.tx(() => m.e.world.delivery.deliver(m.outgoing({ subject: 's', body: '<body>{{${set_user_to_unsubscribed_url}}}</body>', from: 'A <a@b.io>' })))
  const url = path(m.now('{{${set_user_to_unsubscribed_url}}}')) // names the dispatch
  expect((await m.e.post('/users/merge', { merge_updates: [{ identifier_to_merge: { external_id: 'jo' }, identifier_to_keep: { external_id: 'heir' } }] })).status).toBe(202)
  await m.e.admin('POST', '/settle')
  const rows = await m.e.rowsOf(async () => expect((await m.e.call('GET', url)).status).toBe(200))
  expect(rows.map(({ kind, data }) => [kind, data['message_id']])).toEqual([['profile.updated', undefined], ['email.unsubscribed', message!.id]])
  expect(await stateOf(m, 'heir')).toBe('unsubscribed')
  await m.e.post('/users/delete', { external_ids: ['heir'] })
  await m.e.admin('POST', '/settle')
  expect((await m.e.call('GET', url)).status).toBe(404)
})

test('the message it stands in hears of it', async () => {
  const m = await messages()
  const [message] = m.e.world.db.tx(() => m.e.world.delivery.deliver(m.outgoing({ subject: 's', body: '<body><a href="{{${set_user_to_unsubscribed_url}}}">bye</a></body>', from: 'A <a@b.io>' })))
  await m.e.admin('POST', '/settle')
  const url = m.now('{{${set_user_to_unsubscribed_url}}}')
  const rows = await m.e.rowsOf(() => m.e.call('GET', path(url)))
  expect(rows.map(({ kind, data }) => [kind, data['message_id'], data['email_address']])).toEqual([['profile.updated', undefined, undefined], ['email.unsubscribed', message!.id, 'a+b@x.io']])
  expect((await m.e.admin('GET', '/messages')).body.messages[0].engagement).toMatchObject([{ action: 'unsubscribe' }])
  expect(await m.e.kindsOf(() => m.e.call('GET', path(url)))).toEqual([])
})

describe('a link that nobody was given', () => {
  test.each([['nonsense', (token: string) => token.replace(/./, '')], ['another seal', (token: string) => `${token.slice(0, -1)}${token.endsWith('0') ? '1' : '0'}`], ['no seal', (token: string) => token.split('.')[0]!], ['another user', (token: string) => `${Buffer.from(JSON.stringify([0, 'f'.repeat(24), '', 'd1', 'email'])).toString('base64url')}.${token.split('.')[1]}`], ['more', (token: string) => `${token}.x`]])('%s leads nowhere', async (_name, change) => {
    const m = await messages()
    const [base, token] = path(m.now('{{${set_user_to_unsubscribed_url}}}')).split('/subscription/') as [string, string]
    expect(await m.e.kindsOf(async () => expect((await m.e.call('GET', `${base}/subscription/${change(token)}`)).status).toBe(404))).toEqual([])
    expect(await stateOf(m)).toBe('subscribed')
  })
  test('a user who is gone leads nowhere', async () => {
    const m = await messages()
    const url = m.now('{{${set_user_to_unsubscribed_url}}}')
    await m.e.post('/users/delete', { external_ids: ['jo'] })
    expect((await m.e.call('GET', path(url))).status).toBe(404)
  })
  test('another seed makes other links', async () => {
    const m = await messages()
    const { emulator } = await import('../../kit/world.ts')
    const other = emulator({ seed: 2 })
    expect((await other.call('GET', path(m.now('{{${set_user_to_unsubscribed_url}}}')))).status).toBe(404)
  })
})
