// What each type of step may say in `settings`, and what is wrong with it, with the place. docs: canvas_components
import { checkProperties, readProperties } from '../feature-flags/properties.ts'
import type { Step } from './canvas-steps.ts'
import { checkDelay, UNITS } from './canvas-delays.ts'
import type { Json } from './canvas-members.ts'
import { choice, flag, hand, isObject, members, text, whole } from './canvas-members.ts'
import type { ExperimentPath } from './canvas-paths.ts'
import { EVERYONE_ELSE, pathsOf, spanMs } from './canvas-paths.ts'
import { checkMoreTrigger } from './canvas-triggers.ts'
import type { Issue } from './messages.ts'
import { issue } from './messages.ts'
import { checkQuietHours } from './schedule-checks.ts'

export const VARIABLE_TYPES = ['boolean', 'number', 'string', 'array', 'object', 'time'] as const
export type VariableType = (typeof VARIABLE_TYPES)[number]
export type ContextVariable = { name: string; type: VariableType; value: string | number | boolean }

const MOST_VARIABLES = 10
const LONGEST_VARIABLE = 10_240 // characters of a definition. docs: context_variables
const MOST_AUDIENCES = 8 // with Everyone Else. docs: audience_paths
const MOST_PATHS = 4 // besides the control group. docs: experiment_step
const LONGEST_WINDOW = 31 * 86_400_000 // docs: action_paths
const LONGEST_UPDATE = 65_536 // characters. docs: user_update
const IN_UPDATES = ['attributes', 'events', 'purchases']
/** "Should not be included in the JSON editor": ids, keys, push tokens. docs: user_update */
const NOT_IN_UPDATES = ['external_id', 'user_alias', 'braze_id', 'api_key', 'push_token_import', 'push_tokens']

/** `audience`: checks segments and filters; `context: true` where filters on context variables may stand. */
export type Deps = { audience: (path: string, audience: unknown, context: boolean) => Issue[]; conversions: number }
type Check = (at: string, step: Step, deps: Deps) => Issue[]

const only = (at: string, settings: Json, known: readonly string[]): Issue[] => ((read) => (Array.isArray(read) ? read : []))(members(at, settings, known))
const span = (at: string, value: unknown, longest: number, most: string): Issue[] => {
  const given = members(at, value, ['value', 'unit'])
  if (Array.isArray(given)) return given
  const wrong = [...choice(`${at}.unit`, given['unit'], UNITS), ...(typeof given['value'] === 'number' && given['value'] > 0 ? [] : [issue(`${at}.value`, 'must be a number over 0')])]
  return wrong.length > 0 || spanMs(given as never) <= longest ? wrong : [issue(`${at}.value`, `is ${String(given['value'])} ${String(given['unit'])}: at most ${most}`)]
}
/** Members of a list, each an object with a name of its own. */
function named(at: string, list: unknown): { issues: Issue[]; items: [string, Json][] } {
  if (!Array.isArray(list)) return { issues: [issue(at, 'must be a list')], items: [] }
  const seen = new Set<unknown>()
  const issues: Issue[] = []
  const items = list.flatMap((one: unknown, index): [string, Json][] => {
    const place = `${at}[${index}]`
    if (!isObject(one)) return (issues.push(issue(place, 'must be an object')), [])
    issues.push(...text(`${place}.name`, one['name']))
    if (seen.has(one['name'])) issues.push(issue(`${place}.name`, `stands twice: ${String(one['name'])}`))
    seen.add(one['name'])
    return [[place, one]]
  })
  return { issues, items }
}
const placeOf = (at: string): string => at.replace(/\.settings$/, '')

