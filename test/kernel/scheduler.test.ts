// Durable timers: time order, stops on the way of an advance, failures, async effects.
import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { folder, gate, HOUR, kernel, nextTurn, NOON } from '../kit/kernel.ts'

afterEach(() => vi.useRealTimers())

describe('held clock', () => {
  test('advance runs each timer at its own time, in time order, whatever the order they were set in', async () => {
    const { scheduler, clock } = kernel()
    const seen: [string, number, number][] = []
    scheduler.on('note', ({ text }, due) => void seen.push([text as string, due - NOON, clock.now() - NOON]))
    scheduler.schedule(NOON + 2 * HOUR, 'note', { text: 'second' })
    scheduler.schedule(NOON + HOUR, 'note', { text: 'first' })
    scheduler.schedule(NOON + 2 * HOUR, 'note', { text: 'third' })
    scheduler.schedule(NOON + 9 * HOUR, 'note', { text: 'later' })
    expect(await scheduler.advanceTo(NOON + 3 * HOUR)).toBe(3)
    expect(seen).toEqual([['first', HOUR, HOUR], ['second', 2 * HOUR, 2 * HOUR], ['third', 2 * HOUR, 2 * HOUR]])
    expect(clock.now()).toBe(NOON + 3 * HOUR)
    expect(scheduler.nextDue()).toBe(NOON + 9 * HOUR)
    expect(scheduler.ran()).toBe(3)
  })

  test('a timer that sets another on the way: that one runs at its own time too', async () => {
    const { scheduler, clock } = kernel()
    const seen: number[] = []
    scheduler.on('again', () => {
      seen.push(clock.now() - NOON)
      scheduler.schedule(clock.now() + HOUR, 'again')
    })
    scheduler.schedule(NOON + HOUR, 'again')
    expect(await scheduler.advanceTo(NOON + 3 * HOUR + 1)).toBe(3)
    expect(seen).toEqual([HOUR, 2 * HOUR, 3 * HOUR])
    expect(scheduler.nextDue()).toBe(NOON + 4 * HOUR)
  })

  test('an effect of +1 h ends before the timer of +2 h runs, and what it sets is not passed by', async () => {
    const { scheduler, clock } = kernel()
    const seen: string[] = []
    const slow = gate()
    scheduler.on('effect', () => async () => {
      seen.push(`began at ${clock.now() - NOON}`)
      await slow.opened
      seen.push(`ended at ${clock.now() - NOON}`)
      scheduler.schedule(clock.now() + HOUR / 2, 'note', { text: 'between' })
    })
    scheduler.on('note', ({ text }) => void seen.push(`${String(text)} at ${clock.now() - NOON}`))
    scheduler.schedule(NOON + HOUR, 'effect')
    scheduler.schedule(NOON + 2 * HOUR, 'note', { text: 'second' })
    const advanced = scheduler.advanceTo(NOON + 2 * HOUR)
    await nextTurn()
    expect(seen).toEqual([`began at ${HOUR}`])
    slow.open()
    expect(await advanced).toBe(3)
    expect(seen).toEqual([`began at ${HOUR}`, `ended at ${HOUR}`, `between at ${1.5 * HOUR}`, `second at ${2 * HOUR}`])
  })

  test('nothing runs by itself, nor before it is due', async () => {
    const { scheduler } = kernel()
    let ran = 0
    scheduler.on('note', () => void ran++)
    scheduler.schedule(NOON + 1, 'note')
    scheduler.schedule(NOON, 'note')
    await nextTurn()
    expect(ran).toBe(0)
    expect(scheduler.runDue()).toBe(1)
    expect(await scheduler.advanceTo(NOON)).toBe(0)
    expect(ran).toBe(1)
  })

  test('one kind and key is one timer: set again it moves, cancelled it is gone', async () => {
    const { scheduler } = kernel()
    const seen: unknown[] = []
    scheduler.on('end', ({ n }) => void seen.push(n))
    scheduler.schedule(NOON + HOUR, 'end', { n: 1 }, 'session')
    scheduler.schedule(NOON + 2 * HOUR, 'end', { n: 2 }, 'session')
    scheduler.schedule(NOON + HOUR, 'end', { n: 3 }, 'other')
    expect(await scheduler.advanceTo(NOON + HOUR)).toBe(1)
    expect(scheduler.cancel('end', 'session')).toBe(true)
    expect(scheduler.cancel('end', 'session')).toBe(false)
    await scheduler.advanceTo(NOON + 5 * HOUR)
    expect(seen).toEqual([3])
  })

  test('an advance to the past leaves the clock where it is', async () => {
    const { scheduler, clock } = kernel()
    expect(await scheduler.advanceTo(NOON - HOUR)).toBe(0)
    expect(clock.now()).toBe(NOON)
  })
})

