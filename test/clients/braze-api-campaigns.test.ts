// npm braze-api: campaigns, their triggers and schedules, send ids and transactional emails. What it returns is held against its own types.
// Drives GET /campaigns/details, GET /campaigns/list, POST /campaigns/trigger/send, POST /campaigns/trigger/schedule/create, POST /campaigns/trigger/schedule/update, POST /campaigns/trigger/schedule/delete
// and POST /sends/id/create, POST /transactional/v1/campaigns/:campaign_id/send
import { describe, expect, test } from 'vitest'
import { clientWorld, did, differences, everyMethodOf } from '../kit/braze-api.ts'
import { define, happened, to } from '../kit/messaging.ts'
import { DISPATCH, EYES } from '../kit/sends.ts'

const world = clientWorld()
const SCHEDULE_ID = expect.stringMatching(/^[0-9a-f]{24}$/) as unknown as string
const ID = '11111111-0000-4000-8000-000000000001'
const PUSH = { m1: { channel: 'ios_push', name: 'Variant 1', alert: 'Hello' } }
const triggered = () => define(world.e, 'campaigns', { id: ID, name: 'Hello', tags: ['greeting'], messages: PUSH })
const sends = () => world.e.world.sends.list()
const pending = () => world.e.world.schedules.pending()

describe('campaigns.details', () => {
  const behaviors = [{ type: 'Makes Specific Purchase', window: 86_400, product: 'Feline Body Armor' }, { type: 'Starts Session', window: 3600, app_ids: null }]
  const whole = {
    message: 'success', created_at: '2026-03-01T12:00:00Z', updated_at: '2026-03-01T12:00:00Z', archived: false, draft: false, enabled: true, has_post_launch_draft: false, name: 'Sale', description: 'Spring', schedule_type: 'api_triggered',
    channels: ['ios_push'], first_sent: '2026-03-01T12:00:00Z', last_sent: '2026-03-02T09:00:00Z', tags: ['sale'], teams: ['Growth'], conversion_behaviors: behaviors,
    messages: { m1: { channel: 'ios_push', name: 'Variant 1', alert: 'Hello', extras: {}, title: null, action: null, image_url: null, large_image_url: null } },
  }

  test('every member; messages are by variation id, where the client types a list', async () => {
    await define(world.e, 'campaigns', { id: ID, name: 'Sale', description: 'Spring', tags: ['sale'], teams: ['Growth'], messages: PUSH, conversion_behaviors: behaviors })
    happened(world.e, 'push.sent', { message_variation_id: 'm1' })
    await to(world.e, '2026-03-02T09:30:00Z')
    happened(world.e, 'push.sent', { message_variation_id: 'm1' })
    const { answer, kinds } = await did(world.e, () => world.braze.campaigns.details({ campaign_id: ID }))
    expect({ answer, kinds }).toEqual({ answer: whole, kinds: [] })
    expect(differences('campaigns.details', answer)).toEqual(['messages'])
  })

  test('before the first send its times are null', async () => {
    await triggered()
    const answer = await world.braze.campaigns.details({ campaign_id: ID })
    expect(answer).toMatchObject({ name: 'Hello', first_sent: null, last_sent: null })
    expect(differences('campaigns.details', answer)).toEqual(['first_sent', 'last_sent', 'messages'])
  })

  test('an unknown campaign', async () => {
    await expect(world.braze.campaigns.details({ campaign_id: ID })).rejects.toMatchObject({ status: 400, message: 'Invalid Campaign ID', errors: undefined })
  })
})

