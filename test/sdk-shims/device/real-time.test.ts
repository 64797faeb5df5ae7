// The real-time channel: where to listen is asked, a stream is opened, its messages make the device sync (web wire 10).
import { describe, expect, test } from 'vitest'
import { fetchEventStream } from '../../../sdk-shims/device/index.ts'
import type { EventStream, JsonObject } from '../../../sdk-shims/device/index.ts'
import { composite, onEvent, trigger } from './message-bench.ts'
import { answer, bench, config, DATA, paths, START_S } from './scripted-server.ts'
import type { Bench } from './scripted-server.ts'

const ON = { dust: { enabled: true }, content_cards: { enabled: true }, feature_flags: { enabled: true, refresh_rate_limit: 100_000 } }
const ADDRESS = { mite: 'app:user:device', host: 'http://127.0.0.1:8080', auth: 'tok', expiration: START_S + 3600 }
const BACKOFF = { request_backoff: { min_sleep_duration_ms: 1000, scale_factor: 1, max_sleep_duration_ms: 1000 } }

type Line = { url: string; open(): void; say(what: unknown): void; break(): void; closed: boolean }

const listening = async (more: JsonObject = {}, address: JsonObject = ADDRESS): Promise<Bench & { lines: Line[] }> => {
  const lines: Line[] = []
  const eventStream: EventStream = (url, { open, message, error }) => {
    const line: Line = { url, open, say: (what) => message(typeof what === 'string' ? what : JSON.stringify(what)), break: error, closed: false }
    lines.push(line)
    return { close: () => { line.closed = true } }
  }
  const all = bench('web', { eventStream, minimumIntervalBetweenTriggerActionsInSeconds: 0 })
  all.standing(DATA, { config: config({ ...ON, ...BACKOFF, ...more }) })
  all.standing('/api/v3/dust/config', address)
  all.device.launch()
  await all.news()
  return { ...all, lines }
}

describe('connecting', () => {
  test('the address is asked for with each session; the third part of mite names the page', async () => {
    const { device, lines, pass, news } = await listening()
    // Twice, where the session had begun when the config turned it on
    expect(device.requests.filter((one) => one.path.endsWith('dust/config')).map((one) => one.body['device_id'])).toEqual(['dev-1', 'dev-1'])
    expect(lines).toHaveLength(1)
    const url = new URL(lines[0]!.url)
    expect([url.origin, url.pathname, url.searchParams.get('attempts'), url.searchParams.get('auth'), url.searchParams.has('rcs')]).toEqual(['http://127.0.0.1:8080', '/sse', '0', 'tok', false])
    expect(url.searchParams.get('mite')).toMatch(/^app:user:[A-Za-z0-9]{10}$/)
    expect(device.state().realTimeConnected).toBe(false)
    lines[0]!.open()
    expect(device.state().realTimeConnected).toBe(true)
    await news()
    await pass(4000)
    device.openSession()
    expect(paths(await news()).filter((one) => one === 'dust/config')).toHaveLength(1)
    expect([lines.length, lines[0]!.closed]).toEqual([2, true])
    expect(new URL(lines[1]!.url).searchParams.get('mite')).toBe(url.searchParams.get('mite'))
  })

  test('not without the config\'s word, not without an address, not without a stream of the host\'s', async () => {
    expect((await listening({ dust: { enabled: false } })).lines).toEqual([])
    expect((await listening({}, {})).lines).toEqual([])
    const all = bench('web')
    all.standing(DATA, { config: config(ON) })
    all.device.launch()
    expect(paths(await all.news())).not.toContain('dust/config')
  })

  test('a host without a scheme is https', async () => {
    expect((await listening({}, { ...ADDRESS, host: 'sse.example.com' })).lines[0]!.url).toMatch(/^https:\/\/sse\.example\.com\/sse\?mite=/)
  })
})

