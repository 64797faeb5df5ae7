// Campaigns in the admin API: what is kept, what is filled in, what is refused and where, and their life from draft to archive.
import { describe, expect, test } from 'vitest'
import { define, happened, to } from '../../kit/messaging.ts'
import { emulator } from '../../kit/world.ts'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
const NOW = Date.parse('2026-03-01T12:00:00Z')

/** The whole of a campaign that says only its name. */
const plain = (some: Record<string, unknown>) => ({
  kind: 'campaign', description: '', schedule_type: 'api_triggered', draft: false, enabled: true, archived: false, tags: [], teams: [], channels: [], messages: {}, conversion_behaviors: [], audience: null,
  subscription_targeting: 'subscribed', schedule: null, trigger: null, reeligibility_seconds: null, frequency_capping: true, quiet_hours: null, rate_limit_per_minute: null, user_cap: null, optimization: null, priority: 'medium',
  reevaluate_before_display: false, post_launch_draft: null, created_at: NOW, updated_at: NOW, launched_at: NOW, first_sent: null, last_sent: null, ...some,
})

/** A definition with every member of the reference. */
const WHOLE = {
  id: 'welcome',
  name: 'Welcome',
  description: 'To new users',
  schedule_type: 'action_based',
  tags: ['onboarding'],
  teams: ['Growth'],
  messages: {
    'welcome-a': { channel: 'ios_push', name: 'A', percent: 60, alert: 'Hello', title: 'Hi', extras: { k: 'v' }, buttons: [{ text: 'Open' }] },
    'welcome-control': { channel: 'ios_push', type: 'control', name: 'Nobody', percent: 20 },
  },
  conversion_behaviors: [{ type: 'Performs Custom Event', window: 86_400, custom_event_name: 'bought' }, { type: 'Starts Session', window: 3600, app_ids: ['a1'] }],
  audience: { filters: { op: 'AND', children: [] } },
  subscription_targeting: 'opted_in',
  schedule: { at: '2026-04-01T09:00:00Z', recurrence: null, in_local_time: true },
  trigger: { type: 'custom_event', name: 'signed_up', property_filters: [], delay_seconds: 60, exception_events: [], start: '2026-03-01T00:00:00Z', end: null, window: null },
  reeligibility_seconds: 0,
  frequency_capping: false,
  quiet_hours: { start: '22:00', end: '08:00' },
  rate_limit_per_minute: 500,
  user_cap: 100,
  optimization: { kind: 'intelligent_selection' },
  priority: 'high',
  reevaluate_before_display: true,
}

