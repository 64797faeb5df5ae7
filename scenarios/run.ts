// The command `brazier scenarios`: what to run, on what, with which reports, and the exit code. 0 all passed, 1 some failed, 2 could not run.
import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { findFiles, loadFiles } from './load.ts'
import { shipped } from './shipped.ts'
import type { Scenario } from './registry.ts'
import { htmlReporter } from './reporters/html.ts'
import { jsonReporter } from './reporters/json.ts'
import { junitReporter } from './reporters/junit.ts'
import { prettyReporter } from './reporters/pretty.ts'
import { runAll } from './runner.ts'
import type { Reporter } from './runner.ts'
import { CannotRun, ownEmulator, runningEmulator } from './target.ts'
import type { OpenTarget, Wrap } from './target.ts'
import { watchAndRepeat } from './watch.ts'

export type RunOptions = {
  /** Files and folders; none = the shipped suite. */
  paths?: readonly string[]
  /** A running emulator instead of one of its own. */
  url?: string | undefined
  adminToken?: string | undefined
  reporter?: string | undefined
  /** The report goes into this file; the terminal gets the pretty one. */
  output?: string | undefined
  /** Only scenarios with this text in their name, row or tags. */
  grep?: string | undefined
  bail?: boolean | undefined
  watch?: boolean | undefined
  /** A line for each scenario (default for files of one's own), or one for each row of the QA table (default for the shipped suite). */
  details?: boolean | undefined
}

/** Where the command writes and stands. */
export type Terminal = {
  out(text: string): void
  err(text: string): void
  /** Lines can be overwritten: progress is shown. */
  tty: boolean
  /** Depth of colour as chalk counts it; 0 = none. */
  colour: 0 | 1 | 2 | 3
  cwd: string
  /** Ends --watch. */
  signal?: AbortSignal
  /** Stands between the kit and the emulator, in tests. */
  wrap?: Wrap
}

const REPORTERS = ['pretty', 'junit', 'json', 'html'] as const
type ReporterName = (typeof REPORTERS)[number]

type About = { cwd: string; tty: boolean; colour: Terminal['colour']; target: string; details: boolean }

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

function chosen(scenarios: readonly Scenario[], grep: string | undefined): readonly Scenario[] {
  if (grep === undefined) return scenarios
  const text = grep.toLowerCase()
  const found = scenarios.filter((one) => [one.name, ...one.rows, ...one.tags].some((word) => word.toLowerCase().includes(text)))
  if (found.length === 0) throw new CannotRun(`no scenario has '${grep}' in its name, row or tags`)
  return found
}

async function runOnce(options: RunOptions, name: ReporterName, terminal: Terminal): Promise<0 | 1> {
  const { paths = [], url, adminToken, output, grep, bail = false, details = paths.length > 0 } = options
  const { cwd, tty, colour, wrap } = terminal
  const scenarios = chosen(paths.length === 0 ? await shipped() : await loadFiles(findFiles(paths, cwd), cwd), grep)
  const open: OpenTarget = url === undefined ? ownEmulator(wrap) : await runningEmulator(url, { adminToken, ...(wrap === undefined ? {} : { wrap }) })
  const target = url ?? 'an emulator of its own'
  const screen = reporterOf(output === undefined ? name : 'pretty', terminal.out, { cwd, tty, colour, target, details })
  const reporters = output === undefined ? [screen] : [screen, intoFile(name, output, { cwd, target, details })]
  return (await runAll(scenarios, { open, reporters, bail })).exitCode
}

/** Runs the command and answers its exit code. Never rejects: what keeps it from running is one line on stderr. */
export async function run(options: RunOptions, terminal: Terminal): Promise<0 | 1 | 2> {
  const attempt = async (): Promise<0 | 1 | 2> => {
    try {
      const name = (options.reporter ?? 'pretty') as ReporterName
      if (!REPORTERS.includes(name)) throw new CannotRun(`there is no reporter '${options.reporter}': choose ${REPORTERS.join(', ')}`)
      return await runOnce(options, name, terminal)
    } catch (error) {
      terminal.err(`brazier scenarios: ${error instanceof CannotRun ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
      return 2
    }
  }
  if (options.watch !== true) return attempt()
  if ((options.paths ?? []).length === 0) {
    terminal.err('brazier scenarios: --watch needs the files or folders to watch\n')
    return 2
  }
  return watchAndRepeat({ paths: options.paths!.map((path) => resolve(terminal.cwd, path)), ignore: options.output === undefined ? undefined : resolve(terminal.cwd, options.output), signal: terminal.signal, again: attempt, say: terminal.out })
}