/** Ways and groups have the same names; Everyone Else is there and comes last. */
function ways(at: string, { next_paths, settings }: Step, groups: readonly string[] | undefined): Issue[] {
  const names = next_paths.map(({ name }) => name)
  const else_ = names.findIndex((name) => name !== null && EVERYONE_ELSE.test(name))
  const path = `${placeOf(at)}.next_paths`
  const issues = names.length > 0 && else_ < 0 ? [issue(path, "have no way 'Everyone Else', for who is in no group")] : []
  if (else_ >= 0 && else_ < names.length - 1) issues.push(issue(`${path}[${else_}]`, 'is Everyone Else, which comes last'))
  const list = Array.isArray(settings['groups']) ? (settings['groups'] as unknown[]).map((group) => (isObject(group) ? group : {})) : []
  const early = list.findIndex(({ name }, index) => typeof name === 'string' && EVERYONE_ELSE.test(name) && index < list.length - 1)
  if (early >= 0) issues.push(issue(`${at}.groups[${early}]`, 'is Everyone Else, which comes last'))
  if (groups !== undefined) issues.push(...strangers(path, names, groups))
  return issues
}
const strangers = (path: string, names: readonly (string | null)[], groups: readonly string[]): Issue[] =>
  names.flatMap((name, index) => (name !== null && (EVERYONE_ELSE.test(name) || groups.includes(name)) ? [] : [issue(`${path}[${index}].name`, name === null ? 'is missing: the group or path whose way it is' : `names no group or path of the settings: ${name}`)]))

const audiencePaths: Check = (at, step, { audience }) => {
  const issues = only(at, step.settings, ['groups'])
  if (step.settings['groups'] === undefined) return [...issues, ...ways(at, step, undefined)]
  const { issues: wrong, items } = named(`${at}.groups`, step.settings['groups'])
  const own = items.filter(([, { name }]) => !EVERYONE_ELSE.test(String(name)))
  if (own.length + 1 > MOST_AUDIENCES) wrong.push(issue(`${at}.groups`, `are ${own.length} and Everyone Else: at most ${MOST_AUDIENCES}`))
  for (const [place, group] of own) wrong.push(...only(place, group, ['name', 'audience']), ...audience(`${place}.audience`, group['audience'], true))
  return [...issues, ...wrong, ...ways(at, step, own.map(([, { name }]) => String(name)))]
}

const actionPaths: Check = (at, step, { conversions }) => {
  const { settings } = step
  const issues = [...only(at, settings, ['groups', 'window', 'ranked']), ...flag(`${at}.ranked`, settings['ranked']), ...(settings['window'] === undefined ? [] : span(`${at}.window`, settings['window'], LONGEST_WINDOW, '31 days'))]
  if (settings['groups'] === undefined) return [...issues, issue(`${at}.groups`, 'are missing: what users do to take a way')]
  const { issues: wrong, items } = named(`${at}.groups`, settings['groups'])
  const own = items.filter(([, { name }]) => !EVERYONE_ELSE.test(String(name)))
  if (own.length === 0) wrong.push(issue(`${at}.groups`, 'are none: at least one besides Everyone Else'))
  for (const [place, group] of own) {
    const { triggers } = group
    wrong.push(...only(place, group, ['name', 'triggers', 'exit']), ...flag(`${place}.exit`, group['exit']))
    if (!Array.isArray(triggers) || triggers.length === 0) wrong.push(issue(`${place}.triggers`, 'are missing: at least one'))
    else triggers.forEach((trigger: unknown, index) => wrong.push(...checkMoreTrigger(`${place}.triggers[${index}]`, trigger, conversions)))
  }
  return [...issues, ...wrong, ...ways(at, step, own.map(([, { name }]) => String(name)))]
}

