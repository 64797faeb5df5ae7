// Liquid as Braze runs it: liquidjs behind Braze's notation, with Braze's tags and filters. Nothing of it is loaded before the first template. docs: liquid/using_liquid
import type { Context, Liquid, Template } from 'liquidjs'
import { lazy } from '../../kernel/lazy.ts'
import { filters, FOREIGN } from './filters.ts'
import type { Rewritten } from './rewriter.ts'
import { rewrite } from './rewriter.ts'
import type { Scope, Tag } from './tag.ts'
import { LiquidMistake } from './tag.ts'
import { tags as own } from './tags/index.ts'

const liquidjs = lazy<typeof import('liquidjs')>('liquidjs')

// A template must end: bounds on its length, its loops (ms) and what it builds up. Braze's are not published.
const LIMITS = { parseLimit: 5_000_000, renderLimit: 2_000, memoryLimit: 100_000_000 }
const KEPT = 200 // templates kept as parsed: a campaign renders one for each of its users

type Parsed = { templates: Template[] } | { mistake: LiquidMistake }
type LiquidFault = Error & { token?: { begin: number }; originalError?: Error }

/** The Liquid of one world. */
export function createLiquid({ tags = own }: { tags?: readonly Tag[] } = {}) {
  const rawTags = new Set(tags.map(({ name }) => name))
  const kept = new Map<string, Parsed>()
  let made: Liquid | undefined

  function engine(): Liquid {
    if (made !== undefined) return made
    const liquid = new (liquidjs().Liquid)({ ...LIMITS, timezoneOffset: 0, ownPropertyOnly: true, strictFilters: false, templates: {} })
    for (const name of FOREIGN) liquid.unregisterFilter(name)
    for (const [name, filter] of Object.entries(filters)) liquid.registerFilter(name, filter)
    for (const tag of tags) register(liquid, tag)
    return (made = liquid)
  }

  function register(liquid: Liquid, tag: Tag): void {
    liquid.registerTag(tag.name, {
      parse(token) {
        this['templates'] = liquid.parse(rewrite(token.args, rawTags).text)
      },
      *render(context: Context, emitter): Generator<unknown, void, unknown> {
        const args = (yield liquid.renderer.renderTemplates(this['templates'] as Template[], context)) as string
        const result = tag.run({ args: args.trim(), get: (name) => context.getSync([name]), set: (name, value) => void ((context.bottom() as Scope)[name] = value) })
        if (context.sync && typeof result !== 'string') throw new Error(`${tag.name} has to wait, and can not be rendered here`)
        emitter.write((yield result) as string)
      },
    })
  }

  /** In the author's words and place: liquidjs speaks of the rewritten text. */
  function mistakeOf(error: LiquidFault, source: string, { authorOffset }: Rewritten): LiquidMistake {
    const lines = source.slice(0, authorOffset(error.token?.begin ?? 0)).split('\n')
    const message = (error.originalError?.message ?? error.message).replace(/, (?:file|line):[^]*$/, '')
    return new LiquidMistake(`Liquid error (line ${lines.length}): ${message}`, lines.length, lines.at(-1)!.length + 1)
  }

  function parse(source: string): Parsed & { rewritten: Rewritten } {
    const rewritten = rewrite(source, rawTags)
    let parsed = kept.get(source)
    if (parsed === undefined) {
      try {
        parsed = { templates: engine().parse(rewritten.text) }
      } catch (error) {
        parsed = { mistake: mistakeOf(error as LiquidFault, source, rewritten) }
      }
      if (kept.size >= KEPT) kept.delete(kept.keys().next().value!)
      kept.set(source, parsed)
    }
    return { ...parsed, rewritten }
  }

  return {
    /** The template with the variables of `scope`. Throws LiquidMistake. */
    async render(source: string, scope: Scope): Promise<string> {
      const parsed = parse(source)
      if ('mistake' in parsed) throw parsed.mistake
      try {
        return String(await engine().render(parsed.templates, scope))
      } catch (error) {
        throw mistakeOf(error as LiquidFault, source, parsed.rewritten)
      }
    },
    /** As `render`, within a transaction: nothing may wait. */
    renderNow(source: string, scope: Scope): string {
      const parsed = parse(source)
      if ('mistake' in parsed) throw parsed.mistake
      try {
        return String(engine().renderSync(parsed.templates, scope))
      } catch (error) {
        throw mistakeOf(error as LiquidFault, source, parsed.rewritten)
      }
    },
  }
}

export type LiquidEngine = ReturnType<typeof createLiquid>