describe('messages', () => {
  test('ccr, ffr and tgr sync at once, saying who asked, whatever the flag limit', async () => {
    const { lines, news } = await listening()
    const [line] = lines
    line!.open()
    for (const [type, path] of [['ccr', 'content_cards/sync'], ['ffr', 'feature_flags/sync'], ['tgr', 'data/']] as const) {
      line!.say({ type, body: {} })
      const sent = await news()
      expect([type, paths(sent), sent[0]?.headers['X-Braze-Request-Initiated-By']]).toEqual([type, [path], 'di'])
    }
  })

  test('M1: a campaign that was launched meanwhile shows its message without a reload', async () => {
    const { device, lines, news, script } = await listening()
    lines[0]!.open()
    script(DATA, answer({ triggers: [trigger(1, onEvent('a')), trigger(2, { type: 'open' })] }))
    lines[0]!.say({ type: 'tgr', body: {} })
    const [sent] = await news()
    expect(sent?.headers['X-Braze-TriggersRequest']).toBe('true')
    expect(device.state().shownMessages.map((one) => one.trigger)).toEqual([composite(2)])
    device.setFirstName('x')
    device.requestImmediateDataFlush()
    expect((await news())[0]?.headers).not.toHaveProperty('X-Braze-Request-Initiated-By')
  })

  test('what can not be read, and what is not known, does nothing', async () => {
    const { lines, news } = await listening()
    for (const what of ['{', 'null', '1', { type: 'cir' }, { type: 'xyz', body: {} }, { body: {} }, { type: 'ttl' }]) lines[0]!.say(what)
    expect([await news(), lines.length]).toEqual([[], 1])
  })

  test('ttl: a new line when its time is over, with rcs; the old one is closed only then', async () => {
    const { lines, pass } = await listening()
    lines[0]!.open()
    lines[0]!.say({ type: 'ttl', body: { t_ms: 5000, rcs: 'r1' } })
    await pass(4.999)
    expect(lines).toHaveLength(1)
    await pass(0.001)
    expect([lines.length, lines[0]!.closed]).toEqual([2, true])
    expect(new URL(lines[1]!.url).searchParams.get('rcs')).toBe('r1')
  })

  test('ddr: disconnect, and again after r_ms and the back-off', async () => {
    const { device, lines, pass } = await listening()
    lines[0]!.open()
    lines[0]!.say({ type: 'ddr', body: { r_ms: 2000 } })
    expect([lines[0]!.closed, device.state().realTimeConnected]).toEqual([true, false])
    await pass(2.999)
    expect(lines).toHaveLength(1)
    await pass(0.001)
    expect(lines).toHaveLength(2)
  })
})

describe('ends', () => {
  test('a broken line is tried again, 15 times at most, until one opens', async () => {
    const { lines, pass } = await listening()
    for (let i = 0; i < 40; i++) {
      lines.at(-1)!.break()
      await pass(2)
    }
    expect(lines).toHaveLength(16)
    expect(lines.map((one) => new URL(one.url).searchParams.get('attempts'))).toEqual(Array.from({ length: 16 }, (_, i) => String(i)))
  })

  test('an address that has expired is asked for again', async () => {
    const { device, lines, pass, news } = await listening({}, { ...ADDRESS, expiration: START_S + 10 })
    await news()
    lines[0]!.open()
    await pass(10)
    lines[0]!.break()
    await pass(1)
    expect(paths(await news())).toContain('dust/config')
  })

  test('the next page of the same session does not listen; that of another asks once', async () => {
    const { device, lines, news, pass } = await listening()
    lines[0]!.open()
    await news()
    device.kill()
    device.initialize()
    device.openSession()
    expect([lines.length, lines[0]!.closed, paths(await news())]).toEqual([1, true, []])
    device.kill()
    await pass(4000)
    device.initialize()
    device.openSession()
    expect([paths(await news()).filter((one) => one === 'dust/config'), lines.length]).toEqual([['dust/config'], 2])
  })

  test('U13: the line is asked for the new user only after the request that introduces him', async () => {
    const { device, news, pass } = await listening()
    await pass(4000)
    device.openSession()
    device.changeUser('u1')
    const asked = (await news()).filter((one) => /dust|data/.test(one.path))
    expect(asked.map((one) => [one.path.replace('/api/v3/', ''), one.body['user_id'] ?? (one.body['respond_with'] as JsonObject | undefined)?.['user_id']])).toEqual([
      ['data/', undefined], ['data/', 'u1'], ['dust/config', 'u1'],
    ])
  })

  test('U14: the line of one user is not that of the next; a killed, wiped or disabled device has none', async () => {
    for (const end of ['changeUser', 'kill', 'wipeData', 'disableSDK', 'config'] as const) {
      const { device, lines, news, script, pass } = await listening()
      lines[0]!.open()
      if (end === 'changeUser') device.changeUser('u1')
      else if (end === 'config') {
        script(DATA, answer({ config: config({ time: START_S + 1 }) }))
        device.setFirstName('x')
        device.requestImmediateDataFlush()
      } else device[end]()
      await news()
      expect([end, lines[0]!.closed, device.state().realTimeConnected]).toEqual([end, true, false])
      lines[0]!.say({ type: 'ccr', body: {} })
      await pass(1)
      expect([end, lines.length]).toEqual([end, end === 'changeUser' ? 2 : 1])
      expect((await news()).filter((one) => one.headers['X-Braze-Request-Initiated-By'] === 'di')).toEqual([])
    }
  })
})

