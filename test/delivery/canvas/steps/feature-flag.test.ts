// Feature Flag: given by the step, with its properties as they are now, until the Canvas stops or the step goes.
import { expect, test } from 'vitest'
import { canvas, CANVAS, people, profile, trigger, way } from '../../../kit/canvas.ts'
import { emulator } from '../../../kit/world.ts'

const step = (value: string, id = 'flag') => ({ id, type: 'feature_flag', settings: { flag_id: 'chat', properties: { url: { type: 'string', value } } } })

test('given, changed, revoked', async () => {
  const e = emulator()
  await people(e, 'ann', 'bob')
  const flags = (id: string) => e.world.canvasFeatureFlags.of(profile(e, id))
  await canvas(e, [step('https://a')])
  await trigger(e, ['ann'])
  expect(way(e, 'ann')).toEqual(['flag:flag_given'])
  expect([flags('ann'), flags('bob')]).toEqual([[{ flag_id: 'chat', enabled: true, properties: { url: { type: 'string', value: 'https://a' } }, canvas_id: CANVAS, canvas_step_id: 'flag', at: Date.parse('2026-03-01T12:00:00Z') }], []])
  await e.admin('PATCH', `/canvases/${CANVAS}`, { steps: [step('https://b')] })
  expect(flags('ann')).toMatchObject([{ properties: { url: { value: 'https://b' } } }])
  await e.admin('POST', `/canvases/${CANVAS}/stop`)
  expect(flags('ann')).toEqual([])
  await e.admin('POST', `/canvases/${CANVAS}/launch`)
  expect(flags('ann')).toEqual([])
  await trigger(e, ['ann'])
  expect(flags('ann')).toHaveLength(1)
  await e.admin('PATCH', `/canvases/${CANVAS}`, { steps: [step('https://b', 'other')], variants: [] })
  expect(flags('ann')).toEqual([])
})

test('a merged user hands it over', async () => {
  const e = emulator()
  await people(e, 'ann', 'old')
  await canvas(e, [step('x')])
  await trigger(e, ['old'])
  await e.post('/users/merge', { merge_updates: [{ identifier_to_merge: { external_id: 'old' }, identifier_to_keep: { external_id: 'ann' } }] })
  await e.world.scheduler.settle()
  expect(e.world.canvasFeatureFlags.of(profile(e, 'ann'))).toMatchObject([{ flag_id: 'chat' }])
})
