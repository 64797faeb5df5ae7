// Transactions: nested ones, commits shared by one turn, and every way of one meeting the other.
import Database from 'better-sqlite3'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { database, folder, nextTurn } from '../kit/kernel.ts'
import { emulator } from '../kit/world.ts'

const boom = (): never => {
  throw new Error('boom')
}
/** What another connection sees: committed rows only. */
const committed = (file: string): string[] => {
  const other = new Database(file, { readonly: true })
  try {
    return (other.prepare('SELECT text FROM notes ORDER BY rowid').all() as { text: string }[]).map((row) => row.text)
  } finally {
    other.close()
  }
}

describe('tx', () => {
  test('all of it or nothing', () => {
    const db = database()
    expect(db.tx(() => { db.note('a'); db.note('b'); return 7 })).toBe(7)
    expect(() => db.tx(() => { db.note('c'); boom() })).toThrow('boom')
    expect(db.notes()).toEqual(['a', 'b'])
  })

  test('has committed when it returns', () => {
    const file = join(folder(), 'a.db')
    const db = database(file)
    db.tx(() => {
      db.note('a')
      expect(committed(file)).toEqual([])
    })
    expect(committed(file)).toEqual(['a'])
  })

  test('an inner failure that is caught undoes only the inner part', () => {
    const db = database()
    db.tx(() => {
      db.note('outer')
      expect(() => db.tx(() => { db.note('inner'); db.tx(() => db.note('innermost')); boom() })).toThrow('boom')
      db.tx(() => db.note('second'))
    })
    expect(db.notes()).toEqual(['outer', 'second'])
  })

  test('an inner failure that is not caught undoes all', () => {
    const db = database()
    expect(() => db.tx(() => { db.note('outer'); db.tx(boom) })).toThrow('boom')
    expect(db.notes()).toEqual([])
    db.tx(() => db.note('after'))
    expect(db.notes()).toEqual(['after'])
  })

  test('hooks: before the commit inside it, after it, and when something was undone', () => {
    const db = database()
    const seen: string[] = []
    db.beforeCommit(() => { seen.push('before'); db.tx(() => db.note(`hook ${seen.length}`)) })
    db.afterCommit(() => void seen.push(`after ${db.raw.inTransaction}`))
    db.onRollback(() => void seen.push('undone'))
    db.tx(() => db.note('a'))
    expect(seen).toEqual(['before', 'after false'])
    expect(db.notes()).toEqual(['a', 'hook 1'])
    expect(() => db.tx(boom)).toThrow('boom')
    expect(seen).toEqual(['before', 'after false', 'undone'])
  })

  test('a hook that fails before the commit undoes the work', () => {
    const db = database()
    let fail = true
    db.beforeCommit(() => (fail ? boom() : undefined))
    expect(() => db.tx(() => db.note('a'))).toThrow('boom')
    fail = false
    db.tx(() => db.note('b'))
    expect(db.notes()).toEqual(['b'])
  })
})

