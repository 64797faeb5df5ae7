// The report for people: one line a row of the QA table or one a scenario, progress while it runs, failures with all details at the end.
import { Chalk } from 'chalk'
import { pathFrom } from '../load.ts'
import type { Scenario } from '../registry.ts'
import type { Reporter, Result } from '../runner.ts'
import { alsoRows, countsOf, labelsOf, rowOf } from './by-row.ts'

const ERASE_LINE = '\r\u001B[2K'

/** A time in ms as a person reads it. */
export const duration = (ms: number): string => (ms < 1000 ? `${Math.round(ms)} ms` : ms < 60_000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`)

/**
 * @param tty progress is shown in a line that is overwritten
 * @param details a line for each scenario; else one for each row, when every scenario names its row
 * @param headings with details: the row's title above its scenarios
 */
export function prettyReporter({ write, cwd, tty, colour, target, details = true, headings = details }: { write: (text: string) => void; cwd: string; tty: boolean; colour: 0 | 1 | 2 | 3; target: string; details?: boolean; headings?: boolean }): Reporter {
  const paint = new Chalk({ level: colour })
  let scenarios: readonly Scenario[] = []
  let byRow = false
  /** Rows that were not written yet, in their order. */
  let waiting: string[] = []
  let heading: string | undefined
  const done: Result[] = []

  const line = (status: Result['status'], name: string, after: string): string =>
    status === 'passed' ? `${paint.green('✔')} ${name} ${paint.dim(after)}`
    : status === 'failed' ? `${paint.red('✘')} ${paint.red(name)} ${paint.dim(after)}`
    : paint.dim(`- ${name} (not run)`)
  /** `below`: the row that it is shown under. */
  const lineOf = ({ scenario, status, ms, note }: Result, below?: string): string => `${line(status, scenario.name, [...(below === undefined ? [] : [alsoRows(scenario, below)].filter(Boolean).map((also) => `— ${also}`)), `(${duration(ms)})`].join(' '))}${note === undefined ? '' : paint.dim(`\n    ${note.split('\n').join('\n    ')}`)}`

  /** The rows that are done, in the order of their numbers: one that is done before another above it waits. */
  function rowsEnded(): string {
    const open = waiting.findIndex((label) => !scenarios.filter(({ rows }) => rows.includes(label)).every((one) => done.some((result) => result.scenario === one)))
    return waiting.splice(0, open === -1 ? waiting.length : open).map((label) => {
      const row = rowOf(label, done)
      const failed = row.results.filter(({ status }) => status === 'failed').map((one) => `    ${lineOf(one, label)}\n`)
      return `${line(row.status, label, `— ${[countsOf(row), ...row.platforms].join(' · ')} (${duration(row.ms)})`)}\n${failed.join('')}`
    }).join('')
  }

  /** A scenario's line, below the title of its first row. */
  function underHeading(result: Result): string {
    if (!headings || !scenarios.some(({ rows }) => rows.length > 0)) return `${lineOf(result)}\n`
    const label = labelsOf([result.scenario])[0]
    const title = label ?? 'Other scenarios'
    const above = title === heading ? '' : `${heading === undefined ? '' : '\n'}${paint.bold(title)}\n`
    heading = title
    return `${above}${lineOf(result, label)}\n`
  }

  return {
    begin(all) {
      scenarios = all
      byRow = !details && all.every(({ rows }) => rows.length > 0)
      waiting = labelsOf(all)
    },
    start({ name }, { index, total }) {
      if (tty) write(`${paint.cyan('▸')} ${paint.dim(`${index + 1}/${total}`)} ${name}`)
    },
    end(result) {
      done.push(result)
      write(`${tty ? ERASE_LINE : ''}${byRow ? rowsEnded() : underHeading(result)}`)
    },
    finish({ results, passed, failed, skipped, ms, exitCode }) {
      for (const [index, { scenario, failure }] of results.filter((one) => one.status === 'failed').entries()) {
        const place = failure!.at ?? scenario.at
        write(`\n${paint.red.bold(`${index + 1}) ${scenario.name}`)}\n`)
        if (place !== undefined) write(`   ${paint.dim(`${pathFrom(cwd, place.file)}:${place.line}`)}\n`)
        write(`${failure!.message.split('\n').map((text) => `   ${/^ {2}expected: /.test(text) ? paint.green(text) : /^ {2}was: /.test(text) ? paint.red(text) : text}`).join('\n')}\n`)
      }
      const counts = [paint.green(`${passed} passed`), ...(failed > 0 ? [paint.red(`${failed} failed`)] : []), ...(skipped > 0 ? [`${skipped} not run`] : [])]
      write(`\n${counts.join(', ')} ${paint.dim(`in ${duration(ms)} on ${target} · exit code ${exitCode}`)}\n`)
      if (byRow && failed === 0) write(paint.dim('--details shows each scenario\n'))
    },
  }
}
