// emulator/delivery/braze-hosts.ts: webhooks to Braze's API are for this emulator.
import { expect, test } from 'vitest'
import { destinationOf } from '../../emulator/delivery/braze-hosts.ts'
import { homeKeys } from '../../emulator/index.ts'
import { deliver, settle, shown } from '../kit/texts.ts'
import { emulator } from '../kit/world.ts'

const OWN = 'http://localhost:27293'

test.each([
  ['https://rest.iad-01.braze.com/users/track?a=b', `${OWN}/users/track?a=b`],
  ['https://rest.fra-02.braze.eu/messages/send', `${OWN}/messages/send`],
  ['https://REST.US-10.braze.com', `${OWN}/`],
  ['https://sdk.iad-01.braze.com/api/v3/data', null],
  ['https://rest.iad-01.braze.com.example.com/users/track', null],
  ['https://example.com/rest.iad-01.braze.com', null],
])('%s goes to %s', (url, to) => expect(destinationOf(url, OWN)).toBe(to ?? url))

test('nothing is redirected as long as the emulator does not listen', () => expect(destinationOf('https://rest.iad-01.braze.com/users/track', 'http://localhost')).toBe('https://rest.iad-01.braze.com/users/track'))

test('a campaign that writes to Braze writes here; the message says what Braze would have called', async () => {
  const outbound = (async (url: string, { method, headers, body }: RequestInit) => e.fetch(url.replace(OWN, ''), { method, headers, body } as RequestInit)) as typeof fetch
  const e = emulator({ outbound })
  e.core.listensAt(OWN)
  await e.post('/users/track', { attributes: [{ external_id: 'mel' }] })
  const url = 'https://rest.iad-01.braze.com/users/track'
  deliver(e, 'mel', 'webhook', { url, headers: { Authorization: `Bearer ${homeKeys.rest}` }, body: { attributes: [{ external_id: '{{${user_id}}}', seen: true }] } })
  await settle(e)
  expect((await e.exported('mel', ['custom_attributes'])).custom_attributes).toEqual({ seen: true })
  expect((await shown(e, 'mel'))[0]).toMatchObject({ status: 'sent', payload: { url }, detail: { http_status_code: 201 } })
  expect(e.journal().find(({ kind }) => kind === 'webhook.sent')!.data).toMatchObject({ endpoint_url: url, host: 'rest.iad-01.braze.com', url_path: '/users/track' })
})
