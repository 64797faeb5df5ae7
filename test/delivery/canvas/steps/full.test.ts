// Full steps of the original editor: a trigger in a window, several ways at once; steps that are passed through.
import { expect, test } from 'vitest'
import { advance, canvas, mail, people, reasonOf, subjects, trigger, way } from '../../../kit/canvas.ts'
import { emulator } from '../../../kit/world.ts'

test('a triggered step sends in its window only, then every way is gone', async () => {
  const e = emulator()
  await people(e, 'ann', 'bob')
  await canvas(e, [mail('old', 'Old {{event_properties.${n}}}', { type: 'full', settings: { trigger: { type: 'custom_event', name: 'go' }, window: { value: 2, unit: 'hours' } }, next_step_ids: ['x', 'y'] }), mail('x', 'X', { type: 'full' }), mail('y', 'Y', { type: 'full' })])
  await trigger(e, ['ann', 'bob'])
  await advance(e, '1h')
  await e.post('/users/track', { events: [{ external_id: 'ann', name: 'go', time: '2026-03-01T13:00:00Z', properties: { n: 1 } }] })
  await e.world.scheduler.settle()
  expect(way(e, 'ann')).toEqual(['old:sent', 'x:sent', 'y:sent'])
  expect([way(e, 'bob'), subjects(e)]).toEqual([['old:…'], ['Old 1', 'X', 'Y']])
  await advance(e, '1h')
  expect(way(e, 'bob')).toEqual(['old:window_over', 'x:sent', 'y:sent'])
  expect([reasonOf(e, 'ann'), reasonOf(e, 'bob')]).toEqual(['completed', 'completed'])
})

test.each(['audience_sync', 'agent', 'content_optimizer'])('%s is passed through, and says so', async (type) => {
  const e = emulator()
  await people(e, 'ann')
  await canvas(e, [{ id: 'odd', type, settings: { anything: true }, next_step_ids: ['mail'] }, mail('mail', 'Mail')])
  await trigger(e, ['ann'])
  expect(way(e, 'ann')).toEqual(['odd:passed_through', 'mail:sent'])
  expect(e.journal().find(({ kind, data }) => kind === 'canvas.advanced' && data['canvas_step_id'] === 'odd')!.data).toMatchObject({ step_type: type, outcome: 'passed_through', to: ['mail'], values: { why: `steps of type ${type} are passed through` } })
})

test('an exit event cancels what a trigger has enqueued; the user stays for the window, and may trigger it again', async () => {
  const e = emulator()
  await people(e, 'ann')
  const did = async (name: string) => {
    await e.post('/users/track', { events: [{ external_id: 'ann', name, time: new Date(e.world.clock.now()).toISOString() }] })
    await e.world.scheduler.settle()
  }
  const step = mail('old', 'Old', { type: 'full', settings: { trigger: { type: 'custom_event', name: 'go' }, window: { value: 4, unit: 'hours' }, duration_seconds: 3600 } })
  await canvas(e, [step], { exit_criteria: { exception_events: [{ type: 'custom_event', name: 'left' }] } })
  await trigger(e, ['ann'])
  await did('go')
  await advance(e, '30m')
  await did('left')
  await advance(e, '1h')
  expect([subjects(e), reasonOf(e, 'ann')]).toEqual([[], null])
  await did('go')
  await advance(e, '1h')
  expect([subjects(e), reasonOf(e, 'ann')]).toEqual([['Old'], 'PerformedEvent'])
})