describe('durable', () => {
  test('timers and their data survive a restart', async () => {
    const file = join(folder(), 'world.db')
    const first = kernel({ file })
    first.scheduler.schedule(NOON + HOUR, 'note', { text: 'kept', list: [1, { a: null }] })
    first.db.close()
    const second = kernel({ file })
    const seen: unknown[] = []
    second.scheduler.on('note', (data) => void seen.push(data))
    await second.scheduler.advanceTo(NOON + HOUR)
    expect(seen).toEqual([{ text: 'kept', list: [1, { a: null }] }])
  })

  test('a timer set in a transaction that failed was never set', () => {
    const { db, scheduler } = kernel()
    expect(() => db.tx(() => {
      scheduler.schedule(NOON, 'note')
      throw new Error('no')
    })).toThrow('no')
    expect(scheduler.nextDue()).toBeUndefined()
  })
})

describe('timers that follow each other share a commit', () => {
  test('a process that dies among them loses and repeats none: the next one begins where the last commit was', async () => {
    const [file, copy] = [join(folder(), 'world.db'), join(folder(), 'world.db')]
    const first = kernel({ file })
    const all = Array.from({ length: 10 }, (_, n) => `${n} at ${n * HOUR}`)
    const handler = ({ db, clock }: ReturnType<typeof kernel>) => ({ n }: Record<string, unknown>) => void db.note(`${n as number} at ${clock.now() - NOON}`) // `notes` are unique: what runs twice fails
    first.scheduler.on('note', (data) => {
      handler(first)(data)
      if (data['n'] === 6) for (const end of ['', '-wal']) copyFileSync(`${file}${end}`, `${copy}${end}`) // what a killed process leaves
    })
    for (let n = 0; n < 10; n++) first.scheduler.schedule(NOON + n * HOUR, 'note', { n })
    await first.scheduler.advanceTo(NOON + 9 * HOUR)
    expect(first.db.notes()).toEqual(all)
    const second = kernel({ file: copy, holdAt: null })
    expect(second.db.notes()).toEqual([])
    expect([second.clock.now(), second.scheduler.nextDue()]).toEqual([NOON, NOON])
    second.scheduler.on('note', handler(second))
    await second.scheduler.advanceTo(NOON + 9 * HOUR)
    expect([second.db.notes(), second.failures]).toEqual([all, []])
  })

  test('one that fails is undone alone, and the clock stays where it is', async () => {
    const { db, clock, scheduler, failures } = kernel()
    const seen: number[] = []
    scheduler.on('note', ({ n }) => {
      seen.push(clock.now() - NOON)
      db.note(String(n))
      if (n === 2) throw new Error('bad luck')
    })
    for (let n = 1; n <= 4; n++) scheduler.schedule(NOON + n * HOUR, 'note', { n })
    await scheduler.advanceTo(NOON + 4 * HOUR)
    expect([db.notes(), seen]).toEqual([['1', '3', '4'], [HOUR, 2 * HOUR, 3 * HOUR, 4 * HOUR]])
    expect(failures).toEqual([{ error: 'bad luck', kind: 'note' }])
  })

  test.each([false, true])('async work begins when what its timer did is committed, and the ones behind it run after that (alone: %s)', async (alone) => {
    const { db, scheduler } = kernel()
    let commits = 0
    db.afterCommit(() => void commits++)
    const seen: unknown[] = []
    scheduler.on('effect', () => {
      seen.push('timer')
      const before = commits
      return async () => void seen.push([db.raw.inTransaction, commits - before])
    }, { alone })
    scheduler.on('note', ({ text }) => void seen.push(text))
    scheduler.schedule(NOON, 'note', { text: 'before' })
    scheduler.schedule(NOON, 'effect')
    scheduler.schedule(NOON, 'note', { text: 'behind' })
    await scheduler.settle()
    expect(seen).toEqual(['before', 'timer', [false, 1], 'behind'])
  })

  test('one that runs alone has a commit of its own', async () => {
    const { db, scheduler } = kernel()
    const commits: string[][] = []
    db.afterCommit(() => void commits.push(db.notes()))
    const note = ({ text }: Record<string, unknown>): void => db.note(text as string)
    scheduler.on('note', note)
    scheduler.on('much', note, { alone: true })
    for (const [kind, text] of [['note', 'a'], ['much', 'b'], ['much', 'c'], ['note', 'd']] as const) scheduler.schedule(NOON, kind, { text })
    await scheduler.settle()
    expect(commits.filter((notes, at) => notes.length !== (commits[at - 1]?.length ?? 0))).toEqual([['a'], ['a', 'b'], ['a', 'b', 'c'], ['a', 'b', 'c', 'd']])
  })
})

