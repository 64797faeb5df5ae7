// User Update: attributes, events, purchases of the step's user, with Liquid, before the next step; what is refused leaves a trace and the user goes on.
import { expect, test } from 'vitest'
import { canvas, mail, people, reasonOf, subjects, trigger, walks, way } from '../../../kit/canvas.ts'
import { emulator, NOW } from '../../../kit/world.ts'

const steps = (update: unknown): object[] => [{ id: 'up', type: 'user_update', settings: { update }, next_step_ids: ['mail'] }, mail('mail', 'Hi {{custom_attribute.${item}}}')]

test('an object: every part is applied before the next step', async () => {
  const e = emulator()
  await people(e, 'ann')
  await canvas(e, steps({ attributes: [{ item: '{{context.${what}}}', count: { inc: 2 } }], events: [{ name: 'updated', time: NOW, properties: { by: 'canvas' } }], purchases: [{ product_id: 'p', currency: 'USD', price: 5, time: NOW }] }))
  const kinds = await e.kindsOf(() => trigger(e, ['ann'], { what: 'hat' }))
  expect(kinds).toEqual(['send.accepted', 'canvas.entered', 'profile.updated', 'custom_event.logged', 'purchase.made', 'canvas.revenue_attributed', 'canvas.advanced', 'email.sent', 'email.delivered', 'canvas.advanced', 'canvas.exited'])
  expect(subjects(e)).toEqual(['Hi hat'])
  expect((await e.exported('ann')).custom_attributes).toEqual({ item: 'hat', count: 2 })
  expect(walks(e, 'ann')[0]!.steps[0]!.values).toEqual({ attributes: 1, events: 1, purchases: 1 })
})

test('a text: Liquid around the JSON', async () => {
  const e = emulator()
  await people(e, 'ann')
  await canvas(e, steps(`{% assign n = 3 %}{ "attributes": [ { "item": {{n}}, "email_subscribe": "unsubscribed" } ] }`))
  await trigger(e, ['ann'])
  expect((await e.exported('ann')).custom_attributes).toEqual({ item: 3 })
  expect(way(e, 'ann')).toEqual(['up:updated', 'mail:unsubscribed'])
})

test.each([
  ['no JSON', '{% if true %}oops{% endif %}', { why: 'the rendered text is no JSON' }],
  ['an event without its time', { events: [{ name: 'x' }], attributes: [{ item: 1 }] }, { attributes: 1, errors: [{ type: "'time' is required", input_array: 'events', index: 0 }] }],
])('%s: the user goes on', async (_, update, values) => {
  const e = emulator()
  await people(e, 'ann')
  await canvas(e, steps(update))
  await trigger(e, ['ann'])
  expect(way(e, 'ann')).toEqual(['up:update_failed', 'mail:sent'])
  expect(walks(e, 'ann')[0]!.steps[0]!.values).toEqual(values)
  expect(e.journal().filter(({ kind, data }) => kind === 'decision.ignored' && data['rule'] === 'canvas.user_update')).toHaveLength(1)
})

test('abort_message: nothing is updated, the user goes on', async () => {
  const e = emulator()
  await people(e, 'ann')
  await canvas(e, steps('{% abort_message("not now") %}{"attributes": [{"item": 1}]}'))
  await trigger(e, ['ann'])
  expect([way(e, 'ann'), reasonOf(e, 'ann')]).toEqual([['up:aborted', 'mail:sent'], 'completed'])
  expect((await e.exported('ann')).custom_attributes).toBeUndefined()
})

test('it counts in no rate limit of /users/track, and the Canvas has no name in it', async () => {
  const e = emulator()
  await people(e, 'ann')
  await canvas(e, steps({ attributes: [{ item: '[{{canvas.${name}}}]' }] }))
  await trigger(e, ['ann'])
  expect((await e.exported('ann')).custom_attributes).toEqual({ item: '[]' })
})
