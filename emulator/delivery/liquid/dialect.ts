// Where Braze's Liquid differs from liquidjs: how values compare and print, what `[0]` of a hash is, how a template ends that would not. docs: liquid/operators, Shopify Liquid
import { isDeepStrictEqual } from 'node:util'
import type { Context, Drop, Emitter, Liquid, Template, Value } from 'liquidjs'
import { elapsed } from '../../kernel/clock.ts'
import { lazy } from '../../kernel/lazy.ts'
import { LOOKUP } from './lazy-record.ts'
import type { LazyRecord } from './lazy-record.ts'
import { SpokenError } from './outcomes.ts'
import { FLOAT, NESTED, USER } from './rewriter.ts'
import type { Session } from './session.ts'
import type { Nesting, Scope } from './tag.ts'
import { quickly, SLOW } from './quick.ts'
import { lengthOf } from './text-filters.ts'
import { float, isIterator, printed } from './values.ts'

export const liquidjs = lazy<typeof import('liquidjs')>('liquidjs')

// A template must end, and end the same way on every machine: steps and characters are counted. Braze's bounds are not published.
const MOST_STEPS = 500_000
const LONGEST_MS = 5_000 // a second bound for what no step counts
export const MEMORY = 20_000_000 // characters, and elements of arrays: what all texts of a rendering together take
export const LONGEST_TEMPLATE = 5_000_000

/** What a rendering carries beside liquidjs's own. `texts`: the template and the Content Blocks in it; `named`: what of a profile they name. */
export type Carried = { base: Scope; session: Session | undefined; nesting: Nesting; texts: Set<string>; named: { texts: number; fields: ReadonlySet<string> } | undefined; strict: boolean; steps: number; since: number }
export type BrazeContext = Context & { carried: Carried }

const own = (object: unknown, key: PropertyKey): boolean => Object.hasOwn(object as object, key)

const PROFILE: readonly unknown[] = [USER, 'custom_attribute']
/** Whether a text that was passed back may have this field of the profile: Braze fetches what the message itself names, before it calls. docs: user_profile_fields_connected_content */
function mayKnow(carried: Carried, namespace: unknown, key: unknown): boolean {
  const { texts, session } = carried
  if (carried.named?.texts !== texts.size) {
    const references = [...texts].flatMap((text) => [...text.matchAll(/(?:(\w{1,30})\.)?\$\{([^}]{1,300})\}/g)])
    carried.named = { texts: texts.size, fields: new Set(references.map(([, name, field]) => `${name ?? USER}.${field!.trim().replace(/\[\d+\].*$/, '')}`)) }
  }
  if (carried.named.fields.has(`${String(namespace)}.${String(key)}`)) return true
  session?.notes.push({ message: `'${String(key)}' is empty here: the message itself has to name it, for Liquid that is rendered again` })
  return false
}

