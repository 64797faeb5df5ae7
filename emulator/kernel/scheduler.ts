// Durable timers: rows with a due time, run in time order, whether time flows or is moved by hand.
import { elapsed } from './clock.ts'
import type { Clock } from './clock.ts'
import type { Db } from './db.ts'
import { nextTurn } from './turn.ts'

type TimerRow = { id: number; due: number; kind: string; data: string }
/** Async work of a timer. */
type Effect = () => Promise<void>
/** What a due timer does; runs in one transaction with the removal of its row. May return async work to be done after the commit. */
export type TimerHandler = (data: Record<string, unknown>, due: number) => void | Effect

const LONGEST_WAIT = 2_147_483_647 // setTimeout's own limit
const SHARED_MS = 20 // how long timers share a commit, in the machine's time: to write one takes longer than what most of them do

/** The timers of one world, in table `timers`. `onError` hears of a handler that threw; its timer is gone then. */
export function createScheduler({ db, clock, onError }: { db: Db; clock: Clock; onError: (error: unknown, kind: string) => void }) {
  const insert = db.prepare<[number, string, string | null, string]>(
    'INSERT INTO timers (due, kind, key, data) VALUES (?, ?, ?, ?) ON CONFLICT (kind, key) DO UPDATE SET due = excluded.due, data = excluded.data',
  )
  const remove = db.prepare<[number]>('DELETE FROM timers WHERE id = ?')
  const removeKey = db.prepare<[string, string]>('DELETE FROM timers WHERE kind = ? AND key = ?')
  const oneOfKey = db.prepare<[string, string], { due: number; data: string }>('SELECT due, data FROM timers WHERE kind = ? AND key = ?')
  const first = db.prepare<[], TimerRow>('SELECT id, due, kind, data FROM timers ORDER BY due, id LIMIT 1')

  const handlers = new Map<string, TimerHandler>()
  const alone = new Set<string>()
  const pending = new Set<Promise<void>>()
  let ran = 0
  let wake: ReturnType<typeof setTimeout> | undefined
  let stopped = false

  /** Runs one timer: its row goes and its work happens together or not at all; a failing handler loses neither the world nor its own trace. */
  function fire({ id, kind, data, due }: TimerRow): void | Effect {
    ran++
    try {
      return db.tx(() => {
        remove.run(id)
        const handler = handlers.get(kind)
        if (handler === undefined) throw new Error(`no handler for timers of kind '${kind}'`)
        return handler(JSON.parse(data) as Record<string, unknown>, due)
      })
    } catch (error) {
      db.tx(() => {
        remove.run(id)
        onError(error, kind)
      })
    }
  }

  /**
   * Runs timers due until `to`, oldest first: one of those that run alone, or some that follow each other and share a commit, up to the first with async work, which begins once it is committed.
   * The clock moves to each, but not while async work is under way. False when there was none to run.
   */
  function fireSome(to: number): boolean {
    const next = (): TimerRow | undefined => {
      const timer = first.get()
      return timer !== undefined && timer.due <= to && (timer.due <= clock.now() || pending.size === 0) ? timer : undefined
    }
    const moveTo = (due: number): void => void (due > clock.now() && clock.moveTo(due))
    let last = next()
    if (last === undefined) return false
    let effect: void | Effect = undefined
    if (alone.has(last.kind)) {
      db.tx(() => moveTo(last!.due))
      effect = fire(last)
    } else {
      db.tx(() => {
        const begun = elapsed()
        for (let timer = last; timer !== undefined && !alone.has(timer.kind); timer = next()) {
          last = timer
          moveTo(timer.due)
          effect = fire(timer)
          if (!db.raw.inTransaction) throw new Error('SQLite has undone the work of timers') // as on a full disk: they are still there
          if (effect !== undefined || elapsed() - begun >= SHARED_MS) return
        }
      })
    }
    if (effect !== undefined) track(effect(), last.kind)
    return true
  }

  function track(work: Promise<void>, kind: string): void {
    const settled: Promise<void> = work.catch((error: unknown) => (stopped ? undefined : onError(error, kind))).finally(() => pending.delete(settled))
    pending.add(settled)
  }

  /** Runs everything due now, oldest first. Returns how many ran. */
  function runDue(): number {
    if (stopped) return 0 // its world was closed meanwhile
    db.flush()
    const before = ran
    while (fireSome(clock.now()));
    arm()
    return ran - before
  }

  /** In real mode one machine timer waits for the next row. */
  function arm(): void {
    if (wake !== undefined) clearTimeout(wake)
    wake = undefined
    if (stopped || clock.mode() === 'held') return
    const next = first.get()
    if (next === undefined) return
    wake = setTimeout(runDue, Math.min(Math.max(next.due - clock.now(), 0), LONGEST_WAIT))
    ;(wake as { unref?: () => void }).unref?.() // a number in jsdom
  }

  async function effectsDone(): Promise<void> {
    while (pending.size > 0) await Promise.all(pending)
  }

  return {
    /** Names what runs when a timer of this kind is due. `alone`: it is much, in steps that can be undone one by one, and has a commit of its own; SQLite keeps every page for each step within a step. */
    on(kind: string, handler: TimerHandler, options: { alone?: boolean } = {}): void {
      handlers.set(kind, handler)
      if (options.alone === true) alone.add(kind)
    },
    /** Adds a timer due at `due` (ms); one with the same kind and key is moved instead. */
    schedule(due: number, kind: string, data: Record<string, unknown> = {}, key: string | null = null): void {
      insert.run(Math.trunc(due), kind, key, JSON.stringify(data))
      if (clock.mode() === 'real') nextTurn(arm)
    },
    cancel: (kind: string, key: string): boolean => removeKey.run(kind, key).changes > 0,
    has: (kind: string, key: string): boolean => oneOfKey.get(kind, key) !== undefined,
    /** What the timer with this key was given. */
    dataOf(kind: string, key: string): Record<string, unknown> | undefined {
      const found = oneOfKey.get(kind, key)
      return found === undefined ? undefined : (JSON.parse(found.data) as Record<string, unknown>)
    },
    /** When the timer with this key is due (ms). */
    dueOf: (kind: string, key: string): number | undefined => oneOfKey.get(kind, key)?.due,
    /** How many timers ran since the world was opened. */
    ran: (): number => ran,
    nextDue: (): number | undefined => first.get()?.due,
    runDue,
    arm,
    /** Moves the clock to `to`, stopping at each due time on the way so that code at +1 h sees +1 h. Returns how many timers ran. */
    async advanceTo(to: number): Promise<number> {
      db.flush()
      const before = ran
      do {
        while (fireSome(to));
        await effectsDone()
        if (stopped) return ran - before
      } while ((first.get()?.due ?? Infinity) <= to)
      db.tx(() => clock.moveTo(Math.max(to, clock.now())))
      arm()
      return ran - before
    },
    /** Waits until nothing is due and no effect is under way. */
    async settle(): Promise<void> {
      do {
        runDue()
        await effectsDone()
      } while (!stopped && (first.get()?.due ?? Infinity) <= clock.now())
    },
    stop(): void {
      stopped = true
      if (wake !== undefined) clearTimeout(wake)
    },
  }
}

export type Scheduler = ReturnType<typeof createScheduler>
