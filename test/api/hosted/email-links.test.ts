// The addresses in emails, opened: tracked links, the pixel, one-click unsubscribing.
import { beforeEach, expect, test } from 'vitest'
import type { Stage } from '../../kit/emails.ts'
import { mail, sent, stage, user } from '../../kit/emails.ts'

let s: Stage
let message: any
const BODY = '<body><a href="https://shop.example/a?x=1&amp;y=2#z">1</a> <a href="https://shop.example/é x">2</a></body>'
beforeEach(async () => {
  s = await stage()
  message = await sent(s, { body: mail({ body: BODY }) })
})
const addresses = (): string[] => [...(message.payload.html as string).matchAll(/(?:href|src)="([^"]+)"/g)].map(([, url]) => url!)

/** Opens an address; the answer, and the rows that it added. */
async function open(url: string, init: RequestInit = {}) {
  let answer: Response | undefined
  const rows = await s.e.rowsOf(async () => void (answer = await s.e.fetch(url, { redirect: 'manual', ...init })))
  return { status: answer!.status, headers: answer!.headers, text: await answer!.text(), rows, kinds: rows.map(({ kind }) => kind) }
}

test('a tracked link counts a click and leads on', async () => {
  const [first, second, pixel, ...more] = addresses()
  expect([first, more]).toEqual([expect.stringMatching(/^http:\/\/localhost\/_hosted\/default\/links\/[0-9a-f]{48}-0$/), []])
  const { status, headers, rows } = await open(first!, { headers: { 'user-agent': 'Mail/1' } })
  expect([status, headers.get('location'), headers.get('cache-control')]).toEqual([302, 'https://shop.example/a?x=1&y=2#z', 'no-store'])
  expect(rows.map(({ kind, profile, data }) => ({ kind, profile, data }))).toEqual([
    { kind: 'email.clicked', profile: message.user.braze_id, data: { message_id: message.id, channel: 'email', dispatch_id: 'd'.repeat(32), email_address: 'mel@example.com', from_domain: 'shop.example', url: 'https://shop.example/a?x=1&y=2#z', user_agent: 'Mail/1' } },
  ])
  expect((await open(second!)).headers.get('location')).toBe('https://shop.example/%C3%A9%20x')
  expect((await s.e.admin('GET', `/messages/${message.id}`)).body.engagement.map(({ action, url }: any) => [action, url])).toEqual([['click', 'https://shop.example/a?x=1&y=2#z'], ['click', 'https://shop.example/é x']])
  expect(pixel).toMatch(/\/opens\/[0-9a-f]{48}\.gif$/)
})

test.each([
  ['Mozilla/5.0', true],
  ['Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/42.0.2311.135 Safari/537.36 Edge/12.246 Mozilla/5.0', true],
  ['Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)', undefined],
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X)', undefined],
])('the pixel counts an open: of %s a machine open? %s', async (agent, machine) => {
  const { status, headers, rows } = await open(addresses()[2]!, { headers: { 'user-agent': agent } })
  expect([status, headers.get('content-type'), headers.get('content-length')]).toEqual([200, 'image/gif', '42'])
  expect(rows.map(({ kind, data }) => [kind, data['machine_open'], data['user_agent']])).toEqual([['email.opened', machine, agent]])
})

test.each([
  ['&#38;', 'https://shop.example/?x=1&#38;y=2', 'https://shop.example/?x=1&y=2'],
  ['&#x26;', 'https://shop.example/?x=1&#x26;y=2#z', 'https://shop.example/?x=1&y=2#z'],
  ['quotes', 'https://shop.example/?x=&#39;a&#39;&amp;y=&quot;b&quot;', 'https://shop.example/?x=%27a%27&y=%22b%22'],
  ['letters', 'https://shop.example/&#233;', 'https://shop.example/%C3%A9'],
  ['what only looks like one', 'https://shop.example/?a=1&copy=2&amp;#38;=3', 'https://shop.example/?a=1&copy=2&#38;=3'],
])('character references in an address are what they stand for: %s', async (_name, href, location) => {
  message = await sent(s, { body: mail({ body: `<a href="${href}">x</a>` }) })
  expect(new URL((await open(addresses()[0]!)).headers.get('location')!).href).toBe(location)
})

test('the lid goes before the fragment, not into a character reference', async () => {
  await s.e.admin('POST', '/campaigns', { id: 'c', name: 'C', schedule: {}, messages: { m: mail({ body: '<a href="https://shop.example/?x=1&#38;y=&#39;2&#39;#z">x</a>' }) } })
  await s.e.admin('POST', '/settle')
  message = (await s.e.admin('GET', '/messages?campaign_id=c')).body.messages[0]
  const [{ link_id }] = message.payload.links
  expect((await open(addresses()[0]!)).headers.get('location')).toBe(`https://shop.example/?x=1&y='2'&lid=${link_id}#z`)
})

test('who only asks for the head counts nothing', async () => {
  const [link, , pixel] = addresses()
  expect((await open(link!, { method: 'HEAD' })).kinds).toEqual([])
  expect((await open(pixel!, { method: 'HEAD' })).kinds).toEqual([])
})

