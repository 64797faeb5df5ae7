// POST /_emulator/campaigns/:id/preview and /_emulator/canvases/:id/preview.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { emulator } from '../../kit/world.ts'

const mail = (body: string, more: object = {}) => ({ channel: 'email', subject: 'For {{${first_name}}}', from: 'a@example.com', body: `<body>${body}</body>`, ...more })

async function stage(messages: Record<string, unknown>, more: object = {}) {
  const e = emulator()
  await e.post('/users/track', { attributes: [{ external_id: 'mel', email: 'mel@example.com', first_name: 'Mel' }, { external_id: 'nobody' }] })
  expect(await e.admin('POST', '/campaigns', { id: 'c1', name: 'One', schedule_type: 'api_triggered', messages, ...more })).toMatchObject({ status: 201 })
  return { e, preview: (body: object = { external_id: 'mel' }) => e.admin('POST', '/campaigns/c1/preview', body) }
}

test('each message as it would be, and as the provider would get it; nothing happens', async () => {
  const { e, preview } = await stage({ m1: mail('Hi {{${first_name}}}, {{api_trigger_properties.${code}}}', { name: 'Blue', percent: 50 }), ctl: { channel: 'email', type: 'control', percent: 50 } })
  const kinds = await e.kindsOf(async () => {
    const { status, body } = await preview({ external_id: 'mel', trigger_properties: { code: 'X1' } })
    expect([status, body.user.external_id, body.previews.length]).toEqual([200, 'mel', 1])
    expect(body.previews[0]).toMatchObject({ message_variation_id: 'm1', channel: 'email', name: 'Blue', canvas_step_id: null, unreachable: null, connected_content: [], body: { subject: 'For Mel', body: '<body>Hi Mel, X1</body>' }, payload: { to: 'mel@example.com', subject: 'For Mel' } })
    expect(body.previews[0]).not.toHaveProperty('error')
  })
  expect([kinds, e.world.messages.list()]).toEqual([[], []])
})

test('a mistake names the field and the place in the author\'s text', async () => {
  const { preview } = await stage({ m1: mail('fine', { subject: 'one\ntwo {% if ${first_name} == %}x{% endif' }) })
  const { body } = await preview()
  expect(body.previews[0]).toMatchObject({ body: null, payload: null, error: { field: 'subject', line: 2, message: expect.stringContaining('Liquid') } })
  expect(body.previews[0].error.column).toBeGreaterThan(1)
})

test.each([
  ['a preheader before it, on the same line', { body: '<body>\n<p>{{ 1 | | }}</p></body>', preheader: 'some\nlines' }, { field: 'body', line: 2, column: 11 }],
  ['in the preheader', { body: '<p>{{ 1 }}</p>', preheader: 'a\n {{ 1 | | }}' }, { field: 'preheader', line: 2, column: 9 }],
  ['behind a link that gets its id', { body: '<p><a href="https://a.b/">x</a>{{ “x” }}</p>' }, { field: 'body', line: 1, column: 35 }],
  ['the second of two that are alike', { body: '<a href="https://a.b/">x</a>{% if true %}\n{% endif %}{% if true %}' }, { field: 'body', line: 2, column: 12 }],
  ['among styles that are inlined', { body: '<html><head><style>p { color: red }</style></head>\n<body>\n<p>{{ 1 | | }}</p></body></html>', should_inline_css: true }, { field: 'body', line: 3, column: 11 }],
])('the place is the author’s: %s', async (_name, more, place) => {
  const { preview } = await stage({ m1: mail('', more) })
  const { error } = (await preview()).body.previews[0]
  expect(error).toMatchObject({ ...place, message: expect.stringMatching(new RegExp(`^Liquid error \\(line ${place.line}\\): `)) })
})

test('notes have the author’s place as well, each once; a plaintext of its own has its own', async () => {
  const { preview } = await stage({ m1: mail('', { body: '<p>{{ 1 | nope }}</p>', preheader: 'pre' }), m2: mail('', { body: '<p>x</p>', plaintext_body: '\n{{ 1 | nope }}' }) })
  const message = "there is no filter 'nope': the value passes through it"
  expect((await preview()).body.previews.map((one: any) => one.notes)).toEqual([[{ message, field: 'body', line: 1, column: 9 }], [{ message, field: 'plaintext_body', line: 2, column: 6 }]])
})

