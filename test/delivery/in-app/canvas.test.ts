// In-app messages of a Canvas: from the user's next session until they are seen or expire, each once. docs: in-app_messages_in_canvas
import { describe, expect, test } from 'vitest'
import { compositeId } from '../../../emulator/domain/campaigns/tracking-ids.ts'
import { advance, canvas, CANVAS, people, trigger, way } from '../../kit/canvas.ts'
import { display, shown, texts, told, triggers } from '../../kit/in-app.ts'
import { event } from '../../kit/sdk-wire.ts'
import { emulator } from '../../kit/world.ts'

const ID = compositeId({ owner: CANVAS, message_variation_id: 'i' })
const step = (id: string, message: object = {}, more: object = {}) => ({ id, name: id, type: 'message', messages: { [id === 'iam' ? 'i' : `${id}-i`]: { channel: 'in_app_message', message: id, ...message } }, ...more })

async function stage(message: object = {}, more: Record<string, unknown> = {}) {
  const e = emulator()
  await people(e, 'ann')
  await canvas(e, [step('iam', message)], more)
  return e
}
const asked = (e: ReturnType<typeof emulator>, asking: object = {}, app: 'web' | 'ios' | 'android' = 'ios') => triggers(e, app, { user: 'ann', ...asking })

test('it waits for a session that begins after the user arrived; the user goes on at once', async () => {
  const e = await stage()
  expect(await asked(e)).toEqual([])
  const rows = await e.rowsOf(() => trigger(e, ['ann']))
  expect(rows.map(({ kind }) => kind).filter((kind) => /message|in_app/.test(kind))).toEqual([])
  expect(way(e, 'ann')).toEqual(['iam:sent'])
  expect(await shown(e)).toMatchObject([{ status: 'sent', payload: null, device_id: null, canvas_id: CANVAS, canvas_step_id: 'iam' }])
  expect(await asked(e, { session: false })).toEqual([])
  const given = await asked(e)
  expect(given).toMatchObject([{ id: ID, type: 'inapp', trigger_condition: [{ type: 'open' }], re_eligibility: -1, start_time: null, end_time: null, data: { trigger_id: ID, message: 'iam' } }])
  expect(await asked(e, { session: false })).toEqual(given)
  expect(await shown(e)).toMatchObject([{ device_id: 'c0ffee00-ios', payload: { id: ID } }])
})

test('a session of another device is none of this one', async () => {
  const e = await stage()
  await asked(e, {}, 'web')
  await trigger(e, ['ann'])
  await asked(e)
  expect(await asked(e, { session: false }, 'web')).toEqual([])
  expect(await asked(e, {}, 'web')).toHaveLength(1)
  expect((await shown(e)).map(({ device_id, canvas_entry_id }) => [device_id, typeof canvas_entry_id])).toEqual([['c0ffee00-ios', 'string'], ['e5585b85-web', 'string']])
})

test('seen once, on whichever device, it is gone from all; the view counts for the step', async () => {
  const e = await stage()
  await trigger(e, ['ann'])
  await asked(e, {}, 'web')
  await asked(e)
  const rows = await e.rowsOf(() => told(e, 'web', 'si', ID, { user: 'ann' }))
  expect(rows.map(({ kind, data }) => [kind, data['canvas_id'], data['canvas_step_id'], data['message_variation_id']])).toEqual([['in_app_message.impression', CANVAS, 'iam', 'i']])
  expect([await asked(e), await asked(e, {}, 'web')]).toEqual([[], []])
  const { body } = await e.get(`/canvas/data_series?canvas_id=${CANVAS}&length=1&ending_at=2026-03-01T23:00:00Z&include_step_breakdown=true`)
  expect(body.data.stats[0].step_stats.iam.messages).toMatchObject({ trigger_in_app_message: [{ variation_api_id: 'i', impressions: 1, unique_recipients: 1 }] })
  expect((await shown(e)).map(({ engagement }) => engagement.length)).toEqual([1, 0])
})

