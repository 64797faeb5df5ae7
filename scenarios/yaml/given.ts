// How what a step takes is written: the one value, values in their order, or members by name.
import type { Node, Scalar } from 'yaml'
import { isMap, isScalar, isSeq } from 'yaml'
import * as z from 'zod'
import { didYouMean } from './nearest.ts'
import type { Places } from './places.ts'
import type { Shape } from './words.ts'
import { isOptional } from './words.ts'

export type Given = Record<string, unknown>
type Taker = { takes: Shape; bare?: true }

const listOf = (names: readonly string[]): string => names.map((name) => `'${name}'`).join(', ')

/** How it is to be written, for an error: `logCustomEvent: { name: …, props: … }`. */
const usage = (title: string, takes: Shape): string => {
  const names = Object.entries(takes).filter(([, schema]) => !isOptional(schema)).map(([name]) => `${name}: …`)
  return names.length === 0 ? title : `${title}: { ${names.join(', ')} }`
}

/** The members that are given, by name; undefined, and problems, when they are not what is taken. `ordered`: a list gives them in their order. */
export function readGiven(places: Places, title: string, { takes, bare }: Taker, key: Scalar, node: Node | null, { ordered }: { ordered: boolean }): Given | undefined {
  const names = Object.keys(takes)
  const value = places.resolved(node)
  const empty = value === null || (isScalar(value) && value.value === null)
  if (names.length === 0) return empty ? {} : void places.problem(node, `'${title}' takes nothing`)

  const read = new Map<string, Node | null>()
  // `noProfile: { device: phone }`: the members are those of the one value
  const first = takes[names[0]!]!
  const ofFirst = isMap(value) && (first instanceof z.ZodUnion || first instanceof z.ZodRecord) && !places.entries(node, '')!.some(({ name }) => names.includes(name))
  if (bare === true || ofFirst || (!isMap(value) && !isSeq(value) && (!empty || first.safeParse(null).success))) {
    if (value !== null) read.set(names[0]!, node)
  } else if (isMap(value)) {
    for (const { name, key: own, value: inner } of places.entries(node, '')!)
      if (names.includes(name)) read.set(name, inner)
      else return void places.problem(own, `'${title}' takes no '${name}': it takes ${listOf(names)}${didYouMean(name, names)}`)
  } else if (isSeq(value)) {
    if (!ordered) return void places.problem(node, `'${title}' is written with names: ${usage(title, takes)}`)
    if (value.items.length > names.length) return void places.problem(value.items[names.length] as Node, `'${title}' takes ${names.length} value(s) at most: ${listOf(names)}`)
    for (const [index, item] of (value.items as Node[]).entries()) read.set(names[index]!, item)
  }

  const missing = names.filter((name) => !read.has(name) && !isOptional(takes[name]!))
  if (missing.length > 0) return void places.problem(key, `'${title}' needs ${listOf(missing)}: ${usage(title, takes)}`)
  const given: Given = {}
  let good = true
  for (const [name, inner] of read) {
    const found = places.value(inner, takes[name] as z.ZodType, key)
    if (found === undefined) good = false
    else given[name] = found.value
  }
  return good ? given : undefined
}
