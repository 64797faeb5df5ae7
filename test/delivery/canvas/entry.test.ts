// Who enters a Canvas and who does not: every gate with its reason; variants for life; caps; what users do and what requests say.
import { describe, expect, test } from 'vitest'
import { advance, canvas, CANVAS, mail, people, profile, subjects, trigger, walks, way } from '../../kit/canvas.ts'
import { emulator, NOW } from '../../kit/world.ts'

type Emu = ReturnType<typeof emulator>
const STEPS = [mail('one', 'Hi {{context.${name}}}')]
const VIP = { filters: { filter: 'custom_attribute', name: 'vip', type: 'boolean', cmp: 'is', value: true } }
const refusals = (e: Emu) => e.journal().filter(({ kind, data }) => kind === 'decision.ignored' && data['rule'] === 'canvas.entry').map(({ profile: who, data }) => ({ who: e.world.profiles.byBrazeId(who!)?.external_id, why: data['why'], ...(data['compared'] as object) }))
const reasons = (e: Emu) => refusals(e).map(({ who, why }) => [who, why])

describe('gates', () => {
  test('the audience is judged before entry', async () => {
    const e = emulator()
    await people(e, 'ann', 'bob')
    await e.post('/users/track', { attributes: [{ external_id: 'ann', vip: true }] })
    await canvas(e, STEPS, { entry: { audience: VIP } })
    await trigger(e, ['ann', 'bob'])
    expect([walks(e, 'ann').length, walks(e, 'bob').length]).toEqual([1, 0])
    expect(refusals(e)).toEqual([{ who: 'bob', why: 'not_in_audience', canvas_id: CANVAS, gate: 'audience', audience: VIP, dispatch_id: expect.any(String) }])
  })

  test('segments and excluded segments are part of it', async () => {
    const e = emulator()
    await people(e, 'ann', 'bob')
    await e.post('/users/track', { attributes: [{ external_id: 'ann', vip: true }] })
    await e.admin('POST', '/segments', { id: 'vips', name: 'VIPs', filters: VIP.filters })
    await canvas(e, STEPS, { entry: { audience: { exclude_segments: ['vips'] } } })
    await trigger(e, ['ann', 'bob'])
    expect([walks(e, 'ann').length, walks(e, 'bob').length]).toEqual([0, 1])
    await e.admin('PATCH', `/canvases/${CANVAS}`, { entry: { audience: { segments: ['vips'] } } })
    await trigger(e, ['ann', 'bob'])
    expect([walks(e, 'ann').length, walks(e, 'bob').length]).toEqual([1, 1])
  })

  test('nobody enters twice, unless it is allowed: after a window, after the longest way, or at once', async () => {
    const wait = { id: 'wait', type: 'delay', settings: { duration_seconds: 3600 }, next_step_ids: ['one'] }
    const again = async (reentry: object, by: string): Promise<number> => {
      const e = emulator()
      await people(e, 'ann')
      await canvas(e, [wait, ...STEPS], { reentry })
      await trigger(e, ['ann'])
      await advance(e, by)
      await trigger(e, ['ann'])
      return walks(e, 'ann').length
    }
    expect([await again({}, '40d'), await again({ allowed: false, seconds: 5 }, '40d')]).toEqual([1, 1])
    expect([await again({ allowed: true, seconds: 60 }, '59s'), await again({ allowed: true, seconds: 60 }, '60s')]).toEqual([1, 2])
    expect([await again({ allowed: true }, '59m59s'), await again({ allowed: true }, '1h')]).toEqual([1, 2])
    expect(await again({ seconds: 0 }, '0s')).toBe(2)
  })

  test('concurrent entries have a context each', async () => {
    const e = emulator()
    await people(e, 'ann')
    await canvas(e, [{ id: 'wait', type: 'delay', settings: { duration_seconds: 60 }, next_step_ids: ['one'] }, ...STEPS])
    await trigger(e, ['ann'], { name: 'New York' })
    await trigger(e, ['ann'], { name: 'Los Angeles' })
    await advance(e, '60s')
    expect(subjects(e)).toEqual(['Hi New York', 'Hi Los Angeles'])
  })

  test('the Global Control Group enters nothing, but where a tag is excluded', async () => {
    const e = emulator()
    await people(e, 'ann')
    await e.admin('PATCH', '/settings', { global_control_group: { percentage: 15, excluded_tags: ['legal'] } })
    e.world.db.tx(() => e.world.profiles.save({ ...profile(e, 'ann'), random_bucket: e.world.globalControlGroup.ranges()[0]![0] }))
    await canvas(e, STEPS)
    await trigger(e, ['ann'])
    expect(reasons(e)).toEqual([['ann', 'global_control_group']])
    await e.admin('POST', '/tags', { name: 'legal' })
    await e.admin('PATCH', `/canvases/${CANVAS}`, { tags: ['legal'] })
    await trigger(e, ['ann'])
    expect(walks(e, 'ann')).toHaveLength(1)
  })

  test.each([
    ['lifetime', 2, '30d', 0], ['hour', { limit: 2, per: 'hour' }, '59m', 0], ['the next UTC hour', { limit: 2, per: 'hour' }, '1h', 2], ['day', { limit: 2, per: 'day' }, '11h', 0], ['the next day', { limit: 2, per: 'day' }, '12h', 2],
  ])('entry cap: %s', async (_, user_cap, by, more) => {
    const e = emulator()
    await people(e, 'a', 'b', 'c', 'd')
    await canvas(e, STEPS, { entry: { user_cap } })
    await trigger(e, ['a', 'b', 'c'])
    expect(reasons(e)).toEqual([['c', 'user_cap']])
    await advance(e, by)
    await trigger(e, ['c', 'd'])
    expect(['a', 'b', 'c', 'd'].filter((id) => walks(e, id).length > 0)).toHaveLength(2 + more)
  })

  test('explain says every gate in order, with what it compares, and the walks', async () => {
    const e = emulator()
    await people(e, 'ann')
    const { variants } = await canvas(e, STEPS, { reentry: {}, entry: { user_cap: 5, audience: VIP } })
    const explained = () => e.world.canvasEngine.explain(e.world.canvases.find(CANVAS)!, profile(e, 'ann'))
    expect(explained().gates).toEqual([
      { gate: 'status', passed: true, seen: { enabled: true } }, { gate: 'entry_window', passed: true, seen: expect.anything() }, { gate: 'audience', passed: false, reason: 'not_in_audience', seen: { audience: VIP } },
      { gate: 'reentry', passed: true, seen: { entered_before: false } }, { gate: 'global_control_group', passed: true, seen: expect.anything() },
      { gate: 'variant', passed: true, seen: { bucket: expect.any(Number), variants: [{ name: 'Variant 1', percent: 100 }], variant: 'Variant 1', variant_id: variants[0].id, locked: false } }, { gate: 'entry_cap', passed: true, seen: { limit: 5, per: 'lifetime', entered: 0 } },
    ])
    await e.post('/users/track', { attributes: [{ external_id: 'ann', vip: true }] })
    await trigger(e, ['ann'])
    const { gates, walks: seen } = explained()
    expect(gates.filter(({ passed }) => !passed)).toEqual([{ gate: 'reentry', passed: false, reason: 'already_received', seen: { entered_at: NOW, reentry: 'never', seconds: null, again_at: null } }])
    expect([gates[5]!.seen, gates[6]!.seen]).toMatchObject([{ locked: true }, { entered: 1 }])
    expect(seen).toMatchObject([{ steps: [{ step_id: 'one', outcome: 'sent' }], exit_reason: 'completed' }])
  })
})

