// Liquid as Braze runs it: liquidjs behind Braze's notation, with Braze's tags and filters. Nothing of it is loaded before the first template. docs: liquid/using_liquid
import type { Emitter, Liquid, Parser, Template, TagToken, TopLevelToken, Value } from 'liquidjs'
import { elapsed } from '../../kernel/clock.ts'
import type { BrazeContext, Carried } from './dialect.ts'
import { contextClass, counted, liquidjs, LONGEST_TEMPLATE, MEMORY, operators, renderTemplates, rootOf } from './dialect.ts'
import { filtersFor, FOREIGN, UNSUPPORTED } from './filters.ts'
import { MessageAborted, MustWait, TryAgain } from './outcomes.ts'
import type { Rewritten } from './rewriter.ts'
import { FLOAT, NESTED, NotLiquid, rewrite, USER } from './rewriter.ts'
import type { Note, Session } from './session.ts'
import type { Given, Scope, Tag } from './tag.ts'
import { LiquidMistake } from './tag.ts'
import { inBraces } from './tag-words.ts'
import { tags as own } from './tags/index.ts'
import { echoClass, MOST_BLOCKS, translationClass, unsupportedTags } from './other-tags.ts'

const LONGEST_QUOTED = 200 // characters of a template in a mistake
const AUTHORS_KEY = new RegExp(`${USER}\\[\\\\?"([^"\\\\]*)\\\\?"\\]`, 'g')
const AUTHORS_FLOAT = new RegExp(`${FLOAT}\\[\\\\?"([^"\\\\]*)\\\\?"\\]`, 'g')
const OWN_NAMES = new RegExp(`${USER}|${FLOAT}|${NESTED}`)
const LONGEST_PIECE = 40 // characters of a template in a mistake about a part of it
const KEPT = 500 // templates kept as parsed: a campaign renders one for each of its users

type Parsed = { templates: Template[]; mistake: LiquidMistake | undefined; rewritten: Rewritten; notes: Note[] }
type LiquidFault = Error & { token?: { begin: number; input: string } }
/** Errors that are for the sender, not for the author. */
export type Outcomes = readonly (abstract new (...args: never[]) => Error)[]

export type LiquidOptions = {
  tags?: readonly Tag[]
  /** The world's time, for 'now' and 'today'. */
  now?: () => number
  /** The content of a Content Block by name. */
  block?: (name: string) => string | undefined
  /** As strict as Ruby's engine may be: unknown filters are mistakes, texts and numbers do not compare. */
  strict?: () => boolean
  /** Errors of tags that go to the caller as they are. */
  outcomes?: Outcomes
}

