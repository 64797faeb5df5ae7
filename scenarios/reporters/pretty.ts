// The report for people: one line a scenario, failures with all details at the end.
import { Chalk } from 'chalk'
import { pathFrom } from '../load.ts'
import type { Reporter, Result } from '../runner.ts'

const ERASE_LINE = '\r\u001B[2K'

const duration = (ms: number): string => (ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`)

/** @param tty progress is shown in a line that is overwritten */
export function prettyReporter({ write, cwd, tty, colour, target }: { write: (text: string) => void; cwd: string; tty: boolean; colour: 0 | 1 | 2 | 3; target: string }): Reporter {
  const paint = new Chalk({ level: colour })
  const lineOf = ({ scenario, status, ms }: Result): string =>
    status === 'passed' ? `${paint.green('✔')} ${scenario.name} ${paint.dim(`(${duration(ms)})`)}`
    : status === 'failed' ? `${paint.red('✘')} ${paint.red(scenario.name)} ${paint.dim(`(${duration(ms)})`)}`
    : paint.dim(`- ${scenario.name} (not run)`)

  return {
    start(scenario) {
      if (tty) write(`${paint.cyan('▸')} ${scenario.name}`)
    },
    end: (result) => write(`${tty ? ERASE_LINE : ''}${lineOf(result)}\n`),
    finish({ results, passed, failed, skipped, ms, exitCode }) {
      for (const [index, { scenario, failure }] of results.filter((one) => one.status === 'failed').entries()) {
        const place = failure!.at ?? scenario.at
        write(`\n${paint.red.bold(`${index + 1}) ${scenario.name}`)}\n`)
        if (place !== undefined) write(`   ${paint.dim(`${pathFrom(cwd, place.file)}:${place.line}`)}\n`)
        write(`${failure!.message.split('\n').map((line) => `   ${/^ {2}expected: /.test(line) ? paint.green(line) : /^ {2}was: /.test(line) ? paint.red(line) : line}`).join('\n')}\n`)
      }
      const counts = [paint.green(`${passed} passed`), ...(failed > 0 ? [paint.red(`${failed} failed`)] : []), ...(skipped > 0 ? [`${skipped} not run`] : [])]
      write(`\n${counts.join(', ')} ${paint.dim(`in ${duration(ms)} on ${target} · exit code ${exitCode}`)}\n`)
    },
  }
}
