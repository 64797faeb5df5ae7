// Context: up to ten variables, one after the other, each with the ones before it; what does not fit its type is not updated. docs: canvas_components/context, personalize/sources/context_variables
import type { Clock } from '../../../kernel/clock.ts'
import { parseTime } from '../../../domain/times.ts'
import type { CanvasEntries } from '../../../domain/canvas/entries.ts'
import type { ContextVariable, VariableType } from '../../../domain/campaigns/canvas-step-settings.ts'
import { isObject } from '../../../domain/campaigns/canvas-members.ts'
import type { Json } from '../../outgoing.ts'
import type { Read, Texts } from '../texts.ts'
import type { Result, Stay, StepType } from './step.ts'
import { stateOf } from './step.ts'

const MOST_BYTES = 50 * 1024 // "You can store up to 50 KB per Context step"
const MOST_ATTEMPTS = 13 // "retries the step approximately 13 times with exponential backoff. If all retries fail, the user exits"
const FIRST_RETRY = 1000

const NOTHING = Symbol('no value of the type')
const json = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return NOTHING
  }
}
/** "If the objects within your arrays are not valid JSON, the result will be a simple array of strings." */
const strings = (text: string): string[] => text.replace(/^\[|\]$/g, '').split(',').map((one) => one.trim().replace(/^(["'])(.*)\1$/, '$2')).filter((one) => one !== '')

const READ: Readonly<Record<VariableType, (text: string) => unknown>> = {
  boolean: (text) => (/^true$/i.test(text) ? true : /^false$/i.test(text) ? false : NOTHING),
  number: (text) => (Number.isFinite(Number(text)) ? Number(text) : NOTHING),
  string: (text) => text,
  array: (text) => ((read) => (Array.isArray(read) ? read : read === NOTHING ? strings(text) : NOTHING))(json(text)),
  object: (text) => ((read) => (isObject(read) ? read : NOTHING))(json(text)),
  // "By default, the time data type is in UTC"
  time: (text) => ((at) => (at === undefined ? NOTHING : new Date(at).toISOString()))(parseTime(text)),
}

type Seen = { name: string; value?: unknown; not_updated?: string }
type Asked = { stay: Stay; body: Json }

export function createContextStep({ clock, canvasEntries, texts }: { clock: Clock; canvasEntries: CanvasEntries; texts: Texts }): StepType {
  /** Asks for one rendered variable after the other; the answer is what becomes of the user. */
  function* evaluate(stay: Stay): Generator<Asked, { context: Json; seen: Seen[] } | { again: string }, Read> {
    let context = stay.entry.context
    let bytes = 0
    const seen: Seen[] = []
    for (const { name, type, value } of (stay.step.settings['variables'] ?? []) as ContextVariable[]) {
      if (bytes > MOST_BYTES) {
        seen.push({ name, not_updated: 'the variables before it have more than 50 KB' })
        continue
      }
      const read = yield { stay: { ...stay, entry: { ...stay.entry, context } }, body: { value: String(value) } }
      if ('error' in read) {
        if (read.again === true) return { again: read.error }
        seen.push({ name, not_updated: read.error })
        continue
      }
      const text = String(read.body['value']).trim()
      const found = text === '' ? NOTHING : READ[type](text)
      if (found === NOTHING) {
        seen.push({ name, not_updated: text === '' ? 'the value is empty' : `the value is no ${type}: ${text.slice(0, 100)}` })
        continue
      }
      bytes += Buffer.byteLength(JSON.stringify(found))
      if (bytes > MOST_BYTES) seen.push({ name, not_updated: 'with it the variables have more than 50 KB' })
      else {
        context = { ...context, [name]: found }
        seen.push({ name, value: found })
      }
    }
    return { context, seen }
  }

  function end(stay: Stay, result: { context: Json; seen: Seen[] } | { again: string }): Result {
    if ('again' in result) {
      const attempts = Number(stateOf(stay)['attempts'] ?? 0) + 1
      if (attempts > MOST_ATTEMPTS) return { exit: 'connected_content_failed', outcome: 'connected_content_failed', data: { attempts: attempts - 1, why: result.again } }
      return { until: clock.now() + FIRST_RETRY * 2 ** (attempts - 1), state: { attempts } }
    }
    canvasEntries.setContext(stay.entry, result.context)
    return { go: null, outcome: result.seen.some(({ not_updated }) => not_updated !== undefined) ? 'not_updated' : 'updated', data: { variables: result.seen } }
  }

  return {
    enter(stay) {
      const asking = evaluate(stay)
      let next = asking.next()
      while (!next.done) {
        const read = texts.now(next.value.stay, next.value.body)
        if (read === 'waits') return { work: {} }
        next = asking.next(read)
      }
      return end(stay, next.value)
    },
    due: (stay) => ({ work: stateOf(stay) }),
    async work(stay) {
      const asking = evaluate(stay)
      let next = asking.next()
      while (!next.done) next = asking.next(await texts.asked(next.value.stay, next.value.body))
      const result = next.value
      return (now) => end(now, result)
    },
  }
}
