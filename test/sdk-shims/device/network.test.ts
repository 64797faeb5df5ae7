// Flush, offline, retry, lost data (N1, N2, N4-N6, N8, N9).
import { describe, expect, test } from 'vitest'
import type { Platform, WireAttributes } from '../../../sdk-shims/device/index.ts'
import { answer, attributes, bench, codes, config, DATA, events, START_S } from './scripted-server.ts'

const PLATFORMS: Platform[] = ['web', 'ios', 'android']
const ce = (record: Parameters<typeof events>[0]): unknown[] => events(record).map((one) => (one['data'] as { n?: string }).n)

describe('flush', () => {
  test.each(PLATFORMS)('N1 %s: queued data leaves after 10 s, not before, and once', async (platform) => {
    const { device, news, pass } = bench(platform)
    device.launch()
    await news()
    device.logCustomEvent('a')
    await pass(4)
    device.logCustomEvent('b')
    await pass(5.999)
    expect(await news()).toEqual([])
    await pass(0.001)
    const sent = await news()
    expect(sent.map(ce)).toEqual([['a', 'b']])
    // N8: late data keeps its own time.
    expect(events(sent[0]).map((one) => one['time'])).toEqual([START_S, START_S + 4])
    expect(sent[0]?.headers['X-Braze-Last-Req-Ms-Ago']).toBe('10000')
    expect(device.pending).toEqual({ events: [], attributes: [] })
    await pass(600)
    expect(await news()).toEqual([])
  })

  test('N1 web: a hidden tab waits until it is seen again', async () => {
    const { device, news, pass } = bench('web')
    device.launch()
    await news()
    device.logCustomEvent('a')
    device.background()
    await pass(60)
    expect(await news()).toEqual([])
    device.foreground()
    await pass(10)
    expect((await news()).map(ce)).toEqual([['a']])
  })

  test.each(PLATFORMS)('N2 %s: requestImmediateDataFlush sends at once, and nothing when nothing is queued', async (platform) => {
    const { device, news, pass } = bench(platform)
    device.launch()
    await news()
    device.requestImmediateDataFlush()
    expect(await news()).toEqual([])
    device.logCustomEvent('a')
    device.requestImmediateDataFlush()
    expect((await news()).map(ce)).toEqual([['a']])
    await pass(60)
    expect(await news()).toEqual([])
  })

  test.each(PLATFORMS)('N4 %s: under the manual policy data waits for the request, a session start carries it', async (platform) => {
    const { device, news, pass } = bench(platform, { flushPolicy: 'manual' })
    device.launch()
    expect((await news()).map(codes)).toEqual([['ss']])
    device.logCustomEvent('a')
    device.setFirstName('Ada')
    await pass(600)
    expect(await news()).toEqual([])
    device.requestImmediateDataFlush()
    expect((await news()).map(ce)).toEqual([['a']])
    device.logCustomEvent('b')
    device.changeUser('u1')
    expect((await news()).map(codes)).toEqual([['ce', 'se', 'ss']])
  })
})

