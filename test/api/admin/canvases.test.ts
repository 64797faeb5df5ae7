// Canvases in the admin API: variants and steps with what was left out, ways that lead nowhere or round, steps that are gone, and their life.
import { describe, expect, test } from 'vitest'
import { define, happened, to } from '../../kit/messaging.ts'
import { emulator } from '../../kit/world.ts'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
const NOW = Date.parse('2026-03-01T12:00:00Z')

const WHOLE = {
  id: 'journey',
  name: 'Journey',
  description: 'Two ways',
  schedule_type: 'action_based',
  tags: ['onboarding'],
  teams: ['Growth'],
  variants: [{ id: 'v1', name: 'Variant 1', first_step_ids: ['wait'], percent: 90 }, { id: 'v0', name: 'Control', type: 'control', first_step_ids: [], percent: 10 }],
  steps: [
    { id: 'wait', name: 'Wait', type: 'delay', next_step_ids: ['split'], next_paths: [{ name: null, next_step_id: 'split' }], channels: [], messages: {}, settings: { duration_seconds: 86_400 } },
    { id: 'split', name: 'Split', type: 'decision_split', next_step_ids: ['mail'], next_paths: [{ name: 'Yes', next_step_id: 'mail' }, { name: 'No', next_step_id: null }], channels: [], messages: {}, settings: {} },
    { id: 'mail', name: 'Mail', type: 'message', next_step_ids: [], next_paths: [], channels: ['email', 'ios_push'], messages: { 'm-mail': { channel: 'email', name: 'Mail', subject: 'Hi' }, 'm-push': { channel: 'ios_push', name: 'Push', alert: 'Hi' } }, settings: {} },
  ],
  conversion_behaviors: [{ type: 'Makes Any Purchase', window: 300 }],
  entry: { trigger: { type: 'custom_event', name: 'signed_up' }, audience: { filters: { filter: 'custom_attribute', name: 'vip', type: 'boolean', cmp: 'is', value: true } } },
  exit_criteria: { exception_events: [{ type: 'purchase' }] },
  reentry: { allowed: true, seconds: 0 },
  subscription_targeting: 'all',
  frequency_capping: false,
  quiet_hours: null,
  rate_limit_per_minute: 10,
}
const kept = (some: Record<string, unknown> = {}) => ({
  ...WHOLE, channels: ['email', 'ios_push'], post_launch_draft: null, draft: false, enabled: true, archived: false, created_at: NOW, updated_at: NOW, launched_at: NOW, first_entry: null, last_entry: null, ...some,
})

describe('create', () => {
  test('a whole definition is kept whole', async () => {
    const e = emulator()
    expect(await e.kindsOf(async () => expect(await define(e, 'canvases', WHOLE)).toEqual(kept()))).toEqual(['canvas.created', 'canvas.launched'])
    expect((await e.admin('GET', '/canvases/journey')).body).toEqual(kept())
    expect((await e.admin('GET', '/canvases')).body).toEqual({ canvases: [kept()], next: null })
    expect(e.world.canvases.find('journey')).toEqual(kept())
    for (const method of ['PUT', 'PATCH']) expect(await e.kindsOf(async () => expect((await e.admin(method, '/canvases/journey', kept())).body).toEqual(kept()))).toEqual([])
  })

  test('ids, names, types, ways and a variant of everybody are made', async () => {
    const e = emulator()
    const { variants, steps, schedule_type, channels } = await define(e, 'canvases', { name: 'Short', steps: [{ id: 'a', type: 'Delay', next_step_ids: ['b'] }, { id: 'b', messages: [{ channel: 'content_card' }] }, { type: 'Decision Split', next_paths: [{ name: 'Yes', next_step_id: 'b' }, { name: 'No' }] }] })
    expect({ variants, steps, schedule_type, channels }).toEqual({
      schedule_type: 'api_triggered',
      channels: ['content_cards'],
      variants: [{ id: expect.stringMatching(UUID), name: 'Variant 1', first_step_ids: ['a'], percent: 100 }],
      steps: [
        { id: 'a', name: 'Step 1', type: 'delay', next_step_ids: ['b'], next_paths: [{ name: null, next_step_id: 'b' }], channels: [], messages: {}, settings: {} },
        { id: 'b', name: 'Step 2', type: 'message', next_step_ids: [], next_paths: [], channels: ['content_cards'], messages: { [Object.keys(steps[1].messages)[0]!]: { channel: 'content_cards', name: 'Variant 1' } }, settings: {} },
        { id: expect.stringMatching(UUID), name: 'Step 3', type: 'decision_split', next_step_ids: ['b'], next_paths: [{ name: 'Yes', next_step_id: 'b' }, { name: 'No', next_step_id: null }], channels: [], messages: {}, settings: {} },
      ],
    })
    expect(Object.keys(steps[1].messages)).toEqual([expect.stringMatching(UUID)])
  })

  test('variants share what is left; first_step_id is one of first_step_ids', async () => {
    const e = emulator()
    const { variants } = await define(e, 'canvases', { name: 'V', steps: [{ id: 'a', type: 'delay' }, { id: 'b', type: 'delay' }], variants: [{ first_step_id: 'b' }, { name: 'Second' }, { type: 'control', percent: 15 }] })
    expect(variants.map(({ id: _, ...rest }: Record<string, unknown>) => rest)).toEqual([
      { name: 'Variant 1', first_step_ids: ['b'], percent: 43 },
      { name: 'Second', first_step_ids: ['a'], percent: 42 },
      { name: 'Control Group', type: 'control', first_step_ids: [], percent: 15 },
    ])
  })
})

