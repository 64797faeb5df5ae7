// What is done with in-app messages counts once everywhere: series, history, conversions, triggers of other messages; and what preview and explain say of them.
import { expect, test } from 'vitest'
import { compositeId } from '../../../emulator/domain/campaigns/tracking-ids.ts'
import { iam, shown, told, triggers } from '../../kit/in-app.ts'
import { advance } from '../../kit/campaigns.ts'
import { converted, define } from '../../kit/messaging.ts'
import { envelope, event, known, T } from '../../kit/sdk-wire.ts'
import { emulator, NOW } from '../../kit/world.ts'

const ID = compositeId({ owner: 'c', message_variation_id: 'm' })
const series = async (e: ReturnType<typeof emulator>) => (await e.get('/campaigns/data_series?campaign_id=c&length=1&ending_at=2026-03-01T23:00:00Z')).body.data[0]

test('the series of the campaign, of two devices and three users', async () => {
  const e = emulator()
  await iam(e, {}, { reeligibility_seconds: 0 })
  for (const [app, user] of [['web', 'u1'], ['ios', 'u1'], ['android', 'u2']] as const) {
    await triggers(e, app, { user })
    await told(e, app, 'si', ID, { user })
  }
  await told(e, 'web', 'sc', ID, { user: 'u1' })
  await told(e, 'web', 'sbc', ID, { user: 'u1', bid: 0 })
  await told(e, 'ios', 'sbc', ID, { user: 'u1', bid: 1 })
  await told(e, 'ios', 'sbc', ID, { user: 'u1', bid: 'link' })
  expect(await series(e)).toMatchObject({ unique_recipients: 2, messages: { trigger_in_app_message: [{ variation_api_id: 'm', impressions: 3, clicks: 1, first_button_clicks: 1, second_button_clicks: 1, unique_recipients: 2 }] } })
  expect((await e.exported('u1')).campaigns_received).toMatchObject([{ api_campaign_id: 'c', engaged: { clicked_triggered_in_app_message: true } }])
  expect((await shown(e)).map(({ user, engagement }) => [user.external_id, engagement.map(({ action }: any) => action)])).toEqual([['u1', ['impression', 'click', 'button_click']], ['u1', ['impression', 'button_click', 'button_click']], ['u2', ['impression']]])
})

test('N9: the same event twice counts as often as it comes, or once where duplicates are dropped', async () => {
  const e = emulator()
  await iam(e)
  await triggers(e, 'web', { user: 'u1' })
  const again = async () => (await told(e, 'web', 'si', ID, { user: 'u1' }), (await series(e)).messages.trigger_in_app_message[0].impressions)
  expect([await again(), await again()]).toEqual([1, 2])
  await e.admin('PATCH', '/settings', { sdk_duplicates: 'drop' })
  expect([await again(), (await shown(e))[0].engagement.length]).toEqual([2, 2])
})

test('conversions begin with the impression, revenue too', async () => {
  const e = emulator()
  await iam(e, {}, { conversion_behaviors: [{ type: 'Makes Any Purchase', window: 3600 }, { type: 'Performs Custom Event', custom_event_name: 'done', window: 3600 }] })
  await triggers(e, 'web', { user: 'u1' })
  const buy = async (session: string) => e.sdk('web', '/data/', envelope('web', { time: e.world.clock.now() / 1000, respond_with: { user_id: 'u1' }, events: [event('p', { pid: 'hat', c: 'USD', p: '10.00', q: 1 }, { at: e.world.clock.now() / 1000, user: 'u1', session })] }))
  await buy('before')
  await advance(e, '1m')
  await told(e, 'web', 'si', ID, { user: 'u1' })
  await advance(e, '1m')
  await buy('after')
  await advance(e, '2h')
  await e.post('/users/track', { events: [{ external_id: 'u1', name: 'done', time: '2026-03-01T14:02:00Z' }] })
  expect(await series(e)).toMatchObject({ ...converted({ conversions: 1, conversions_by_send_time: 1 }), revenue: 10, messages: { trigger_in_app_message: [{ revenue: 10, ...converted({ conversions: 1, conversions_by_send_time: 1 }) }] } })
})

