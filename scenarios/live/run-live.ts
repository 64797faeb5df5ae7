// The command `brazier scenarios --live`: which emulator, how long a person has, which rows; and the reports.
import type { Readable } from 'node:stream'
import { reportersFor } from '../reporters/choose.ts'
import type { Screen } from '../reporters/choose.ts'
import { qaRows } from '../qa-rows.ts'
import { CannotRun, wholeEmulator } from '../target.ts'
import type { Wrap } from '../target.ts'
import { createPerson } from './person.ts'
import type { Machine } from './waiting.ts'
import { walk } from './walk.ts'

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

const SECONDS = 300

/** Walks a person through the table; answers the exit code. Rejects with CannotRun when there is no emulator, or a row is none. */
export async function runLive({ rows = [], seconds = SECONDS, workspace, machine }: LiveOptions, { url, adminToken, reporter, output }: { url?: string | undefined; adminToken?: string | undefined; reporter?: string | undefined; output?: string | undefined }, terminal: Screen & { input?: Readable; wrap?: Wrap }): Promise<0 | 1> {
  const none = rows.find((row) => qaRows[row - 1] === undefined)
  if (none !== undefined) throw new CannotRun(`row ${none} is none of the QA table: its rows are 1 to ${qaRows.length}`)
  if (url === undefined) throw new CannotRun('--live needs the emulator that the app talks to: start one with brazier start, and name it by --url')
  const reporters = reportersFor({ reporter, output }, terminal, { target: url, details: true })
  const target = await wholeEmulator(url, { adminToken, workspace, ...(terminal.wrap === undefined ? {} : { wrap: terminal.wrap }) })
  const person = createPerson({ input: terminal.input, write: terminal.out, tty: terminal.tty })
  try {
    person.say(`Point the app at ${target.url} (brazier env shows how): SDK keys web ${target.keys.web}, iOS ${target.keys.ios}, Android ${target.keys.android}.\nEach step has ${seconds} s. s skips a row, r begins its step again, q ends with a report.`)
    return (await walk({ target, person, reporters, seconds, rows, ...(machine === undefined ? {} : { machine }) })).exitCode
  } finally {
    person.close()
  }
}
