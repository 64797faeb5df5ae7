// /campaigns/trigger/send and /canvas/trigger/send: recipients, properties, broadcasts, and definitions that are not live.
import { describe, expect, test } from 'vitest'
import { define, DISPATCH, EYES, IDS, recipients, refuses, takes, UNKNOWN } from '../../../kit/sends.ts'
import type { Emulator } from '../../../kit/rest.ts'
import { ask } from '../../../kit/rest.ts'
import { emulator } from '../../../kit/world.ts'

const KINDS = [
  { path: '/campaigns/trigger/send', id: { campaign_id: IDS.triggered }, kind: 'campaign', noun: 'campaign', wrong: 'Invalid Campaign ID', properties: 'trigger_properties' },
  { path: '/canvas/trigger/send', id: { canvas_id: IDS.canvas }, kind: 'canvas', noun: 'Canvas', wrong: 'Invalid Canvas ID', properties: 'context' },
] as const
const MEL = { external_user_id: 'mel' }
const setUp = (): Emulator => {
  const e = emulator()
  define(e)
  return e
}
/** 50 KB as JSON, and `over` bytes more. */
const large = (over: number) => ({ a: 'x'.repeat(50 * 1024 - 8 + over) })

describe.each(KINDS)('$path', ({ path, id, kind, noun, wrong, properties }) => {
  test('recipients are kept with all they bring; nobody is made yet', async () => {
    const e = setUp()
    const sent = [
      { external_user_id: 'mel', [properties]: { a: 1 }, send_to_existing_only: false, attributes: { first_name: 'Mel', subscription_groups: [] } }, { user_alias: { alias_name: 'a', alias_label: 'l' }, send_to_existing_only: true }, { braze_id: 'b' },
      { email: 'kai@example.com', prioritization: ['identified', 'most_recently_updated'] }, { phone: '+16505551234', prioritization: ['unidentified'] },
    ]
    const said = await takes(e, path, { ...id, [properties]: { b: { c: [1] } }, audience: EYES, recipients: sent }, ['send.accepted'])
    expect(said.body).toEqual({ dispatch_id: DISPATCH, message: 'success' })
    expect(said.rows[0]!.data).toEqual({ dispatch_id: said.body.dispatch_id, send_kind: kind, broadcast: false, ...id })
    expect(e.world.sends.list()[0]).toMatchObject({ kind, ...id, broadcast: false, request: { ...id, [properties]: { b: { c: [1] } }, audience: EYES, recipients: sent } })
    expect(e.world.profiles.count()).toBe(0)
  })

  test('a broadcast goes to the whole audience', async () => {
    const e = setUp()
    const kinds = kind === 'campaign' ? ['send_id.created', 'send.accepted'] : ['send.accepted']
    const said = await takes(e, path, { ...id, broadcast: true }, kinds)
    expect(said.body).toEqual({ dispatch_id: DISPATCH, ...(kind === 'campaign' ? { send_id: expect.stringMatching(/^[0-9a-f]{24}$/) } : {}), message: 'success' })
    await takes(e, path, { ...id, broadcast: 'true', recipients: [], audience: { OR: [EYES] } }, kinds)
    expect(e.world.sends.list().map((send) => send.broadcast)).toEqual([true, true])
  })

  test('"" stands for no properties, as in the pages\' examples', async () => {
    const e = setUp()
    await takes(e, path, { ...id, [properties]: '', recipients: [{ ...MEL, [properties]: '' }] }, ['send.accepted'])
    expect(e.world.sends.list()[0]!.request).toEqual({ ...id, recipients: [MEL] })
  })

  test('a recipient named twice is one, the first; each left out leaves a trace', async () => {
    const e = setUp()
    const alias = { user_alias: { alias_name: 'a', alias_label: 'l' } }
    const mail = (email: string) => ({ email, prioritization: ['identified'] })
    const sent = [{ ...MEL, [properties]: { name: 'Test 1' } }, alias, { ...MEL, [properties]: { name: 'Test 2' } }, mail('Kai@example.com'), { user_alias: { alias_label: 'l', alias_name: 'a' } }, mail('kai@example.com'), { user_alias: { alias_name: 'l', alias_label: 'a' } }]
    const said = await takes(e, path, { ...id, recipients: sent }, ['decision.ignored', 'decision.ignored', 'decision.ignored', 'send.accepted'])
    expect(said.rows.slice(0, 3).map((row) => (row.data['compared'] as { index: number }).index)).toEqual([2, 4, 5])
    expect(e.world.sends.list()[0]!.request['recipients']).toEqual([sent[0], sent[1], sent[3], sent[6]])
  })

  test.each([
    ['nobody', {}, 'No Recipients'], ['an empty list', { recipients: [] }, 'No Recipients'], ['an audience without broadcast', { audience: EYES }, 'No Recipients'], ['broadcast false', { broadcast: false }, 'No Recipients'],
    ['a broadcast with recipients', { broadcast: true, recipients: [MEL] }, `'recipients' can not be included when 'broadcast' is true`],
    ['51 recipients', { recipients: recipients(51) }, 'The max number of ids per request was exceeded'],
    ['a recipient without a name', { recipients: [MEL, {}] }, `'external_user_id', 'user_alias', 'braze_id', 'email' or 'phone' is required`],
    ['a recipient with two', { recipients: [{ ...MEL, braze_id: 'b' }] }, `You must specify only one of 'external_user_id', 'user_alias', 'braze_id', 'email' or 'phone'`],
    ['an address without prioritization', { recipients: [{ email: 'a@example.com' }] }, `'prioritization' is required`],
    ['a phone without prioritization', { recipients: [{ phone: '+16505551234' }] }, `'prioritization' is required`],
    ['an unknown prioritization', { recipients: [{ email: 'a@example.com', prioritization: ['newest'] }] }, `'prioritization' is not valid`],
    ['prioritizations that exclude each other', { recipients: [{ email: 'a@example.com', prioritization: ['identified', 'unidentified'] }] }, `Request can not contain both of 'identified' and 'unidentified' values in the 'prioritization' array`],
    ['times that exclude each other', { recipients: [{ email: 'a@example.com', prioritization: ['most_recently_updated', 'least_recently_updated'] }] }, `Request can not contain both of 'most_recently_updated' and 'least_recently_updated' values in the 'prioritization' array`],
    ['new users without attributes', { recipients: [{ ...MEL, send_to_existing_only: false }] }, `'attributes' is required when 'send_to_existing_only' is false`],
    ['new users by alias', { recipients: [{ user_alias: { alias_name: 'a', alias_label: 'l' }, send_to_existing_only: false, attributes: {} }] }, `'send_to_existing_only' can not be false with a 'user_alias'`],
    ['properties that are no object', { recipients: [MEL], [properties]: [1] }, `'${properties}' is not valid`],
    ['properties of a recipient that are no object', { recipients: [{ ...MEL, [properties]: 'x' }] }, `'recipients.0.${properties}' is not valid`],
    ['attributes that are no object', { recipients: [{ ...MEL, attributes: [] }] }, `'recipients.0.attributes' is not valid`],
    ['large properties', { recipients: [MEL], [properties]: large(1) }, `'${properties}' must be at most 50 KB`],
    ['large properties of a recipient', { recipients: [{ ...MEL, [properties]: large(1) }] }, `'recipients.0.${properties}' must be at most 50 KB`],
    ['an audience of two filters without AND', { recipients: [MEL], audience: { ...EYES, last_used_app: { comparison: 'after', value: '2020-01-01' } } }, `'audience' is not valid`],
    ['recipients that are no list', { recipients: MEL }, `'recipients' must be an array of objects`],
    ['recipients that are no objects', { recipients: ['mel'] }, `'recipients' must be an array of objects`],
    ['half an alias', { recipients: [{ user_alias: { alias_name: 'a' } }] }, `'recipients.0.user_alias.alias_label' is required`],
  ])('%s is refused', async (_name, more, message) => {
    await refuses(setUp(), path, { ...id, ...more }, message)
  })

  test('fifty recipients and 50 KB are not too much', async () => {
    await takes(setUp(), path, { ...id, recipients: recipients(50), [properties]: large(0) }, ['send.accepted'])
  })

  test('an unknown id, and one of the other kinds', async () => {
    const [name] = Object.keys(id)
    for (const other of [UNKNOWN, IDS.api, IDS.scheduled, IDS.transactional, kind === 'campaign' ? IDS.canvas : IDS.triggered]) await refuses(setUp(), path, { [name!]: other, recipients: [MEL] }, wrong)
    await refuses(setUp(), path, { recipients: [MEL] }, `'${name}' is required`)
  })

  test('what is stopped, archived or a draft takes the request without effect, and says so', async () => {
    const e = setUp()
    const definitions = kind === 'campaign' ? e.world.campaigns : e.world.canvases
    const value = Object.values(id)[0]!
    const paused = `The ${noun} is paused. Resume the ${noun} to ensure trigger requests will take effect.`
    const archived = `The ${noun} is archived. Unarchive the ${noun} to ensure trigger requests will take effect.`
    for (const [change, notice] of [['stop', paused], ['archive', archived], ['unarchive', paused]] as const) {
      e.world.db.tx(() => void definitions[change](value))
      for (const body of [{ ...id, recipients: [MEL] }, { ...id, broadcast: true }]) {
        const said = await takes(e, path, body, ['decision.ignored'])
        expect(said.body).toEqual({ notice, dispatch_id: DISPATCH, message: 'success' })
        expect(said.rows[0]!.data).toEqual({ rule: 'trigger', why: notice, compared: { ...id, dispatch_id: said.body.dispatch_id } })
      }
    }
    expect(e.world.sends.list()).toEqual([])
    await refuses(e, path, id, 'No Recipients')
    e.world.db.tx(() => void definitions.launch(value))
    await takes(e, path, { ...id, recipients: [MEL] }, ['send.accepted'])
  })
})

