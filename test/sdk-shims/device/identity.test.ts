// changeUser and aliases (U1, U2, U8, U10, U13, U14, U16, S10).
import { describe, expect, test } from 'vitest'
import type { Platform } from '../../../sdk-shims/device/index.ts'
import { answer, attributes, bench, codes, config, DATA, events, paths, START_S } from './scripted-server.ts'

const PLATFORMS: Platform[] = ['web', 'ios', 'android']

describe('anonymous to known', () => {
  test('U2 web: one request; anonymous events keep no user_id, anonymous attributes take the new id', async () => {
    const { device, news, pass } = bench('web')
    device.launch()
    await news()
    const old = device.state().sessionId
    await pass(5)
    device.logCustomEvent('browsed')
    device.setFirstName('Ada')
    expect(device.changeUser('u1')).toBe(true)
    const sent = await news()
    expect(sent).toHaveLength(1)
    const now = START_S + 5
    expect(sent[0]?.body).toMatchObject({
      respond_with: { triggers: true, user_id: 'u1', config: { config_time: START_S } },
      attributes: [{ user_id: 'u1', first_name: 'Ada' }],
      device: { browser: 'Chrome' },
    })
    expect(events(sent[0])).toEqual([
      { name: 'ce', time: now, data: { n: 'browsed', p: {} }, session_id: old },
      { name: 'se', time: now, data: { d: 5 }, session_id: old },
      { name: 'ss', time: now, data: {}, session_id: device.state().sessionId, user_id: 'u1' },
    ])
    expect(sent[0]?.body).not.toHaveProperty('user_id')
  })

  test('U2 ios: user_id on new events and in respond_with; queued anonymous attributes stay anonymous', async () => {
    const { device, news } = bench('ios')
    device.launch()
    await news()
    device.setFirstName('Ada')
    device.changeUser('u1')
    device.logCustomEvent('bought')
    device.requestImmediateDataFlush()
    const sent = await news()
    expect(sent.map(codes)).toEqual([['se', 'ss'], ['ce']])
    expect(sent[0]?.body['attributes']).toEqual([{ first_name: 'Ada' }])
    expect(events(sent[0])[0]).not.toHaveProperty('user_id')
    expect(events(sent[0])[1]).toMatchObject({ user_id: 'u1' })
    expect(events(sent[1])).toEqual([
      { name: 'ce', time: START_S, data: { n: 'bought' }, session_id: device.state().sessionId, user_id: 'u1' },
    ])
    expect(sent[1]?.body['respond_with']).toEqual({ user_id: 'u1', config: { config_time: START_S } })
  })

  test('U2 android: an attributes entry with only the id', async () => {
    const { device, news } = bench('android')
    device.launch()
    await news()
    device.changeUser('u1')
    const sent = await news()
    expect(sent.map(codes)).toEqual([['se', 'ss']])
    expect(sent[0]?.body['attributes']).toEqual([{ user_id: 'u1' }])
  })

  test.each(PLATFORMS)('U1 %s: no payload of an anonymous user holds a user_id', async (platform) => {
    const { device, news, pass, standing } = bench(platform)
    standing(DATA, { config: config({ content_cards: { enabled: true }, feature_flags: { enabled: true, refresh_rate_limit: 0 } }) })
    device.launch()
    device.logCustomEvent('a')
    device.setFirstName('Ada')
    device.allowPush()
    await pass(20)
    device.kill()
    await pass(4000)
    device.launch()
    const sent = await news()
    expect(paths(sent)).toContain('content_cards/sync')
    expect(JSON.stringify(sent.map((one) => one.body))).not.toContain('user_id')
  })
})

