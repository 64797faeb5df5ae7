// GET /_emulator/canvases/:id/metrics: what the dashboard shows of steps.
import { expect, test } from 'vitest'
import { advance, canvas, CANVAS, mail, people, trigger } from '../../kit/canvas.ts'
import { emulator } from '../../kit/world.ts'

const WAIT = { id: 'wait', name: 'Wait', type: 'delay', settings: { delay: { type: 'duration', unit: 'hours', value: '{{context.${hours}}}' } }, next_step_ids: ['set'] }
const SET = { id: 'set', name: 'Set', type: 'context', settings: { variables: [{ name: 'n', type: 'number', value: '{{context.${hours}}}!' }] }, next_step_ids: ['mail'] }
const metrics = async (e: ReturnType<typeof emulator>) => (await e.admin('GET', `/canvases/${CANVAS}/metrics`)).body

test('who came, went on, left by exit criteria or a failed personalization, and who waits; deleted steps come last', async () => {
  const e = emulator()
  await people(e, 'ann', 'bob', 'cat', 'dan')
  await canvas(e, [WAIT, SET, mail('mail', 'Mail')], { variants: [{ id: 'v', first_step_ids: ['wait'] }], exit_criteria: { exception_events: [{ type: 'custom_event', name: 'left' }] } })
  expect((await metrics(e)).steps).toEqual([['wait', 'Wait', 'delay'], ['set', 'Set', 'context'], ['mail', 'mail', 'message']].map(([step_id, name, type]) => ({ step_id, name, type, deleted: false, entries: 0, proceeded: 0, exited: 0, waiting: 0, outcomes: {} })))
  await trigger(e, ['ann', 'bob'], { hours: '1' })
  await trigger(e, ['cat'], { hours: 'soon' })
  await e.post('/users/track', { events: [{ external_id: 'bob', name: 'left', time: '2026-03-01T12:00:00Z' }] })
  await advance(e, '1h')
  await trigger(e, ['dan'], { hours: '5' })
  expect(await metrics(e)).toEqual({
    canvas_id: CANVAS, name: 'Journey',
    steps: [
      { step_id: 'wait', name: 'Wait', type: 'delay', deleted: false, entries: 4, proceeded: 1, exited: 2, waiting: 1, outcomes: { delayed: 2, personalization_failed: 1 } },
      { step_id: 'set', name: 'Set', type: 'context', deleted: false, entries: 1, proceeded: 1, exited: 0, waiting: 0, outcomes: { not_updated: 1 } },
      { step_id: 'mail', name: 'mail', type: 'message', deleted: false, entries: 1, proceeded: 1, exited: 0, waiting: 0, outcomes: { sent: 1 } },
    ],
  })
  await e.admin('PATCH', `/canvases/${CANVAS}`, { steps: [{ ...WAIT, next_step_ids: ['mail'] }, mail('mail', 'Mail')] })
  expect((await metrics(e)).steps.map(({ step_id, deleted, entries }: any) => [step_id, deleted, entries])).toEqual([['wait', false, 4], ['mail', false, 1], ['set', true, 1]])
})

test('a Canvas that there is not', async () => {
  const { status, body } = await emulator().admin('GET', '/canvases/nope/metrics')
  expect([status, body.error]).toEqual([404, { code: 'not_found', message: 'there is no Canvas with this id', details: { id: 'nope' } }])
})

test('ids that are names of JavaScript are ids', async () => {
  const e = emulator()
  await people(e, 'ann')
  await canvas(e, [mail('__proto__', 'One', { next_step_ids: ['constructor'] }), mail('constructor', 'Two')])
  await trigger(e, ['ann'])
  expect((await metrics(e)).steps.map(({ step_id, entries, outcomes }: any) => [step_id, entries, outcomes])).toEqual([['__proto__', 1, { sent: 1 }], ['constructor', 1, { sent: 1 }]])
  expect(Object.keys(Object.prototype)).toEqual([])
})