describe('refused, with the place', () => {
  const step = (id: string, ...next_step_ids: string[]) => ({ id, type: 'delay', next_step_ids })
  test.each<[string, Record<string, unknown>, string]>([
    ['a next step that is none', { steps: [step('a'), step('b'), step('c', 'x')] }, 'steps[2].next_step_ids[0] names no step: x'],
    ['a path that leads nowhere', { steps: [{ id: 'a', type: 'decision_split', next_paths: [{ name: 'Yes', next_step_id: 'a2' }] }] }, 'steps[0].next_paths[0].next_step_id names no step: a2'],
    ['a first step that is none', { steps: [step('a')], variants: [{ first_step_ids: ['a', 'z'] }] }, 'variants[0].first_step_ids[1] names no step: z'],
    ['one id twice', { steps: [step('a'), step('a')] }, 'steps[1].id is that of steps[0] too: a'],
    ['one variant id twice', { steps: [step('a')], variants: [{ id: 'v' }, { id: 'v' }] }, 'variants[1].id is that of variants[0] too: v'],
    ['one message id twice', { steps: [{ messages: { m: { channel: 'sms' } } }, { messages: { m: { channel: 'sms' } } }] }, 'steps[1].messages.m has the id of a message of steps[0]'],
    ['a step of no type', { steps: [{ id: 'a' }] }, 'steps[0].type is missing'],
    ['an unknown type', { steps: [{ id: 'a', type: 'Teleport' }] }, 'steps[0].type is no Canvas step: teleport (one of message, delay, decision_split, audience_paths, action_paths, experiment_paths, user_update, context, feature_flag, webhook, full, audience_sync, agent, content_optimizer)'],
    ...['__proto__', 'constructor'].map((type): [string, Record<string, unknown>, string] => [`the type ${type}`, { steps: [{ id: 'a', type }] }, `steps[0].type is no Canvas step: ${type} (one of message, delay, decision_split, audience_paths, action_paths, experiment_paths, user_update, context, feature_flag, webhook, full, audience_sync, agent, content_optimizer)`]),
    ['an unknown channel', { steps: [{ messages: { m: { channel: 'fax' } } }] }, 'steps[0].messages.m.channel is no channel: fax (one of ios_push, android_push, web_push, kindle_push, email, sms, whats_app, line, webhook, content_cards, in_app_message, banner, feature_flag)'],
    ['a delay with two ways', { steps: [step('a', 'b', 'c'), step('b'), step('c')] }, 'steps[0].next_paths are 2: a delay has one next step'],
    ['shares over 100', { steps: [step('a')], variants: [{ percent: 60 }, { percent: 60 }] }, 'variants have 120 percent together: at most 100'],
    ['two control groups', { steps: [step('a')], variants: [{ type: 'control', percent: 1 }, { type: 'control', percent: 1 }] }, 'variants have more than one control group'],
    ['nine variants', { steps: [step('a')], variants: Array.from({ length: 9 }, () => ({ percent: 1 })) }, 'variants are more than 8'],
    ['201 steps', { steps: Array.from({ length: 201 }, (_, index) => step(`s${index}`)) }, 'steps are 201: at most 200'],
    ['a step that leads to itself', { steps: [step('a', 'a')] }, 'steps[0] leads back to steps[0]: a Canvas does not go round'],
    ['a way round', { steps: [step('a', 'b'), step('b', 'c'), step('c', 'a')] }, 'steps[2] leads back to steps[0]: a Canvas does not go round'],
    ['no steps', {}, 'steps are missing: a Canvas that is live has one at least'],
    ['an entry without its trigger', { schedule_type: 'action_based', steps: [step('a')] }, 'entry.trigger is missing: an action_based Canvas is entered by one'],
    ['a window under five minutes', { steps: [step('a')], conversion_behaviors: [{ type: 'Opens Email', window: 299 }] }, 'conversion_behaviors[0].window is 299 seconds: from 300 to 2592000 (30 days)'],
  ])('%s', async (_name, body, message) => {
    const e = emulator()
    const kinds = await e.kindsOf(async () => {
      const answer = await e.admin('POST', '/canvases', { name: 'No', ...body })
      expect({ status: answer.status, message: answer.body.error.message }).toEqual({ status: 422, message })
    })
    expect(kinds).toEqual([])
    expect(e.world.canvases.list()).toEqual([])
  })

  test('ways that meet again are no way round', async () => {
    const e = emulator()
    const fork = { id: 'a', type: 'audience_paths', next_paths: [{ name: 'One', next_step_id: 'b' }, { name: 'Everyone Else', next_step_id: 'c' }] }
    await define(e, 'canvases', { name: 'Diamond', steps: [fork, step('b', 'd'), step('c', 'd'), step('d')] })
  })

  test('two hundred steps in a row are walked', async () => {
    await define(emulator(), 'canvases', { name: 'Long', steps: Array.from({ length: 200 }, (_, index) => step(`s${index}`, ...(index < 199 ? [`s${index + 1}`] : []))) })
  })

  test('steps and messages of another Canvas or campaign', async () => {
    const e = emulator()
    await define(e, 'canvases', WHOLE)
    await define(e, 'campaigns', { name: 'C', messages: { cm: { channel: 'sms' } } })
    const said = async (steps: unknown[]) => (await e.admin('POST', '/canvases', { name: 'Other', steps })).body.error.message
    expect(await said([step('wait')])).toBe('steps[0].id is that of a step of another Canvas: wait')
    expect(await said([{ messages: { 'm-mail': { channel: 'sms' } } }])).toBe('steps[0].messages.m-mail has an id that another campaign or Canvas uses')
    expect(await said([{ messages: { cm: { channel: 'sms' } } }])).toBe('steps[0].messages.cm has an id that another campaign or Canvas uses')
    expect(e.world.canvases.list().map(({ id }) => id)).toEqual(['journey'])
  })

  test('misspelt members', async () => {
    const answer = await emulator().admin('POST', '/canvases', { name: 'No', stepps: [] })
    expect([answer.status, answer.body.error.details.issues[0].message]).toEqual([422, expect.stringContaining('"stepps"')])
    for (const [body, place] of [
      [{ steps: [{ type: 'delay', setings: {} }] }, 'steps.0: Unrecognized key: "setings"'], [{ steps: [{ type: 'decision_split', next_paths: [{ name: 'Yes', next_step: 'x' }] }] }, 'steps.0.next_paths.0: Unrecognized key: "next_step"'],
      [{ variants: [{ percentage: 50 }] }, 'variants.0: Unrecognized key: "percentage"'], [{ entry: { schedule: { at: '2026-03-02T09:00:00Z', repeat: 'daily' } } }, 'entry.schedule: Unrecognized key: "repeat"'],
    ] as const) expect((await emulator().admin('POST', '/canvases', { name: 'No', ...body })).body.error.message).toBe(place)
  })
})