describe('create', () => {
  test('a name is enough; it is active at once', async () => {
    const e = emulator()
    const rows = await e.rowsOf(async () => {
      const { status, body } = await e.admin('POST', '/campaigns', { name: 'Plain' })
      expect({ status, body }).toEqual({ status: 201, body: plain({ id: expect.stringMatching(UUID), name: 'Plain' }) })
    })
    expect(rows.map(({ kind, data }) => [kind, Object.keys(data)])).toEqual([['campaign.created', ['campaign_id', 'name']], ['campaign.launched', ['campaign_id']]])
    expect(rows[1]!.data['campaign_id']).toBe(rows[0]!.data['campaign_id'])
  })

  test('a whole definition is kept whole, and read back by id and in the list', async () => {
    const e = emulator()
    const whole = plain({ ...WHOLE, channels: ['ios_push'] })
    expect(await define(e, 'campaigns', WHOLE)).toEqual(whole)
    expect((await e.admin('GET', '/campaigns/welcome')).body).toEqual(whole)
    expect((await e.admin('GET', '/campaigns')).body).toEqual({ campaigns: [whole], next: null })
    expect(e.world.campaigns.find('welcome')).toEqual(whole)
  })

  test('what was read can be written back, and changes nothing', async () => {
    const e = emulator()
    const made = await define(e, 'campaigns', WHOLE)
    for (const method of ['PUT', 'PATCH']) expect(await e.kindsOf(async () => expect((await e.admin(method, '/campaigns/welcome', made)).body).toEqual(made))).toEqual([])
  })

  test('ids, names and shares that are left out are made', async () => {
    const e = emulator()
    const { messages, channels } = await define(e, 'campaigns', { name: 'List', messages: [{ channel: 'email', subject: 'One' }, { channel: 'email', subject: 'Two' }, { id: 'three', channel: 'email' }, { type: 'control', percent: 10 }] })
    expect(channels).toEqual(['email'])
    expect(Object.keys(messages)).toEqual([expect.stringMatching(UUID), expect.stringMatching(UUID), 'three', expect.stringMatching(UUID)])
    expect(Object.values(messages)).toEqual([
      { channel: 'email', subject: 'One', name: 'Variant 1', percent: 30 },
      { channel: 'email', subject: 'Two', name: 'Variant 2', percent: 30 },
      { channel: 'email', name: 'Variant 3', percent: 30 },
      { channel: 'email', type: 'control', name: 'Control Group', percent: 10 },
    ])
  })

  test('what does not divide goes to the first; shares are of one channel', async () => {
    const e = emulator()
    const { messages } = await define(e, 'campaigns', { name: 'Thirds', messages: { a: { channel: 'sms' }, b: { channel: 'sms' }, c: { channel: 'sms' }, push: { channel: 'web_push' }, mail: { channel: 'email', percent: 50 } } })
    expect(Object.values(messages as Record<string, { percent: number }>).map(({ percent }) => percent)).toEqual([34, 33, 33, 100, 50])
  })

  test.each([['content_card', 'content_cards'], ['in-app_message', 'in_app_message'], ['trigger_in_app_message', 'in_app_message'], ['whatsapp', 'whats_app']])('the channel %s is %s', async (given, kept) => {
    const e = emulator()
    expect((await define(e, 'campaigns', { name: 'C', trigger: { type: 'session_start' }, messages: { m: { channel: given } } })).messages.m.channel).toBe(kept)
  })

  test.each([
    [{ trigger: { type: 'session_start' } }, 'action_based'],
    [{ schedule: { at: '2026-04-01T09:00:00Z' } }, 'time_based'],
    [{ schedule: { at: '2026-04-01T09:00:00Z' }, schedule_type: 'date' }, 'date'],
    [{}, 'api_triggered'],
    [{ kind: 'api_campaign', schedule: { at: '2026-04-01T09:00:00Z' } }, 'api_triggered'],
  ])('%j is sent as %s', async (given, schedule_type) => {
    expect((await define(emulator(), 'campaigns', { name: 'S', ...given })).schedule_type).toBe(schedule_type)
  })

  test('kinds: an API campaign and a transactional one', async () => {
    const e = emulator()
    expect(await define(e, 'campaigns', { name: 'Api', kind: 'api_campaign' })).toMatchObject({ kind: 'api_campaign', messages: {} })
    expect(await define(e, 'campaigns', { name: 'Receipt', kind: 'transactional_email', messages: { m: { channel: 'email', subject: 'Receipt' } } })).toMatchObject({ kind: 'transactional_email', channels: ['email'] })
  })
})