describe('no network', () => {
  test.each(PLATFORMS)('N5 %s: held requests: zero calls, nothing lost, all delivered after release', async (platform) => {
    const { device, news, pass } = bench(platform)
    device.launch()
    await news()
    device.setOutboundNetworkRequestsOffline(true)
    device.logCustomEvent('a')
    device.changeUser('u1')
    device.requestImmediateDataFlush()
    await pass(600)
    expect(await news()).toEqual([])
    device.setOutboundNetworkRequestsOffline(false)
    const sent = await news()
    expect(sent.map(codes)).toEqual([['ce', 'se', 'ss']])
    expect(sent[0]?.body['respond_with']).toMatchObject({ triggers: true, user_id: 'u1' })
  })

  test.each(PLATFORMS)('N6 %s: offline keeps everything; back-off lies in 10..30 s, and the retry carries attempt and triggers', async (platform) => {
    const { device, news, pass, clock } = bench(platform)
    device.goOffline()
    device.launch()
    const first = await news()
    expect(first.map((one) => [one.outcome, one.failure, one.answer])).toEqual([['failed', 'the device is offline', undefined]])
    expect(device.pending.events.map((one) => one.name)).toEqual(['ss'])
    const wait = (device.state().nextFlushAt ?? 0) - clock.now()
    expect(wait).toBeGreaterThanOrEqual(10_000)
    expect(wait).toBeLessThanOrEqual(30_000)
    device.goOnline()
    await pass((wait - 1) / 1000)
    expect(await news()).toEqual([])
    await pass(0.001)
    const [again] = await news()
    expect(codes(again)).toEqual(['ss'])
    expect(again?.headers['X-Braze-Req-Attempt']).toBe('2')
    expect(again?.body['respond_with']).toMatchObject({ triggers: true })
    expect(again?.body['device']).toBeDefined()
    device.logCustomEvent('a')
    await pass(10)
    expect((await news())[0]?.headers['X-Braze-Req-Attempt']).toBe('1')
  })

  test('N6 web: waits grow by chance of the seed and never pass 300 s; another seed waits otherwise', async () => {
    const waits = async (seed: number): Promise<number[]> => {
      const { device, clock, pass } = bench('web', { seed })
      device.goOffline()
      device.launch()
      const out: number[] = []
      for (let i = 0; i < 40; i++) {
        await device.idle()
        const wait = (device.state().nextFlushAt ?? 0) - clock.now()
        out.push(wait)
        await pass(wait / 1000)
      }
      return out
    }
    const one = await waits(1)
    expect(one).toEqual(await waits(1))
    expect(one).not.toEqual(await waits(2))
    expect(Math.min(...one)).toBeGreaterThanOrEqual(10_000)
    expect(Math.max(...one)).toBeLessThanOrEqual(300_000)
    expect(Math.max(...one)).toBeGreaterThan(30_000)
    one.slice(1).forEach((wait, i) => expect(wait).toBeLessThanOrEqual(Math.max(10_000, (one[i] ?? 0) * 3)))
  })

  test.each([['20', 20_000], ['Tue, 14 Nov 2023 22:13:50 GMT', 30_000]])('N6 web: Retry-After %s is added to the back-off', async (header, extra) => {
    const plain = bench('web')
    plain.script(DATA, answer('', 503))
    plain.device.launch()
    await plain.news()
    const told = bench('web')
    told.script(DATA, answer('', 503, { 'retry-after': header }))
    told.device.launch()
    await told.news()
    expect((told.device.state().nextFlushAt ?? 0) - (plain.device.state().nextFlushAt ?? 0)).toBe(extra)
  })

  test('N6 web: request_backoff of the config sets the wait', async () => {
    const { device, news, pass, script } = bench('web')
    script(DATA, answer({ config: config({ request_backoff: { min_sleep_duration_ms: 500, scale_factor: 1, max_sleep_duration_ms: 500 } }) }), answer('', 500))
    device.launch()
    device.logCustomEvent('a')
    await pass(10)
    await news()
    await pass(0.5)
    expect((await news()).map(ce)).toEqual([['a']])
  })

  test.each([['web', ['b', 'a']], ['ios', ['a', 'b']], ['android', ['a', 'b']]] as const)('N6 %s: data of a failed request returns to its place in the queue', async (platform, order) => {
    const { device, news, pass, script } = bench(platform)
    device.launch()
    await news()
    script(DATA, answer('', 500))
    device.logCustomEvent('a')
    device.setFirstName('Old')
    device.setLastName('Kept')
    device.requestImmediateDataFlush()
    device.logCustomEvent('b')
    device.setFirstName('New')
    await news()
    await pass(30)
    const sent = await news()
    expect(sent.map(ce)).toEqual([order])
    expect(attributes(sent[0])).toEqual([{ first_name: 'New', last_name: 'Kept' }])
  })

  test.each(['ios', 'android'] as const)('N6 %s: what is in line behind a request that fails waits for it: events in order, the newest values on top', async (platform) => {
    const { device, news, script, pass } = bench(platform)
    device.launch()
    await news()
    script(DATA, new Error('no network'))
    const said: [string, WireAttributes][] = [['1', { first_name: 'A', custom: { a: 1, b: 1 } }], ['2', { first_name: 'B', custom: { b: 2 } }], ['3', { last_name: 'L' }]]
    for (const [n, fields] of said) {
      device.setAttributes(fields)
      device.logCustomEvent(n)
      device.requestImmediateDataFlush()
    }
    device.setAttributes({ last_name: 'M' })
    expect((await news()).map((one) => [one.outcome, ...ce(one)])).toEqual([['failed', '1']])
    device.logCustomEvent('4')
    // What was on its way when the process died comes before what was not
    device.requestImmediateDataFlush()
    device.kill()
    await pass(1)
    device.initialize()
    device.requestImmediateDataFlush()
    const sent = (await news()).at(-1)
    expect(ce(sent)).toEqual(['1', '2', '3', '4'])
    expect(attributes(sent)).toEqual([{ first_name: 'B', custom: { a: 1, b: 2 }, last_name: 'M' }])
  })

  test.each(PLATFORMS)('N6 %s: killed with several requests in line: the next process sends it all in order', async (platform) => {
    const { device, news, script } = bench(platform)
    device.launch()
    await news()
    script(DATA, new Promise(() => undefined))
    for (const n of ['1', '2', '3']) {
      device.setFirstName(n)
      device.logCustomEvent(n)
      device.requestImmediateDataFlush()
    }
    device.logCustomEvent('4')
    device.kill()
    device.initialize()
    expect(device.pending).toMatchObject({ events: ['1', '2', '3', '4'].map((n) => ({ data: { n } })), attributes: [{ first_name: '3' }] })
  })

  test.each(PLATFORMS)('N6 %s: queued data survives process death', async (platform) => {
    const { device, news, pass } = bench(platform)
    device.launch()
    await news()
    device.logCustomEvent('a')
    device.kill()
    await pass(600)
    expect(await news()).toEqual([])
    device.launch()
    await pass(10)
    expect((await news()).flatMap(ce)).toContain('a')
  })

  test('N9 ios: killed before the answer came, the same event is sent twice', async () => {
    const { device, news, script } = bench('ios')
    device.launch()
    await news()
    let arrive = (): void => {}
    script(DATA, new Promise((resolve) => { arrive = () => resolve(answer({})) }))
    device.logCustomEvent('a')
    device.requestImmediateDataFlush()
    await Promise.resolve()
    await Promise.resolve()
    expect(device.requests.at(-1)?.outcome).toBe('in flight')
    device.kill()
    device.launch()
    device.requestImmediateDataFlush()
    arrive()
    const sent = await news()
    expect(sent.map(ce)).toEqual([['a'], ['a']])
    expect(events(sent[1])).toEqual(events(sent[0]))
  })
})

