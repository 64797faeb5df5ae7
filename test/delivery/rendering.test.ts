// Messages rendered whole: every text of the body, each in its own scope; mistakes with their field; previews that leave nothing.
import { describe, expect, test } from 'vitest'
import { json, messages } from '../kit/rendering.ts'

const BODY = { subject: 'Hi {{${first_name}}}', extras: { a: ['{{${language}}}', 1, true, null], '{{key}}': 'x' }, plain: 'no { Liquid }', n: 2 }
const DONE = { subject: 'Hi Jo', extras: { a: ['en', 1, true, null], '{{key}}': 'x' }, plain: 'no { Liquid }', n: 2 }

test('every text, however deep; names and other values stay', async () => {
  const m = await messages()
  expect(m.e.world.rendering.renderNow(m.job(BODY))).toEqual({ body: DONE, message_extras: null, notes: [] })
  expect(await m.e.world.rendering.render(m.job(BODY))).toEqual({ body: DONE, message_extras: null, notes: [] })
  expect(BODY.subject).toBe('Hi {{${first_name}}}')
})
test('a variable of one field is not known in another, nor a counter', async () => {
  const m = await messages()
  expect(m.e.world.rendering.renderNow(m.job({ title: '{% assign x = 1 %}{% increment n %}{{x}}', body: '[{{x}}]{% increment n %}' })).body).toEqual({ title: '01', body: '[]0' })
})
test('a mistake has its field, line and column, and only those', async () => {
  const m = await messages()
  const body = { subject: 'ok', parts: [{ text: 'x\n  {% nope %}' }] }
  expect(() => m.e.world.rendering.renderNow(m.job(body))).toThrow(expect.objectContaining({ message: 'Liquid error (line 2): tag "nope" not found', line: 2, column: 3, field: 'parts[0].text' }))
  await expect(m.e.world.rendering.render(m.job(body))).rejects.toMatchObject({ field: 'parts[0].text' })
  expect(() => m.now('x\n  {% nope %}')).toThrow(expect.objectContaining({ field: 'source' })) // the same template elsewhere
})
test('what stands in the message is not taken for a template', async () => expect(await (await messages(undefined, { first_name: '{{${language}}}{% abort_message() %}' })).text('{{${first_name}}}')).toBe('{{${language}}}{% abort_message() %}'))

describe('a message that waits for Connected Content', () => {
  const mail = (body: string) => ({ subject: 's', body: `<body>${body}</body>`, from: 'A <a@b.io>' })
  test('is sent when it was asked, once', async () => {
    const m = await messages(() => json({ word: 'sunny' }))
    const [waiting] = m.e.world.db.tx(() => m.e.world.delivery.deliver(m.outgoing(mail('{% connected_content http://h/ :save w %}It is {{w.word}}'))))
    expect(waiting!.status).toBe('pending')
    expect(m.asked).toEqual([])
    await m.e.admin('POST', '/settle')
    const { body } = await m.e.admin('GET', '/messages')
    expect(body.messages.map((one: any) => [one.status, JSON.stringify(one.payload).includes('It is sunny')])).toEqual([['delivered', true]])
    expect(m.asked.length).toBe(1)
  })
  test.each(['{{content_blocks.${ask}}}', '{% assign x = {{content_blocks.${ask}}} %}{{x}}'])('also where a Content Block asks: %s', async (source) => {
    const m = await messages(() => json({ word: 'sunny' }))
    await m.e.post('/content_blocks/create', { name: 'ask', content: '{% connected_content http://h/ :save w %}It is {{w.word}} [{{content_blocks.${inner}}}]' })
    await m.e.post('/content_blocks/create', { name: 'inner', content: 'inner' })
    expect(() => m.now(source)).toThrow('Connected Content has to be asked')
    expect(await m.text(source)).toBe('It is sunny [inner]')
    expect(m.now(source)).toBe('It is sunny [inner]') // kept
  })
  test('is tried five times with :retry, then aborted', async () => {
    const m = await messages(() => new Response('', { status: 503 }))
    m.e.world.db.tx(() => m.e.world.delivery.deliver(m.outgoing(mail('{% connected_content http://h/ :retry %}'))))
    await m.e.admin('POST', '/clock/advance', { by: '1h' })
    expect(m.asked.length).toBe(5)
    expect((await m.e.admin('GET', '/messages')).body.messages).toMatchObject([{ status: 'aborted', reason: 'connected_content_failed' }])
    expect(m.e.errors).toEqual([])
  })
  test('and comes back in time', async () => {
    let left = 2
    const m = await messages(() => (left-- > 0 ? new Response('', { status: 503 }) : json({ word: 'ok' })))
    m.e.world.db.tx(() => m.e.world.delivery.deliver(m.outgoing(mail('{% connected_content http://h/ :retry :save c %}{{c.word}}'))))
    await m.e.admin('POST', '/clock/advance', { by: '1h' })
    expect((await m.e.admin('GET', '/messages')).body.messages).toMatchObject([{ status: 'delivered' }])
    expect(m.asked.length).toBe(3)
  })
})

