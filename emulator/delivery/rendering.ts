// Renders all texts of a message for one user: each field in a scope of its own, codes, extras and notes shared by the message. docs: connected_content/local_connected_content_variables ("scoped to one field")
import type { Db } from '../kernel/db.ts'
import type { ContentBlocks } from '../domain/content/content-blocks.ts'
import { blocksIn } from '../domain/content/references.ts'
import type { Decisions } from '../domain/decisions.ts'
import type { Origin, Target } from '../domain/messages/messages.ts'
import { NO_ORIGIN } from '../domain/messages/messages.ts'
import type { ProfileRow } from '../domain/profiles/profiles.ts'
import type { PromotionLists } from '../domain/promotion-lists.ts'
import type { Issue } from '../domain/campaigns/messages.ts'
import type { LiquidEngine } from './liquid/engine.ts'
import { MessageAborted, MustWait, TryAgain } from './liquid/outcomes.ts'
import type { Personalization } from './liquid/personalization.ts'
import type { ConnectedCall, Note, Session } from './liquid/session.ts'
import { LiquidMistake } from './liquid/tag.ts'
import type { Translated } from './liquid/translated.ts'
import { extrasOf } from './liquid/tags/message-extras.ts'
import { listsIn } from './liquid/tags/promotion.ts'
import type { Cause, Json, Outgoing } from './outgoing.ts'
import type { Rendered } from './channels/channel.ts'
import { Unsendable } from './channels/channel.ts'

export { MessageAborted, MustWait, TryAgain } from './liquid/outcomes.ts'

export type RenderingJob = {
  outgoing: Outgoing
  profile: ProfileRow
  target: Target
  /** `send` and `test` use up promotion codes; `preview` has no side effects. */
  purpose: 'send' | 'test' | 'preview'
  /** Attempts that `:retry` has had. */
  attempts: number
  /** The message, where it is known: links in it name it. */
  message_id?: string
}
export type PreviewJob = { profile: ProfileRow; channel: string; origin?: Partial<Origin>; cause?: Cause; target?: Target; transactional?: boolean }
export type Preview = {
  /** Null when nothing would be sent. */
  body: Json | null
  notes: Note[]
  extras: Record<string, string> | null
  aborted?: string
  error?: { message: string; line?: number; column?: number; field?: string; reason?: string }
  connected_content: ConnectedCall[]
}

const MOST_TOLD = 10_000

const isTemplate = (text: string): boolean => text.includes('{{') || text.includes('{%')
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null

/** The texts of a message with Liquid in them, each with its place, in the order of the message. */
function* textsOf(value: unknown, path = ''): Generator<[string, string]> {
  if (typeof value === 'string') {
    if (isTemplate(value)) yield [path, value]
  } else if (Array.isArray(value)) for (const [index, one] of value.entries()) yield* textsOf(one, `${path}[${index}]`)
  else if (isObject(value)) for (const [name, one] of Object.entries(value)) yield* textsOf(one, path === '' ? name : `${path}.${name}`)
}

/** The message with texts in the places of templates; those that are none stay what they are. */
function filled(value: unknown, texts: ReadonlyMap<string, string>, path = ''): unknown {
  if (typeof value === 'string') return texts.get(path) ?? value
  if (Array.isArray(value)) return value.map((one, index) => filled(one, texts, `${path}[${index}]`))
  if (isObject(value)) return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, filled(one, texts, path === '' ? name : `${path}.${name}`)]))
  return value
}

/** What an author should read of it. */
const spoken = ({ reason, detail }: Unsendable): string => (typeof detail['abort_log'] === 'string' ? detail['abort_log'] : typeof detail['code_snippet'] === 'string' ? `the promotion code list '${detail['code_snippet']}' has no code left, or there is none` : reason)

/** One note for each thing to say, however often it was met. */
const distinct = (notes: readonly Note[]): Note[] => [...new Map(notes.map((note) => [JSON.stringify(note), note])).values()]

type Nouns = { db: Db; decisions: Decisions; liquid: LiquidEngine; personalization: Personalization; translated: Translated; promotionLists: PromotionLists; contentBlocks: ContentBlocks }
type Read = { texts: readonly [string, string][]; lists: () => Iterable<string> }
type Taken = { seq: number; snippet: string }
type Started = { session: Session; texts: readonly [string, string][]; done: Map<string, string>; taken: Taken[] }

