// brazier/msw as a suite uses it: setupServer(...brazeHandlers()), plain fetch to Braze's own addresses, and the world behind it.
import { createServer } from 'node:http'
import https from 'node:https'
import type { AddressInfo } from 'node:net'
import { setupServer } from 'msw/node'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { brazeHandlers } from '../../emulator/adapters/msw/node.ts'
import { createEmulator, homeKeys } from '../../emulator/adapters/package.ts'

const REST = 'https://rest.iad-01.braze.com'
const SDK = 'https://sdk.iad-01.braze.com'
const NOW = '2026-03-01T12:00:00.000Z'
const OWN = 'https://braze.mycompany.example'

const braze = brazeHandlers({ holdClock: NOW, hosts: [OWN, 'http://127.0.0.9:4321'] })
const server = setupServer(...braze)
beforeAll(() => server.listen({ onUnhandledRequest: 'error' }))
beforeEach(() => braze.emulator.reset())
afterEach(() => server.resetHandlers())
afterAll(async () => {
  server.close()
  await braze.emulator.close()
})

const json = { 'content-type': 'application/json' }
const withKey = { ...json, authorization: `Bearer ${homeKeys.rest}` }
const post = (url: string, body: unknown, headers: Record<string, string> = withKey) => fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })
const track = (origin: string, external_id: string) => post(`${origin}/users/track`, { attributes: [{ external_id, first_name: 'Ada' }] })

async function exported(origin: string, external_id: string): Promise<any[]> {
  const response = await post(`${origin}/users/export/ids`, { external_ids: [external_id], fields_to_export: ['external_id', 'first_name'] })
  return ((await response.json()) as { users: any[] }).users
}

const message = async (response: Response): Promise<unknown> => ((await response.json()) as { message?: string }).message

describe('REST hosts', () => {
  test('a tracked user can be read back, as from Braze', async () => {
    const response = await post(`${REST}/users/track`, { attributes: [{ external_id: 'u1', first_name: 'Ada' }], events: [{ external_id: 'u1', name: 'seen', time: NOW }] })
    expect(response.status).toBe(201)
    expect(await response.json()).toEqual({ attributes_processed: 1, events_processed: 1, message: 'success' })
    expect(response.headers.get('content-type')).toMatch(/^application\/json/)
    expect(Number(response.headers.get('x-ratelimit-limit'))).toBeGreaterThan(0)

    expect(await exported(REST, 'u1')).toEqual([{ external_id: 'u1', first_name: 'Ada' }])
    const { journal } = await braze.emulator.admin('GET', '/journal?external_id=u1&kind=custom_event')
    expect(journal).toMatchObject([{ kind: 'custom_event.logged', data: { name: 'seen' } }])
  })

  test('every cluster is the same Braze', async () => {
    const clusters = [...[1, 2, 3, 4, 5, 6, 7, 8].map((n) => `https://rest.iad-0${n}.braze.com`), 'https://rest.us-10.braze.com', 'https://rest.fra-01.braze.eu', 'https://rest.fra-02.braze.eu', 'https://rest.au-01.braze.com', 'https://rest.id-01.braze.com', 'https://rest.jp-01.braze.com']
    for (const [index, cluster] of clusters.entries()) expect((await track(cluster, `c${index}`)).status, cluster).toBe(201)
    for (const index of clusters.keys()) expect(await exported(REST, `c${index}`)).toEqual([{ external_id: `c${index}`, first_name: 'Ada' }])
  })

  test('they know no SDK and no admin path, and keep a record of the call', async () => {
    for (const path of ['/api/v3/data', '/api/v3/data/', '//api/v3/data', '/%61pi/v3/data', '/_emulator/reset', '/%5Femulator/reset', '/_emulator', '/nowhere', '/%ZZ']) {
      const response = await post(`${REST}${path}`, {})
      expect(response.status, path).toBe(404)
      expect(await response.json(), path).toEqual({ message: 'Not Found' })
    }
    const { requests } = await braze.emulator.admin('GET', '/requests?status=404')
    expect(requests.map((row: { path: string }) => row.path)).toContain('/rest.iad-01.braze.com/api/v3/data')
    expect((await braze.emulator.admin('GET', '/users')).users).toEqual([])
  })

  test('wrong key, wrong method, query and path parameters come through', async () => {
    expect(await message(await post(`${REST}/users/track`, {}, { ...json, authorization: 'Bearer wrong' }))).toContain('Invalid API')
    const wrongMethod = await fetch(`${REST}/users/track`, { headers: withKey })
    expect([wrongMethod.status, wrongMethod.headers.get('allow')]).toEqual([405, 'POST'])
    const legacy = await post(`${REST}/users/track?api_key=${homeKeys.rest}`, { attributes: [{ external_id: 'q' }] }, json)
    expect(legacy.status).toBe(201)
  })

  test('node:https is answered like fetch', async () => {
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const request = https.request(`${REST}/users/track`, { method: 'POST', headers: withKey }, (response) => {
        response.resume()
        response.on('end', () => resolve(response.statusCode))
      })
      request.on('error', reject)
      request.end(JSON.stringify({ attributes: [{ external_id: 'n1', first_name: 'Ada' }] }))
    })
    expect(status).toBe(201)
    expect(await exported(REST, 'n1')).toHaveLength(1)
  })
})

