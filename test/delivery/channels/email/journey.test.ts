// An email of an API-triggered campaign from the call to its figures: sent, opened and clicked by its own addresses, unsubscribed.
import { expect, test } from 'vitest'
import { mail, user } from '../../../kit/emails.ts'
import { define } from '../../../kit/messaging.ts'
import { emulator } from '../../../kit/world.ts'

test('sent, delivered, opened, clicked, unsubscribed: the figures of the campaign', async () => {
  const e = emulator()
  await user(e, 'mel', 'mel@example.com', { first_name: 'Mel' })
  await user(e, 'ann', 'ann+bounce@example.com')
  const { id } = await define(e, 'campaigns', { name: 'Sale', schedule_type: 'api_triggered', messages: { m1: mail({ body: '<body>Hi {{${first_name}}}, {{api_trigger_properties.${what}}} <a href="https://shop.example">Go</a></body>' }) } })
  expect((await e.post('/campaigns/trigger/send', { campaign_id: id, trigger_properties: { what: 'shoes' }, recipients: [{ external_user_id: 'mel' }, { external_user_id: 'ann' }] })).status).toBe(201)
  await e.admin('POST', '/settle')
  const { messages } = (await e.admin('GET', `/messages?campaign_id=${id}`)).body
  expect(messages.map(({ user: { external_id }, status }: any) => [external_id, status])).toEqual([['mel', 'delivered'], ['ann', 'bounced']])
  const { payload } = messages[0]
  expect(payload.plaintext).toBe('Hi Mel, shoes Go (https://shop.example)')
  const addressOf = (pattern: RegExp): string => pattern.exec(payload.html)![1]!
  for (let n = 0; n < 2; n++) {
    await e.fetch(addressOf(/src="([^"]+\.gif)"/))
    expect((await e.fetch(addressOf(/href="([^"]+)"/))).headers.get('location')).toMatch(/^https:\/\/shop\.example\?lid=[0-9a-z]{12}$/)
  }
  await e.fetch(/<(.+)>/.exec(payload.headers['List-Unsubscribe'])![1]!, { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'List-Unsubscribe=One-Click' })
  const { data } = (await e.get(`/campaigns/data_series?campaign_id=${id}&length=1`)).body
  expect(data[0].messages.email).toMatchObject([{ variation_api_id: 'm1', sent: 2, delivered: 1, bounces: 1, opens: 2, unique_opens: 1, clicks: 2, unique_clicks: 1, unsubscribes: 1, reported_spam: 0 }])
})