/** Renders messages of one world. */
export function createRendering({ db, decisions, liquid, personalization, translated, promotionLists, contentBlocks }: Nouns) {
  const told = new Set<string>()
  const bodies = new WeakMap<Json, Read>()

  /** The lists that a message names, also in its Content Blocks and theirs. */
  function listsOf(texts: readonly [string, string][]): Set<string> {
    const lists = new Set<string>()
    const look = (text: string, depth: number): void => {
      for (const snippet of listsIn(text)) lists.add(snippet)
      if (depth < 2 && text.includes('content_blocks')) for (const name of blocksIn(text)) look(contentBlocks.named(name)?.content ?? '', depth + 1)
    }
    for (const [, text] of texts) look(text, 0)
    return lists
  }

  /** A broadcast has one body for all its users: it is looked through once. */
  function read(body: Json): Read {
    const known = bodies.get(body)
    if (known !== undefined) return known
    const texts = [...textsOf(body)]
    const mayName = texts.some(([, text]) => text.includes('promotion') || text.includes('content_blocks'))
    const made: Read = { texts, lists: mayName ? () => listsOf(texts) : () => [] }
    bodies.set(body, made)
    return made
  }

  function start(job: RenderingJob): Started {
    const { outgoing, profile, purpose } = job
    const { origin, channel, transactional } = outgoing
    const { dispatch_id, canvas_entry_id, canvas_step_id } = origin
    // "a user gets a new code for every step they enter"; "the same code in each channel". docs: promotion_codes/manage
    const allotment = (): string => JSON.stringify([dispatch_id ?? job.message_id ?? null, profile.id, canvas_entry_id, canvas_step_id])
    const taken: Taken[] = []
    const codes = new Map<string, string | undefined>()
    const { texts, lists } = read(outgoing.body)
    const session: Session = {
      variables: personalization.variables(job), purpose, channel, transactional, in_canvas: origin.canvas_id !== null, key: `${profile.braze_id}:${dispatch_id ?? job.message_id ?? ''}`,
      extras: new Map(), translation: translated(job), calls: [], failed: new Map(), again: undefined, notes: [],
      code(snippet) {
        if (!codes.has(snippet)) {
          const allotted = purpose === 'preview' ? undefined : db.tx(() => promotionLists.take(snippet, profile, allotment()))
          if (allotted?.seq !== undefined) taken.push({ seq: allotted.seq, snippet })
          codes.set(snippet, purpose === 'preview' ? promotionLists.peek(snippet) : allotted?.code)
        }
        return codes.get(snippet)
      },
    }
    if (purpose !== 'preview' && !transactional && channel !== 'banner') for (const snippet of lists()) session.code(snippet)
    return { session, texts, done: new Map(), taken }
  }

  /** What stopped the message; codes it took are free again, unless it is going to be tried again. */
  function stopped(error: unknown, field: string, { taken, session }: Started, { profile }: RenderingJob): unknown {
    // "the abort logic takes precedence", all else waits for the answer. docs: connected_content/aborting_connected_content
    if (session.again !== undefined && !(error instanceof MessageAborted)) return new TryAgain(session.again)
    if (!(error instanceof MustWait || error instanceof TryAgain) && taken.length > 0) db.tx(() => taken.splice(0).forEach(({ seq, snippet }) => promotionLists.release(seq, snippet, profile)))
    if (!(error instanceof LiquidMistake)) return error
    const mistake = new LiquidMistake(error.message, error.line, error.column) // the parsed template keeps its mistake for others
    mistake.field = field
    return mistake
  }

  /** What the author of a definition should know is a decision once, not for each of its users. */
  function tell(notes: readonly Note[], { campaign_id, canvas_id, canvas_step_id, message_variation_id }: Origin): void {
    if (campaign_id === null && canvas_id === null) return
    for (const note of notes) {
      const compared = { campaign_id, canvas_id, canvas_step_id, message_variation_id, field: note.field, line: note.line, column: note.column }
      const key = JSON.stringify([note.message, compared])
      if (told.has(key) || told.size >= MOST_TOLD) continue
      told.add(key)
      db.tx(() => decisions.ignored({ rule: 'liquid', why: note.message, compared: Object.fromEntries(Object.entries(compared).filter(([, value]) => value != null)) }))
    }
  }

  function finish({ session, done }: Started, { outgoing: { body, origin }, purpose }: RenderingJob): Rendered {
    if (session.notes.length > 0 && purpose === 'send') tell(distinct(session.notes), origin)
    return { body: (done.size === 0 ? body : filled(body, done)) as Json, message_extras: session.extras.size === 0 ? null : extrasOf(session), notes: session.notes.length === 0 ? [] : distinct(session.notes) }
  }

  /** Notes that came with a field are about that field. */
  function placed(session: Session, from: number, field: string): void {
    for (let at = from; at < session.notes.length; at++) if (session.notes[at]!.field === undefined) session.notes[at] = { ...session.notes[at]!, field }
  }

  async function renderAll(started: Started, job: RenderingJob): Promise<void> {
    for (const [field, text] of started.texts) {
      const from = started.session.notes.length
      try {
        started.done.set(field, await liquid.render(text, {}, started.session))
      } catch (error) {
        throw stopped(error, field, started, job)
      } finally {
        placed(started.session, from, field)
      }
      if (started.session.again !== undefined) throw new TryAgain(started.session.again)
    }
  }

  return {
    /** Inside a transaction. Throws MustWait, MessageAborted, LiquidMistake, Unsendable. */
    renderNow(job: RenderingJob): Rendered {
      const started = start(job)
      for (const [field, text] of started.texts) {
        const from = started.session.notes.length
        try {
          started.done.set(field, liquid.renderNow(text, {}, started.session))
        } catch (error) {
          throw stopped(error, field, started, job)
        }
        placed(started.session, from, field)
      }
      return finish(started, job)
    },
    /** Outside of one. Throws MessageAborted, LiquidMistake, TryAgain, Unsendable. */
    async render(job: RenderingJob): Promise<Rendered> {
      const started = start(job)
      await renderAll(started, job)
      return finish(started, job)
    },
    /** What a message would be for a user. No code is used, no link made, no row written; Connected Content is really asked. */
    async preview(body: Json, { profile, channel, origin = {}, cause = {}, target = {}, transactional = false }: PreviewJob): Promise<Preview> {
      const outgoing: Outgoing = { profile_id: profile.id, channel, body, origin: { ...NO_ORIGIN, ...origin }, targeting: 'all', cause, frequency_capping: false, quiet_hours: null, tags: [], test: true, transactional }
      const job: RenderingJob = { outgoing, profile, target, purpose: 'preview', attempts: 0 }
      const started = start(job)
      const { session } = started
      const say = (more: Partial<Preview>): Preview => ({ body: null, notes: distinct(session.notes), extras: extrasOf(session), connected_content: session.calls, ...more })
      try {
        await renderAll(started, job)
        return say({ body: finish(started, job).body })
      } catch (error) {
        if (error instanceof MessageAborted) return say({ aborted: error.log })
        if (error instanceof LiquidMistake) return say({ error: { message: error.message, line: error.line, column: error.column, ...(error.field === undefined ? {} : { field: error.field }) } })
        if (error instanceof Unsendable) return say({ error: { message: spoken(error), reason: error.reason } })
        throw error
      }
    },
    /** Mistakes of syntax in the templates of a message, each with the author's line and column. Braze takes such a message and does not send it. */
    checkTemplates(path: string, body: unknown): Issue[] {
      return [...textsOf(body)].flatMap(([field, text]) => {
        const { mistake } = liquid.check(text)
        return mistake === undefined ? [] : [{ path: `${path}.${field}`, message: `${mistake.message} (line ${mistake.line}, column ${mistake.column})` }]
      })
    },
    /** What an author should know of the templates of a message, without rendering them. */
    notesOf: (body: unknown): Note[] => [...textsOf(body)].flatMap(([field, text]) => liquid.check(text).notes.map((note) => ({ ...note, field }))),
  }
}

export type Rendering = ReturnType<typeof createRendering>
