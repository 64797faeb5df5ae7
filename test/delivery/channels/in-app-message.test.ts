// In-app messages and Banners through delivery: ready for the device, counted when they are seen.
import { expect, test } from 'vitest'
import { compositeId } from '../../../emulator/domain/campaigns/tracking-ids.ts'
import { homeKeys } from '../../../emulator/index.ts'
import { deliver, plain, shown } from '../../kit/texts.ts'
import { emulator, NOW } from '../../kit/world.ts'

const time = Date.parse(NOW)

async function stage(channel: string, body: object) {
  const e = emulator()
  const when = channel === 'banner' ? { schedule_type: 'time_based', schedule: { at: NOW } } : { schedule_type: 'action_based', trigger: { type: 'session_start' } }
  expect(await e.admin('POST', '/campaigns', { id: 'c', name: 'M', ...when, messages: { v: { channel, ...body } } })).toMatchObject({ status: 201 })
  await e.post('/users/track', { attributes: [{ external_id: 'mel', first_name: 'Mel' }] })
  const rows = await e.rowsOf(async () => void deliver(e, 'mel', channel, body as Record<string, unknown>, { origin: { campaign_id: 'c', message_variation_id: 'v' } }))
  const [message] = await shown(e, 'mel')
  return { e, rows, message, engage: (more: object) => e.admin('POST', `/messages/${message.id}/engage`, more) }
}
const about = ({ id, channel }: { id: string; channel: string }) => ({ message_id: id, channel, campaign_id: 'c', message_variation_id: 'v' })
const ID = compositeId({ owner: 'c', message_variation_id: 'v' })

test('an in-app message is ready, and nothing is counted before it is seen', async () => {
  const { e, rows, message, engage } = await stage('in_app_message', { type: 'MODAL', message: 'Hi {{${first_name}}}' })
  expect(rows).toEqual([])
  // Rendered when a device asks for it
  expect(message).toMatchObject({ status: 'sent', payload: null })
  const series = async () => (await e.get('/campaigns/data_series?campaign_id=c&length=1&ending_at=2026-03-01T23:00:00Z')).body.data[0]
  expect((await series()).unique_recipients).toBe(0)
  const seen = await e.rowsOf(async () => {
    for (const more of [{ action: 'impression' }, { action: 'click' }, { action: 'button_click', button: 0 }, { action: 'dismiss' }]) expect((await engage(more)).status).toBe(200)
  })
  expect(plain(seen)).toEqual([
    ['in_app_message.impression', { trigger_ids: [ID], time, ...about(message) }],
    ['in_app_message.click', { trigger_ids: [ID], time, ...about(message) }],
    ['in_app_message.button_click', { trigger_ids: [ID], bid: 0, time, ...about(message) }],
  ])
  expect(await series()).toMatchObject({ unique_recipients: 1, messages: { trigger_in_app_message: [{ impressions: 1, clicks: 1, first_button_clicks: 1, second_button_clicks: 0 }] } })
  expect((await engage({ action: 'button_click' })).body.error.message).toBe('button is the id of the button: 0 for the first, a text in HTML messages')
})

test('what is done with a test send is marked as such, and counts nowhere', async () => {
  const { e } = await stage('in_app_message', { type: 'MODAL', message: 'x' })
  await e.post('/users/track', { attributes: [{ external_id: 'mel', push_tokens: [{ app_id: homeKeys.ios, token: 't' }] }] }) // a test comes by push
  const [message] = deliver(e, 'mel', 'in_app_message', { type: 'MODAL', message: 'x' }, { origin: { campaign_id: 'c', message_variation_id: 'v' }, test: true })
  expect(plain(await e.rowsOf(() => e.admin('POST', `/messages/${message!.id}/engage`, { action: 'impression' })))).toEqual([['in_app_message.impression', { trigger_ids: [ID], time, ...about(message!), test: true }]])
  expect(e.world.messageHistory.of(e.world.profiles.byExternalId('mel')!, 10)).toEqual([])
})
