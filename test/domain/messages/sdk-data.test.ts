// The data of an SDK's event is anybody's: whatever stands in it, the event is taken, and series and history still answer.
import { expect, test } from 'vitest'
import { messageEvent } from '../../../emulator/domain/campaigns/message-events.ts'
import { emulator } from '../../kit/world.ts'

const MEMBERS = ['campaign_id', 'canvas_id', 'canvas_variation_id', 'canvas_step_id', 'message_variation_id', 'channel', 'send_id', 'dispatch_id']
const DEVICE = '0f8fad5b-d9cb-469f-a165-70867728950e'

test.each(['pc', 'ca', 'cic', 'pd', 'si', 'cci', 'bi'])('%s with members of another kind', async (name) => {
  const e = emulator()
  await e.admin('POST', '/campaigns', { id: 'c', name: 'C', messages: { m: { channel: 'ios_push', alert: 'Hi' } } })
  for (const member of MEMBERS)
    for (const wrong of [{}, [], true, 7]) {
      const data = { campaign_id: 'c', ids: ['x'], trigger_ids: ['x'], id: 'x', cid: 'x', [member]: wrong }
      const { status } = await e.sdk('ios', '/data', { device_id: DEVICE, events: [{ name, user_id: 'mel', time: 1_772_366_400, session_id: '7c9e6679-7425-40de-944b-e07fc1f90ae7', data }] })
      expect([member, wrong, status]).toEqual([member, wrong, 201])
    }
  expect((await e.get('/campaigns/data_series?campaign_id=c&length=1')).status).toBe(200)
  expect((await e.exported('mel')).external_id).toBe('mel')
  expect(e.errors).toEqual([])
})

test('what is right stays, what is of another kind is left out', () => {
  const right = { campaign_id: 'c', send_id: 's', time: 5, bid: 0, ids: ['x'] }
  expect(messageEvent(right)).toBe(right)
  for (const time of [1e300, 1.5, 'x', null]) expect(messageEvent({ ...right, time })).toEqual({ campaign_id: 'c', send_id: 's', bid: 0, ids: ['x'] })
  expect(messageEvent({ ...right, campaign_id: {}, channel: null })).toEqual({ send_id: 's', time: 5, bid: 0, ids: ['x'] })
})
