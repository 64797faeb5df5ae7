// brazier/msw with msw 3, as a suite on Node 22 uses it: the same handlers, REST, SDK and the methods beside them.
import { afterAll, expect, test, vi } from 'vitest'

// msw 3 asks for Node 22.12; what it takes from it is this one function
const { promise, withResolvers } = vi.hoisted(() => {
  const known = Promise as unknown as { withResolvers?: () => unknown }
  known.withResolvers ??= () => {
    let [resolve, reject]: [unknown, unknown] = [undefined, undefined]
    const made = new Promise((one, other) => void ([resolve, reject] = [one, other]))
    return { promise: made, resolve, reject }
  }
  return { promise: Promise, withResolvers: known.withResolvers }
})
vi.mock('msw', () => import('msw-3'))
// Another file of this worker may have loaded the handlers with msw 2
vi.resetModules()
afterAll(() => vi.resetModules())

const { brazeHandlers } = await import('../../emulator/adapters/msw/node.ts')
const { setupServer } = (await import('msw-3/node')) as unknown as typeof import('msw/node')
const { homeKeys } = await import('../../emulator/adapters/package.ts')

const braze = brazeHandlers({ holdClock: '2026-03-01T12:00:00.000Z', hosts: ['https://braze.mycompany.example'] })
const server = setupServer(...braze)
server.listen({ onUnhandledRequest: 'error' })
afterAll(async () => {
  server.close()
  await braze.emulator.close()
})

const post = (url: string, body: unknown, headers: Record<string, string>) => fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) })

test('it is msw 3', async () => {
  expect(withResolvers).toBe((promise as unknown as { withResolvers: unknown }).withResolvers)
  expect((await import('msw-3/package.json', { with: { type: 'json' } })).default.version).toMatch(/^3\./)
  expect((await import('msw')).http).toBe((await import('msw-3')).http)
})

test('REST, SDK and a custom endpoint reach one world', async () => {
  const rest = { authorization: `Bearer ${homeKeys.rest}` }
  const tracked = await post('https://rest.fra-01.braze.eu/users/track', { attributes: [{ external_id: 'mel', plan: 'pro' }] }, rest)
  expect([tracked.status, await tracked.json()]).toEqual([201, { message: 'success', attributes_processed: 1 }])
  const time = Date.parse('2026-03-01T12:00:00Z') / 1000
  const sent = await post('https://sdk.iad-05.braze.com/api/v3/data/', { api_key: homeKeys.web, device_id: 'd1', time, events: [{ name: 'ce', time, session_id: 's1', user_id: 'mel', data: { n: 'seen', p: {} } }], respond_with: { user_id: 'mel' } }, { 'x-braze-api-key': homeKeys.web })
  expect(sent.status).toBe(201)
  expect((await post('https://braze.mycompany.example/users/track', { attributes: [{ external_id: 'mel', tier: 2 }] }, rest)).status).toBe(201)
  const mel = (await braze.profile('mel'))!
  expect([mel.custom_attributes, mel.custom_events.map(({ name, count }) => [name, count])]).toEqual([{ plan: 'pro', tier: 2 }, [['seen', 1]]])
  await braze.verify({ method: 'POST', path: '/users/track' }, 2)
})

test('a cut connection and a path that no such host knows', async () => {
  await braze.faults.set([{ match: { path: '/users/track' }, drop: 'before', times: 1 }])
  await expect(post('https://rest.iad-01.braze.com/users/track', { attributes: [] }, { authorization: `Bearer ${homeKeys.rest}` })).rejects.toThrow()
  const unknown = await post('https://rest.iad-01.braze.com/api/v3/data/', {}, {})
  expect([unknown.status, await unknown.json()]).toEqual([404, { message: 'Not Found' }])
})
