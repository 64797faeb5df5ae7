// POST '/email/bounce/remove', '/email/spam/remove', '/email/blocklist' and '/email/blacklist'.
import { describe, expect, test } from 'vitest'
import { attributes, say } from '../../../kit/rest.ts'
import { emulator, NOW } from '../../../kit/world.ts'

const OK = { status: 201, body: { message: 'success' } }
const DAYS = 'start_date=2026-02-01&end_date=2026-04-01'

test('/email/bounce/remove takes addresses off the list; the state stays', async () => {
  const e = emulator()
  await attributes(e, { email: 'mel@example.com', email_subscribe: 'unsubscribed' })
  for (const email of ['mel@example.com', 'ann@example.com']) await e.admin('POST', '/hard_bounces', { email })
  const said = await say(e, '/email/bounce/remove', { email: ['MEL@example.com', 'nobody@example.com'] })
  expect({ status: said.status, body: said.body, rows: said.rows.map((row) => [row.kind, row.data['email'] ?? row.data['rule']]) }).toEqual({ ...OK, rows: [['hard_bounce.removed', 'mel@example.com'], ['decision.ignored', 'email/bounce/remove']] })
  expect((await e.get(`/email/hard_bounces?${DAYS}`)).body.emails).toEqual([{ email: 'ann@example.com', hard_bounced_at: '2026-03-01 12:00:00 +0000' }])
  expect((await e.exported('mel')).email_subscribe).toBe('unsubscribed')
})

test('/email/spam/remove takes the report off, and the mark from the users', async () => {
  const e = emulator()
  await attributes(e, { email: 'mel@example.com' })
  await e.admin('POST', '/spam_reports', { email: 'mel@example.com' })
  const mel = () => e.world.profiles.byExternalId('mel')!
  const said = await say(e, '/email/spam/remove', { email: 'mel@example.com' })
  expect({ status: said.status, body: said.body, rows: said.rows.map((row) => [row.kind, row.data]) }).toEqual({ ...OK, rows: [['spam_report.removed', { email: 'mel@example.com', braze_ids: [mel().braze_id] }]] })
  expect(mel().marked_email_as_spam_at).toBeNull()
  expect((await e.admin('GET', '/spam_reports')).body.spam_reports).toEqual([])
  expect((await say(e, '/email/spam/remove', { email: 'mel@example.com' })).kinds).toEqual(['decision.ignored'])
})

test('a mark that /users/track set goes too', async () => {
  const e = emulator()
  await attributes(e, { email: 'mel@example.com', marked_email_as_spam_at: '2026-02-01T00:00:00Z' })
  expect((await say(e, '/email/spam/remove', { email: 'mel@example.com' })).kinds).toEqual(['spam_report.removed'])
  expect(e.world.profiles.byExternalId('mel')!.marked_email_as_spam_at).toBeNull()
})

describe.each(['/email/blocklist', '/email/blacklist'])('%s', (path) => {
  test('unsubscribes the users and marks the address as bounced', async () => {
    const e = emulator()
    await attributes(e, { email: 'mel@example.com' })
    const said = await say(e, path, { email: ['Mel@example.com', 'nobody@example.com'] })
    expect({ status: said.status, body: said.body, kinds: said.kinds }).toEqual({ ...OK, kinds: ['email.blocklisted', 'profile.updated', 'email.blocklisted', 'email_state.stored'] })
    expect((await e.exported('mel')).email_subscribe).toBe('unsubscribed')
    expect((await e.get(`/email/hard_bounces?${DAYS}`)).body.emails.map((row: any) => row.email)).toEqual(['mel@example.com', 'nobody@example.com'])
    expect((await e.get(`/email/unsubscribes?${DAYS}`)).body.emails.map((row: any) => row.email)).toEqual(['mel@example.com', 'nobody@example.com'])
    expect((await say(e, path, { email: 'mel@example.com' })).kinds).toEqual([])
  })

  test('an address that bounced before keeps its time; /email/bounce/remove takes it off both lists', async () => {
    const e = emulator()
    await e.admin('POST', '/hard_bounces', { email: 'mel@example.com', bounced_at: '2026-02-01' })
    await say(e, path, { email: 'mel@example.com' })
    expect((await e.admin('GET', '/blocklist')).body.blocklist).toEqual([{ id: 'mel@example.com', email: 'mel@example.com', bounced_at: '2026-02-01T00:00:00.000Z', blocklisted_at: NOW }])
    await say(e, '/email/bounce/remove', { email: 'mel@example.com' })
    expect([(await e.admin('GET', '/blocklist')).body.blocklist, (await e.admin('GET', '/hard_bounces')).body.hard_bounces]).toEqual([[], []])
  })

  test('what is no address is ignored, with a trace', async () => {
    const e = emulator()
    expect((await say(e, path, { email: 'blocklist_email1' })).kinds).toEqual(['decision.ignored'])
    expect((await e.admin('GET', '/blocklist')).body.blocklist).toEqual([])
  })
})

describe.each(['/email/bounce/remove', '/email/spam/remove', '/email/blocklist', '/email/blacklist'])('%s', (path) => {
  test.each([
    [{}, `'email' is required`], [{ email: [] }, `'email' is required`], [{ email: 7 }, 'The value provided for the email field is not a valid email array.'], [{ email: [''] }, 'The value provided for the email field is not a valid email array.'],
    [{ email: Array.from({ length: 51 }, (_, n) => `u${n}@example.com`) }, 'The max number of emails per request was exceeded'],
  ])('refuses %j', async (sent, message) => {
    const { status, body, kinds } = await say(emulator(), path, sent)
    expect({ status, body, kinds }).toEqual({ status: 400, body: { message }, kinds: ['request.refused'] })
  })
  test('the same address twice is done once', async () => {
    const e = emulator()
    expect((await say(e, path, { email: ['a@example.com', 'a@example.com'] })).kinds.filter((kind) => kind === 'decision.ignored' || kind === 'email.blocklisted')).toHaveLength(1)
  })
})
