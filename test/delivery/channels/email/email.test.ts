// Email from the message to the provider: whom it reaches, and what the provider gets.
import { expect, test } from 'vitest'
import type { Outgoing } from '../../../../emulator/delivery/outgoing.ts'
import { define } from '../../../kit/messaging.ts'
import { mail, sent, stage, user } from '../../../kit/emails.ts'

const HTML = '<html><head><title>News</title></head><body class="x"><p>Hi {{${first_name}}}</p></body></html>'

test('an email is handed to the provider and arrives', async () => {
  const s = await stage()
  let message: any
  const rows = await s.e.rowsOf(async () => void (message = await sent(s, { body: mail({ body: HTML, subject: 'For {{${first_name}}}', reply_to: 'help@shop.example', bcc: 'copy@shop.example', extras: { order: '{{${first_name}}}-1' }, email_headers: { 'X-Shop': 'a', From: 'evil@example.com' } }) })))
  const about = { message_id: message.id, channel: 'email', dispatch_id: 'd'.repeat(32), email_address: 'mel@example.com', from_domain: 'shop.example' }
  expect(rows.map(({ kind, data }) => ({ kind, data }))).toEqual([{ kind: 'email.sent', data: about }, { kind: 'email.delivered', data: about }])
  const token = /list-unsubscribe\/([0-9a-f]{48})>/.exec(message.payload.headers['List-Unsubscribe'])![1]!
  expect(message).toMatchObject({
    status: 'delivered', reason: null, address: 'mel@example.com',
    payload: {
      message_id: `<${message.id}@brazier.localhost>`, from: 'Shop <hello@shop.example>', reply_to: 'help@shop.example', to: 'mel@example.com', bcc: 'copy@shop.example', subject: 'For Mel', plaintext: 'Hi Mel', amp_body: null,
      extras: { order: 'Mel-1' }, attachments: [], links: [],
      headers: { 'X-Shop': 'a', 'List-Unsubscribe': `<http://localhost/_hosted/default/list-unsubscribe/${token}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' },
    },
  })
  expect(message.payload.headers).not.toHaveProperty('From')
  expect(message.payload.html).toBe(
    `<html><head><title>News</title></head><body class="x"><p>Hi Mel</p><img src="http://localhost/_hosted/default/opens/${token}.gif" alt="" width="1" height="1" border="0" style="height:1px !important;width:1px !important;border-width:0 !important;margin:0 !important;padding:0 !important;"/></body></html>`,
  )
})

test.each([
  ['subscribed', 'subscribed', 'delivered', null],
  ['opted_in', 'subscribed', 'delivered', null],
  ['unsubscribed', 'subscribed', 'withheld', 'unsubscribed'],
  ['subscribed', 'opted_in', 'withheld', 'not_opted_in'],
  ['opted_in', 'opted_in', 'delivered', null],
  ['unsubscribed', 'opted_in', 'withheld', 'unsubscribed'],
  ['unsubscribed', 'all', 'delivered', null],
] as const)('a user who is %s, a message for %s: %s (%s)', async (email_subscribe, targeting, status, reason) => {
  const s = await stage()
  await user(s.e, 'ann', 'ann@example.com', { email_subscribe })
  expect(await sent(s, { targeting }, 'ann')).toMatchObject({ status, reason, ...(reason === null ? {} : { payload: null, detail: { state: email_subscribe, targeting } }) })
  expect(await sent(s, { targeting, transactional: true }, 'ann')).toMatchObject({ status: 'delivered' })
})

test('who has no address, or one that bounced or is blocked, gets nothing; another address gets mail again', async () => {
  const s = await stage()
  await s.e.post('/users/track', { attributes: [{ external_id: 'nobody', first_name: 'No' }] })
  expect(await sent(s, {}, 'nobody')).toMatchObject({ status: 'withheld', reason: 'no_address', address: null })
  s.e.world.db.tx(() => s.e.world.emailLists.bounce('mel@example.com'))
  const kinds = await s.e.kindsOf(async () => {
    expect(await sent(s, { targeting: 'all', transactional: true })).toMatchObject({ status: 'withheld', reason: 'hard_bounced', detail: { email: 'mel@example.com', bounced_at: Date.parse('2026-03-01T12:00:00Z') }, payload: null })
  })
  expect(kinds).toEqual(['message.withheld'])
  await user(s.e, 'mel', 'mel2@example.com')
  expect(await sent(s)).toMatchObject({ status: 'delivered', address: 'mel2@example.com' })
  await s.e.post('/email/blocklist', { email: 'mel2@example.com' })
  expect(await sent(s, { targeting: 'all' })).toMatchObject({ status: 'withheld', reason: 'hard_bounced', detail: { blocklisted_at: Date.parse('2026-03-01T12:00:00Z') } })
})

test('who marked mail as spam gets only what goes to all users', async () => {
  const s = await stage()
  s.e.world.db.tx(() => s.e.world.emailLists.reportSpam('mel@example.com'))
  expect(await sent(s)).toMatchObject({ status: 'withheld', reason: 'marked_as_spam', detail: { email: 'mel@example.com', marked_at: Date.parse('2026-03-01T12:00:00Z') } })
  expect(await sent(s, { targeting: 'all' })).toMatchObject({ status: 'delivered' })
  expect(await sent(s, { transactional: true })).toMatchObject({ status: 'delivered' })
})

test('the preheader stands hidden at the beginning of the body, and shares its variables', async () => {
  const s = await stage()
  const { payload } = await sent(s, { body: mail({ body: '<body id="b"><p>{{deal}}</p></body>', preheader: '{% assign deal = "half" %}Only {{deal}}', should_whitespace_header: true }) })
  const hidden = '<div style="display:none;max-height:0px;overflow:hidden;">'
  expect(payload.html.startsWith(`<body id="b">${hidden}Only half</div>${hidden}${'&nbsp;&zwnj;'.repeat(100)}</div><p>half</p><img `)).toBe(true)
  expect((await sent(s, { body: mail({ body: '<BODY title="a>b"><p>x</p></BODY>', preheader: 'Look' }) })).payload.html.startsWith(`<BODY title="a>b">${hidden}Look</div><p>x</p>`)).toBe(true)
  expect((await sent(s, { body: mail({ body: '<p>x</p>', preheader: 'Look' }) })).payload.html.startsWith(`${hidden}Look</div><p>x</p><img `)).toBe(true)
})

test('the plaintext is made of the HTML before Liquid runs, without comments; one that is given is taken', async () => {
  const s = await stage()
  const body = '<body><!-- {{${first_name}}} --><h1>Hi</h1><p>{{${first_name}}}</p><a href="https://a.example/?x=1&amp;y=2">Go</a></body>'
  expect((await sent(s, { body: mail({ body }) })).payload.plaintext).toBe('Hi\n\nMel\n\nGo (https://a.example/?x=1&y=2)')
  expect((await sent(s, { body: mail({ body, custom_plain_text: 'Own for {{${first_name}}}' }) })).payload.plaintext).toBe('Own for Mel')
  expect((await sent(s, { body: mail({ body, plaintext_body: 'Own' }) })).payload.plaintext).toBe('Own')
})

test('a template fills in what the message leaves out, and is taken as it is when the message goes', async () => {
  const s = await stage()
  const { body: { email_template_id } } = await s.e.post('/templates/email/create', { template_name: 'T', subject: 'From the template', body: '<body><p>T {{${first_name}}}</p></body>', plaintext_body: 'T text', preheader: 'T pre' })
  const api = { app_id: 'a', from: 'Shop <hello@shop.example>', email_template_id }
  expect((await sent(s, { body: api })).payload).toMatchObject({ subject: 'From the template', plaintext: 'T text', html: expect.stringMatching(/T pre<\/div><p>T Mel/) })
  expect((await sent(s, { body: { ...api, subject: 'Mine', preheader: 'My pre', plaintext_body: 'mine' } })).payload).toMatchObject({ subject: 'Mine', plaintext: 'mine', html: expect.stringMatching(/My pre<\/div><p>T Mel/) })
  await s.e.post('/templates/email/update', { email_template_id, body: '<body><p>U {{${first_name}}}</p></body>' })
  expect((await sent(s, { body: api })).payload.html).toContain('<p>U Mel</p>')
})

test.each([
  ['a template that there is not', { email_template_id: 'gone' }, 'incomplete', { member: 'email_template_id', email_template_id: 'gone' }],
  ['no body', { subject: 'x' }, 'incomplete', { member: 'body' }],
  ['a body over 400 KB', { body: 'é'.repeat(204_801) }, 'too_large', { member: 'body', bytes: 409_602, most: 409_600 }],
  ['extras over 1 KB', { body: 'x', extras: { key: 'x'.repeat(1022) } }, 'too_large', { member: 'extras', bytes: 1025, most: 1024 }],
  ['HTML that is nested too deep for its CSS to be inlined', { body: `<style>.a{color:red}</style>${'<div>'.repeat(20_000)}`, should_inline_css: true }, 'incomplete', { member: 'body' }],
  ['more CSS rules than its elements can be tried with', { body: `<style>${'.a .b{color:red}'.repeat(5000)}</style>${'<p></p>'.repeat(5000)}`, should_inline_css: true }, 'too_large', { member: 'body', most: 500_000 }],
])('%s: the message is aborted', async (_name, body, reason, detail) => {
  const s = await stage()
  const rows = await s.e.rowsOf(async () => expect(await sent(s, { body })).toMatchObject({ status: 'aborted', reason, detail, payload: null }))
  expect(rows.map(({ kind, data }) => [kind, data['reason']])).toEqual([['message.aborted', reason]])
})

test('extras of 1 KB, and a body of 400 KB, go', async () => {
  const s = await stage()
  expect(await sent(s, { body: { body: 'x', extras: { key: 'x'.repeat(1021) } } })).toMatchObject({ status: 'delivered' })
  expect(await sent(s, { body: { body: 'x'.repeat(409_600) } })).toMatchObject({ status: 'delivered' })
})

test('sender and reply address: the message, else the workspace; NO_REPLY_TO is none', async () => {
  const s = await stage()
  expect((await sent(s, { body: { body: 'x' } })).payload).toMatchObject({ from: 'Brazier <no-reply@brazier.localhost>', reply_to: null })
  expect((await s.e.admin('PATCH', '/settings', { email: { from: 'Us <us@example.com>', reply_to: 'back@example.com' } })).status).toBe(200)
  expect((await sent(s, { body: { body: 'x' } })).payload).toMatchObject({ from: 'Us <us@example.com>', reply_to: 'back@example.com' })
  expect((await sent(s, { body: { body: 'x', reply_to: 'NO_REPLY_TO' } })).payload).toMatchObject({ reply_to: null })
  expect((await sent(s, { body: { body: 'x', from: '{{${first_name}}} <mel@us.example>' } })).payload).toMatchObject({ from: 'Mel <mel@us.example>' })
})

test.each([
  ['subscribed users', { targeting: 'subscribed' }, {}, true],
  ['opted-in users', { targeting: 'opted_in' }, {}, true],
  ['all users', { targeting: 'all' }, {}, false],
  ['a test send', { test: true }, {}, false],
  ['a transactional email', { transactional: true }, {}, false],
  ['a message that leaves it out', {}, { list_unsubscribe: 'exclude' }, false],
  ['a transactional email that asks for it', { transactional: true }, { list_unsubscribe: 'global' }, true],
] as const)('the unsubscribe header for %s: %j %j → %s', async (_name, more, body, has) => {
  const s = await stage()
  await user(s.e, 'mel', 'mel@example.com', { email_subscribe: 'opted_in' })
  expect('List-Unsubscribe' in (await sent(s, { ...more, body: mail(body) } as Partial<Outgoing>)).payload.headers).toBe(has)
})

test('the unsubscribe header: off in the workspace, or the author’s own', async () => {
  const s = await stage()
  expect((await sent(s, { body: mail({ headers: { 'list-unsubscribe': '<https://shop.example/u/{{${first_name}}}>' } }) })).payload.headers).toEqual({ 'list-unsubscribe': '<https://shop.example/u/Mel>' })
  await s.e.admin('PATCH', '/settings', { email: { list_unsubscribe: false } })
  expect((await sent(s)).payload.headers).toEqual({})
})

test('a header has one line, whatever stands in a user’s name', async () => {
  const { e, deliver } = await stage()
  await user(e, 'mel', 'mel@example.com', { first_name: 'Mel\r\nBcc: evil@example.com' })
  const { payload } = await sent({ e, deliver }, { body: mail({ subject: '\n{% if true %}\n  For {{${first_name}}}\n{% endif %}', from: '{{${first_name}}} <a@shop.example>', headers: { 'X-Name': '{{${first_name}}}' } }) })
  expect(payload).toMatchObject({ subject: 'For Mel Bcc: evil@example.com', from: 'Mel Bcc: evil@example.com <a@shop.example>', headers: { 'X-Name': 'Mel Bcc: evil@example.com' }, bcc: null })
})

test('CSS is inlined when the message says so: once for all users, or for each when Liquid brings elements', async () => {
  const s = await stage()
  const style = '<style>.a{color:red} @media (max-width:9px){.a{color:blue}}</style>'
  const plain = mail({ body: `<html><head>${style}</head><body><p class="a">{{\${first_name}}}</p></body></html>` })
  expect((await sent(s, { body: plain })).payload.html).toContain('<p class="a">Mel</p>')
  const { html } = (await sent(s, { body: { ...plain, should_inline_css: true } })).payload
  expect(html).toContain('<p class="a" style="color: red;">Mel</p>')
  expect(html).toContain('@media (max-width:9px)')
  expect((await sent(s, { body: mail({ should_inline_css: true, body: `<html><head>${style}</head><body><p {% if true %}class="a"{% endif %}>x</p></body></html>` }) })).payload.html).toContain('<p class="a" style="color: red;">x</p>')
})

test('a campaign’s links get their ids and aliases; the content of a request does not, nor does anything when it is off', async () => {
  const s = await stage()
  const body = '<body><a href="https://a.example/x#top">1</a><a href=\'https://b.example/?q=1&amp;r=2\'>2</a><a href="{{${first_name}}}?">3</a><a href="mailto:a@b.example">4</a></body>'
  const { id, messages } = await define(s.e, 'campaigns', { name: 'C', messages: { m1: { channel: 'email', body, link_aliases: { 'https://a.example/x#top': 'shop' } } } })
  const told = (await s.e.get(`/campaigns/url_info/details?campaign_id=${id}&message_variation_id=m1`)).body.link_data
  expect(told.map((link: any) => [link.link_alias, link.link_URL])).toEqual([['shop', `https://a.example/x?lid=${told[0].link_id}#top`], ['link2', `https://b.example/?q=1&r=2&lid=${told[1].link_id}`]])
  const origin = { dispatch_id: null, send_id: null, campaign_id: id, canvas_id: null, canvas_step_id: null, canvas_variation_id: null, canvas_entry_id: null, message_variation_id: 'm1' }
  const tracked = (one: any) => one.payload.links
  expect(tracked(await sent(s, { body: messages.m1, origin }))).toEqual(told.map(({ link_URL: url, link_id, link_alias }: any) => ({ url, link_id, link_alias })))
  expect(tracked(await sent(s, { body: { app_id: 'a', body }, origin }))).toEqual([{ url: 'https://a.example/x#top' }, { url: 'https://b.example/?q=1&r=2' }])
  await s.e.admin('PATCH', '/settings', { email: { link_aliasing: false } })
  expect(tracked(await sent(s, { body: messages.m1, origin }))).toEqual([{ url: 'https://a.example/x#top' }, { url: 'https://b.example/?q=1&r=2' }])
})

test('a link whose address Liquid makes is counted when it ends in ? or &', async () => {
  const s = await stage()
  await user(s.e, 'mel', 'mel@example.com', { shop: 'https://a.example/m' })
  const { id, messages } = await define(s.e, 'campaigns', { name: 'C', messages: { m1: { channel: 'email', body: '<a href="{{custom_attribute.${shop}}}?">1</a><a href="{{custom_attribute.${shop}}}">2</a>' } } })
  const { payload } = await sent(s, { body: messages.m1, origin: { dispatch_id: null, send_id: null, campaign_id: id, canvas_id: null, canvas_step_id: null, canvas_variation_id: null, canvas_entry_id: null, message_variation_id: 'm1' } })
  const [first] = payload.links
  expect(payload.links).toEqual([{ url: `https://a.example/m?lid=${first.link_id}`, link_id: expect.stringMatching(/^[0-9a-z]{12}$/), link_alias: 'link1' }, { url: 'https://a.example/m' }])
})
