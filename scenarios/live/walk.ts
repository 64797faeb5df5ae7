// Live mode: the QA table with a person and their real app. Each row says what to do, watches what arrives, and passes, fails or is skipped; it never waits without saying so.
import { StepFailed } from '../failure.ts'
import { rowLabel } from '../qa-rows.ts'
import type { Scenario } from '../registry.ts'
import type { Failure, Reporter, Result, Summary } from '../runner.ts'
import { CannotRun } from '../target.ts'
import type { Target } from '../target.ts'
import { createWire } from '../wire.ts'
import type { Wire } from '../wire.ts'
import type { JournalRow } from '../failure.ts'
import type { Facts, LiveCheck } from './checks.ts'
import { dataRows } from './data-rows.ts'
import type { Feed } from './feed.ts'
import { createFeed } from './feed.ts'
import { definedIds, messagingRows } from './messaging-rows.ts'
import type { Person } from './person.ts'
import type { Machine, Outcome } from './waiting.ts'
import { machine as ofTheMachine, waitFor } from './waiting.ts'

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
export const liveChecks: readonly LiveCheck[] = [...dataRows, ...messagingRows]

const scenarioOf = ({ row }: LiveCheck): Scenario => ({ name: rowLabel(row).replace(/^\d+ · /, ''), rows: [rowLabel(row)], tags: ['live'], timeoutInSeconds: Infinity, at: undefined, body: () => {} })

type Ended = { status: Result['status']; failure?: Failure; note?: string; quit?: boolean }
type Hands = { wire: Wire; feed: Feed; person: Person; seconds: number; machine: Machine; facts: Facts }

function failed(step: string, because: readonly string[], instead: readonly string[]): Ended {
  const error = new StepFailed({ step, at: undefined, because, ...(instead.length === 0 ? {} : { trails: [{ title: 'what arrived instead', lines: instead }] }) })
  return { status: 'failed', failure: { message: error.message, at: undefined, brief: `${step}: ${because[0]!}`, found: error.found } }
}

/** What a row of the journal tells of the app under test. */
async function learn({ wire, facts }: Hands, rows: readonly JournalRow[]): Promise<void> {
  const row = rows.findLast(({ profile }) => profile !== null)
  if (row === undefined) return
  facts.braze_id = row.profile!
  for (const { data } of rows) for (const name of ['device_id', 'app_id'] as const) if (typeof data[name] === 'string') facts[name] = data[name]
  const user = await wire.adminBody('GET', `/users/${facts.braze_id}`)
  // Merged away meanwhile: the one that it is part of now
  facts.braze_id = user.braze_id as string
  if (user.external_id === null) delete facts.external_id
  else facts.external_id = user.external_id as string
  const app = (user.apps as { app_id: string; platform: string | null }[]).find((one) => one.app_id === facts.app_id)
  if (app?.platform !== null && app?.platform !== undefined) facts.platform = app.platform
}

/** A step until it is over: again when the person says so. */
async function step(hands: Hands, say: string, watches: Parameters<typeof waitFor>[0]): Promise<Outcome> {
  for (;;) {
    await hands.feed.restart()
    hands.person.say(`  ▸ ${say}`)
    const outcome = await waitFor(watches, hands)
    if (outcome.end !== 'retry') return outcome
    hands.person.say('  once more:')
  }
}

/** Time is over: the person may want another try. Without a person it is over. */
async function another({ person, machine, seconds }: Hands): Promise<'retry' | 'skip' | 'quit' | 'fail'> {
  if (person.absent) return 'fail'
  const end = machine.now() + Math.min(seconds, 60) * 1000
  person.say('  The time is over. r: try again, s: skip, Enter: it failed (so after a minute)')
  while (machine.now() < end && !person.absent) {
    const key = person.key()
    if (key !== undefined) return key === 'done' ? 'fail' : key
    await machine.pause(200)
  }
  return 'fail'
}

