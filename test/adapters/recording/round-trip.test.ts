// A session recorded from one emulator and played into another: nothing differs, although keys, ids and people are others; and whatever is broken is named.
import { expect, test } from 'vitest'
import { ignoring } from '../../../emulator/adapters/recording/replay/ignore.ts'
import type { Outcome } from '../../../emulator/adapters/recording/replay/replay.ts'
import { replay } from '../../../emulator/adapters/recording/replay/replay.ts'
import type { Asked, Said, Target } from '../../../emulator/adapters/recording/replay/target.ts'
import { ownTarget } from '../../../emulator/adapters/recording/replay/target.ts'
import type { Fixture } from '../../../emulator/adapters/recording/fixture.ts'
import { SEEDS, session, START } from './session.ts'
import type { Session } from './session.ts'

async function aDay({ rest, device, idle, pass }: Session): Promise<void> {
  await rest('POST', '/users/track', { attributes: [{ external_id: 'mel-4711', first_name: 'Melanie', email: 'Mel@Shop.example', phone: '+4915112345678', plan: 'pro' }, { external_id: 'kai', email: 'kai@shop.example' }], events: [{ external_id: 'mel-4711', name: 'visit', time: START, properties: { ref: 'mail-mel-4711' } }] })
  await rest('POST', '/users/track', { attributes: [{ first_name: 'Nobody' }] })
  await rest('POST', '/users/export/ids', { external_ids: ['mel-4711', 'kai'] })
  await rest('POST', '/users/alias/new', { user_aliases: [{ external_id: 'kai', alias_name: 'kai-the-second', alias_label: 'nick' }] })
  await rest('POST', '/subscription/status/set', { subscription_group_id: 'news', subscription_state: 'subscribed', external_id: ['mel-4711'] })
  await rest('GET', '/subscription/status/get?subscription_group_id=news&external_id=mel-4711')
  await rest('GET', `/subscription/user/status?email=${encodeURIComponent('mel@shop.example')}`)
  await rest('GET', '/segments/list')
  await rest('GET', '/segments/details?segment_id=pro')
  await rest('GET', '/campaigns/list')
  const block = (await rest('POST', '/content_blocks/create', { name: 'greeting', content: 'Hello' })).body
  await pass(61)
  await rest('GET', `/content_blocks/info?content_block_id=${block.content_block_id}`)
  await rest('POST', '/content_blocks/update', { content_block_id: block.content_block_id, content: 'Good day' })
  await rest('POST', '/catalogs', { catalogs: [{ name: 'shoes', description: '', fields: [{ name: 'id', type: 'string' }, { name: 'size', type: 'number' }] }] })
  await rest('POST', '/catalogs/shoes/items', { items: Array.from({ length: 50 }, (_, n) => ({ id: `shoe-${n}`, size: n })) })
  await rest('POST', '/catalogs/shoes/items/last', { items: [{ size: 99 }] })
  const page = await rest('GET', '/catalogs/shoes/items')
  const next = /<([^>]+)>/.exec(page.headers.get('link') ?? '')?.[1]
  expect(next).toBeDefined()
  await rest('GET', new URL(next!, 'http://localhost').pathname + new URL(next!, 'http://localhost').search)
  await rest('DELETE', '/catalogs/shoes/items/shoe-1')
  await rest('POST', '/campaigns/trigger/send', { campaign_id: 'card', recipients: [{ external_user_id: 'mel-4711' }] })
  const later = (await rest('POST', '/messages/schedule/create', { external_user_ids: ['kai'], schedule: { time: '2026-03-02T12:00:00Z' }, messages: { email: { app_id: '77777777-aaaa-4bbb-8ccc-0123456789ab', subject: 'Hi', from: 'Shop <shop@shop.example>', body: 'Hello' } } })).body
  expect(later.schedule_id).toBeDefined()
  await rest('POST', '/messages/schedule/update', { schedule_id: later.schedule_id, schedule: { time: '2026-03-03T12:00:00Z' } })
  await rest('POST', '/messages/schedule/delete', { schedule_id: later.schedule_id })
  await rest('POST', '/messages/schedule/delete', { schedule_id: later.schedule_id })
  await rest('GET', '/nothing/here')
  await rest('POST', '/users/track', '{"broken', { 'content-type': 'application/json' })
  await rest('POST', '/users/track', { attributes: [] }, { authorization: 'Bearer 00000000-dead-4bad-8bad-000000000000' })

  for (const platform of ['web', 'ios', 'android'] as const) {
    const one = device(platform)
    one.launch()
    one.changeUser('mel-4711')
    await idle()
    one.setLastName('Meierhofer')
    one.setDateOfBirth(1990, 4, 7)
    one.setPushPermission('authorized')
    one.addAlias('meierling', 'nick')
    one.logCustomEvent('look', { at: 'hats' })
    one.logPurchase('shoe', 12.5, 'EUR', 2)
    one.requestImmediateDataFlush()
    await idle()
    await pass(40)
    one.kill()
    await pass(1900)
    one.launch()
    await idle()
    one.requestContentCardsRefresh()
    await pass(20)
  }
  await rest('POST', '/users/export/ids', { external_ids: ['mel-4711'] })
  await rest('POST', '/users/delete', { external_ids: ['kai'] })
  await rest('POST', '/users/export/ids', { external_ids: ['kai'] })
}

