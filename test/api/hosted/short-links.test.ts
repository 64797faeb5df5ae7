// GET /_hosted/default/s/<token>: the click counts, then the browser goes on.
import { expect, test } from 'vitest'
import { deliver, plain, shown } from '../../kit/texts.ts'
import { emulator } from '../../kit/world.ts'

const MEL = '+12025550101'
const BODY = { subscription_group_id: 'texts', body: 'x' }

async function stage() {
  const e = emulator()
  await e.admin('POST', '/subscription_groups', { id: 'texts', name: 'Texts', channel: 'sms' })
  await e.post('/users/track', { attributes: [{ external_id: 'mel', first_name: 'Mel', phone: MEL, subscription_groups: [{ subscription_group_id: 'texts', subscription_state: 'subscribed' }] }] })
  return e
}

test('links are shortened when the message asks for it; a click is a redirect that counts', async () => {
  const e = await stage()
  const campaign = (await e.admin('POST', '/campaigns', { name: 'Text', messages: { v: { channel: 'sms', ...BODY } } })).body.id
  const long = 'https://shop.example/sale?utm_source=sms&user={{${first_name}}}'
  const text = `See ${long}, or (https://shop.example/help).`
  deliver(e, 'mel', 'sms', { ...BODY, body: text, link_shortening: true }, { origin: { campaign_id: campaign, message_variation_id: 'v', dispatch_id: 'd' } })
  const [message] = await shown(e, 'mel')
  const [, first, second] = /^See (http:\/\/\S+\/_hosted\/default\/s\/[0-9a-f]{10}), or \((http:\/\/\S+\/_hosted\/default\/s\/[0-9a-f]{10})\)\.$/.exec(message.payload.body)!
  expect(first).not.toBe(second)
  let opened: Response | undefined
  const rows = await e.rowsOf(async () => (opened = await e.fetch(new URL(first!).pathname, { redirect: 'manual', headers: { 'user-agent': 'iPhone' } })))
  expect([opened!.status, opened!.headers.get('location')]).toEqual([302, 'https://shop.example/sale?utm_source=sms&user=Mel'])
  expect(plain(rows)).toEqual([
    ['sms.clicked', { message_id: message.id, channel: 'sms', dispatch_id: 'd', campaign_id: campaign, message_variation_id: 'v', url: 'https://shop.example/sale?utm_source=sms&user=Mel', short_url: first, tracking: 'advanced', user_phone_number: MEL, user_agent: 'iPhone' }],
  ])
  expect((await shown(e, 'mel'))[0].engagement).toMatchObject([{ action: 'click', url: 'https://shop.example/sale?utm_source=sms&user=Mel' }])
  const { body } = await e.get(`/campaigns/data_series?campaign_id=${campaign}&length=1&ending_at=2026-03-01T23:00:00Z`)
  expect(body.data[0].messages.sms).toMatchObject([{ sent: 1, sent_to_carrier: 1, delivered: 1, rejected: 0, clicks: 1 }])
})

test('a look at where a short link leads is no click; one that leads nowhere or is too old is not found', async () => {
  const e = await stage()
  deliver(e, 'mel', 'sms', { ...BODY, body: 'https://shop.example/{{${first_name}}} https://shop.example/', link_shortening: 'basic' })
  const [personal, fixed] = (await shown(e, 'mel'))[0].payload.body.split(' ').map((url: string) => new URL(url).pathname)
  expect(await e.kindsOf(() => e.fetch(personal, { method: 'HEAD', redirect: 'manual' }))).toEqual([])
  expect((await e.fetch('/_hosted/default/s/nothing', { redirect: 'manual' })).status).toBe(404)
  await e.admin('POST', '/clock/advance', { by: '60d' })
  expect((await e.fetch(personal, { redirect: 'manual' })).status).toBe(302)
  await e.admin('POST', '/clock/advance', { by: '2d' })
  expect([(await e.fetch(personal, { redirect: 'manual' })).status, (await e.fetch(fixed, { redirect: 'manual' })).status]).toEqual([404, 302])
  await e.admin('POST', '/clock/advance', { by: '304d' })
  expect((await e.fetch(fixed, { redirect: 'manual' })).status).toBe(404)
})

test('the link of a text that the carrier refused leads on all the same, and counts nothing', async () => {
  const e = await stage()
  await e.post('/users/track', { attributes: [{ external_id: 'mel', phone: '+15005550002' }] })
  deliver(e, 'mel', 'sms', { ...BODY, body: 'https://shop.example/ https://[ü/', link_shortening: true })
  const [message] = await shown(e, 'mel')
  expect(message.status).toBe('failed')
  const [first, odd] = message.payload.body.split(' ').map((url: string) => new URL(url).pathname)
  let opened: Response | undefined
  const rows = await e.rowsOf(async () => void (opened = await e.fetch(first, { redirect: 'manual' })))
  expect([opened!.status, opened!.headers.get('location'), plain(rows)]).toEqual([302, 'https://shop.example/', [['decision.ignored', { rule: 'sms/click', why: 'not_delivered', compared: { message_id: message.id, status: 'failed' } }]]])
  expect((await e.fetch(odd, { redirect: 'manual' })).headers.get('location')).toBe('https://%5B%C3%BC/')
  expect((await shown(e, 'mel'))[0].engagement).toEqual([])
})