describe('refused', () => {
  const at = (issue: { path: string; message: string }) => ({ path: issue.path, message: issue.message })
  async function refused(body: Record<string, unknown>) {
    const e = emulator()
    const kinds = await e.kindsOf(async () => {
      const answer = await e.admin('POST', '/campaigns', { name: 'No', ...body })
      expect(answer.status).toBe(422)
      expect(answer.body.error.code).toBe('invalid')
      expect(answer.body.error.message).toContain(answer.body.error.details.issues[0].message)
      found = answer.body.error.details.issues.map(at)
    })
    expect(kinds).toEqual([])
    expect(e.world.campaigns.list()).toEqual([])
    return found
  }
  let found: { path: string; message: string }[] = []

  test.each<[string, Record<string, unknown>, string]>([
    ['shares over 100', { messages: { a: { channel: 'email', percent: 70 }, b: { channel: 'email', percent: 40 } } }, 'messages have 110 percent together on email: at most 100'],
    ['an unknown channel', { messages: { a: { channel: 'fax' } } }, 'messages.a.channel is no channel: fax (one of ios_push, android_push, web_push, kindle_push, email, sms, whats_app, line, webhook, content_cards, in_app_message, banner, feature_flag)'],
    ...['__proto__', 'constructor'].map((channel): [string, Record<string, unknown>, string] => [`the channel ${channel}`, { messages: { a: { channel } } }, `messages.a.channel is no channel: ${channel} (one of ios_push, android_push, web_push, kindle_push, email, sms, whats_app, line, webhook, content_cards, in_app_message, banner, feature_flag)`]),
    ['one of Banners', { messages: { a: { channel: 'banner', type: 'ctrl' } } }, 'messages.a.type is ctrl: control for the group that gets nothing, else nothing'],
    ['a control group that is misspelt', { messages: { a: { channel: 'email' }, b: { channel: 'email', type: 'Control' } } }, 'messages.b.type is Control: control for the group that gets nothing, else nothing'],
    ['no channel', { messages: { a: { subject: 'x' } } }, 'messages.a.channel is missing'],
    ['a control group of which channel', { messages: { a: { channel: 'email' }, b: { channel: 'sms' }, c: { type: 'control' } } }, 'messages.c.channel is missing'],
    ['two control groups', { messages: { a: { channel: 'sms', type: 'control', percent: 1 }, b: { channel: 'sms', type: 'control', percent: 1 } } }, 'messages have more than one control group on sms'],
    ['nine variants', { messages: Array.from({ length: 9 }, () => ({ channel: 'sms', percent: 1 })) }, 'messages are more than 8 variants on sms'],
    ['an optimization of no kind', { optimization: {} }, 'optimization.kind is missing: one of winning_variant, personalized_variant, intelligent_selection'],
    ['an unknown conversion', { conversion_behaviors: [{ type: 'Sneezes', window: 60 }] }, 'conversion_behaviors[0].type is no conversion event: Sneezes (one of Starts Session, Makes Any Purchase, Makes Specific Purchase, Performs Custom Event, Upgrades App, Opens Email, Clicks Email, Places Order)'],
    ['a window over 30 days', { conversion_behaviors: [{ type: 'Opens Email', window: 60 }, { type: 'Opens Email', window: 2_592_001 }] }, 'conversion_behaviors[1].window is 2592001 seconds: from 1 to 2592000 (30 days)'],
    ['a window of nothing', { conversion_behaviors: [{ type: 'Opens Email', window: 0 }] }, 'conversion_behaviors[0].window is 0 seconds: from 1 to 2592000 (30 days)'],
    ['no product', { conversion_behaviors: [{ type: 'Makes Specific Purchase', window: 60 }] }, 'conversion_behaviors[0].product is missing: the product that is bought'],
    ['no event', { conversion_behaviors: [{ type: 'Performs Custom Event', window: 60 }] }, 'conversion_behaviors[0].custom_event_name is missing: the event that converts'],
    ['five conversions', { conversion_behaviors: Array.from({ length: 5 }, () => ({ type: 'Opens Email', window: 60 })) }, 'conversion_behaviors are 5: at most 4'],
    ['in-app messages by API', { messages: { a: { channel: 'in_app_message' } } }, 'schedule_type is api_triggered: in-app messages are action_based only'],
    ['in-app messages beside others', { trigger: { type: 'session_start' }, messages: { a: { channel: 'in_app_message' }, b: { channel: 'email' } } }, 'messages join in_app_message with other channels: an in-app message campaign has no other channel'],
    ['a trigger that is missing', { schedule_type: 'action_based' }, 'trigger is missing: an action_based campaign is sent by one'],
    ['a transactional SMS', { kind: 'transactional_email', messages: { a: { channel: 'sms' } } }, 'messages are on sms: a transactional campaign sends email only'],
    ['a re-eligibility over 720 days', { reeligibility_seconds: 62_208_001 }, 'reeligibility_seconds is 62208001: at most 62208000 (720 days)'],
    ['active and a draft', { draft: true, enabled: true }, 'enabled is true for one that is a draft'],
  ])('%s', async (_name, body, message) => {
    expect((await refused(body))[0]!.message).toBe(message)
  })

  test('every issue is told, each with its path', async () => {
    expect((await refused({ messages: { a: { channel: 'fax' }, b: {} }, conversion_behaviors: [{ type: 'No', window: 0 }] })).map(({ path }) => path)).toEqual([
      'messages.a.channel', 'messages.b.channel', 'conversion_behaviors[0].type', 'conversion_behaviors[0].window',
    ])
  })

  test('misspelt members and wrong types', async () => {
    expect((await refused({ mesages: {} }))[0]!.message).toContain('"mesages"')
    expect(await refused({ frequency_capping: 'yes' })).toMatchObject([{ path: 'frequency_capping' }])
    expect((await refused({ messages: { a: { channel: 5 } } }))[0]!.message).toMatch(/^messages\.a\.channel: /)
    expect(await refused({ messages: [{ channel: 'sms', percent: 101 }] })).toMatchObject([{ path: 'messages.0.percent' }])
    expect(await refused({ messages: [{ id: 'm', channel: 'sms' }, { channel: 'sms' }, { id: 'm', channel: 'email' }] })).toEqual([{ path: 'messages.2.id', message: 'is that of message 0 too: m' }])
    expect((await refused({ messages: 'all' }))[0]!.message).toBe('messages are an object by message variation id, or a list')
    for (const [body, path, words] of [
      [{ schedule: { time: '2026-03-02T09:00:00Z' } }, 'schedule', 'Unrecognized key: "time"'],
      [{ schedule: { at: '2026-03-02T09:00:00', recurrence: { every: 'day', frequency: 'daily' } } }, 'schedule.recurrence', 'Unrecognized key: "every"'],
      [{ schedule: { at: '2026-03-02T09:00:00', recurrence: { frequency: 'daily', interval: 'two' } } }, 'schedule.recurrence', 'recurrence.interval: Invalid input'],
      [{ schedule: { at: '2026-03-02T09:00:00', recurrence: 'sometimes' } }, 'schedule.recurrence', `recurrence is once, daily, weekly, monthly, or an object with that 'frequency'`],
      [{ conversion_behaviors: [{ type: 'Makes Specific Purchase', window: 60, product_id: 'p' }] }, 'conversion_behaviors.0', 'Unrecognized key: "product_id"'],
    ] as const) expect((await refused(body))[0]).toEqual({ path, message: expect.stringContaining(words) })
    expect((await emulator().admin('POST', '/campaigns', { name: 'C', schedule: { at: 'soon' } })).body.error.message).toBe('schedule.at: Invalid time: it is written in ISO 8601, as 2026-01-31T12:00:00')
  })

  test('ids that are taken: of a campaign, and of a message of another', async () => {
    const e = emulator()
    await define(e, 'campaigns', { id: 'one', name: 'One', messages: { m: { channel: 'sms' } } })
    const same = await e.admin('POST', '/campaigns', { id: 'one', name: 'Again' })
    expect([same.status, same.body.error.code]).toEqual([409, 'already_exists'])
    const message = await e.admin('POST', '/campaigns', { name: 'Two', messages: { m: { channel: 'sms' } } })
    expect([message.status, message.body.error.message]).toEqual([422, 'messages.m has an id that another campaign or Canvas uses'])
    expect(e.world.campaigns.list().map(({ id }) => id)).toEqual(['one'])
    expect((await e.admin('GET', '/campaigns/two')).status).toBe(404)
  })

  test('an id that is made is never one that was given: definitions are carried from a world of the same seed', async () => {
    const [from, to] = [emulator(), emulator()]
    const { body: { campaigns: [made] } } = await from.admin('POST', '/campaigns', { name: 'First', messages: [{ channel: 'webhook', url: 'http://localhost', body: '' }] }).then(() => from.admin('GET', '/campaigns'))
    expect((await to.admin('POST', '/campaigns', { id: made.id, name: 'Carried', messages: made.messages })).status).toBe(201)
    for (const name of ['Second', 'Third']) expect((await to.admin('POST', '/campaigns', { name, messages: [{ channel: 'webhook', url: 'http://localhost', body: '' }] })).status).toBe(201)
    expect(new Set((await to.admin('GET', '/campaigns')).body.campaigns.flatMap((one: { id: string; messages: object }) => [one.id, ...Object.keys(one.messages)])).size).toBe(6)
  })
})

