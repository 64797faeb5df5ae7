// Message: who goes on when nothing is sent, who waits, who leaves; settings of the Canvas hold for each step.
import { describe, expect, test } from 'vitest'
import { advance, canvas, CANVAS, mail, people, profile, reasonOf, subjects, trigger, walks, way } from '../../../kit/canvas.ts'
import { emulator } from '../../../kit/world.ts'

const TWO = [mail('one', 'One', { next_step_ids: ['two'] }), mail('two', 'Two')]

describe('a user goes on', () => {
  test('when the message is aborted, capped, or can not reach the user', async () => {
    const e = emulator()
    await people(e, 'ann', 'bob')
    await e.post('/users/track', { attributes: [{ external_id: 'cat' }, { external_id: 'bob', email_subscribe: 'unsubscribed' }] })
    await canvas(e, [mail('one', '{% abort_message("no") %}', { next_step_ids: ['two'] }), mail('two', 'Two')])
    await trigger(e, ['ann', 'bob', 'cat'])
    expect(['ann', 'bob', 'cat'].map((id) => way(e, id))).toEqual([['one:aborted', 'two:sent'], ['one:unsubscribed', 'two:unsubscribed'], ['one:no_address', 'two:no_address']])
    expect(['ann', 'bob', 'cat'].map((id) => reasonOf(e, id))).toEqual(['completed', 'completed', 'completed'])
    expect(e.world.messages.list({ canvas_id: CANVAS }).map(({ status, reason, canvas_step_id }) => [canvas_step_id, status, reason])).toEqual([
      ['one', 'aborted', 'aborted'], ['two', 'delivered', null], ['one', 'withheld', 'unsubscribed'], ['two', 'withheld', 'unsubscribed'], ['one', 'withheld', 'no_address'], ['two', 'withheld', 'no_address'],
    ])
  })

  test('when a frequency rule of the workspace caps the message, without a send event', async () => {
    const e = emulator()
    await people(e, 'ann')
    expect((await e.admin('POST', '/frequency_rules', { channel: 'email', count: 1, window: 1, unit: 'days' })).status).toBe(201)
    await canvas(e, [...TWO.map((step, index) => (index === 1 ? { ...step, next_step_ids: ['wait'] } : step)), { id: 'wait', type: 'delay', settings: { duration_seconds: 60 }, next_step_ids: ['end'] }, { id: 'end', type: 'decision_split', next_paths: [] }])
    await trigger(e, ['ann'])
    expect([way(e, 'ann'), subjects(e)]).toEqual([['one:sent', 'two:frequency_capped', 'wait:…'], ['One']])
    expect(e.journal().filter(({ kind }) => kind === 'email.sent')).toHaveLength(1)
  })

  test('with the first of several channels', async () => {
    const e = emulator()
    await people(e, 'ann')
    await canvas(e, [{ id: 'both', messages: { m: { channel: 'email', subject: 'Mail', body: 'x', from: 'a@b.com' }, p: { channel: 'ios_push', alert: 'x' } } }])
    await trigger(e, ['ann'])
    expect(walks(e, 'ann')[0]!.steps[0]!.values).toMatchObject({ messages: [{ channel: 'email', status: 'delivered' }, { channel: 'ios_push', status: 'withheld', reason: 'no_push_token' }] })
    expect(way(e, 'ann')).toEqual(['both:sent'])
  })

  test('each step has a dispatch id of its own, and its rows name entry, step and variant', async () => {
    const e = emulator()
    await people(e, 'ann')
    await canvas(e, TWO)
    await trigger(e, ['ann'])
    const sent = e.journal().filter(({ kind }) => kind === 'email.sent').map(({ data }) => data)
    const { entry_id, variant } = walks(e, 'ann')[0]!
    expect(sent).toMatchObject([{ canvas_id: CANVAS, canvas_step_id: 'one', canvas_entry_id: entry_id, canvas_variation_id: variant.id, message_variation_id: 'one-mail' }, { canvas_step_id: 'two' }])
    expect(sent[0]!['dispatch_id']).not.toBe(sent[1]!['dispatch_id'])
  })
})

