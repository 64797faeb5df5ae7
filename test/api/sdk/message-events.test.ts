// Events about messages that live on devices: each id for itself, and only of its own channel; what names nothing leaves a row and counts nowhere.
import { expect, test } from 'vitest'
import { iam, triggers } from '../../kit/in-app.ts'
import { bannerCampaign, cardCampaign, logs, people, shownAt, syncBanners, syncCards } from '../../kit/on-devices.ts'
import { emulator } from '../../kit/world.ts'

const told = async (e: ReturnType<typeof emulator>, code: string, data: Record<string, unknown>) =>
  (await e.rowsOf(() => logs(e, 'web', 'mel', [[code, data]]))).map(({ kind, data: row }) => (kind === 'decision.ignored' ? [row['rule'], row['why'], (row['compared'] as any).data] : [kind, row['ids'] ?? row['trigger_ids'] ?? row['id']]))

test('one that names a message of another channel is ignored: nothing is dismissed, seen or counted', async () => {
  const e = emulator()
  await people(e, 'mel')
  await cardCampaign(e, 'card')
  await bannerCampaign(e, 'banner')
  await iam(e)
  const [{ id: iamId }] = await triggers(e, 'web', { user: 'mel' })
  const card = (await syncCards(e, 'web', { user_id: 'mel' }))['cards'][0].id
  const banner = shownAt(await syncBanners(e, 'web', ['home'], { user_id: 'mel' }))['home']!['id']
  const other = (channel: string) => `it names a message of another channel: ${channel}`
  expect(await told(e, 'bd', { id: card })).toEqual([['sdk.bd', other('content_cards'), { id: card }]])
  expect(await told(e, 'bi', { ids: [iamId, banner] })).toEqual([['sdk.bi', other('in_app_message'), { ids: [iamId] }], ['banner.impression', [banner]]])
  expect(await told(e, 'ccd', { ids: [banner] })).toEqual([['sdk.ccd', other('banner'), { ids: [banner] }]])
  expect(await told(e, 'si', { trigger_ids: [card] })).toEqual([['sdk.si', other('content_cards'), { trigger_ids: [card] }]])
  expect(await told(e, 'sbc', { trigger_ids: [banner], bid: 0 })).toEqual([['sdk.sbc', other('banner'), { trigger_ids: [banner], bid: 0 }]])
  expect((await syncCards(e, 'web', { user_id: 'mel' }))['cards']).toMatchObject([{ id: card, d: false }])
  expect(shownAt(await syncBanners(e, 'web', ['home'], { user_id: 'mel' }))['home']).toMatchObject({ id: banner })
  expect((await e.admin('GET', '/messages')).body.messages.map(({ channel, engagement }: any) => [channel, engagement.length]).sort()).toEqual([['banner', 1], ['content_cards', 0], ['in_app_message', 0]])
})

test('so is one of another channel that the user was never handed', async () => {
  const e = emulator()
  await people(e, 'mel')
  await iam(e)
  await bannerCampaign(e, 'banner')
  const [{ id: iamId }] = await triggers(e, 'android', { user: 'bob', device_id: 'bob' })
  const banner = shownAt(await syncBanners(e, 'android', ['home'], { user_id: 'bob', device_id: 'bob' }))['home']!['id']
  await told(e, 'ss', {})
  expect(await told(e, 'cci', { ids: [iamId] })).toEqual([['sdk.cci', 'it names a message of another channel: in_app_message', { ids: [iamId] }]])
  expect(await told(e, 'si', { trigger_ids: [banner, iamId] })).toEqual([['sdk.si', 'it names a message of another channel: banner', { trigger_ids: [banner] }], ['in_app_message.impression', [iamId]]])
})

test('each id that is none leaves a row of its own; the others count', async () => {
  const e = emulator()
  await people(e, 'mel')
  await told(e, 'ss', {})
  const why = 'an id that is no text names no message'
  expect(await told(e, 'cci', { ids: ['a', 7, '', null, 'b'], more: 1 })).toEqual([
    ['content_card.impression', ['a']], ['sdk.cci', why, { ids: [7], more: 1 }], ['sdk.cci', why, { ids: [''], more: 1 }], ['sdk.cci', why, { ids: [null], more: 1 }], ['content_card.impression', ['b']],
  ])
})
