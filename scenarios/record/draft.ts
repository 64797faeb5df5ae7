// The recorded scenario before it is written: its lines, what they came from, and which were dropped; and its text.
import { stringify } from 'yaml'
import { doneIn } from './steps-of.ts'
import { expectedOf } from './expectations-of.ts'
import { usersBefore } from './definitions.ts'
import { isRest } from './recording.ts'
import type { Recording } from './recording.ts'
import { spanOf } from './times.ts'

export type Line = { part: 'setup' | 'steps' | 'expect'; value: unknown; /** Why it is left out. */ dropped?: string }
export type Draft = { name: string; devices: Record<string, string>; lines: Line[] }

/** SDKs send what they hold every ten seconds. */
const LAST_WAIT = '15s'
const WIDEST = 140

/** Steps with the waits between them, as they were, in whole seconds since the first. */
function withWaits(done: readonly { at: number; step: unknown }[]): unknown[] {
  const since = done[0]?.at ?? 0
  let passed = 0
  return done.flatMap(({ at, step }) => {
    const seconds = Math.max(passed, Math.round((at - since) / 1000))
    const wait = seconds - passed
    passed = seconds
    return wait === 0 ? [step] : [{ advance: spanOf(wait * 1000) }, step]
  })
}

/** What was recorded, as a scenario. `only`: the external id of the one user it is about. */
export function draftOf(recording: Recording, { name, only }: { name: string; only: string | undefined }): Draft {
  const ofOnly = (profile: string | null): boolean => only === undefined || (profile !== null && recording.users.get(profile)?.external_id === only)
  const mine = only === undefined ? recording : { ...recording, requests: recording.requests.filter((request) => !isRest(request) || `${request.path}${request.query}${request.body}`.includes(only)) }
  const { done, devices } = doneIn(mine)
  const kept = done.filter(({ profile, step }) => ofOnly(profile) || (typeof step === 'object' && 'rest' in step))
  const used = [...devices.values()].filter(({ name: device }) => kept.some(({ step }) => typeof step === 'object' && device in step))
  const people = usersBefore(recording)
  const line = (part: Line['part']) => (value: unknown): Line => ({ part, value })
  return {
    name,
    devices: Object.fromEntries(used.map(({ name: device, platform }) => [device, platform])),
    lines: [
      ...recording.definitions.map(({ kind, body }) => ({ [kind]: body })).map(line('setup')),
      ...(people.length === 0 ? [] : [{ 'POST /users/track': { attributes: people } }].map(line('setup'))),
      ...[...withWaits(kept), { advance: LAST_WAIT }].map(line('steps')),
      ...expectedOf(recording, devices, only).map((expect) => ({ expect })).map(line('expect')),
    ],
  }
}

/** One item of a list: on one line when it is short. */
function item(value: unknown): string {
  const flow = stringify(value, { collectionStyle: 'flow', lineWidth: 0, flowCollectionPadding: true }).trim()
  // The braces around the one name are not needed
  const [[name, inner]] = typeof value === 'object' && value !== null && Object.keys(value).length === 1 ? (Object.entries(value) as [[string, unknown]]) : [[undefined, undefined]]
  const short = name === undefined ? flow : `${stringify(name).trim()}: ${stringify(inner, { collectionStyle: 'flow', lineWidth: 0, flowCollectionPadding: true }).trim()}`
  if (short.length <= WIDEST && !short.includes('\n')) return `  - ${short}\n`
  return stringify([value], { lineWidth: 0 }).trimEnd().split('\n').map((line) => `  ${line}\n`).join('')
}

/** The file, and the first and last line of each item in it. */
export function textOf({ name, devices, lines }: Draft, { schema, comment }: { schema: string; comment: string }): { text: string; places: Map<Line, { from: number; to: number }> } {
  let text = `# yaml-language-server: $schema=${schema}\n# ${comment}\n${stringify({ name }).trimEnd()}\n`
  const places = new Map<Line, { from: number; to: number }>()
  const add = (part: Line['part'], title: string): void => {
    const own = lines.filter((line) => line.part === part && line.dropped === undefined)
    if (own.length > 0) text += title
    for (const line of own) {
      const from = text.split('\n').length
      text += item(line.value)
      places.set(line, { from, to: text.split('\n').length - 1 })
    }
  }
  add('setup', 'setup:\n')
  if (Object.keys(devices).length > 0) text += `devices:\n${Object.entries(devices).map(([device, platform]) => `  ${device}: ${platform}\n`).join('')}`
  add('steps', 'steps:\n')
  add('expect', '\n  # What was seen\n')
  const dropped = lines.filter((line) => line.dropped !== undefined)
  if (dropped.length > 0) text += `\n# Seen, and left out because it did not hold when this was played on a new emulator:\n${dropped.map(({ value, dropped: why }) => `#${item(value).replaceAll('\n', '\n#').slice(1, -1)}#     ${why!.replaceAll('\n', ' ')}\n`).join('')}`
  return { text, places }
}
