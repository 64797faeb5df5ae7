// POST /api/v3/template: what a templated message says at its display, or nothing (M10, M11).
import { describe, expect, it, test } from 'vitest'
import { compositeId } from '../../../emulator/domain/campaigns/tracking-ids.ts'
import { homeKeys } from '../../../emulator/index.ts'
import { advance } from '../../kit/campaigns.ts'
import { display, iam, shown, texts, told, triggers } from '../../kit/in-app.ts'
import { allUsers, envelope, event, known, T } from '../../kit/sdk-wire.ts'
import { emulator } from '../../kit/world.ts'

const ID = compositeId({ owner: 'c', message_variation_id: 'm' })
const LATE = { reevaluate_before_display: true }
const buy = event('ce', { n: 'buy', p: { size: 'L', n: 2 } }, { user: 'u1' })
const kinds = (rows: { kind: string }[]): string[] => rows.map(({ kind }) => kind)

describe('M10: which messages wait for their display', () => {
  test.each([
    ['plain Liquid', 'Hi {{${first_name}}}', false], ['no Liquid', 'the event_properties are told', false], ['prose beside Liquid', 'in this context. Hi {{${first_name}}}', false],
    ['event properties', '{{event_properties.${size}}}', true], ['behind another variable', '{{custom_attribute.${x} | append: event_properties.${y}}}', true], ['in a condition', '{% if event_properties.${n} > 1 %}x{% endif %}', true],
    ['Connected Content', '{% connected_content http://localhost:1/x :save y %}', true], ['a catalog', '{% catalog_items things a %}', true], ['a selection', '{% catalog_selection_items things s %}', true],
    ['entry properties', '{{canvas_entry_properties.${x}}}', true], ['context', '{{context.${x}}}', true], ['an inbound message', '{{sms.${inbound_message_body}}}', true], ['a promotion code', "{% promotion('spring') %}", true],
    ['in a Content Block', '{{content_blocks.${size}}}', true],
  ])('%s', async (_, message, late) => {
    const e = emulator()
    await e.post('/content_blocks/create', { name: 'size', content: 'Size {{event_properties.${size}}}' })
    await iam(e, { message })
    expect((await triggers(e, 'web', { user: 'u1' })).map(({ type }) => type)).toEqual([late ? 'templated_iam' : 'inapp'])
  })

  it('a campaign that is judged again', async () => {
    const e = emulator()
    await iam(e, {}, LATE)
    const [trigger] = await triggers(e, 'ios', { user: 'u1' })
    expect(trigger).toMatchObject({ id: ID, type: 'templated_iam', data: { trigger_id: ID } })
    expect(Object.keys(trigger.data)).toEqual(['trigger_id'])
  })
})

it('M10: renders with the event that the device tells, and keeps what it gave', async () => {
  const e = emulator()
  await iam(e, { message: 'Size {{event_properties.${size}}} times {{event_properties.${n}}}' })
  const [trigger] = await triggers(e, 'ios', { user: 'u1' })
  const rows = await e.rowsOf(async () => {
    expect(await display(e, 'ios', trigger.data.trigger_id, { user: 'u1', event: buy })).toEqual({
      templated_message: { type: 'inapp', data: { trigger_id: ID, type: 'MODAL', header: 'Hi', message: 'Size L times 2', click_action: 'NONE', use_webview: false, message_close: 'SWIPE', orientation: 'ANY' } },
    })
  })
  expect(rows).toEqual([])
  const kept = async () => (await shown(e)).map(({ payload }) => payload.data.message)
  expect(await kept()).toEqual(['Size L times 2'])
  await triggers(e, 'ios', { user: 'u1' })
  expect(await kept()).toEqual(['Size L times 2'])
  const seen = await e.rowsOf(() => told(e, 'ios', 'si', ID, { user: 'u1' }))
  expect(seen.map(({ kind, data }) => [kind, data['campaign_id']])).toEqual([['in_app_message.impression', 'c']])
})

it('the properties of a purchase', async () => {
  const e = emulator()
  await iam(e, { message: '{{event_properties.${gift}}}' }, { trigger: { type: 'purchase' } })
  await triggers(e, 'web', { user: 'u1' })
  const bought = event('p', { pid: 'sock', c: 'USD', p: '3.00', q: 1, pr: { gift: 'yes' } }, { user: 'u1' })
  expect((await display(e, 'web', ID, { user: 'u1', event: bought })).templated_message.data.message).toBe('yes')
})

it('the event in it is not logged a second time, what the request carries besides is', async () => {
  const e = emulator()
  await iam(e, {}, LATE)
  await triggers(e, 'web', { user: 'u1' })
  expect(kinds(await e.rowsOf(() => display(e, 'web', ID, { user: 'u1', event: buy })))).toEqual([])
  expect(kinds(await e.rowsOf(() => display(e, 'web', ID, { user: 'u1', body: { events: [event('ce', { n: 'other' }, { at: T + 1, user: 'u1' })] } })))).toEqual(['custom_event.logged'])
})