test('a draft never launched is as one that is paused', async () => {
  const e = setUp()
  e.world.db.tx(() => e.world.campaigns.create({ id: 'draft', name: 'Draft', draft: true, messages: [{ channel: 'ios_push' }] }))
  expect((await takes(e, '/campaigns/trigger/send', { campaign_id: 'draft', recipients: [MEL] }, ['decision.ignored'])).body.notice).toMatch(/paused/)
})

describe('campaigns only', () => {
  const path = '/campaigns/trigger/send'
  const id = { campaign_id: IDS.triggered }

  test('attachments go with recipients, not with a broadcast', async () => {
    const e = setUp()
    const attachments = [{ file_name: 'f', url: 'https://example.com/f.pdf' }]
    await takes(e, path, { ...id, recipients: [MEL], attachments }, ['send.accepted'])
    expect(e.world.sends.list()[0]!.request['attachments']).toEqual(attachments)
    await refuses(e, path, { ...id, broadcast: true, attachments }, `'attachments' can not be included when 'broadcast' is true`)
    await refuses(e, path, { ...id, recipients: [MEL], attachments: [{ url: 'x' }] }, `'attachments.0.file_name' is required`)
  })

  test('a send id of its own is kept; an unknown one is refused', async () => {
    const e = setUp()
    await refuses(e, path, { ...id, broadcast: true, send_id: 'mine' }, 'Invalid Send ID')
    await takes(e, '/sends/id/create', { ...id, send_id: 'mine' }, ['send_id.created'])
    expect((await takes(e, path, { ...id, broadcast: true, send_id: 'mine' }, ['send.accepted'])).body.send_id).toBe('mine')
    expect((await takes(e, path, { ...id, recipients: [MEL], send_id: 'mine' }, ['send.accepted'])).body).toEqual({ dispatch_id: DISPATCH, message: 'success' })
    expect(e.world.sends.ofSendId(IDS.triggered, 'mine')).toHaveLength(2)
  })
})

