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
