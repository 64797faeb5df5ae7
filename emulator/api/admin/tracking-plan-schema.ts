// How a tracking plan is written: in the config file, in a body of the admin API, in a file of its own. Each mistake is told with its place.
import * as z from 'zod'
import type { TrackingPlan, ValuePlan } from '../../domain/tracking-plan/plan.ts'
import { PLAN_RULES, PLAN_TYPES } from '../../domain/tracking-plan/plan.ts'
import { isOfType } from '../../domain/tracking-plan/value-types.ts'
import { nearest } from '../suspicions.ts'

const SCALARS: readonly string[] = ['string', 'number', 'integer', 'boolean', 'time']

/** An object whose members are known; a misspelt one is told with the one that was meant. */
function members<Shape extends z.ZodRawShape>(shape: Shape) {
  const known = Object.keys(shape)
  return z.strictObject(shape, {
    error: (issue) => {
      if (issue.code !== 'unrecognized_keys') return `an object with ${known.join(', ')} is needed`
      const [name] = issue.keys as string[]
      const meant = nearest(name!, known)
      return `there is no '${name}' here${meant === undefined ? `; there are ${known.join(', ')}` : `; did you mean '${meant}'?`}`
    },
  })
}

const named = <T extends z.ZodType>(of: T) => z.record(z.string().min(1), of, { error: ({ code }) => (code === 'invalid_key' ? 'a name has one character or more' : 'names are needed, each with what it is: { name: { … } }') })
const words = <const Words extends readonly [string, ...string[]]>(list: Words, what: string) => z.enum(list, { error: `${what} is one of ${list.join(', ')}` })
const flag = z.boolean({ error: 'true or false is needed' })
const text = z.string({ error: 'a text is needed' })

/** In YAML a name alone is `name:` and its value null; a type alone stands for an object with that type. */
const short = (value: unknown): unknown => (typeof value === 'string' ? { type: value } : value)
const empty = (value: unknown): unknown => value ?? {}

type Check = { value: Omit<ValuePlan, 'required'>; issues: unknown[] }

/** What does not go together in one value. */
function whole({ value: { type, allowed, properties, additional_properties, items }, issues }: Check): void {
  const wrong = (path: string, message: string): void => void issues.push({ code: 'custom', path: [path], message, input: type })
  if (properties !== undefined && type !== 'object') wrong('properties', `belongs to type object, this is of type ${type}`)
  if (additional_properties !== undefined && properties === undefined) wrong('additional_properties', 'goes with properties: an object without them takes any')
  if (items !== undefined && type !== 'array') wrong('items', `belongs to type array, this is of type ${type}`)
  if (allowed === undefined) return
  if (!SCALARS.includes(type)) return wrong('allowed', `a value of type ${type} has no list of allowed values${type === 'array' ? '; its items may: { items: { type: …, allowed: […] } }' : ''}`)
  const other = allowed.find((one) => !isOfType(one, type))
  if (other !== undefined) wrong('allowed', `${JSON.stringify(other)} is not of type ${type}`)
}

function schemas() {
  const value: z.ZodType<ValuePlan> = z.lazy(() => property)
  const attribute = {
    type: words(PLAN_TYPES, 'a type'),
    allowed: z.array(z.union([z.string(), z.number(), z.boolean()], { error: 'texts, numbers, true or false are needed' }), { error: 'a list of values is needed' }).min(1, 'a list with no value allows nothing').optional(),
    properties: named(value).optional(),
    additional_properties: flag.optional(),
    items: value.optional(),
    description: text.optional(),
  }
  const property = z.preprocess(short, members({ ...attribute, required: flag.optional() }).check((it) => whole(it as unknown as Check))) as unknown as z.ZodType<ValuePlan>
  const activity = { properties: named(value).optional(), additional_properties: flag.optional(), description: text.optional() }
  const currency = members({ allowed: z.array(z.string().regex(/^[A-Z]{3}$/, 'a currency has three capital letters, such as EUR'), { error: 'a list of currencies is needed' }).min(1, 'a list with no currency allows nothing') })
  return members({
    events: z.preprocess(empty, named(z.preprocess(empty, members(activity)))).optional(),
    attributes: z.preprocess(empty, named(z.preprocess(short, members(attribute).check((it) => whole(it as unknown as Check))))).optional(),
    purchases: z.preprocess(empty, named(z.preprocess(empty, members({ ...activity, currency: currency.optional() })))).optional(),
    standard_attributes: words(['any', 'declared_only'], 'this').optional(),
    ignore: z.array(words(PLAN_RULES, 'a rule'), { error: 'a list of rules is needed' }).optional(),
  })
}

let made: ReturnType<typeof schemas> | undefined
/** The schema itself, made when first used. */
const planSchema = () => (made ??= schemas())

/** An issue with its place, which stands in the message: places are what a person looks for. */
const placed = ({ path, message }: z.core.$ZodIssue): string => (path.length === 0 ? message : `${path.map(String).join('.')}: ${message}`)

export type ReadPlan = { plan: TrackingPlan } | { wrong: string[] }

/** Reads a plan: the plan itself, or an object with it as `tracking_plan`, as the config file and GET have it. */
export function readPlan(given: unknown): ReadPlan {
  const outer = typeof given === 'object' && given !== null && 'tracking_plan' in given ? given.tracking_plan : given
  const read = planSchema().safeParse(outer)
  return read.success ? { plan: read.data as TrackingPlan } : { wrong: read.error.issues.map(placed) }
}

/** For schemas of others: reads as {@link readPlan} does, the place of a mistake in its message. */
export const TrackingPlanBody = z.unknown().transform((given, context): TrackingPlan => {
  const read = readPlan(given)
  if ('plan' in read) return read.plan
  for (const message of read.wrong) context.addIssue({ code: 'custom', message })
  return z.NEVER
})

