// Experiment Paths: shares, the same path at each entry, control group, winning path by conversions in the step's own window.
import { describe, expect, test } from 'vitest'
import { advance, canvas, CANVAS, mail, people, profile, reasonOf, subjects, trigger, walks, way } from '../../../kit/canvas.ts'
import { emulator } from '../../../kit/world.ts'

type Emu = ReturnType<typeof emulator>
const CONVERSION = { conversion_behaviors: [{ type: 'Performs Custom Event', custom_event_name: 'bought', window: 300 }] }
const PATHS = [{ name: 'A', percent: 50 }, { name: 'B', percent: 30 }, { name: 'Control', percent: 20, control: true }]
const steps = (settings: object = {}): object[] => [
  { id: 'try', type: 'experiment_paths', settings: { paths: PATHS, ...settings }, next_paths: [{ name: 'A', next_step_id: 'a' }, { name: 'B', next_step_id: 'b' }, { name: 'Control', next_step_id: 'c' }] },
  mail('a', 'A'), mail('b', 'B'), mail('c', 'C'),
]
const ids = Array.from({ length: 40 }, (_, index) => `u${index}`)
const path = (e: Emu, id: string, index = 0) => walks(e, id)[index]!.steps[0]!.path
async function bought(e: Emu, ...users: string[]): Promise<void> {
  await e.post('/users/track', { events: users.map((external_id) => ({ external_id, name: 'bought', time: new Date(e.world.clock.now()).toISOString() })) })
  await e.world.scheduler.settle()
}
async function entered(settings: object = {}, more: object = {}): Promise<Emu> {
  const e = emulator()
  await people(e, ...ids)
  await canvas(e, steps(settings), { ...CONVERSION, ...more })
  await trigger(e, ids)
  return e
}

test('users are spread over the paths; at each entry each has the same one', async () => {
  const e = await entered()
  const first = ids.map((id) => path(e, id))
  expect(new Set(first)).toEqual(new Set(['A', 'B', 'Control']))
  expect(subjects(e)).toHaveLength(40)
  await trigger(e, ids)
  expect(ids.map((id) => path(e, id, 1))).toEqual(first)
  // other shares are for those who come for the first time
  await e.admin('PATCH', `/canvases/${CANVAS}`, { steps: steps({ paths: [{ name: 'A', percent: 0 }, { name: 'B', percent: 100 }, { ...PATHS[2], percent: 0 }] }) })
  await people(e, 'new')
  await trigger(e, [...ids, 'new'])
  expect(ids.map((id) => path(e, id, 2))).toEqual(first)
  expect(path(e, 'new')).toBe('B')
})

test('randomized: at each entry by chance', async () => {
  const e = await entered({ randomized: true })
  await trigger(e, ids)
  expect(ids.map((id) => path(e, id, 1))).not.toEqual(ids.map((id) => path(e, id)))
})

test('a control group that exits does so after the conversion window', async () => {
  const e = await entered({ control_behavior: 'exit', conversion_window_days: 2 })
  const control = ids.find((id) => walks(e, id)[0]!.steps[0]!.left_at === null)!
  await advance(e, '47h59m')
  expect(reasonOf(e, control)).toBe(null)
  await advance(e, '1m')
  expect([way(e, control), reasonOf(e, control)]).toEqual([['try:exited'], 'experiment_control'])
})

describe('a winning path', () => {
  const WIN = { winning_path: { window: { value: 12, unit: 'hours' }, conversion: 0 }, conversion_window_days: 1 }

  test('is the one with most conversions in the window; everybody who comes later takes it, also the control group', async () => {
    const e = await entered(WIN)
    const b = ids.filter((id) => path(e, id) === 'B')
    await advance(e, '1h') // over the window of the conversion event, which has no part in it
    await bought(e, ...b)
    expect(e.world.canvasExperiments.results('try')).toMatchObject([{ path: 'A', converted: 0 }, { path: 'B', users: b.length, converted: b.length }, { path: 'Control' }])
    await advance(e, '11h')
    expect(e.world.canvasExperiments.find('try')).toMatchObject({ winner: 'B', why: 'the best path is significantly better', ended_at: Date.parse('2026-03-02T00:00:00Z') })
    await trigger(e, ids)
    expect(new Set(ids.map((id) => path(e, id, 1)))).toEqual(new Set(['B']))
  })

  test('nobody converted: the mix goes on', async () => {
    const e = await entered(WIN)
    const before = ids.map((id) => path(e, id))
    await advance(e, '13h')
    expect(e.world.canvasExperiments.find('try')).toMatchObject({ winner: null, why: 'nobody converted' })
    await trigger(e, ids)
    expect(ids.map((id) => path(e, id, 1))).toEqual(before)
  })

  test('a difference that is not clear: the best so far, or the mix', async () => {
    for (const [fallback, winner] of [['best', 'A'], ['mix', null]] as const) {
      const e = await entered({ ...WIN, winning_path: { ...WIN.winning_path, fallback } })
      await bought(e, ids.find((id) => path(e, id) === 'A')!)
      await advance(e, '12h')
      expect(e.world.canvasExperiments.find('try')!.winner).toBe(winner)
    }
  })

  test('a change of the Canvas ends the experiment without a winner', async () => {
    const e = await entered(WIN)
    await bought(e, ...ids.filter((id) => path(e, id) === 'B'))
    await e.admin('PATCH', `/canvases/${CANVAS}`, { description: 'changed' })
    await advance(e, '13h')
    expect(e.world.canvasExperiments.find('try')).toMatchObject({ winner: null, why: 'the Canvas was changed' })
  })

  test('conversions after the window of the step do not count', async () => {
    const e = await entered({ ...WIN, winning_path: { window: { value: 2, unit: 'days' } } })
    await advance(e, '25h')
    await bought(e, ...ids)
    expect(e.world.canvasExperiments.results('try').map(({ converted }) => converted)).toEqual([0, 0, 0])
  })

  test('a delay group waits for it', async () => {
    const e = emulator()
    await people(e, ...ids)
    await canvas(e, steps({ ...WIN, paths: [{ name: 'A', percent: 40 }, { name: 'B', percent: 30 }, { name: 'Delay Group', percent: 30, delay_group: true }] }).map((step, index) => (index > 0 ? step : { ...step, next_paths: [{ name: 'A', next_step_id: 'a' }, { name: 'B', next_step_id: 'b' }] })), CONVERSION)
    await trigger(e, ids)
    const waiting = ids.filter((id) => walks(e, id)[0]!.steps[0]!.left_at === null)
    expect(waiting.length).toBeGreaterThan(4)
    await bought(e, ...ids.filter((id) => path(e, id) === 'A'))
    await advance(e, '13h')
    expect(new Set(waiting.map((id) => path(e, id)))).toEqual(new Set(['A']))
  })
})

test('the share of a user is that of the ids alone', async () => {
  const e = await entered()
  expect(walks(e, 'u0')[0]!.steps[0]!.values).toEqual({ why: 'bucket', bucket: expect.any(Number), path: path(e, 'u0') })
  expect(profile(e, 'u0').braze_id).toMatch(/^[0-9a-f]{24}$/)
})
