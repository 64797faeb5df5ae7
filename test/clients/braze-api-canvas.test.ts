// npm braze-api: Canvases, their triggers and schedules. What it returns is held against its own types.
// Drives GET /canvas/list, POST /canvas/trigger/send, POST /canvas/trigger/schedule/create, POST /canvas/trigger/schedule/update, POST /canvas/trigger/schedule/delete
import { describe, expect, test } from 'vitest'
import { clientWorld, did, everyMethodOf } from '../kit/braze-api.ts'
import { define, to } from '../kit/messaging.ts'
import { DISPATCH } from '../kit/sends.ts'

const world = clientWorld()
const SCHEDULE_ID = expect.stringMatching(/^[0-9a-f]{24}$/) as unknown as string
const ID = '22222222-0000-4000-8000-000000000001'
const welcome = () => define(world.e, 'canvases', { id: ID, name: 'Welcome', tags: ['greeting'], steps: [{ name: 'Hello', messages: [{ channel: 'ios_push', alert: 'Hello' }] }] })
const sends = () => world.e.world.sends.list()
const pending = () => world.e.world.schedules.pending()

describe('canvas.list', () => {
  test('without parameters, and with each of them', async () => {
    await welcome()
    await define(world.e, 'canvases', { id: 'old', name: 'Old', draft: true, archived: true })
    const [first, old] = [{ id: ID, last_edited: '2026-03-01T12:00:00Z', name: 'Welcome', tags: ['greeting'] }, { id: 'old', last_edited: '2026-03-01T12:00:00Z', name: 'Old', tags: [] }]
    const { canvas } = world.braze
    expect(await did(world.e, () => canvas.list())).toEqual({ answer: { message: 'success', canvases: [first] }, kinds: [] })
    expect(await canvas.list({ page: 0, include_archived: true, sort_direction: 'desc' })).toEqual({ message: 'success', canvases: [old, first] })
    expect(await canvas.list({ page: 1 })).toEqual({ message: 'success', canvases: [] })
    expect(await canvas.list({ 'last_edit.time[gt]': '2026-03-01T12:00:00' })).toEqual({ message: 'success', canvases: [] })
  })

  test('a key without the permission', async () => {
    const { key } = (await world.e.admin('POST', '/rest_keys', { name: 'campaigns only', permissions: ['campaigns.list'] })).body
    await expect(world.client(key).canvas.list()).rejects.toMatchObject({ status: 403, message: 'Access Denied' })
    await expect(world.braze.canvas.list({ page: -1 })).rejects.toMatchObject({ status: 400, message: `'page' must be a non-negative integer` })
  })
})

describe('canvas.trigger.send', () => {
  test('recipients with entry properties of their own', async () => {
    await welcome()
    const body = { canvas_id: ID, canvas_entry_properties: { code: 1 }, recipients: [{ external_user_id: 'mel', canvas_entry_properties: { code: 2 }, send_to_existing_only: false, attributes: { first_name: 'Mel' } }, { user_alias: { alias_name: 'a', alias_label: 'crm' } }] }
    const { answer, kinds } = await did(world.e, () => world.braze.canvas.trigger.send(body))
    expect({ answer, kinds }).toEqual({ answer: { dispatch_id: DISPATCH, message: 'success' }, kinds: ['send.accepted'] })
    const { canvas_entry_properties: _, ...mel } = body.recipients[0]!
    expect(sends()).toMatchObject([{ kind: 'canvas', canvas_id: ID, dispatch_id: answer.dispatch_id, broadcast: false, request: { canvas_id: ID, context: { code: 1 }, recipients: [{ ...mel, context: { code: 2 } }, body.recipients[1]] } }])
  })

  test('a broadcast; errors', async () => {
    await welcome()
    const audience = { OR: [{ email_subscription_status: { comparison: 'is' as const, value: 'opted_in' as const } }] }
    expect(await did(world.e, () => world.braze.canvas.trigger.send({ canvas_id: ID, broadcast: true, audience }))).toEqual({ answer: { dispatch_id: DISPATCH, message: 'success' }, kinds: ['send.accepted'] })
    await expect(world.braze.canvas.trigger.send({ canvas_id: ID, recipients: Array.from({ length: 51 }, (_, n) => ({ external_user_id: `u${n}` })) })).rejects.toMatchObject({ status: 400, message: 'The max number of ids per request was exceeded' })
    await expect(world.braze.canvas.trigger.send({ canvas_id: 'none', broadcast: true })).rejects.toMatchObject({ status: 400, message: 'Invalid Canvas ID' })
    expect(sends()).toMatchObject([{ broadcast: true, request: { audience } }])
  })
})

test('canvas.trigger.schedule: create, update, delete, and the entry at its time', async () => {
  await welcome()
  const { schedule } = world.braze.canvas.trigger
  const made = await did(world.e, () => schedule.create({ canvas_id: ID, recipients: [{ external_user_id: 'mel' }], schedule: { time: '2026-03-02T09:00:00Z', in_local_time: false } }))
  expect(made).toEqual({ answer: { dispatch_id: DISPATCH, schedule_id: SCHEDULE_ID, message: 'success' }, kinds: ['schedule.created'] })
  const { schedule_id, dispatch_id } = made.answer
  expect(pending()).toMatchObject([{ schedule_id, dispatch_id, kind: 'canvas', canvas_id: ID, due: Date.parse('2026-03-02T09:00:00Z') }])
  expect(await did(world.e, () => schedule.update({ canvas_id: ID, schedule_id, schedule: { time: '2026-03-03T09:00:00Z' } }))).toEqual({ answer: { message: 'success' }, kinds: ['schedule.updated'] })
  expect(pending()).toMatchObject([{ schedule_id, due: Date.parse('2026-03-03T09:00:00Z') }])
  await to(world.e, '2026-03-03T09:00:00Z')
  expect(sends()).toMatchObject([{ schedule_id, dispatch_id, canvas_id: ID, request: { recipients: [{ external_user_id: 'mel' }] } }])
  await expect(schedule.update({ canvas_id: ID, schedule_id, schedule: { time: '2026-03-04T09:00:00Z' } })).rejects.toMatchObject({ status: 400, message: 'Invalid Schedule ID' })

  const { schedule_id: second } = await schedule.create({ canvas_id: ID, broadcast: true, schedule: { time: '2026-03-09T09:00:00Z' } })
  expect(await did(world.e, () => schedule.delete({ canvas_id: ID, schedule_id: second }))).toEqual({ answer: { message: 'success' }, kinds: ['schedule.deleted'] })
  expect(pending()).toEqual([])
})

everyMethodOf(import.meta.filename, 'canvas')
