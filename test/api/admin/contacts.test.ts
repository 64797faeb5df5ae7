// /_emulator/hard_bounces, spam_reports, invalid_phone_numbers, blocklist and preference_centers.
import { describe, expect, test } from 'vitest'
import { attributes } from '../../kit/rest.ts'
import { emulator, NOW } from '../../kit/world.ts'

type E = ReturnType<typeof emulator>
const call = async (e: E, method: string, path: string, body?: unknown) => {
  let answer: { status: number; body: any } | undefined
  const rows = await e.rowsOf(async () => void (answer = await e.admin(method, path, body)))
  expect(e.errors).toEqual([])
  return { status: answer!.status, body: answer!.body, rows: rows.map(({ kind, data }) => [kind, data]) }
}

const ITEMS = [
  { kind: 'hard_bounces', word: 'hard_bounce', sent: { email: ' Ann@Example.com' }, row: { email: 'ann@example.com', bounced_at: NOW, blocklisted_at: null }, data: { email: 'ann@example.com', bounced_at: Date.parse(NOW) }, removed: { email: 'ann@example.com', blocklisted: false }, dated: { email: 'b@example.com', bounced_at: '2026-02-01T10:00:00+02:00' }, at: ['bounced_at', '2026-02-01T08:00:00.000Z'] },
  { kind: 'spam_reports', word: 'spam_report', sent: { email: 'Ann@example.com' }, row: { email: 'ann@example.com', reported_at: NOW }, data: { email: 'ann@example.com', reported_at: Date.parse(NOW), braze_ids: [] }, removed: { email: 'ann@example.com', braze_ids: [] }, dated: { email: 'b@example.com', reported_at: '2026-02-01' }, at: ['reported_at', '2026-02-01T00:00:00.000Z'] },
  { kind: 'invalid_phone_numbers', word: 'invalid_phone_number', sent: { phone: '(650) 555-1234' }, row: { phone: '+16505551234', reason: 'provider_error', detected_at: NOW }, data: { phone: '+16505551234', reason: 'provider_error', detected_at: Date.parse(NOW) }, removed: { phone: '+16505551234' }, dated: { phone: '+442071838750', reason: 'deactivated', detected_at: '2026-02-01' }, at: ['detected_at', '2026-02-01T00:00:00.000Z'] },
] as const

describe.each(ITEMS)('$kind', ({ kind, word, sent, row, data, removed, dated, at }) => {
  const id = 'email' in row ? row.email : row.phone

  test('added, listed, shown, removed; a row in the journal each time', async () => {
    const e = emulator()
    expect(await call(e, 'GET', `/${kind}`)).toEqual({ status: 200, body: { [kind]: [], next: null }, rows: [] })
    expect(await call(e, 'POST', `/${kind}`, sent)).toEqual({ status: 201, body: { id, ...row }, rows: [[`${word}.recorded`, data]] })
    expect(await call(e, 'GET', `/${kind}`)).toEqual({ status: 200, body: { [kind]: [{ id, ...row }], next: null }, rows: [] })
    expect(await call(e, 'GET', `/${kind}/${encodeURIComponent(id)}`)).toEqual({ status: 200, body: { id, ...row }, rows: [] })
    expect(await call(e, 'DELETE', `/${kind}/${encodeURIComponent(id)}`)).toEqual({ status: 200, body: { deleted: id }, rows: [[`${word}.removed`, removed]] })
    expect((await call(e, 'GET', `/${kind}`)).body).toEqual({ [kind]: [], next: null })
    const gone = await call(e, 'DELETE', `/${kind}/${encodeURIComponent(id)}`)
    expect([gone.status, gone.body.error.code, gone.rows]).toEqual([404, 'not_found', []])
  })

  test('with a time of its own; the same one again is one row with the later word', async () => {
    const e = emulator()
    const { body } = await call(e, 'POST', `/${kind}`, dated)
    expect(body[at[0]]).toBe(at[1])
    const again = await call(e, 'POST', `/${kind}`, { ...dated, [at[0]]: NOW })
    expect([again.status, again.body[at[0]]]).toEqual([201, NOW])
    expect((await call(e, 'GET', `/${kind}`)).body[kind]).toHaveLength(1)
  })

  test('pages', async () => {
    const e = emulator()
    for (let n = 0; n < 5; n++) await e.admin('POST', `/${kind}`, 'email' in sent ? { email: `u${n}@example.com` } : { phone: `+1650555123${n}` })
    const first = (await call(e, 'GET', `/${kind}?limit=3`)).body
    expect(first[kind]).toHaveLength(3)
    const second = (await call(e, 'GET', `/${kind}?limit=3&cursor=${encodeURIComponent(first.next)}`)).body
    expect([second[kind].length, second.next, new Set([...first[kind], ...second[kind]].map((one: any) => one.id)).size]).toEqual([2, null, 5])
  })

  test.each([[{}], [{ ...sent, extra: 1 }], ['email' in sent ? { email: 'no address' } : { phone: '12' }], ['email' in sent ? { email: 7 } : { phone: 7 }], [{ ...sent, [at[0]]: 'soon' }], [[]]])('refused: %j', async (body) => {
    const answer = await call(emulator(), 'POST', `/${kind}`, body)
    expect([answer.status, typeof answer.body.error.code, answer.rows]).toEqual([422, 'string', []])
  })
})