describe('expiry', () => {
  test('a time after the step', async () => {
    const e = await stage({ expires_in: { value: 2, unit: 'days' } })
    await trigger(e, ['ann'])
    expect(await asked(e)).toMatchObject([{ end_time: Date.parse('2026-03-03T12:00:00Z') / 1000 }])
    await advance(e, '47h')
    expect(await asked(e)).toHaveLength(1)
    await advance(e, '1h')
    expect(await asked(e)).toEqual([])
  })
  test('a date, by the clocks of the company', async () => {
    const e = await stage({ expires_at: '2026-03-01T15:00:00' })
    await e.admin('PATCH', '/settings', { time_zone: 'Europe/Berlin' })
    await trigger(e, ['ann'])
    expect(await asked(e)).toMatchObject([{ end_time: Date.parse('2026-03-01T14:00:00Z') / 1000 }])
    await advance(e, '2h')
    expect(await asked(e)).toEqual([])
  })
  test('M20: a new expiry reaches the device at the next session', async () => {
    const e = await stage({ expires_in: { value: 2, unit: 'days' } })
    await trigger(e, ['ann'])
    await asked(e)
    await e.admin('PATCH', `/canvases/${CANVAS}`, { steps: [step('iam', { expires_in: { value: 3, unit: 'hours' } })] })
    expect(await asked(e)).toMatchObject([{ end_time: Date.parse('2026-03-01T15:00:00Z') / 1000 }])
  })
})

test('its own trigger, delay and pace', async () => {
  const e = await stage({ trigger: { type: 'custom_event', name: 'buy', delay_seconds: 3 }, min_seconds_since_last_trigger: 0 })
  await trigger(e, ['ann'])
  const [one] = await asked(e)
  expect(one).toMatchObject({ trigger_condition: [{ type: 'custom_event', data: { event_name: 'buy' } }], delay: 3, timeout: 33_000, min_seconds_since_last_trigger: 0 })
  expect([one.data.trigger, one.data.expires_in]).toEqual([undefined, undefined])
})

test('earlier steps come first; a bucket of its own goes before', async () => {
  const e = emulator()
  await people(e, 'ann')
  await canvas(e, [step('one', {}, { next_step_ids: ['two'] }), step('two', {}, { next_step_ids: ['three'] }), step('three', { priority: 'high' })])
  await trigger(e, ['ann'])
  expect(texts(await asked(e))).toEqual(['three', 'one', 'two'])
})

test('each entry has a message of its own, up to ten of a step, the last entry first', async () => {
  const e = await stage({ message: 'Hi {{context.${n}}}' })
  for (let n = 1; n <= 11; n++) await trigger(e, ['ann'], { n })
  const all = await asked(e)
  expect(texts(all)).toEqual(Array.from({ length: 10 }, () => 'templated'))
  expect(new Set(all.map(({ id }) => id)).size).toBe(10)
  expect(new Set(all.map(({ id }) => atob(id).split('_')[0]))).toEqual(new Set([atob(ID).split('_')[0]])) // what a trigger of the kind `iam_click` compares
  const said = await Promise.all(all.map(async ({ data }) => (await display(e, 'ios', data.trigger_id, { user: 'ann' })).templated_message.data.message))
  expect(said).toEqual(['Hi 10', 'Hi 9', 'Hi 8', 'Hi 7', 'Hi 6', 'Hi 5', 'Hi 4', 'Hi 3', 'Hi 2', 'Hi 1'])
  await told(e, 'ios', 'si', all[3].data.trigger_id, { user: 'ann' })
  const left = await asked(e)
  expect(left.map(({ id }) => id)).not.toContain(all[3].id)
  expect((await shown(e)).filter(({ engagement }) => engagement.length > 0)).toHaveLength(1)
})

test('event properties are those of the event that shows it, not of the path before', async () => {
  const e = await stage({ message: 'Size {{event_properties.${size}}}', trigger: { type: 'custom_event', name: 'buy' } })
  await trigger(e, ['ann'])
  const [one] = await asked(e)
  const happened = event('ce', { n: 'buy', p: { size: 'L' } }, { user: 'ann' })
  expect((await display(e, 'ios', one.data.trigger_id, { user: 'ann', event: happened })).templated_message.data.message).toBe('Size L')
})

test('properties of the path before are none of the message', async () => {
  const e = emulator()
  await people(e, 'ann')
  const path = { id: 'path', type: 'action_paths', settings: { groups: [{ name: 'Buys', triggers: [{ type: 'custom_event', name: 'buy' }] }] }, next_paths: [{ name: 'Buys', next_step_id: 'iam' }, { name: 'Everyone Else', next_step_id: null }] }
  await canvas(e, [path, step('iam', { message: '[{{event_properties.${size}}}]' })])
  await trigger(e, ['ann'])
  await e.post('/users/track', { events: [{ external_id: 'ann', name: 'buy', time: '2026-03-01T12:00:00Z', properties: { size: 'L' } }] })
  await e.world.scheduler.settle()
  const [one] = await asked(e)
  expect((await display(e, 'ios', one.data.trigger_id, { user: 'ann' })).templated_message.data.message).toBe('[]')
})