test('a mistake quotes the author’s text', async () => {
  const { preview } = await stage({ m1: mail('', { body: '{% if ${first_name} == "Jo" %}x' }), m2: mail('', { body: '{% for i in (1..3 %}{% endfor %}' }) })
  expect((await preview()).body.previews.map((one: any) => one.error.message)).toEqual(['Liquid error (line 1): tag {% if ${first_name} == "Jo" %} not closed', 'Liquid error (line 1): invalid range syntax'])
})

test('abort_message is told with its reason', async () => {
  const { preview } = await stage({ m1: mail(`{% if \${language} == 'en' %}A{% else %}{% abort_message('language was nil') %}{% endif %}`) })
  expect((await preview()).body.previews[0]).toMatchObject({ body: null, payload: null, aborted: 'language was nil' })
})

test('a user who can not be reached: the text, but no payload', async () => {
  const { preview } = await stage({ m1: mail('Hi'), p1: { channel: 'ios_push', alert: 'Hi' } })
  const { body } = await preview({ external_id: 'nobody' })
  expect(body.previews).toMatchObject([{ message_variation_id: 'm1', unreachable: 'no_address', body: { body: '<body>Hi</body>' }, payload: null }, { message_variation_id: 'p1', unreachable: 'no_push_token', payload: null }])
  expect((await preview({ external_id: 'mel', message_variation_id: 'p1' })).body.previews.map((one: any) => one.message_variation_id)).toEqual(['p1'])
})

test('Connected Content is really asked', async () => {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(request.url!)
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"temperature":7}')
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  try {
    const { port } = server.address() as AddressInfo
    const { preview } = await stage({ m1: mail(`{% connected_content http://127.0.0.1:${port}/weather?for={{\${first_name}}} :save w %}{{w.temperature}} degrees`) })
    const { body } = await preview()
    expect(asked).toEqual(['/weather?for=Mel'])
    expect(body.previews[0]).toMatchObject({ body: { body: '<body>7 degrees</body>' }, connected_content: [false, true].map((cached) => ({ url: `http://127.0.0.1:${port}/weather?for=Mel`, method: 'GET', status: 200, cached })) }) // once for the HTML, once for the plaintext made of it
  } finally {
    server.close()
  }
})

test('the messages of a Canvas, step by step', async () => {
  const { e } = await stage({})
  await e.admin('POST', '/canvases', { id: 'v1', name: 'J', schedule_type: 'api_triggered', steps: [{ id: 's1', messages: { a: mail('{{context.${x}}}') }, next_step_ids: ['s2'] }, { id: 's2', messages: { b: mail('two') } }] })
  const { body } = await e.admin('POST', '/canvases/v1/preview', { external_id: 'mel', context: { x: 'one' } })
  expect(body.previews).toMatchObject([{ canvas_step_id: 's1', message_variation_id: 'a', body: { body: '<body>one</body>' } }, { canvas_step_id: 's2', message_variation_id: 'b', body: { body: '<body>two</body>' } }])
})

test('what is not there, and what is not said', async () => {
  const { e, preview } = await stage({ m1: mail('Hi') })
  expect(await preview({ external_id: 'zed' })).toMatchObject({ status: 404, body: { error: { code: 'not_found', message: 'there is no such user', details: { external_id: 'zed' } } } })
  expect(await preview({ external_id: 'mel', message_variation_id: 'zed' })).toMatchObject({ status: 404, body: { error: { message: 'there is no such message' } } })
  expect((await preview({})).status).toBe(422)
  expect((await preview({ external_id: 'mel', colour: 'red' })).status).toBe(422)
  expect((await e.admin('POST', '/campaigns/zed/preview', { external_id: 'mel' })).status).toBe(404)
  expect((await e.admin('POST', '/canvases/zed/preview', { external_id: 'mel' })).status).toBe(404)
})
