// Canvases that let users in by their own doing: they stop within the moment, with a trace; what users do themselves is never stopped.
import { expect, test } from 'vitest'
import { advance, canvas, CANVAS, mail, people, trigger, walks } from '../../kit/canvas.ts'
import { emulator } from '../../kit/world.ts'

type Emu = ReturnType<typeof emulator>
const go = (e: Emu) => ({ external_id: 'ann', name: 'go', time: new Date(e.world.clock.now()).toISOString() })
const stops = (e: Emu) => e.journal().filter(({ kind, data }) => kind === 'decision.ignored' && data['rule'] === 'canvas.loop')
const AGAIN = { id: 'up', type: 'user_update', settings: { update: '{"events": [{"name": "go", "time": "{{"now" | date: "%Y-%m-%dT%H:%M:%SZ"}}"}]}' } }

test('a User Update that logs the event by which users enter', async () => {
  const e = emulator()
  await people(e, 'ann')
  await canvas(e, [AGAIN], { entry: { trigger: { type: 'custom_event', name: 'go' } } })
  await e.post('/users/track', { events: [go(e)] })
  await e.world.scheduler.settle()
  expect([walks(e, 'ann').length, stops(e).length]).toEqual([26, 1]) // what the user did, and 25 times what the Canvas did
  expect(stops(e)[0]!.data).toMatchObject({ compared: { event: 'custom_event.logged' } })
})

test('with a delay in it, it goes on for as long as the clock does', async () => {
  const e = emulator()
  await people(e, 'ann')
  await canvas(e, [{ id: 'wait', type: 'delay', settings: { duration_seconds: 3600 }, next_step_ids: ['up'] }, AGAIN], { entry: { trigger: { type: 'custom_event', name: 'go' } } })
  await e.post('/users/track', { events: [go(e)] })
  await advance(e, '2d')
  expect([walks(e, 'ann').length, stops(e)]).toEqual([49, []])
})

test('an email of the Canvas that lets the user in again', async () => {
  const e = emulator()
  await people(e, 'ann')
  await canvas(e, [mail('one', 'One')], { entry: { trigger: { any_of: [{ type: 'custom_event', name: 'go' }, { type: 'canvas_step_interaction', canvas_id: CANVAS, canvas_step_id: 'one', interaction: 'receive_email' }] } } })
  await e.post('/users/track', { events: [go(e)] })
  await e.world.scheduler.settle()
  expect([walks(e, 'ann').length, stops(e).length]).toEqual([26, 1])
})

test('a user who does it thirty times in one moment enters thirty times, and so do thirty requests', async () => {
  const e = emulator()
  await people(e, 'ann')
  await canvas(e, [mail('one', 'One')], { entry: { trigger: { type: 'custom_event', name: 'go' } } })
  await e.post('/users/track', { events: Array.from({ length: 30 }, () => go(e)) })
  await e.world.scheduler.settle()
  expect(walks(e, 'ann')).toHaveLength(30)
  await e.admin('PATCH', `/canvases/${CANVAS}`, { entry: {} })
  for (let n = 0; n < 30; n++) await trigger(e, ['ann'])
  expect([walks(e, 'ann').length, stops(e)]).toEqual([60, []])
})