describe('bad answers', () => {
  test.each(PLATFORMS)('N6 %s: {"error"} in a 2xx loses the data', async (platform) => {
    const { device, news, pass, script } = bench(platform)
    device.launch()
    await news()
    script(DATA, answer({ error: 'invalid_api_key' }))
    device.logCustomEvent('a')
    await pass(10)
    const [sent] = await news()
    expect(sent).toMatchObject({ outcome: 'lost', failure: 'invalid_api_key' })
    expect(device.pending.events).toEqual([])
    await pass(600)
    expect(await news()).toEqual([])
  })

  test.each([['', 'empty_response'], ['<html>', 'invalid_json_response']])('N6 web: body %j loses the data and logs ie', async (body, name) => {
    const { device, news, pass, script } = bench('web')
    device.launch()
    await news()
    script(DATA, answer(body))
    device.logCustomEvent('a')
    await pass(10)
    expect((await news())[0]).toMatchObject({ outcome: 'lost', failure: name })
    await pass(10)
    const sent = await news()
    expect(sent).toHaveLength(1)
    expect(events(sent[0])).toEqual([{ name: 'ie', time: START_S + 10, data: { e: name }, session_id: device.state().sessionId }])
  })

  test.each(['ios', 'android'] as const)('N6 %s: an unreadable body is a failed request and is retried', async (platform) => {
    const { device, news, pass, script } = bench(platform)
    script(DATA, answer('<html>'))
    device.launch()
    expect((await news())[0]).toMatchObject({ outcome: 'failed', decodeError: 'invalid_json_response' })
    await pass(30)
    expect((await news()).map(codes)).toEqual([['ss']])
  })
})