describe('campaigns.list', () => {
  const row = (id: string, more: object = {}) => ({ id, last_edited: '2026-03-01T12:00:00Z', name: id, is_api_campaign: false, tags: [], ...more })

  test('without parameters, and with each of them', async () => {
    await define(world.e, 'campaigns', { id: 'a', name: 'a', tags: ['sale'] })
    await define(world.e, 'campaigns', { id: 'b', name: 'b', kind: 'api_campaign' })
    await define(world.e, 'campaigns', { id: 'old', name: 'old', archived: true })
    await to(world.e, '2026-03-02T00:00:00Z')
    await world.e.admin('PATCH', '/campaigns/b', { description: 'new' })
    const [a, b, old] = [row('a', { tags: ['sale'] }), row('b', { is_api_campaign: true, last_edited: '2026-03-02T00:00:00Z' }), row('old')]
    const { campaigns } = world.braze
    expect(await did(world.e, () => campaigns.list())).toEqual({ answer: { message: 'success', campaigns: [a, b] }, kinds: [] })
    expect(await campaigns.list({ page: 0, include_archived: true, sort_direction: 'desc' })).toEqual({ message: 'success', campaigns: [old, b, a] })
    expect(await campaigns.list({ page: 1 })).toEqual({ message: 'success', campaigns: [] })
    expect(await campaigns.list({ include_archived: false, 'last_edit.time[gt]': '2026-03-01T12:00:00' })).toEqual({ message: 'success', campaigns: [b] })
  })

  test('a wrong direction', async () => {
    await expect(world.braze.campaigns.list({ sort_direction: 'up' })).rejects.toMatchObject({ status: 400, message: `'sort_direction' must be 'asc' or 'desc'` })
  })
})

describe('campaigns.trigger.send', () => {
  test('recipients of each kind, with what they bring', async () => {
    await triggered()
    const recipients = [
      { external_user_id: 'mel', trigger_properties: { code: 1 }, send_to_existing_only: false, attributes: { first_name: 'Mel' } }, { user_alias: { alias_name: 'a', alias_label: 'crm' } },
      { email: 'kai@example.com', prioritization: ['identified', 'most_recently_updated'] as ('identified' | 'most_recently_updated')[] },
    ]
    const body = { campaign_id: ID, trigger_properties: { total: 5 }, audience: { AND: [{ custom_attribute: { custom_attribute_name: 'eye_color', comparison: 'equals' as const, value: 'blue' } }] }, recipients, attachments: [{ file_name: 'f.pdf', url: 'https://example.com/f.pdf' }] }
    const { answer, kinds } = await did(world.e, () => world.braze.campaigns.trigger.send(body))
    expect({ answer, kinds }).toEqual({ answer: { dispatch_id: DISPATCH, message: 'success' }, kinds: ['send.accepted'] })
    expect(sends()).toMatchObject([{ kind: 'campaign', campaign_id: ID, dispatch_id: answer.dispatch_id, broadcast: false, request: body }])
  })

  test('a broadcast under a send id of ours; errors', async () => {
    await triggered()
    await world.braze.sends.id.create({ campaign_id: ID, send_id: 'mine' })
    expect(await world.braze.campaigns.trigger.send({ campaign_id: ID, broadcast: true, send_id: 'mine', audience: { OR: [EYES as never] } })).toEqual({ dispatch_id: DISPATCH, send_id: 'mine', message: 'success' })
    await expect(world.braze.campaigns.trigger.send({ campaign_id: ID })).rejects.toMatchObject({ status: 400, message: 'No Recipients' })
    await expect(world.braze.campaigns.trigger.send({ campaign_id: 'none', broadcast: true })).rejects.toMatchObject({ status: 400, message: 'Invalid Campaign ID' })
    expect(sends()).toMatchObject([{ send_id: 'mine', broadcast: true }])
  })
})

test('campaigns.trigger.schedule: create, update, delete, and the send at its time', async () => {
  await triggered()
  const { schedule } = world.braze.campaigns.trigger
  const made = await did(world.e, () => schedule.create({ campaign_id: ID, recipients: [{ external_user_id: 'mel' }], trigger_properties: { a: 1 }, schedule: { time: '2026-03-02T09:00:00Z' } }))
  expect(made).toEqual({ answer: { dispatch_id: DISPATCH, schedule_id: SCHEDULE_ID, message: 'success' }, kinds: ['schedule.created'] })
  const { schedule_id, dispatch_id } = made.answer
  expect(pending()).toMatchObject([{ schedule_id, dispatch_id, kind: 'campaign', campaign_id: ID, due: Date.parse('2026-03-02T09:00:00Z'), request: { recipients: [{ external_user_id: 'mel' }], trigger_properties: { a: 1 } } }])

  expect(await did(world.e, () => schedule.update({ campaign_id: ID, schedule_id, schedule: { time: '2026-03-03T09:00:00', in_local_time: true } }))).toEqual({ answer: { message: 'success' }, kinds: ['schedule.updated'] })
  expect(pending()).toMatchObject([{ schedule_id, time: '2026-03-03T09:00:00', in_local_time: true }])
  await schedule.update({ campaign_id: ID, schedule_id, schedule: { time: '2026-03-03T09:00:00Z' } })
  await to(world.e, '2026-03-03T09:00:00Z')
  expect(pending()).toEqual([])
  expect(sends()).toMatchObject([{ schedule_id, dispatch_id, campaign_id: ID }])

  const { schedule_id: second } = await schedule.create({ campaign_id: ID, broadcast: true, schedule: { time: '2026-03-09T09:00:00', at_optimal_time: true } })
  expect(await did(world.e, () => schedule.delete({ campaign_id: ID, schedule_id: second }))).toEqual({ answer: { message: 'success' }, kinds: ['schedule.deleted'] })
  expect(pending()).toEqual([])
  await expect(schedule.delete({ campaign_id: ID, schedule_id: second })).rejects.toMatchObject({ status: 400, message: 'Invalid Schedule ID' })
  await expect(schedule.create({ campaign_id: ID, broadcast: true, schedule: { time: 'soon' } })).rejects.toMatchObject({ status: 400, message: 'Bad Request' })
})

