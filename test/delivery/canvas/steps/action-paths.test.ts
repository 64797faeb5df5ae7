// Action Paths: the first action decides, or at the end the highest; properties of the action are for the next message only.
import { describe, expect, test } from 'vitest'
import { advance, canvas, CANVAS, mail, people, reasonOf, subjects, trigger, walks, way } from '../../../kit/canvas.ts'
import { emulator, NOW } from '../../../kit/world.ts'

type Emu = ReturnType<typeof emulator>
const BUY = { type: 'purchase' }
const event = (name: string) => ({ type: 'custom_event', name })
const GROUPS = [{ name: 'Looked', triggers: [event('looked')] }, { name: 'Bought', triggers: [BUY, event('bought')] }]

const paths = (settings: object = {}, groups: object[] = GROUPS): object[] => [
  { id: 'do', type: 'action_paths', settings: { groups, ...settings }, next_paths: [{ name: 'Looked', next_step_id: 'looked' }, { name: 'Bought', next_step_id: 'bought' }, { name: 'Everyone Else', next_step_id: 'none' }] },
  mail('looked', 'Looked at {{event_properties.${what}}}'), mail('bought', 'Bought'), mail('none', 'Nothing [{{event_properties.${what}}}]'),
]
async function act(e: Emu, external_id: string, name: string, properties: object = {}): Promise<void> {
  await e.post('/users/track', { events: [{ external_id, name, time: new Date(e.world.clock.now()).toISOString(), properties }] })
  await e.world.scheduler.settle()
}

describe('ranking off', () => {
  test('the first action decides at once, and its properties are known to the message', async () => {
    const e = emulator()
    await people(e, 'ann')
    await canvas(e, paths())
    await trigger(e, ['ann'])
    await act(e, 'ann', 'other')
    expect(way(e, 'ann')).toEqual(['do:…'])
    await act(e, 'ann', 'looked', { what: 'shoes' })
    expect(way(e, 'ann')).toEqual(['do:Looked/action', 'looked:sent'])
    await act(e, 'ann', 'bought')
    await advance(e, '2d')
    expect(subjects(e)).toEqual(['Looked at shoes'])
  })

  test('nobody did anything: Everyone Else after a day, without properties', async () => {
    const e = emulator()
    await people(e, 'ann')
    await canvas(e, paths())
    await trigger(e, ['ann'])
    await advance(e, '23h59m')
    expect(way(e, 'ann')).toEqual(['do:…'])
    await advance(e, '1m')
    expect(way(e, 'ann')).toEqual(['do:Everyone Else/window_over', 'none:sent'])
    expect(subjects(e)).toEqual(['Nothing []'])
  })

  test('what was done before the step does not count, though it is dealt with later', async () => {
    const e = emulator()
    await people(e, 'ann', 'bob')
    await canvas(e, paths())
    await trigger(e, ['bob']) // somebody waits: events are listened to
    await e.post('/canvas/trigger/send', { canvas_id: CANVAS, recipients: [{ external_user_id: 'ann' }] })
    await e.post('/users/track', { events: [{ external_id: 'ann', name: 'looked', time: NOW }] })
    await e.world.scheduler.settle()
    expect(way(e, 'ann')).toEqual(['do:…'])
  })

  test('of two entries in the step the earliest goes on, the other waits for its window', async () => {
    const e = emulator()
    await people(e, 'ann')
    await canvas(e, paths())
    await trigger(e, ['ann'])
    await advance(e, '1h')
    await trigger(e, ['ann'])
    await act(e, 'ann', 'looked', { what: 'x' })
    expect(walks(e, 'ann').map(({ steps }) => steps[0]!.path)).toEqual(['Looked', null])
    await advance(e, '24h')
    expect(walks(e, 'ann').map(({ steps }) => steps[0]!.path)).toEqual(['Looked', 'Everyone Else'])
  })

  test('a group that exits does so at the end of the window', async () => {
    const e = emulator()
    await people(e, 'ann')
    await canvas(e, paths({}, [{ ...GROUPS[0], exit: true }, GROUPS[1]!]))
    await trigger(e, ['ann'])
    await act(e, 'ann', 'looked')
    await act(e, 'ann', 'bought')
    expect(way(e, 'ann')).toEqual(['do:…'])
    await advance(e, '1d')
    expect([way(e, 'ann'), reasonOf(e, 'ann'), subjects(e)]).toEqual([['do:exited'], 'action_path_exit', []])
  })

  test('properties reach the first message after the step, over other steps, and no further', async () => {
    const e = emulator()
    await people(e, 'ann')
    await canvas(e, [
      { id: 'do', type: 'action_paths', settings: { groups: [GROUPS[0]] }, next_paths: [{ name: 'Looked', next_step_id: 'wait' }, { name: 'Everyone Else' }] },
      { id: 'wait', type: 'delay', settings: { delay: { type: 'duration', value: 1, unit: 'hours' } }, next_step_ids: ['one'] },
      mail('one', 'One {{event_properties.${what}}}', { next_step_ids: ['two'] }), mail('two', 'Two [{{event_properties.${what}}}]'),
    ])
    await trigger(e, ['ann'])
    await act(e, 'ann', 'looked', { what: 'shoes' })
    await advance(e, '1h')
    expect(subjects(e)).toEqual(['One shoes', 'Two []'])
  })
})

