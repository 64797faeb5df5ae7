// emulator/delivery/strict-addresses.ts: which addresses Braze itself would call.
import { expect, test } from 'vitest'
import { strictRefusal } from '../../emulator/delivery/strict-addresses.ts'
import { deliver, settle } from '../kit/texts.ts'
import { emulator } from '../kit/world.ts'

test.each(['https://example.com/x', 'http://example.com', 'https://example.com:443/', 'http://8.8.8.8/', 'https://[2606:4700::1111]/', 'https://172.32.0.1/'])('%s may be called', (url) => {
  expect(strictRefusal(new URL(url))).toBeUndefined()
})

test.each([
  ['https://example.com:8443/', 'only the ports 80 (http) and 443 (https) may be called, not https: port 8443'],
  ['http://example.com:443/', 'only the ports 80 (http) and 443 (https) may be called, not http: port 443'],
  ['http://localhost/', 'localhost is no public address'],
  ['http://api.localhost./', 'api.localhost. is no public address'],
  ['http://intranet/', 'intranet is no public address'],
  ['http://127.0.0.1/', '127.0.0.1 is no public address'],
  ['http://2130706433/', '127.0.0.1 is no public address'],
  ['http://10.1.2.3/', '10.1.2.3 is no public address'],
  ['http://172.31.255.255/', '172.31.255.255 is no public address'],
  ['http://192.168.0.1/', '192.168.0.1 is no public address'],
  ['http://169.254.169.254/latest', '169.254.169.254 is no public address'],
  ['http://[::1]/', '::1 is no public address'],
  ['http://[fd00::1]/', 'fd00::1 is no public address'],
  ['http://[::ffff:127.0.0.1]/', '::ffff:7f00:1 is no public address'],
])('%s may not: %s', (url, why) => {
  expect(strictRefusal(new URL(url))).toBe(why)
})

test('the switch holds for webhooks; without it the developer\'s own service is called', async () => {
  const called: string[] = []
  const e = emulator({ outbound: (async (url: string) => (called.push(url), new Response(''))) as typeof fetch })
  await e.post('/users/track', { attributes: [{ external_id: 'mel' }] })
  const send = async () => {
    const [message] = deliver(e, 'mel', 'webhook', { url: 'http://localhost:3000/hook', body: 'x' })
    await settle(e)
    return e.world.messages.find(message!.id)!
  }
  expect(await send()).toMatchObject({ status: 'sent' })
  e.world.db.tx(() => e.world.settings.change({ connected_content: { strict: true } } as never))
  expect(await send()).toMatchObject({ status: 'aborted', reason: 'incomplete', detail: { abort_log: 'only the ports 80 (http) and 443 (https) may be called, not http: port 3000' } })
  expect(called).toEqual(['http://localhost:3000/hook'])
})
