// Exit criteria: events and audiences end the Canvas when the step ends; what Braze calls each exit.
import { describe, expect, test } from 'vitest'
import { advance, canvas, CANVAS, mail, people, reasonOf, subjects, trigger, walks, way } from '../../kit/canvas.ts'
import { emulator } from '../../kit/world.ts'

type Emu = ReturnType<typeof emulator>
const WAIT = { id: 'wait', type: 'delay', settings: { delay: { type: 'duration', value: 30, unit: 'days' } }, next_step_ids: ['mail'] }
const did = async (e: Emu, name: string, properties: object = {}) => {
  await e.post('/users/track', { events: [{ external_id: 'ann', name, time: new Date(e.world.clock.now()).toISOString(), properties }] })
  await e.world.scheduler.settle()
}
const LEFT = { exception_events: [{ type: 'custom_event', name: 'left' }] }

describe('an exception event', () => {
  test('on the first day of a delay of thirty takes effect at its end', async () => {
    const e = emulator()
    await people(e, 'ann', 'bob')
    await canvas(e, [WAIT, mail('mail', 'Mail')], { exit_criteria: LEFT })
    await trigger(e, ['ann', 'bob'])
    await advance(e, '1d')
    await did(e, 'left')
    await advance(e, '28d')
    expect([way(e, 'ann'), reasonOf(e, 'ann')]).toEqual([['wait:…'], null])
    const rows = await e.rowsOf(() => advance(e, '1d'))
    expect([way(e, 'ann'), reasonOf(e, 'ann'), way(e, 'bob')]).toEqual([['wait:delayed'], 'PerformedEvent', ['wait:delayed', 'mail:sent']])
    expect(rows.filter(({ kind, data }) => kind === 'canvas.exited' && data['reason'] === 'PerformedEvent').map(({ data }) => data)).toMatchObject([{ canvas_step_id: 'wait', event: { name: 'left' } }])
    expect(subjects(e)).toEqual(['Mail'])
  })

  test('before the entry, though dealt with after it, is none', async () => {
    const e = emulator()
    await people(e, 'ann', 'bob')
    await canvas(e, [{ ...WAIT, settings: { duration_seconds: 60 } }, mail('mail', 'Mail')], { exit_criteria: LEFT })
    await trigger(e, ['bob'])
    await e.post('/canvas/trigger/send', { canvas_id: CANVAS, recipients: [{ external_user_id: 'ann' }] })
    await did(e, 'left')
    await advance(e, '60s')
    expect(reasonOf(e, 'ann')).toBe('completed')
  })

  test('that lets the user in is none', async () => {
    const e = emulator()
    await people(e, 'ann')
    await did(e, 'left')
    await canvas(e, [{ ...WAIT, settings: { duration_seconds: 60 } }, mail('mail', 'Mail')], { entry: { trigger: { type: 'custom_event', name: 'left' } }, exit_criteria: LEFT, reentry: {} })
    await did(e, 'left')
    await advance(e, '60s')
    expect(reasonOf(e, 'ann')).toBe('completed')
  })

  test('that also decides in Action Paths: the user exits', async () => {
    const e = emulator()
    await people(e, 'ann')
    await canvas(e, [{ id: 'do', type: 'action_paths', settings: { groups: [{ name: 'Left', triggers: LEFT.exception_events }] }, next_paths: [{ name: 'Left', next_step_id: 'mail' }, { name: 'Everyone Else' }] }, mail('mail', 'Mail')], { exit_criteria: LEFT })
    await trigger(e, ['ann'])
    await did(e, 'left')
    expect([way(e, 'ann'), reasonOf(e, 'ann'), subjects(e)]).toEqual([['do:Left/action'], 'PerformedEvent', []])
  })

  test('may be compared with the context of the entry', async () => {
    const e = emulator()
    await people(e, 'ann')
    const bought = { type: 'custom_event', name: 'bought', property_filters: [{ name: 'item', type: 'string', cmp: 'equals', value: { context_variable: 'item' } }] }
    await canvas(e, [{ ...WAIT, settings: { duration_seconds: 60 } }, mail('mail', '{{context.${item}}}')], { exit_criteria: { exception_events: [bought] } })
    await trigger(e, ['ann'], { item: 'hat' })
    await trigger(e, ['ann'], { item: 'shoe' })
    await did(e, 'bought', { item: 'hat' })
    await advance(e, '60s')
    expect([walks(e, 'ann').map(({ exit_reason }) => exit_reason), subjects(e)]).toEqual([['PerformedEvent', 'completed'], ['shoe']])
  })

  test('in a scheduled step of the original editor it takes effect at once', async () => {
    const e = emulator()
    await people(e, 'ann')
    await canvas(e, [mail('old', 'Old', { type: 'full', settings: { delay: { type: 'duration', value: 1, unit: 'weeks' } } })], { exit_criteria: LEFT })
    await trigger(e, ['ann'])
    await advance(e, '5d')
    await did(e, 'left')
    expect([way(e, 'ann'), reasonOf(e, 'ann')]).toEqual([['old:exited'], 'PerformedEvent'])
    await trigger(e, ['ann'])
    await advance(e, '7d')
    expect([way(e, 'ann'), subjects(e)]).toEqual([['old:sent'], ['Old']])
  })
})

