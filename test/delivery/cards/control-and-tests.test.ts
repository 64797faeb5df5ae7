// The control group's card (C9), and test sends that travel in a push (P17).
import { describe, expect, test } from 'vitest'
import { advance, cardCampaign, logs, marks, people, syncCards, titles } from '../../kit/on-devices.ts'
import { define } from '../../kit/messaging.ts'
import { emulator } from '../../kit/world.ts'

type Emulator = ReturnType<typeof emulator>
const messages = async (e: Emulator, query = ''): Promise<any[]> => (await e.admin('GET', `/messages?limit=1000${query}`)).body.messages
const series = async (e: Emulator) => (await e.get('/campaigns/data_series?campaign_id=ab&length=1&ending_at=2026-03-01T23:00:00Z')).body.data[0]

describe.each([['launch'], ['first_impression']])('the control group of a campaign made at %s', (card_creation) => {
  const campaign = (e: Emulator, more = {}) => define(e, 'campaigns', { id: 'ab', name: 'AB', schedule: {}, messages: { v: { channel: 'content_cards', title: 'x', message: 'x', percent: 0, card_creation }, c: { channel: 'content_cards', type: 'control', percent: 100 } }, ...more })

  test('gets a card that shows nothing; enrolled when a device says that it would have been seen, once', async () => {
    const e = emulator()
    await people(e, 'mel')
    await campaign(e)
    await e.admin('POST', '/settle')
    const answer = await syncCards(e, 'ios', { user_id: 'mel' })
    expect(answer['cards']).toMatchObject([{ tp: 'control', tt: '', ds: '', u: null, v: false, db: false }])
    expect((await messages(e)).map(({ status, reason, message_variation_id }) => [status, reason, message_variation_id])).toEqual([['withheld', 'control_group', 'c']])
    expect(e.journal().filter(({ kind }) => ['content_card.sent', 'campaign.control_enrolled'].includes(kind))).toEqual([])
    const rows = await e.rowsOf(() => logs(e, 'ios', 'mel', [['ccic', { ids: [answer['cards'][0].id] }]]))
    expect(rows.map(({ kind, data }) => [kind, data['message_variation_id']])).toEqual([['content_card.control_impression', 'c']])
    expect((await messages(e))[0].engagement.map(({ action }: any) => action)).toEqual(['control_impression'])
    expect((await syncCards(e, 'ios', { user_id: 'mel', ...marks(answer) }))['cards']).toMatchObject([{ tp: 'control', v: true }])
    const { messages: { content_cards } } = await series(e)
    expect(content_cards).toMatchObject(expect.arrayContaining([expect.objectContaining({ variation_api_id: 'c', enrolled: 1 })]))
  })

  test('its card ends when those of the variants do; none is made after that', async () => {
    const e = emulator()
    await people(e, 'mel', 'kai')
    await define(e, 'campaigns', { id: 'ab', name: 'AB', schedule: {}, messages: { c: { channel: 'content_cards', type: 'control', percent: 100 }, v: { channel: 'content_cards', title: 'x', message: 'x', percent: 0, card_creation, time_to_live: 60 } } })
    await e.admin('POST', '/settle')
    expect((await syncCards(e, 'web', { user_id: 'mel' }))['cards'].map(({ ca, ea }: any) => ea - ca)).toEqual([60])
    await advance(e, '60s')
    const kinds = await e.kindsOf(async () => {
      for (const user_id of ['mel', 'kai']) expect((await syncCards(e, 'web', { user_id, device_id: user_id }))['cards']).toEqual([])
    })
    expect(kinds).toEqual(['device.registered', 'device.registered'])
  })

  test('stays in it: no second card while it may not have the campaign again', async () => {
    const e = emulator()
    await people(e, 'mel')
    await campaign(e, { schedule: { at: '2026-03-01T12:00:00Z', recurrence: 'daily' } })
    await advance(e, '1h')
    await syncCards(e, 'web', { user_id: 'mel' })
    await advance(e, '2d')
    expect((await syncCards(e, 'web', { user_id: 'mel' }))['cards']).toHaveLength(1)
    expect((await messages(e)).filter(({ reason }) => reason === 'control_group')).toHaveLength(1)
  })
})

