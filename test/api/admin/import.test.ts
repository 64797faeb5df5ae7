// CSV imports of users by `/users/import`: identifiers, values and their types, rows that are left out and why, events with properties, files that are none.
import { describe, expect, test } from 'vitest'
import type { JournalRow } from '../../../emulator/kernel/journal.ts'
import { emulator } from '../../kit/world.ts'

type E = ReturnType<typeof emulator>
type Imported = { status: number; report: any; kinds: string[]; rows: JournalRow[] }

async function load(e: E, csv: string | Uint8Array | readonly string[], query = ''): Promise<Imported> {
  const body = Array.isArray(csv) ? `${(csv as readonly string[]).join('\n')}\n` : (csv as string | Uint8Array)
  let answer: { status: number; body: any } | undefined
  const rows = await e.rowsOf(async () => void (answer = await e.call('POST', `/_emulator/users/import${query}`, body, { 'content-type': 'text/csv' })))
  expect(e.errors).toEqual([])
  return { status: answer!.status, report: answer!.body, rows, kinds: rows.map(({ kind }) => kind) }
}
const people = (e: E): number => e.world.profiles.count()
const custom = async (e: E, id = 'mel'): Promise<Record<string, unknown>> => (await e.exported(id)).custom_attributes ?? {}
/** The reasons of the rows that were left out. */
const reasons = ({ report }: Imported): string[] => report.skipped.map(({ row, reason }: { row: number; reason: string }) => `${row}: ${reason}`)
const warnings = ({ report }: Imported): string[] => report.warnings.map(({ row, column, reason }: { row: number; column: string; reason: string }) => `${row} ${column}: ${reason}`)
const SUMS = { skipped: [], warnings: [], more: { skipped: 0, warnings: 0 } }

test('users are made and updated; the report says what was done, the journal too', async () => {
  const e = emulator()
  await e.post('/users/track', { attributes: [{ external_id: 'mel', first_name: 'Old', email: 'mel@example.com' }] })
  const done = await load(e, ['external_id,first_name,plan', 'mel,Mel,gold', 'ada,Ada,free'], '?name=users.csv')
  expect([done.status, done.report]).toEqual([200, { id: expect.stringMatching(/^[0-9a-f-]{36}$/), name: 'users.csv', kind: 'attributes', status: 'Complete', rows: 2, imported: 2, created: 1, updated: 1, ...SUMS }])
  expect(done.kinds).toEqual(['profile.updated', 'profile.created', 'profile.updated', 'import.finished'])
  expect(done.rows[0]!.data).toEqual({ source: 'rest', changes: { first_name: { from: 'Old', to: 'Mel' }, plan: { from: null, to: 'gold' } } })
  expect(done.rows.at(-1)!.data).toEqual({ id: done.report.id, name: 'users.csv', kind: 'attributes', status: 'Complete', rows: 2, imported: 2, created: 1, updated: 1, skipped: 0, warnings: 0 })
  expect(await e.exported('mel')).toMatchObject({ first_name: 'Mel', email: 'mel@example.com', custom_attributes: { plan: 'gold' } })
  expect(await e.exported('ada')).toMatchObject({ first_name: 'Ada', custom_attributes: { plan: 'free' } })
})

test('the type of an attribute is that of the value which any user has, be it the first or the last of many; else the file tells', async () => {
  const e = emulator()
  await load(e, ['external_id', ...Array.from({ length: 1500 }, (_, n) => `u${n}`)])
  await e.post('/users/track', { attributes: [{ external_id: 'u0', early: 1 }, { external_id: 'u1499', late: true }] })
  expect(reasons(await load(e, ['external_id,new,early,late,none', 'a,1,1,true,', 'b,1,no,true,', 'c,1,1,no,', 'd,no,1,true,']))).toEqual([
    `3: early: the attribute's type is number, the value is a string`,
    `4: late: the attribute's type is boolean, the value is a string`,
    `5: new: the attribute's type is number, the value is a string`,
  ])
})

