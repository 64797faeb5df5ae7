// What a replay says: for people a line an exchange and its differences, for programs one JSON document.
import { Chalk } from 'chalk'
import type { Outcome } from './replay.ts'

export type Totals = { exchanges: number; same: number; different: number; differences: number }

export const totalsOf = (outcomes: readonly Outcome[]): Totals => {
  const different = outcomes.filter((one) => one.differences.length > 0)
  return { exchanges: outcomes.length, same: outcomes.length - different.length, different: different.length, differences: different.reduce((sum, one) => sum + one.differences.length, 0) }
}

const LONGEST = 300
const told = (value: unknown): string => {
  const text = JSON.stringify(value)
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}… (${text.length} characters)` : text
}
const some = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`

/** Lines for people. `level` is chalk's depth of colour. */
export function prettyReport(level: 0 | 1 | 2 | 3) {
  const chalk = new Chalk({ level })
  return {
    outcome({ exchange: { n, at, request }, status, differences }: Outcome): string {
      const mark = differences.length === 0 ? chalk.green('✔') : chalk.red('✖')
      const lines = [`${mark} ${String(n).padStart(4)}  ${request.method} ${request.path}  ${status ?? '-'}  ${chalk.dim(at)}`]
      for (const one of differences) {
        lines.push(`      ${chalk.bold(one.path)}`)
        lines.push(`        expected ${'expected' in one ? told(one.expected) : chalk.dim('(not in the recording)')}`)
        lines.push(`        actual   ${'actual' in one ? told(one.actual) : chalk.dim('(missing)')}`)
      }
      return `${lines.join('\n')}\n`
    },
    end(outcomes: readonly Outcome[], target: string): string {
      const { exchanges, same, different, differences } = totalsOf(outcomes)
      const verdict = different === 0 ? chalk.green('all the same') : chalk.red(`${same} the same, ${different} different (${some(differences, 'difference')})`)
      return `\n${some(exchanges, 'exchange')} played into ${target}: ${verdict}\n`
    },
  }
}

/** The same for programs; `expected` or `actual` is absent where there is none. */
export const jsonReport = (file: string, target: string, outcomes: readonly Outcome[]): string =>
  `${JSON.stringify({ recording: file, target, ...totalsOf(outcomes), results: outcomes.map(({ exchange: { n, at, request, answer }, status, differences }) => ({ n, at, method: request.method, path: request.path, expected_status: answer.status, actual_status: status ?? null, differences })) }, null, 2)}\n`
