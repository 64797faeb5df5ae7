// What of something that came in is not as planned: names, types, required properties, allowed values.
import { nearestName } from './nearest-name.ts'
import type { ActivityPlan, PlanRule, TrackingPlan, ValuePlan, Violation, What } from './plan.ts'
import { OTHERS } from './plan.ts'
import type { Sighting } from './sightings.ts'
import { isMembers, isOfType, typeOfValue } from './value-types.ts'

const MOST = 100 // violations of one event, purchase or attribute; a nested object may have thousands of names
const SHOWN = 200 // characters of a value in a violation

type Found = Omit<Violation, 'what' | 'name'>
type Members = Readonly<Record<string, ValuePlan>>

const own = <T>(record: Readonly<Record<string, T>> | undefined, name: string): T | undefined => (record !== undefined && Object.hasOwn(record, name) ? record[name] : undefined)

/** A value, cut short when it is long. */
function shown(value: unknown): unknown {
  const text = JSON.stringify(value) as string | undefined
  return text === undefined ? null : text.length <= SHOWN ? value : `${text.slice(0, SHOWN)}…`
}

/** A name that the plan does not have, and the one that was probably meant. */
function unknownName(name: string, known: Iterable<string>, where: string | null): Found {
  const nearest = nearestName(name, [...known].filter((one) => one !== OTHERS)) ?? null
  return { rule: nearest === null ? 'undeclared' : 'misspelt', where, nearest, expected: null, actual: null }
}

/** One finding of a kind and place: an array of a thousand wrong items is wrong once. */
function collector(what: What, name: string, ignore: readonly PlanRule[]) {
  const found = new Map<string, Violation>()
  return {
    add(one: Found): void {
      if (ignore.includes(one.rule) || found.size >= MOST) return
      const key = JSON.stringify([one.rule, one.where, one.actual])
      if (!found.has(key)) found.set(key, { what, name, ...one })
    },
    all: (): Violation[] => [...found.values()],
  }
}

function judgeMembers(plan: Members | undefined, open: boolean, values: Readonly<Record<string, unknown>>, path: string, add: (one: Found) => void): void {
  const meant = new Set<string>()
  const names = Object.keys(plan ?? {})
  for (const [name, value] of Object.entries(values)) {
    const spec = own(plan, name)
    if (spec !== undefined) judgeValue(spec, value, `${path}${name}`, add)
    else if (!open) {
      const unknown = unknownName(name, names, `${path}${name}`)
      if (unknown.nearest !== null) meant.add(unknown.nearest)
      add(unknown)
    }
  }
  for (const [name, { required, type }] of Object.entries(plan ?? {})) {
    if (required !== true || meant.has(name)) continue // a misspelt one is there: one mistake, one row
    if (!Object.hasOwn(values, name) || values[name] === null) add({ rule: 'missing_property', where: `${path}${name}`, nearest: null, expected: type, actual: null })
  }
}

/** null is no value: it removes an attribute, and stands for a property that is not there. */
function judgeValue(spec: ValuePlan, value: unknown, where: string | null, add: (one: Found) => void): void {
  if (value === null || value === undefined) return
  if (!isOfType(value, spec.type)) return add({ rule: 'type', where, nearest: null, expected: spec.type, actual: typeOfValue(value), seen: shown(value) })
  if (spec.allowed !== undefined && !spec.allowed.some((one) => one === value)) {
    const texts = spec.allowed.filter((one) => typeof one === 'string')
    add({ rule: 'value', where, nearest: typeof value === 'string' ? (nearestName(value, texts) ?? null) : null, expected: spec.allowed, actual: shown(value) })
  }
  if (Array.isArray(value) && spec.items !== undefined) for (const item of value) judgeValue(spec.items, item, `${where ?? ''}[]`, add)
  else if (isMembers(value) && spec.properties !== undefined) judgeMembers(spec.properties, spec.additional_properties === true, value, where === null ? '' : `${where}.`, add)
}

function judgeActivity(section: Readonly<Record<string, ActivityPlan>> | undefined, sighting: Exclude<Sighting, { what: 'attribute' }>, add: (one: Found) => void): void {
  const spec = own(section, sighting.name) ?? own(section, OTHERS)
  if (spec === undefined) return add(unknownName(sighting.name, Object.keys(section ?? {}), null))
  judgeMembers(spec.properties, spec.additional_properties === true, sighting.properties, '', add)
  if (sighting.what === 'purchase' && spec.currency !== undefined && !spec.currency.allowed.some((one) => one === sighting.currency))
    add({ rule: 'value', where: 'currency', nearest: null, expected: spec.currency.allowed, actual: shown(sighting.currency) })
}

function judgeAttribute({ attributes, standard_attributes }: TrackingPlan, { name, standard, value, unchanged, refused }: Sighting & { what: 'attribute' }, add: (one: Found) => void): void {
  const spec = own(attributes, name) ?? (standard ? undefined : own(attributes, OTHERS))
  if (spec === undefined && (!standard || standard_attributes === 'declared_only')) add(unknownName(name, Object.keys(attributes ?? {}), null))
  // docs: user_guide/data/data_points ("each attribute set")
  if (unchanged === true) add({ rule: 'unchanged', where: null, nearest: null, expected: null, actual: null })
  if (spec === undefined) return
  if (refused !== undefined) add({ rule: 'type', where: null, nearest: null, expected: spec.type, actual: `a value that Braze ignores: ${refused.why}`, seen: shown(refused.seen) })
  judgeValue(spec, value, null, add)
}

/** What is not as planned, each fault once. */
export function judge(plan: TrackingPlan, sighting: Sighting): Violation[] {
  const { add, all } = collector(sighting.what, sighting.name, plan.ignore ?? [])
  if (sighting.what === 'attribute') judgeAttribute(plan, sighting, add)
  else judgeActivity(sighting.what === 'event' ? plan.events : plan.purchases, sighting, add)
  return all()
}
