// Parallel suites: two hundred worlds at once in one process, each with its own users, clock, messages and faults.
import { expect, test } from 'vitest'
import { createObserver } from '../../emulator/adapters/observer.ts'
import { createEmulator, homeKeys } from '../../emulator/adapters/package.ts'
import { createDevice, createVirtualClock, httpTransport } from '../../sdk-shims/device/index.ts'

const WORLDS = 200
const START = Date.parse('2026-03-01T12:00:00Z')

/** One suite's test: its own clock, an app that sends, a campaign that answers. */
async function life(n: number) {
  const emulator = createEmulator({ holdClock: new Date(START + n * 3_600_000).toISOString() })
  const braze = createObserver(emulator.admin)
  const rest = (path: string, body: unknown) => emulator.fetch(`https://rest.iad-01.braze.com${path}`, { method: 'POST', headers: { authorization: `Bearer ${homeKeys.rest}`, 'content-type': 'application/json' }, body: JSON.stringify(body) })
  await braze.admin('POST', '/campaigns', { id: 'hi', name: `Hi ${n}`, trigger: { type: 'custom_event', name: 'opened', delay_seconds: n * 60 }, messages: { m: { channel: 'email', subject: `Hello from ${n}`, body: 'Hi', from: 'shop@example.com' } } })
  const tracked = await rest('/users/track', { attributes: [{ external_id: `user-${n}`, email: `user-${n}@example.com`, n }] })
  const clock = createVirtualClock(START + n * 3_600_000)
  const device = createDevice({ platform: 'web', apiKey: homeKeys.web, transport: httpTransport('https://sdk.iad-01.braze.com', emulator.fetch), clock, seed: n })
  device.launch()
  device.changeUser(`user-${n}`)
  for (let times = 0; times <= n % 5; times++) device.logCustomEvent('opened', { n })
  device.requestImmediateDataFlush()
  await device.idle()
  if (n % 7 === 0) await braze.faults.set([{ match: { path: '/users/track' }, status: 503 }])
  return { n, emulator, braze, rest, tracked: tracked.status }
}

test('none of them sees another', async () => {
  const worlds = await Promise.all(Array.from({ length: WORLDS }, (_, n) => life(n)))
  await Promise.all(worlds.map(({ braze, n }) => braze.clock.advance(`${n + 1}m`)))
  const seen = await Promise.all(worlds.map(async ({ braze, rest, n, tracked }) => {
    const [user] = await braze.users()
    const profile = await braze.profile(`user-${n}`)
    const messages = (await braze.messages()).filter((one) => one.status !== 'withheld') // further events while one waits
    return {
      n, tracked, users: (await braze.users()).length, user: user!.external_id, attributes: profile!.custom_attributes, events: profile!.custom_events.map(({ name, count }) => [name, count]),
      messages: messages.map((one) => [one.status, one.payload.subject]), now: await braze.clock.now(), again: (await rest('/users/track', { attributes: [{ external_id: `user-${n}`, again: true }] })).status,
    }
  }))
  expect(seen).toEqual(worlds.map(({ n }) => ({
    n, tracked: 201, users: 1, user: `user-${n}`, attributes: { n }, events: [['opened', (n % 5) + 1]],
    messages: [['delivered', `Hello from ${n}`]], now: new Date(START + n * 3_600_000 + (n + 1) * 60_000).toISOString(), again: n % 7 === 0 ? 503 : 201,
  })))
  await Promise.all(worlds.map(({ emulator }) => emulator.close()))
})
