// The statements of frequency capping rules, and their row type.
import type { Db } from '../kernel/db.ts'

/** A row of `frequency_rules`; `n` is the order in which they were made. */
export type StoredFrequencyRule = { n: number; id: string; channel: string; count: number; window: number; unit: 'minutes' | 'days' | 'weeks'; tag: string | null; created_at: number }

export const frequencyRuleStatements = (db: Db) => ({
  all: db.prepare<[], StoredFrequencyRule>('SELECT * FROM frequency_rules ORDER BY n'),
  one: db.prepare<[string], StoredFrequencyRule>('SELECT * FROM frequency_rules WHERE id = ?'),
  insert: db.prepare<[Omit<StoredFrequencyRule, 'n'>]>('INSERT INTO frequency_rules (id, channel, count, "window", unit, tag, created_at) VALUES (@id, @channel, @count, @window, @unit, @tag, @created_at)'),
  update: db.prepare<[Omit<StoredFrequencyRule, 'n' | 'created_at'>]>('UPDATE frequency_rules SET channel = @channel, count = @count, "window" = @window, unit = @unit, tag = @tag WHERE id = @id'),
  remove: db.prepare<[string]>('DELETE FROM frequency_rules WHERE id = ?'),
})