describe('identifiers', () => {
  test('external_id before email before phone; a blank one lets the next count', async () => {
    const e = emulator()
    await e.post('/users/track', { attributes: [{ external_id: 'mel', email: 'mel@example.com' }, { external_id: 'ada', phone: '+14155552671' }, { external_id: 'kim', email: 'kim@example.com' }] })
    const done = await load(e, ['external_id,email,phone,n', ',MEL@example.com,+14155552671,1', ',,+14155552671,2', 'new,kim@example.com,,3'])
    expect(done.report).toMatchObject({ imported: 3, created: 1, updated: 2, skipped: [] })
    expect([await custom(e, 'mel'), await custom(e, 'ada'), await custom(e, 'kim'), await custom(e, 'new')]).toEqual([{ n: 1 }, { n: 2 }, {}, { n: 3 }])
    // What is no identifier of its row is an attribute of it
    expect([(await e.exported('mel')).phone, (await e.exported('new')).email]).toEqual(['+14155552671', 'kim@example.com'])
  })

  test('by email: the most recently updated user with it, else a new one', async () => {
    const e = emulator()
    for (const external_id of ['first', 'second', 'third']) {
      await e.post('/users/track', { attributes: [{ external_id, email: 'shared@example.com' }] })
      await e.world.scheduler.advanceTo(e.world.clock.now() + 1000)
    }
    await e.post('/users/track', { attributes: [{ external_id: 'second', touched: true }] })
    const done = await load(e, ['email,plan', 'shared@example.com,gold', 'new@example.com,free'])
    expect(done.report).toMatchObject({ created: 1, updated: 1 })
    expect(await custom(e, 'second')).toEqual({ touched: true, plan: 'gold' })
    expect(e.world.profiles.byEmail('new@example.com')).toMatchObject([{ external_id: null, custom_attributes: '{"plan":"free"}' }])
  })

  test('by phone: a new user has the number', async () => {
    const e = emulator()
    await load(e, ['phone,plan', '+14155552671,gold'])
    await load(e, ['phone,plan', '(415) 555-2671,silver'])
    expect(e.world.profiles.byPhone('+14155552671')).toMatchObject([{ phone: '+14155552671', custom_attributes: '{"plan":"silver"}' }])
  })

  test('an alias makes and updates alias-only users', async () => {
    const e = emulator()
    const header = 'user_alias_name,user_alias_label,last_name,email'
    expect((await load(e, [header, '182736485,crm,Smith,smith@user.com'])).report).toMatchObject({ created: 1, updated: 0 })
    expect((await load(e, [header, '182736485,crm,Jones,', '182736485,other,Nguyen,'])).report).toMatchObject({ created: 1, updated: 1 })
    expect(e.world.profiles.byAlias('crm', '182736485')).toMatchObject({ external_id: null, last_name: 'Jones', email: 'smith@user.com' })
  })

  test('an alias never reaches a user with an external_id: a new one is made, the alias stays', async () => {
    const e = emulator()
    await e.post('/users/track', { attributes: [{ external_id: 'mel', first_name: 'Mel' }] })
    await e.post('/users/alias/new', { user_aliases: [{ external_id: 'mel', alias_name: 'a', alias_label: 'crm' }] })
    const done = await load(e, ['user_alias_name,user_alias_label,first_name', 'a,crm,Other'])
    expect([done.report.created, done.report.updated, warnings(done)]).toEqual([1, 0, ['2 user_alias_name: the user with this alias has an external_id, which a CSV import does not reach: a new user was made, the alias stays with the other one']])
    expect(await e.exported('mel')).toMatchObject({ first_name: 'Mel', user_aliases: [{ alias_name: 'a', alias_label: 'crm' }] })
    expect([people(e), e.world.profiles.byAlias('crm', 'a')!.external_id]).toEqual([2, 'mel'])
  })

  test('a braze_id updates, also the one that a merged user lives on in, and never makes a user', async () => {
    const e = emulator()
    await e.post('/users/track', { attributes: [{ external_id: 'mel' }, { external_id: 'gone' }] })
    const [mel, gone] = [await e.exported('mel'), await e.exported('gone')].map(({ braze_id }) => braze_id as string)
    const done = await load(e, ['braze_id,plan', `${mel},gold`, 'ffffffffffffffffffffffff,free'])
    expect([done.report.imported, done.report.skipped, await custom(e), people(e)]).toEqual([1, [{ row: 3, identifier: 'ffffffffffffffffffffffff', reason: 'no user has this braze_id, and a CSV import makes none by it' }], { plan: 'gold' }, 2])
    await e.post('/users/delete', { external_ids: ['gone'] })
    expect(reasons(await load(e, ['braze_id,plan', `${gone},free`]))).toEqual(['2: no user has this braze_id, and a CSV import makes none by it'])
  })

  test('Appboy ID is a name like any other', async () => {
    const e = emulator()
    await load(e, ['external_id,Appboy ID', 'mel,abc'])
    expect(await custom(e)).toEqual({ 'Appboy ID': 'abc' })
  })

  test.each([
    ['external_id,n\n,1', '2: no identifier'],
    ['external_id,braze_id,n\nmel,abc,1', `2: You must specify only one of 'external_id', 'user_alias' or 'braze_id'`],
    ['user_alias_name,user_alias_label,n\na,,1', '2: user_alias_name and user_alias_label go together'],
    ['email,n\nno address,1', `2: The value provided for the 'email' field is not a valid email.`],
    ['phone,n\n12,1', `2: 'external_id', 'braze_id', 'user_alias', 'email' or 'phone' is required`],
    [`external_id,n\n${'é'.repeat(494)},1`, `2: 'external_id' must be fewer than 988 bytes`],
  ])('a row without one that counts: %j', async (csv, reason) => {
    const e = emulator()
    const done = await load(e, csv)
    expect([reasons(done), done.kinds, people(e)]).toEqual([[reason], ['decision.refused', 'import.finished'], 0])
    expect(done.report).toMatchObject({ status: 'Partial success', rows: 1, imported: 0 })
  })

  test('a second row of an identifier is left out; in another file it is none', async () => {
    const e = emulator()
    const done = await load(e, ['email,n', 'a@example.com,1', 'A@example.com,2', 'b@example.com,3'])
    expect([done.report.rows, done.report.imported, done.report.skipped]).toEqual([3, 2, [{ row: 3, identifier: 'a@example.com', reason: 'the identifier is in the file before' }]])
    expect((await load(e, ['email,n', 'a@example.com,2'])).report).toMatchObject({ imported: 1, skipped: [] })
    // An external_id and an alias of the same letters are two
    expect((await load(e, ['external_id,email', 'x@example.com,', ',x@example.com'])).report).toMatchObject({ imported: 2, skipped: [] })
  })

  test('identifiers alone: users are made, nothing else is touched', async () => {
    const e = emulator()
    await e.post('/users/track', { attributes: [{ external_id: 'mel', email: 'mel@example.com' }] })
    expect((await load(e, ['external_id', 'mel', 'ada'])).kinds).toEqual(['profile.created', 'import.finished'])
    expect((await load(e, ['email', 'mel@example.com'])).kinds).toEqual(['import.finished'])
  })
})