/** The Liquid of one world. */
export function createLiquid({ tags = own, now = () => 0, block = () => undefined, strict = () => false, outcomes = [] }: LiquidOptions = {}) {
  const rawTags = new Set(tags.map(({ name }) => name))
  const passing: Outcomes = [MessageAborted, MustWait, TryAgain, ...outcomes]
  const kept = new Map<string, Parsed>()
  const expressions = new Map<string, Value>()
  let made: { liquid: Liquid; Context: ReturnType<typeof contextClass>; filters: ReadonlySet<string> } | undefined
  /** What the parse that is under way has met. */
  let met: { filters: string[]; tags: string[] } = { filters: [], tags: [] }

  function engine() {
    if (made !== undefined) return made
    const liquid = new (liquidjs().Liquid)({ memoryLimit: MEMORY, ownPropertyOnly: true, strictFilters: false, templates: {}, operators: operators() as never })
    for (const name of [...FOREIGN, ...UNSUPPORTED]) liquid.unregisterFilter(name)
    for (const [name, filter] of Object.entries(filtersFor(now))) liquid.registerFilter(name, counted(filter))
    const filters = new Set(Object.keys(liquid.filters))
    ;(liquid as { filters: object }).filters = new Proxy(liquid.filters, { get: (known, name) => (typeof name === 'string' && !filters.has(name) && met.filters.push(name), known[name as string]) })
    for (const [name, tag] of unsupportedTags((name) => met.tags.push(name))) liquid.registerTag(name, tag)
    liquid.registerTag('echo', echoClass())
    liquid.registerTag('translation', translationClass(nested))
    for (const tag of tags) liquid.registerTag(tag.name, classOf(tag))
    ;(liquid.renderer as { renderTemplates: unknown }).renderTemplates = renderTemplates
    const blocks = new (blocksClass())()
    const Context = contextClass((name, { session }) => (name === 'content_blocks' ? blocks : session?.variables(name)), expression)
    return (made = { liquid, Context, filters })
  }

  /** Another template in the place of a value: a mistake in it is told in the words of `within`. */
  function* nested(source: string, context: BrazeContext, within: string): Generator<unknown, string, unknown> {
    const parsed = parse(source)
    if (parsed.mistake !== undefined) throw new Error(`${within}: ${parsed.mistake.message}`)
    context.carried.session?.notes.push(...parsed.notes.map((note) => ({ ...note, message: `${within}: ${note.message}` })))
    try {
      return (yield renderTemplates(parsed.templates, context)) as string
    } catch (error) {
      const root = rootOf(error)
      throw passing.some((one) => root instanceof one) ? root : new Error(`${within}: ${mistakeOf(error as LiquidFault, source, parsed.rewritten).message}`)
    }
  }

  /** The output with filters that stands inside a condition. `anew`: what it meets is heard of. */
  function expression(text: string, anew = false): Value {
    const value = (anew ? undefined : expressions.get(text)) ?? new (liquidjs().Value)(text, engine().liquid)
    if (expressions.size >= KEPT) expressions.delete(expressions.keys().next().value!)
    expressions.set(text, value)
    return value
  }
  /** Says at once that it makes no sense. */
  function judge(text: string, offset: number): void {
    try {
      expression(text, true)
    } catch (error) {
      throw new NotLiquid((rootOf(error) as Error).message.replace(/, (?:file|line):[^]*$/, ''), offset)
    }
  }

  /** A text that a catalog or a service gave. */
  function* passedBack(source: string, context: BrazeContext, { within, passedBack }: Given): Generator<unknown, string, unknown> {
    const { nesting } = context.carried
    nesting.cells++
    if (passedBack) nesting.passedBack++
    try {
      return (yield nested(source, context, within)) as string
    } finally {
      nesting.cells--
      if (passedBack) nesting.passedBack--
    }
  }

  /** `content_blocks`: each block is read when it is named, so that a change of it is seen at once; one may hold another, and no more. docs: content_blocks ("live-linked", "nest") */
  function blocksClass() {
    return class extends liquidjs().Drop {
      override *liquidMethodMissing(key: string | number, given: unknown): Generator<unknown, unknown, unknown> {
        const context = given as BrazeContext
        const { nesting, session } = context.carried
        const deep = nesting.names.length >= MOST_BLOCKS
        const content = deep ? undefined : block(String(key))
        if (content === undefined) session?.notes.push({ message: deep ? `the Content Block '${String(key)}' is nested too deeply, and left out` : `there is no Content Block '${String(key)}'` })
        if (content === undefined) return null
        nesting.names.push(String(key))
        context.carried.texts.add(content)
        try {
          return yield nested(content, context, `Content Block '${String(key)}'`)
        } finally {
          nesting.names.pop()
        }
      }
    }
  }

  function classOf(tag: Tag) {
    type Piece = { name: string; text: string; templates: Template[] | undefined }
    const pieceOf = ([name, text]: [string, string]): Piece => {
      if (!text.includes('{')) return { name, text, templates: undefined }
      const parsed = parse(text)
      if (parsed.mistake !== undefined) throw new Error(parsed.mistake.message)
      return { name, text, templates: parsed.templates }
    }
    return class extends liquidjs().Tag {
      pieces: Piece[] | undefined
      constructor(token: TagToken, rest: TopLevelToken[], liquid: Liquid, _parser: Parser) {
        super(token, rest, liquid)
        const parts = tag.parts === undefined ? { args: token.args } : tag.parts(inBraces(token.args))
        this.pieces = parts === undefined ? undefined : Object.entries(parts).map(pieceOf)
      }
      override *render(given: unknown, emitter: Emitter): Generator<unknown, void, unknown> {
        if (this.pieces === undefined) return
        const context = given as BrazeContext
        const { toPromise, toValueSync } = liquidjs()
        const values: Record<string, string> = {}
        for (const { name, text, templates } of this.pieces) values[name] = templates === undefined ? text : ((yield renderTemplates(templates, context)) as string)
        const result = tag.run({
          args: tag.parts === undefined ? values['args']!.trim() : '',
          parts: tag.parts === undefined ? {} : values,
          get: (name) => toValueSync(context._get([name]) as never),
          set: (name, value) => void ((context.bottom() as Scope)[name] = value),
          render: (source, given) => (context.sync ? toValueSync(passedBack(source, context, given) as never) : toPromise(passedBack(source, context, given) as never)),
          nesting: context.carried.nesting,
          now: context.sync,
          session: context.carried.session,
        })
        if (context.sync && typeof result !== 'string') throw new MustWait(`${tag.name} has to wait, and can not be rendered here`)
        emitter.write((yield result) as string)
      }
    }
  }

  /** liquidjs quotes the rewritten text, and knows nothing of Braze. */
  function inAuthorsWords(said: string, source: string, offset: number): string {
    if (said === 'memory alloc limit exceeded') return `the template takes too much room: limit exceeded of ${MEMORY} characters`
    const tag = source.slice(source.lastIndexOf('{%', offset), offset + LONGEST_QUOTED)
    if (said === 'invalid range syntax') return /^\{%-?\s*(?:if|elsif|unless)\b/.test(tag) ? 'parentheses are not allowed in conditions' : said
    if (/^tag \{%.* not closed$/s.test(said)) return `tag ${/^\{%[^]*?%\}/.exec(source.slice(offset, offset + LONGEST_QUOTED))?.[0] ?? source.slice(offset, offset + 16)} not closed`
    const words = said.replace(/^Liquid error: /, '').replace(AUTHORS_KEY, '${$1}').replace(AUTHORS_FLOAT, '$1')
    // What was cut in the middle, or stands in another notation: the author's text from there
    return OWN_NAMES.test(words) ? words.replace(/"[^]*"/, () => `"${source.slice(offset, offset + LONGEST_PIECE)}…"`) : words
  }

  /** In the author's words and place: liquidjs speaks of the rewritten text. */
  function mistakeOf(error: LiquidFault, source: string, { authorOffset, text }: Rewritten): LiquidMistake {
    const offset = error instanceof NotLiquid ? error.offset : error.token?.input === text ? authorOffset(error.token.begin) : 0
    const lines = source.slice(0, offset).split('\n')
    const root = rootOf(error) as Error
    const said = root instanceof RangeError && /call stack/i.test(root.message) ? 'the template is nested too deeply' : root.message.replace(/, (?:file|line):[^]*$/, '')
    const message = inAuthorsWords(said, source, offset)
    return new LiquidMistake(`Liquid error (line ${lines.length}): ${message}`, lines.length, lines.at(-1)!.length + 1)
  }

  const placeOf = (source: string, offset: number): { line: number; column: number } => {
    const lines = source.slice(0, Math.max(offset, 0)).split('\n')
    return { line: lines.length, column: lines.at(-1)!.length + 1 }
  }

  function parseAnew(source: string): Parsed {
    const notes: Note[] = []
    let rewritten: Rewritten = { text: source, authorOffset: (offset) => offset }
    const outer = met
    met = { filters: [], tags: [] }
    try {
      if (source.length > LONGEST_TEMPLATE) throw new Error(`the template is too long: limit exceeded of ${LONGEST_TEMPLATE} characters`)
      rewritten = rewrite(source, rawTags, (message, offset) => void notes.push({ message, ...placeOf(source, offset) }), judge)
      const templates = engine().liquid.parse(rewritten.text)
      for (const name of new Set(met.tags)) notes.push({ message: `the tag '${name}' is not supported: nothing stands in its place`, ...placeOf(source, source.search(new RegExp(`\\{%-?\\s*${name}\\b`))) })
      for (const name of new Set(met.filters)) {
        const place = placeOf(source, source.search(new RegExp(`\\|\\s*${name}\\b`)))
        if (strict()) throw new NotLiquid(`there is no filter '${name}'`, source.search(new RegExp(`\\|\\s*${name}\\b`)))
        notes.push({ message: UNSUPPORTED.includes(name) ? `the filter '${name}' is not supported by Braze: the value passes through it` : `there is no filter '${name}': the value passes through it`, ...place })
      }
      return { templates, mistake: undefined, rewritten, notes }
    } catch (error) {
      return { templates: [], mistake: mistakeOf(error as LiquidFault, source, rewritten), rewritten, notes }
    } finally {
      met = outer
    }
  }

  function parse(source: string): Parsed {
    const key = strict() ? `strict ${source}` : source
    const known = kept.get(key)
    if (known !== undefined) return known
    const parsed = parseAnew(source)
    if (kept.size >= KEPT) kept.delete(kept.keys().next().value!)
    kept.set(key, parsed)
    return parsed
  }

  function begin(source: string, base: Scope, session: Session | undefined, sync: boolean) {
    const parsed = parse(source)
    if (parsed.mistake !== undefined) throw parsed.mistake
    if (parsed.notes.length > 0) session?.notes.push(...parsed.notes)
    const { liquid, Context } = engine()
    const carried: Carried = { base, session, nesting: { names: [], cells: 0, passedBack: 0 }, texts: new Set([source]), named: undefined, strict: strict(), steps: 0, since: elapsed() }
    return { parsed, rendering: renderTemplates(parsed.templates, new Context(liquid, sync, carried)) }
  }

  function failure(error: unknown, source: string, { rewritten }: Parsed): unknown {
    const root = rootOf(error)
    return passing.some((one) => root instanceof one) ? root : mistakeOf(error as LiquidFault, source, rewritten)
  }

  return {
    /** The template with the variables of `scope`, and those of the session's user. Throws LiquidMistake, and what tags throw for the sender. */
    async render(source: string, scope: Scope, session?: Session): Promise<string> {
      const { parsed, rendering } = begin(source, scope, session, false)
      try {
        return await (liquidjs().toPromise(rendering as never) as Promise<string>)
      } catch (error) {
        throw failure(error, source, parsed)
      }
    },
    /** As `render`, within a transaction: nothing may wait. Throws MustWait for what has to. */
    renderNow(source: string, scope: Scope, session?: Session): string {
      const { parsed, rendering } = begin(source, scope, session, true)
      try {
        return liquidjs().toValueSync(rendering as never) as string
      } catch (error) {
        throw failure(error, source, parsed)
      }
    },
    /** What can be said of a template without rendering it. */
    check(source: string): { mistake: LiquidMistake | undefined; notes: readonly Note[] } {
      const { mistake, notes } = parse(source)
      return { mistake, notes }
    },
  }
}

export type LiquidEngine = ReturnType<typeof createLiquid>