describe('a user waits', () => {
  test('for quiet hours, which a step may switch off', async () => {
    const e = emulator()
    await people(e, 'ann')
    await canvas(e, [mail('loud', 'Loud', { settings: { quiet_hours: null }, next_step_ids: ['quiet'] }), mail('quiet', 'Quiet', { next_step_ids: ['after'] }), mail('after', 'After')], { quiet_hours: { start: '11:00', end: '14:00', fallback: 'send_at_end' } })
    await trigger(e, ['ann'])
    expect(way(e, 'ann')).toEqual(['loud:sent', 'quiet:…'])
    await advance(e, '2h')
    expect([way(e, 'ann'), subjects(e)]).toEqual([['loud:sent', 'quiet:sent', 'after:sent'], ['Loud', 'Quiet', 'After']])
  })

  test('for a place in the rate limit', async () => {
    const e = emulator()
    const ids = Array.from({ length: 25 }, (_, index) => `u${index}`)
    await people(e, ...ids)
    await canvas(e, [mail('one', 'One')], { rate_limit_per_minute: 10 })
    await trigger(e, ids)
    expect(subjects(e)).toHaveLength(10)
    await advance(e, '1m')
    expect(subjects(e)).toHaveLength(20)
    await advance(e, '1m')
    expect(subjects(e)).toHaveLength(25)
    expect(way(e, 'u24')).toEqual(['one:sent'])
  })

  // "you can choose to set either a shared rate limit or a channel-based limit". docs: frequency_capping
  test('for a place in the rate limit of a channel: with the other channel the user goes on, and that message follows', async () => {
    const hooks: string[] = []
    const e = emulator({ outbound: (async (_: unknown, { body }: RequestInit) => (hooks.push(String(body)), new Response(''))) as unknown as typeof fetch })
    const ids = Array.from({ length: 25 }, (_, index) => `u${String(index).padStart(2, '0')}`)
    await people(e, ...ids)
    await canvas(e, [{ id: 'one', messages: { m: { channel: 'email', subject: 'One', body: 'x', from: 'A <a@example.com>' }, w: { channel: 'webhook', url: 'https://example.com', method: 'POST', body: '{{${user_id}}}' } }, next_step_ids: ['two'] }, mail('two', 'Two')], { rate_limit_per_minute: { email: 20, webhook: 10 } })
    await trigger(e, ids)
    // ten users have taken the minute's twenty emails: One and Two
    expect([subjects(e).filter((subject) => subject === 'One').length, hooks.length]).toEqual([10, 10])
    await advance(e, '1m')
    expect(hooks).toHaveLength(20)
    await advance(e, '5m')
    expect([subjects(e).filter((subject) => subject === 'One').length, subjects(e).filter((subject) => subject === 'Two').length, hooks.toSorted()]).toEqual([25, 25, ids])
    expect(way(e, 'u24')).toEqual(['one:sent', 'two:sent'])
  })

  test('for Connected Content, while the answer is on its way', async () => {
    let answer: (response: Response) => void = () => {}
    const e = emulator({ outbound: (() => new Promise<Response>((done) => (answer = done))) as unknown as typeof fetch })
    await people(e, 'ann')
    await canvas(e, [mail('one', '{% connected_content https://shop.test/x :save p %}{{p.name}}', { next_step_ids: ['two'] }), mail('two', 'Two')])
    await e.post('/canvas/trigger/send', { canvas_id: CANVAS, recipients: [{ external_user_id: 'ann' }] })
    const settled = e.world.scheduler.settle()
    expect(way(e, 'ann')).toEqual(['one:…'])
    await new Promise((done) => setImmediate(done))
    answer(new Response('{"name": "Hat"}', { headers: { 'content-type': 'application/json' } }))
    await settled
    expect([way(e, 'ann'), subjects(e)]).toEqual([['one:sent', 'two:sent'], ['Hat', 'Two']])
  })

  test('for the best time, that day or the next', async () => {
    const e = emulator()
    await people(e, 'ann')
    await canvas(e, [mail('one', 'One', { settings: { intelligent_timing: { fallback_time: '18:30' } }, next_step_ids: ['two'] }), mail('two', 'Two', { settings: { intelligent_timing: { fallback_time: '09:00' } } })])
    await trigger(e, ['ann'])
    await advance(e, '6h29m')
    expect(subjects(e)).toEqual([])
    await advance(e, '1m')
    expect(way(e, 'ann')).toEqual(['one:sent', 'two:…'])
    await advance(e, '14h29m')
    expect(subjects(e)).toEqual(['One'])
    await advance(e, '1m')
    expect(subjects(e)).toEqual(['One', 'Two'])
  })
})