describe('shareCommit', () => {
  test('many in one commit; none is answered before it', async () => {
    const file = join(folder(), 'a.db')
    const db = database(file)
    let commits = 0
    db.afterCommit(() => void commits++)
    const answered: string[] = []
    const all = ['a', 'b', 'c'].map((text) => db.shareCommit(() => (db.note(text), text)).then((given) => {
      expect(committed(file)).toEqual(['a', 'b', 'c'])
      answered.push(given)
    }))
    await Promise.resolve()
    expect([commits, answered, committed(file)]).toEqual([0, [], []])
    await Promise.all(all)
    expect([commits, answered]).toEqual([1, ['a', 'b', 'c']])
  })

  test('one that fails undoes only itself, and is told at once', async () => {
    const db = database()
    let undone = 0
    db.onRollback(() => void undone++)
    const first = db.shareCommit(() => db.note('a'))
    await expect(db.shareCommit(() => { db.note('b'); boom() })).rejects.toThrow('boom')
    const third = db.shareCommit(() => db.note('c'))
    await Promise.all([first, third])
    expect(db.notes()).toEqual(['a', 'c'])
    expect(undone).toBe(1)
  })

  test('parts inside nest as anywhere', async () => {
    const db = database()
    await db.shareCommit(() => {
      db.note('a')
      expect(() => db.tx(() => { db.note('b'); boom() })).toThrow('boom')
      db.tx(() => db.tx(() => db.note('c')))
    })
    expect(db.notes()).toEqual(['a', 'c'])
  })

  test('a failing commit rejects all that waited for it, keeps nothing, and the next turn goes on', async () => {
    const db = database()
    let fail = true
    let undone = 0
    db.beforeCommit(() => (fail ? boom() : undefined))
    db.onRollback(() => void undone++)
    const results = await Promise.allSettled(['a', 'b'].map((text) => db.shareCommit(() => db.note(text))))
    expect(results.map((one) => one.status)).toEqual(['rejected', 'rejected'])
    expect(db.notes()).toEqual([])
    expect(undone).toBe(1)
    fail = false
    await db.shareCommit(() => db.note('c'))
    expect(db.notes()).toEqual(['c'])
  })

  test('when SQLite itself undoes the whole turn, everyone in it is told', async () => {
    const db = database()
    const lost = db.shareCommit(() => db.note('a'))
    db.raw.exec('ROLLBACK') // as on a full disk
    const next = db.shareCommit(() => db.note('b'))
    await expect(lost).rejects.toThrow('undone by SQLite')
    await next
    expect(db.notes()).toEqual(['b'])

    const other = db.shareCommit(() => db.note('c'))
    db.raw.exec('ROLLBACK')
    db.tx(() => db.note('d'))
    await expect(other).rejects.toThrow('no transaction is active')
    expect(db.notes()).toEqual(['b', 'd'])
  })

  test('a tx of a timer or an admin call commits the turn so far and then its own, at once', async () => {
    const file = join(folder(), 'a.db')
    const db = database(file)
    const first = db.shareCommit(() => db.note('request'))
    db.tx(() => db.note('timer'))
    expect(committed(file)).toEqual(['request', 'timer'])
    const second = db.shareCommit(() => db.note('next request'))
    expect(() => db.tx(() => { db.note('bad timer'); boom() })).toThrow('boom')
    expect(committed(file)).toEqual(['request', 'timer', 'next request'])
    await Promise.all([first, second])
    expect(db.notes()).toEqual(['request', 'timer', 'next request'])
  })

  test('is refused inside a transaction: it would promise what the outer one may undo', () => {
    const db = database()
    expect(() => db.tx(() => db.shareCommit(() => 1))).toThrow('not for parts of a transaction')
    expect(db.raw.inTransaction).toBe(false)
  })

  test('flush commits at once; the turn’s own commit then has nothing to do', async () => {
    const file = join(folder(), 'a.db')
    const db = database(file)
    let commits = 0
    db.afterCommit(() => void commits++)
    const answer = db.shareCommit(() => db.note('a'))
    db.flush()
    expect(committed(file)).toEqual(['a'])
    await answer
    await nextTurn()
    expect(commits).toBe(1)
    expect(() => db.tx(() => { db.note('b'); db.flush() })).not.toThrow()
    const open = db.shareCommit(() => expect(db.flush).toThrow('inside a transaction'))
    await open
  })

  test('close and serialize take what is open along', async () => {
    const file = join(folder(), 'a.db')
    const db = database(file)
    const a = db.shareCommit(() => db.note('a'))
    const copy = database(db.serialize())
    expect(copy.notes()).toEqual(['a'])
    const b = db.shareCommit(() => db.note('b'))
    db.close()
    db.close()
    await Promise.all([a, b])
    expect(committed(file)).toEqual(['a', 'b'])
  })
})

test('every statement of a world is one: they are compiled when first used, here all at once', () => {
  const e = emulator()
  e.world.db.compileAll()
  const wrong = e.world.db.prepare('SELECT n FROM nowhere')
  expect(() => e.world.db.compileAll()).toThrow('no such table: nowhere')
  expect(() => wrong.all()).toThrow('no such table: nowhere')
})

test('a database in memory has the whole schema, whether it was made or copied', () => {
  const tables = () => emulator().world.db.prepare<[], { name: string }>(`SELECT name FROM sqlite_schema ORDER BY name`).all()
  expect(tables()).toEqual(tables())
  expect(tables().length).toBeGreaterThan(40)
})
