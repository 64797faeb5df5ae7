// GET /canvas/url_info/details: the links of an email in a Canvas step. docs: get_canvas_link_alias
import { expect, test } from 'vitest'
import { define } from '../../../../kit/messaging.ts'
import { ask } from '../../../../kit/rest.ts'
import { emulator } from '../../../../kit/world.ts'

const CANVAS = { id: 'v', name: 'V', steps: [{ id: 's1', messages: { m1: { channel: 'email', name: 'Mail', body: '<a href="https://www.braze.com">x</a>' }, m2: { channel: 'sms' } } }, { id: 's2', messages: { m3: { channel: 'email' } } }] }
const links = (e: ReturnType<typeof emulator>, query: string) => ask(e, 'GET', `/canvas/url_info/details${query}`)

test('the links of the step’s email', async () => {
  const e = emulator()
  await define(e, 'canvases', CANVAS)
  const said = await links(e, '?canvas_step_id=s1&message_variation_id=m1')
  const { link_id } = said.body.link_data[0]
  expect({ status: said.status, body: said.body, kinds: said.kinds }).toEqual({
    status: 200, body: { channel: 'email', name: 'Mail', link_data: [{ link_URL: `https://www.braze.com?lid=${link_id}`, link_id: expect.stringMatching(/^[0-9a-z]{12}$/), content_block_path_info: [], link_alias: 'link1' }], message: 'success' }, kinds: [],
  })
  expect((await links(e, '?canvas_step_id=s1&message_variation_id=m1&includes_link_id=other')).body.link_data).toEqual([])
})

test.each([
  ['?message_variation_id=m1', 'Missing/Invalid Canvas ID'],
  ['?canvas_step_id=nope&message_variation_id=m1', 'Missing/Invalid Canvas ID'],
  ['?canvas_step_id=v&message_variation_id=m1', 'Missing/Invalid Canvas ID'],
  ['?canvas_step_id=gone&message_variation_id=m1', 'Missing/Invalid Canvas ID'],
  ['?canvas_step_id=s1', 'Missing/Invalid Message Variant ID'],
  ['?canvas_step_id=s1&message_variation_id=m3', 'Missing/Invalid Message Variant ID'],
  ['?canvas_step_id=s1&message_variation_id=m2', 'Missing/Invalid Message Variant ID'],
])('%s is refused', async (query, message) => {
  const e = emulator()
  await define(e, 'canvases', { ...CANVAS, steps: [...CANVAS.steps, { id: 'gone', type: 'delay' }] })
  await e.admin('PATCH', '/canvases/v', { steps: CANVAS.steps })
  const said = await links(e, query)
  expect({ status: said.status, body: said.body, kinds: said.kinds }).toEqual({ status: 400, body: { message }, kinds: ['request.refused'] })
})