describe('failures', () => {
  test('a handler that throws undoes its own work, leaves its trace and does not stop the others', async () => {
    const { db, scheduler, failures } = kernel()
    scheduler.on('note', ({ text }) => {
      db.note(text as string)
      if (text === 'bad') throw new Error('bad luck')
    })
    for (const text of ['one', 'bad', 'two']) scheduler.schedule(NOON, 'note', { text })
    expect(await scheduler.advanceTo(NOON)).toBe(3)
    expect(db.notes()).toEqual(['one', 'two'])
    expect(failures).toEqual([{ error: 'bad luck', kind: 'note' }])
    expect(scheduler.nextDue()).toBeUndefined()
  })

  test('an effect that rejects leaves its trace and keeps nobody waiting', async () => {
    const { scheduler, failures } = kernel()
    scheduler.on('effect', () => async () => {
      throw new Error('unreachable host')
    })
    scheduler.schedule(NOON, 'effect')
    await scheduler.settle()
    expect(failures).toEqual([{ error: 'unreachable host', kind: 'effect' }])
  })

  test('a timer that nobody handles is not lost in silence', () => {
    const { scheduler, failures } = kernel()
    scheduler.schedule(NOON, 'unknown')
    scheduler.runDue()
    expect(failures).toEqual([{ error: `no handler for timers of kind 'unknown'`, kind: 'unknown' }])
    expect(scheduler.nextDue()).toBeUndefined()
  })

  test('a due timer finds what the requests of its turn have written, and they are answered all the same', async () => {
    const { db, scheduler } = kernel()
    let seen: string[] = []
    scheduler.on('note', () => void (seen = db.notes()))
    scheduler.schedule(NOON, 'note')
    const answer = db.shareCommit(() => db.note('request'))
    scheduler.runDue()
    expect(seen).toEqual(['request'])
    await answer
  })
})