it('M11: Liquid is of the user as he is now', async () => {
  const e = emulator()
  await iam(e, { message: 'Hi {{${first_name}}}' }, LATE)
  await known(e, 'u1', { first_name: 'Old' })
  await triggers(e, 'web', { user: 'u1' })
  await known(e, 'u1', { first_name: 'New' })
  expect((await display(e, 'web', ID, { user: 'u1' })).templated_message.data.message).toBe('Hi New')
})

describe('the user is judged again', () => {
  const stopped = async (more: object, then: (e: ReturnType<typeof emulator>) => Promise<unknown>) => {
    const e = emulator()
    await iam(e, {}, { ...LATE, ...more })
    await triggers(e, 'ios', { user: 'u1' })
    await then(e)
    const rows = await e.rowsOf(async () => {
      expect(await display(e, 'ios', ID, { user: 'u1' })).toEqual({})
      expect(await display(e, 'ios', ID, { user: 'u1' })).toEqual({})
    })
    return { rows: rows.map(({ kind, data }) => [kind, data['reason'], data['gate']]), messages: (await shown(e, '&status=withheld')).map(({ reason, message_variation_id }) => [reason, message_variation_id]) }
  }
  const audience = { filters: { filter: 'custom_attribute', name: 'vip', type: 'boolean', cmp: 'is', value: 'true_or_not_set' } }
  const once = (reason: string, gate: string) => ({ rows: [['message.withheld', reason, gate]], messages: [[reason, 'm']] })

  it('who left the audience: a row once, however often the device asks', async () => expect(await stopped({ audience }, (e) => known(e, 'u1', { vip: false }))).toEqual(once('not_in_audience', 'audience')))
  it('after its end', async () => expect(await stopped({ trigger: { type: 'session_start', end: '2026-03-01T13:00:00Z' } }, (e) => advance(e, '2h'))).toEqual(once('ended', 'dates')))
  it('who has seen it', async () => expect(await stopped({}, (e) => told(e, 'ios', 'si', ID, { user: 'u1' }))).toEqual(once('already_received', 're_eligibility')))
  it('a campaign that was stopped', async () => expect(await stopped({}, (e) => e.admin('POST', '/campaigns/c/stop'))).toEqual(once('not_live', 'status')))
  it('a campaign that was deleted', async () => {
    const { messages } = await stopped({}, (e) => e.admin('DELETE', '/campaigns/c'))
    expect(messages).toEqual([['not_live', 'm']])
  })
  it('a change of the definition makes it worth a row again', async () => {
    const e = emulator()
    await iam(e, {}, { ...LATE, audience })
    await triggers(e, 'ios', { user: 'u1' })
    await known(e, 'u1', { vip: false })
    await display(e, 'ios', ID, { user: 'u1' })
    await advance(e, '1m')
    await e.admin('PATCH', '/campaigns/c', { priority: 'high' })
    await display(e, 'ios', ID, { user: 'u1' })
    await display(e, 'ios', ID, { user: 'u1' })
    expect(await shown(e, '&status=withheld')).toHaveLength(2)
  })
})

describe('Liquid that says no', () => {
  const aborted = async (message: string, more: Record<string, unknown> = {}) => {
    const e = emulator()
    await iam(e, { message }, more)
    const given = texts(await triggers(e, 'ios', { user: 'u1' }))
    const answers = given.length === 0 ? [] : [await display(e, 'ios', ID, { user: 'u1' }), await display(e, 'ios', ID, { user: 'u1' })]
    await triggers(e, 'ios', { user: 'u1' })
    return { given, answers, rows: e.journal().filter(({ kind }) => kind.startsWith('message.')).map(({ kind, data }) => [kind, data['reason'], data['abort_log']]) }
  }
  it('abort_message at the display', async () => expect(await aborted("x{% abort_message('too late') %}", LATE)).toEqual({ given: ['templated'], answers: [{}, {}], rows: [['message.aborted', 'aborted', 'too late']] }))
  it('abort_message when triggers are sent: the trigger is left out', async () => expect(await aborted("x{% abort_message('not you') %}")).toEqual({ given: [], answers: [], rows: [['message.aborted', 'aborted', 'not you']] }))
  it('a mistake', async () => expect(await aborted('{% if %}', LATE)).toMatchObject({ answers: [{}, {}], rows: [['message.aborted', 'liquid_error', expect.any(String)]] }))
  it('no promotion code is left', async () => expect(await aborted("{% promotion('none') %}")).toMatchObject({ given: ['templated'], answers: [{}, {}], rows: [['message.aborted', 'no_promotion_codes', undefined]] }))
})

