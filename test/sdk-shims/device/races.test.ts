// What happens when answers, users, processes and switches cross each other (S10, U13, U14, N5-N7, N9, A6, A10, C2).
import { describe, expect, test } from 'vitest'
import type { WireAnswer } from '../../../sdk-shims/device/index.ts'
import { takeToken } from '../../../sdk-shims/device/token-bucket.ts'
import { answer, bench, codes, config, DATA, events, paths, START_S } from './scripted-server.ts'

const CARDS = '/api/v3/content_cards/sync'

/** An answer that comes when the test says so. */
const held = (value: WireAnswer): { coming: Promise<WireAnswer>; arrive(): void } => {
  let arrive = (): void => {}
  const coming = new Promise<WireAnswer>((resolve) => { arrive = () => resolve(value) })
  return { coming, arrive: () => arrive() }
}
const ticks = async (): Promise<void> => { for (let i = 0; i < 10; i++) await Promise.resolve() }

describe('sessions', () => {
  test('S10 android: a session begun by changeUser while away runs out by its timer', async () => {
    const { device, news, pass } = bench('android')
    device.launch()
    device.background()
    await pass(10)
    await news()
    device.changeUser('u1')
    expect((await news()).map(codes)).toEqual([['ss']])
    await pass(10)
    const sent = await news()
    expect(sent.map(codes)).toEqual([['se']])
    expect(events(sent[0])[0]).toMatchObject({ user_id: 'u1', data: { d: 0 } })
  })

  test('S10 web: changeUser ends the old session now, also after its timeout. observed: web SDK 6.13.0', async () => {
    const { device, news, pass } = bench('web')
    device.launch()
    await news()
    await pass(5000)
    device.changeUser('u1')
    expect(events((await news())[0])[0]).toMatchObject({ name: 'se', time: START_S + 5000, data: { d: 5000 } })
  })
})

describe('answers for somebody else', () => {
  test('U13 web: triggers that arrive after the user changed are ignored', async () => {
    const { device, script, news } = bench('web')
    const first = held(answer({ triggers: [{ id: 'old' }] }))
    script(DATA, first.coming)
    device.launch()
    await ticks()
    device.changeUser('u1')
    first.arrive()
    expect((await news()).map(codes)).toEqual([['ss'], ['se', 'ss']])
    expect(device.state().triggers).toEqual([])
  })

  test('M1 web: triggers nobody asked for are ignored', async () => {
    const { device, script, news } = bench('web')
    device.launch()
    await news()
    script(DATA, answer({ triggers: [{ id: 'x' }] }))
    device.setFirstName('Ada')
    device.requestImmediateDataFlush()
    await news()
    expect(device.state().triggers).toEqual([])
  })

  test('U13 web: cards that arrive after the user changed are ignored', async () => {
    const { device, script, standing, news } = bench('web')
    standing(DATA, { config: config({ content_cards: { enabled: true } }) })
    standing(CARDS, { cards: [], last_full_sync_at: 1, last_card_updated_at: 1 })
    const first = held(answer({ cards: [{ id: 'old', ea: -1 }], full_sync: true }))
    script(CARDS, first.coming)
    device.launch()
    await ticks()
    expect(device.requests.at(-1)?.path).toBe(CARDS)
    device.changeUser('u1')
    first.arrive()
    await news()
    expect(device.state().contentCards).toEqual([])
  })

  test('U14 web: the device object is due again for the new user, whatever the old request brings', async () => {
    const { device, script, news, pass } = bench('web')
    const first = held(answer({}))
    script(DATA, first.coming, answer('', 500))
    device.launch()
    await ticks()
    device.changeUser('u1')
    first.arrive()
    await news()
    await pass(30)
    const [again] = await news()
    expect(codes(again)).toEqual(['se', 'ss'])
    expect(again?.body['device']).toBeDefined()
  })
})