describe('default attributes', () => {
  test('each is read as its field', async () => {
    const e = emulator()
    const group = (await e.admin('POST', '/subscription_groups', { name: 'News', channel: 'email' })).body.id as string
    const values = { external_id: 'mel', first_name: 'Mel', last_name: `O"Neil`, email: 'Mel@Example.com', country: 'GB', dob: '1980-12-21', gender: 'F', home_city: 'London, UK', language: 'en', phone: '+442071838750', email_open_tracking_disabled: 'true', email_click_tracking_disabled: 'FALSE', email_subscribe: 'opted_in', push_subscribe: 'unsubscribed', time_zone: 'Eastern Time (US & Canada)', date_of_first_session: '2019-11-20', date_of_last_session: '2019-11-20T18:38:57', subscription_group_id: group, subscription_state: 'unsubscribed' }
    const quoted = Object.values(values).map((value) => (/[",]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value))
    const done = await load(e, [Object.keys(values).join(','), quoted.join(',')])
    expect(done.report).toMatchObject({ status: 'Complete', imported: 1, warnings: [] })
    expect(done.kinds).toEqual(['profile.created', 'profile.updated', 'subscription_group.unsubscribed', 'import.finished'])
    expect(e.world.profiles.byExternalId('mel')).toMatchObject({
      first_name: 'Mel', last_name: 'O"Neil', email: 'mel@example.com', country: 'GB', country_from: 'rest', dob: '1980-12-21', gender: 'F', home_city: 'London, UK', language: 'en', language_from: 'rest', phone_e164: '+442071838750',
      email_open_tracking_disabled: 1, email_click_tracking_disabled: 0, email_subscribe: 'opted_in', push_subscribe: 'unsubscribed', time_zone: 'Eastern Time (US & Canada)', first_session_at: Date.UTC(2019, 10, 20), last_session_at: Date.UTC(2019, 10, 20, 18, 38, 57), custom_attributes: '{}',
    })
  })

  test('a value that is not one of the field is left out with a warning; the row is imported', async () => {
    const e = emulator()
    const header = ['external_id', 'first_name', 'email', 'country', 'dob', 'gender', 'language', 'email_subscribe', 'push_subscribe', 'time_zone', 'date_of_first_session', 'email_open_tracking_disabled', 'subscription_group_id', 'subscription_state']
    await e.post('/users/track', { attributes: [{ external_id: 'mel', country: 'DE', email: 'mel@example.com', email_subscribe: 'opted_in' }] })
    const done = await load(e, [header.join(','), ['mel', 'Mel', 'no address', 'Nowhere', '21.12.1980', 'X', '??', 'Unsubscribed', 'unsubscribed ', 'Moon/Sea', '11/20/2019', 'yes', 'none', 'subscribed'].join(',')])
    expect(done.report).toMatchObject({ status: 'Complete', imported: 1, skipped: [] })
    expect(warnings(done)).toEqual([
      `2 email: The value provided for the 'email' field is not a valid email.`,
      '2 country: not a country code of ISO 3166-1 alpha-2',
      '2 dob: not a date YYYY-MM-DD',
      '2 gender: not one of M, F, O, N, P',
      '2 language: not an ISO 639-1 code',
      '2 email_subscribe: BAD_EMAIL_SUBSCRIPTION_STATE',
      '2 push_subscribe: BAD_PUSH_SUBSCRIPTION_STATE',
      '2 time_zone: not a time zone',
      '2 date_of_first_session: not a time in ISO 8601',
      `2 email_open_tracking_disabled: 'email_open_tracking_disabled' is not valid`,
      '2 subscription_group_id: there is no subscription group with this id',
    ])
    expect(await e.exported('mel')).toMatchObject({ first_name: 'Mel', email: 'mel@example.com', country: 'DE', email_subscribe: 'opted_in', push_subscribe: 'subscribed' })
  })

  test('subscription groups: a state of its own in each row; none is a warning', async () => {
    const e = emulator()
    const [news, texts] = [(await e.admin('POST', '/subscription_groups', { name: 'News' })).body.id, (await e.admin('POST', '/subscription_groups', { name: 'Texts', channel: 'sms' })).body.id] as string[]
    const done = await load(e, ['external_id,subscription_group_id,subscription_state', `mel,${news},subscribed`, `ada,${texts},unsubscribed`, `kim,${news},`, 'lee,,subscribed', `max,${news},maybe`])
    expect(done.rows.filter(({ kind }) => kind.startsWith('subscription_group')).map(({ kind, data }) => [kind, data['subscription_group_id'], data['source']])).toEqual([['subscription_group.subscribed', news, 'csv_import'], ['subscription_group.unsubscribed', texts, 'csv_import']])
    expect(warnings(done)).toEqual([`4 subscription_state: not 'subscribed' or 'unsubscribed'`, `6 subscription_state: not 'subscribed' or 'unsubscribed'`])
    expect(warnings(await load(e, ['external_id,subscription_group_id', `mel,${news}`]))).toEqual([`2 subscription_state: not 'subscribed' or 'unsubscribed'`])
  })

  test('a blank cell leaves the value, quoted or not, of spaces or none', async () => {
    const e = emulator()
    await e.post('/users/track', { attributes: [{ external_id: 'mel', first_name: 'Mel', last_name: 'Smith', plan: 'gold', n: 1 }] })
    expect((await load(e, ['external_id,first_name,last_name,plan,n', 'mel,,"", ,"  "'])).kinds).toEqual(['import.finished'])
    expect(await e.exported('mel')).toMatchObject({ first_name: 'Mel', last_name: 'Smith', custom_attributes: { plan: 'gold', n: 1 } })
  })

  test('a header in other letters or with a space is a custom attribute', async () => {
    const e = emulator()
    await load(e, ['external_id,First_name, first_name,EMAIL', 'mel,a,b,c@example.com'])
    expect(await e.exported('mel')).toMatchObject({ custom_attributes: { First_name: 'a', ' first_name': 'b', EMAIL: 'c@example.com' } })
    expect((await e.exported('mel')).email).toBeUndefined()
  })
})

describe('custom attributes', () => {
  test('boolean, number, time and text; in quotation marks it is text', async () => {
    const e = emulator()
    const row: [string, string, unknown][] = [
      ['yes', 'true', true], ['no', 'FALSE', false], ['int', '42', 42], ['minus', '-7', -7], ['float', '3.50', 3.5], ['zero', '0', 0],
      ['comma', '"1,5"', '1,5'], ['space', '1 000', '1 000'], ['exp', '1e5', '1e5'], ['plus', '+1', '+1'], ['huge', '12345678901234567890', '12345678901234567890'],
      ['quoted', '"42"', '42'], ['single', `'42'`, '42'], ['truth', '"true"', 'true'], ['text', 'hello "', undefined], ['accent', 'Zoë ✓', 'Zoë ✓'], ['array', '"[1,2]"', '[1,2]'], ['apostrophe', `O'Neil`, `O'Neil`],
      ['day', '2024-06-10', '2024-06-10'], ['moment', '2024-06-10T12:00:00Z', '2024-06-10T12:00:00Z'], ['offset', '2024-06-10T12:00:00+02:00', '2024-06-10T12:00:00+02:00'],
    ]
    const used = row.filter(([name]) => name !== 'text')
    await load(e, [['external_id', ...used.map(([name]) => name)].join(','), ['mel', ...used.map(([, cell]) => cell)].join(',')])
    expect(await custom(e)).toEqual(Object.fromEntries(used.map(([name, , value]) => [name, value])))
    const stored = JSON.parse(e.world.profiles.byExternalId('mel')!.custom_attributes) as Record<string, unknown>
    expect(['day', 'moment', 'offset'].map((name) => stored[name])).toEqual([{ $time: Date.UTC(2024, 5, 10), as: '2024-06-10' }, { $time: Date.UTC(2024, 5, 10, 12), as: '2024-06-10T12:00:00Z' }, { $time: Date.UTC(2024, 5, 10, 10), as: '2024-06-10T12:00:00+02:00' }])
  })

  test('what looks like a time stays text in quotation marks or another form', async () => {
    const e = emulator()
    const done = await load(e, ['external_id,quoted,american,impossible', 'mel,"2024-06-10",06/10/2024,2024-13-45'])
    expect(JSON.parse(e.world.profiles.byExternalId('mel')!.custom_attributes)).toEqual({ quoted: '2024-06-10', american: '06/10/2024', impossible: '2024-13-45' })
    expect(done.rows.filter(({ kind }) => kind === 'profile.updated').flatMap(({ data }) => Object.keys(data['changes'] as object)).toSorted()).toEqual(['american', 'impossible', 'quoted'])
    expect((await load(e, ['external_id,quoted', 'mel,"2024-06-10"'])).kinds).toEqual(['import.finished'])
  })

  test('a number that begins with zero is read as an octal one: 0130 is 88', async () => {
    const e = emulator()
    const done = await load(e, ['external_id,code,zip,price', 'mel,0130,0189,0.5'])
    expect([await custom(e), warnings(done)]).toEqual([{ code: 88, zip: '0189', price: 0.5 }, ['2 code: a number that begins with zero is read as an octal one: 0130 becomes 88']])
  })

  test('a value of another type than the attribute has skips its row; text takes everything', async () => {
    const e = emulator()
    await e.post('/users/track', { attributes: [{ external_id: 'one', n: 1, b: true, t: '2024-01-01', s: 'x', list: ['a'], o: { a: 1 } }] })
    const row = async (name: string, cell: string) => reasons(await load(e, [`external_id,${name}`, `mel,${cell}`]))
    expect(await row('n', 'two')).toEqual([`2: n: the attribute's type is number, the value is a string`])
    expect(await row('n', '"2"')).toEqual([`2: n: the attribute's type is number, the value is a string`])
    expect(await row('b', '1')).toEqual([`2: b: the attribute's type is boolean, the value is a number`])
    expect(await row('t', '01/02/2024')).toEqual([`2: t: the attribute's type is time, the value is a string`])
    expect(await row('list', 'a')).toEqual([`2: list: the attribute's type is array, the value is a string`])
    expect(await row('o', '1')).toEqual([`2: o: the attribute's type is object, the value is a number`])
    expect(people(e)).toBe(1)
    for (const cell of ['1', 'true', '0130', '2024-06-10']) {
      expect(await row('s', cell)).toEqual([])
      expect(JSON.parse(e.world.profiles.byExternalId('mel')!.custom_attributes)).toEqual({ s: cell })
    }
    expect(await row('n', '2.5')).toEqual([])
  })

  test('the first value in the file gives a new attribute its type; a skipped row gives none', async () => {
    const e = emulator()
    const done = await load(e, ['external_id,a,b', 'u1,,', ',x,x', 'u2,1,x', 'u3,one,1', 'u4,2,true'])
    expect(reasons(done)).toEqual(['3: no identifier', `5: a: the attribute's type is number, the value is a string`])
    expect([await custom(e, 'u2'), await custom(e, 'u4')]).toEqual([{ a: 1, b: 'x' }, { a: 2, b: 'true' }])
  })

  test('a skipped row has done nothing at all', async () => {
    const e = emulator()
    await e.post('/users/track', { attributes: [{ external_id: 'one', n: 1 }] })
    const done = await load(e, ['external_id,first_name,gender,n', 'mel,Mel,X,many'])
    expect([done.kinds, done.report.warnings, people(e)]).toEqual([['decision.refused', 'import.finished'], [], 1])
    expect(done.rows[0]!.data).toEqual({ rule: 'csv_import', why: `n: the attribute's type is number, the value is a string`, compared: { import_id: done.report.id, row: 2 } })
  })

  test('over 255 characters, on the block list, a name too long, names that mean something else', async () => {
    const e = emulator()
    await e.admin('PATCH', '/settings', { block_lists: { attributes: ['secret', 'when'] } })
    const long = 'n'.repeat(256)
    const done = await load(e, [`external_id,bio,secret,when,${long},push_tokens,,plan`, `mel,${'x'.repeat(256)},s,"2024-01-01",1,[],7,gold`])
    expect([await custom(e), done.report.imported]).toEqual([{ plan: 'gold' }, 1])
    expect(warnings(done)).toEqual(['1 push_tokens: a CSV import does not take it', '1 : a column without a name', '2 bio: more than 255 characters', '2 secret: the attribute is on the block list', '2 when: the attribute is on the block list', `2 ${'n'.repeat(255)}: a name has 1 to 255 characters`])
  })
})

describe('events', () => {
  const logged = ({ rows }: Imported) => rows.filter(({ kind }) => kind === 'custom_event.logged').map(({ data }) => [data['name'], data['time'], data['properties']])
  const FILE = ['external_id,name,time,rented_movie.properties.movie_name,rented_movie.properties.genre,bought_movie.properties.movie_name', '123,rented_movie,2024-06-10T12:00:00Z,Ghostbusters,Action,', '456,bought_movie,2024-06-12T12:00:00Z,,,Ghostbusters']

  test('one a row, with the properties of its own columns; the same user several times', async () => {
    const e = emulator()
    const done = await load(e, [...FILE, '123,rented_movie,2024-06-11,,,'])
    expect(done.report).toMatchObject({ kind: 'events', status: 'Complete', rows: 3, imported: 3, created: 2, updated: 1, ...SUMS })
    expect(done.kinds).toEqual(['profile.created', 'custom_event.logged', 'profile.created', 'custom_event.logged', 'custom_event.logged', 'import.finished'])
    expect(logged(done)).toEqual([['rented_movie', Date.UTC(2024, 5, 10, 12), { movie_name: 'Ghostbusters', genre: 'Action' }], ['bought_movie', Date.UTC(2024, 5, 12, 12), { movie_name: 'Ghostbusters' }], ['rented_movie', Date.UTC(2024, 5, 11), {}]])
    await load(e, ['external_id,name,time', '123,rented_movie,2026-02-20']) // an export shows events of the last 90 days
    expect((await e.exported('123')).custom_events).toMatchObject([{ name: 'rented_movie', count: 3 }])
  })

  test('properties have types; those of other events and other columns are left out', async () => {
    const e = emulator()
    const done = await load(e, ['external_id,name,time,e.properties.n,e.properties.b,e.properties.t,e.properties.s,f.properties.x,plan', 'mel,e,2024-06-10,1.5,true,2024-01-01,"7",y,gold'])
    expect(logged(done)).toEqual([['e', Date.UTC(2024, 5, 10), { n: 1.5, b: true, t: '2024-01-01', s: '7' }]])
    expect(warnings(done)).toEqual(['1 plan: no column of an import of events: properties are named <event name>.properties.<property name>', '2 f.properties.x: a property of another event than e'])
    expect(await custom(e)).toEqual({})
  })

  test('by alias, braze_id, email and phone', async () => {
    const e = emulator()
    await load(e, ['user_alias_name,user_alias_label,name,time', 'a,crm,e,2024-06-10'])
    await load(e, ['email,phone,name,time', 'mel@example.com,,e,2024-06-10', ',+14155552671,e,2024-06-10', 'mel@example.com,,e,2024-06-11'])
    expect(people(e)).toBe(3)
    const { braze_id } = e.world.profiles.byEmail('mel@example.com')[0]!
    const done = await load(e, ['braze_id,name,time', `${braze_id},e,2024-06-12`, 'ffffffffffffffffffffffff,e,2024-06-12'])
    expect([done.report.imported, reasons(done)]).toEqual([1, ['3: no user has this braze_id, and a CSV import makes none by it']])
  })

  test.each([
    ['mel,,2024-06-10', '2: name is missing'],
    ['mel,e,', '2: time is missing'],
    ['mel,e,06/10/2024', '2: time is not a time in ISO 8601'],
    ['mel,e,2024-02-30', '2: time is not a time in ISO 8601'],
    [`mel,${'e'.repeat(256)},2024-06-10`, `2: 'name' is not valid`],
    [',e,2024-06-10', '2: no identifier'],
  ])('a row that is none: %s', async (row, reason) => {
    const e = emulator()
    const done = await load(e, ['external_id,name,time', row])
    expect([reasons(done), done.kinds, people(e)]).toEqual([[reason], ['decision.refused', 'import.finished'], 0])
  })

  test('name or time alone are attributes; the kind can be said', async () => {
    const e = emulator()
    expect((await load(e, ['external_id,name', 'mel,Mel'])).report.kind).toBe('attributes')
    expect(await custom(e)).toEqual({ name: 'Mel' })
    expect((await load(e, ['external_id,name,time', 'mel,Melanie,2024-06-10'], '?kind=attributes')).report.kind).toBe('attributes')
    expect(await custom(e)).toEqual({ name: 'Melanie', time: '2024-06-10' })
    const refused = await load(e, ['external_id,name', 'mel,e'], '?kind=events')
    expect([refused.status, refused.report, refused.kinds]).toEqual([422, { error: { code: 'invalid_import', message: 'an import of events needs the columns name and time', details: {} } }, []])
  })

  test('a file of events over 50 MB is refused; one of attributes is not', async () => {
    const e = emulator()
    const large = (header: string) => Buffer.concat([Buffer.from(`${header}\n`), Buffer.alloc(50 * 1024 * 1024, `${' '.repeat(65_535)}\n`)])
    const refused = await load(e, large('external_id,name,time'))
    expect([refused.status, refused.report.error.message]).toEqual([422, 'a file of events has at most 50 MB'])
    expect((await load(e, large('external_id,name'))).report).toMatchObject({ status: 'Complete', rows: 0 })
  })
})

describe('files', () => {
  test('rows of another number of cells, broken quotation marks, other encodings: each alone', async () => {
    const e = emulator()
    const done = await load(e, Buffer.concat([Buffer.from('external_id,name\nu1,a,b\nu2\nu3,"a\nu4,b"c\nu5,"d""e"\nu6,'), Buffer.from([0xe9]), Buffer.from('\nu7,5" pipe\nu8,ok\n')]))
    expect(done.report).toMatchObject({ status: 'Partial success', rows: 8, imported: 2 })
    expect(reasons(done)).toEqual(['2: 3 cells, the header has 2', '3: 1 cells, the header has 2', '4: unescaped or unbalanced quotation marks', '5: unescaped or unbalanced quotation marks', '7: not encoded in UTF-8', '8: unescaped or unbalanced quotation marks'])
    expect([await custom(e, 'u5'), await custom(e, 'u8')]).toEqual([{ name: 'd"e' }, { name: 'ok' }])
  })

  test('a byte order mark, CRLF, blank rows, line breaks in quotation marks, no line break at the end', async () => {
    const e = emulator()
    const done = await load(e, '\uFEFFexternal_id,bio\r\n\r\nu1,"two\r\nlines, and ""quotes"""\r\n,\r\n  \r\nu2,x\r\nu3')
    expect(done.report).toMatchObject({ rows: 3, imported: 2, skipped: [{ row: 7, reason: '1 cells, the header has 2' }] })
    expect([await custom(e, 'u1'), await custom(e, 'u2')]).toEqual([{ bio: 'two\r\nlines, and "quotes"' }, { bio: 'x' }])
  })

  test('blank rows before the header', async () => {
    const e = emulator()
    const done = await load(e, '\n,\n\nexternal_id,n\nmel,1\nada,2,3\n')
    expect([done.status, done.report.error?.message]).toEqual([422, expect.stringMatching(/^no identifier/)]) // cells, if empty ones
    const blank = await load(e, '\n \n\nexternal_id,n\nmel,1\nada,2,3\n')
    expect([blank.report.imported, reasons(blank), await custom(e)]).toEqual([1, ['6: 3 cells, the header has 2'], { n: 1 }])
  })

  test('thousands of columns take no longer than they must', async () => {
    const e = emulator()
    const names = Array.from({ length: 20_000 }, (_, n) => `"c${n}"`)
    const done = await load(e, [`external_id,${names.join(',')}`, `mel,${names.map(() => '"x"').join(',')}`])
    expect(done.report).toMatchObject({ imported: 1, skipped: [] })
  })

  test('a header alone is complete', async () => {
    const done = await load(emulator(), 'external_id,plan')
    expect([done.status, done.report.status, done.report.rows, done.kinds]).toEqual([200, 'Complete', 0, ['import.finished']])
  })

  test.each([
    ['', 'the file is empty'],
    ['\n\n  \n', 'the file is empty'],
    ['\uFEFF', 'the file is empty'],
    ['first_name,plan\nMel,gold\n', 'no identifier: a column external_id, braze_id, user_alias_name with user_alias_label, email or phone is needed'],
    ['EXTERNAL_ID\nmel\n', 'no identifier: a column external_id, braze_id, user_alias_name with user_alias_label, email or phone is needed'],
    ['external_id,user_alias_name,user_alias_label\n', 'one file can not have both external_id and user aliases'],
    ['user_alias_name,plan\n', 'user_alias_name and user_alias_label go together'],
    ['external_id,plan,plan\n', `the column 'plan' is there twice`],
    ['external_id,"plan\nmel,1\n', 'the header is malformed: unescaped or unbalanced quotation marks'],
  ])('is none: %j', async (csv, message) => {
    const refused = await load(emulator(), csv)
    expect([refused.status, refused.report, refused.kinds]).toEqual([422, { error: { code: 'invalid_import', message, details: {} } }, []])
  })

  test('a header in another encoding; a query that is none', async () => {
    const e = emulator()
    const utf16 = Buffer.from('\uFEFFexternal_id\nmel\n', 'utf16le')
    expect((await load(e, utf16)).report.error.message).toBe('the header is not encoded in UTF-8')
    for (const query of ['?kind=users', '?name=', '?kind[]=events']) expect((await load(e, 'external_id', query)).status).toBe(422)
    expect((await load(e, 'external_id', '?workspace=none')).status).toBe(404)
  })

  test('of many problems 100 of each sort are listed, all are counted', async () => {
    const e = emulator()
    const done = await load(e, ['external_id,gender', ...Array.from({ length: 150 }, (_, n) => `u${n},X`), ...Array.from({ length: 120 }, () => ',F')])
    expect(done.report).toMatchObject({ rows: 270, imported: 150, more: { skipped: 20, warnings: 50 } })
    expect([done.report.skipped.length, done.report.warnings.length, done.kinds.filter((kind) => kind === 'decision.refused').length]).toEqual([100, 100, 100])
    expect(done.rows.at(-1)!.data).toMatchObject({ skipped: 120, warnings: 150 })
  })

  test('a large file comes in pieces, and leaves nothing of its own behind', async () => {
    const e = emulator()
    const lines = Array.from({ length: 20_000 }, (_, n) => `user-${n},${n},"a, ""b"""`)
    const done = await load(e, ['external_id,n,s', ...lines, 'user-7,1,x'])
    expect(done.report).toMatchObject({ rows: 20_001, imported: 20_000, created: 20_000, skipped: [{ row: 20_002, identifier: 'user-7' }] })
    expect(people(e)).toBe(20_000)
    for (const n of [0, 4999, 12_345, 19_999]) expect(await custom(e, `user-${n}`)).toEqual({ n, s: 'a, "b"' })
    expect(e.world.db.raw.prepare('SELECT count(*) AS n FROM import_identifiers').get()).toEqual({ n: 0 })
  })

  test('two imports at a time do not mix', async () => {
    const e = emulator()
    const file = (field: string) => ['external_id,' + field, ...Array.from({ length: 12_000 }, (_, n) => `u${n},${n}`)]
    const both = await Promise.all([e.call('POST', '/_emulator/users/import?name=a', file('a').join('\n')), e.call('POST', '/_emulator/users/import?name=b', file('b').join('\n'))])
    expect(both.map(({ body }) => [body.imported, body.skipped])).toEqual([[12_000, []], [12_000, []]])
    expect(both.reduce((sum, { body }) => sum + body.created, 0)).toBe(12_000)
    expect(await custom(e, 'u11999')).toEqual({ a: 11_999, b: 11_999 })
  })
})