test('sends.id.create: an id of ours, one made up, and none for an unknown campaign', async () => {
  await triggered()
  const { id } = world.braze.sends
  expect(await did(world.e, () => id.create({ campaign_id: ID, send_id: 'spring' }))).toEqual({ answer: { message: 'success', send_id: 'spring' }, kinds: ['send_id.created'] })
  const made = await id.create({ campaign_id: ID })
  expect(made).toEqual({ message: 'success', send_id: expect.stringMatching(/^[0-9a-f]{24}$/) })
  expect([world.e.world.sendIds.knows(ID, 'spring'), world.e.world.sendIds.knows(ID, made.send_id)]).toEqual([true, true])
  await expect(id.create({ campaign_id: 'none' })).rejects.toMatchObject({ status: 400, message: 'Invalid Campaign ID' })
})

describe('transactional.v1.campaigns.send', () => {
  const order = () => define(world.e, 'campaigns', { id: ID, name: 'Order', kind: 'transactional_email', messages: { m1: { channel: 'email', subject: 'Your order' } } })
  const TIME = '2026-03-01T12:00:00.000+00:00'

  test('the recipient as the list that the client types', async () => {
    await order()
    const body = { external_send_id: 'order-7', trigger_properties: { total: 5 }, recipient: [{ external_user_id: 'mel', attributes: { first_name: 'Mel' } }] }
    const { answer, kinds } = await did(world.e, () => world.braze.transactional.v1.campaigns.send(ID, body))
    expect({ answer, kinds }).toEqual({ answer: { dispatch_id: DISPATCH, status: 'sent', metadata: { received_at: TIME, enqueued_at: TIME, campaign_api_id: ID, external_send_id: 'order-7' }, message: 'success' }, kinds: ['send.accepted'] })
    expect(differences('transactional.v1.campaigns.send', answer)).toEqual([])
    expect(sends()).toMatchObject([{ kind: 'transactional', campaign_id: ID, external_send_id: 'order-7', request: { ...body, recipient: body.recipient[0] } }])
    await expect(world.braze.transactional.v1.campaigns.send(ID, body)).rejects.toMatchObject({ status: 400, message: 'The external reference has been queued.  Please retry to obtain send_id.' })
  })

  test('without an id of its own; errors', async () => {
    await order()
    const answer = await world.braze.transactional.v1.campaigns.send(ID, { recipient: [{ user_alias: { alias_name: 'a', alias_label: 'crm' } }] })
    expect(answer).toEqual({ dispatch_id: DISPATCH, status: 'sent', metadata: { received_at: TIME, enqueued_at: TIME, campaign_api_id: ID }, message: 'success' })
    expect(differences('transactional.v1.campaigns.send', answer)).toEqual(['metadata.external_send_id'])
    await expect(world.client('wrong').transactional.v1.campaigns.send(ID, { recipient: [{ external_user_id: 'mel' }] })).rejects.toMatchObject({ status: 401, message: 'Error authenticating credentials' })
    await expect(world.braze.transactional.v1.campaigns.send(ID.replace('1', '2'), { recipient: [{ external_user_id: 'mel' }] })).rejects.toMatchObject({ status: 400, message: 'Campaign does not exist' })
    expect(sends()).toHaveLength(1)
  })
})

everyMethodOf(import.meta.filename, 'campaigns', 'sends', 'transactional')