type Change = (asked: Asked, said: Said) => Said | undefined

const played = async (fixture: Fixture, { seeds = SEEDS, patterns = [], change = (_, said) => said }: { seeds?: object; patterns?: string[]; change?: Change } = {}): Promise<Outcome[]> => {
  const errors: unknown[] = []
  const target = await ownTarget({ at: Date.parse(fixture.exchanges[0]!.at), seeds, onError: (error) => errors.push(error) })
  const ask: Target['ask'] = async (asked) => {
    const said = await target.ask(asked)
    return change(asked, said!)
  }
  try {
    return await replay(fixture, { target: { ...target, ask }, ignores: ignoring(patterns), keys: new Map(), heard: () => {} })
  } finally {
    await target.close()
    expect(errors).toEqual([])
  }
}
const told = (outcomes: readonly Outcome[]) => outcomes.flatMap(({ exchange, differences }) => differences.map((one) => ({ at: `${exchange.request.method} ${exchange.request.path}`, ...one })))
/** Changes the JSON of the answers of a path. */
const json = (path: string, edit: (body: any) => void): Change => (asked, said) => {
  if (asked.path !== path) return said
  const body = JSON.parse(Buffer.from(said.body!).toString())
  edit(body)
  return { ...said, body: Buffer.from(JSON.stringify(body)) }
}

test('a day of REST calls and three devices, played into another emulator: no differences; nobody of it is in the file', async () => {
  const it = await session()
  await aDay(it)
  const { text, fixture } = await it.recording()
  expect(fixture.exchanges.length).toBeGreaterThan(50)
  expect(new Set(fixture.exchanges.map(({ request }) => request.path)).size).toBeGreaterThan(20)
  expect(text).not.toMatch(/4711|kai\b|shop\.example|melanie|meier|hofer|5112345678|5f1c2d3e|77777777-|88888888-|99999999-|1990/i)
  expect(told(await played(fixture))).toEqual([])

  // The same once more, and what differs is said: the message of a campaign, which the three devices hear of in their triggers
  const [sale, card] = SEEDS.campaigns
  const renamed = { ...SEEDS, campaigns: [{ ...sale, messages: { m: { ...sale!.messages.m, message: 'Hullo {{${first_name}}}' } } }, card] }
  const differences = told(await played(fixture, { seeds: renamed }))
  expect(new Set(differences.map(({ at, path }) => `${at} ${path}`))).toEqual(new Set(['POST /api/v3/data/ body.triggers[0].data.message']))
  expect(differences[0]).toEqual({ at: 'POST /api/v3/data/', path: 'body.triggers[0].data.message', expected: 'Hello ', actual: 'Hullo ' })
  expect(told(await played(fixture, { seeds: renamed, patterns: ['/api/v3/data body.triggers[*].data.message'] }))).toEqual([])
})

/** One user, a block and a dispatch: short enough to break in many ways. */
async function aMinute({ rest }: Session): Promise<void> {
  await rest('POST', '/users/track', { attributes: [{ external_id: 'mel-4711', plan: 'pro', born: '2001-02-03T00:00:00Z' }] })
  await rest('POST', '/users/export/ids', { external_ids: ['mel-4711'] })
  const { content_block_id } = (await rest('POST', '/content_blocks/create', { name: 'greeting', content: 'Hello' })).body
  await rest('GET', `/content_blocks/info?content_block_id=${content_block_id}`)
  await rest('POST', '/campaigns/trigger/send', { campaign_id: 'card', recipients: [{ external_user_id: 'mel-4711' }] })
}