test.each([
  ['a token that was made up', (url: string) => url.replace(/[0-9a-f]{16}-0$/, '0000000000000000-0')],
  ['a link that the mail has not', (url: string) => url.replace(/-0$/, '-9')],
  ['no link', (url: string) => url.replace(/-0$/, '')],
  ['another message', (url: string) => url.replace(/links\/[0-9a-f]/, (start) => start.slice(0, -1) + (start.endsWith('0') ? '1' : '0'))],
])('%s leads nowhere', async (_name, change) => {
  const { status, kinds, text } = await open(change(addresses()[0]!))
  expect([status, kinds, text.includes('Page not found')]).toEqual([404, [], true])
})

test('list-unsubscribe: a page for people, one click for mailboxes', async () => {
  const url = /<(.+)>/.exec(message.payload.headers['List-Unsubscribe'])![1]!
  const page = await open(url)
  expect([page.status, page.kinds, page.text.includes('<form method="post">'), page.text.includes('mel@example.com')]).toEqual([200, [], true, true])
  const form = { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' } }
  const wrong = await open(url, { ...form, body: 'List-Unsubscribe=No' })
  expect([wrong.status, wrong.kinds]).toEqual([400, []])
  const done = await open(url, { ...form, body: 'List-Unsubscribe=One-Click' })
  expect([done.status, done.kinds]).toEqual([200, ['email.unsubscribed', 'profile.updated']])
  expect((await s.e.exported('mel')).email_subscribe).toBe('unsubscribed')
  const multipart = await open(url, { method: 'POST', headers: { 'content-type': 'multipart/form-data; boundary=x' }, body: '--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n' })
  expect([multipart.status, multipart.kinds]).toEqual([200, ['email.unsubscribed']])
  expect((await open(url.replace(/[0-9a-f]{8}$/, '00000000'), { ...form, body: 'List-Unsubscribe=One-Click' })).status).toBe(404)
})

test('one click leaves the group that the message names', async () => {
  await s.e.admin('POST', '/subscription_groups', { id: 'g1', name: 'News', channel: 'email' })
  await s.e.post('/subscription/status/set', { subscription_group_id: 'g1', subscription_state: 'subscribed', external_id: 'mel' })
  const { payload } = await sent(s, { body: mail({ list_unsubscribe: { subscription_group_id: 'g1' } }) })
  const { status, kinds } = await open(/<(.+)>/.exec(payload.headers['List-Unsubscribe'])![1]!, { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'List-Unsubscribe=One-Click' })
  expect([status, kinds]).toEqual([200, ['subscription_group.unsubscribed']])
})

test('users may not be tracked, nor some links, nor our own pages', async () => {
  await s.e.admin('PATCH', '/settings', { email: { list_unsubscribe: false } })
  await user(s.e, 'mel', 'mel@example.com', { email_open_tracking_disabled: true, email_click_tracking_disabled: true })
  message = await sent(s, { body: mail({ body: BODY }) })
  expect([addresses(), message.payload.links]).toEqual([['https://shop.example/a?x=1&amp;y=2#z', 'https://shop.example/é x'], []])
  await user(s.e, 'mel', 'mel@example.com', { email_open_tracking_disabled: false, email_click_tracking_disabled: false })
  const own = `${s.e.world.publicAddress.hosted('/preferences/x')}`
  const kept = ['<a clicktracking=off href="https://1.example">1</a>', '<a href="https://2.example" data-msys-clicktrack="0">2</a>', '<a ses:no-track href="https://3.example">3</a>', '<a href="mailto:a@b.example">4</a>', '<a href="#x">5</a>', `<a href="${own}">6</a>`].join('')
  message = await sent(s, { body: mail({ body: kept }) })
  expect([message.payload.html.startsWith(kept), message.payload.links]).toEqual([true, []])
})

test('a mail that did not arrive counts nothing when it is opened, and leads on', async () => {
  await user(s.e, 'ann', 'bounce@example.com')
  message = await sent(s, { body: mail({ body: BODY }) }, 'ann')
  const { status, kinds } = await open(addresses()[0]!)
  expect([status, kinds]).toEqual([302, ['decision.ignored']])
})

test('opens and clicks count for everyone who has the address', async () => {
  await user(s.e, 'twin', 'mel@example.com')
  const { body: campaign } = await s.e.admin('POST', '/campaigns', { name: 'C', messages: { m1: mail({ body: BODY }) } })
  message = await sent(s, { body: campaign.messages.m1, origin: { dispatch_id: null, send_id: null, campaign_id: campaign.id, canvas_id: null, canvas_step_id: null, canvas_variation_id: null, canvas_entry_id: null, message_variation_id: 'm1' } })
  await open(addresses()[0]!)
  const twin = s.e.world.profiles.byExternalId('twin')!
  expect(s.e.world.messageHistory.of(twin, 10).map(({ kind }) => kind)).toEqual(['email.clicked', 'email.delivered'])
})