describe('change', () => {
  test.each(['PATCH', 'PUT'])('%s: the id is that of the path', async (method) => {
    const e = emulator()
    for (const kind of ['campaigns', 'canvases']) {
      expect((await e.admin('POST', `/${kind}`, { id: `one-of-${kind}`, name: 'One', ...(kind === 'canvases' ? { steps: [{ id: 'wait', type: 'delay', settings: { delay: { type: 'duration', value: 1, unit: 'days' } } }] } : {}) })).status).toBe(201)
      const other = await e.admin(method, `/${kind}/one-of-${kind}`, { id: 'two', name: 'Two' })
      expect([other.status, other.body.error.message]).toEqual([422, `id is another one than that of the path, one-of-${kind}: an id never changes`])
      expect((await e.admin(method, `/${kind}/one-of-${kind}`, { id: `one-of-${kind}`, name: 'Two' })).body).toMatchObject({ id: `one-of-${kind}`, name: 'Two' })
    }
  })

  test('PATCH replaces the members given, and says which', async () => {
    const e = emulator()
    await define(e, 'campaigns', WHOLE)
    await to(e, '2026-03-01T13:00:00Z')
    const rows = await e.rowsOf(async () => {
      const { status, body } = await e.admin('PATCH', '/campaigns/welcome', { name: 'Welcome back', tags: [] })
      expect({ status, body }).toEqual({ status: 200, body: plain({ ...WHOLE, channels: ['ios_push'], name: 'Welcome back', tags: [], updated_at: NOW + 3_600_000 }) })
    })
    expect(rows.map(({ kind, data }) => [kind, data])).toEqual([['campaign.updated', { campaign_id: 'welcome', changed: ['name', 'tags'] }]])
  })

  test('messages are replaced whole; the ids of the old ones are free', async () => {
    const e = emulator()
    await define(e, 'campaigns', { id: 'c', name: 'C', messages: { old: { channel: 'sms' } } })
    expect((await e.admin('PATCH', '/campaigns/c', { messages: { new: { channel: 'email' } } })).body).toMatchObject({ channels: ['email'], messages: { new: { name: 'Variant 1', percent: 100 } } })
    expect(e.world.campaigns.message('old')).toMatchObject({ campaign_id: 'c', deleted_at: NOW })
    expect(e.world.campaigns.message('new')).toMatchObject({ channel: 'email', campaign_id: 'c', canvas_id: null, deleted_at: null })
    await define(e, 'campaigns', { id: 'other', name: 'Other', messages: { old: { channel: 'web_push' } } })
    expect(e.world.campaigns.message('old')).toMatchObject({ campaign_id: 'other', channel: 'web_push', deleted_at: null })
  })

  test('how it is sent follows its trigger', async () => {
    const e = emulator()
    await define(e, 'campaigns', { id: 'c', name: 'C' })
    expect((await e.admin('PATCH', '/campaigns/c', { trigger: { type: 'session_start' } })).body.schedule_type).toBe('action_based')
    await e.admin('PATCH', '/campaigns/c', { schedule_type: 'mine' })
    expect((await e.admin('PATCH', '/campaigns/c', { trigger: null })).body.schedule_type).toBe('mine')
  })

  test('a change that does not fit changes nothing', async () => {
    const e = emulator()
    const before = await define(e, 'campaigns', WHOLE)
    expect(await e.kindsOf(async () => expect((await e.admin('PATCH', '/campaigns/welcome', { name: 'New', reeligibility_seconds: 1e9 })).status).toBe(422))).toEqual([])
    expect((await e.admin('GET', '/campaigns/welcome')).body).toEqual(before)
  })

  test('DELETE takes it and its messages; unknown ids are 404', async () => {
    const e = emulator()
    await define(e, 'campaigns', WHOLE)
    expect(await e.kindsOf(async () => expect((await e.admin('DELETE', '/campaigns/welcome')).body).toEqual({ deleted: 'welcome' }))).toEqual(['campaign.deleted'])
    expect(e.world.campaigns.message('welcome-a')).toBeUndefined()
    for (const [method, path] of [['GET', ''], ['PATCH', ''], ['PUT', ''], ['DELETE', ''], ['POST', '/launch'], ['POST', '/stop'], ['POST', '/archive'], ['POST', '/unarchive']] as const) {
      expect([method, path, (await e.admin(method, `/campaigns/welcome${path}`, method === 'GET' || method === 'DELETE' ? undefined : {})).status]).toEqual([method, path, 404])
    }
  })
})

