// Results gathered by the rows of the QA plan: what pretty and HTML reports show first.
import type { Scenario } from '../registry.ts'
import type { Result } from '../runner.ts'

export type Row = { label: string; results: readonly Result[]; status: Result['status']; ms: number; /** Of the scenarios' tags. */ platforms: readonly string[] }

const PLATFORMS = ['web', 'ios', 'android']

// \u00B7: the command's bundle is read as ASCII, and letters of regular expressions are not escaped there
const number = (label: string): number => Number(/^(\d+) \u00B7 /.exec(label)?.[1] ?? Infinity)

/** The rows that the scenarios name, those of Braze's table first and by number, each once. */
export function labelsOf(scenarios: readonly Pick<Scenario, 'rows'>[]): string[] {
  return [...new Set(scenarios.flatMap(({ rows }) => rows))].sort((a, b) => (number(a) === number(b) ? 0 : number(a) - number(b)))
}

/** The scenarios by their first row, in the order of labelsOf, those without any last; of one row as they were. */
export function inRowOrder<One extends Pick<Scenario, 'rows'>>(scenarios: readonly One[]): One[] {
  const labels = labelsOf(scenarios)
  const place = (one: One): number => (one.rows.length === 0 ? labels.length : labels.indexOf(labelsOf([one])[0]!))
  return [...scenarios].sort((a, b) => place(a) - place(b))
}

/** The other rows of a scenario that is shown below one of them: `also row 5`; empty when there are none. */
export function alsoRows(scenario: Pick<Scenario, 'rows'>, label: string | undefined): string {
  const others = labelsOf([scenario]).filter((one) => one !== label)
  const numbers = others.map(number).filter((one) => one !== Infinity)
  const words = others.filter((one) => number(one) === Infinity).map((one) => `'${one}'`)
  const parts = [...(numbers.length === 0 ? [] : [`row${numbers.length === 1 ? '' : 's'} ${numbers.join(', ')}`]), ...words]
  return parts.length === 0 ? '' : `also ${parts.join(', ')}`
}

/** One row's results as one: failed when one of them failed, not run when none was. */
export function rowOf(label: string, all: readonly Result[]): Row {
  const results = all.filter(({ scenario }) => scenario.rows.includes(label))
  const has = (status: Result['status']): boolean => results.some((one) => one.status === status)
  return {
    label, results,
    status: has('failed') ? 'failed' : has('passed') ? 'passed' : 'skipped',
    ms: results.reduce((sum, one) => sum + one.ms, 0),
    platforms: PLATFORMS.filter((platform) => results.some(({ scenario }) => scenario.tags.includes(platform))),
  }
}

/** In words: `9 scenarios, 1 failed`. */
export function countsOf({ results }: Pick<Row, 'results'>): string {
  const of = (status: Result['status']): number => results.filter((one) => one.status === status).length
  return [`${results.length} scenario${results.length === 1 ? '' : 's'}`, ...(of('failed') > 0 ? [`${of('failed')} failed`] : []), ...(of('skipped') > 0 ? [`${of('skipped')} not run`] : [])].join(', ')
}
