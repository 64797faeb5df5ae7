// Violations told to people: a line each, the same ones counted together.
import type { Violation } from './plan.ts'

const MOST_VALUES = 12 // allowed values that a line names

/** Violations that are alike: how often, from where, between which rows. */
export type Finding = Violation & { count: number; sources: string[]; first_seq: number; last_seq: number; /** In words. */ text: string }

const quoted = (value: unknown): string => JSON.stringify(value) ?? String(value)

function oneOf(values: readonly unknown[]): string {
  const named = values.slice(0, MOST_VALUES).map(quoted).join(', ')
  return values.length > MOST_VALUES ? `${named} and ${values.length - MOST_VALUES} more` : named
}

const PLACES = { event: 'events', attribute: 'attributes', purchase: 'purchases' } as const

/** What is wrong, in a line. */
export function violationText({ what, name, rule, where, nearest, expected, actual, seen }: Violation): string {
  const whole = `${what} '${name}'`
  const subject = where === null ? whole : `${whole}: ${where}`
  const meant = nearest === null ? '' : `; did you mean '${nearest}'?`
  switch (rule) {
    case 'undeclared':
    case 'misspelt':
      return where === null ? `${whole} is not among the ${PLACES[what]} of the plan${meant}` : `${whole}: the plan has no '${where}'${meant}`
    case 'type':
      return `${subject} is ${String(actual).startsWith('a value') ? String(actual) : `of type ${String(actual)}`} (${quoted(seen)}), the plan says ${String(expected)}`
    case 'missing_property':
      return `${whole}: ${where ?? ''} is missing, the plan requires it (${String(expected)})`
    case 'value':
      return `${subject} is ${quoted(actual)}, the plan allows ${oneOf(expected as readonly unknown[])}${meant}`
    case 'unchanged':
      return `${subject} was sent again as it stood: a wasted data point`
  }
}

/** Counts violations that are alike. */
export function collectFindings() {
  const found = new Map<string, Finding>()
  return {
    add(violation: Violation, { seq, source }: { seq: number; source: string | null }): void {
      const { seen: _, ...alike } = violation
      const key = JSON.stringify(alike)
      const known = found.get(key)
      if (known === undefined) return void found.set(key, { ...violation, count: 1, sources: source === null ? [] : [source], first_seq: seq, last_seq: seq, text: violationText(violation) })
      known.count++
      known.last_seq = seq
      if (source !== null && !known.sources.includes(source)) known.sources.push(source)
    },
    all: (): Finding[] => [...found.values()],
  }
}

/** A finding as commands and reports print it. */
export const findingLine = ({ text, count, sources }: Pick<Finding, 'text' | 'count' | 'sources'>): string => `${text} (${[count === 1 ? 'once' : `${count} times`, ...sources].join(', ')})`
