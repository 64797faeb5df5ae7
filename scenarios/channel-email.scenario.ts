// Row 18, email: it is sent, opened, clicked and unsubscribed from, through the addresses that stand in it; what bounces is remembered.
import { scenario } from './kit.ts'

const row = 18
const tags = ['channels', 'email']

const today = 'start_date=2026-03-01&end_date=2026-03-02'
/** An address of the emulator as a path, for rest.get. */
const pathOf = (url: string): string => new URL(url).pathname + new URL(url).search

scenario('email: opened, a link clicked, unsubscribed, and all counted', { row, tags }, async ({ rest, admin, expect }) => {
  await admin.post('/campaigns', {
    id: 'letter', name: 'Letter', reeligibility_seconds: 0,
    messages: [{
      channel: 'email', subject: 'Hi {{${first_name}}}', from: 'Shop <shop@example.com>',
      body: '<html><body><p>Hello {{${first_name}}}</p><a href="https://example.com/offers?a=1">Offers</a> <a href="{{${unsubscribe_url}}}">Unsubscribe</a></body></html>',
    }],
  })
  await rest.post('/users/track', { attributes: [{ external_id: 'mel', email: 'mel@example.com', first_name: 'Mel' }, { external_id: 'bob', email: 'bob+bounce@example.com' }] })
  const send = () => rest.post('/campaigns/trigger/send', { campaign_id: 'letter', recipients: [{ external_user_id: 'mel' }, { external_user_id: 'bob' }] })
  await send()

  const { payload } = await expect.message('mel', 'email', { status: 'delivered', payload: { to: 'mel@example.com', from: 'Shop <shop@example.com>', subject: 'Hi Mel' } })
  const html = String(payload.html)
  const [link, unsubscribe] = [...html.matchAll(/href="([^"]+)"/g)].map(([, href]) => href!.replaceAll('&amp;', '&'))
  const pixel = /<img[^>]*src="([^"]+)"/.exec(html)?.[1]
  expect.value({ link, unsubscribe, pixel }, 'the addresses in the mail').toMatch({ link: /\/links\//, unsubscribe: /\/subscription\//, pixel: /\/opens\// })

  await rest.get(pathOf(pixel!))
  const redirect = await rest.get(pathOf(link!), { status: 302 })
  expect.value(redirect.headers.get('location'), 'where the link leads').toMatch(/^https:\/\/example\.com\/offers\?a=1/)
  await expect.campaignStats('letter', 'email', { sent: 2, delivered: 1, opens: 1, unique_opens: 1, clicks: 1, unique_clicks: 1, bounces: 1, unsubscribes: 0 })
  await expect.profile('mel', { email_subscribe: 'subscribed', campaigns_received: [{ name: 'Letter', engaged: { opened_email: true, clicked_email: true } }] })

  const page = await rest.get(pathOf(unsubscribe!))
  expect.value(page.body, 'the page').toMatch(/unsubscribed/i)
  await expect.profile('mel', { email_subscribe: 'unsubscribed' })
  await expect.campaignStats('letter', 'email', { unsubscribes: 1 })
  expect.value((await rest.get(`/email/unsubscribes?email=mel@example.com&${today}`)).body.emails, 'who has unsubscribed').toMatch([{ email: 'mel@example.com' }])

  // neither gets another one: mel does not want it, bob's address is bad
  await send()
  await expect.message('mel', 'email', { status: 'withheld', reason: 'unsubscribed' })
  await expect.message('bob', 'email', { status: 'withheld', reason: 'hard_bounced' })
  expect.value((await rest.get(`/email/hard_bounces?email=bob%2Bbounce@example.com&${today}`)).body.emails, 'whose mail bounces').toMatch([{ email: 'bob+bounce@example.com' }])
  await expect.campaignStats('letter', 'email', { sent: 2 })
})
