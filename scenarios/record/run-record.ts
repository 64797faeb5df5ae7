// The command `brazier scenarios record`: watches a running emulator while a person uses the app, says what it sees, and writes the scenario that would check it.
import { dirname } from 'node:path'
import type { Readable } from 'node:stream'
import { existsSync } from 'node:fs'
import { delay } from '../../emulator/index.ts'
import type { JournalRow } from '../failure.ts'
import { pathFrom } from '../load.ts'
import { CannotRun, ownEmulator, wholeEmulator } from '../target.ts'
import { createWire } from '../wire.ts'
import type { Wire } from '../wire.ts'
import { scenarioFile, schemaFor, write } from '../yaml/scaffold.ts'
import { definitionsOf, settingsOf } from './definitions.ts'
import { draftOf } from './draft.ts'
import type { Line } from './draft.ts'
import { prove } from './prove.ts'
import { createFollower, isRest, messagesOf, platformsOf, usersNow, usersOf } from './recording.ts'
import type { Recording, RecordedRequest } from './recording.ts'
import { sayRow } from './words.ts'

export type RecordOptions = { file?: string | undefined; url: string; adminToken?: string | undefined; user?: string | undefined; workspace?: string | undefined }
export type RecordTerminal = {
  out(text: string): void
  err(text: string): void
  tty: boolean
  cwd: string
  /** Enter on it ends the recording. */
  input?: Readable
  /** Ctrl-C. */
  signal?: AbortSignal
  /** The schema beside the command that runs. */
  ownSchema: string
  /** In tests: the machine's time and pauses. */
  machine?: { now(): number; pause(ms: number): Promise<void> }
}

const LOOK_MS = 300
const ALOUD_MS = 30_000
/** So long nobody may answer: it could be a restart. */
const LOST_MS = 10_000
const ERASE_LINE = '\r\u001B[2K'
const ofMachine = { now: () => performance.now(), pause: delay }

const clockText = (ms: number): string => `${Math.floor(ms / 60_000)}:${String(Math.floor(ms / 1000) % 60).padStart(2, '0')}`

/** What goes on the screen: lines, and on a terminal one that is overwritten. */
function createScreen({ out, tty }: Pick<RecordTerminal, 'out' | 'tty'>) {
  let shown = false
  return {
    say(text: string): void {
      out(`${shown ? ERASE_LINE : ''}${text}\n`)
      shown = false
    },
    show(text: string, aloud: boolean): void {
      if (tty) out(`${ERASE_LINE}${text}`)
      else if (aloud) out(`${text}\n`)
      shown = tty
    },
  }
}

/** Resolves when the person ends it: Enter, or the signal. Without either it never does. */
function ending({ input, signal }: Pick<RecordTerminal, 'input' | 'signal'>): { over(): boolean; ended: Promise<void>; close(): void } {
  let over = false
  let end = (): void => {}
  const ended = new Promise<void>((resolve) => {
    end = () => {
      over = true
      resolve()
    }
  })
  const hear = (data: Buffer | string): void => {
    if (String(data).includes('\n')) end()
  }
  if (signal?.aborted === true) end()
  signal?.addEventListener('abort', end)
  input?.on('data', hear)
  return {
    over: () => over,
    ended,
    close() {
      signal?.removeEventListener('abort', end)
      input?.off('data', hear)
      input?.pause()
    },
  }
}

/** Says rows and REST calls as they come, each with the user it is about. */
function createTeller(wire: Wire, platforms: Recording['platforms'], only: string | undefined, say: (text: string) => void) {
  const names = new Map<string, string>()
  async function nameOf(row: JournalRow): Promise<string> {
    if (row.profile === null) return ''
    if (!names.has(row.profile) || /^(profile\.(identified|merged)|external_id\.)/.test(row.kind)) names.set(row.profile, ((await wire.admin('GET', `/users/${row.profile}`)).body?.external_id as string | null | undefined) ?? 'anonymous')
    return names.get(row.profile)!
  }
  let seen = 0
  return {
    seen: () => seen,
    async tell({ rows, requests }: { rows: readonly JournalRow[]; requests: readonly RecordedRequest[] }): Promise<void> {
      const said = [
        ...rows.map((row) => ({ at: row.at, seq: row.seq, row, text: sayRow(row) })),
        ...requests.filter(isRest).map((request) => ({ at: request.at, seq: request.first_seq ?? Infinity, row: undefined, text: `${request.method} ${request.path} → ${request.status}` })),
      ].sort((a, b) => a.at.localeCompare(b.at) || a.seq - b.seq)
      for (const { at, row, text } of said) {
        if (text === undefined) continue
        const who = row === undefined ? 'REST' : await nameOf(row)
        if (only !== undefined && row !== undefined && who !== only && who !== 'anonymous') continue
        seen++
        const platform = platforms.get(String(row?.data['app_id']))
        say(`${at.slice(11, 19)}  ${`${who}${platform === undefined ? '' : ` (${platform})`}`.padEnd(18)}  ${text}`)
      }
    },
  }
}