test('an exit event that is the conversion event too is both: the conversion at once, the exit when the step ends', async () => {
  const e = emulator()
  await people(e, 'ann')
  await canvas(e, [{ ...WAIT, settings: { duration_seconds: 3600 } }, mail('mail', 'Mail')], { exit_criteria: LEFT, conversion_behaviors: [{ type: 'Performs Custom Event', custom_event_name: 'left', window: 86_400 }] })
  await trigger(e, ['ann'])
  const rows = await e.rowsOf(() => did(e, 'left'))
  expect([rows.map(({ kind }) => kind), way(e, 'ann')]).toEqual([['custom_event.logged', 'canvas.converted'], ['wait:…']])
  await advance(e, '1h')
  expect([reasonOf(e, 'ann'), subjects(e)]).toEqual(['PerformedEvent', []])
})

const CONVERSION = { type: 'conversion_event' }
test.each([[[CONVERSION]], [[{ any_of: [{ type: 'purchase' }, CONVERSION] }]]])('the conversion event of the Canvas may be named as the exit event: %j', async (exception_events) => {
  const e = emulator()
  await people(e, 'ann')
  await canvas(e, [{ ...WAIT, settings: { duration_seconds: 60 } }, mail('mail', 'Mail')], { exit_criteria: { exception_events }, conversion_behaviors: [{ type: 'Performs Custom Event', custom_event_name: 'left', window: 86_400 }] })
  await trigger(e, ['ann'])
  await did(e, 'other')
  await did(e, 'left')
  await advance(e, '60s')
  expect(reasonOf(e, 'ann')).toBe('PerformedEvent')
})

test('changes of an array are no exit event; those of a text are', async () => {
  const changed = { type: 'attribute_change', name: 'list' }
  for (const [value, reason, event] of [[['a'], 'completed', changed], [['a'], 'completed', { any_of: [changed] }], ['a', 'PerformedEvent', changed]] as const) {
    const e = emulator()
    await people(e, 'ann')
    await canvas(e, [{ ...WAIT, settings: { duration_seconds: 60 } }, mail('mail', 'Mail')], { exit_criteria: { exception_events: [event] } })
    await trigger(e, ['ann'])
    await e.post('/users/track', { attributes: [{ external_id: 'ann', list: value }] })
    await advance(e, '60s')
    expect(reasonOf(e, 'ann')).toBe(reason)
  }
})

test('an audience is judged when the step ends, not in between', async () => {
  const e = emulator()
  await people(e, 'ann', 'bob')
  await canvas(e, [{ ...WAIT, settings: { duration_seconds: 3600 } }, mail('mail', 'Mail')], { exit_criteria: { audience: { filters: { filter: 'custom_attribute', name: 'done', type: 'boolean', cmp: 'is', value: true } } } })
  await trigger(e, ['ann', 'bob'])
  await e.post('/users/track', { attributes: [{ external_id: 'ann', done: true }, { external_id: 'bob', done: true }] })
  await e.post('/users/track', { attributes: [{ external_id: 'bob', done: false }] })
  await advance(e, '1h')
  expect([reasonOf(e, 'ann'), reasonOf(e, 'bob'), subjects(e)]).toEqual(['MatchedAudience', 'completed', ['Mail']])
})