describe('a test send', () => {
  const TOKENS = [['ios', 'ios-token', {}], ['android', 'android-token', {}], ['web', 'https://push.example/t', { custom_push_public_key: 'BPk', custom_push_user_auth: 'auth' }]] as const
  async function withDevices(): Promise<Emulator> {
    const e = emulator()
    await cardCampaign(e, 'one', { title: 'Hi {{${first_name}}}', url: 'https://x.example/', ios_uri: 'app://x' }, { draft: true })
    for (const [app, push_token, keys] of TOKENS)
      await e.sdk(app, '/data', { device_id: app, time: 1772366400, user_id: 'mel', device: { remote_notification_enabled: 1, ios_push_auth: 'authorized' }, attributes: [{ user_id: 'mel', first_name: 'Mel', push_token, ...keys }] })
    return e
  }
  const send = (e: Emulator) => e.admin('POST', '/campaigns/one/test', { external_ids: ['mel'] })

  test('is a card in a push to each device of the user, over in 5 minutes; the sync does not have it', async () => {
    const e = await withDevices()
    expect((await send(e)).status).toBe(200)
    const [card] = await messages(e, '&channel=content_cards')
    expect(card).toMatchObject({ status: 'sent', payload: { tt: 'Hi Mel', t: true } })
    expect(card.payload.ea - card.payload.ca).toBe(300)
    const payloads = Object.fromEntries((await messages(e)).filter(({ channel }) => channel.endsWith('_push')).map(({ channel, payload }) => [channel, payload.body]))
    expect(payloads['ios_push'].ab).toMatchObject({ ab_cd: { ...card.payload, u: 'app://x' }, ab_cd_uid: 'mel' })
    expect(JSON.parse(payloads['android_push'].message.data.ab_cd)).toEqual({ ...card.payload, u: 'https://x.example/' })
    expect(payloads['android_push'].message.data.ab_cd_uid).toBe('mel')
    expect(payloads['web_push']).toMatchObject({ ab_cd: { ...card.payload, u: 'https://x.example/' }, ab_cd_uid: 'mel', t: 'Test Content Card' })
    expect(titles(await syncCards(e, 'web', { user_id: 'mel', device_id: 'web' }))).toEqual([])
  })

  test('leaves no statistics, whatever the device tells of it', async () => {
    const e = await withDevices()
    await e.admin('POST', '/campaigns/one/launch')
    await e.admin('POST', '/settle')
    const before = await e.get('/campaigns/data_series?campaign_id=one&length=1&ending_at=2026-03-01T23:00:00Z')
    await send(e)
    const test = (await messages(e, '&channel=content_cards')).at(-1)
    const rows = await e.rowsOf(() => logs(e, 'web', 'mel', [['cci', { ids: [test.payload.id] }], ['ccc', { ids: [test.payload.id] }]], { device_id: 'web' }))
    expect(rows.map(({ kind, data }) => [kind, data['test']])).toEqual([['content_card.impression', true], ['content_card.click', true]])
    expect((await e.get('/campaigns/data_series?campaign_id=one&length=1&ending_at=2026-03-01T23:00:00Z')).body).toEqual(before.body)
    expect(e.world.received.campaigns(e.world.profiles.byExternalId('mel')!)).toEqual([])
  })

  test('reaches nobody without a device that takes pushes', async () => {
    const e = emulator()
    await people(e, 'kai')
    await cardCampaign(e, 'one', {}, { draft: true })
    await e.admin('POST', '/campaigns/one/test', { external_ids: ['kai'] })
    expect((await messages(e)).map(({ channel, status, reason }) => [channel, status, reason])).toEqual([['content_cards', 'withheld', 'no_push_token']])
  })
})
