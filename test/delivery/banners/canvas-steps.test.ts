// Banners of Canvas steps: who has them, until when, which of several; what is done with them.
import { describe, expect, test } from 'vitest'
import { canvas, CANVAS } from '../../kit/canvas.ts'
import { advance, bannerCampaign, logs, people, shownAt, syncBanners } from '../../kit/on-devices.ts'
import { emulator } from '../../kit/world.ts'

type Emulator = ReturnType<typeof emulator>
type Members = Record<string, any>
const at = async (e: Emulator, user: string, placement = 'home', app: 'web' | 'android' = 'web'): Promise<Members | null> => shownAt(await syncBanners(e, app, [placement], { user_id: user }))[placement]!
const html = async (e: Emulator, user: string): Promise<string | null> => (await at(e, user))?.['html'] ?? null
const messages = async (e: Emulator): Promise<any[]> => (await e.admin('GET', '/messages?channel=banner&limit=1000')).body.messages

describe('in a Canvas', () => {
  const STEPS = (more: Members = {}) => [{ id: 'step', messages: { v: { channel: 'banner', placement_id: 'home', html: '<p>{{context.${n}}}</p>', ...more } } }]
  const enter = async (e: Emulator, n: number) => {
    await e.post('/canvas/trigger/send', { canvas_id: CANVAS, recipients: [{ external_user_id: 'mel', context: { n } }] })
    await e.admin('POST', '/settle')
  }

  test('a Banner of a step he came by; one message for each device and entry; stopped with the Canvas', async () => {
    const e = emulator()
    await people(e, 'mel')
    await canvas(e, STEPS())
    expect(await html(e, 'mel')).toBeNull()
    await enter(e, 1)
    expect([await html(e, 'mel'), (await at(e, 'mel', 'home', 'android'))?.['html']]).toEqual(['<p>1</p>', '<p>1</p>'])
    expect((await messages(e)).map(({ device_id, payload }) => [device_id, payload.html])).toEqual([['e5585b85-web', '<p>1</p>'], ['a0d0-android', '<p>1</p>']])
    const banner = (await at(e, 'mel'))!
    await logs(e, 'web', 'mel', [['bi', { ids: [banner['id']] }], ['bd', { id: banner['id'] }]])
    const { body } = await e.get(`/canvas/data_series?canvas_id=${CANVAS}&length=1&ending_at=2026-03-01T23:00:00Z&include_step_breakdown=true`)
    expect(body.data.stats[0].step_stats.step.messages.banner).toMatchObject([{ total_impressions: 1, total_dismissals: 1 }])
    expect(await html(e, 'mel')).toBeNull()
    await enter(e, 2) // another entry: not the one he dismissed
    expect(await html(e, 'mel')).toBe('<p>2</p>')
    expect((await messages(e)).map(({ device_id, payload }) => [device_id, payload.html])).toEqual([['e5585b85-web', '<p>1</p>'], ['a0d0-android', '<p>1</p>'], ['e5585b85-web', '<p>2</p>']])
    await e.admin('POST', `/canvases/${CANVAS}/stop`)
    expect(await html(e, 'mel')).toBeNull()
  })

  test('of two entries the later one counts, also when he dismisses it', async () => {
    const e = emulator()
    await people(e, 'mel')
    await canvas(e, STEPS())
    await enter(e, 1)
    await at(e, 'mel')
    await enter(e, 2)
    const { id, html: second } = (await at(e, 'mel'))!
    await logs(e, 'web', 'mel', [['bd', { id }]])
    expect([second, await html(e, 'mel')]).toEqual(['<p>2</p>', null])
  })

  test('it goes when its time is over', async () => {
    const e = emulator()
    await people(e, 'mel')
    await canvas(e, STEPS({ expires_in: { value: 2, unit: 'hours' } }))
    await enter(e, 1)
    expect((await at(e, 'mel'))?.['expires_at']).toBe(Date.parse('2026-03-01T14:00:00Z') / 1000)
    await advance(e, '2h')
    expect(await html(e, 'mel')).toBeNull()
  })
})

test('before a device has asked there is nothing to engage with', async () => {
  const e = emulator()
  await people(e, 'mel')
  await canvas(e, [{ id: 'step', messages: { v: { channel: 'banner', placement_id: 'home', html: 'x' } } }])
  await e.post('/canvas/trigger/send', { canvas_id: CANVAS, recipients: [{ external_user_id: 'mel' }] })
  await e.admin('POST', '/settle')
  const [{ id, status, payload }] = await messages(e)
  expect([status, payload, (await e.admin('POST', `/messages/${id}/engage`, { action: 'impression' })).status]).toEqual(['sent', null, 409])
  await at(e, 'mel')
  const rows = await e.rowsOf(async () => {
    for (const more of [{ action: 'impression' }, { action: 'click', button: 'b1' }]) await e.admin('POST', `/messages/${id}/engage`, more)
  })
  const wire = (await messages(e))[0].payload.id
  expect(rows.map(({ kind, data }) => [kind, data['message_id'], data['canvas_step_id'], data['ids'] ?? data['id'], data['bid']])).toEqual([['banner.impression', id, 'step', [wire], undefined], ['banner.click', id, 'step', wire, 'b1']])
})

test('B3: those of steps count among the 25 messages of a placement, and are refused themselves', async () => {
  const e = emulator()
  const banner = { channel: 'banner', placement_id: 'home', html: 'x' }
  const steps = (count: number) => Array.from({ length: count }, (_, n) => ({ id: `s${n}`, messages: { [`v${n}`]: banner } }))
  await canvas(e, steps(24))
  await bannerCampaign(e, 'one')
  const refused = async (answer: Promise<any>) => ((found) => [found.status, found.body.error.message])(await answer)
  expect(await refused(e.admin('POST', '/campaigns', { name: 'x', schedule: {}, messages: { v: banner } }))).toEqual([422, 'messages.v.placement_id has 26 active messages with it: at most 25 for one placement'])
  expect(await refused(e.admin('PATCH', `/canvases/${CANVAS}`, { steps: [...steps(24), { id: 'more', messages: { more: banner } }] }))).toEqual([422, 'steps[24].messages.more.placement_id has 26 active messages with it: at most 25 for one placement'])
  expect(await refused(e.admin('POST', '/canvases', { name: 'y', steps: [{ id: 'more', messages: { more: banner } }] }))).toEqual([422, 'steps[0].messages.more.placement_id has 26 active messages with it: at most 25 for one placement'])
  expect((await e.admin('GET', '/canvases')).body.canvases).toHaveLength(1)
  await e.admin('POST', `/canvases/${CANVAS}/stop`)
  expect((await e.admin('POST', '/canvases', { name: 'y', steps: [{ id: 'more', messages: { more: banner } }] })).status).toBe(201)
  expect(await refused(e.admin('POST', `/canvases/${CANVAS}/launch`))).toEqual([422, expect.stringContaining('has 26 active messages')])
})

test('without a placement no step goes live', async () => {
  const answer = await emulator().admin('POST', '/canvases', { name: 'y', steps: [{ id: 's', messages: { v: { channel: 'banner', html: 'x' } } }] })
  expect([answer.status, answer.body.error.message]).toEqual([422, 'steps[0].messages.v.placement_id is missing: a Banner can not be launched without a placement'])
})