describe('known to known', () => {
  test.each(PLATFORMS)('U13 %s: the old user\'s data and se leave first, under the old id, then ss in a second request', async (platform) => {
    const { device, news } = bench(platform)
    device.launch()
    device.changeUser('u1')
    await news()
    device.logCustomEvent('mine')
    device.setFirstName('Ada')
    device.changeUser('u2')
    const sent = await news()
    expect(sent.map(codes)).toEqual([['ce', 'se'], ['ss']])
    expect(events(sent[0]).map((one) => one['user_id'])).toEqual(['u1', 'u1'])
    expect(sent[0]?.body['attributes']).toEqual([{ user_id: 'u1', first_name: 'Ada' }])
    expect(sent[0]?.body['respond_with']).toEqual({ user_id: 'u1', config: { config_time: START_S } })
    expect(events(sent[1]).map((one) => one['user_id'])).toEqual(['u2'])
    expect(sent[1]?.body['attributes']).toEqual(platform === 'android' ? [{ user_id: 'u2' }] : undefined)
    expect(sent[1]?.body['respond_with']).toEqual({ triggers: true, user_id: 'u2', config: { config_time: START_S } })
    expect(sent[1]?.body['device']).toBeDefined()
  })

  test.each(['ios', 'android'] as const)('S10, S8 %s: in the background too; the time behind does not count', async (platform) => {
    const { device, news, pass } = bench(platform)
    device.launch()
    await pass(20)
    device.background()
    await pass(5)
    await news()
    device.changeUser('u1')
    expect((await news()).flatMap(events).map(({ name, time, data }) => [name, (time as number) - START_S, data])).toEqual([['se', 25, { d: 20 }], ['ss', 25, {}]])
  })

  test.each(PLATFORMS)('S10 %s: the same id again does nothing', async (platform) => {
    const { device, news, pass } = bench(platform)
    device.launch()
    device.changeUser('u1')
    await news()
    const before = device.state().sessionId
    device.changeUser('u1')
    await pass(60)
    expect(await news()).toEqual([])
    expect(device.state().sessionId).toBe(before)
  })

  test('U14 web: content of the old user is gone at once, triggers for the old user are ignored', async () => {
    const { device, news, script } = bench('web')
    script(DATA, answer({ config: config({ content_cards: { enabled: true } }), triggers: [{ id: 't-anon' }] }), answer({ triggers: [{ id: 't-old' }] }), answer({ triggers: [{ id: 't-unasked' }] }), answer({ triggers: [{ id: 't-new' }] }))
    script('/api/v3/content_cards/sync', answer({ cards: [{ id: 'c1', tp: 'short_news', ea: -1 }], full_sync: true, last_full_sync_at: 7, last_card_updated_at: 8 }))
    device.launch()
    await device.idle()
    expect(device.state().triggers).toEqual([{ id: 't-anon' }])
    expect(device.state().contentCards).toMatchObject([{ id: 'c1' }])
    device.changeUser('u1')
    expect(device.state()).toMatchObject({ triggers: [], contentCards: [] })
    device.changeUser('u2')
    const sent = await news()
    expect(device.state().triggers).toEqual([{ id: 't-new' }])
    const syncs = sent.filter((one) => one.path.endsWith('content_cards/sync')).slice(1)
    expect(syncs.map((one) => [one.body['user_id'], one.body['last_full_sync_at']])).toEqual([['u2', 0]])
  })
})

describe('refusals', () => {
  test.each(PLATFORMS)('U8 %s: changeUser("") changes nothing', async (platform) => {
    const { device, news, pass } = bench(platform)
    device.launch()
    device.changeUser('u1')
    await news()
    expect(device.changeUser('')).toBe(false)
    await pass(60)
    expect(await news()).toEqual([])
    expect(device.state().userId).toBe('u1')
  })

  test('U16 web: an id of 997 bytes is taken, one of 998 bytes is not', async () => {
    const { device, news } = bench('web')
    device.launch()
    await news()
    expect(device.changeUser('é'.repeat(499))).toBe(false)
    expect(await news()).toEqual([])
    expect(device.changeUser(`${'é'.repeat(498)}x`)).toBe(true)
    expect(await news()).toHaveLength(1)
  })

  test('U10 web: blank alias parts send nothing; an alias then marks anonymous requests', async () => {
    const { device, news, pass } = bench('web')
    device.launch()
    await news()
    expect([device.addAlias('', 'l'), device.addAlias('n', '')]).toEqual([false, false])
    await pass(60)
    expect(await news()).toEqual([])
    expect(device.addAlias('n', 'l')).toBe(true)
    device.logCustomEvent('a')
    device.requestImmediateDataFlush()
    const [sent] = await news()
    // The alias of the moment of sending is on what was logged before it too. observed: web SDK 6.13.0
    expect(events(sent)[0]).toMatchObject({ name: 'uae', data: { a: 'n', l: 'l' }, alias: { label: 'l', name: 'n' } })
    expect(events(sent)[1]).toMatchObject({ name: 'ce', alias: { label: 'l', name: 'n' } })
    expect(sent?.body).toMatchObject({ alias: { label: 'l', name: 'n' }, respond_with: { alias: { label: 'l', name: 'n' } } })
    device.changeUser('u1')
    const [after] = await news()
    expect(after?.body).not.toHaveProperty('alias')
    expect(events(after)[1]).not.toHaveProperty('alias')
  })
})