describe('ranking on', () => {
  test('everybody waits for the end; the highest group that was done wins', async () => {
    const e = emulator()
    await people(e, 'ann', 'bob')
    await canvas(e, paths({ ranked: true, window: { value: 2, unit: 'hours' } }))
    await trigger(e, ['ann', 'bob'])
    await act(e, 'ann', 'bought')
    await act(e, 'ann', 'looked', { what: 'hats' })
    expect(way(e, 'ann')).toEqual(['do:…'])
    await advance(e, '2h')
    expect([way(e, 'ann'), way(e, 'bob')]).toEqual([['do:Looked/action', 'looked:sent'], ['do:Everyone Else/window_over', 'none:sent']])
    expect(subjects(e)).toEqual(['Looked at hats', 'Nothing []'])
  })
})

test('a property is compared with a context variable or an attribute as it is then', async () => {
  const e = emulator()
  await people(e, 'ann')
  const compared = (value: object) => ({ type: 'custom_event', name: 'looked', property_filters: [{ name: 'what', type: 'string', cmp: 'equals', value }] })
  await canvas(e, paths({}, [{ name: 'Looked', triggers: [compared({ context_variable: 'thing' })] }, { name: 'Bought', triggers: [compared({ custom_attribute: 'favourite' })] }]))
  await trigger(e, ['ann'], { thing: 'shoes' })
  await act(e, 'ann', 'looked', { what: 'hats' })
  expect(way(e, 'ann')).toEqual(['do:…'])
  await e.post('/users/track', { attributes: [{ external_id: 'ann', favourite: 'hats' }] })
  await act(e, 'ann', 'looked', { what: 'hats' })
  expect(way(e, 'ann')).toEqual(['do:Bought/action', 'bought:sent'])
  await trigger(e, ['ann'], { thing: 'shoes' })
  await act(e, 'ann', 'looked', { what: 'shoes' })
  expect(way(e, 'ann')).toEqual(['do:Looked/action', 'looked:sent'])
})

test('a group named as something that every object of JavaScript has', async () => {
  const e = emulator()
  await people(e, 'ann', 'bob')
  await canvas(e, [{ id: 'do', type: 'action_paths', settings: { ranked: true, groups: [{ name: 'constructor', triggers: [event('looked')] }] }, next_paths: [{ name: 'constructor' }, { name: 'Everyone Else' }] }])
  await trigger(e, ['ann', 'bob'])
  await act(e, 'bob', 'looked')
  await advance(e, '1d')
  expect([way(e, 'ann'), way(e, 'bob')]).toEqual([['do:Everyone Else/window_over'], ['do:constructor/action']])
})