test('a reason that there is not', async () => expect((await emulator().admin('POST', '/invalid_phone_numbers', { phone: '+16505551234', reason: 'bored' })).status).toBe(422))

test('a spam report marks the users who have the address', async () => {
  const e = emulator()
  await attributes(e, { email: 'mel@example.com' })
  const { rows } = await call(e, 'POST', '/spam_reports', { email: 'MEL@example.com' })
  const mel = e.world.profiles.byExternalId('mel')!
  expect(rows).toEqual([['spam_report.recorded', { email: 'mel@example.com', reported_at: Date.parse(NOW), braze_ids: [mel.braze_id] }]])
  expect(mel.marked_email_as_spam_at).toBe(Date.parse(NOW))
})

test('a bounce leaves the subscription state alone', async () => {
  const e = emulator()
  await attributes(e, { email: 'mel@example.com' })
  await e.admin('POST', '/hard_bounces', { email: 'mel@example.com' })
  expect((await e.exported('mel')).email_subscribe).toBe('subscribed')
})

test('the blocklist: what REST put on it', async () => {
  const e = emulator()
  await e.admin('POST', '/hard_bounces', { email: 'bounced@example.com' })
  await e.post('/email/blocklist', { email: 'blocked@example.com' })
  const row = { id: 'blocked@example.com', email: 'blocked@example.com', bounced_at: NOW, blocklisted_at: NOW }
  expect((await call(e, 'GET', '/blocklist')).body).toEqual({ blocklist: [row], next: null })
  expect((await call(e, 'GET', '/blocklist/Blocked@example.com')).body).toEqual(row)
  expect((await call(e, 'GET', '/blocklist/bounced@example.com')).status).toBe(404)
  expect((await call(e, 'GET', '/hard_bounces')).body.hard_bounces.map((one: any) => one.email)).toEqual(['blocked@example.com', 'bounced@example.com'])
})

test('preference centers: listed, shown, deleted', async () => {
  const e = emulator()
  const { body } = await e.post('/preference_center/v1', { name: 'pc', preference_center_page_html: 'p', confirmation_page_html: 'c', state: 'draft' })
  const row = { id: body.preference_center_api_id, name: 'pc', state: 'draft', preference_center_title: 'Preference Center', created_at: NOW, updated_at: NOW }
  expect((await call(e, 'GET', '/preference_centers')).body).toEqual({ preference_centers: [row], next: null })
  expect((await call(e, 'GET', `/preference_centers/${row.id}`)).body).toEqual(row)
  expect(await call(e, 'DELETE', `/preference_centers/${row.id}`)).toEqual({ status: 200, body: { deleted: row.id }, rows: [['preference_center.deleted', { preference_center_api_id: row.id, name: 'pc' }]] })
  expect((await call(e, 'DELETE', `/preference_centers/${row.id}`)).status).toBe(404)
  expect((await e.get('/preference_center/v1/list')).body).toEqual({ preference_centers: [] })
})