describe('variants', () => {
  const TWO = (one: number) => [{ id: 'v1', first_step_ids: ['one'], percent: one }, { id: 'c', type: 'control', percent: 100 - one }]

  test('the control group enters without a message; its entries count', async () => {
    const e = emulator()
    const ids = Array.from({ length: 40 }, (_, index) => `u${index}`)
    await people(e, ...ids)
    await canvas(e, STEPS, { variants: TWO(50) })
    await trigger(e, ids)
    const control = ids.filter((id) => walks(e, id)[0]!.variant.control)
    expect(control.length).toBeGreaterThan(8)
    expect(subjects(e)).toHaveLength(40 - control.length)
    expect(e.journal().filter(({ kind, data }) => kind === 'canvas.entered' && data['control'] === true)).toHaveLength(control.length)
    expect(e.journal().filter(({ kind }) => kind === 'canvas.exited')).toHaveLength(40 - control.length)
    const { body } = await e.get(`/canvas/data_series?canvas_id=${CANVAS}&length=1&ending_at=2026-03-01T23:00:00Z&include_variant_breakdown=true`)
    expect(body.data.stats.at(-1)).toMatchObject({ total_stats: { entries: 40 }, variant_stats: { c: { entries: control.length } } })
  })

  test('is the one of the first entry for ever, whatever the shares are now', async () => {
    const e = emulator()
    const ids = Array.from({ length: 20 }, (_, index) => `u${index}`)
    await people(e, ...ids)
    await canvas(e, STEPS, { variants: TWO(50) })
    await trigger(e, ids)
    const before = ids.map((id) => walks(e, id)[0]!.variant.id)
    await e.admin('PATCH', `/canvases/${CANVAS}`, { variants: TWO(100) })
    await trigger(e, ids)
    expect(ids.map((id) => walks(e, id)[1]!.variant.id)).toEqual(before)
    await people(e, 'new')
    await trigger(e, ['new'])
    expect(walks(e, 'new')[0]!.variant.id).toBe('v1')
  })

  test('shares under 100 leave users out', async () => {
    const e = emulator()
    await people(e, 'ann')
    await canvas(e, STEPS, { variants: [{ id: 'v1', percent: 0 }] })
    await trigger(e, ['ann'])
    expect(reasons(e)).toEqual([['ann', 'not_in_split']])
  })
})