const experimentPaths: Check = (at, step, { conversions }) => {
  const { settings } = step
  const issues = only(at, settings, ['paths', 'randomized', 'control_behavior', 'conversion_window_days', 'winning_path', 'personalized_paths'])
  if (conversions === 0) issues.push(issue(placeOf(at), 'needs conversion events: conversion_behaviors of the Canvas are none'))
  if (settings['conversion_window_days'] !== undefined) issues.push(...whole(`${at}.conversion_window_days`, settings['conversion_window_days'], 1, 30, 'a whole number of days from 1 to 30'))
  if (settings['control_behavior'] !== undefined) issues.push(...choice(`${at}.control_behavior`, settings['control_behavior'], ['continue', 'exit']))
  issues.push(...flag(`${at}.randomized`, settings['randomized']))
  const { issues: wrong, items } = named(`${at}.paths`, settings['paths'] ?? [])
  issues.push(...wrong)
  for (const [place, path] of items) issues.push(...only(place, path, ['name', 'percent', 'control', 'delay_group']), ...whole(`${place}.percent`, path['percent'], 0, 100, 'a whole number from 0 to 100'), ...flag(`${place}.control`, path['control']), ...flag(`${place}.delay_group`, path['delay_group']))
  const paths = pathsOf(step).filter(isObject) as ExperimentPath[]
  const sum = paths.reduce((total, { percent = 0 }) => total + (Number.isFinite(percent) ? percent : 0), 0)
  if (items.length === 0) issues.push(issue(`${at}.paths`, 'are missing: at least one'))
  else if (sum !== 100) issues.push(issue(`${at}.paths`, `have ${sum} percent together: 100`))
  if (paths.filter(({ control }) => control !== true).length > MOST_PATHS) issues.push(issue(`${at}.paths`, `are more than ${MOST_PATHS} besides the control group`))
  if (paths.filter(({ control }) => control === true).length > 1) issues.push(issue(`${at}.paths`, 'have more than one control group'))
  const optimized = ['winning_path', 'personalized_paths'].filter((name) => settings[name] !== undefined)
  if (optimized.length === 2) issues.push(issue(`${at}.personalized_paths`, 'stands beside winning_path: one of the two'))
  if (optimized.length > 0 && settings['randomized'] === true) issues.push(issue(`${at}.randomized`, `stands beside ${optimized[0]}: one of the two`))
  if (optimized.length === 0 && paths.some(({ delay_group }) => delay_group === true)) issues.push(issue(`${at}.paths`, 'have a delay group, which waits for a winning path: winning_path is missing'))
  for (const name of optimized) {
    const given = members(`${at}.${name}`, settings[name], ['conversion', 'window', 'fallback'])
    if (Array.isArray(given)) issues.push(...given)
    else {
      issues.push(...span(`${at}.${name}.window`, given['window'], LONGEST_WINDOW, '31 days'), ...(given['fallback'] === undefined ? [] : choice(`${at}.${name}.fallback`, given['fallback'], ['best', 'mix'])))
      if (given['conversion'] !== undefined) issues.push(...whole(`${at}.${name}.conversion`, given['conversion'], 0, Math.max(conversions - 1, 0), `the index of a conversion event of the Canvas: 0 to ${Math.max(conversions - 1, 0)}`))
    }
  }
  return [...issues, ...strangers(`${placeOf(at)}.next_paths`, step.next_paths.map(({ name }) => name), paths.map(({ name }) => name))]
}

const decisionSplit: Check = (at, step, { audience }) => [
  ...only(at, step.settings, ['audience']),
  ...audience(`${at}.audience`, step.settings['audience'], true),
  ...step.next_paths.flatMap(({ name }, index) => (name === 'Yes' || name === 'No' ? [] : [issue(`${placeOf(at)}.next_paths[${index}].name`, name === null ? "is missing: 'Yes' or 'No'" : `is ${name}: 'Yes' or 'No'`)])),
]

const userUpdate: Check = (at, { settings }) => {
  const update = settings['update']
  const issues = only(at, settings, ['update'])
  const place = `${at}.update`
  if (update === undefined) return [...issues, issue(place, 'is missing: attributes, events or purchases as /users/track takes them')]
  if (typeof update !== 'string' && !isObject(update)) return [...issues, issue(place, 'must be an object, or its JSON as a text')]
  const written = typeof update === 'string' ? update : JSON.stringify(update)
  if (written.length > LONGEST_UPDATE) return [...issues, issue(place, `has ${written.length} characters: at most ${LONGEST_UPDATE}`)]
  for (const name of NOT_IN_UPDATES) if (new RegExp(`"${name}"\\s*:`).test(written)) issues.push(issue(place, `has '${name}': the user of the step is meant, without ids, keys or push tokens`))
  // A text with Liquid is JSON only once it is rendered
  const read = typeof update !== 'string' ? update : /\{[{%]/.test(update) ? undefined : parsed(update)
  if (read === undefined) return issues
  if (!isObject(read)) return [...issues, issue(place, 'is a text that is no JSON object')]
  issues.push(...only(place, Object.fromEntries(Object.entries(read).filter(([name]) => !NOT_IN_UPDATES.includes(name))), IN_UPDATES))
  for (const name of IN_UPDATES) {
    const given = read[name]
    if (given === undefined || isObject(given)) continue
    if (!Array.isArray(given)) issues.push(issue(`${place}.${name}`, 'must be a list of objects'))
    else given.forEach((one: unknown, index) => (isObject(one) ? undefined : issues.push(issue(`${place}.${name}[${index}]`, 'must be an object'))))
  }
  return issues
}
/** Null for a text that is no JSON. */
const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return null
  }
}

