// Wrong settings of steps, entries and exits are refused when a Canvas is defined, with the place; right ones are taken.
import { describe, expect, test } from 'vitest'
import { emulator } from '../../kit/world.ts'

const MAIL = { id: 'mail', messages: { m: { channel: 'email', subject: 'x' } } }
const ELSE = { name: 'Everyone Else' }
const UNKNOWN = { filters: { filter: 'moon_phase', value: 1 } }
const BOUGHT = { conversion_behaviors: [{ type: 'Makes Any Purchase', window: 300 }] }
const DID = { type: 'custom_event', name: 'did' }
const CONTEXT = { filters: { filter: 'context_variable', name: 'tier', type: 'string', cmp: 'is_any_of', value: ['gold'] } }

async function issues(definition: object): Promise<string[]> {
  const e = emulator()
  const { status, body } = await e.admin('POST', '/canvases', { name: 'C', ...definition })
  expect(status).toBe(422)
  expect(e.journal().filter(({ kind }) => kind.startsWith('canvas.'))).toEqual([])
  return body.error.details.issues.map(({ message }: { message: string }) => message)
}
/** The step stands third, as people's steps do. */
const third = (type: string, settings: object, more: object = {}): object => ({ steps: [{ ...MAIL, next_step_ids: ['b'] }, { id: 'b', type: 'delay', next_step_ids: ['c'] }, { id: 'c', type, settings, ...more }] })
const S = 'steps[2].settings'

describe('delay', () => {
  test.each([
    [{ delay: { type: 'duration', value: -1, unit: 'days' } }, `${S}.delay.value is no number of units: 0 or more, or Liquid`],
    [{ delay: { type: 'duration', value: 'soon', unit: 'days' } }, `${S}.delay.value is no number of units: 0 or more, or Liquid`],
    [{ delay: { type: 'duration', value: 3, unit: 'moons' } }, `${S}.delay.unit is moons: one of seconds, minutes, hours, days, weeks, calendar_days`],
    [{ delay: { type: 'duration', value: 3, unit: 'days', at: '25:00' } }, `${S}.delay.at must be a time of day: HH:MM`],
    [{ delay: { type: 'duration', value: 800, unit: 'days' } }, `${S}.delay.value is 800 days: at most 2 years`],
    [{ delay: { type: 'until_date', at: 'christmas' } }, `${S}.delay.at is no time in ISO 8601: christmas`],
    [{ delay: { type: 'until_weekday', weekday: 'someday' } }, `${S}.delay.weekday is someday: one of monday, tuesday, wednesday, thursday, friday, saturday, sunday`],
    [{ delay: { type: 'forever' } }, `${S}.delay.type is no delay: forever (one of duration, until_date, until_weekday)`],
    [{ delay: { type: 'duration', value: 1, unit: 'days', until: 1 } }, `${S}.delay.until is no member: type, value, unit, at, in_local_time, time, offset, weekday, if_late`],
    [{ wait: 1 }, `${S}.wait is no member: delay, duration_seconds`],
    [{ delay: { type: 'duration', value: 1.5, unit: 'calendar_days' } }, `${S}.delay.value is 1.5: calendar days are whole`],
    [{ delay: { type: 'until_date', at: '2026-05-01', offset: { value: -1e300, unit: 'days' } } }, `${S}.delay.offset.value is 1e+300 days: at most 2 years`],
    [{ delay: { type: 'until_date', at: '2026-05-01', offset: { value: '1', unit: 'days' } } }, `${S}.delay.offset.value is no number`],
  ])('%j', async (settings, message) => expect(await issues(third('delay', settings))).toEqual([message]))
})

