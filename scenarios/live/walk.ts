// Live mode: the QA table with a person and their real app. Each row says what to do, watches what arrives, and passes, fails or is left out; it never waits without saying so.
import { StepFailed } from '../failure.ts'
import { rowLabel } from '../qa-rows.ts'
import type { Scenario } from '../registry.ts'
import type { Failure, Reporter, Result, Summary } from '../runner.ts'
import { NoAnswer } from '../target.ts'
import type { Target } from '../target.ts'
import { createWire } from '../wire.ts'
import type { Hands } from './asking.ts'
import { Unanswered } from './asking.ts'
import type { LiveCheck, Walker } from './checks.ts'
import { dataRows } from './data-rows.ts'
import { createDefinitions } from './definitions.ts'
import { learn } from './facts.ts'
import { createFeed } from './feed.ts'
import { inAppRows } from './in-app-rows.ts'
import { messagingRows } from './messaging-rows.ts'
import type { Person } from './person.ts'
import type { Machine } from './waiting.ts'
import { machine as ofTheMachine } from './waiting.ts'

export type WalkOptions = {
  target: Target
  person: Person
  reporters: readonly Reporter[]
  /** Seconds that a person has for one step. */
  seconds: number
  /** Only these rows of the QA table; none = all. */
  rows?: readonly number[]
  machine?: Machine
}

/** In the order in which a person walks through them: the app is opened once, then logs in, then gets messages. */
export const liveChecks: readonly LiveCheck[] = [...dataRows, ...messagingRows, ...inAppRows]

// \u00B7: the command's bundle is read as ASCII, and letters of regular expressions are not escaped there
const scenarioOf = ({ row }: LiveCheck): Scenario => ({ name: rowLabel(row).replace(/^\d+ \u00B7 /, ''), rows: [rowLabel(row)], tags: ['live'], timeoutInSeconds: Infinity, at: undefined, body: () => {} })

export type Ended = { status: Result['status']; failure?: Failure; note?: string; /** No more rows: in these words. */ stop?: string }

/** A failure as reports show it. */
export function failed(step: string, because: readonly string[], instead: readonly string[]): Ended {
  const error = new StepFailed({ step, at: undefined, because, ...(instead.length === 0 ? {} : { trails: [{ title: 'what arrived instead', lines: instead }] }) })
  return { status: 'failed', failure: { message: error.message, at: undefined, brief: `${step}: ${because[0]!}`, found: error.found } }
}

/** How what a person did not get through ends a row; other errors are failures of their own. */
export function endedBy(error: unknown): Ended {
  const why = error instanceof Error ? error.message : String(error)
  if (error instanceof NoAnswer) return { ...failed('the emulator', [why], []), stop: 'the emulator did not answer any more' }
  if (!(error instanceof Unanswered)) return failed('the emulator', [why], [])
  const { end, step, because, instead } = error
  if (end === 'lost') return { ...failed(step, because, instead), stop: 'the emulator did not answer any more' }
  if (end === 'failed') return failed(step, because, instead)
  const note = [...because, ...(instead.length === 0 ? [] : ['What arrived until then:', ...instead.map((line) => `  ${line}`)])].join('\n')
  return { status: 'skipped', note, ...(end === 'quit' ? { stop: 'the tester ended before' } : {}) }
}

async function play(check: LiveCheck, hands: Hands): Promise<Ended> {
  const definitions = createDefinitions(hands.wire)
  const remarks: string[] = []
  const walker: Walker = { ...hands, definitions, remark: (text) => void remarks.push(text) }
  try {
    // What came since the last row is no answer to anything, but tells who the app is now
    await learn(hands, await hands.feed.next())
    const problems = await check.walk(walker)
    const ended: Ended = problems.length === 0 ? { status: 'passed' } : failed('what is stored', problems, [])
    return remarks.length === 0 ? ended : { ...ended, note: remarks.join('\n') }
  } catch (error) {
    return endedBy(error)
  } finally {
    await definitions.clear()
  }
}

/** The whole of it, told to the reporters. What was ended before its end has not passed. */
function summed(results: readonly Result[], ms: number, stopped: boolean): Summary {
  const count = (status: Result['status']): number => results.filter((one) => one.status === status).length
  return { results, passed: count('passed'), failed: count('failed'), skipped: count('skipped'), ms, exitCode: count('failed') > 0 || stopped ? 1 : 0 }
}

export type Turn = { scenario: Scenario; heading: string; play: () => Promise<Ended> }

/** Takes the turns one after the other, and tells the reporters. After a `stop` the rest is not run. */
export async function takeTurns(turns: readonly Turn[], { person, reporters, machine }: { person: Person; reporters: readonly Reporter[]; machine: Machine }): Promise<Summary> {
  const results: Result[] = []
  const started = machine.now()
  for (const one of reporters) one.begin?.(turns.map(({ scenario }) => scenario))
  let stop: string | undefined
  for (const [index, turn] of turns.entries()) {
    const from = machine.now()
    if (stop === undefined) person.say(`\n${person.paint.bold(turn.heading)} ${person.paint.dim(`(${index + 1} of ${turns.length})`)}`)
    const { status, failure, note, stop: ends }: Ended = stop !== undefined ? { status: 'skipped', note: stop } : await turn.play()
    const result: Result = { scenario: turn.scenario, status, ms: machine.now() - from, ...(failure === undefined ? {} : { failure }), ...(note === undefined ? {} : { note }) }
    results.push(result)
    for (const one of reporters) one.end?.(result)
    stop ??= ends
  }
  const summary = summed(results, machine.now() - started, stop !== undefined)
  for (const one of reporters) one.finish(summary)
  return summary
}

/** Walks a person through the rows; answers the summary that the reporters have told. Rejects with NoAnswer when there is no emulator to begin with. */
export async function walk({ target, person, reporters, seconds, rows = [], machine = ofTheMachine }: WalkOptions): Promise<Summary> {
  const hands: Hands = { wire: createWire(target), feed: await createFeed(target), person, seconds, machine, facts: {}, url: target.url, workspace: target.workspace ?? 'default' }
  const checks = liveChecks.filter(({ row }) => rows.length === 0 || rows.includes(row))
  return takeTurns(checks.map((check) => ({ scenario: scenarioOf(check), heading: rowLabel(check.row), play: () => play(check, hands) })), { person, reporters, machine })
}
