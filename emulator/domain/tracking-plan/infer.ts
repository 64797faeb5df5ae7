// A tracking plan from what was seen: a first draft, which a person reads before it is law. Profile fields are left out: a plan need not name them.
import { nearestName } from './nearest-name.ts'
import type { ActivityPlan, TrackingPlan, ValuePlan } from './plan.ts'
import { OTHERS } from './plan.ts'
import type { Reading, Sample } from './sample.ts'
import { emptySample, look, lookInside, propertiesOf, valueOf } from './sample.ts'
import type { Sighting } from './sightings.ts'

const MOST_PRODUCTS = 100 // more of them are a catalog: one entry for all
const MOST_COMPARED = 500 // names of a section that are compared with each other

/** `notes`: what a person should look at, such as two names that are nearly the same. `seen`: how many names. */
export type Inferred = { tracking_plan: TrackingPlan; notes: string[]; seen: { events: number; attributes: number; purchases: number } }

/** Activities of one name; `currencies` of a product. */
type Activity = { count: number; sample: Sample; currencies: Set<string> }

function merge(to: Sample, from: Sample): void {
  to.count += from.count
  for (const [type, n] of from.types) to.types.set(type, (to.types.get(type) ?? 0) + n)
  for (const [text, n] of from.texts) to.texts.set(text, (to.texts.get(text) ?? 0) + n)
  for (const [name, member] of from.members) {
    if (!to.members.has(name)) to.members.set(name, emptySample())
    merge(to.members.get(name)!, member)
  }
  if (from.items !== undefined) merge((to.items ??= emptySample()), from.items)
}

const byName = <T>(map: ReadonlyMap<string, T>): [string, T][] => [...map].sort(([a], [b]) => (a < b ? -1 : 1))

/** Gathers sightings and makes a plan of them. `allowed`: also lists of the values seen, where they are few and come again and again. */
export function gatherPlan({ allowed }: { allowed: boolean }) {
  const events = new Map<string, Activity>()
  const purchases = new Map<string, Activity>()
  const attributes = new Map<string, Sample>()
  /** Attributes that came as null, or as what Braze does not take. */
  const empty = new Set<string>()

  function activity(section: Map<string, Activity>, name: string): Activity {
    let one = section.get(name)
    if (one === undefined) section.set(name, (one = { count: 0, sample: emptySample(), currencies: new Set() }))
    return one
  }

  function plan(place: string, section: ReadonlyMap<string, Activity>, reading: Reading): Record<string, ActivityPlan> {
    return Object.fromEntries(byName(section).map(([name, { count, sample, currencies }]) => {
      const properties = propertiesOf(sample, count, `${place} '${name}'`, reading)
      const currency = allowed && currencies.size > 0 ? { currency: { allowed: [...currencies].sort() } } : {}
      return [name, { ...(properties === undefined ? {} : { properties }), ...currency }]
    }))
  }

  /** All products as one. */
  function together(section: ReadonlyMap<string, Activity>): Map<string, Activity> {
    const all: Activity = { count: 0, sample: emptySample(), currencies: new Set() }
    for (const { count, sample, currencies } of section.values()) {
      all.count += count
      merge(all.sample, sample)
      for (const one of currencies) all.currencies.add(one)
    }
    return new Map([[OTHERS, all]])
  }

  function nearlySame(place: string, section: ReadonlyMap<string, { count: number }>): string[] {
    if (section.size > MOST_COMPARED) return []
    return byName(section).flatMap(([name, { count }]) => {
      const more = [...section].filter(([other, one]) => other !== name && (one.count > count || (one.count === count && other < name))).map(([other]) => other)
      const near = nearestName(name, more)
      return near === undefined ? [] : [`${place} '${name}' (${count}) is nearly '${near}' (${section.get(near)!.count}): is one of them misspelt?`]
    })
  }

  return {
    see(sighting: Sighting): void {
      if (sighting.what === 'attribute') {
        if (sighting.standard) return
        if (sighting.value === null || sighting.value === undefined) return void empty.add(sighting.name)
        if (!attributes.has(sighting.name)) attributes.set(sighting.name, emptySample())
        return look(attributes.get(sighting.name)!, sighting.value)
      }
      const one = activity(sighting.what === 'event' ? events : purchases, sighting.name)
      one.count++
      lookInside(one.sample, sighting.properties)
      if (sighting.what === 'purchase' && typeof sighting.currency === 'string') one.currencies.add(sighting.currency)
    },
    result(): Inferred {
      const notes: string[] = []
      const reading: Reading = { allowed, note: (where, text) => void notes.push(`${where}: ${text}`) }
      const many = purchases.size > MOST_PRODUCTS
      const tracking_plan: TrackingPlan = {
        events: plan('event', events, reading),
        attributes: Object.fromEntries(byName(attributes).map(([name, sample]): [string, ValuePlan] => [name, valueOf(sample, `attribute '${name}'`, reading)])),
        purchases: plan('purchase', many ? together(purchases) : purchases, reading),
      }
      if (many) notes.push(`${purchases.size} products: written as one entry '${OTHERS}'`)
      for (const name of [...empty].filter((one) => !attributes.has(one)).sort()) notes.push(`attribute '${name}': no value of it was seen, it is left out`)
      notes.push(...nearlySame('event', events), ...nearlySame('attribute', attributes), ...(many ? [] : nearlySame('purchase', purchases)))
      return { tracking_plan, notes, seen: { events: events.size, attributes: attributes.size, purchases: purchases.size } }
    },
  }
}