describe('groups and paths', () => {
  test.each([
    ['audience_paths', { groups: [null] }, [ELSE], [`${S}.groups[0] must be an object`]],
    ['action_paths', { groups: [null] }, [ELSE], [`${S}.groups[0] must be an object`, `${S}.groups are none: at least one besides Everyone Else`]],
    ['decision_split', {}, [{ name: 'Yes' }, { name: 'No' }, { name: 'Yes' }], ['steps[2].next_paths[2].name is that of next_paths[0] too: Yes']],
    ['audience_paths', { groups: [{ name: 'A', audience: UNKNOWN }] }, [{ name: 'A' }, ELSE], [`${S}.groups[0].audience.filters.filter 'moon_phase' is no filter`]],
    ['audience_paths', { groups: [{ name: 'A' }] }, [{ name: 'A' }], ["steps[2].next_paths have no way 'Everyone Else', for who is in no group"]],
    ['audience_paths', { groups: [{ name: 'A' }] }, [ELSE, { name: 'A' }], ['steps[2].next_paths[0] is Everyone Else, which comes last']],
    ['audience_paths', { groups: [{ name: 'A' }] }, [{ name: 'B' }, ELSE], ['steps[2].next_paths[0].name names no group or path of the settings: B']],
    ['audience_paths', { groups: [{ name: 'A' }, { name: 'A' }] }, [{ name: 'A' }, ELSE], [`${S}.groups[1].name stands twice: A`]],
    ['audience_paths', { groups: Array.from({ length: 8 }, (_, index) => ({ name: `G${index}` })) }, [], [`${S}.groups are 8 and Everyone Else: at most 8`]],
    ['audience_paths', { groups: [{ name: 'A', audience: { segments: ['none'] } }] }, [{ name: 'A' }, ELSE], [`${S}.groups[0].audience.segments[0] names no segment: none`]],
    ['decision_split', { audience: UNKNOWN }, [{ name: 'Yes' }, { name: 'No' }], [`${S}.audience.filters.filter 'moon_phase' is no filter`]],
    ['decision_split', {}, [{ name: 'Maybe' }], ["steps[2].next_paths[0].name is Maybe: 'Yes' or 'No'"]],
    ['action_paths', {}, [ELSE], [`${S}.groups are missing: what users do to take a way`]],
    ['action_paths', { groups: [{ name: 'A', triggers: [] }] }, [{ name: 'A' }, ELSE], [`${S}.groups[0].triggers are missing: at least one`]],
    ['action_paths', { groups: [{ name: 'A', triggers: [{ type: 'sneeze' }] }] }, [{ name: 'A' }, ELSE], [expect.stringMatching(/^steps\[2\]\.settings\.groups\[0\]\.triggers\[0\]\.type is no trigger: sneeze/)]],
    ['action_paths', { groups: [{ name: 'A', triggers: [DID] }], window: { value: 32, unit: 'days' } }, [{ name: 'A' }, ELSE], [`${S}.window.value is 32 days: at most 31 days`]],
  ])('%s %#', async (type, settings, next_paths, expected) => expect(await issues(third(type, settings, { next_paths }))).toEqual(expected))
})

describe('experiment paths', () => {
  const two = (one: number, other: number) => [{ name: 'A', percent: one }, { name: 'B', percent: other }]
  test.each([
    [{ paths: two(60, 60) }, BOUGHT, [`${S}.paths have 120 percent together: 100`]],
    [{ paths: two(60, 30) }, BOUGHT, [`${S}.paths have 90 percent together: 100`]],
    [{ paths: [null] }, BOUGHT, [`${S}.paths[0] must be an object`, `${S}.paths are missing: at least one`]],
    [{ paths: two(50, 50) }, {}, ['steps[2] needs conversion events: conversion_behaviors of the Canvas are none']],
    [{ paths: Array.from({ length: 5 }, (_, index) => ({ name: `P${index}`, percent: 20 })) }, BOUGHT, [`${S}.paths are more than 4 besides the control group`]],
    [{ paths: two(50, 50), conversion_window_days: 31 }, BOUGHT, [`${S}.conversion_window_days must be a whole number of days from 1 to 30`]],
    [{ paths: two(50, 50), randomized: true, winning_path: { window: { value: 1, unit: 'days' } } }, BOUGHT, [`${S}.randomized stands beside winning_path: one of the two`]],
    [{ paths: two(50, 50), winning_path: { window: { value: 1, unit: 'days' }, conversion: 1 } }, BOUGHT, [`${S}.winning_path.conversion must be the index of a conversion event of the Canvas: 0 to 0`]],
    [{ paths: [{ name: 'A', percent: 50 }, { name: 'D', percent: 50, delay_group: true }] }, BOUGHT, [`${S}.paths have a delay group, which waits for a winning path: winning_path is missing`]],
  ])('%j', async (settings, more, expected) => expect(await issues({ ...third('experiment_paths', settings), ...more })).toEqual(expected))
})