describe('SDK hosts', () => {
  const batch = { api_key: homeKeys.web, device_id: 'd1', time: Date.parse(NOW) / 1000, events: [{ name: 'ss', time: Date.parse(NOW) / 1000, session_id: 's1', user_id: 'sdk-user', data: {} }], respond_with: { user_id: 'sdk-user', config: { config_time: 0 }, triggers: true } }

  test('an SDK batch reaches the world that REST reads', async () => {
    for (const [index, origin] of [SDK, 'https://sdk.fra-01.braze.eu', 'https://sdk.us-10.braze.com'].entries()) {
      const response = await post(`${origin}/api/v3/data/`, { ...batch, device_id: `d${index}`, events: [{ ...batch.events[0], session_id: `s${index}` }] }, { ...json, 'x-braze-api-key': homeKeys.web })
      expect(response.status, origin).toBe(201)
      expect(response.headers.get('access-control-allow-origin')).toBe('*')
      expect(await response.json()).toMatchObject({ message: 'success', triggers: [], config: { content_cards: { enabled: true } } })
    }
    const response = await post(`${REST}/users/export/ids`, { external_ids: ['sdk-user'], fields_to_export: ['apps'] })
    expect(((await response.json()) as any).users).toMatchObject([{ apps: [{ platform: 'Web', sessions: 3 }] }])
  })

  test('a preflight is answered', async () => {
    const response = await fetch(`${SDK}/api/v3/data/`, { method: 'OPTIONS', headers: { 'access-control-request-headers': 'x-braze-api-key' } })
    expect([response.status, response.headers.get('access-control-allow-headers'), await response.text()]).toEqual([204, 'x-braze-api-key', ''])
  })

  test('they know no REST and no admin path, in their own words', async () => {
    for (const path of ['/users/track', '/_emulator/reset', '/']) {
      const response = await post(`${SDK}${path}`, { attributes: [{ external_id: 'x' }] })
      expect(response.status, path).toBe(404)
      expect(await response.json(), path).toEqual({ error: 'Not Found' })
    }
    expect((await braze.emulator.admin('GET', '/users')).users).toEqual([])
  })
})

describe('other hosts', () => {
  test('a custom endpoint answers REST and SDK paths, not the admin API', async () => {
    expect((await track(OWN, 'own')).status).toBe(201)
    expect((await track('http://127.0.0.9:4321', 'port')).status).toBe(201)
    expect((await post(`${OWN}/api/v3/data`, { api_key: homeKeys.web, device_id: 'd' }, json)).status).toBe(201)
    expect((await post(`${OWN}/_emulator/reset`, {})).status).toBe(404)
    expect(await exported(REST, 'own')).toHaveLength(1)
    expect(await exported(REST, 'port')).toHaveLength(1)
  })

  test('hosts that only look like Braze are not ours', async () => {
    const said = vi.spyOn(console, 'error').mockImplementation(() => {})
    for (const url of ['https://rest.iad-01.braze.com.evil.example/users/track', 'https://xrest.iad-01.braze.com/users/track', 'https://www.braze.com/docs', 'https://example.invalid/', 'http://127.0.0.9:4322/users/track', 'https://brazexmycompany.example/users/track'])
      await expect(fetch(url), url).rejects.toThrow()
    expect(said.mock.calls.filter(([line]) => String(line).includes('without a matching request handler'))).toHaveLength(6)
    said.mockRestore()
    expect((await braze.emulator.admin('GET', '/requests')).requests).toEqual([])
  })

  test('with bypass they are reached as if nothing were there', async () => {
    const other = createServer((_request, response) => response.end('the real one'))
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    server.close()
    server.listen({ onUnhandledRequest: 'bypass' })
    const response = await fetch(`http://127.0.0.1:${(other.address() as AddressInfo).port}/users/track`)
    expect(await response.text()).toBe('the real one')
    server.close()
    server.listen({ onUnhandledRequest: 'error' })
    other.closeAllConnections()
    await new Promise((resolve) => other.close(resolve))
  })

  test('a host that could never match is refused at once', () => {
    for (const host of ['braze.mycompany.example', 'https://braze.mycompany.example/prefix', 'ftp://x.example', '']) expect(() => brazeHandlers({ hosts: [host] }), host).toThrow(RangeError)
  })
})

