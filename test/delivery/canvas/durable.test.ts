// What waits in a Canvas survives: restarts, snapshots, stops and changes of the definition, merged and deleted users.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { advance, canvas, CANVAS, mail, people, profile, reasonOf, subjects, trigger, walks, way } from '../../kit/canvas.ts'
import { emulator } from '../../kit/world.ts'

const folders: string[] = []
afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true, force: true })))
const WAIT = { id: 'wait', type: 'delay', settings: { delay: { type: 'duration', value: 1, unit: 'hours' } }, next_step_ids: ['mail'] }
const STEPS = [WAIT, mail('mail', 'Mail')]

describe('a restart in the middle', () => {
  test('loses nothing and repeats nothing: delays, action paths, quiet hours', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'canvas-'))
    folders.push(folder)
    const db = join(folder, 'world.db')
    const first = emulator({ db })
    await people(first, 'ann', 'bob')
    await canvas(first, [WAIT, { id: 'do', type: 'action_paths', settings: { groups: [{ name: 'Did', triggers: [{ type: 'custom_event', name: 'did' }] }] }, next_paths: [{ name: 'Did', next_step_id: 'mail' }, { name: 'Everyone Else' }] }, mail('mail', 'Mail')].map((step) => (step.id === 'wait' ? { ...step, next_step_ids: ['do'] } : step)), { quiet_hours: { start: '13:00', end: '16:00', fallback: 'send_at_end' } })
    await trigger(first, ['ann', 'bob'])
    first.core.close()
    const second = emulator({ db, holdClock: '2026-03-01T12:30:00Z' })
    await second.world.scheduler.settle()
    expect(way(second, 'ann')).toEqual(['wait:…'])
    await advance(second, '30m')
    await second.post('/users/track', { events: [{ external_id: 'ann', name: 'did', time: '2026-03-01T13:00:00Z' }] })
    await second.world.scheduler.settle()
    expect([way(second, 'ann'), way(second, 'bob')]).toEqual([['wait:delayed', 'do:Did/action', 'mail:…'], ['wait:delayed', 'do:…']])
    second.core.close()
    const third = emulator({ db, holdClock: '2026-03-01T13:10:00Z' })
    await advance(third, '2d')
    expect([way(third, 'ann'), way(third, 'bob'), subjects(third)]).toEqual([['wait:delayed', 'do:Did/action', 'mail:sent'], ['wait:delayed', 'do:Everyone Else/window_over'], ['Mail']])
  })

  test('a call of a Context step that was under way is made again', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'canvas-'))
    folders.push(folder)
    const db = join(folder, 'world.db')
    const never = (() => new Promise<Response>(() => {})) as unknown as typeof fetch
    const first = emulator({ db, outbound: never })
    await people(first, 'ann')
    await canvas(first, [{ id: 'set', type: 'context', settings: { variables: [{ name: 'price', type: 'number', value: '{% connected_content https://shop.test/x :save p %}{{p.price}}' }] }, next_step_ids: ['mail'] }, mail('mail', '{{context.${price}}}')])
    await first.post('/canvas/trigger/send', { canvas_id: CANVAS, recipients: [{ external_user_id: 'ann' }] })
    first.world.scheduler.runDue()
    await new Promise((done) => setImmediate(done))
    expect(way(first, 'ann')).toEqual(['set:…'])
    first.core.close()
    const second = emulator({ db, outbound: (async () => new Response('{"price": 5}', { headers: { 'content-type': 'application/json' } })) as unknown as typeof fetch })
    await second.world.scheduler.settle()
    expect([way(second, 'ann'), subjects(second)]).toEqual([['set:updated', 'mail:sent'], ['5']])
  })

  test('a snapshot goes on where it was', async () => {
    const e = emulator()
    await people(e, 'ann')
    await canvas(e, STEPS)
    await trigger(e, ['ann'])
    const image = e.world.snapshot()
    await advance(e, '1h')
    e.world.restore(image)
    expect([way(e, 'ann'), subjects(e)]).toEqual([['wait:…'], []])
    await advance(e, '1h')
    expect([way(e, 'ann'), subjects(e)]).toEqual([['wait:delayed', 'mail:sent'], ['Mail']])
  })
})

describe('a Canvas that is stopped', () => {
  test('and launched again before the step ends: the user goes on as if nothing was', async () => {
    const e = emulator()
    await people(e, 'ann')
    await canvas(e, STEPS)
    await trigger(e, ['ann'])
    await e.admin('POST', `/canvases/${CANVAS}/stop`)
    await advance(e, '30m')
    await e.admin('POST', `/canvases/${CANVAS}/launch`)
    await advance(e, '30m')
    expect(way(e, 'ann')).toEqual(['wait:delayed', 'mail:sent'])
  })

  test('and launched again after it: the user has exited', async () => {
    const e = emulator()
    await people(e, 'ann')
    await canvas(e, STEPS)
    await trigger(e, ['ann'])
    await e.admin('POST', `/canvases/${CANVAS}/stop`)
    await advance(e, '90m')
    await e.admin('POST', `/canvases/${CANVAS}/launch`)
    await advance(e, '1d')
    expect([way(e, 'ann'), reasonOf(e, 'ann'), subjects(e)]).toEqual([['wait:exited'], 'not_live', []])
  })
})