/** Contexts of one kind of namespaces: `named` finds those that are neither assigned nor in the scope; `expression` is an output inside a condition. */
export function contextClass(named: (name: string, carried: Carried) => unknown, expression: (text: string) => Value) {
  const { Context: Base, Drop: BaseDrop } = liquidjs()
  type Inside = { scopes: Scope[]; environments: Scope }
  const Plain = Base as unknown as new (...args: unknown[]) => Context

  return class extends Plain {
    carried: Carried
    constructor(liquid: Liquid, sync: boolean, carried: Carried) {
      super({}, liquid.options, { sync }, { liquid })
      this.carried = carried
    }
    private named(name: string): unknown {
      const { scopes, environments } = this as unknown as Inside
      for (let at = scopes.length - 1; at >= 0; at--) if (name in scopes[at]!) return scopes[at]![name]
      if (own(environments, name)) return environments[name]
      return own(this.carried.base, name) ? this.carried.base[name] : named(name, this.carried)
    }
    /** A path of names. Without a generator: nearly all of them are there at once. */
    override _get(path: (string | Drop)[]): never {
      const names = path as unknown[]
      const assigned = (this as unknown as Inside).scopes[0]!
      if (names[0] === FLOAT) return float(Number(names[1])) as never
      if (names[0] === NESTED) {
        const [value, context] = [expression(names[1] as string), this as never]
        const quick = quickly(value, context)
        return (quick === SLOW ? value.value(context, false) : quick) as never
      }
      if (names[0] === 'forloop' && names[1] === 'parentloop') return this.parentLoop(names.slice(1)) as never
      // A variable by the name of an attribute hides it. docs: supported_personalization_tags
      const hidden = names[0] === USER && names.length > 1 && own(assigned, names[1] as string)
      if (this.carried.nesting.passedBack > 0 && !hidden && names.length > 1 && PROFILE.includes(names[0]) && !mayKnow(this.carried, names[0], names[1])) return undefined as never
      let value = hidden ? assigned[names[1] as string] : this.named(names[0] as string)
      for (let at = hidden ? 2 : 1; at < names.length; at++) {
        value = this.readProperty(value as never, names[at] as never)
        if (isIterator(value)) return this.rest(value, names.slice(at + 1)) as never
      }
      return value as never
    }
    /** `forloop.parentloop`, which liquidjs does not have: the loop around this one. docs: Shopify Liquid ("forloop") */
    private parentLoop(names: unknown[]): unknown {
      const loops = (this as unknown as Inside).scopes.flatMap((scope) => (own(scope, 'forloop') ? [scope['forloop']] : []))
      const from = names.findIndex((name) => name !== 'parentloop')
      const loop = loops.at(-1 - (from < 0 ? names.length : from))
      return from < 0 || loop === undefined ? loop : names.slice(from).reduce((value, name) => this.readProperty(value as never, name as never) as unknown, loop)
    }
    private *rest(value: unknown, names: unknown[]): Generator<unknown, unknown, unknown> {
      let found = yield value
      for (const name of names) found = yield this.readProperty(found as never, name as never)
      return found
    }
    override readProperty(object: never, key: never): never {
      const held = object as unknown
      if (typeof held === 'object' && held !== null && LOOKUP in held) return (held as LazyRecord)[LOOKUP](String(key)) as never
      if (key === ('size' as never) && typeof held === 'string') return lengthOf(held) as never
      // The page on nested attributes writes `[0]` behind a single object. docs: nested_custom_attribute_support
      if (key === (0 as never) && typeof held === 'object' && held !== null && !Array.isArray(held) && !(held instanceof BaseDrop) && !own(held, 0)) return object
      return (super.readProperty as (object: never, key: never) => never)(object, key)
    }
  }
}

/** Collects what a template gives, in Ruby's spelling, as long as there is room. */
function createEmitter(context: Context): Emitter & { buffer: string } {
  return {
    buffer: '',
    write(value: unknown) {
      const text = typeof value === 'string' ? value : printed(value)
      context.memoryLimit.use(text.length)
      this.buffer += text
    },
  } as Emitter & { buffer: string }
}

/** One step of a rendering: an output, a tag, a filter. */
export function step({ carried, sync }: BrazeContext): void {
  if (++carried.steps > MOST_STEPS) throw new Error(`the template does not end: limit exceeded of ${MOST_STEPS} steps`)
  if (sync && carried.steps % 1024 === 0 && elapsed() - carried.since > LONGEST_MS) throw new Error(`the template takes too long: limit exceeded of ${LONGEST_MS} ms`)
}

type Handler = (value: unknown, ...args: unknown[]) => unknown
/** The filter, each use of it a step, and the texts it reads and makes part of what a rendering may take: without it, 200 times `base64_encode` make gigabytes. */
export const counted = (filter: Handler): Handler =>
  function (this: { context: BrazeContext }, value, ...args) {
    const { context } = this
    step(context)
    for (const one of [value, ...args]) if (typeof one === 'string') context.memoryLimit.use(one.length)
    const made = filter(value, ...args)
    if (typeof made === 'string') context.memoryLimit.use(made.length)
    return made
  } as Handler

/** The error that began it: liquidjs wraps what tags and filters throw. */
export function rootOf(error: unknown): unknown {
  let root = error
  while ((root as { originalError?: unknown } | undefined)?.originalError !== undefined) root = (root as { originalError: unknown }).originalError
  return root
}

type Branches = { branches: { value: Value; templates: Template[] }[]; elseTemplates?: Template[] }
/** The branch of an `if` that is taken. */
function* branchOf({ branches, elseTemplates }: Branches, context: Context): Generator<unknown, Template[] | undefined, unknown> {
  for (const { value, templates } of branches) {
    const quick = quickly(value, context)
    const met = quick === SLOW ? yield value.value(context, false) : quick
    if (liquidjs().isTruthy(met, context)) return templates
  }
  return elseTemplates
}

