// Frequency capping rules through sends: channels, windows of the user's calendar, tags as they are now, what counts and what does not.
import { describe, expect, test } from 'vitest'
import { advance, brief, people, sent } from '../../kit/campaigns.ts'
import { define } from '../../kit/messaging.ts'
import { emulator } from '../../kit/world.ts'

const EMAIL = { channel: 'email', subject: 'x', body: 'x', from: 'A <a@example.com>' }
const HOOK = { channel: 'webhook', url: 'https://example.com', method: 'POST', body: '{}' }

async function setUp(rules: Record<string, unknown>[], more: Record<string, unknown> = {}) {
  const e = emulator({ outbound: async () => new Response('') })
  await people(e, ['mel'], { mel: more })
  for (const rule of rules) expect((await e.admin('POST', '/frequency_rules', rule)).status).toBe(201)
  return e
}
/** Defines campaigns and triggers them for mel, in this order. */
async function trigger(e: any, ...campaigns: string[]): Promise<void> {
  for (const campaign_id of campaigns) {
    const said = await e.post('/campaigns/trigger/send', { campaign_id, recipients: [{ external_user_id: 'mel' }] })
    expect(said.status).toBe(201)
    await e.world.scheduler.settle()
  }
}
const campaign = (e: any, id: string, more: Record<string, unknown> = {}, ...messages: object[]) => define(e, 'campaigns', { id, name: id, messages: messages.length === 0 ? [EMAIL] : messages, reeligibility_seconds: 0, ...more })

test('no more of a channel than the rule allows; the row names the rule and what was counted', async () => {
  const e = await setUp([{ id: 'r', channel: 'email', count: 2, window: 1, unit: 'days' }])
  await campaign(e, 'a')
  await trigger(e, 'a', 'a', 'a')
  expect(await brief(e)).toEqual(['mel delivered', 'mel delivered', 'mel withheld frequency_capped'])
  expect((await e.admin('GET', '/messages?status=withheld')).body.messages[0].detail).toEqual({ rule: { id: 'r', channel: 'email', count: 2, window: 1, unit: 'days', tag: null }, received: 2, since: Date.parse('2026-03-01T00:00:00Z') })
})

test('days are the user\'s calendar days', async () => {
  const e = await setUp([{ channel: 'email', count: 1, window: 1, unit: 'days' }], { time_zone: 'Asia/Tokyo' }) // 12:00 UTC is 21:00 in Tokyo
  await campaign(e, 'a')
  await trigger(e, 'a')
  await advance(e, '179m')
  await trigger(e, 'a')
  await advance(e, '1m')
  await trigger(e, 'a')
  expect(await brief(e)).toEqual(['mel delivered', 'mel withheld frequency_capped', 'mel delivered'])
})

test('weeks are seven of them, minutes are minutes', async () => {
  const e = await setUp([{ channel: 'email', count: 1, window: 1, unit: 'weeks' }])
  await campaign(e, 'a')
  await trigger(e, 'a')
  await advance(e, '6d')
  await trigger(e, 'a')
  await advance(e, '1d')
  await trigger(e, 'a')
  expect(await sent(e)).toEqual(['mel 2026-03-01T12:00:00Z', 'mel 2026-03-08T12:00:00Z'])
  const m = await setUp([{ channel: 'email', count: 1, window: 30, unit: 'minutes' }])
  await campaign(m, 'a')
  await trigger(m, 'a')
  await advance(m, '1799s')
  await trigger(m, 'a')
  await advance(m, '1s')
  await trigger(m, 'a')
  expect(await sent(m)).toEqual(['mel 2026-03-01T12:00:00Z', 'mel 2026-03-01T12:30:00Z'])
})

test('rules are joined by AND: the most restrictive one holds', async () => {
  const e = await setUp([{ channel: 'email', count: 5, window: 1, unit: 'days' }, { channel: 'any', count: 1, window: 1, unit: 'days' }])
  await campaign(e, 'a')
  await trigger(e, 'a', 'a')
  expect(await brief(e)).toEqual(['mel delivered', 'mel withheld frequency_capped'])
})