describe('settle', () => {
  test('waits for effects, for what they set, and for the effects of those', async () => {
    const { scheduler } = kernel()
    const seen: string[] = []
    const [first, second] = [gate(), gate()]
    scheduler.on('first', () => async () => {
      await first.opened
      seen.push('first')
      scheduler.schedule(NOON, 'second')
    })
    scheduler.on('second', () => async () => {
      await second.opened
      seen.push('second')
    })
    scheduler.schedule(NOON, 'first')
    let settled = false
    const waiting = scheduler.settle().then(() => (settled = true))
    await nextTurn()
    first.open()
    await nextTurn()
    expect([settled, seen]).toEqual([false, ['first']])
    second.open()
    await waiting
    expect(seen).toEqual(['first', 'second'])
  })

  test.each(['settle', 'advance'])('a world that is closed meanwhile: %s ends, and what was under way is no failure', async (how) => {
    const { scheduler, failures, db } = kernel()
    const { opened, fail } = gate()
    scheduler.on('call', () => () => opened)
    scheduler.schedule(NOON, 'call')
    scheduler.schedule(NOON + HOUR, 'call')
    const waiting = how === 'settle' ? scheduler.settle() : scheduler.advanceTo(NOON + 2 * HOUR)
    await nextTurn()
    scheduler.stop()
    db.close()
    fail(new Error('the database connection is not open'))
    await waiting
    expect([scheduler.ran(), failures]).toEqual([1, []])
  })

  test('has nothing to wait for when nothing is due', async () => {
    const { scheduler } = kernel()
    scheduler.on('note', () => {})
    scheduler.schedule(NOON + 1, 'note')
    await scheduler.settle()
    expect(scheduler.nextDue()).toBe(NOON + 1)
  })
})

describe('real clock', () => {
  test('one machine timer waits for the next row, and follows what is set, moved and cancelled', async () => {
    vi.useFakeTimers({ now: NOON })
    const { scheduler, clock } = kernel({ holdAt: null })
    const seen: [unknown, number][] = []
    scheduler.on('note', ({ n }) => void seen.push([n, clock.now() - NOON]))
    scheduler.schedule(NOON + 5000, 'note', { n: 'late' }, 'late')
    scheduler.schedule(NOON + 1000, 'note', { n: 'soon' })
    scheduler.schedule(NOON + 2000, 'note', { n: 'cancelled' }, 'never')
    scheduler.cancel('note', 'never')
    await vi.advanceTimersByTimeAsync(999)
    expect(seen).toEqual([])
    await vi.advanceTimersByTimeAsync(1)
    expect(seen).toEqual([['soon', 1000]])
    scheduler.schedule(NOON + 3000, 'note', { n: 'moved' }, 'late')
    await vi.advanceTimersByTimeAsync(10_000)
    expect(seen).toEqual([['soon', 1000], ['moved', 3000]])
  })

  test('waits longer than setTimeout can', async () => {
    vi.useFakeTimers({ now: NOON })
    const { scheduler } = kernel({ holdAt: null })
    let ran = 0
    scheduler.on('note', () => void ran++)
    scheduler.schedule(NOON + 60 * 24 * HOUR, 'note')
    await vi.advanceTimersByTimeAsync(59 * 24 * HOUR)
    expect(ran).toBe(0)
    await vi.advanceTimersByTimeAsync(24 * HOUR)
    expect(ran).toBe(1)
  })

  test('advanced, it stops at each due time and flows on; stopped, it sleeps', async () => {
    vi.useFakeTimers({ now: NOON })
    const { scheduler, clock } = kernel({ holdAt: null })
    const seen: number[] = []
    scheduler.on('note', () => void seen.push(clock.now() - NOON))
    scheduler.schedule(NOON + HOUR, 'note')
    scheduler.schedule(NOON + 3 * HOUR, 'note')
    expect(await scheduler.advanceTo(NOON + 2 * HOUR)).toBe(1)
    expect(seen).toEqual([HOUR])
    await vi.advanceTimersByTimeAsync(HOUR)
    expect(seen).toEqual([HOUR, 3 * HOUR])
    scheduler.schedule(NOON + 4 * HOUR, 'note')
    scheduler.stop()
    await vi.advanceTimersByTimeAsync(5 * HOUR)
    expect(seen).toHaveLength(2)
  })
})