describe('life', () => {
  const states = ({ draft, enabled, archived, launched_at }: Record<string, unknown>) => ({ draft, enabled, archived, launched_at })

  test('draft, launched, stopped, launched again, archived, back', async () => {
    const e = emulator()
    await define(e, 'campaigns', { id: 'c', name: 'C', draft: true })
    const seen: unknown[] = []
    const rows = await e.rowsOf(async () => {
      for (const [hour, what] of [[13, 'launch'], [14, 'stop'], [15, 'launch'], [16, 'archive'], [17, 'unarchive']] as const) {
        await to(e, `2026-03-01T${hour}:00:00Z`)
        const { status, body } = await e.admin('POST', `/campaigns/c/${what}`)
        seen.push([what, status, states(body), body.updated_at === body.launched_at])
      }
    })
    const at = (hour: number) => Date.parse(`2026-03-01T${hour}:00:00Z`)
    expect(seen).toEqual([
      ['launch', 200, { draft: false, enabled: true, archived: false, launched_at: at(13) }, true],
      ['stop', 200, { draft: false, enabled: false, archived: false, launched_at: at(13) }, false],
      ['launch', 200, { draft: false, enabled: true, archived: false, launched_at: at(15) }, true],
      ['archive', 200, { draft: false, enabled: false, archived: true, launched_at: at(15) }, false],
      ['unarchive', 200, { draft: false, enabled: false, archived: false, launched_at: at(15) }, false],
    ])
    expect(rows.map(({ kind }) => kind).filter((kind) => kind !== 'clock.changed')).toEqual(['campaign.launched', 'campaign.stopped', 'campaign.launched', 'campaign.archived', 'campaign.unarchived'])
    expect(rows.every(({ data }) => data['campaign_id'] === 'c')).toBe(true)
  })

  test('what is so already leaves no row', async () => {
    const e = emulator()
    await define(e, 'campaigns', { id: 'c', name: 'C' })
    expect(await e.kindsOf(async () => expect((await e.admin('POST', '/campaigns/c/launch')).status).toBe(200))).toEqual([])
    expect(await e.kindsOf(async () => expect((await e.admin('POST', '/campaigns/c/unarchive')).status).toBe(200))).toEqual([])
  })

  test('a draft cannot be stopped, an archived one not launched', async () => {
    const e = emulator()
    await define(e, 'campaigns', { id: 'c', name: 'C', draft: true })
    const stop = await e.admin('POST', '/campaigns/c/stop')
    expect([stop.status, stop.body.error]).toEqual([409, { code: 'not_launched', message: 'it is a draft: only what was launched can be stopped', details: { id: 'c' } }])
    await e.admin('POST', '/campaigns/c/archive')
    const launch = await e.admin('POST', '/campaigns/c/launch')
    expect([launch.status, launch.body.error]).toEqual([409, { code: 'archived', message: 'it is archived: unarchive it before it is launched', details: { id: 'c' } }])
  })

  test('a draft may be unfinished; launching it is not', async () => {
    const e = emulator()
    await define(e, 'campaigns', { id: 'c', name: 'C', draft: true, schedule_type: 'action_based' })
    const launch = await e.admin('POST', '/campaigns/c/launch')
    expect([launch.status, launch.body.error.message]).toEqual([422, 'trigger is missing: an action_based campaign is sent by one'])
    expect(e.world.campaigns.find('c')).toMatchObject({ draft: true, enabled: false, launched_at: null })
  })

  test('PATCH of the state takes the same steps', async () => {
    const e = emulator()
    await define(e, 'campaigns', { id: 'c', name: 'C' })
    const kinds = (body: object) => e.kindsOf(async () => expect((await e.admin('PATCH', '/campaigns/c', body)).status).toBe(200))
    expect(await kinds({ enabled: false })).toEqual(['campaign.stopped'])
    expect(await kinds({ enabled: true, name: 'D' })).toEqual(['campaign.updated', 'campaign.launched'])
    expect(await kinds({ archived: true })).toEqual(['campaign.archived'])
    expect(await kinds({ archived: false, enabled: true })).toEqual(['campaign.unarchived', 'campaign.launched'])
    const draft = await e.admin('PATCH', '/campaigns/c', { draft: true })
    expect([draft.status, draft.body.error.message]).toEqual([422, 'draft is true for one that was launched: changes to it wait in post_launch_draft'])
  })

  test('a post-launch draft waits until it is launched', async () => {
    const e = emulator()
    await define(e, 'campaigns', { id: 'c', name: 'Live', messages: { m: { channel: 'sms', body: 'old' } } })
    const patch = await e.admin('PATCH', '/campaigns/c', { post_launch_draft: { description: 'Next', messages: [{ id: 'm', channel: 'sms', body: 'new' }] } })
    expect(patch.body).toMatchObject({ description: '', messages: { m: { body: 'old' } }, post_launch_draft: { description: 'Next', messages: { m: { body: 'new', name: 'Variant 1', percent: 100 } } } })
    expect(e.world.campaigns.draftVersion('c')).toMatchObject({ description: 'Next', messages: { m: { body: 'new' } } })
    expect(e.world.campaigns.find('c')).toMatchObject({ description: '', messages: { m: { body: 'old' } } })
    expect(await e.kindsOf(async () => expect((await e.admin('POST', '/campaigns/c/launch')).body).toMatchObject({ description: 'Next', messages: { m: { body: 'new' } }, post_launch_draft: null }))).toEqual(['campaign.launched'])
  })

  test('a post-launch draft that does not fit is refused with its place', async () => {
    const e = emulator()
    await define(e, 'campaigns', { id: 'c', name: 'Live' })
    const patch = await e.admin('PATCH', '/campaigns/c', { post_launch_draft: { messages: { m: { channel: 'fax' } } } })
    expect([patch.status, patch.body.error.message]).toEqual([422, expect.stringMatching(/^post_launch_draft\.messages\.m\.channel is no channel: fax/)])
    expect((await e.admin('PATCH', '/campaigns/c', { post_launch_draft: { enabled: true } })).status).toBe(422)
  })
})

