// Which reports a run makes: one on the screen, and one in a file when it is asked for.
import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Reporter } from '../runner.ts'
import { CannotRun } from '../target.ts'
import { htmlReporter } from './html.ts'
import { jsonReporter } from './json.ts'
import { junitReporter } from './junit.ts'
import { prettyReporter } from './pretty.ts'

/** What a report is written to. */
export type Screen = {
  out(text: string): void
  /** Lines can be overwritten: progress is shown. */
  tty: boolean
  /** Depth of colour as chalk counts it; 0 = none. */
  colour: 0 | 1 | 2 | 3
  cwd: string
}

const REPORTERS = ['pretty', 'junit', 'json', 'html'] as const
type ReporterName = (typeof REPORTERS)[number]
type About = Omit<Screen, 'out'> & { target: string; details: boolean }

function reporterOf(name: ReporterName, write: (text: string) => void, { cwd, tty, colour, target, details }: About): Reporter {
  if (name === 'html') return htmlReporter({ write, cwd, target })
  if (name === 'junit') return junitReporter({ write, cwd })
  if (name === 'json') return jsonReporter({ write, cwd, target })
  return prettyReporter({ write, cwd, tty, colour, target, details })
}

/** A report kept until it is whole, then written in one go. */
function intoFile(name: ReporterName, file: string, about: Pick<About, 'cwd' | 'target' | 'details'>): Reporter {
  let text = ''
  const inner = reporterOf(name, (more) => void (text += more), { ...about, tty: false, colour: 0 })
  return {
    ...inner,
    finish(summary) {
      inner.finish(summary)
      try {
        writeFileSync(resolve(about.cwd, file), text)
      } catch (error) {
        throw new CannotRun(`the report can not be written to '${file}': ${(error as Error).message}`)
      }
    },
  }
}

/** The reporters of a run: with `output` the named report goes into that file, and the screen gets the pretty one. Throws CannotRun for a name that is none. */
export function reportersFor({ reporter = 'pretty', output }: { reporter?: string | undefined; output?: string | undefined }, { out, tty, colour, cwd }: Screen, { target, details }: { target: string; details: boolean }): Reporter[] {
  const name = reporter as ReporterName
  if (!REPORTERS.includes(name)) throw new CannotRun(`there is no reporter '${reporter}': choose ${REPORTERS.join(', ')}`)
  const screen = reporterOf(output === undefined ? name : 'pretty', out, { cwd, tty, colour, target, details })
  return output === undefined ? [screen] : [screen, intoFile(name, output, { cwd, target, details })]
}
