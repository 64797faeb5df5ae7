// {% promotion('list') %}: one code for one sending, the list's own order, and no message without a code.
import { describe, expect, test } from 'vitest'
import { json, messages } from '../../../kit/rendering.ts'

const OK = "Code {% promotion('spring25') %}"
async function withCodes(codes: string[], answer?: Parameters<typeof messages>[0]) {
  const m = await messages(answer)
  const { body } = await m.e.admin('POST', '/promotion_lists', { id: 'l1', name: 'Spring', code_snippet: 'spring25', codes })
  expect(body).toMatchObject({ id: 'l1', remaining: new Set(codes).size })
  const remaining = async (id = 'l1') => (await m.e.admin('GET', `/promotion_lists/${id}`)).body.remaining as number
  const send = (dispatch_id: string, source = OK, more = {}) => m.e.world.db.tx(() => m.now(source, { origin: { dispatch_id, ...more } as never }))
  return { ...m, remaining, send }
}

test('each sending gets the next code; it is marked as sent', async () => {
  const m = await withCodes(['A', 'B', 'A', 'C'])
  const rows = await m.e.rowsOf(async () => expect([m.send('d1'), m.send('d2')]).toEqual(['Code A', 'Code B']))
  expect(rows.map(({ kind, data }) => [kind, data])).toEqual([['promotion_code.used', { promotion_list_id: 'l1', code_snippet: 'spring25', code: 'A' }], ['promotion_code.used', { promotion_list_id: 'l1', code_snippet: 'spring25', code: 'B' }]])
  expect((await m.e.admin('GET', '/promotion_lists/l1')).body).toMatchObject({ codes: ['A', 'B', 'C'], remaining: 1, used: [{ code: 'A', braze_id: m.profile().braze_id, at: Date.parse('2026-03-01T12:00:00.000Z') }, { code: 'B' }] })
})

test('the same code in the whole message, on every channel of it, and again when it is tried again', async () => {
  const m = await withCodes(['A', 'B', 'C'])
  expect(m.e.world.rendering.renderNow(m.job({ subject: OK, body: [OK, `${OK}${OK}`] })).body).toEqual({ subject: 'Code A', body: ['Code A', 'Code ACode A'] })
  expect(m.now(OK, { channel: 'ios_push' })).toBe('Code A')
  expect(await m.remaining()).toBe(2)
})
test('another one for each step of a Canvas', async () => {
  const m = await withCodes(['A', 'B', 'C'])
  const step = (canvas_step_id: string, canvas_entry_id = 'e1') => m.send('d1', OK, { canvas_entry_id, canvas_step_id })
  expect([step('s1'), step('s2'), step('s1'), step('s1', 'e2')]).toEqual(['Code A', 'Code B', 'Code A', 'Code C'])
})
test('a list in a branch that is not taken gives a code all the same; one in a Content Block too', async () => {
  const m = await withCodes(['A', 'B'])
  await m.e.admin('POST', '/promotion_lists', { id: 'l2', name: 'Other', code_snippet: 'other', codes: ['X', 'Y'] })
  await m.e.post('/content_blocks/create', { name: 'codes', content: "{% if false %}{% promotion('other') %}{% endif %}" })
  expect(m.send('d1', "{% if false %}{% promotion('other') %}{% endif %}-")).toBe('-')
  expect([await m.remaining(), await m.remaining('l2')]).toEqual([2, 1])
  expect(m.send('d2', '{{content_blocks.${codes}}}-')).toBe('-')
  expect([await m.remaining(), await m.remaining('l2')]).toEqual([2, 0])
})
test('without a code the message is not sent', async () => {
  const m = await withCodes(['A'])
  m.send('d1')
  expect(() => m.send('d2')).toThrow(expect.objectContaining({ reason: 'no_promotion_codes', detail: { code_snippet: 'spring25' } }))
  expect(() => m.send('d3', "{% promotion('nope') %}")).toThrow(expect.objectContaining({ reason: 'no_promotion_codes' }))
  const [message] = m.e.world.db.tx(() => m.e.world.delivery.deliver(m.outgoing({ subject: OK, body: '<body>x</body>', from: 'A <a@b.io>' }, { origin: { dispatch_id: 'd4' } as never })))
  expect(message).toMatchObject({ status: 'aborted', reason: 'no_promotion_codes' })
})
test('an expired list has none', async () => {
  const m = await withCodes(['A', 'B'])
  await m.e.admin('PATCH', '/promotion_lists/l1', { expires_at: '2026-03-02T12:00:00Z' })
  expect(m.send('d1')).toBe('Code A')
  await m.e.admin('POST', '/clock/advance', { by: '1d' })
  expect(() => m.send('d2')).toThrow('no_promotion_codes')
  expect(await m.remaining()).toBe(0)
})

describe('a message that is not sent', () => {
  test.each([[`${OK}{% abort_message() %}`], [`${OK}{{ 1 | date: }}{% for i in (1..9999999) %}{% for j in (1..9999999) %}{% endfor %}{% endfor %}`]])('gives its code back: %s', async (source) => {
    const m = await withCodes(['A', 'B'])
    const rows = await m.e.kindsOf(async () => m.e.world.db.tx(() => expect(() => m.now(source)).toThrow()))
    expect(rows).toEqual(['promotion_code.used', 'promotion_code.released'])
    await m.text(source).catch(() => {})
    expect(await m.remaining()).toBe(2)
    expect(m.send('d2')).toBe('Code A')
  })
  test('but not the code of another channel of it', async () => {
    const m = await withCodes(['A', 'B'])
    await m.text(OK)
    await m.text(`${OK}{% abort_message() %}`, { channel: 'sms' }).catch(() => {})
    expect(await m.remaining()).toBe(1)
  })
  test('keeps it while Connected Content is tried again', async () => {
    let status = 500
    const m = await withCodes(['A', 'B'], () => json({ n: 1 }, status))
    const source = `${OK}{% connected_content http://h/ :retry %}`
    await expect(m.text(source)).rejects.toThrow('Connected Content')
    expect(await m.remaining()).toBe(1)
    status = 200
    expect(await m.text(source)).toBe('Code A')
    expect(await m.remaining()).toBe(1)
  })
})

test('a test send uses codes up, a preview does not', async () => {
  const m = await withCodes(['A', 'B'])
  expect(await m.preview(OK)).toMatchObject({ body: { source: 'Code A' } })
  expect(await m.remaining()).toBe(2)
  expect(await m.text(OK, { test: true }, { purpose: 'test' })).toBe('Code A')
  expect(await m.remaining()).toBe(1)
})
test.each([[{ transactional: true }, 'transactional email'], [{ channel: 'banner' }, 'Banners']])('not in %j, and no code is used', async (more, name) => {
  const m = await withCodes(['A'])
  await expect(m.text(OK, more)).rejects.toMatchObject({ message: `Liquid error (line 1): promotion is not available in ${name}` })
  expect(await m.remaining()).toBe(1)
})
test('what is no list is a mistake', async () => await expect((await withCodes([])).text('{% promotion(x) %}')).rejects.toMatchObject({ message: expect.stringContaining('promotion takes the snippet of a list in quotes') }))