describe('asked for at its display, when it is gone', () => {
  const late = { reevaluate_before_display: true, expires_in: { value: 1, unit: 'hours' } }
  test.each<[string, string, (e: ReturnType<typeof emulator>) => Promise<unknown>]>([
    ['expired', 'ended', (e) => advance(e, '2h')], ['seen on another device', 'already_received', (e) => told(e, 'web', 'si', ID, { user: 'ann' })], ['the Canvas is stopped', 'not_live', (e) => e.admin('POST', `/canvases/${CANVAS}/stop`)],
  ])('%s', async (_, reason, then) => {
    const e = await stage(late)
    await trigger(e, ['ann'])
    await asked(e)
    await asked(e, {}, 'web')
    await then(e)
    const rows = await e.rowsOf(async () => {
      expect(await display(e, 'ios', ID, { user: 'ann' })).toEqual({})
      expect(await display(e, 'ios', ID, { user: 'ann' })).toEqual({})
    })
    expect(rows.map(({ kind, data }) => [kind, data['reason'], data['canvas_step_id']])).toEqual([['message.withheld', reason, 'iam']])
  })
})

describe('what takes it away', () => {
  test.each(['stop', 'archive'])('%s', async (what) => {
    const e = await stage()
    await trigger(e, ['ann'])
    await asked(e)
    await e.admin('POST', `/canvases/${CANVAS}/${what}`)
    expect(await asked(e)).toEqual([])
  })
  test('its message is gone', async () => {
    const e = await stage()
    await trigger(e, ['ann'])
    expect(await e.admin('PATCH', `/canvases/${CANVAS}`, { steps: [{ ...step('iam'), messages: { j: { channel: 'in_app_message', message: 'other' } } }] })).toMatchObject({ status: 200 })
    expect(await asked(e)).toEqual([])
  })
})

test('Liquid that stops it: the one row says so, once; the next session finds it mended', async () => {
  const e = await stage({ message: "{% abort_message('no') %}" })
  await trigger(e, ['ann'])
  const rows = await e.rowsOf(async () => expect([await asked(e), await asked(e), await asked(e, {}, 'web')]).toEqual([[], [], []]))
  const [row] = await shown(e)
  expect(rows.filter(({ kind }) => kind.startsWith('message.')).map(({ kind, data }) => [kind, data['message_id'], data['reason'], data['abort_log'], data['canvas_step_id']])).toEqual([['message.aborted', row.id, 'aborted', 'no', 'iam']])
  expect((await shown(e)).map(({ status, reason, device_id }) => [status, reason, device_id])).toEqual([['aborted', 'aborted', null]])
  const other = emulator()
  other.world.restore(e.world.snapshot())
  await other.admin('PATCH', `/canvases/${CANVAS}`, { steps: [step('iam')] })
  expect(texts(await asked(other))).toEqual(['iam'])
  expect(await shown(other)).toMatchObject([{ id: row.id, status: 'sent', reason: null, detail: null, device_id: 'c0ffee00-ios' }])
  expect(texts(await asked(other, {}, 'web'))).toEqual(['iam'])
  expect((await shown(other)).map(({ status, device_id }) => [status, device_id])).toEqual([['sent', 'c0ffee00-ios'], ['sent', 'e5585b85-web']])
})

test('another user on the device sees nothing of it; the anonymous entry follows its user', async () => {
  const e = await stage()
  await trigger(e, ['ann'])
  expect(await triggers(e, 'ios', { user: 'bob' })).toEqual([])
  await e.post('/users/merge', { merge_updates: [{ identifier_to_merge: { external_id: 'ann' }, identifier_to_keep: { external_id: 'bob' } }] })
  await e.world.scheduler.settle()
  expect(texts(await triggers(e, 'ios', { user: 'bob' }))).toEqual(['iam'])
})

test('an unseen message survives a restart', async () => {
  const e = await stage()
  await trigger(e, ['ann'])
  const other = emulator()
  other.world.restore(e.world.snapshot())
  expect(texts(await asked(other))).toEqual(['iam'])
})