describe('user update, context, feature flag, message', () => {
  test.each([
    ['user_update', {}, [`${S}.update is missing: attributes, events or purchases as /users/track takes them`]],
    ['user_update', { update: { attributes: [{ external_id: 'x' }] } }, [`${S}.update has 'external_id': the user of the step is meant, without ids, keys or push tokens`]],
    ['user_update', { update: '{"attributes": [{"braze_id": "x"}], "api_key": "k"}' }, [expect.stringContaining("'braze_id'"), expect.stringContaining("'api_key'")]],
    ['user_update', { update: { people: [] } }, [`${S}.update.people is no member: attributes, events, purchases`]],
    ['user_update', { update: { attributes: [{ a: 1 }, null] } }, [`${S}.update.attributes[1] must be an object`]],
    ['user_update', { update: 'colour: red' }, [`${S}.update is a text that is no JSON object`]],
    ['user_update', { update: '{"people": []}' }, [`${S}.update.people is no member: attributes, events, purchases`]],
    ['user_update', { update: 'x'.repeat(65_537) }, [`${S}.update has 65537 characters: at most 65536`]],
    ['context', { variables: Array.from({ length: 11 }, (_, index) => ({ name: `v${index}`, type: 'string', value: 'x' })) }, [`${S}.variables are 11: at most 10`]],
    ['context', { variables: [{ name: 'flight time', type: 'string', value: 'x' }] }, [`${S}.variables[0].name is 'flight time': 1 to 100 letters, digits or underscores`]],
    ['context', { variables: [{ name: 'v', type: 'date', value: 'x' }] }, [`${S}.variables[0].type is date: one of boolean, number, string, array, object, time`]],
    ['context', { variables: [{ name: 'v', type: 'string', value: 'x'.repeat(10_241) }] }, [`${S}.variables[0].value has 10241 characters: at most 10240`]],
    ['context', { variables: [{ name: 'v', type: 'string', value: 'x' }, { name: 'v', type: 'string', value: 'y' }] }, [`${S}.variables[1].name stands twice: v`]],
    ['feature_flag', { properties: {} }, [`${S}.flag_id is missing`]],
    // the rules of feature-flags/properties.test.ts
    ['feature_flag', { flag_id: 'f', properties: [] }, [`${S}.properties are an object: {key: {type, value}}`]],
    ['feature_flag', { flag_id: 'f', properties: { k: 5 } }, [`${S}.properties.k is no {type, value}`]],
    ['feature_flag', { flag_id: 'f', properties: { k: { type: 'colour', value: 'red' } } }, [`${S}.properties.k.type is none of string, number, boolean, image, datetime, jsonobject`]],
    ['feature_flag', { flag_id: 'f', properties: { k: { type: 'number', value: '5' } } }, [`${S}.properties.k.value is no number: a number`]],
    ['feature_flag', { flag_id: 'f', properties: { k: { type: 'datetime', value: 1.5 }, l: { type: 'string', value: 'x'.repeat(256) } } }, [`${S}.properties.k.value is no datetime: a time: ISO 8601, or ms since 1970`, `${S}.properties.l.value has 256 characters: at most 255`]],
    ['message', { intelligent_timing: { window: { start: '08:00' } } }, [`${S}.intelligent_timing.window.end is missing: HH:MM`]],
    ['message', { delivery_validation: UNKNOWN }, [`${S}.delivery_validation.filters.filter 'moon_phase' is no filter`]],
    ['message', { intelligent_timing: { fallback_time: 'noon' } }, [`${S}.intelligent_timing.fallback_time must be a time of day: HH:MM`]],
    // context variables are compared in Audience Paths and Decision Splits only
    ['message', { delivery_validation: CONTEXT }, [expect.stringMatching(/^steps\[2\]\.settings\.delivery_validation\.filters/)]],
  ])('%s %#', async (type, settings, expected) => expect(await issues(third(type, settings))).toEqual(expected))
})