const context: Check = (at, { settings }) => {
  const { issues, items } = named(`${at}.variables`, settings['variables'])
  issues.push(...only(at, settings, ['variables']))
  if (items.length > MOST_VARIABLES) issues.push(issue(`${at}.variables`, `are ${items.length}: at most ${MOST_VARIABLES}`))
  for (const [place, { name, type, value, ...rest }] of items) {
    if (typeof name === 'string' && !/^[A-Za-z0-9_]{1,100}$/.test(name)) issues.push(issue(`${place}.name`, `is '${name.slice(0, 120)}': 1 to 100 letters, digits or underscores`))
    issues.push(...choice(`${place}.type`, type, VARIABLE_TYPES), ...Object.keys(rest).map((member) => issue(`${place}.${member}`, 'is no member: name, type, value')))
    if (!['string', 'number', 'boolean'].includes(typeof value)) issues.push(issue(`${place}.value`, value === undefined ? 'is missing: a text, which may have Liquid' : 'must be a text, which may have Liquid'))
    else if (String(value).length > LONGEST_VARIABLE) issues.push(issue(`${place}.value`, `has ${String(value).length} characters: at most ${LONGEST_VARIABLE}`))
  }
  return issues
}

const featureFlag: Check = (at, { settings }) => [
  ...only(at, settings, ['flag_id', 'enabled', 'properties']), ...text(`${at}.flag_id`, settings['flag_id']), ...flag(`${at}.enabled`, settings['enabled']),
  ...(settings['properties'] === undefined ? [] : checkProperties(`${at}.properties`, readProperties(settings['properties']))),
]

const SENDING = ['delivery_validation', 'intelligent_timing', 'quiet_hours']
function sending(at: string, { settings }: Step, { audience }: Deps): Issue[] {
  const timed = settings['intelligent_timing']
  const issues = audience(`${at}.delivery_validation`, settings['delivery_validation'], false)
  if (timed !== undefined && timed !== null && typeof timed !== 'boolean') {
    const given = members(`${at}.intelligent_timing`, timed, ['fallback_time', 'window'])
    const window = Array.isArray(given) || given['window'] === undefined ? {} : members(`${at}.intelligent_timing.window`, given['window'], ['start', 'end'])
    issues.push(...(Array.isArray(given) ? given : hand(`${at}.intelligent_timing.fallback_time`, given['fallback_time'])), ...(Array.isArray(window) ? window : Array.isArray(given) || given['window'] === undefined ? [] : ['start', 'end'].flatMap((edge) => (window[edge] === undefined ? [issue(`${at}.intelligent_timing.window.${edge}`, 'is missing: HH:MM')] : hand(`${at}.intelligent_timing.window.${edge}`, window[edge])))))
  }
  return [...issues, ...checkQuietHours(`${at}.quiet_hours`, settings['quiet_hours'])]
}
const message: Check = (at, step, deps) => [...only(at, step.settings, SENDING), ...sending(at, step, deps)]
const full: Check = (at, step, deps) => [
  ...only(at, step.settings, [...SENDING, 'delay', 'duration_seconds', 'trigger', 'window']), ...sending(at, step, deps), ...checkDelay(at, step.settings),
  ...(step.settings['trigger'] === undefined ? [] : checkMoreTrigger(`${at}.trigger`, step.settings['trigger'], deps.conversions)), ...(step.settings['window'] === undefined ? [] : span(`${at}.window`, step.settings['window'], LONGEST_WINDOW, '31 days')),
]
const delay: Check = (at, { settings }) => [...only(at, settings, ['delay', 'duration_seconds']), ...checkDelay(at, settings)]

/** Steps that are passed through may say what they like. */
const CHECKS: Readonly<Record<string, Check>> = {
  message, webhook: message, full, delay, decision_split: decisionSplit, audience_paths: audiencePaths, action_paths: actionPaths, experiment_paths: experimentPaths, user_update: userUpdate, context, feature_flag: featureFlag,
}

/** What is wrong with the settings of a step that stands at `at`. */
export const checkSettings = (at: string, step: Step, deps: Deps): Issue[] => (Object.hasOwn(CHECKS, step.type) ? CHECKS[step.type]!(`${at}.settings`, step, deps) : [])