test('a multichannel campaign counts once on each channel and once as any', async () => {
  const e = await setUp([{ channel: 'any', count: 2, window: 1, unit: 'days' }, { channel: 'email', count: 1, window: 1, unit: 'days' }])
  await campaign(e, 'both', {}, EMAIL, HOOK)
  await campaign(e, 'hook', {}, HOOK)
  await campaign(e, 'mail', {}, EMAIL)
  await trigger(e, 'both', 'mail', 'hook', 'hook')
  const { body } = await e.admin('GET', '/messages')
  expect(body.messages.map((one: any) => `${one.campaign_id} ${one.channel} ${one.reason}`)).toEqual(['both email null', 'both webhook null', 'mail email frequency_capped', 'hook webhook null', 'hook webhook frequency_capped'])
})

test('a rule of one lets all channels of one dispatch through', async () => {
  const e = await setUp([{ channel: 'any', count: 1, window: 1, unit: 'days' }])
  await campaign(e, 'both', {}, EMAIL, HOOK)
  await trigger(e, 'both')
  expect((await e.admin('GET', '/messages')).body.messages.map((one: any) => `${one.channel} ${one.reason}`)).toEqual(['email null', 'webhook null'])
})

test('who opts out is neither capped nor counted', async () => {
  const e = await setUp([{ channel: 'email', count: 1, window: 1, unit: 'days' }])
  await campaign(e, 'free', { frequency_capping: false })
  await campaign(e, 'a')
  await trigger(e, 'free', 'free', 'a', 'a', 'free')
  expect(await brief(e)).toEqual(['mel delivered', 'mel delivered', 'mel delivered', 'mel withheld frequency_capped', 'mel delivered'])
})

// "you will be asked if you still want this campaign to count toward your frequency cap". docs: frequency_capping
test('who opts out of capping may count all the same', async () => {
  const e = await setUp([{ channel: 'email', count: 1, window: 1, unit: 'days' }])
  await campaign(e, 'free', { frequency_capping: false, frequency_counting: true })
  await campaign(e, 'a')
  await trigger(e, 'free', 'free', 'a')
  expect(await brief(e)).toEqual(['mel delivered', 'mel delivered', 'mel withheld frequency_capped'])
  await e.admin('PATCH', '/campaigns/free', { frequency_counting: false })
  await trigger(e, 'a')
  expect((await brief(e)).at(-1)).toBe('mel delivered')
})

test('what was aborted or withheld does not count, nor do test sends', async () => {
  const e = await setUp([{ channel: 'email', count: 1, window: 1, unit: 'days' }])
  await campaign(e, 'never', {}, { ...EMAIL, subject: '{% abort_message %}' })
  await campaign(e, 'a')
  await trigger(e, 'never')
  await e.admin('POST', '/campaigns/a/test', { external_ids: ['mel'] })
  await trigger(e, 'a')
  expect(await brief(e)).toEqual(['mel aborted aborted', 'mel delivered', 'mel delivered'])
})

describe('tags', () => {
  const RULE = { channel: 'email', count: 1, window: 1, unit: 'weeks', tag: 'promo' }
  test('a rule of a tag holds for messages with it and counts those with it', async () => {
    const e = await setUp([RULE])
    await campaign(e, 'promo', { tags: ['promo'] })
    await campaign(e, 'news', { tags: ['news'] })
    await trigger(e, 'news', 'promo', 'promo', 'news')
    expect(await brief(e)).toEqual(['mel delivered', 'mel delivered', 'mel withheld frequency_capped', 'mel delivered'])
  })

  test('tags count as they are now', async () => {
    const e = await setUp([RULE])
    await campaign(e, 'one', { tags: ['promo'] })
    await campaign(e, 'two', { tags: ['promo'] })
    await trigger(e, 'one')
    await e.admin('PATCH', '/campaigns/one', { tags: [] })
    await trigger(e, 'two')
    await e.admin('PATCH', '/campaigns/one', { tags: ['promo'] })
    await e.admin('PATCH', '/campaigns/two', { tags: [] })
    await campaign(e, 'three', { tags: ['promo'] })
    await trigger(e, 'three')
    expect(await brief(e)).toEqual(['mel delivered', 'mel delivered', 'mel withheld frequency_capped'])
  })

  test('tags nested in it are it', async () => {
    const e = await setUp([RULE])
    expect((await e.admin('POST', '/tags', { name: 'promo' })).status).toBe(201)
    expect((await e.admin('POST', '/tags', { name: 'summer', parent: 'promo' })).body).toMatchObject({ name: 'summer', parent: 'promo' })
    await e.admin('POST', '/tags', { name: 'july', parent: 'summer' })
    expect((await e.admin('POST', '/tags', { name: 'x', parent: 'nobody' })).status).toBe(404)
    await campaign(e, 'july', { tags: ['july'] })
    await campaign(e, 'promo', { tags: ['promo'] })
    await trigger(e, 'july', 'promo')
    expect(await brief(e)).toEqual(['mel delivered', 'mel withheld frequency_capped'])
  })
})

