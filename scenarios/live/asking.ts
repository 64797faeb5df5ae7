// Asking a person for one thing: what to do, the wait for what proves it, retry and skip; rows of the QA table and live devices use it alike.
import type { JournalRow } from '../failure.ts'
import type { Wire } from '../wire.ts'
import type { Facts } from './facts.ts'
import { learn } from './facts.ts'
import type { Feed } from './feed.ts'
import { insteadOf } from './instead.ts'
import type { Person } from './person.ts'
import { clockText, waitFor } from './waiting.ts'
import type { Machine, Outcome, Watch } from './waiting.ts'

export type Hands = {
  wire: Wire
  feed: Feed
  person: Person
  /** That a person has for one step. */
  seconds: number
  machine: Machine
  facts: Facts
  /** Of the emulator, and the workspace in it. */
  url: string
  workspace: string
}

export type Asked = {
  say: string
  watches: readonly Watch[]
  /** Beyond the seconds of every step: what the thing itself takes. */
  extraSeconds?: number
  /** Enter says that it is done. */
  enter?: boolean
  ifSilent?: string
}

/** The step was not answered: `lost` when the emulator is gone. */
export class Unanswered extends Error {
  readonly end: 'skip' | 'quit' | 'failed' | 'lost'
  readonly step: string
  readonly because: readonly string[]
  readonly instead: readonly string[]
  constructor(end: Unanswered['end'], step: string, because: readonly string[], instead: readonly string[]) {
    super(because.join('; '))
    this.name = 'Unanswered'
    this.end = end
    this.step = step
    this.because = because
    this.instead = instead
  }
}

const AGAIN_MS = 60_000
/** Nobody who ends it waits longer than this for what arrived instead. */
const TOLD_MS = 5000

/** Time is over: the person may want another try. Without a person it is over. */
async function another({ person, machine, seconds }: Hands): Promise<'retry' | 'skip' | 'quit' | 'failed'> {
  if (person.absent) return 'failed'
  const end = machine.now() + Math.min(seconds * 1000, AGAIN_MS)
  person.say(person.paint.yellow('  The time is over. r: try again, s: skip, Enter: it failed'))
  while (machine.now() < end && !person.absent) {
    const key = person.key()
    if (key !== undefined) return key === 'done' ? 'failed' : key
    person.show(`  … counts as failed in ${clockText(end - machine.now())}`, false)
    await machine.pause(200)
  }
  return 'failed'
}

const proof = ({ kind, data }: JournalRow): string => `${kind}${data['name'] === undefined && data['product_id'] === undefined ? '' : ` '${String(data['name'] ?? data['product_id'])}'`}`

/** Why it did not end well; never throws, for the emulator may be gone. */
async function told(outcome: Exclude<Outcome, { end: 'answered' | 'lost' }>, { feed, url }: Hands, ifSilent: string | undefined): Promise<string[]> {
  const slow = AbortSignal.timeout(TOLD_MS)
  try {
    const around = await Promise.race([feed.around(), new Promise<never>((_, reject) => slow.addEventListener('abort', () => reject(new Error('the emulator takes too long to answer'))))])
    return insteadOf({ missing: outcome.missing, came: outcome.came, around, url, ifSilent })
  } catch (error) {
    return [`what arrived can not be told: ${(error as Error).message}`]
  }
}

/** Says what to do and waits for it. Answers the rows that prove it, and all that came; rejects with Unanswered. */
export async function ask(hands: Hands, { say, watches, extraSeconds = 0, enter = false, ifSilent }: Asked): Promise<{ rows: JournalRow[]; came: JournalRow[] }> {
  const { person, feed, seconds } = hands
  const within = seconds + extraSeconds
  for (let again = false; ; again = true) {
    try {
      await feed.restart()
    } catch (error) {
      throw new Unanswered('lost', say, [(error as Error).message], [])
    }
    person.forgetKeys()
    person.say(`  ${person.paint.cyan('▸')} ${again ? 'Once more: ' : ''}${say}`)
    const outcome = await waitFor(watches, { ...hands, seconds: within, enter })
    if (outcome.end === 'answered') {
      await learn(hands, outcome.came)
      person.say(`    ${person.paint.green('✔')} ${outcome.byHand ? 'done' : [...new Set(outcome.rows.map(proof))].join(', ')}`)
      return outcome
    }
    const what = outcome.missing.length === 0 ? 'a word that it is done' : outcome.missing.map((watch) => watch.what).join(', ')
    if (outcome.end === 'lost') throw new Unanswered('lost', say, [outcome.why, `it waited for ${what}`], [])
    if (outcome.end === 'retry') continue
    const instead = await told(outcome, hands, ifSilent)
    if (outcome.end === 'over') {
      person.say(`    ${person.paint.red('✘')} ${what} did not arrive within ${clockText(within * 1000)}`)
      for (const line of instead) person.say(`      ${line}`)
    }
    const answer = outcome.end === 'over' ? await another(hands) : outcome.end
    if (answer === 'retry') continue
    throw new Unanswered(answer, say, [answer === 'failed' ? `${what} did not arrive within ${clockText(within * 1000)}` : `${answer === 'skip' ? 'skipped' : 'ended'} by the tester while it waited for ${what}`], instead)
  }
}
