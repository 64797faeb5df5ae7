// POST /api/v3/banners/sync (web wire 9, mobile wire 4.6): each placement's Banner or none, the form of each platform, dismissals heard of.
import { describe, expect, it } from 'vitest'
import { trackingId } from '../../../emulator/domain/campaigns/messages.ts'
import { compositeId } from '../../../emulator/domain/campaigns/tracking-ids.ts'
import { bannerCampaign, people, shownAt, starts, syncBanners } from '../../kit/on-devices.ts'
import { envelope, T } from '../../kit/sdk-wire.ts'
import { homeKeys } from '../../../emulator/index.ts'
import { emulator } from '../../kit/world.ts'

const ID = compositeId({ owner: 'one', message_variation_id: 'one-v' })
const BANNER = { id: ID, placement_id: 'home', html: '<p>Hi Mel</p>', is_test_send: false, is_control: false, expires_at: -1, properties: { n: { type: 'number', value: 3 } }, stable_key: trackingId('banner:one-v') }

async function withBanner() {
  const e = emulator()
  await e.post('/users/track', { attributes: [{ external_id: 'mel', first_name: 'Mel' }] })
  await bannerCampaign(e, 'one', { html: '<p>Hi {{${first_name}}}</p>', properties: { n: { type: 'number', value: '{{ 1 | plus: 2 }}' } } })
  return e
}

describe('the form', () => {
  it.each(['web', 'android'] as const)('B3 %s: a map by placement, null for none; time_ms comes back', async (app) => {
    const e = await withBanner()
    expect(await syncBanners(e, app, ['home', 'side'], { user_id: 'mel', time_ms: T * 1000 + 356, pending_dismissals: [] })).toEqual({
      banners: { home: { banner: BANNER }, side: { banner: null } }, request_time: T * 1000 + 356, dismissals: { acknowledged: [] },
    })
  })

  it('B3 ios: a list of those that there are', async () => {
    const e = await withBanner()
    expect(await syncBanners(e, 'ios', ['home', 'side'], { user_id: 'mel' })).toEqual({ banners: [BANNER], dismissals: { acknowledged: [] } })
  })

  it.each([[undefined, undefined], ['home', 7], [[7, null, {}, { id: '' }], ['x', null]]])('B3: placements %j and dismissals %j that are none ask for nothing', async (placements, pending_dismissals) => {
    const e = await withBanner()
    expect((await e.sdk('android', '/banners/sync', envelope('android', { placements, pending_dismissals }))).body).toEqual({ banners: {}, dismissals: { acknowledged: [] } })
    expect(e.errors).toEqual([])
  })
})

describe('the rows', () => {
  it('a message is written when a device is first handed the Banner, nothing when it asks again', async () => {
    const e = await withBanner()
    const rows = await e.kindsOf(() => syncBanners(e, 'web', ['home'], { user_id: 'mel' }))
    expect(rows).toEqual(['device.registered'])
    const messages = async () => (await e.admin('GET', '/messages?channel=banner')).body.messages
    expect(await messages()).toMatchObject([{ status: 'sent', device_id: 'e5585b85-web', campaign_id: 'one', message_variation_id: 'one-v', dispatch_id: null, payload: BANNER }])
    expect(await e.kindsOf(() => syncBanners(e, 'web', ['home'], { user_id: 'mel' }))).toEqual([])
    await syncBanners(e, 'ios', ['home'], { user_id: 'mel' })
    expect((await messages()).map(({ device_id }: any) => device_id)).toEqual(['e5585b85-web', 'c0ffee00-ios'])
    await e.post('/users/track', { attributes: [{ external_id: 'mel', first_name: 'Em' }] })
    await syncBanners(e, 'web', ['home'], { user_id: 'mel' })
    expect((await messages()).map(({ payload }: any) => payload.html)).toEqual(['<p>Hi Em</p>', '<p>Hi Mel</p>'])
  })
})

describe('B2: at most 10 placements a session', () => {
  const names = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => `p${from + index}`)

  it('those asked for first are answered, the rest are dropped with a trace; the next session begins anew', async () => {
    const e = emulator()
    await people(e, 'mel')
    await starts(e, 'web', 'mel')
    expect(Object.keys(shownAt(await syncBanners(e, 'web', names(1, 8), { user_id: 'mel' })))).toEqual(names(1, 8))
    const rows = await e.rowsOf(async () => expect(Object.keys(shownAt(await syncBanners(e, 'web', names(7, 12), { user_id: 'mel' })))).toEqual(names(7, 10)))
    expect(rows.map(({ kind, data }) => [kind, data['rule'], (data['compared'] as any).dropped])).toEqual([['decision.ignored', 'B2', ['p11', 'p12']]])
    await starts(e, 'web', 'mel')
    expect(Object.keys(shownAt(await syncBanners(e, 'web', names(11, 12), { user_id: 'mel' })))).toEqual(names(11, 12))
  })

  it('of each user of a device, though no session of his was heard of', async () => {
    const e = emulator()
    await syncBanners(e, 'web', names(1, 10), { user_id: 'mel' })
    expect(Object.keys(shownAt(await syncBanners(e, 'web', names(11, 12), { user_id: 'mel' })))).toEqual([])
    expect(Object.keys(shownAt(await syncBanners(e, 'web', names(11, 12), { user_id: 'kai' })))).toEqual(names(11, 12))
  })

  it('of each device for itself', async () => {
    const e = emulator()
    await syncBanners(e, 'web', names(1, 10), { user_id: 'mel' })
    expect(Object.keys(shownAt(await syncBanners(e, 'android', names(11, 12), { user_id: 'mel' })))).toEqual(names(11, 12))
  })
})

describe('B6: pending dismissals', () => {
  it('are acknowledged as they came; the Banner is not returned to any device of the user', async () => {
    const e = await withBanner()
    await syncBanners(e, 'web', ['home'], { user_id: 'mel' })
    const dismissal = { banner_id: ID, dismissal_time: T * 1000 }
    let answer: Record<string, any> = {}
    expect(await e.kindsOf(async () => void (answer = await syncBanners(e, 'web', ['home'], { user_id: 'mel', pending_dismissals: [dismissal] })))).toEqual([])
    expect([shownAt(answer), answer['dismissals']]).toEqual([{ home: null }, { acknowledged: [dismissal] }])
    expect((await syncBanners(e, 'ios', ['home'], { user_id: 'mel' }))['banners']).toEqual([])
    expect(shownAt(await syncBanners(e, 'android', ['home'], { user_id: 'kai' }))['home']).toMatchObject({ id: ID })
  })

  it('of what the user was never handed are acknowledged too, with a trace', async () => {
    const e = await withBanner()
    const rows = await e.rowsOf(async () => {
      const answer = await syncBanners(e, 'web', ['home'], { user_id: 'mel', pending_dismissals: [{ banner_id: 'b1', dismissal_time: 5 }] })
      expect([answer['dismissals'].acknowledged, shownAt(answer)['home']?.['id']]).toEqual([[{ banner_id: 'b1', dismissal_time: 5 }], ID])
    })
    expect(rows.map(({ kind, data }) => [kind, data['rule']])).toEqual([['device.registered', undefined], ['decision.ignored', 'B6']])
    expect(rows[1]!.data['compared']).toEqual({ banner_ids: ['b1'], count: 1, app_id: homeKeys.web, device_id: 'e5585b85-web' })
  })
})