describe('changes while users wait', () => {
  test.each([
    ['the step is gone', { steps: [mail('mail', 'Mail')], variants: [{ id: 'v1', first_step_ids: ['mail'] }] }, 'step_deleted'],
    ['the step is one of another type', { steps: [mail('wait', 'Other', { next_step_ids: ['mail'] }), mail('mail', 'Mail')], variants: [{ id: 'v1', first_step_ids: ['wait'] }] }, 'step_deleted'],
    ['the variant is gone', { variants: [{ id: 'v2', first_step_ids: ['wait'] }] }, 'variant_deleted'],
  ])('%s: the user exits when the time is over', async (_, change, reason) => {
    const e = emulator()
    await people(e, 'ann')
    await canvas(e, STEPS, { variants: [{ id: 'v1', first_step_ids: ['wait'] }] })
    await trigger(e, ['ann'])
    await e.admin('PATCH', `/canvases/${CANVAS}`, change)
    await e.world.scheduler.settle()
    expect(reasonOf(e, 'ann')).toBe(null)
    await advance(e, '1h')
    expect([reasonOf(e, 'ann'), subjects(e)]).toEqual([reason, []])
  })

  test('a new step after the delay is gone through; a changed delay is for those who come later', async () => {
    const e = emulator()
    await people(e, 'ann')
    await canvas(e, STEPS)
    await trigger(e, ['ann'])
    await e.admin('PATCH', `/canvases/${CANVAS}`, { steps: [{ ...WAIT, settings: { duration_seconds: 60 }, next_step_ids: ['new'] }, mail('new', 'New', { next_step_ids: ['mail'] }), mail('mail', 'Mail')] })
    await advance(e, '59m')
    expect(way(e, 'ann')).toEqual(['wait:…'])
    await advance(e, '1m')
    expect(subjects(e)).toEqual(['New', 'Mail'])
  })
})

test('a Canvas that is deleted: who is inside exits with the step; another one with its id begins anew', async () => {
  const e = emulator()
  await people(e, 'ann')
  await canvas(e, STEPS, { reentry: {}, entry: { user_cap: 1 } })
  await trigger(e, ['ann'])
  await e.admin('DELETE', `/canvases/${CANVAS}`)
  await advance(e, '1h')
  expect([way(e, 'ann'), reasonOf(e, 'ann'), subjects(e)]).toEqual([['wait:exited'], 'not_live', []])
  await canvas(e, STEPS, { reentry: {}, entry: { user_cap: 1 } })
  await trigger(e, ['ann'])
  await advance(e, '1h')
  expect([way(e, 'ann'), subjects(e)]).toEqual([['wait:delayed', 'mail:sent'], ['Mail']])
})

describe('users', () => {
  test('who are deleted leave nothing behind, and nothing fails', async () => {
    const e = emulator()
    await people(e, 'ann')
    await canvas(e, STEPS)
    await trigger(e, ['ann'])
    const { id } = profile(e, 'ann')
    await e.post('/users/delete', { external_ids: ['ann'] })
    await advance(e, '1d')
    expect([e.world.canvasEntries.walk({ id }), subjects(e), e.errors]).toEqual([[], [], []])
    expect(e.journal().filter(({ kind }) => kind === 'timer.failed')).toEqual([])
  })

  test('who are deleted stay in what the steps count, also after a snapshot', async () => {
    const e = emulator()
    await people(e, 'ann', 'bob')
    await canvas(e, STEPS)
    await trigger(e, ['ann', 'bob'])
    const metrics = async () => (await e.admin('GET', `/canvases/${CANVAS}/metrics`)).body.steps
    const before = await metrics()
    await e.post('/users/delete', { external_ids: ['ann'] })
    const after = await metrics()
    const held = before.findIndex(({ waiting }: any) => waiting === 2)
    expect(after.map(({ entries }: any) => entries)).toEqual(before.map(({ entries }: any) => entries))
    expect(after[held]).toEqual({ ...before[held], waiting: 1, exited: 1, outcomes: { user_deleted: 1 } })
    await e.call('PUT', '/_emulator/snapshot', new Uint8Array(await (await e.fetch('/_emulator/snapshot')).arrayBuffer()))
    expect(await metrics()).toEqual(after)
  })

  test('who are merged go on as the kept one, with the entries and the variants of both', async () => {
    const e = emulator()
    await people(e, 'ann', 'old')
    await canvas(e, STEPS, { reentry: {} })
    await trigger(e, ['old'])
    await e.post('/users/merge', { merge_updates: [{ identifier_to_merge: { external_id: 'old' }, identifier_to_keep: { external_id: 'ann' } }] })
    await e.world.scheduler.settle()
    await advance(e, '1h')
    expect(way(e, 'ann')).toEqual(['wait:delayed', 'mail:sent'])
    expect(e.world.messages.list({ channel: 'email' }).map(({ address }) => address)).toEqual(['ann@example.com'])
    await trigger(e, ['ann'])
    expect(walks(e, 'ann')).toHaveLength(1)
  })
})
