// Emails given to a real mail server as well: whole, soon, and without a say in what becomes of them here.
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { mail, sent, stage } from '../../../kit/emails.ts'
import { mailServer } from '../../../kit/smtp.ts'
import { folder } from '../../../kit/kernel.ts'
import { emulator } from '../../../kit/world.ts'

let server: Awaited<ReturnType<typeof mailServer>> | undefined
afterEach(async () => {
  await server?.close()
  server = undefined
})

test('off until a server is named; then each email goes there whole', async () => {
  server = await mailServer()
  const s = await stage({ outbound: (async () => new Response('file')) as typeof fetch })
  await sent(s)
  await s.e.admin('PATCH', '/settings', { forwarding: { smtp: server.url } })
  const body = mail({ subject: 'Grüße', body: '<p>Hi {{${first_name}}}</p>', amp_body: '<html amp4email></html>', reply_to: 'help@shop.example', bcc: 'copy@shop.example', headers: { 'X-Shop': 'a' }, attachments: [{ file_name: 'a.txt', url: 'https://files.example/a.txt' }] })
  let message: any
  const kinds = await s.e.kindsOf(async () => void (message = await sent(s, { body })))
  expect(kinds).toEqual(['email.sent', 'email.delivered'])
  expect(server.received).toHaveLength(1)
  const [{ from, to, source }] = server.received as [(typeof server.received)[0]]
  expect([from, to]).toEqual(['hello@shop.example', ['mel@example.com', 'copy@shop.example']])
  for (const line of ['From: Shop <hello@shop.example>', 'To: mel@example.com', 'Reply-To: help@shop.example', 'Subject: =?UTF-8?Q?Gr=C3=BC=C3=9Fe?=', 'X-Shop: a', 'Date: Sun, 01 Mar 2026 12:00:00 +0000', `Message-ID: ${message.payload.message_id}`, 'List-Unsubscribe-Post: List-Unsubscribe=One-Click', 'Content-Type: text/x-amp-html', 'Hi Mel', 'filename=a.txt', Buffer.from('file').toString('base64')]) expect(source).toContain(line)
  expect(source).not.toContain('copy@shop.example')
  expect(message).toMatchObject({ status: 'delivered', detail: { forwarded: { to: new URL(server.url).host, at: '2026-03-01T12:00:00.000Z', response: expect.stringMatching(/^250 /) } } })
  expect(s.e.world.scheduler.nextDue() ?? Infinity).toBeGreaterThan(Date.parse('2026-03-01T12:02:00Z')) // no second attempt is planned
})

test('a server that refuses: told, and the message is as delivered as before', async () => {
  server = await mailServer({ refuse: 'no room' })
  const s = await stage()
  await s.e.admin('PATCH', '/settings', { forwarding: { smtp: server.url } })
  let message: any
  const rows = await s.e.rowsOf(async () => void (message = await sent(s)))
  expect(rows.map(({ kind }) => kind)).toEqual(['email.sent', 'email.delivered', 'forwarding.failed'])
  expect(rows[2]!.data).toEqual({ message_id: message.id, channel: 'email', to: new URL(server.url).host, at: '2026-03-01T12:00:00.000Z', error: expect.stringContaining('no room') })
  expect(message).toMatchObject({ status: 'delivered', detail: { forwarded: { error: expect.stringContaining('no room') } } })
})

test('nobody listens, or an attachment is missing: the same', async () => {
  server = await mailServer()
  const { url } = server
  const s = await stage({ outbound: (async () => new Response('', { status: 404 })) as typeof fetch })
  await s.e.admin('PATCH', '/settings', { forwarding: { smtp: url } })
  expect((await sent(s, { body: mail({ attachments: [{ file_name: 'a', url: 'https://files.example/a' }] }) })).detail.forwarded.error).toBe('attachment https://files.example/a answers 404')
  expect(server.received).toEqual([])
  await server.close()
  server = undefined
  expect((await sent(s)).detail.forwarded.error).toMatch(/ECONNREFUSED|connect/)
})

test('a broadcast shares a few connections, and all of it arrives', async () => {
  server = await mailServer()
  const s = await stage()
  await s.e.admin('PATCH', '/settings', { forwarding: { smtp: server.url } })
  for (let n = 0; n < 25; n++) s.deliver('mel', { body: mail({ subject: `n${n}` }) })
  await s.e.admin('POST', '/settle')
  expect(server.received.map(({ source }) => /Subject: (\S+)/.exec(source)![1]).sort()).toEqual(Array.from({ length: 25 }, (_, n) => `n${n}`).sort())
})

test('a password in the address is told to nobody', async () => {
  server = await mailServer({ refuse: 'no' })
  const s = await stage()
  await s.e.admin('PATCH', '/settings', { forwarding: { smtp: server.url.replace('//', '//me:secret@') } })
  const rows = await s.e.rowsOf(async () => expect(JSON.stringify(await sent(s))).not.toContain('secret'))
  expect(rows.map(({ kind }) => kind)).toContain('forwarding.failed')
  expect(JSON.stringify(rows)).not.toContain('secret')
})

test.each([['http://localhost:1025', 'a URL that begins with smtp:// or smtps://'], ['smtp://', 'a URL that begins with smtp:// or smtps://'], [5, 'expected string']])('%s is no mail server', async (smtp, why) => {
  const s = await stage()
  const { status, body } = await s.e.admin('PATCH', '/settings', { forwarding: { smtp } })
  expect([status, JSON.stringify(body)]).toEqual([expect.toBeOneOf([400, 422]), expect.stringContaining(why)])
})

test('a process that dies while it forwards: the mail goes out after the restart, once', async () => {
  server = await mailServer()
  const db = join(folder(), 'world.db')
  const first = await stage({ db, outbound: (() => new Promise(() => {})) as typeof fetch })
  await first.e.admin('PATCH', '/settings', { forwarding: { smtp: server.url } })
  first.deliver('mel', { body: mail({ attachments: [{ file_name: 'a.txt', url: 'https://files.example/a.txt' }] }) })
  first.e.world.scheduler.runDue() // the attachment never comes
  first.e.core.close()
  const second = emulator({ db, holdClock: true, outbound: (async () => new Response('file')) as typeof fetch })
  await second.admin('POST', '/clock/advance', { by: '1h' })
  expect(server.received).toHaveLength(1)
  expect((await second.admin('GET', '/messages')).body.messages).toMatchObject([{ status: 'delivered', detail: { forwarded: { response: expect.stringMatching(/^250/) } } }])
})
