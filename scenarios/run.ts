// The command `brazier scenarios`: what to run, on what, with which reports, and the exit code. 0 all passed, 1 some failed, 2 could not run.
import { resolve } from 'node:path'
import type { Readable } from 'node:stream'
import { findFiles, loadFiles } from './load.ts'
import { shipped } from './shipped.ts'
import type { Scenario } from './registry.ts'
import { runLive } from './live/run-live.ts'
import type { LiveOptions } from './live/run-live.ts'
import { inRowOrder } from './reporters/by-row.ts'
import { reportersFor } from './reporters/choose.ts'
import type { Screen } from './reporters/choose.ts'
import { runAll } from './runner.ts'
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
  /** A line for each scenario (default for files of one's own; asked for: below the titles of their rows), or one for each row of the QA table (default for the shipped suite). */
  details?: boolean | undefined
  /** With a person and their own app: through the QA table, or through files with live devices, in the workspace of the app and in real time. */
  live?: LiveOptions | undefined
}

/** Where the command writes and stands. */
export type Terminal = Screen & {
  err(text: string): void
  /** Where a person's keys come from, in live mode. */
  input?: Readable
  /** Ends --watch. */
  signal?: AbortSignal
  /** Stands between the kit and the emulator, in tests. */
  wrap?: Wrap
}

function chosen(scenarios: readonly Scenario[], grep: string | undefined): readonly Scenario[] {
  if (grep === undefined) return scenarios
  const text = grep.toLowerCase()
  const found = scenarios.filter((one) => [one.name, ...one.rows, ...one.tags].some((word) => word.toLowerCase().includes(text)))
  if (found.length === 0) throw new CannotRun(`no scenario has '${grep}' in its name, row or tags`)
  return found
}

async function runOnce(options: RunOptions, terminal: Terminal): Promise<0 | 1> {
  const { paths = [], url, adminToken, grep, bail = false, details = paths.length > 0 } = options
  const { cwd, wrap } = terminal
  // Files of one's own run in their order, unless their rows are asked for
  const grouped = paths.length === 0 || options.details === true
  const reporters = reportersFor(options, terminal, { target: url ?? 'an emulator of its own', details, headings: grouped })
  const found = chosen(paths.length === 0 ? await shipped() : await loadFiles(findFiles(paths, cwd), cwd), grep)
  const scenarios = grouped ? inRowOrder(found) : found
  const open: OpenTarget = url === undefined ? ownEmulator(wrap) : await runningEmulator(url, { adminToken, ...(wrap === undefined ? {} : { wrap }) })
  return (await runAll(scenarios, { open, reporters, bail })).exitCode
}

/** Live mode: the table, or files. */
async function runWithPerson(options: RunOptions, terminal: Terminal): Promise<0 | 1> {
  const { paths = [], grep, live, watch, bail } = options
  const other = watch === true ? '--watch' : bail === true ? '--bail' : undefined
  if (other !== undefined) throw new CannotRun(`--live and ${other} do not go together`)
  if (paths.length === 0) {
    if (grep !== undefined) throw new CannotRun('--live takes rows by their number: --row 4, not --grep')
    return runLive(undefined, live!, options, terminal)
  }
  if ((live!.rows ?? []).length > 0) throw new CannotRun('--row is one of the QA table: it does not go with files (--grep chooses scenarios)')
  return runLive(chosen(await loadFiles(findFiles(paths, terminal.cwd), terminal.cwd), grep), live!, options, terminal)
}

/** Runs the command and answers its exit code. Never rejects: what keeps it from running is one line on stderr. */
export async function run(options: RunOptions, terminal: Terminal): Promise<0 | 1 | 2> {
  const attempt = async (): Promise<0 | 1 | 2> => {
    try {
      return await (options.live === undefined ? runOnce(options, terminal) : runWithPerson(options, terminal))
    } catch (error) {
      terminal.err(`brazier scenarios: ${error instanceof CannotRun ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
      return 2
    }
  }
  if (options.watch !== true || options.live !== undefined) return attempt()
  if ((options.paths ?? []).length === 0) {
    terminal.err('brazier scenarios: --watch needs the files or folders to watch\n')
    return 2
  }
  return watchAndRepeat({ paths: options.paths!.map((path) => resolve(terminal.cwd, path)), ignore: options.output === undefined ? undefined : resolve(terminal.cwd, options.output), signal: terminal.signal, again: attempt, say: terminal.out })
}
