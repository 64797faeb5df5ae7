// emulator/domain/messages/received.ts: `campaigns_received`, `canvases_received` and `cards_clicked` of exports, and the same in the admin API's whole user.
import { expect, test } from 'vitest'
import type { MessageEvent, MessageKind } from '../../../emulator/domain/campaigns/message-events.ts'
import { emulator } from '../../kit/world.ts'

const MINUTE = 60_000

async function stage() {
  const e = emulator()
  await e.post('/users/track', { attributes: [{ external_id: 'mel', email: 'mel@example.com' }] })
  await e.admin('POST', '/campaigns', { id: 'c1', name: 'Spring', schedule_type: 'api_triggered', messages: { m1: { channel: 'email', name: 'Blue', percent: 90 }, ctl: { channel: 'email', type: 'control', percent: 10 } } })
  await e.admin('POST', '/campaigns', { id: 'c2', name: 'Single', messages: { m2: { channel: 'ios_push' } } })
  await e.admin('POST', '/campaigns', { id: 'c3', name: 'Card', messages: { m3: { channel: 'content_cards' } } })
  await e.admin('POST', '/canvases', { id: 'v1', name: 'Journey', variants: [{ id: 'va', name: 'Variant 1', percent: 80 }, { id: 'vc', type: 'control', percent: 20 }], steps: [{ id: 's1', name: 'Welcome', messages: { m4: { channel: 'email' } } }] })
  const mel = e.world.profiles.byExternalId('mel')!
  const now = e.world.clock.now()
  const tell = (kind: MessageKind | 'content_card.impression' | 'content_card.click' | 'push.open', minute: number, event: MessageEvent) =>
    e.world.db.tx(() => void e.world.journal.append(kind, { ...event, time: now + minute * MINUTE }, mel.braze_id))
  const exported = () => e.exported('mel', ['campaigns_received', 'canvases_received', 'cards_clicked'])
  return { e, tell, exported, at: (minute: number) => new Date(now + minute * MINUTE).toISOString() }
}
const m1 = { campaign_id: 'c1', message_variation_id: 'm1', channel: 'email', dispatch_id: 'd' }

test('nobody sent anything: none of the fields', async () => {
  const { exported } = await stage()
  expect(await exported()).toEqual({})
})

test('a campaign with a control group: received, opened, clicked, converted', async () => {
  const { e, tell, exported, at } = await stage()
  tell('email.sent', -30, m1)
  tell('email.sent', -20, m1)
  tell('email.opened', -10, m1)
  tell('email.clicked', -9, m1)
  tell('campaign.converted', -8, { ...m1, conversion: 0 })
  tell('campaign.converted', -7, { ...m1, conversion: 1 })
  const campaigns = [{
    name: 'Spring', api_campaign_id: 'c1', last_received: at(-20), engaged: { opened_email: true, clicked_email: true }, converted: true,
    multiple_converted: { 'Primary Conversion Event - A': true, 'Conversion Event - B': true }, in_control: false, variation_name: 'Blue', variation_api_id: 'm1',
  }]
  expect(await exported()).toEqual({ campaigns_received: campaigns })
  const { body } = await e.admin('GET', `/users/${e.world.profiles.byExternalId('mel')!.braze_id}`)
  expect([body.campaigns, body.canvases]).toEqual([campaigns, []])
})

test('in the control group: nothing was received', async () => {
  const { tell, exported } = await stage()
  tell('campaign.control_enrolled', -5, { campaign_id: 'c1', message_variation_id: 'ctl' })
  expect(await exported()).toMatchObject({ campaigns_received: [{ name: 'Spring', last_received: null, engaged: {}, converted: false, multiple_converted: {}, in_control: true, variation_name: 'Control Group', variation_api_id: 'ctl' }] })
})

test('one message alone has no variation; a card is received when it is seen', async () => {
  const { tell, exported, at } = await stage()
  tell('push.sent', -5, { campaign_id: 'c2', message_variation_id: 'm2', channel: 'ios_push' })
  tell('push.open', -4, { campaign_id: 'c2', message_variation_id: 'm2', channel: 'ios_push' })
  tell('content_card.sent', -3, { campaign_id: 'c3', message_variation_id: 'm3', channel: 'content_cards' })
  const push = { name: 'Single', api_campaign_id: 'c2', last_received: at(-5), engaged: { opened_push: true }, converted: false, multiple_converted: {} }
  expect(await exported()).toEqual({ campaigns_received: [push] })
  tell('content_card.impression', -2, { campaign_id: 'c3', message_variation_id: 'm3', channel: 'content_cards' })
  tell('content_card.click', -1, { campaign_id: 'c3', message_variation_id: 'm3', channel: 'content_cards' })
  expect(await exported()).toEqual({ campaigns_received: [push, { name: 'Card', api_campaign_id: 'c3', last_received: at(-2), engaged: {}, converted: false, multiple_converted: {} }], cards_clicked: [{ name: 'Card' }] })
})

test('a Canvas: entered, a step received', async () => {
  const { tell, exported, at } = await stage()
  tell('canvas.entered', -20, { canvas_id: 'v1', canvas_variation_id: 'va', canvas_entry_id: 'e1' })
  const entered = { name: 'Journey', api_canvas_id: 'v1', last_received_message: null, last_entered: at(-20).replace('Z', '+00:00'), variation_name: 'Variant 1', in_control: false, last_entered_control_at: null, last_exited: null, steps_received: [] }
  expect(await exported()).toEqual({ canvases_received: [entered] })
  tell('email.sent', -10, { canvas_id: 'v1', canvas_step_id: 's1', message_variation_id: 'm4', channel: 'email' })
  expect(await exported()).toEqual({ canvases_received: [{ ...entered, last_received_message: at(-10), steps_received: [{ name: 'Welcome', api_canvas_step_id: 's1', last_received: at(-10) }] }] })
})

test('what is older than 90 days is not told', async () => {
  const { e, tell, exported } = await stage()
  tell('email.sent', 0, m1)
  await e.admin('POST', '/clock/advance', { by: '90d' })
  expect(Object.keys(await exported())).toEqual(['campaigns_received'])
  await e.admin('POST', '/clock/advance', { by: '1s' })
  expect(await exported()).toEqual({})
})
