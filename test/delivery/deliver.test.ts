// emulator/delivery/deliver.ts: what stops a message, what lets it wait, what hands it over; and what a restart finds.
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Channel, Composing, Rendered } from '../../emulator/delivery/channels/channel.ts'
import { Unsendable } from '../../emulator/delivery/channels/channel.ts'
import { createDelivery } from '../../emulator/delivery/deliver.ts'
import type { MessageGate } from '../../emulator/delivery/deliver.ts'
import { delays, passes, stops } from '../../emulator/delivery/gates/gate.ts'
import { LiquidMistake } from '../../emulator/delivery/liquid/tag.ts'
import type { Outgoing } from '../../emulator/delivery/outgoing.ts'
import { MessageAborted, MustWait, TryAgain } from '../../emulator/delivery/rendering.ts'
import type { RenderingJob } from '../../emulator/delivery/rendering.ts'
import { NO_ORIGIN } from '../../emulator/domain/messages/messages.ts'
import { folder } from '../kit/kernel.ts'
import { emulator, NOW } from '../kit/world.ts'

type Parts = { channel?: Partial<Channel>; gates?: MessageGate[]; renderNow?: (job: RenderingJob) => Rendered; render?: (job: RenderingJob) => Promise<Rendered> }

/** A world whose only channel is ours: it keeps what it was handed. */
async function stage(parts: Parts = {}, options: Parameters<typeof emulator>[0] = {}) {
  const e = emulator(options)
  const { world } = e
  await e.post('/users/track', { attributes: [{ external_id: 'mel', email: 'mel@example.com', first_name: 'Mel' }] })
  const handed: Composing[] = []
  const channel: Channel = {
    consent: () => passes('subscription'),
    reach: () => ({ targets: [{ address: 'mel@example.com' }] }),
    compose: ({ body, target }) => ({ to: target.address, ...body }),
    handOver: (message, composing) => {
      handed.push(composing)
      world.messages.happened(message, 'email.sent')
    },
    engage: {},
    ...parts.channel,
  }
  const same = ({ outgoing }: RenderingJob): Rendered => ({ body: outgoing.body, message_extras: null })
  const rendering = { ...world.rendering, renderNow: parts.renderNow ?? same, render: parts.render ?? ((job: RenderingJob) => Promise.resolve(same(job))) }
  const { db, clock, journal, scheduler, profiles, messages } = world
  const delivery = createDelivery({ db, clock, journal, scheduler, profiles, messages, rendering, channels: { email: channel }, gates: parts.gates ?? [] })
  const done: [string, string][] = []
  delivery.onDone((message) => void done.push([message.status, message.reason ?? '']))
  const mel = profiles.byExternalId('mel')!
  const outgoing: Outgoing = {
    profile_id: mel.id, channel: 'email', body: { subject: 'Hi', body: 'Hi', from: 'a@example.com' }, origin: { ...NO_ORIGIN, dispatch_id: 'd'.repeat(32), campaign_id: 'c1' }, targeting: 'subscribed', cause: {}, frequency_capping: true, quiet_hours: null,
    tags: [], test: false, transactional: false,
  }
  const deliver = (more: Partial<Outgoing> = {}) => db.tx(() => delivery.deliver({ ...outgoing, ...more }))
  return { e, world, delivery, deliver, outgoing, mel, handed, done }
}

test('a message that nothing stops: rendered, composed, handed over, told', async () => {
  const { e, deliver, handed, done, mel } = await stage({ renderNow: ({ outgoing }) => ({ body: { subject: `${String(outgoing.body['subject'])} Mel` }, message_extras: { k: 'v' } }) })
  const rows = await e.rowsOf(async () => {
    const [message, ...more] = deliver()
    expect(more).toEqual([])
    expect(message).toMatchObject({ status: 'sent', reason: null, channel: 'email', address: 'mel@example.com', campaign_id: 'c1', braze_id: mel.braze_id, profile_id: mel.id, payload: { to: 'mel@example.com', subject: 'Hi Mel' }, outgoing: null, test: false })
  })
  expect(handed).toMatchObject([{ body: { subject: 'Hi Mel' }, message_extras: { k: 'v' }, target: { address: 'mel@example.com' } }])
  expect(rows.map(({ kind, profile, data }) => ({ kind, profile, data }))).toEqual([
    { kind: 'email.sent', profile: mel.braze_id, data: { message_id: handed[0]!.message_id, channel: 'email', dispatch_id: 'd'.repeat(32), campaign_id: 'c1' } },
  ])
  expect(done).toEqual([['sent', '']])
})

test('each target has a message of its own; their order is that of the channel', async () => {
  const { deliver } = await stage({ channel: { reach: () => ({ targets: [{ device_id: 'one', app_id: 'a', address: 't1' }, { device_id: 'two', app_id: 'a', address: 't2' }] }) } })
  expect(deliver().map(({ device_id, app_id, address, status }) => [device_id, app_id, address, status])).toEqual([['one', 'a', 't1', 'sent'], ['two', 'a', 't2', 'sent']])
})

