// Suites that put fake timers in place (vi.useFakeTimers(), jest.useFakeTimers()) and hosts without setImmediate (jsdom): requests are answered all the same, and the world's clock is theirs.
import { setupServer } from 'msw/node'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createEmulator, homeKeys } from '../../emulator/adapters/package.ts'
import { brazeHandlers } from '../../emulator/adapters/msw/node.ts'

const FAKE = ['setTimeout', 'clearTimeout', 'setImmediate', 'clearImmediate', 'setInterval', 'clearInterval', 'Date', 'performance'] as const
const track = (body: object): RequestInit => ({ method: 'POST', headers: { authorization: `Bearer ${homeKeys.rest}`, 'content-type': 'application/json' }, body: JSON.stringify(body) })

beforeEach(() => void vi.useFakeTimers({ toFake: [...FAKE], now: new Date('2026-03-01T12:00:00Z') }))
afterEach(() => void vi.useRealTimers())

test('an emulator in this process answers, on the suite\'s time', async () => {
  const emulator = createEmulator()
  const response = await emulator.fetch('http://localhost/users/track', track({ attributes: [{ external_id: 'mel', plan: 'pro' }], events: [{ external_id: 'mel', name: 'opened', time: '2026-03-01T12:00:00Z' }] }))
  expect([response.status, await response.json()]).toEqual([201, { message: 'success', attributes_processed: 1, events_processed: 1 }])
  expect((await emulator.admin('GET', '/clock')).now).toBe('2026-03-01T12:00:00.000Z')
  vi.setSystemTime('2026-03-02T00:00:00Z')
  expect((await emulator.admin('GET', '/clock')).now).toBe('2026-03-02T00:00:00.000Z')
  await emulator.close()
})

test('what waits goes off when the suite moves its timers', async () => {
  const emulator = createEmulator()
  await emulator.admin('POST', '/campaigns', { id: 'later', name: 'Later', trigger: { type: 'custom_event', name: 'opened', delay_seconds: 60 }, messages: { m: { channel: 'webhook', url: 'http://127.0.0.1:1/', body: '' } } })
  await emulator.fetch('http://localhost/users/track', track({ events: [{ external_id: 'mel', name: 'opened', time: '2026-03-01T12:00:00Z' }] }))
  await emulator.settle()
  const sent = async () => (await emulator.admin('GET', '/messages?campaign_id=later')).messages.length
  expect(await sent()).toBe(0)
  await vi.advanceTimersByTimeAsync(61_000)
  expect(await sent()).toBe(1)
  await emulator.close()
})

test('behind msw', async () => {
  const braze = brazeHandlers()
  const server = setupServer(...braze)
  server.listen()
  expect((await fetch('https://rest.iad-01.braze.com/users/track', track({ attributes: [{ external_id: 'mel' }] }))).status).toBe(201)
  expect((await fetch('https://rest.iad-01.braze.com/users/export/ids', track({ external_ids: ['mel'] }))).status).toBe(200)
  expect((await braze.profile('mel'))?.external_id).toBe('mel')
  server.close()
  await braze.emulator.close()
})
