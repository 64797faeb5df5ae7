// SDK authentication on the device: what the app is told, what is kept, when it pauses (A2, A6, A7, A8, A10, A11; web wire 5, mobile wire 6).
import { describe, expect, test } from 'vitest'
import type { JsonObject, Platform, SdkAuthError } from '../../../sdk-shims/device/index.ts'
import { PLATFORMS } from './message-bench.ts'
import { answer, bench, codes, config, DATA, events } from './scripted-server.ts'
import type { Bench } from './scripted-server.ts'

const REFUSED = { auth_error: { error_code: 22, reason: 'EXPIRED' } }
const READS: Platform[] = ['web', 'android']

const signed = async (platform: Platform): Promise<Bench & { heard: SdkAuthError[] }> => {
  const all = bench(platform, { enableSdkAuthentication: true })
  const heard: SdkAuthError[] = []
  all.device.initialize()
  all.device.subscribe('auth_error', (one) => heard.push(one))
  all.device.launch()
  all.device.changeUser('u1', 'jwt-1')
  await all.news()
  return { ...all, heard }
}

describe('the callback', () => {
  test.each(READS)('A4, A6 %s: code, reason, user and signature of each refused request', async (platform) => {
    const { device, heard, script, pass } = await signed(platform)
    script(DATA, answer(REFUSED), answer(REFUSED))
    device.logCustomEvent('a')
    await pass(10)
    expect(heard).toEqual([{ errorCode: 22, reason: 'EXPIRED', userId: 'u1', signature: 'jwt-1', optional: false }])
    await pass(30)
    expect(heard).toHaveLength(2)
  })

  test.each(READS)('A6 %s: on every path, syncs too', async (platform) => {
    const { device, heard, standing, script, news } = await signed(platform)
    standing(DATA, { config: config({ time: 1_700_000_001, content_cards: { enabled: true } }) })
    script('/api/v3/content_cards/sync', answer({ auth_error: { error_code: 26 } }))
    device.setFirstName('x')
    device.requestImmediateDataFlush()
    await news()
    expect(heard).toEqual([{ errorCode: 26, reason: undefined, userId: 'u1', signature: 'jwt-1', optional: false }])
  })

  test('A10 ios: optional errors reach the app, with the data accepted; those that refuse do not', async () => {
    const { device, heard, script, news, pass } = await signed('ios')
    script(DATA, answer({ optional_auth_error: { error_code: 22, reason: 'EXPIRED' } }), answer(REFUSED))
    device.logCustomEvent('a')
    device.requestImmediateDataFlush()
    const [first] = await news()
    expect([first?.outcome, device.pending.events]).toEqual(['ok', []])
    expect(heard).toEqual([{ errorCode: 22, reason: 'EXPIRED', userId: 'u1', signature: 'jwt-1', optional: true }])
    device.logCustomEvent('b')
    await pass(10)
    expect(heard).toHaveLength(1)
    expect(device.state().authErrors).toEqual([{ error_code: 22, reason: 'EXPIRED', optional: true }, { error_code: 22, reason: 'EXPIRED' }])
  })

  test.each(READS)('A2 %s: an optional error is not told', async (platform) => {
    const { device, heard, script, news } = await signed(platform)
    script(DATA, answer({ optional_auth_error: { error_code: 22, reason: 'EXPIRED' } }))
    device.logCustomEvent('a')
    device.requestImmediateDataFlush()
    expect((await news())[0]?.outcome).toBe('ok')
    expect([heard, device.state().authErrors.length]).toEqual([[], 1])
  })

  test('A6: a plain 401 is a failed request and no refusal', async () => {
    for (const platform of PLATFORMS) {
      const { device, heard, script, pass, news } = await signed(platform)
      const failures: unknown[] = []
      device.subscribe('network_failure', (one) => failures.push(one.failure))
      script(DATA, answer(REFUSED, 401))
      device.logCustomEvent('a')
      await pass(10)
      expect([platform, heard, failures]).toEqual([platform, [], ['status 401']])
      await pass(60)
      expect((await news()).at(-1)?.outcome).toBe('ok')
    }
  })
})

