// The command `brazier scenarios --live`: which emulator, how long a person has, which rows or files; and the reports.
import type { Readable } from 'node:stream'
import { milliseconds } from '../durations.ts'
import { liveReportersFor } from '../reporters/choose.ts'
import type { Screen } from '../reporters/choose.ts'
import { duration } from '../reporters/pretty.ts'
import { qaRows } from '../qa-rows.ts'
import type { Scenario } from '../registry.ts'
import { CannotRun, wholeEmulator } from '../target.ts'
import type { Wrap } from '../target.ts'
import { turnsOf } from './files.ts'
import { createPerson } from './person.ts'
import type { Machine } from './waiting.ts'
import { clockText, machine as ofTheMachine } from './waiting.ts'
import { takeTurns, walk } from './walk.ts'

export type LiveOptions = {
  /** Rows of the QA table; none = all. */
  rows?: readonly number[] | undefined
  /** For each step (default 300). */
  seconds?: number | undefined
  /** The workspace of the app under test (default: default). */
  workspace?: string | undefined
  /** In tests. */
  machine?: Machine
}

type Where = { url?: string | undefined; adminToken?: string | undefined; reporter?: string | undefined; output?: string | undefined }

const SECONDS = 300
// Less is the drift of clocks, not a choice
const AHEAD_MS = milliseconds('1m')

/** Walks a person through the table, or through scenarios with live devices; answers the exit code. Rejects with CannotRun when there is no emulator, its clock is held, or a row is none. */
export async function runLive(scenarios: readonly Scenario[] | undefined, { rows = [], seconds = SECONDS, workspace, machine = ofTheMachine }: LiveOptions, { url, adminToken, reporter, output }: Where, terminal: Screen & { err(text: string): void; input?: Readable; signal?: AbortSignal; wrap?: Wrap }): Promise<0 | 1> {
  const none = rows.find((row) => qaRows[row - 1] === undefined)
  if (none !== undefined) throw new CannotRun(`row ${none} is none of the QA table: its rows are 1 to ${qaRows.length}`)
  if (url === undefined) throw new CannotRun('--live needs the emulator that the app talks to: start one with brazier start, and name it by --url')
  const { reporters, files, machineOnly } = liveReportersFor({ reporter, output }, terminal, { target: url })
  const wrap = terminal.wrap === undefined ? {} : { wrap: terminal.wrap }
  const target = await wholeEmulator(url, { adminToken, workspace, ...wrap })
  // The report of a machine is alone on stdout: what is said to the person goes beside it
  const person = createPerson({ input: terminal.input, write: machineOnly ? terminal.err : terminal.out, tty: terminal.tty, colour: terminal.colour, width: () => process.stdout.columns ?? 80, signal: terminal.signal })
  try {
    const { keys, clock } = target
    person.say(`Point the app at ${target.url} (brazier env shows how), with its SDK key: web ${keys.web}, iOS ${keys.ios}, Android ${keys.android}`)
    person.say(`Each step has ${clockText(seconds * 1000)}. ${person.absent ? 'Nobody is at the keyboard: what does not arrive in time fails.' : `s skips, r begins a step again, q ends with the report${(terminal.input as { isTTY?: boolean } | undefined)?.isTTY === true ? '' : ' (each with Enter)'}.`}`)
    if (Math.abs(clock.offset_ms) > AHEAD_MS) person.say(person.paint.yellow(`The clock of the emulator is ${duration(Math.abs(clock.offset_ms))} ${clock.offset_ms > 0 ? 'ahead of' : 'behind'} this machine's: times in the report are the emulator's.`))
    const { exitCode } = scenarios === undefined
      ? await walk({ target, person, reporters, seconds, rows, machine })
      : await takeTurns(turnsOf(scenarios, () => wholeEmulator(url, { adminToken, workspace, ...wrap }), { person, seconds, machine }), { person, reporters, machine })
    if (files.length > 0) person.say(`The report: ${files.join(', ')}`)
    return exitCode
  } finally {
    person.close()
  }
}
