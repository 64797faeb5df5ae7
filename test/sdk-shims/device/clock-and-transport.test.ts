// The device's surroundings: virtual clock, seeded ids, transport over any fetch (V, N6).
import { describe, expect, test } from 'vitest'
import { advance, createDevice, createVirtualClock, httpTransport } from '../../../sdk-shims/device/index.ts'
import { answer, START } from './scripted-server.ts'

describe('clock', () => {
  test('V: timers run in time order, equal times in order of creation, cancelled ones not', () => {
    const clock = createVirtualClock(1000)
    const ran: string[] = []
    clock.at(1300, () => ran.push('c'))
    clock.at(1100, () => { ran.push('a'); clock.at(1200, () => ran.push('b')) })
    clock.at(1300, () => ran.push('d'))
    clock.at(1301, () => ran.push('late'))
    clock.at(1150, () => ran.push('cancelled'))()
    expect(clock.nextDue()).toBe(1100)
    clock.setNow(1300)
    expect(ran).toEqual([])
    clock.runDue()
    expect(ran).toEqual(['a', 'b', 'c', 'd'])
    expect(clock.nextDue()).toBe(1301)
    expect(() => clock.setNow(1299)).toThrow(RangeError)
  })

  test('V: advance stops at each timer, so what an answer sets up inside the span fires inside it', async () => {
    const clock = createVirtualClock(0)
    const seen: number[] = []
    clock.at(10, () => { seen.push(clock.now()) })
    let armed = false
    await advance(clock, 100, async () => {
      if (seen.length === 1 && !armed) {
        armed = true
        clock.at(50, () => { seen.push(clock.now()) })
      }
    })
    expect(seen).toEqual([10, 50])
    expect(clock.now()).toBe(100)
  })
})

describe('ids', () => {
  const first = (clock = createVirtualClock(START), seed?: number): string =>
    createDevice({ platform: 'web', apiKey: 'k', transport: async () => answer({}), clock, ...(seed === undefined ? {} : { seed }) }).state().deviceId

  test('V: the same seed gives the same device, another seed another one', () => {
    expect(first(undefined, 7)).toBe(first(undefined, 7))
    expect(first(undefined, 7)).not.toBe(first(undefined, 8))
  })

  test('V: without seeds two devices of one clock differ, and a new clock repeats them', () => {
    const one = createVirtualClock(START)
    const two = createVirtualClock(START)
    const pair = [first(one), first(one)]
    expect(pair[0]).not.toBe(pair[1])
    expect([first(two), first(two)]).toEqual(pair)
  })
})

describe('transport', () => {
  test('V: httpTransport posts to base + path over the given fetch and lowers header names', async () => {
    const got: Array<{ url: string; method: string; key: string | null; body: string }> = []
    const transport = httpTransport('http://127.0.0.1:1/w1/', async (request) => {
      got.push({ url: request.url, method: request.method, key: request.headers.get('x-braze-api-key'), body: await request.text() })
      return new Response('{"ok":1}', { status: 201, headers: { 'Retry-After': '3' } })
    })
    const reply = await transport({ method: 'POST', path: '/api/v3/data/', headers: { 'X-Braze-Api-Key': 'k' }, body: '{"a":1}' })
    expect(got).toEqual([{ url: 'http://127.0.0.1:1/w1/api/v3/data/', method: 'POST', key: 'k', body: '{"a":1}' }])
    expect(reply).toMatchObject({ status: 201, body: '{"ok":1}', headers: { 'retry-after': '3' } })
  })

  test('N6: a fetch that throws is "no network": the data stays', async () => {
    const clock = createVirtualClock(START)
    const transport = httpTransport('http://127.0.0.1:1', () => { throw new TypeError('fetch failed') })
    const device = createDevice({ platform: 'android', apiKey: 'k', transport, clock })
    device.launch()
    await device.idle()
    expect(device.requests).toMatchObject([{ outcome: 'failed', failure: 'fetch failed' }])
    expect(device.pending.events.map((one) => one.name)).toEqual(['ss'])
  })
})