test('whatever is broken is named, with what was expected and what came', async () => {
  const it = await session()
  await aMinute(it)
  const { fixture } = await it.recording()
  expect(told(await played(fixture))).toEqual([])
  const broken = async (change: Change, patterns: string[] = []) => told(await played(fixture, { change, patterns }))
  const made = /^[\da-f]{8}-([\da-f]{4}-){3}[\da-f]{12}$/

  expect(await broken((asked, said) => (asked.path === '/users/track' ? { ...said, status: 200 } : said))).toEqual([{ at: 'POST /users/track', path: 'status', expected: 201, actual: 200 }])
  expect(await broken((asked, said) => (asked.path === '/users/track' ? undefined : said))).toEqual([{ at: 'POST /users/track', path: 'status', expected: 201, actual: '(the connection was cut)' }])
  expect(await broken((asked, said) => (asked.path === '/users/track' ? { ...said, body: Buffer.from('') } : said))).toEqual([{ at: 'POST /users/track', path: 'body', expected: { attributes_processed: 1, message: 'success' } }])
  expect(await broken((asked, said) => (asked.path === '/users/track' ? { ...said, headers: { 'content-type': 'text/html', 'x-ratelimit-limit': '9', 'retry-after': '1' } } : said))).toEqual([
    { at: 'POST /users/track', path: 'headers.content-type', expected: 'application/json; charset=utf-8', actual: 'text/html' },
    { at: 'POST /users/track', path: 'headers.retry-after', actual: '1' },
    { at: 'POST /users/track', path: 'headers.x-ratelimit-remaining', expected: expect.any(String) },
    { at: 'POST /users/track', path: 'headers.x-ratelimit-reset', expected: expect.any(String) },
  ])
  // What the client chose must come back as it is; what the host makes needs the form only
  expect(await broken(json('/users/export/ids', (body) => (body.users[0].external_id = 'somebody')))).toEqual([{ at: 'POST /users/export/ids', path: 'body.users[0].external_id', expected: 'user-1', actual: 'somebody' }])
  expect(await broken(json('/users/export/ids', (body) => (body.users[0].custom_attributes.born = '2002-02-03T00:00:00Z')))).toEqual([{ at: 'POST /users/export/ids', path: 'body.users[0].custom_attributes.born', expected: expect.stringContaining('2001-02-03T00:00:00'), actual: '2002-02-03T00:00:00Z' }])
  expect(await broken(json('/users/export/ids', (body) => (body.users[0].braze_id = 'no id')))).toEqual([{ at: 'POST /users/export/ids', path: 'body.users[0].braze_id', expected: expect.stringMatching(/^[\da-f]{24}$/), actual: 'no id' }])
  expect(await broken(json('/users/export/ids', (body) => (body.users[0].braze_id = 'f'.repeat(24))))).toEqual([])
  expect(await broken(json('/users/export/ids', (body) => (body.users[0].created_at = '2020-01-01T00:00:00Z')))).toEqual([{ at: 'POST /users/export/ids', path: 'body.users[0].created_at', expected: expect.stringMatching(/UTC$/), actual: '2020-01-01T00:00:00Z' }])
  expect(await broken(json('/users/export/ids', (body) => (body.users[0].created_at = '2020-01-01 00:00:00.000 UTC')))).toEqual([])
  // Members and elements too many or too few
  expect(await broken(json('/users/export/ids', (body) => body.users.push({ external_id: 'user-9' })))).toEqual([{ at: 'POST /users/export/ids', path: 'body.users[1]', actual: { external_id: 'user-9' } }])
  expect(await broken(json('/users/export/ids', (body) => ((body.users = []), (body['new key'] = null))))).toEqual([{ at: 'POST /users/export/ids', path: 'body.users[0]', expected: expect.objectContaining({ external_id: 'user-1' }) }, { at: 'POST /users/export/ids', path: 'body["new key"]', actual: null }])
  expect(await broken(json('/users/export/ids', (body) => delete body.users[0].custom_attributes))).toEqual([{ at: 'POST /users/export/ids', path: 'body.users[0].custom_attributes', expected: expect.objectContaining({ plan: 'pro' }) }])
  // An id that one answer gave and a later one names is the same thing: any other of its form will not do
  const other = '12345678-1234-4123-8123-123456789abc'
  expect(await broken(json('/content_blocks/info', (body) => (body.content_block_id = other)))).toEqual([{ at: 'GET /content_blocks/info', path: 'body.content_block_id', expected: expect.stringMatching(made), actual: other }])
  expect((await broken(json('/content_blocks/create', (body) => (body.content_block_id = other))))[0]).toEqual({ at: 'GET /content_blocks/info', path: 'status', expected: 200, actual: 400 })
  expect(await broken(json('/users/export/ids', (body) => (body.users[0].external_id = 'somebody')), ['body.users'])).toEqual([])
})