describe('preview', () => {
  test('says what would be sent, what was asked, and what the author should know', async () => {
    const m = await messages(() => json({ n: 1 }))
    const seen = await m.e.rowsOf(async () =>
      expect(await m.e.world.rendering.preview({ title: '{% connected_content http://h/ :save c %}{{c.n}}', body: "{{ 1 | lstrip }}{% message_extras :key a :value b %}{{event_properties.${x}}}{{content_blocks.${nope}}}" }, { profile: m.profile(), channel: 'ios_push', cause: { event_properties: { x: 'y' } } })).toEqual({
        body: { title: '1', body: '1y' },
        notes: [{ message: "the filter 'lstrip' is not supported by Braze: the value passes through it", line: 1, column: 6, field: 'body' }, { message: "there is no Content Block 'nope'", field: 'body' }],
        extras: { a: 'b' },
        connected_content: [{ url: 'http://h/', method: 'GET', status: 200, cached: false }],
      }),
    )
    expect(seen).toEqual([])
  })
  test('points at a mistake', async () => expect(await (await messages()).preview('a\nb {% if %}{% endif %}')).toEqual({ body: null, notes: [], extras: null, connected_content: [], error: { message: expect.stringMatching(/^Liquid error \(line 2\): /), line: 2, column: expect.any(Number), field: 'source' } }))
  test('does not try again', async () => expect(await (await messages(() => new Response('', { status: 500 }))).preview('a{% connected_content http://h/ :retry %}b')).toMatchObject({ body: { source: 'ab' }, notes: [{ message: 'Connected Content http://h/ gave nothing: the status is 500' }] }))
  test('says that a code or credential is missing', async () => {
    const m = await messages()
    expect(await m.preview("{% promotion('x') %}")).toMatchObject({ body: null, error: { message: "the promotion code list 'x' has no code left, or there is none", reason: 'no_promotion_codes' } })
    expect(await m.preview('{% connected_content http://h/ :basic_auth x %}')).toMatchObject({ body: null, error: { message: "there is no credential 'x'", reason: 'connected_content_failed' } })
  })
})

test('notes on a definition are told once, as decisions', async () => {
  const m = await messages()
  const send = (campaign_id: string | null, purpose: 'send' | 'test' = 'send') => m.e.world.db.tx(() => m.now('{{ 1 | nope }}', { origin: { campaign_id } as never }, { purpose }))
  const rows = await m.e.rowsOf(async () => void [send('c1'), send('c1'), send('c2'), send(null), send('c3', 'test')])
  expect(rows.map(({ kind, data }) => [kind, data])).toEqual(['c1', 'c2'].map((campaign_id) => ['decision.ignored', { rule: 'liquid', why: "there is no filter 'nope': the value passes through it", compared: { campaign_id, field: 'source', line: 1, column: 6 } }]))
})

describe('templates of a definition', () => {
  test('mistakes of syntax, each with its place', async () => {
    const { checkTemplates } = (await messages()).e.world.rendering
    expect(checkTemplates('messages.v1', { subject: 'x {{ y }}', body: 'a\n {% if x %}', list: ['{% nope %}'] })).toEqual([
      { path: 'messages.v1.body', message: expect.stringMatching(/^Liquid error \(line 2\): .*not closed.* \(line 2, column 2\)$/) },
      { path: 'messages.v1.list[0]', message: 'Liquid error (line 1): tag "nope" not found (line 1, column 1)' },
    ])
  })
  test('what its author should know', async () => expect((await messages()).e.world.rendering.notesOf({ body: '{{ 1 | nope }}', other: 'x' })).toEqual([{ message: "there is no filter 'nope': the value passes through it", line: 1, column: 6, field: 'body' }]))
})