test('quiet hours of the workspace hold for a Canvas without its own: the best time moves to their edge; a step may switch them off', async () => {
  const left = async (settings: object): Promise<string> => {
    const e = emulator()
    await e.admin('PATCH', '/settings', { quiet_hours: { start: '11:00', end: '18:00' } })
    await people(e, 'ann')
    await canvas(e, [mail('one', 'One', { settings })])
    await trigger(e, ['ann'])
    await advance(e, '2d')
    return new Date(walks(e, 'ann')[0]!.steps[0]!.left_at!).toISOString()
  }
  expect(await left({})).toBe('2026-03-01T18:00:00.000Z')
  expect(await left({ intelligent_timing: { fallback_time: '13:00' } })).toBe('2026-03-02T10:59:00.000Z')
  expect(await left({ quiet_hours: null })).toBe('2026-03-01T12:00:00.000Z')
})

test('delivery validations that fail end the Canvas, with the reason', async () => {
  const e = emulator()
  await people(e, 'ann', 'bob')
  await e.post('/users/track', { attributes: [{ external_id: 'ann', vip: true }] })
  await canvas(e, [mail('one', 'One', { settings: { delivery_validation: { filters: { filter: 'custom_attribute', name: 'vip', type: 'boolean', cmp: 'is', value: true } } }, next_step_ids: ['two'] }), mail('two', 'Two')])
  const kinds = await e.kindsOf(() => trigger(e, ['bob']))
  expect(kinds).toEqual(['send.accepted', 'canvas.entered', 'message.withheld', 'canvas.exited'])
  await trigger(e, ['ann'])
  expect([way(e, 'ann'), way(e, 'bob'), reasonOf(e, 'bob')]).toEqual([['one:sent', 'two:sent'], ['one:failed_validation'], 'failed_validation'])
  expect(e.world.messages.list({ profile_id: profile(e, 'bob').id })).toMatchObject([{ status: 'withheld', reason: 'failed_validation', canvas_step_id: 'one' }])
})

// "recommended if Quiet Hours, Intelligent Timing, or rate limiting are activated". docs: message_step
test.each([
  ['quiet hours', {}, { quiet_hours: { start: '11:00', end: '14:00' } }],
  ['the best time', { intelligent_timing: { fallback_time: '14:00' } }, {}],
])('delivery validations are asked when the message goes out, after %s', async (_, settings, more) => {
  const e = emulator()
  await people(e, 'ann', 'bob')
  const vip = (external_id: string, vip: boolean) => e.post('/users/track', { attributes: [{ external_id, vip }] })
  await Promise.all([vip('ann', true), vip('bob', true)])
  await canvas(e, [mail('one', 'One', { settings: { ...settings, delivery_validation: { filters: { filter: 'custom_attribute', name: 'vip', type: 'boolean', cmp: 'is', value: true } } }, next_step_ids: ['two'] }), mail('two', 'Two', { settings: { quiet_hours: null } })], more)
  await trigger(e, ['ann', 'bob'])
  await vip('bob', false)
  await advance(e, '3h')
  expect([way(e, 'ann'), way(e, 'bob'), reasonOf(e, 'bob'), subjects(e)]).toEqual([['one:sent', 'two:sent'], ['one:failed_validation'], 'failed_validation', ['One', 'Two']])
})

test('an in-app message is there from arrival; the user goes on at once, whatever holds other channels back', async () => {
  const e = emulator()
  await people(e, 'ann')
  await canvas(e, [{ id: 'iam', messages: { i: { channel: 'in_app_message', message: 'Hi', trigger: { type: 'session_start' } } }, next_step_ids: ['after'] }, mail('after', 'After')], { rate_limit_per_minute: 10, quiet_hours: { start: '01:00', end: '01:30', fallback: 'abort' } })
  await trigger(e, ['ann'])
  expect(way(e, 'ann').map((step) => step.split(':')[0])).toEqual(['iam', 'after'])
  expect(subjects(e)).toEqual(['After'])
  expect(e.world.messages.list({ channel: 'in_app_message' })).toMatchObject([{ canvas_step_id: 'iam', canvas_id: CANVAS }])
})

test('a control group with steps gets no message', async () => {
  const e = emulator()
  await people(e, 'ann')
  await canvas(e, TWO, { variants: [{ id: 'c', type: 'control', first_step_ids: ['one'], percent: 100 }] })
  await trigger(e, ['ann'])
  expect([way(e, 'ann'), subjects(e), walks(e, 'ann')[0]!.variant]).toEqual([['one:control_group', 'two:control_group'], [], { id: 'c', control: true }])
})