describe('entry, re-entry, exit', () => {
  test.each([
    [{ entry: { audience: UNKNOWN } }, ["entry.audience.filters.filter 'moon_phase' is no filter"]],
    [{ entry: { audience: CONTEXT } }, [expect.stringMatching(/^entry\.audience\.filters/)]],
    [{ entry: { trigger: { type: 'custom_event' } } }, ['entry.trigger.name is missing: custom_event needs it']],
    [{ entry: { trigger: { ...DID, start: '2026-03-02', end: '2026-03-01' } } }, ['entry.trigger.end is not after start']],
    [{ entry: { trigger: DID, schedule: { at: '2026-03-02T09:00:00' } } }, ['entry.trigger stands beside entry.schedule: one of the two']],
    [{ entry: { schedule: { at: '2026-03-02T09:00:00', times: ['2026-03-03T09:00:00'] } } }, ['entry.schedule.times stand beside entry.schedule.at: one of the two']],
    [{ entry: { schedule: { at: '2026-03-02T09:00:00', intelligent_timing: true } } }, ['entry.schedule.intelligent_timing is for messages: it stands in the settings of Message steps']],
    [{ variants: [{ first_step_ids: ['mail'] }, { type: 'contrl', percent: 10 }] }, ["variants[1].type is contrl: only a control group has a type, 'control'"]],
    [{ entry: { user_cap: { limit: 5, per: 'schedule' } } }, ['entry.user_cap.per is schedule: one of lifetime, hour, day']],
    [{ entry: { schedule: { at: '2026-03-02T09:00:00' }, user_cap: { limit: 5, per: 'hour' } } }, ['entry.user_cap.per is hour: one of lifetime, schedule']],
    [{ entry: { schedule: { times: Array.from({ length: 31 }, () => '2026-03-02T09:00:00') } } }, ['entry.schedule.times are 31: at most 30']],
    [{ entry: { window: 1 } }, ['entry.window is no member: schedule, trigger, audience, user_cap']],
    [{ reentry: { after: 5 } }, ['reentry.after is no member: allowed, seconds']],
    [{ reentry: { seconds: -1 } }, ['reentry.seconds must be a whole number of seconds from 0 to 720 days']],
    [{ exit_criteria: { events: [] } }, ['exit_criteria.events is no member: exception_events, audience']],
    [{ exit_criteria: { exception_events: [{ type: 'custom_event' }] } }, ['exit_criteria.exception_events[0].name is missing: custom_event needs it']],
    [{ exit_criteria: { audience: UNKNOWN } }, ["exit_criteria.audience.filters.filter 'moon_phase' is no filter"]],
    [{ exit_criteria: { exception_events: [{ any_of: [DID, { type: 'conversion_event' }] }] } }, ['exit_criteria.exception_events[0].any_of[1] is the conversion event of the Canvas: conversion_behaviors are none']],
    [{ entry: { trigger: { type: 'conversion_event' } } }, ['entry.trigger is the conversion event of the Canvas: conversion_behaviors are none']],
    [{ quiet_hours: { start: 'x', end: '08:00' } }, ['quiet_hours.start is a time of day such as 09:30']],
  ])('%#', async (definition, expected) => expect(await issues({ steps: [MAIL], ...definition })).toEqual(expected))
})

describe('messages', () => {
  const mail = { channel: 'email', subject: 'x' }
  test.each([
    [{ type: 'delay', messages: { n: mail } }, ['steps[0].messages.n is for steps of type message, webhook, full: this is one of type delay']],
    [{ type: 'webhook', messages: { n: mail } }, ['steps[0].messages.n.channel is email: a step of type webhook sends webhooks']],
  ])('%j', async (step, expected) => expect(await issues({ steps: [step] })).toEqual(expected))
})

test('what is right is taken, and kept as it was written', async () => {
  const e = emulator()
  const steps = [
    { id: 'split', type: 'decision_split', settings: { audience: CONTEXT }, next_paths: [{ name: 'Yes', next_step_id: 'do' }, { name: 'No', next_step_id: null }] },
    { id: 'do', type: 'action_paths', settings: { ranked: true, window: { value: 31, unit: 'days' }, groups: [{ name: 'A', triggers: [{ ...DID, property_filters: [{ name: 'p', cmp: 'equals', value: { context_variable: 'v' } }] }], exit: false }] }, next_paths: [{ name: 'A', next_step_id: 'sort' }, { ...ELSE, next_step_id: null }] },
    { id: 'sort', type: 'audience_paths', settings: { groups: [...Array.from({ length: 7 }, (_, index) => ({ name: `G${index}` })), ELSE] }, next_paths: [{ name: 'G6', next_step_id: 'try' }, { name: 'Everybody Else', next_step_id: null }] },
    { id: 'try', type: 'experiment_paths', settings: { paths: [{ name: 'P', percent: 90 }, { name: 'C', percent: 10, control: true }], winning_path: { window: { value: 12, unit: 'hours' }, fallback: 'mix' } }, next_paths: [{ name: 'P', next_step_id: 'up' }, { name: 'C', next_step_id: null }] },
    { id: 'up', type: 'user_update', settings: { update: { attributes: [{ seen: true }] } }, next_step_ids: ['set'] },
    { id: 'set', type: 'context', settings: { variables: [{ name: 'v_1', type: 'time', value: "{{'now' | date}}" }] }, next_step_ids: ['flag'] },
    { id: 'flag', type: 'feature_flag', settings: { flag_id: 'f', enabled: false } },
  ]
  const { status, body } = await e.admin('POST', '/canvases', { id: 'c', name: 'C', steps, ...BOUGHT })
  expect(status).toBe(201)
  expect(body.steps.map(({ id, type, settings }: { id: string; type: string; settings: object }) => ({ id, type, settings }))).toEqual(steps.map(({ id, type, settings }) => ({ id, type, settings })))
  expect((await e.admin('PATCH', '/canvases/c', { steps: steps.map((step) => (step.id === 'flag' ? { ...step, settings: {} } : step)) })).body.error.details.issues).toEqual([{ path: 'steps[6].settings.flag_id', message: 'steps[6].settings.flag_id is missing' }])
})