test('the older name of the context is the same; where both have a key the newer one counts', async () => {
  const e = setUp()
  await takes(e, '/canvas/trigger/send', { canvas_id: IDS.canvas, canvas_entry_properties: { a: 1, b: 1 }, context: { b: 2 }, recipients: [{ ...MEL, canvas_entry_properties: { c: 1 } }] }, ['send.accepted'])
  expect(e.world.sends.list()[0]!.request).toEqual({ canvas_id: IDS.canvas, context: { a: 1, b: 2 }, recipients: [{ ...MEL, context: { c: 1 } }] })
  await refuses(e, '/canvas/trigger/send', { canvas_id: IDS.canvas, recipients: [MEL], canvas_entry_properties: large(1) }, `'canvas_entry_properties' must be at most 50 KB`)
})

describe.each([
  { base: '/campaigns/trigger/schedule', id: { campaign_id: IDS.triggered }, name: 'campaign_id', wrong: 'Invalid Campaign ID', kind: 'campaign' },
  { base: '/canvas/trigger/schedule', id: { canvas_id: IDS.canvas }, name: 'canvas_id', wrong: 'Invalid Canvas ID', kind: 'canvas' },
])('$base/create, update and delete', ({ base, id, name, wrong, kind }) => {
  const schedule = { time: '2026-03-02T00:00:00Z' }
  const body = { ...id, recipients: [MEL], schedule }
  const create = async (e: Emulator) => (await takes(e, `${base}/create`, body, ['schedule.created'])).body.schedule_id as string

  test('at its time it is a send', async () => {
    const e = setUp()
    const said = await takes(e, `${base}/create`, body, ['schedule.created'])
    expect(said.body).toEqual({ dispatch_id: DISPATCH, schedule_id: expect.stringMatching(/^[0-9a-f]{24}$/), message: 'success' })
    expect(said.rows[0]!.data).toMatchObject({ schedule_kind: kind, ...id, due: Date.parse('2026-03-02') })
    // MEL is nobody
    expect(await e.kindsOf(() => e.world.scheduler.advanceTo(Date.parse('2026-03-02')))).toEqual(['send.accepted', 'decision.ignored'])
    expect(e.world.sends.list()[0]).toMatchObject({ dispatch_id: said.body.dispatch_id, schedule_id: said.body.schedule_id, kind, ...id, request: { recipients: [MEL] } })
  })

  test('a time is needed; recipients are judged as in a send', async () => {
    const e = setUp()
    await refuses(e, `${base}/create`, { ...body, schedule: undefined }, `'schedule' is required`)
    await refuses(e, `${base}/create`, { ...body, schedule: { time: 'x' } }, 'Bad Request')
    await refuses(e, `${base}/create`, { ...body, schedule: { time: '2026-01-01T00:00:00', in_local_time: true } }, 'Bad Request')
    await refuses(e, `${base}/create`, { ...id, schedule }, 'No Recipients')
    await refuses(e, `${base}/create`, { ...body, recipients: recipients(51) }, 'The max number of ids per request was exceeded')
    await refuses(e, `${base}/create`, { ...body, [name]: UNKNOWN }, wrong)
  })

  test('is moved and deleted, by its owner alone', async () => {
    const e = setUp()
    const schedule_id = await create(e)
    e.world.db.tx(() => {
      e.world.campaigns.create({ id: 'other', name: 'Other', messages: [{ channel: 'ios_push' }] })
      e.world.canvases.create({ id: 'other', name: 'Other', steps: [{ name: 's', messages: [{ channel: 'ios_push' }] }] })
    })
    for (const [verb, more] of [['update', { schedule }], ['delete', {}]] as const) {
      await refuses(e, `${base}/${verb}`, { [name]: 'other', schedule_id, ...more }, 'Invalid Schedule ID')
      await refuses(e, `${base}/${verb}`, { [name]: UNKNOWN, schedule_id, ...more }, wrong)
      await refuses(e, `${base}/${verb}`, { ...id, schedule_id: UNKNOWN, ...more }, 'Invalid Schedule ID')
      await refuses(e, `${base}/${verb}`, { schedule_id, ...more }, `'${name}' is required`)
      await refuses(e, `${base}/${verb}`, { ...id, ...more }, `'schedule_id' is required`)
    }
    await refuses(e, '/messages/schedule/delete', { schedule_id }, 'Invalid Schedule ID')
    await refuses(e, `${base}/update`, { ...id, schedule_id }, `'schedule' is required`)
    await refuses(e, `${base}/update`, { ...id, schedule_id, schedule: { time: 'x' } }, 'Bad Request')
    expect((await takes(e, `${base}/update`, { ...id, schedule_id, schedule: { time: '2026-03-03' } }, ['schedule.updated'])).body).toEqual({ message: 'success' })
    expect(await e.kindsOf(() => e.world.scheduler.advanceTo(Date.parse('2026-03-02T12:00:00Z')))).toEqual(['dispatch.started', 'dispatch.finished']) // the scheduled campaign's own, at 09:00
    expect((await takes(e, `${base}/delete`, { ...id, schedule_id }, ['schedule.deleted'])).body).toEqual({ message: 'success' })
    await refuses(e, `${base}/delete`, { ...id, schedule_id }, 'Invalid Schedule ID')
    expect(await e.kindsOf(() => e.world.scheduler.advanceTo(Date.parse('2026-04-01')))).toEqual([])
  })

  test('a broadcast with an audience', async () => {
    const e = setUp()
    await takes(e, `${base}/create`, { ...id, broadcast: true, audience: EYES, schedule }, kind === 'campaign' ? ['send_id.created', 'schedule.created'] : ['schedule.created'])
    expect(e.world.schedules.pending()[0]).toMatchObject({ broadcast: true, request: { audience: EYES } })
  })

  test('a Canvas or campaign that is stopped can be scheduled: what counts is how it stands when it is due', async () => {
    const e = setUp()
    e.world.db.tx(() => void (kind === 'campaign' ? e.world.campaigns.stop(IDS.triggered) : e.world.canvases.stop(IDS.canvas)))
    await create(e)
    expect((await ask(e, 'POST', `${base}/create`, body)).body.notice).toBeUndefined()
    e.world.db.tx(() => void (kind === 'campaign' ? e.world.campaigns.launch(IDS.triggered) : e.world.canvases.launch(IDS.canvas)))
    expect(await e.kindsOf(() => e.world.scheduler.advanceTo(Date.parse('2026-03-02')))).toEqual(['send.accepted', 'send.accepted', 'decision.ignored', 'decision.ignored'])
  })

  test.each([['stop', 'is paused'], ['archive', 'is archived'], ['remove', 'was deleted']] as const)('what is gone by then (%s) sends nothing, and says why', async (verb, why) => {
    const e = setUp()
    const schedule_id = await create(e)
    e.world.db.tx(() => void (kind === 'campaign' ? e.world.campaigns[verb](IDS.triggered) : e.world.canvases[verb](IDS.canvas)))
    const rows = await e.rowsOf(() => e.world.scheduler.advanceTo(Date.parse('2026-03-02')))
    expect(rows.map((row) => [row.kind, row.data])).toMatchObject([['decision.ignored', { rule: 'schedule', why: `the ${kind} ${why}`, compared: { schedule_id, ...id } }]])
    expect([e.world.sends.list(), e.world.schedules.pending()]).toEqual([[], []])
  })
})