describe('requests', () => {
  test('each recipient has its own context over that of the request', async () => {
    const e = emulator()
    await people(e, 'ann', 'bob')
    await canvas(e, STEPS)
    await e.post('/canvas/trigger/send', { canvas_id: CANVAS, canvas_entry_properties: { name: 'you' }, recipients: [{ external_user_id: 'ann', context: { name: 'Ann' } }, { external_user_id: 'bob' }] })
    await e.world.scheduler.settle()
    expect(subjects(e)).toEqual(['Hi Ann', 'Hi you'])
  })

  test('a broadcast goes to the audience of the Canvas, and of the request', async () => {
    const e = emulator()
    await people(e, 'ann', 'bob', 'cat')
    await e.post('/users/track', { attributes: [{ external_id: 'ann', vip: true, eye_color: 'blue' }, { external_id: 'bob', vip: true }] })
    await canvas(e, STEPS, { entry: { audience: VIP } })
    await e.post('/canvas/trigger/send', { canvas_id: CANVAS, broadcast: true, context: { name: 'all' } })
    await e.world.scheduler.settle()
    expect([subjects(e), refusals(e)]).toEqual([['Hi all', 'Hi all'], []])
    await e.post('/canvas/trigger/send', { canvas_id: CANVAS, broadcast: true, context: { name: 'blue' }, audience: { custom_attribute: { custom_attribute_name: 'eye_color', comparison: 'equals', value: 'blue' } } })
    await e.world.scheduler.settle()
    expect(subjects(e)).toEqual(['Hi all', 'Hi all', 'Hi blue'])
  })
})

test('a scheduled request in local time lets each user in at that time of the own day', async () => {
  const e = emulator()
  await people(e, 'tokyo', 'york')
  await e.post('/users/track', { attributes: [{ external_id: 'tokyo', time_zone: 'Asia/Tokyo' }, { external_id: 'york', time_zone: 'America/New_York' }] })
  await canvas(e, STEPS)
  const { status } = await e.post('/canvas/trigger/schedule/create', { canvas_id: CANVAS, recipients: [{ external_user_id: 'tokyo' }, { external_user_id: 'york' }], context: { name: 'you' }, schedule: { time: '2026-03-04T09:00:00', in_local_time: true } })
  expect(status).toBe(201)
  await advance(e, '5d')
  expect(['tokyo', 'york'].map((id) => walks(e, id).map(({ entered_at }) => new Date(entered_at).toISOString()))).toEqual([['2026-03-04T00:00:00.000Z'], ['2026-03-04T14:00:00.000Z']])
  expect(subjects(e)).toEqual(['Hi you', 'Hi you'])
})