test('consent, then the gates, then reach: the first that says no is the reason, with what it saw', async () => {
  const asked: string[] = []
  const note = <T>(name: string, result: T): T => (asked.push(name), result)
  const channel: Partial<Channel> = { consent: () => note('consent', passes('subscription')), reach: () => note('reach', { reason: 'no_address', seen: { email: null } } as const) }
  const cap: MessageGate = () => note('cap', stops('frequency_cap', 'frequency_capped', { sent: 3, cap: 3 }))
  const stopped = await stage({ channel, gates: [cap] })
  const rows = await stopped.e.rowsOf(async () => expect(stopped.deliver()).toMatchObject([{ status: 'withheld', reason: 'frequency_capped', detail: { sent: 3, cap: 3 }, payload: null, address: null }]))
  expect(asked).toEqual(['consent', 'cap'])
  expect(rows.map(({ kind, data }) => [kind, data])).toEqual([['message.withheld', { message_id: expect.stringMatching(/^[0-9a-f-]{36}$/), channel: 'email', reason: 'frequency_capped', sent: 3, cap: 3, dispatch_id: 'd'.repeat(32), campaign_id: 'c1' }]])
  expect(stopped.done).toEqual([['withheld', 'frequency_capped']])
  const unreachable = await stage({ channel })
  expect(unreachable.deliver()).toMatchObject([{ status: 'withheld', reason: 'no_address', detail: { email: null } }])
})

test('what the content does: abort_message, a mistake, a message that can not be sent', async () => {
  const results = { aborted: new MessageAborted('x'.repeat(200)), liquid_error: new LiquidMistake('Liquid error (line 1): bad', 1, 1), no_promotion_codes: new Unsendable('no_promotion_codes', { list: 'spring' }) }
  for (const [reason, error] of Object.entries(results)) {
    const { e, deliver, handed } = await stage({ renderNow: () => { throw error } })
    const kinds = await e.kindsOf(async () => expect(deliver()).toMatchObject([{ status: 'aborted', reason }]))
    expect([kinds, handed]).toEqual([['message.aborted'], []])
  }
  const { deliver, e } = await stage({ renderNow: () => { throw results.aborted } })
  const rows = await e.rowsOf(async () => deliver())
  expect(rows[0]!.data['abort_log']).toBe('x'.repeat(128)) // Currents' field holds 128 characters
  const composing = await stage({ channel: { compose: () => { throw new Unsendable('too_large', { bytes: 5000, limit: 4096 }) } } })
  expect(composing.deliver()).toMatchObject([{ status: 'aborted', reason: 'too_large', detail: { bytes: 5000, limit: 4096 }, payload: null }])
})

test('an error that nobody expected is not swallowed, and leaves nothing half done', async () => {
  const { e, deliver, world } = await stage({ channel: { compose: () => { throw new TypeError('a bug') } } })
  const kinds = await e.kindsOf(async () => expect(() => deliver()).toThrow('a bug'))
  expect([kinds, world.messages.list()]).toEqual([[], []])
})

test('quiet hours: the message waits for their end, and every gate is asked again then', async () => {
  const end = Date.parse(NOW) + 8 * 3_600_000
  let quiet = true
  const { e, deliver, world, done, handed } = await stage({ gates: [() => (quiet ? delays('quiet_hours', 'quiet_hours', end, { until: '20:00' }) : passes('quiet_hours'))] })
  const [waiting] = deliver()
  expect([waiting!.status, waiting!.reason, done, handed]).toEqual(['pending', null, [], []])
  quiet = false
  await e.admin('POST', '/clock/advance', { by: '7h59m59s' })
  expect(world.messages.find(waiting!.id)!.status).toBe('pending')
  await e.admin('POST', '/clock/advance', { by: '1s' })
  expect(world.messages.list()).toMatchObject([{ id: waiting!.id, status: 'sent', at: end, address: 'mel@example.com' }])
  expect([done, handed.length]).toEqual([[['sent', '']], 1])
})

test('a user who is deleted, or merged away, while the message waits', async () => {
  const later = () => delays('quiet_hours', 'quiet_hours', Date.parse(NOW) + 60_000)
  const gone = await stage({ gates: [(_, { external_id }) => (external_id === 'mel' ? later() : passes('x'))] })
  gone.deliver()
  await gone.e.post('/users/delete', { external_ids: ['mel'] })
  await gone.e.admin('POST', '/clock/advance', { by: '1m' })
  expect(gone.world.messages.list()).toMatchObject([{ status: 'withheld', reason: 'no_such_user', profile_id: null, braze_id: gone.mel.braze_id }])
  const merged = await stage({ gates: [(_, { external_id }) => (external_id === 'mel' ? later() : passes('x'))] })
  merged.deliver()
  await merged.e.post('/users/track', { attributes: [{ external_id: 'kim', email: 'kim@example.com' }] })
  await merged.e.post('/users/merge', { merge_updates: [{ identifier_to_merge: { external_id: 'mel' }, identifier_to_keep: { external_id: 'kim' } }] })
  await merged.e.admin('POST', '/clock/advance', { by: '1m' })
  expect(merged.world.messages.list()).toMatchObject([{ status: 'sent', profile_id: merged.world.profiles.byExternalId('kim')!.id }])
})