describe('what a test reads', () => {
  test('profile, requests, messages, verify, faults, clock and reset of the world behind the handlers', async () => {
    await track(REST, 'mel')
    expect((await braze.profile('mel'))!.attributes).toEqual({ first_name: 'Ada' })
    expect((await braze.requests()).map(({ path, json: sent }) => [path, sent])).toEqual([['/users/track', { attributes: [{ external_id: 'mel', first_name: 'Ada' }] }]])
    await braze.verify({ path: '/users/track' }, 1)
    await expect(braze.verify({ path: '/messages/send' })).rejects.toThrow('near misses')
    expect(await braze.messages()).toEqual([])
    await braze.faults.set([{ match: { path: '/users/track' }, status: 429, times: 1 }])
    expect([(await track(REST, 'ann')).status, (await track(REST, 'ann')).status]).toEqual([429, 201])
    expect((await braze.clock.advance('1h')).now).toBe('2026-03-01T13:00:00.000Z')
    await braze.reset()
    expect([await braze.users(), await braze.requests(), await braze.clock.now()]).toEqual([[], [], NOW])
  })

  test('the handlers are still plain handlers', () => {
    expect([braze.length, [...braze].every((one) => typeof one.run === 'function')]).toEqual([4, true])
  })
})

describe('the emulator behind it', () => {
  test('two sets of handlers share nothing, and one emulator can stand behind two', async () => {
    const other = brazeHandlers({ seed: 2, holdClock: NOW })
    await track(REST, 'mine')
    server.use(...other)
    expect(await exported(REST, 'mine')).toEqual([])
    await track(REST, 'theirs')
    server.resetHandlers()
    expect(await exported(REST, 'theirs')).toEqual([])
    expect(await exported(REST, 'mine')).toHaveLength(1)
    await other.emulator.close()

    const shared = createEmulator({ holdClock: NOW })
    const first = brazeHandlers({ emulator: shared })
    expect(first.emulator).toBe(shared)
    server.use(...first)
    await track(REST, 'shared')
    server.resetHandlers()
    server.use(...brazeHandlers({ emulator: shared }))
    expect(await exported(REST, 'shared')).toHaveLength(1)
    await shared.close()
  })

  test('it is made when it is first needed, once', () => {
    const later = brazeHandlers({ holdClock: 'no time at all' })
    expect(Array.isArray(later)).toBe(true)
    expect(() => later.emulator).toThrow(RangeError)
    expect(braze.emulator).toBe(braze.emulator)
  })

  test('its clock and reset are those of the next request', async () => {
    const endOf = async (): Promise<string> => (await track(REST, 'clock')).headers.get('x-ratelimit-reset')!
    const before = Number(await endOf())
    await braze.emulator.clock.advance('1d')
    expect(Number(await endOf())).toBeGreaterThanOrEqual(before + 86_400)
    await braze.emulator.reset()
    expect(await exported(REST, 'clock')).toEqual([])
    expect(braze.emulator.clock.now()).toBe(NOW)
  })

  test('options are passed on: any key', async () => {
    const strict = brazeHandlers({ acceptAnyKey: true, holdClock: NOW })
    server.use(...strict)
    expect((await post(`${REST}/users/track`, { attributes: [{ external_id: 'any' }] }, { ...json, authorization: 'Bearer whatever' })).status).toBe(201)
    await strict.emulator.close()
  })

  test('injected faults: a status is answered, a cut connection is a network error before or after storing', async () => {
    await braze.emulator.admin('PUT', '/faults', [
      { match: { path: '/users/track' }, status: 503, body: { message: 'down' }, times: 1 },
      { match: { path: '/users/track' }, drop: 'before', times: 1 },
      { match: { path: '/users/track' }, drop: 'after', times: 1 },
    ])
    const first = await track(REST, 'f1')
    expect([first.status, await first.json()]).toEqual([503, { message: 'down' }])
    await expect(track(REST, 'f2')).rejects.toThrow(TypeError)
    await expect(track(REST, 'f3')).rejects.toThrow(TypeError)
    expect((await track(REST, 'f4')).status).toBe(201)
    const there = await Promise.all(['f1', 'f2', 'f3', 'f4'].map(async (id) => (await exported(REST, id)).length))
    expect(there).toEqual([0, 0, 1, 1])
  })
})
