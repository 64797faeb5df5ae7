// What an SDK says of a message starts campaigns, too: its ids are looked up.
import { expect, test } from 'vitest'
import { compositeId } from '../../../emulator/domain/campaigns/tracking-ids.ts'
import { emulator, NOW } from '../../kit/world.ts'
import { campaign, settle, told, users } from './stage.ts'

const sent = (e: ReturnType<typeof emulator>, name: string, data: object) => {
  const time = Date.parse(NOW) / 1000
  return e.sdk('ios', '/data/', { device_id: 'd1', time, user_id: 'ada', events: [{ name, time, data, user_id: 'ada', session_id: 's' }], respond_with: {} })
}

test('cards that were seen together start the campaigns of each, each card once', async () => {
  const e = emulator()
  await users(e, 'ada')
  for (const id of ['k1', 'k2', 'k3']) await campaign(e, id, { type: 'session_start' }, { messages: { [`${id}-m`]: { channel: 'content_cards' } } })
  for (const id of ['k1', 'k2', 'k3']) await campaign(e, `after-${id}`, { type: 'campaign_interaction', campaign_id: id, message_variation_id: `${id}-m`, interaction: 'view_content_card' }, { reeligibility_seconds: 0 })
  const id = (campaign_id: string, card: string) => compositeId({ owner: campaign_id, message_variation_id: `${campaign_id}-m`, card })
  await sent(e, 'cci', { ids: [id('k1', 'a'), id('k1', 'b'), id('k2', 'a')] })
  await settle(e)
  expect(await told(e)).toEqual(['after-k1 ada delivered 03-01T12:00', 'after-k1 ada delivered 03-01T12:00', 'after-k2 ada delivered 03-01T12:00'])
})

test('a message that nobody knows starts nothing', async () => {
  const e = emulator()
  await users(e, 'ada')
  await campaign(e, 'any', { type: 'campaign_interaction', interaction: 'open_push' })
  await sent(e, 'pc', { cid: 'nobody' })
  await settle(e)
  expect(await told(e)).toEqual([])
  expect(e.errors).toEqual([])
})
