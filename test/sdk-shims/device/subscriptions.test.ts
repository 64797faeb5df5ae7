// Subscribers: what they hear, that they hear copies, when they end; sessions, failures, the verbose log (N10, Q3, S1, S5).
import { describe, expect, test } from 'vitest'
import type { SessionUpdate } from '../../../sdk-shims/device/index.ts'
import { PLATFORMS } from './message-bench.ts'
import { answer, attributes, bench, config, DATA } from './scripted-server.ts'

describe('subscribers', () => {
  test.each(PLATFORMS)('S1, S5 %s: session starts and ends, with the ids of the events', async (platform) => {
    const { device, news, pass } = bench(platform)
    const heard: SessionUpdate[] = []
    const lines: string[] = []
    device.initialize()
    device.subscribe('session', (one) => heard.push(one))
    device.subscribe('log', (line) => lines.push(line))
    device.launch()
    const first = device.state().sessionId
    device.background()
    await pass(4000)
    device.foreground()
    await news()
    const second = device.state().sessionId
    expect(heard).toEqual([{ sessionId: first, event: 'start' }, { sessionId: first, event: 'end' }, { sessionId: second, event: 'start' }])
    expect(lines.filter((one) => /session/.test(one))).toEqual([
      `Started user session (id: ${first})`, expect.stringMatching(`^Ended user session \\(id: ${first}, duration: [\\d.]+s\\)$`), `Started user session (id: ${second})`,
    ])
  })

  test('V: each hears a copy of its own; one that throws stops nobody; ended and killed ones hear nothing', async () => {
    const { device, news, pass } = bench('web')
    const heard: string[] = []
    device.initialize()
    device.subscribe('session', (one) => { one.sessionId = 'spoiled' })
    device.subscribe('session', () => { throw new Error('mine') })
    const end = device.subscribe('session', (one) => heard.push(one.sessionId))
    device.launch()
    await news()
    expect(heard).toEqual([device.state().sessionId])
    end()
    end()
    device.changeUser('u1')
    expect(heard).toHaveLength(1)
    device.subscribe('session', (one) => heard.push(one.sessionId))
    device.kill()
    await pass(4000)
    device.launch()
    expect(heard).toHaveLength(1)
  })

  test.each(PLATFORMS)('N10 %s: subscriptions outlive wipeData', async (platform) => {
    const { device, news } = bench(platform)
    const heard: string[] = []
    device.launch()
    await news()
    device.subscribe('session', (one) => heard.push(one.event))
    device.wipeData()
    device.enableSDK()
    device.openSession()
    expect(heard).toEqual(['start'])
  })

  test.each(PLATFORMS)('N6 %s: a failed request is told of with all that is known of it', async (platform) => {
    const { device, news, script } = bench(platform)
    const failures: unknown[] = []
    device.launch()
    await news()
    device.subscribe('network_failure', (one) => failures.push([one.path, one.failure, one.answer?.status]))
    script(DATA, answer('', 503), new Error('gone'))
    device.setFirstName('x')
    device.requestImmediateDataFlush()
    await news()
    device.requestImmediateDataFlush()
    await news()
    expect(failures).toEqual([[DATA, 'status 503', 503], [DATA, 'gone', undefined]])
  })
})

describe('asked of the server', () => {
  test.each(PLATFORMS)('N2 %s: a flush says how it ended: nothing to send is well, held back or failed is not', async (platform) => {
    const { device, news, script } = bench(platform)
    const ended: boolean[] = []
    const flush = async (): Promise<void> => {
      device.requestImmediateDataFlush((ok) => ended.push(ok))
      await news()
    }
    device.launch()
    await news()
    await flush()
    device.setFirstName('x')
    await flush()
    script(DATA, answer('', 500))
    device.setFirstName('y')
    await flush()
    device.setOutboundNetworkRequestsOffline(true)
    await flush()
    expect(ended).toEqual([true, true, false, false])
  })

  test('web wire 3: metadata that was added travels with the next session\'s first request', async () => {
    const { device, news, pass } = bench('web')
    device.initialize()
    device.addSdkMetadata(['gg', 'npm'])
    device.launch()
    expect((await news())[0]?.body['sdk_metadata']).toEqual(['npm', 'gg'])
    device.setFirstName('x')
    await pass(10)
    const [next] = await news()
    expect([next?.body['sdk_metadata'], attributes(next)]).toEqual([undefined, [{ first_name: 'x' }]])
  })

  test('web wire 5: a flush by hand starts a session where there is none', async () => {
    const { device, news, standing } = bench('web')
    standing(DATA, { config: config() })
    device.initialize()
    device.requestImmediateDataFlush()
    expect((await news()).map((one) => (one.body['events'] as { name: string }[])[0]?.name)).toEqual(['ss'])
  })
})
