// What a Banner of a definition must say, and what its members do where they stand: placements, priorities and ends of single messages, members whose Liquid makes flags.
import { expect, test } from 'vitest'
import { advance, bannerCampaign, people, shownAt, syncBanners } from '../../kit/on-devices.ts'
import { define } from '../../kit/messaging.ts'
import { emulator } from '../../kit/world.ts'

type Emulator = ReturnType<typeof emulator>
const at = async (e: Emulator, user = 'mel', more = {}) => shownAt(await syncBanners(e, 'web', ['home'], { user_id: user, ...more }))['home']
const html = async (e: Emulator, user = 'mel', more = {}): Promise<string | null> => (await at(e, user, more))?.['html'] ?? null
const BANNER = { channel: 'banner', placement_id: 'home', html: 'x' }

test('B3: of those that were launched at the same moment the one that was made last', async () => {
  const e = emulator()
  for (const id of ['a', 'b', 'c']) await bannerCampaign(e, id)
  expect(await html(e)).toBe('<p>c</p>')
  await e.admin('POST', '/campaigns/c/stop')
  expect(await html(e)).toBe('<p>b</p>')
})

test('B3: a message may say its own priority and place', async () => {
  const e = emulator()
  await bannerCampaign(e, 'first', { priority: 'high', priority_order: 1 })
  await bannerCampaign(e, 'second', { priority: 'high' })
  await bannerCampaign(e, 'third', { priority: 'low' }, { priority: 'high' })
  const seen: (string | null)[] = []
  for (const id of ['first', 'second', 'third']) {
    seen.push(await html(e))
    await e.admin('POST', `/campaigns/${id}/stop`)
  }
  expect(seen).toEqual(['<p>first</p>', '<p>second</p>', '<p>third</p>'])
})

test.each([
  ['expires_at', { expires_at: '2026-03-01T14:00:00' }, {}],
  ['expires_in', { expires_in: { value: 2, unit: 'hours' } }, {}],
  ['expires_in, from the start', { expires_in: { value: 1, unit: 'hours' } }, { schedule: { at: '2026-03-01T13:00:00' } }],
  ['the end of the campaign, before', { expires_in: { value: 3, unit: 'days' } }, { schedule: { end: '2026-03-01T14:00:00' } }],
])('B7: a message of a campaign ends by %s', async (_, body, more) => {
  const e = emulator()
  await bannerCampaign(e, 'one', body, more)
  await advance(e, '1h')
  expect((await at(e))?.['expires_at']).toBe(Date.parse('2026-03-01T14:00:00Z') / 1000)
  await advance(e, '3601s')
  expect(await html(e)).toBeNull()
})

test('a control group stands where its variants would, as long as they would', async () => {
  const e = emulator()
  await people(e, 'mel')
  await bannerCampaign(e, 'other')
  await define(e, 'campaigns', { id: 'ab', name: 'AB', schedule: {}, messages: { c: { channel: 'banner', type: 'control', percent: 100 }, v: { ...BANNER, percent: 0, priority: 'high', expires_in: { value: 1, unit: 'hours' } } } })
  expect(await at(e)).toMatchObject({ is_control: true, expires_at: Date.parse('2026-03-01T13:00:00Z') / 1000 })
  await advance(e, '1h')
  expect(await html(e)).toBe('<p>other</p>')
})

test('without a placement it is a draft and can not be launched', async () => {
  const e = emulator()
  for (const placement_id of [undefined, null, '']) {
    const answer = await e.admin('POST', '/campaigns', { name: 'x', schedule: {}, messages: { [`v-${placement_id}`]: { ...BANNER, placement_id } } })
    expect([answer.status, answer.body.error.message]).toEqual([422, `messages.v-${placement_id}.placement_id is missing: a Banner can not be launched without a placement`])
  }
  await define(e, 'campaigns', { id: 'draft', name: 'x', schedule: {}, draft: true, messages: { v: { channel: 'banner', html: 'x' } } })
  expect((await e.admin('POST', '/campaigns/draft/launch')).status).toBe(422)
  await e.admin('PATCH', '/campaigns/draft', { messages: { v: BANNER } })
  expect((await e.admin('POST', '/campaigns/draft/launch')).status).toBe(200)
  expect(await html(e)).toBe('x')
})

test('a placement is no Liquid', async () => {
  const e = emulator()
  const answer = await e.admin('POST', '/campaigns', { name: 'x', schedule: {}, draft: true, messages: { v: { ...BANNER, placement_id: '{{${city}}}' } } })
  expect([answer.status, answer.body.error.message]).toEqual([422, 'messages.v.placement_id has Liquid: a placement is the same for everybody'])
})

test('whether it can be dismissed may depend on the user', async () => {
  const e = emulator()
  await e.post('/users/track', { attributes: [{ external_id: 'mel', may: true }, { external_id: 'kai', may: false }] })
  await bannerCampaign(e, 'one', { dismissible: '{{custom_attribute.${may}}}' })
  expect(['stable_key' in (await at(e))!, 'stable_key' in (await at(e, 'kai', { device_id: 'kai' }))!]).toEqual([true, false])
})

test.each([['placement_id', { html: 'x' }], ['html', { placement_id: 'home' }]])('alone: %s is needed', async (path, body) => {
  const answer = await emulator().admin('POST', '/banners', body)
  expect([answer.status, answer.body.error.message]).toEqual([422, `${path}: Invalid input: expected string, received undefined`])
})

test.each([
  ['placements', 'home', ['home']],
  ['placements', ['home', { id: 5 }, { id: '' }], ['home', { id: 5 }, { id: '' }]],
  ['pending_dismissals', 5, [5]],
  ['pending_dismissals', [null], [null]],
])('what is no list of %s leaves a trace: %j', async (name, given, wrong) => {
  const e = emulator()
  await people(e, 'mel')
  await syncBanners(e, 'web', [], { user_id: 'mel' })
  let answer: any
  const rows = await e.rowsOf(async () => void (answer = await syncBanners(e, 'web', [], { user_id: 'mel', [name]: given })))
  expect(rows.map(({ kind, data }) => [kind, data['rule'], data['compared']])).toEqual([['decision.ignored', 'sdk.banners', { [name]: wrong, count: wrong.length }]])
  expect([answer.banners, answer.dismissals]).toEqual([{}, { acknowledged: [] }])
})