describe('process and switches', () => {
  test('N9 ios: a call that hangs when the app dies does not hold up the next process', async () => {
    const { device, script, news } = bench('ios')
    device.launch()
    await news()
    const hanging = held(answer({}))
    script(DATA, hanging.coming)
    device.logCustomEvent('a')
    device.requestImmediateDataFlush()
    await ticks()
    device.kill()
    device.launch()
    device.requestImmediateDataFlush()
    await ticks()
    expect(device.requests.map((one) => one.outcome)).toEqual(['ok', 'in flight', 'ok'])
    hanging.arrive()
    await news()
    expect(device.pending.events).toEqual([])
  })

  test('N5 web: what was about to leave when requests were held stays and leaves on release', async () => {
    const { device, news } = bench('web')
    device.launch()
    await news()
    device.logCustomEvent('a')
    device.requestImmediateDataFlush()
    device.setOutboundNetworkRequestsOffline(true)
    expect(await news()).toEqual([])
    device.setOutboundNetworkRequestsOffline(false)
    expect((await news()).map(codes)).toEqual([['ce']])
  })

  test('C2 web: a feature turned on in mid-session is fetched once; a later release repeats nothing', async () => {
    const { device, script, news } = bench('web')
    device.launch()
    await news()
    script(DATA, answer({ config: config({ time: START_S + 1, content_cards: { enabled: true } }) }))
    device.setFirstName('Ada')
    device.requestImmediateDataFlush()
    expect(paths(await news())).toEqual(['data/', 'content_cards/sync'])
    device.setOutboundNetworkRequestsOffline(true)
    device.setOutboundNetworkRequestsOffline(false)
    expect(await news()).toEqual([])
  })

  test('C2 web: a sync that waited for the first config waits no more after it', async () => {
    const { device, standing, news } = bench('web')
    standing(DATA, { config: config({ content_cards: { enabled: true } }) })
    device.launch()
    expect(paths(await news())).toEqual(['data/', 'content_cards/sync'])
    device.setOutboundNetworkRequestsOffline(true)
    device.setOutboundNetworkRequestsOffline(false)
    expect(await news()).toEqual([])
  })

  test('N10 web: wipeData forgets an unanswered session start', async () => {
    const { device, news, pass } = bench('web')
    device.goOffline()
    device.launch()
    await news()
    device.wipeData()
    device.goOnline()
    await pass(600)
    expect(await news()).toEqual([])
  })
})

describe('counters', () => {
  test('N6 web: what comes back fills the gaps alone: `custom` is one field, and null is a gap', async () => {
    const { device, news, script } = bench('web')
    device.launch()
    await news()
    script(DATA, answer('', 500))
    device.setAttributes({ custom: { size: 1, lost: true }, first_name: 'Old', home_city: 'Ulm' })
    device.requestImmediateDataFlush()
    device.setAttributes({ custom: { size: 2 }, first_name: 'New', home_city: null })
    await news()
    expect(device.pending.attributes).toEqual([{ custom: { size: 2 }, first_name: 'New', home_city: 'Ulm' }])
  })

  test.each([1, 2, 3, 4, 5])('N6 web: a success resets the back-off (seed %i)', async (seed) => {
    const { device, script, news, pass, clock } = bench('web', { seed })
    script(DATA, ...Array.from({ length: 8 }, () => answer('', 500)), answer({}), answer('', 500))
    device.launch()
    await pass(4000)
    expect((await news()).map((one) => one.outcome).slice(-1)).toEqual(['ok'])
    device.setFirstName('Ada')
    device.requestImmediateDataFlush()
    await news()
    expect((device.state().nextFlushAt ?? 0) - clock.now()).toBeLessThanOrEqual(30_000)
  })

  test('A6 web: refusals count in a row: a success between them starts the count again', async () => {
    const { device, script, news, pass } = bench('web', { enableSdkAuthentication: true })
    device.launch()
    device.changeUser('u1', 'jwt')
    await news()
    const refused = answer({ auth_error: { error_code: 22, reason: 'EXPIRED' } })
    script(DATA, ...Array.from({ length: 30 }, () => refused), answer({}), ...Array.from({ length: 30 }, () => refused), answer({}))
    device.setFirstName('a')
    await pass(10_000)
    device.setFirstName('b')
    await pass(10_000)
    expect(await news()).toHaveLength(62)
  })

  test('A10: a signature set while anonymous is sent by the page, not by the phones. observed: web SDK 6.13.0', async () => {
    const phone = bench('android', { enableSdkAuthentication: true })
    phone.device.launch()
    phone.device.setSdkAuthenticationSignature('jwt')
    phone.device.requestImmediateDataFlush()
    expect((await phone.news()).map((one) => one.headers['X-Braze-Auth-Signature'])).toEqual([undefined])
    const { device, news } = bench('web', { enableSdkAuthentication: true })
    device.launch()
    device.setSdkAuthenticationSignature('jwt')
    device.logCustomEvent('a')
    device.requestImmediateDataFlush()
    expect((await news()).map((one) => one.headers['X-Braze-Auth-Signature'])).toEqual([undefined, 'jwt'])
  })

  test('N7: tokens come back one per interval, counted from the first one taken', () => {
    const buckets = {}
    const rule = { key: '*', capacity: 2, refillMs: 30_000, own: false }
    const take = (now: number): unknown => takeToken(buckets, rule, now)
    expect([take(0), take(0), take(0)]).toEqual([{ granted: true, left: 1 }, { granted: true, left: 0 }, { granted: false, at: 30_000 }])
    expect([take(45_000), take(45_000)]).toEqual([{ granted: true, left: 0 }, { granted: false, at: 60_000 }])
    // Never more than the bucket holds
    expect([take(120_000), take(600_000)]).toEqual([{ granted: true, left: 1 }, { granted: true, left: 1 }])
  })
})
