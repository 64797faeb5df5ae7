// Texts of steps that can not be rendered because something has run out: the step says so, and no timer fails.
import { expect, test } from 'vitest'
import { advance, canvas, mail, people, reasonOf, trigger, walks, way } from '../../../kit/canvas.ts'
import { emulator } from '../../../kit/world.ts'

const WHY = 'the promotion code list has no codes left'
test.each([
  ['context', { variables: [{ name: 'c', type: 'string', value: "{% promotion('p') %}" }] }, ['s:not_updated', 'mail:sent'], 'completed', { variables: [{ name: 'c', not_updated: WHY }] }],
  ['user_update', { update: { attributes: [{ code: "{% promotion('p') %}" }] } }, ['s:update_failed', 'mail:sent'], 'completed', { why: WHY }],
  ['delay', { delay: { type: 'duration', unit: 'minutes', value: "{% promotion('p') %}" } }, ['s:personalization_failed'], 'Personalization Failed', { why: WHY, template: "{% promotion('p') %}" }],
])('%s without a promotion code', async (type, settings, walked, reason, values) => {
  const e = emulator()
  await people(e, 'ann')
  await e.admin('POST', '/promotion_lists', { name: 'P', code_snippet: 'p', codes: [] })
  await canvas(e, [{ id: 's', type, settings, next_step_ids: ['mail'] }, mail('mail', 'Mail')])
  await trigger(e, ['ann'])
  await advance(e, '1h')
  expect([way(e, 'ann'), reasonOf(e, 'ann'), walks(e, 'ann')[0]!.steps[0]!.values]).toEqual([walked, reason, values])
  expect(e.journal().filter(({ kind }) => kind === 'timer.failed')).toEqual([])
})