async function play(check: LiveCheck, hands: Hands): Promise<Ended> {
  const { facts, wire, person } = hands
  const lacking = check.needs?.(facts)
  if (lacking !== undefined) return { status: 'skipped', note: lacking }
  const rows: JournalRow[] = []
  await check.setup?.({ wire, facts, rows })
  for (const one of check.steps) {
    const say = typeof one.say === 'string' ? one.say : one.say(facts)
    for (;;) {
      const outcome = await step(hands, say, one.watches(facts))
      if (outcome.end === 'seen') {
        rows.push(...outcome.rows)
        await learn(hands, outcome.rows)
        person.say(`    ✔ ${outcome.rows.map(({ kind, data }) => `${kind}${data['name'] === undefined ? '' : ` '${String(data['name'])}'`}`).join(', ')}`)
        break
      }
      const answer = outcome.end === 'over' ? await another(hands) : outcome.end
      if (answer === 'retry') continue
      if (answer === 'skip' || answer === 'quit') return { status: 'skipped', note: `skipped by the tester while it waited for ${outcome.missing.map(({ what }) => what).join(', ')}; ${outcome.instead.join('\n')}`, quit: answer === 'quit' }
      return failed(say, outcome.missing.map(({ what }) => `${what} did not arrive`), outcome.instead)
    }
  }
  const problems = (await check.verify?.({ wire, facts, rows })) ?? []
  return problems.length === 0 ? { status: 'passed' } : failed('what is stored', problems, [])
}

async function tidy({ adminBody }: Wire): Promise<void> {
  for (const [list, ids] of Object.entries(definedIds))
    for (const id of ids) {
      if (list === 'campaigns' || list === 'canvases') await adminBody('POST', `/${list}/${id}/stop`).catch(() => undefined) // one that was never made, or has stopped
      await adminBody('DELETE', `/${list}/${id}`).catch(() => undefined)
    }
}

/** Walks a person through the rows; answers the summary that the reporters have told. Rejects with CannotRun when the emulator is gone. */
export async function walk({ target, person, reporters, seconds, rows, machine = ofTheMachine }: WalkOptions): Promise<Summary> {
  const wire = createWire(target)
  const lost = (error: unknown): never => {
    throw new CannotRun(`the emulator at ${target.url} does not answer any more (${error instanceof Error ? error.message : String(error)})`)
  }
  const hands: Hands = { wire, feed: await createFeed(wire).catch(lost), person, seconds, machine, facts: {} }
  const checks = liveChecks.filter(({ row }) => rows === undefined || rows.length === 0 || rows.includes(row))
  const scenarios = checks.map(scenarioOf)
  const results: Result[] = []
  const started = machine.now()
  for (const one of reporters) one.begin?.(scenarios)
  let quit = false
  for (const [index, check] of checks.entries()) {
    const scenario = scenarios[index]!
    const from = machine.now()
    if (!quit) person.say(`\n${rowLabel(check.row)}  (${index + 1} of ${checks.length})`)
    const ended: Ended = quit ? { status: 'skipped', note: 'the tester ended before' } : await play(check, hands).catch((error: unknown) => failed('the emulator', [error instanceof Error ? error.message : String(error)], []))
    quit ||= ended.quit === true
    const { status, failure, note } = ended
    const result: Result = { scenario, status, ms: machine.now() - from, ...(failure === undefined ? {} : { failure }), ...(note === undefined ? {} : { note }) }
    results.push(result)
    for (const one of reporters) one.end?.(result)
  }
  await tidy(wire)
  const count = (status: Result['status']): number => results.filter((one) => one.status === status).length
  const summary: Summary = { results, passed: count('passed'), failed: count('failed'), skipped: count('skipped'), ms: machine.now() - started, exitCode: count('failed') === 0 ? 0 : 1 }
  for (const one of reporters) one.finish(summary)
  return summary
}
