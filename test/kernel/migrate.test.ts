// Migrations: counted, forward only, all or nothing.
import Database from 'better-sqlite3'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { NewerSchema, openDb } from '../../emulator/kernel/db.ts'
import { migrations } from '../../emulator/schema/index.ts'
import { closing, folder } from '../kit/kernel.ts'

const STEPS = ['CREATE TABLE a (x INTEGER) STRICT; INSERT INTO a VALUES (1);', 'CREATE TABLE b (y INTEGER) STRICT; INSERT INTO b SELECT x + 1 FROM a;', 'UPDATE b SET y = y * 10;']
const open = (file: string, steps: readonly string[]) => closing(openDb({ file, migrations: steps }))

test('each step runs once, in order, over as many starts as it takes', () => {
  const file = join(folder(), 'a.db')
  open(file, STEPS.slice(0, 1)).close()
  open(file, STEPS.slice(0, 2)).close()
  const db = open(file, STEPS)
  expect(db.raw.prepare('SELECT y FROM b').all()).toEqual([{ y: 20 }])
  expect(db.raw.pragma('user_version', { simple: true })).toBe(3)
  db.close()
  expect(open(file, STEPS).raw.prepare('SELECT y FROM b').all()).toEqual([{ y: 20 }])
})

test('a database of a newer Brazier is refused, says so, and stays as it is', () => {
  const file = join(folder(), 'a.db')
  open(file, STEPS).close()
  expect(() => open(file, STEPS.slice(0, 2))).toThrow(NewerSchema)
  expect(() => open(file, STEPS.slice(0, 2))).toThrow('the database has schema version 3, this Brazier knows versions up to 2')
  expect(open(file, STEPS).raw.prepare('SELECT y FROM b').all()).toEqual([{ y: 20 }])
})

test('a step that fails leaves the database at the version it had', () => {
  const file = join(folder(), 'a.db')
  open(file, STEPS.slice(0, 1)).close()
  expect(() => open(file, [...STEPS.slice(0, 2), 'CREATE TABLE c (z INTEGER) STRICT; INSERT INTO nowhere VALUES (1);'])).toThrow('no such table: nowhere')
  const db = open(file, STEPS.slice(0, 1))
  expect(db.raw.pragma('user_version', { simple: true })).toBe(1)
  expect((db.raw.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table'`).all() as { name: string }[]).map((row) => row.name)).toEqual(['a'])
})

test('a file that is no database is refused', () => {
  const file = join(folder(), 'a.db')
  const raw = new Database(file)
  raw.close()
  expect(() => openDb({ file: new URL(import.meta.url).pathname, migrations: STEPS })).toThrow('file is not a database')
})

test('Brazier’s own schema: every table is STRICT, every foreign key holds, a disk database is in WAL mode', () => {
  const db = open(join(folder(), 'a.db'), migrations)
  const loose = db.raw.prepare(`SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND strict = 0 AND name NOT LIKE 'sqlite_%'`).all()
  expect(loose).toEqual([])
  expect(db.raw.pragma('foreign_key_check')).toEqual([])
  expect(db.raw.pragma('journal_mode', { simple: true })).toBe('wal')
  expect(db.raw.pragma('foreign_keys', { simple: true })).toBe(1)
})