test('who clicks starts the campaigns and Canvases that wait for it', async () => {
  const e = emulator()
  await known(e, 'u1', { email: 'u1@example.com' })
  await iam(e)
  const waits = (id: string, trigger: object) => define(e, 'campaigns', { id, name: id, trigger, messages: { [`${id}-m`]: { channel: 'email', subject: id, body: 'x', from: 'A <a@example.com>' } } })
  await waits('seen', { type: 'campaign_interaction', campaign_id: 'c', interaction: 'view_in_app_message' })
  await waits('first', { type: 'campaign_interaction', campaign_id: 'c', interaction: 'click_in_app_message_button', button_id: 0 })
  await waits('second', { type: 'campaign_interaction', campaign_id: 'c', interaction: 'click_in_app_message_button', button_id: 1 })
  await triggers(e, 'ios', { user: 'u1' })
  await told(e, 'ios', 'si', ID, { user: 'u1' })
  await told(e, 'ios', 'sbc', ID, { user: 'u1', bid: 1 })
  await e.world.scheduler.settle()
  expect((await e.admin('GET', '/messages?channel=email')).body.messages.map(({ campaign_id }: any) => campaign_id)).toEqual(['seen', 'second'])
})

test('an event about a message that nobody was handed is a row that names the campaign by its id alone', async () => {
  const e = emulator()
  await iam(e)
  const rows = await e.rowsOf(() => told(e, 'ios', 'si', ID, { user: 'u9' }))
  expect(rows.filter(({ kind }) => kind.startsWith('in_app')).map(({ data }) => [data['trigger_ids'], data['campaign_id']])).toEqual([[[ID], undefined]])
  expect((await series(e)).messages.trigger_in_app_message[0].impressions).toBe(1)
})

test('by hand: the same rows as an SDK causes', async () => {
  const e = emulator()
  await iam(e)
  await triggers(e, 'web', { user: 'u1' })
  const [{ id, payload }] = await shown(e)
  const rows = await e.rowsOf(async () => {
    for (const more of [{ action: 'impression' }, { action: 'click' }, { action: 'button_click', button: 0 }, { action: 'dismiss' }]) expect((await e.admin('POST', `/messages/${id}/engage`, more)).status).toBe(200)
  })
  const about = { trigger_ids: [payload.id], time: Date.parse(NOW), message_id: id, channel: 'in_app_message', campaign_id: 'c', message_variation_id: 'm', device_id: 'e5585b85-web' }
  expect(rows.map(({ kind, data }) => [kind, data])).toEqual([
    ['in_app_message.impression', expect.objectContaining(about)], ['in_app_message.click', expect.objectContaining(about)], ['in_app_message.button_click', expect.objectContaining({ ...about, bid: 0 })],
  ])
  expect((await e.admin('POST', `/messages/${id}/engage`, { action: 'button_click' })).body.error.message).toBe('button is the id of the button: 0 for the first, a text in HTML messages')
})

test('preview: the message as a device would get it, by whichever way', async () => {
  const e = emulator()
  await known(e, 'u1', { first_name: 'Ann' })
  await iam(e, { message: 'Hi {{${first_name}}}, size {{event_properties.${size}}}', bg_color: '#000000' })
  const rows = await e.rowsOf(async () => {
    const { body } = await e.admin('POST', '/campaigns/c/preview', { external_id: 'u1', event_properties: { size: 'L' } })
    expect(body.previews).toMatchObject([{ message_variation_id: 'm', unreachable: null, payload: { type: 'inapp', data: { trigger_id: ID, type: 'MODAL', message: 'Hi Ann, size L', bg_color: 0xff000000 } } }])
    expect(body.previews[0].payload.data).not.toHaveProperty('is_test_send')
  })
  expect(rows).toEqual([])
})

test('explain: the gates, and what the device waits for', async () => {
  const e = emulator()
  await known(e, 'u1')
  await iam(e, {}, { trigger: { type: 'custom_event', name: 'buy', property_filters: [{ name: 'n', cmp: 'more_than', value: 1 }] }, audience: { filters: { filter: 'email_address', cmp: 'is_not_blank' } } })
  const explained = async () => (await e.admin('GET', `/users/${e.world.profiles.byExternalId('u1')!.braze_id}/explain?campaign_id=c`)).body
  expect(await explained()).toMatchObject({ passed: false, reason: 'not_in_audience', trigger_condition: [{ type: 'custom_event_property', data: { event_name: 'buy', property_filters: [[{ property_key: 'n', property_type: 'number', comparator: 3, property_value: 1 }]] } }] })
  await known(e, 'u1', { email: 'u1@example.com' })
  expect(await explained()).toMatchObject({ passed: true })
  await triggers(e, 'ios', { user: 'u1', body: { time: T } })
  await told(e, 'ios', 'si', ID, { user: 'u1' })
  expect(await explained()).toMatchObject({ passed: false, reason: 'already_received', messages: [{ status: 'sent', engagement: [{ action: 'impression' }] }] })
})