test('first and last send are there as soon as something was sent', async () => {
  const e = emulator()
  await define(e, 'campaigns', { id: 'c', name: 'C', messages: { m: { channel: 'sms' } } })
  happened(e, 'sms.sent', { message_variation_id: 'm' })
  await to(e, '2026-03-02T08:00:00Z')
  happened(e, 'sms.sent', { message_variation_id: 'm' })
  expect((await e.admin('GET', '/campaigns/c')).body).toMatchObject({ first_sent: NOW, last_sent: Date.parse('2026-03-02T08:00:00Z') })
})

test('definitions survive a snapshot', async () => {
  const e = emulator()
  const made = await define(e, 'campaigns', WHOLE)
  const image = e.world.snapshot()
  await e.admin('DELETE', '/campaigns/welcome')
  e.world.restore(image)
  expect((await e.admin('GET', '/campaigns/welcome')).body).toEqual(made)
})

test.each([
  [{ at: 'garbage' }, 'schedule.at'], [{ at: 7 }, 'schedule.at'], [{ at: '2026-03-02T09:00:00', recurrence: 'sometimes' }, 'schedule.recurrence'],
  [{ at: '2026-03-02T09:00:00', recurrence: { frequency: 'daily', interval: 0 } }, 'schedule.recurrence'], [{ at: '2026-03-02T09:00:00', in_local_time: 'yes' }, 'schedule.in_local_time'],
])('a schedule of %j is refused where it is wrong', async (schedule, path) => {
  const answer = await emulator().admin('POST', '/campaigns', { name: 'C', draft: true, schedule_type: 'time_based', schedule })
  expect([answer.status, answer.body.error.details.issues[0].path.startsWith(path)]).toEqual([422, true])
})
test.each([[{ at: '2026-03-02T09:00:00Z' }], [{ at: '2026-03-02T09:00:00', in_local_time: true }], [{ at: '2026-03-02T09:00:00+01:00', recurrence: 'weekly', end: '2026-04-01' }], [{ at: '2026-03-02T09:00', recurrence: { frequency: 'monthly', interval: 2 } }], [null]])('a schedule of %j is taken as it is', async (schedule) => {
  const answer = await emulator().admin('POST', '/campaigns', { name: 'C', draft: true, schedule_type: 'time_based', schedule })
  expect([answer.status, answer.body.schedule]).toEqual([201, schedule])
})

test('what GET shows, and what Braze’s export shows, makes the same campaign elsewhere', async () => {
  const e = emulator()
  const whole = await define(e, 'campaigns', WHOLE)
  const copy = await emulator().admin('POST', '/campaigns', whole)
  expect([copy.status, copy.body]).toEqual([201, whole])
  const { body: exported } = await e.get('/campaigns/details?campaign_id=welcome')
  const { status, body } = await emulator().admin('POST', '/campaigns', { ...exported, trigger: WHOLE.trigger })
  const { name, description, tags, teams, conversion_behaviors, schedule_type } = whole
  expect(status).toBe(201)
  expect(body).toMatchObject({ name, description, tags, teams, conversion_behaviors, schedule_type, channels: ['ios_push'], messages: { 'welcome-a': { alert: 'Hello', title: 'Hi', extras: { k: 'v' } }, 'welcome-control': { type: 'control' } }, post_launch_draft: null })
  expect(body.message).toBeUndefined()
})