it('a promotion code is taken at the display, and once', async () => {
  const e = emulator()
  await e.admin('POST', '/promotion_lists', { name: 'Spring', code_snippet: 'spring', codes: ['A1', 'B2'] })
  await iam(e, { message: "{% promotion('spring') %}" })
  await triggers(e, 'ios', { user: 'u1' })
  expect(e.world.promotionLists.list()[0]!.remaining).toBe(2)
  const code = async () => (await display(e, 'ios', ID, { user: 'u1' })).templated_message.data.message
  expect([await code(), await code(), e.world.promotionLists.list()[0]!.remaining]).toEqual(['A1', 'A1', 1])
})

describe('Connected Content', () => {
  it('is asked at the display; nobody else waits for it', async () => {
    let told = (_: (response: Response) => void): void => {}
    const asked = new Promise<(response: Response) => void>((resolve) => (told = resolve))
    const e = emulator({ outbound: () => new Promise((resolve) => told(resolve)) })
    await iam(e, { message: 'Weather: {% connected_content http://weather.test/ %}' })
    expect(texts(await triggers(e, 'ios', { user: 'u1' }))).toEqual(['templated'])
    const waiting = display(e, 'ios', ID, { user: 'u1' })
    const answer = await asked
    expect(texts(await triggers(e, 'web', { user: 'u2' }))).toEqual(['templated'])
    answer(new Response('sunny'))
    expect((await waiting).templated_message.data.message).toBe('Weather: sunny')
  })

  it('a host that is down gives an empty text', async () => {
    const e = emulator({ outbound: () => Promise.reject(new Error('down')) })
    await iam(e, { message: 'a{% connected_content http://weather.test/ %}b' })
    await triggers(e, 'ios', { user: 'u1' })
    expect((await display(e, 'ios', ID, { user: 'u1' })).templated_message.data.message).toBe('ab')
  })
})

describe('what is not known', () => {
  it.each(['/template', '/template/'])('M10: %s of a trigger that nobody was given has no message, makes nobody and says why', async (path) => {
    const e = emulator()
    const template = { trigger_id: 't1', trigger_event_type: 'custom_event', data: buy }
    const rows = await e.rowsOf(async () => {
      const answer = await e.sdk('web', path, envelope('web', { respond_with: { user_id: 'u1', config: { config_time: T } }, template }))
      expect([answer.status, answer.body]).toEqual([201, { error: 'aborted' }])
    })
    expect(rows.map(({ kind, data }) => [kind, data['rule'], data['compared']])).toEqual([['decision.ignored', 'M10', { template, app_id: homeKeys.web }]])
    expect(await allUsers(e)).toEqual([])
  })

  it.each([undefined, null, 7, 'x', [], {}, { trigger_id: 7 }, { trigger_id: '' }, { trigger_id: ID, data: 'x' }])('a template of %j', async (template) => {
    const e = emulator()
    await iam(e, {}, LATE)
    const answer = await e.sdk('web', '/template/', envelope('web', { respond_with: { user_id: 'u1' }, template }))
    expect([answer.status, answer.body, e.errors]).toEqual([201, { error: 'aborted' }, []])
  })

  it('U13: not the message of the user who had the device before', async () => {
    const e = emulator()
    await iam(e, { message: 'Hi {{${user_id}}}' }, { ...LATE, audience: { filters: { filter: 'custom_attribute', name: 'vip', type: 'boolean', cmp: 'is', value: true } } })
    await known(e, 'u1', { vip: true })
    await triggers(e, 'web', { user: 'u1' })
    await triggers(e, 'web', { user: 'u2' })
    expect(await display(e, 'web', ID, { user: 'u2' })).toEqual({ error: 'aborted' })
    expect((await display(e, 'web', ID, { user: 'u1' })).templated_message.data.message).toBe('Hi u1')
  })

  it('a device that kept its triggers over a reset of the emulator is served by the definition', async () => {
    const e = emulator()
    await iam(e, {}, LATE)
    await e.sdk('web', '/data/', envelope('web', { respond_with: { user_id: 'u1' }, events: [event('ss', {}, { user: 'u1' })] }))
    expect((await display(e, 'web', ID, { user: 'u1' })).templated_message.data.message).toBe('Hello')
    expect(await shown(e)).toMatchObject([{ status: 'sent', payload: { data: { message: 'Hello' } } }])
  })
})

it('our own mistake while it is rendered: no message, and what the request carries is taken once', async () => {
  const e = emulator()
  await iam(e, {}, LATE)
  await triggers(e, 'web', { user: 'u1' })
  Object.assign(e.world.inAppMessages, { display: () => Promise.reject(new Error('our mistake')) })
  const rows = await e.rowsOf(async () => expect(await display(e, 'web', ID, { user: 'u1', body: { events: [event('ce', { n: 'other' }, { user: 'u1' })] } })).toEqual({}))
  expect(kinds(rows)).toEqual(['custom_event.logged', 'request.failed'])
  expect(e.errors.splice(0).map(String)).toEqual(['Error: our mistake'])
})
