// GET /canvas/details: every member, the ways between steps as Braze shows them, the post-launch draft. docs: get_canvas_details
import { expect, test } from 'vitest'
import { define, happened, to } from '../../../kit/messaging.ts'
import { ask } from '../../../kit/rest.ts'
import { emulator } from '../../../kit/world.ts'

const CANVAS = {
  id: 'v', name: 'Journey', description: 'All', tags: ['t'], teams: ['Growth'], schedule_type: 'time_based',
  variants: [{ id: 'v1', name: 'One', first_step_ids: ['hello'], percent: 50 }, { id: 'v2', name: 'Two', first_step_ids: ['hello', 'wait'], percent: 40 }, { id: 'v0', type: 'control', percent: 10 }],
  steps: [
    { id: 'hello', name: 'Hello', messages: { m1: { channel: 'email', name: 'Mail', subject: 'Hi' } }, next_step_ids: ['again', 'wait'] },
    { id: 'again', name: 'Again', messages: { m2: { channel: 'sms', name: 'Text', body: 'Hi' } } },
    { id: 'wait', name: 'Wait', type: 'delay', next_step_ids: ['split'], settings: { duration_seconds: 60 } },
    { id: 'split', name: 'Split', type: 'decision_split', next_paths: [{ name: 'Yes', next_step_id: 'again' }, { name: 'No' }] },
  ],
}
const details = (e: ReturnType<typeof emulator>, query: string) => ask(e, 'GET', `/canvas/details${query}`)
const mail = { extras: [], subject: 'Hi', body: '', from: '', reply_to: null, title: null, amp_body: null, preheader: null, custom_plain_text: null, should_inline_css: false, should_whitespace_header: false, email_headers: [] }

test('every member', async () => {
  const e = emulator()
  await define(e, 'canvases', CANVAS)
  await to(e, '2026-03-02T10:11:12Z')
  happened(e, 'canvas.entered', { canvas_id: 'v', canvas_variation_id: 'v1' })
  await to(e, '2026-03-03T10:11:12Z')
  happened(e, 'canvas.entered', { canvas_id: 'v', canvas_variation_id: 'v2' })
  const said = await details(e, '?canvas_id=v')
  expect({ status: said.status, body: said.body, kinds: said.kinds }).toEqual({
    status: 200,
    body: {
      message: 'success', created_at: '2026-03-01T12:00:00Z', updated_at: '2026-03-01T12:00:00Z', name: 'Journey', description: 'All', archived: false, draft: false, enabled: true, has_post_launch_draft: false,
      schedule_type: 'time_based', first_entry: '2026-03-02T10:11:12Z', last_entry: '2026-03-03T10:11:12Z', channels: ['email', 'sms'], tags: ['t'], teams: ['Growth'],
      variants: [
        { name: 'One', id: 'v1', first_step_ids: ['hello'], first_step_id: 'hello' },
        { name: 'Two', id: 'v2', first_step_ids: ['hello', 'wait'] },
        { name: 'Control Group', id: 'v0', first_step_ids: [] },
      ],
      steps: [
        { name: 'Hello', type: 'message', id: 'hello', next_step_ids: ['again'], next_paths: [{ name: null, next_step_id: 'again' }, { name: null, next_step_id: 'wait' }], channels: ['email'], messages: { m1: { channel: 'email', name: 'Mail', ...mail } } },
        { name: 'Again', type: 'message', id: 'again', next_step_ids: [], next_paths: [], channels: ['sms'], messages: { m2: { channel: 'sms', name: 'Text', body: 'Hi', from: null, subscription_group_id: null } } },
        { name: 'Wait', type: 'delay', id: 'wait', next_step_ids: [], next_paths: [{ name: null, next_step_id: 'split' }], channels: [], messages: {} },
        { name: 'Split', type: 'decision_split', id: 'split', next_step_ids: [], next_paths: [{ name: 'Yes', next_step_id: 'again' }, { name: 'No', next_step_id: null }], channels: [], messages: {} },
      ],
    },
    kinds: [],
  })
})

test('nobody entered yet; and the post-launch draft', async () => {
  const e = emulator()
  await define(e, 'canvases', CANVAS)
  await e.admin('PATCH', '/canvases/v', { post_launch_draft: { description: 'Next' } })
  expect((await details(e, '?canvas_id=v')).body).toMatchObject({ description: 'All', has_post_launch_draft: true, first_entry: null, last_entry: null })
  expect((await details(e, '?canvas_id=v&post_launch_draft_version=true')).body).toMatchObject({ description: 'Next', has_post_launch_draft: true })
})

test.each([
  ['', 'canvas_id must be a string of the canvas api identifier'],
  ['?canvas_id=nope', 'Invalid Canvas ID'],
  ['?canvas_id=v&post_launch_draft_version=2', `'post_launch_draft_version' is not valid`],
])('%s is refused', async (query, message) => {
  const e = emulator()
  await define(e, 'canvases', CANVAS)
  const said = await details(e, query)
  expect({ status: said.status, body: said.body, kinds: said.kinds }).toEqual({ status: 400, body: { message }, kinds: ['request.refused'] })
})