test('what has to wait is rendered after the commit, once', async () => {
  let calls = 0
  const { e, deliver, world, done } = await stage({
    renderNow: () => { throw new MustWait() },
    render: async ({ attempts }) => {
      calls++
      return { body: { subject: `attempt ${attempts}` }, message_extras: null }
    },
  })
  const [waiting] = deliver()
  expect([waiting!.status, calls, done]).toEqual(['pending', 0, []])
  await world.scheduler.settle()
  expect(world.messages.list()).toMatchObject([{ id: waiting!.id, status: 'sent', payload: { subject: 'attempt 0' } }])
  await e.admin('POST', '/clock/advance', { by: '1d' })
  expect([calls, done]).toEqual([1, [['sent', '']]])
})

test('Connected Content with :retry: up to five attempts, further and further apart, then the message is aborted', async () => {
  const at: number[] = []
  const { e, deliver, world } = await stage({
    renderNow: () => { throw new MustWait() },
    render: async () => {
      at.push(world.clock.now() - Date.parse(NOW))
      throw new TryAgain('503')
    },
  })
  deliver()
  const kinds = await e.kindsOf(() => e.admin('POST', '/clock/advance', { by: '1h' }))
  expect(at).toEqual([0, 1000, 3000, 7000, 15_000])
  expect(kinds.filter((kind) => kind.startsWith('message'))).toEqual(['message.retried', 'message.retried', 'message.retried', 'message.retried', 'message.aborted'])
  expect(world.messages.list()).toMatchObject([{ status: 'aborted', reason: 'connected_content_failed', detail: { attempts: 5, abort_log: '503' } }])
})

test('a process that dies while Connected Content is under way: the message is taken up again, and sent once', async () => {
  const db = join(folder(), 'world.db')
  const first = await stage({ renderNow: () => { throw new MustWait() }, render: () => new Promise(() => {}) }, { db })
  const [waiting] = first.deliver()
  first.world.scheduler.runDue() // the call is under way, and its timer gone
  expect(first.world.scheduler.has('message.attempt', waiting!.id)).toBe(false)
  first.e.core.close()
  const e = emulator({ db })
  expect(e.world.scheduler.has('message.attempt', waiting!.id)).toBe(true)
  await e.world.scheduler.settle()
  expect(e.world.messages.list()).toMatchObject([{ id: waiting!.id, status: expect.not.stringMatching('pending') }])
  expect(e.journal().filter(({ kind }) => kind === 'email.sent')).toHaveLength(1)
})

test('a test send leaves no history', async () => {
  const { deliver, world, mel } = await stage()
  deliver({ test: true })
  expect(world.messages.list()).toMatchObject([{ test: true, status: 'sent' }])
  expect(world.messageHistory.of(mel, 10)).toEqual([])
  deliver()
  expect(world.messageHistory.of(mel, 10)).toMatchObject([{ kind: 'email.sent', campaign_id: 'c1', channel: 'email', at: Date.parse(NOW) }])
})

test('a channel whose own sending waits says when it is done', async () => {
  const parts: Parts = {}
  const { deliver, delivery, world, done } = await stage({ ...parts, channel: { handOver: (message) => void world.messages.change(message.id, { status: 'pending' }) } })
  const [message] = deliver()
  expect([message!.status, done]).toEqual(['pending', []])
  world.db.tx(() => delivery.done(message!.id, { status: 'failed', reason: 'webhook_failed', detail: { http_status_code: 500 } }))
  expect(world.messages.find(message!.id)).toMatchObject({ status: 'failed', reason: 'webhook_failed', detail: { http_status_code: 500 } })
  expect(done).toEqual([['failed', 'webhook_failed']])
})

test('judge: every gate is asked, none stops the others, nothing is written', async () => {
  const { e, delivery, outgoing, mel } = await stage({ channel: { consent: () => stops('subscription', 'unsubscribed', { state: 'unsubscribed' }) }, gates: [() => stops('frequency_cap', 'frequency_capped')] })
  const kinds = await e.kindsOf(async () =>
    expect(delivery.judge(outgoing, mel)).toEqual([
      { gate: 'subscription', passed: false, reason: 'unsubscribed', seen: { state: 'unsubscribed' } },
      { gate: 'frequency_cap', passed: false, reason: 'frequency_capped' },
      { gate: 'reach', passed: true, seen: { targets: [{ address: 'mel@example.com' }] } },
    ]),
  )
  expect(kinds).toEqual([])
})

test('a channel or a user that there is not is a mistake of the caller', async () => {
  const { deliver } = await stage()
  expect(() => deliver({ channel: 'fax' })).toThrow(new RangeError(`there is no channel 'fax'`))
  expect(() => deliver({ profile_id: 999 })).toThrow(RangeError)
})