test('an API send may override the rules, and does not count then', async () => {
  const e = await setUp([{ channel: 'email', count: 1, window: 1, unit: 'days' }])
  await campaign(e, 'api', { kind: 'api_campaign', reeligibility_seconds: null, messages: { v: { channel: 'email' } } })
  const send = async (more: object) => {
    expect((await e.post('/messages/send', { external_user_ids: ['mel'], campaign_id: 'api', messages: { email: { app_id: (await e.admin('GET', '/apps')).body.apps[0].app_id, from: 'A <a@example.com>', subject: 's', body: 'b', message_variation_id: 'v' } }, ...more })).status).toBe(201)
    await e.world.scheduler.settle()
  }
  await send({ override_frequency_capping: true })
  await send({})
  await send({})
  await send({ override_frequency_capping: true })
  expect(await brief(e)).toEqual(['mel delivered', 'mel delivered', 'mel withheld frequency_capped', 'mel delivered'])
})

describe('the rules themselves', () => {
  const RULE = { channel: 'push', count: 1, window: 1, unit: 'days' }
  test('made, shown, changed, removed; each leaves a row', async () => {
    const e = emulator()
    const rows = await e.rowsOf(async () => {
      expect((await e.admin('POST', '/frequency_rules', { id: 'r', ...RULE })).body).toEqual({ id: 'r', ...RULE, tag: null })
      expect((await e.admin('GET', '/frequency_rules')).body).toEqual({ frequency_rules: [{ id: 'r', ...RULE, tag: null }], next: null })
      expect((await e.admin('PATCH', '/frequency_rules/r', { count: 3 })).body).toEqual({ id: 'r', ...RULE, count: 3, tag: null })
      expect((await e.admin('PUT', '/frequency_rules/r', { id: 'r', ...RULE, count: 3, tag: null })).status).toBe(200)
      expect((await e.admin('DELETE', '/frequency_rules/r')).body).toEqual({ deleted: 'r' })
      expect((await e.admin('GET', '/frequency_rules/r')).status).toBe(404)
    })
    expect(rows.map(({ kind, data }) => [kind, data])).toEqual([['frequency_rule.created', { id: 'r', ...RULE, tag: null }], ['frequency_rule.updated', { id: 'r', changes: { count: 3 } }], ['frequency_rule.deleted', { id: 'r' }]])
  })
  test('ten at most, of thirty days at most', async () => {
    const e = emulator()
    for (let n = 0; n < 10; n++) expect((await e.admin('POST', '/frequency_rules', RULE)).status).toBe(201)
    expect((await e.admin('POST', '/frequency_rules', RULE)).body.error.message).toBe('frequency_rules are 10 already: a workspace has no more')
    const other = emulator()
    expect((await other.admin('POST', '/frequency_rules', { ...RULE, window: 31 })).body.error.message).toBe('window is 31 days: at most 30 days (30 days)')
    expect((await other.admin('POST', '/frequency_rules', { ...RULE, window: 5, unit: 'weeks' })).body.error.message).toBe('window is 5 weeks: at most 30 days (4 weeks)')
    for (const wrong of [{ channel: 'in_app_message' }, { count: 0 }, { unit: 'months' }, { windows: 1 }]) expect((await other.admin('POST', '/frequency_rules', { ...RULE, ...wrong })).status).toBe(422)
  })
  test('a restored snapshot brings its own', async () => {
    const e = emulator()
    const image = e.world.snapshot()
    await e.admin('POST', '/frequency_rules', RULE)
    e.world.restore(image)
    expect((await e.admin('GET', '/frequency_rules')).body.frequency_rules).toEqual([])
  })
})