async function record({ file: name = 'recorded', url, adminToken, user, workspace }: RecordOptions, terminal: RecordTerminal): Promise<0 | 1> {
  const { cwd, machine = ofMachine } = terminal
  const file = scenarioFile(name, 'yaml', cwd)
  if (existsSync(file)) throw new CannotRun(`there is a file '${pathFrom(cwd, file)}' already: choose another name`)
  const target = await wholeEmulator(url, { adminToken, workspace })
  const wire = createWire(target)
  const screen = createScreen(terminal)
  const follower = await createFollower(wire)
  const platforms = await platformsOf(wire)
  const { users: before, more } = await usersNow(wire, user)
  const teller = createTeller(wire, platforms, user, screen.say)
  const kept: Pick<Recording, 'rows' | 'requests'> = { rows: [], requests: [] }
  const take = async (): Promise<void> => {
    const news = await follower.next()
    kept.rows.push(...news.rows)
    kept.requests.push(...news.requests)
    await teller.tell(news)
  }

  screen.say(`Recording what arrives at ${target.url}${workspace === undefined ? '' : `, workspace ${workspace}`}${user === undefined ? '' : `, of user ${user}`}. Use the app now; SDKs send every ten seconds, so wait that long after the last thing.`)
  if (more && user === undefined) screen.say('There are more than a hundred users: name the one to record by --user when what they had before matters.')
  screen.say('Enter or Ctrl-C ends the recording.')
  const end = ending(terminal)
  const started = machine.now()
  let aloud = started
  let lost: number | undefined
  try {
    while (!end.over()) {
      try {
        await take()
        if (lost !== undefined) screen.say('It answers again.')
        lost = undefined
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error)
        if (lost === undefined) screen.say(`The emulator does not answer (${why}): trying for ${LOST_MS / 1000} s more.`)
        lost ??= machine.now()
        if (machine.now() - lost >= LOST_MS) throw new CannotRun(`the emulator at ${target.url} does not answer any more: nothing was written`)
      }
      const loud = machine.now() - aloud >= ALOUD_MS
      if (loud) aloud = machine.now()
      screen.show(`… ${clockText(machine.now() - started)}, ${teller.seen()} thing(s) seen; Enter or Ctrl-C ends the recording`, loud)
      await Promise.race([machine.pause(LOOK_MS), end.ended])
    }
  } finally {
    end.close()
  }
  await take().catch((error: unknown) => {
    throw new CannotRun(`the emulator at ${target.url} does not answer any more (${(error as Error).message}): nothing was written`)
  })
  if (teller.seen() === 0) throw new CannotRun('nothing was seen, so nothing was written: is the app pointed at this emulator? brazier env shows how')

  const fresh = await ownEmulator()()
  const settings = await settingsOf(wire, createWire(fresh)).finally(() => fresh.close())
  const recording: Recording = { ...kept, platforms, before, users: await usersOf(wire, kept.rows), messages: await messagesOf(wire, kept.rows), definitions: [...settings, ...(await definitionsOf(wire, kept.requests.filter(isRest)))] }
  return compose(recording, { file, only: user, terminal, say: screen.say })
}

/** Proves the scenario, says what had to go, and writes it. */
async function compose(recording: Recording, { file, only, terminal: { cwd, ownSchema }, say }: { file: string; only: string | undefined; terminal: RecordTerminal; say(text: string): void }): Promise<0 | 1> {
  const draft = draftOf(recording, { name: `recorded${only === undefined ? '' : ` of ${only}`} at ${recording.rows[0]?.at.slice(0, 16).replace('T', ' ') ?? 'no time'}`, only })
  say(`Playing it on an emulator of its own …`)
  const said = ({ value, dropped }: Line): void => say(`  left out, it did not hold there: ${JSON.stringify(value).slice(0, 160)}: ${dropped!.split('\n')[0]!}`)
  const head = { schema: schemaFor(dirname(file), ownSchema), comment: 'Recorded by brazier scenarios record: give it a name, and keep the expectations that matter.' }
  const { text, passed, why } = await prove(draft, head, { file, open: ownEmulator(), said })
  write(file, passed ? text : text.replace('\n', `\n# It does not pass yet: ${why!.replaceAll('\n', ' ')}\n`))
  const count = (part: Line['part']): number => draft.lines.filter((line) => line.part === part && line.dropped === undefined).length
  const short = pathFrom(cwd, file)
  say(`${short}: ${count('steps')} steps, ${count('expect')} expectations${passed ? '. Run it: ' : `. It does not pass yet (${why!.split('\n')[0]!}): see `}${passed ? `brazier scenarios ${short}` : short}`)
  return passed ? 0 : 1
}

/** Runs the command and answers its exit code: 0 written, 1 written but it does not pass, 2 nothing written. Never rejects. */
export async function runRecord(options: RecordOptions, terminal: RecordTerminal): Promise<0 | 1 | 2> {
  try {
    return await record(options, terminal)
  } catch (error) {
    terminal.err(`brazier scenarios record: ${error instanceof CannotRun ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
    return 2
  }
}