/** liquidjs's loop over a template, with our bounds and emitter; errors that Liquid says in its output stand where the value would. */
export function* renderTemplates(templates: readonly Template[], given: Context, into?: Emitter): Generator<unknown, string, unknown> {
  const context = given as BrazeContext & { breakCalled: boolean; continueCalled: boolean }
  const emitter = (into ?? createEmitter(context)) as Emitter & { buffer: string }
  const { IfTag, Output } = liquidjs()
  step(context)
  for (const template of templates) {
    const { str } = template as { str?: string }
    if (str !== undefined) {
      emitter.write(str) // plain text, which is most of a template
      continue
    }
    step(context)
    try {
      if (template instanceof Output) {
        const value = quickly(template.value, context)
        emitter.write(value === SLOW ? yield template.value.value(context, false) : value) // liquidjs would print what the value is to JavaScript
        continue
      }
      if (template instanceof IfTag) {
        const branch = yield* branchOf(template as unknown as Branches, context)
        if (branch !== undefined) yield* renderTemplates(branch, context, emitter)
        if (context.breakCalled || context.continueCalled) break
        continue
      }
      const text = yield template.render(context, emitter)
      if (typeof text === 'string' && text !== '') emitter.write(text)
      if (context.breakCalled || context.continueCalled) break
    } catch (error) {
      const { LiquidError, RenderError } = liquidjs()
      const root = rootOf(error)
      if (root instanceof SpokenError) emitter.write(root.message)
      else throw LiquidError.is(error) ? error : new RenderError(error as Error, template)
    }
  }
  return emitter.buffer
}

const literal = (name: string): unknown => (new (liquidjs().Tokenizer)(name).readValue() as unknown as { content: unknown }).content

/** Comparisons. `strict`: a text and a number do not compare, as in Ruby; without it they do, as numbers. */
export function operators(): Record<string, (left: unknown, right: unknown, context: Context) => boolean> {
  const [nil, blank, empty] = [literal('nil'), literal('blank'), literal('empty')]
  const { isTruthy, Drop: BaseDrop } = liquidjs()
  const plain = (value: unknown): unknown => (value === nil || value === undefined ? null : value instanceof BaseDrop ? (value.valueOf() as unknown) : value)
  const isEmpty = (value: unknown): boolean => value === '' || (Array.isArray(value) ? value.length === 0 : typeof value === 'object' && value !== null && Object.keys(value).length === 0)
  const isBlank = (value: unknown): boolean => value === null || value === false || (typeof value === 'string' ? value.trim() === '' : isEmpty(value))
  const room = (value: unknown, { memoryLimit }: Context): void => void (Array.isArray(value) && memoryLimit.use(value.length))

  function equals(left: unknown, right: unknown, context: Context): boolean {
    if (left === blank || right === blank) return left === right || isBlank(plain(left === blank ? right : left))
    if (left === empty || right === empty) return isEmpty(plain(left === empty ? right : left))
    const [one, other] = [plain(left), plain(right)]
    if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return one === other
    room(one, context)
    return isDeepStrictEqual(one, other)
  }

  const kind = (value: unknown): string => (typeof value === 'number' ? (Number.isInteger(value) ? 'Integer' : 'Float') : 'String')
  const compare = (test: (left: never, right: never) => boolean) => (left: unknown, right: unknown, context: Context): boolean => {
    const [one, other] = [plain(left), plain(right)]
    if (one === null || other === null || left === blank || right === blank || left === empty || right === empty) return false
    const [textual, comparable] = [typeof one === 'string', ['string', 'number'].includes(typeof one) && ['string', 'number'].includes(typeof other)]
    if (!comparable) return false
    if (typeof one !== typeof other && (context as BrazeContext).carried.strict) throw new SpokenError(`comparison of ${kind(one)} with ${textual ? printed(right) : 'String'} failed`)
    return test(one as never, other as never)
  }

  return {
    '==': equals,
    '!=': (left, right, context) => !equals(left, right, context),
    '<>': (left, right, context) => !equals(left, right, context),
    '>': compare((left, right) => left > right),
    '<': compare((left, right) => left < right),
    '>=': compare((left, right) => left >= right),
    '<=': compare((left, right) => left <= right),
    contains(left, right, context) {
      const [whole, part] = [plain(left), plain(right)]
      if (part === null) return false
      if (typeof whole === 'string') return whole.includes(printed(part))
      room(whole, context)
      if (Array.isArray(whole)) return whole.some((one) => equals(one, right, context))
      return typeof whole === 'object' && whole !== null && own(whole, printed(part))
    },
    and: (left, right, context) => isTruthy(left, context) && isTruthy(right, context),
    or: (left, right, context) => isTruthy(left, context) || isTruthy(right, context),
  }
}