describe('change and life', () => {
  test('steps are replaced; one that is gone is remembered by name', async () => {
    const e = emulator()
    await define(e, 'canvases', WHOLE)
    const rows = await e.rowsOf(async () => {
      const { status, body } = await e.admin('PATCH', '/canvases/journey', { steps: [{ ...WHOLE.steps[0], next_step_ids: [], next_paths: [], name: 'Wait a day' }] })
      expect([status, body.steps.map(({ id }: { id: string }) => id), body.channels]).toEqual([200, ['wait'], []])
    })
    expect(rows.map(({ kind, data }) => [kind, data])).toEqual([['canvas.updated', { canvas_id: 'journey', changed: ['channels', 'steps'] }]])
    expect(e.world.canvases.stepsOf('journey')).toEqual([
      { id: 'mail', canvas_id: 'journey', name: 'Mail', deleted_at: NOW }, { id: 'split', canvas_id: 'journey', name: 'Split', deleted_at: NOW }, { id: 'wait', canvas_id: 'journey', name: 'Wait a day', deleted_at: null },
    ])
    expect(e.world.campaigns.message('m-mail')).toMatchObject({ canvas_id: 'journey', canvas_step_id: 'mail', deleted_at: NOW })
  })

  test('draft, launched, stopped, archived, back', async () => {
    const e = emulator()
    await define(e, 'canvases', { ...WHOLE, draft: true })
    const kinds = await e.kindsOf(async () => {
      for (const what of ['launch', 'stop', 'archive', 'unarchive', 'launch']) expect((await e.admin('POST', `/canvases/journey/${what}`)).status).toBe(200)
    })
    expect(kinds).toEqual(['canvas.launched', 'canvas.stopped', 'canvas.archived', 'canvas.unarchived', 'canvas.launched'])
    expect(e.world.canvases.find('journey')).toMatchObject({ draft: false, enabled: true, archived: false })
    expect(await e.kindsOf(async () => expect((await e.admin('DELETE', '/canvases/journey')).body).toEqual({ deleted: 'journey' }))).toEqual(['canvas.deleted'])
    expect([(await e.admin('GET', '/canvases/journey')).status, (await e.admin('POST', '/canvases/journey/launch')).status]).toEqual([404, 404])
  })

  test('a post-launch draft of steps becomes live by launching', async () => {
    const e = emulator()
    await define(e, 'canvases', WHOLE)
    await e.admin('PATCH', '/canvases/journey', { post_launch_draft: { steps: [...WHOLE.steps.slice(0, 2), { ...WHOLE.steps[2], name: 'Better mail' }] } })
    expect(e.world.canvases.find('journey')!.steps[2]!.name).toBe('Mail')
    expect(e.world.canvases.draftVersion('journey')!.steps[2]!.name).toBe('Better mail')
    await e.admin('POST', '/canvases/journey/launch')
    expect(e.world.canvases.find('journey')).toMatchObject({ post_launch_draft: null, steps: [{}, {}, { name: 'Better mail' }] })
  })

  test('first and last entry', async () => {
    const e = emulator()
    await define(e, 'canvases', WHOLE)
    happened(e, 'canvas.entered', { canvas_id: 'journey', canvas_variation_id: 'v1' })
    await to(e, '2026-03-04T08:00:00Z')
    happened(e, 'canvas.entered', { canvas_id: 'journey', canvas_variation_id: 'v0' }, 'u2')
    expect((await e.admin('GET', '/canvases/journey')).body).toMatchObject({ first_entry: NOW, last_entry: Date.parse('2026-03-04T08:00:00Z') })
  })
})

test('what GET shows, and what Braze’s export shows, makes the same Canvas elsewhere', async () => {
  const e = emulator()
  const { body: whole } = await e.admin('POST', '/canvases', { id: 'cv', name: 'Cv', steps: [{ id: 'a', messages: { m: { channel: 'email', subject: 'Hi', from: 'a@example.com', body: 'x' } }, next_step_ids: ['b'] }, { id: 'b', type: 'delay', settings: { duration_seconds: 60 } }] })
  const copy = await emulator().admin('POST', '/canvases', whole)
  expect([copy.status, copy.body]).toEqual([201, whole])
  const { status, body } = await emulator().admin('POST', '/canvases', (await e.get('/canvas/details?canvas_id=cv')).body)
  expect([status, body.steps.map(({ id, type, next_paths }: Record<string, unknown>) => [id, type, next_paths])]).toEqual([201, [['a', 'message', [{ name: null, next_step_id: 'b' }]], ['b', 'delay', []]]])
})
