// What values of one place look like, many of them taken together: how often, of which types, which texts, with which members.
import type { PlanType, ValuePlan } from './plan.ts'
import { isMembers, typeOfValue } from './value-types.ts'

const MOST_TEXTS = 10 // a list of allowed values that a person would write
const ENOUGH = 20 // texts before a list of them says something, and so many for each of them
const EACH = 3
const LONGEST = 60 // characters: longer texts are no names of states
const MOST_MEMBERS = 50 // an object with more names is a map of ids

export type Sample = { count: number; types: Map<PlanType, number>; texts: Map<string, number>; members: Map<string, Sample>; items: Sample | undefined }

export const emptySample = (): Sample => ({ count: 0, types: new Map(), texts: new Map(), members: new Map(), items: undefined })

/** Takes a value into the sample; null is no value. */
export function look(sample: Sample, value: unknown): void {
  if (value === null || value === undefined) return
  const type = typeOfValue(value)
  sample.count++
  sample.types.set(type, (sample.types.get(type) ?? 0) + 1)
  if (typeof value === 'string' && sample.texts.size <= MOST_TEXTS) sample.texts.set(value, (sample.texts.get(value) ?? 0) + 1)
  if (Array.isArray(value)) for (const item of value) look((sample.items ??= emptySample()), item)
  else if (type === 'object' && isMembers(value)) lookInside(sample, value)
}

/** Takes the members of an object into the sample. */
export function lookInside(sample: Sample, members: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(members)) {
    let member = sample.members.get(name)
    if (member === undefined) sample.members.set(name, (member = emptySample()))
    look(member, value)
  }
}

/** How a sample becomes a plan: whether with lists of values, and who hears of what is doubtful. */
export type Reading = { allowed: boolean; note: (where: string, text: string) => void }

/** The type of most of them. A text that looks like a time among others is a text. */
function typeOf({ types }: Sample, where: string, { note }: Reading): PlanType {
  const counts = new Map(types)
  const times = counts.get('time')
  if (times !== undefined && counts.has('string')) {
    counts.set('string', counts.get('string')! + times)
    counts.delete('time')
  }
  const ranked = [...counts].sort(([, a], [, b]) => b - a)
  if (ranked.length > 1) note(where, `${ranked.map(([type, n]) => `${type} ${n} times`).join(', ')}: written as ${ranked[0]![0]}`)
  return ranked[0]?.[0] ?? 'string'
}

/** The few texts that come again and again. */
function listOf({ texts, count }: Sample): string[] | undefined {
  const seen = [...texts.keys()]
  const few = seen.length <= MOST_TEXTS && count >= ENOUGH && count >= seen.length * EACH
  return few && seen.every((text) => text !== '' && text.length <= LONGEST) ? seen.sort() : undefined
}

/** The properties of a sample of objects, of which there were `count`; those in all of them are required. */
export function propertiesOf({ members }: Sample, count: number, where: string, reading: Reading): Record<string, ValuePlan> | undefined {
  const seen = [...members].filter(([, member]) => member.count > 0).sort(([a], [b]) => (a < b ? -1 : 1))
  if (seen.length === 0) return undefined
  return Object.fromEntries(seen.map(([name, member]) => [name, valueOf(member, `${where}.${name}`, reading, member.count === count)]))
}

/** The plan of a sample of values. */
export function valueOf(sample: Sample, where: string, reading: Reading, required = false): ValuePlan {
  const type = typeOf(sample, where, reading)
  const allowed = reading.allowed && type === 'string' && sample.types.size === 1 ? listOf(sample) : undefined
  const inside = type === 'object' && sample.members.size <= MOST_MEMBERS ? propertiesOf(sample, sample.types.get('object') ?? 0, where, reading) : undefined
  const items = type === 'array' && sample.items !== undefined && sample.items.count > 0 ? valueOf(sample.items, `${where}[]`, reading) : undefined
  return { type, ...(required ? { required } : {}), ...(allowed === undefined ? {} : { allowed }), ...(inside === undefined ? {} : { properties: inside }), ...(items === undefined ? {} : { items }) }
}