describe('what users do', () => {
  const did = async (e: Emu, name: string, properties: object = {}) => {
    await e.post('/users/track', { events: [{ external_id: 'ann', name, time: new Date(e.world.clock.now()).toISOString(), properties }] })
    await e.world.scheduler.settle()
  }

  test('an event lets the user in, with its properties as context; times in them are in UTC', async () => {
    const e = emulator()
    await people(e, 'ann')
    await canvas(e, [{ id: 'first', type: 'delay', settings: { duration_seconds: 0 }, next_step_ids: ['one'] }, mail('one', '{{context.${name}}} at {{canvas_entry_properties.${when}}} [{{event_properties.${name}}}]')], { entry: { trigger: { type: 'custom_event', name: 'booked' } } })
    await did(e, 'other')
    await did(e, 'booked', { name: 'Table', when: '2026-03-05T08:15:30-08:00' })
    expect(subjects(e)).toEqual(['Table at 2026-03-05T16:15:30.000Z []'])
    expect(walks(e, 'ann')).toHaveLength(1)
  })

  // docs: context_and_event_properties ("Exceptions")
  test('but not in the first step, when it is a Message step: there they are as they were written', async () => {
    const e = emulator()
    await people(e, 'ann')
    await canvas(e, [mail('one', '{{context.${when}}} {{canvas_entry_properties.${when}}}', { next_step_ids: ['two'] }), mail('two', '{{context.${when}}}')], { entry: { trigger: { type: 'custom_event', name: 'booked' } } })
    await did(e, 'booked', { when: '2026-03-05T08:15:30-08:00' })
    expect(subjects(e)).toEqual(['2026-03-05T08:15:30-08:00 2026-03-05T08:15:30-08:00', '2026-03-05T16:15:30.000Z'])
    expect(walks(e, 'ann')[0]!.context).toEqual({ when: '2026-03-05T16:15:30.000Z' })
  })

  test('only in the entry window, only after launch', async () => {
    const e = emulator()
    await people(e, 'ann')
    await did(e, 'booked')
    await canvas(e, STEPS, { entry: { trigger: { type: 'custom_event', name: 'booked', start: '2026-03-02T00:00:00', end: '2026-03-03T00:00:00', in_local_time: true } } })
    await did(e, 'booked')
    await e.post('/users/track', { attributes: [{ external_id: 'ann', time_zone: 'Asia/Tokyo' }] })
    await advance(e, '3h') // midnight in Tokyo
    await did(e, 'booked')
    await advance(e, '25h')
    await did(e, 'booked')
    expect([reasons(e), walks(e, 'ann').length]).toEqual([[['ann', 'not_started'], ['ann', 'ended']], 1])
  })
})

describe('an event as Braze sees it', () => {
  const GO = { trigger: { type: 'custom_event', name: 'go' } }
  const go = (e: Emu) => e.post('/users/track', { events: [{ external_id: 'ann', name: 'go', time: NOW }] })

  test('counts behind the launch, also within the millisecond of a clock that stands', async () => {
    const e = emulator()
    await people(e, 'ann')
    await e.admin('POST', '/canvases', { name: 'Other', steps: [{ type: 'delay' }], entry: { trigger: { type: 'custom_event', name: 'other' } } }) // somebody listens
    await go(e)
    await canvas(e, STEPS, { entry: GO })
    await e.world.scheduler.settle()
    expect(walks(e, 'ann')).toHaveLength(0)
    await go(e)
    await e.world.scheduler.settle()
    expect(walks(e, 'ann')).toHaveLength(1)
  })

  test('that brings the user into the audience lets nobody in: "users must perform the custom event again"', async () => {
    const e = emulator()
    await people(e, 'ann')
    await canvas(e, STEPS, { entry: { ...GO, audience: { filters: { filter: 'custom_event', name: 'go', cmp: 'more_than', value: 0 } } } })
    await go(e)
    await e.world.scheduler.settle()
    expect([walks(e, 'ann').length, reasons(e)]).toEqual([0, [['ann', 'not_in_audience']]])
    await go(e)
    await e.world.scheduler.settle()
    expect(walks(e, 'ann')).toHaveLength(1)
  })
})

test('a Canvas that was stopped before the request was dealt with lets nobody in', async () => {
  const e = emulator()
  await people(e, 'ann')
  await canvas(e, STEPS)
  await e.post('/canvas/trigger/send', { canvas_id: CANVAS, recipients: [{ external_user_id: 'ann' }] })
  await e.admin('POST', `/canvases/${CANVAS}/stop`)
  await e.world.scheduler.settle()
  expect([reasons(e), way(e, 'ann')]).toEqual([[['ann', 'not_live']], []])
})