describe('server-sent events over fetch', () => {
  const serve = (chunks: string[], status = 200): { heard: string[]; done: Promise<void>; url(): string } => {
    const heard: string[] = []
    let asked = ''
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        for (const chunk of chunks) controller.enqueue(new TextEncoder().encode(chunk))
        controller.close()
      },
    })
    const stream = fetchEventStream((request) => {
      asked = `${request.url} ${request.headers.get('accept')}`
      return new Response(body, { status })
    })
    const done = new Promise<void>((resolve) => {
      stream('http://localhost/sse?mite=x', { open: () => heard.push('open'), message: (data) => heard.push(data), error: () => { heard.push('error'); resolve() } })
    })
    return { heard, done, url: () => asked }
  }

  test('messages may come in pieces; other events and comments are none; the end of the stream is an error', async () => {
    const { heard, done, url } = serve(['event: msg\ndata: {"a"', ':1}\n', '\nevent: other\ndata: x\n\n: a comment\n\ndata: unnamed\n\nevent: msg\r\ndata: one\r\ndata: two\r\n\r\n', 'event: msg\ndata: not ended'])
    await done
    expect(heard).toEqual(['open', '{"a":1}', 'one\ntwo', 'error'])
    expect(url()).toBe('http://localhost/sse?mite=x text/event-stream')
  })

  test('a refusal is an error and never opens', async () => {
    const { heard, done } = serve(['event: msg\ndata: x\n\n'], 401)
    await done
    expect(heard).toEqual(['error'])
  })

  test('no network is an error; after close() nothing is heard', async () => {
    const heard: string[] = []
    const handlers = { open: () => heard.push('open'), message: (data: string) => heard.push(data), error: () => heard.push('error') }
    await new Promise<void>((resolve) => {
      fetchEventStream(() => Promise.reject(new Error('gone')))('http://localhost/sse', { ...handlers, error: () => { heard.push('error'); resolve() } })
    })
    expect(heard).toEqual(['error'])
    let give: (value: Uint8Array) => void = () => undefined
    let cancelled: (() => void) | undefined
    const gone = new Promise<void>((resolve) => { cancelled = resolve })
    const body = new ReadableStream<Uint8Array>({ start: (controller) => { give = (value) => controller.enqueue(value) }, cancel: () => cancelled?.() })
    const line = fetchEventStream(() => new Response(body))('http://localhost/sse', handlers)
    give(new TextEncoder().encode('event: msg\ndata: first\n\n'))
    await new Promise<void>((resolve) => { const look = (): void => (heard.includes('first') ? resolve() : queueMicrotask(look)); look() })
    line.close()
    await gone
    expect(heard).toEqual(['error', 'open', 'first'])
  })
})