describe('what is kept', () => {
  test.each(PLATFORMS)('A6 %s: refused data stays, waits for the back-off, and leaves with the new signature: at once, on web with the next flush', async (platform) => {
    const { device, script, pass, news } = await signed(platform)
    script(DATA, answer(REFUSED))
    device.logCustomEvent('a')
    device.setFirstName('Ada')
    await pass(10)
    await news()
    expect(device.pending).toMatchObject({ events: [{ name: 'ce', user_id: 'u1' }], attributes: [{ user_id: 'u1', first_name: 'Ada' }] })
    await pass(5)
    device.setSdkAuthenticationSignature('jwt-2')
    if (platform === 'web') {
      expect(await news()).toEqual([])
      device.requestImmediateDataFlush()
    }
    const [sent] = await news()
    expect([sent?.headers['X-Braze-Auth-Signature'], codes(sent)]).toEqual(['jwt-2', ['ce']])
    expect(device.pending).toEqual({ events: [], attributes: [] })
  })

  test.each(PLATFORMS)('A6 %s: the 50th refusal in a row pauses automatic flushes; a request by hand still goes; a good answer ends the row', async (platform) => {
    const { device, standing, pass, news } = await signed(platform)
    standing(DATA, REFUSED)
    device.logCustomEvent('a')
    for (let i = 0; i < 70; i++) await pass(300)
    expect(await news()).toHaveLength(50)
    standing(DATA, {})
    await pass(3000)
    expect(await news()).toEqual([])
    // N2: on web a flush by hand counts as activity, here long after the session ran out
    device.requestImmediateDataFlush()
    const sent = await news()
    expect(sent.flatMap(codes)).toContain('ce')
    device.logCustomEvent('b')
    await pass(10)
    expect((await news()).flatMap((one) => events(one).map((event) => (event['data'] as JsonObject)['n']))).toContain('b')
  })

  test('A6: failures of another kind in between neither count nor start anew', async () => {
    const { device, script, standing, pass, news } = await signed('android')
    script(DATA, ...Array.from({ length: 20 }, () => answer(REFUSED)), answer('', 500))
    standing(DATA, REFUSED)
    device.logCustomEvent('a')
    for (let i = 0; i < 70; i++) await pass(300)
    expect(await news()).toHaveLength(51)
  })

  test.each(PLATFORMS)('A8 %s: what another user logged is not sent with this user\'s signature', async (platform) => {
    const { device, script, pass, news } = await signed(platform)
    script(DATA, answer('', 500), answer('', 500), answer('', 500))
    device.logCustomEvent('of u1')
    device.changeUser('u2', 'jwt-2')
    await pass(120)
    const sent = await news()
    expect(sent.length).toBeGreaterThan(2)
    for (const one of sent) {
      const users = new Set(events(one).map((event) => event['user_id']))
      expect([one.headers['X-Braze-Auth-Signature'], [...users]]).toEqual([one.headers['X-Braze-Auth-Signature'] === 'jwt-1' ? 'jwt-1' : 'jwt-2', [one.headers['X-Braze-Auth-Signature'] === 'jwt-1' ? 'u1' : 'u2']])
    }
    expect(device.pending.events.map((one) => one.user_id)).toEqual(Array(device.pending.events.length).fill('u1'))
    expect(device.pending.events.length).toBeGreaterThan(0)
  })

  test.each(PLATFORMS)('A11 %s: a signature replaced while a refusal is on its way: what was refused with the old one is sent with the new one', async (platform) => {
    const { device, script, news } = await signed(platform)
    let give: (body: JsonObject) => void = () => undefined
    script(DATA, new Promise((resolve) => { give = (body) => resolve(answer(body)) }))
    device.logCustomEvent('a')
    device.requestImmediateDataFlush()
    await Promise.resolve()
    device.setSdkAuthenticationSignature('jwt-2')
    give(REFUSED)
    await news()
    device.requestImmediateDataFlush()
    const [again] = await news()
    expect([again?.headers['X-Braze-Auth-Signature'], codes(again)]).toEqual(['jwt-2', ['ce']])
  })
})
