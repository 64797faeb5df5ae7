// POST /canvas/duplicate: the copy is a draft whose steps, variants and messages have ids of their own, there when its timer has run. docs: post_duplicate_canvases
import { expect, test } from 'vitest'
import { define } from '../../../kit/messaging.ts'
import { say } from '../../../kit/rest.ts'
import { emulator } from '../../../kit/world.ts'

const ORIGINAL = {
  id: 'v', name: 'Journey', description: 'All', tags: ['old'],
  variants: [{ id: 'v1', name: 'One', first_step_ids: ['a'], percent: 100 }],
  steps: [
    { id: 'a', name: 'A', type: 'decision_split', next_paths: [{ name: 'Yes', next_step_id: 'b' }, { name: 'No', next_step_id: null }] },
    { id: 'b', name: 'B', messages: { m: { channel: 'sms', name: 'Text', body: 'Hi' } } },
  ],
}

test('202 at once; the copy when its job has run', async () => {
  const e = emulator()
  const original = await define(e, 'canvases', ORIGINAL)
  const said = await say(e, '/canvas/duplicate', { canvas_id: 'v', name: 'Copy' })
  expect({ status: said.status, body: said.body, kinds: said.kinds }).toEqual({ status: 202, body: { message: 'success' }, kinds: [] })
  expect(e.world.canvases.list()).toHaveLength(1)
  const rows = await e.rowsOf(() => e.world.scheduler.settle())
  const copy = e.world.canvases.list()[1]!
  const [a, b] = copy.steps
  expect(rows.map(({ kind, data }) => [kind, data])).toEqual([['canvas.created', { canvas_id: copy.id, name: 'Copy', duplicated_from: 'v' }]])
  expect(copy).toEqual({
    ...original, id: expect.any(String), name: 'Copy', draft: true, enabled: false, launched_at: null,
    variants: [{ ...original.variants[0], id: expect.any(String), first_step_ids: [a!.id] }],
    steps: [
      { ...original.steps[0], id: a!.id, next_step_ids: [b!.id], next_paths: [{ name: 'Yes', next_step_id: b!.id }, { name: 'No', next_step_id: null }] },
      { ...original.steps[1], id: b!.id, messages: { [Object.keys(b!.messages)[0]!]: { channel: 'sms', name: 'Text', body: 'Hi' } } },
    ],
  })
  const ids = [copy.id, a!.id, b!.id, copy.variants[0]!.id, ...Object.keys(b!.messages)]
  expect(ids.filter((id) => ['v', 'a', 'b', 'v1', 'm'].includes(id))).toEqual([])
  expect(e.world.canvases.find('v')).toEqual(original)
})

test('tags in place of those of the original: they must exist', async () => {
  const e = emulator()
  await define(e, 'canvases', ORIGINAL)
  await define(e, 'campaigns', { name: 'C', tags: ['new', 'a, b'] })
  e.world.db.tx(() => e.world.tags.create({ name: 'more' }))
  for (const tag_names of [['new', 'more'], 'new', 'new, more', 'a, b', [], '', null]) await say(e, '/canvas/duplicate', { canvas_id: 'v', name: 'Copy', tag_names })
  await e.world.scheduler.settle()
  expect(e.world.canvases.list().map(({ tags }) => tags)).toEqual([['old'], ['new', 'more'], ['new'], ['new', 'more'], ['a, b'], ['old'], ['old'], ['old']])
})

test('an original that is gone before the copy is made', async () => {
  const e = emulator()
  await define(e, 'canvases', ORIGINAL)
  await say(e, '/canvas/duplicate', { canvas_id: 'v', name: 'Copy' })
  await e.admin('DELETE', '/canvases/v')
  expect(await e.kindsOf(() => e.world.scheduler.settle())).toEqual(['decision.ignored'])
})

test.each<[Record<string, unknown>, string]>([
  [{ name: 'Copy' }, 'canvas_id must be a string of the canvas api identifier'],
  [{ canvas_id: 'nope', name: 'Copy' }, 'Invalid Canvas ID'],
  [{ canvas_id: 'v' }, `'name' is required`],
  [{ canvas_id: 'v', name: [] }, `'name' must be a string`],
  [{ canvas_id: 'v', name: 'Copy', description: 1 }, `'description' must be a string`],
  [{ canvas_id: 'v', name: 'Copy', tag_names: 5 }, `'tag_names' must be a string or an array of strings`],
  [{ canvas_id: 'v', name: 'Copy', tag_names: ['old', 5] }, `'tag_names' must be a string or an array of strings`],
  [{ canvas_id: 'v', name: 'Copy', tag_names: ['old', 'unknown'] }, 'Some tags could not be found'],
  [{ canvas_id: 'v', name: 'Copy', tag_names: 'unknown' }, 'Some tags could not be found'],
])('%j is refused', async (body, message) => {
  const e = emulator()
  await define(e, 'canvases', ORIGINAL)
  const said = await say(e, '/canvas/duplicate', body)
  expect({ status: said.status, body: said.body, kinds: said.kinds }).toEqual({ status: 400, body: { message }, kinds: ['request.refused'] })
  await e.world.scheduler.settle()
  expect(e.world.canvases.list()).toHaveLength(1)
})
