// Frequency capping rules of a workspace: how many messages of a channel a user may get in a window, all of them joined by AND. docs: messaging_fundamentals/frequency_capping
import type { Clock } from '../kernel/clock.ts'
import type { Db } from '../kernel/db.ts'
import type { Ids } from '../kernel/ids.ts'
import type { Journal } from '../kernel/journal.ts'
import type { StoredFrequencyRule } from './frequency-rules.sql.ts'
import { frequencyRuleStatements } from './frequency-rules.sql.ts'
import { Refusal } from './refusal.ts'

/** "push, email, SMS, webhook, WhatsApp, LINE, or any of those channels". */
export const CAPPED_CHANNELS = ['push', 'email', 'sms', 'webhook', 'whats_app', 'line', 'any'] as const
export const WINDOW_UNITS = ['minutes', 'days', 'weeks'] as const
const MOST_RULES = 10
const LONGEST: Readonly<Record<StoredFrequencyRule['unit'], number>> = { minutes: 30 * 1440, days: 30, weeks: 4 } // "a maximum duration of 30 days"

/** No more than `count` messages of `channel` (and of `tag`, with the tags nested in it) in `window` units: minutes as they are, days and weeks of the user's calendar. */
export type FrequencyRule = { id: string; channel: (typeof CAPPED_CHANNELS)[number]; count: number; window: number; unit: StoredFrequencyRule['unit']; tag: string | null }
export type FrequencyRuleInput = Omit<FrequencyRule, 'id' | 'tag'> & { id?: string | undefined; tag?: string | null | undefined }

/** The rules of one world. */
export function createFrequencyRules({ db, clock, ids, journal }: { db: Db; clock: Clock; ids: Ids; journal: Journal }) {
  const sql = frequencyRuleStatements(db)
  const open = ({ id, channel, count, window, unit, tag }: StoredFrequencyRule): FrequencyRule => ({ id, channel: channel as FrequencyRule['channel'], count, window, unit, tag })
  let kept: FrequencyRule[] | undefined
  const forget = (): void => void (kept = undefined)
  db.onRollback(forget)

  function known(id: string): FrequencyRule {
    const row = sql.one.get(id)
    if (row === undefined) throw new Refusal('not_found', { id })
    return open(row)
  }

  function check({ window, unit }: Pick<FrequencyRule, 'window' | 'unit'>): void {
    if (window > LONGEST[unit]) throw new Refusal('invalid_definition', { issues: [{ path: 'window', message: `window is ${window} ${unit}: at most 30 days (${LONGEST[unit]} ${unit})` }] })
  }

  return {
    list: (): readonly FrequencyRule[] => (kept ??= sql.all.all().map(open)),
    /** Throws Refusal `already_exists`, `too_many_rules`, `invalid_definition`. */
    create({ id = ids.uuid(), tag = null, ...rule }: FrequencyRuleInput): FrequencyRule {
      if (sql.one.get(id) !== undefined) throw new Refusal('already_exists', { id })
      if (sql.all.all().length >= MOST_RULES) throw new Refusal('invalid_definition', { issues: [{ path: 'frequency_rules', message: `frequency_rules are ${MOST_RULES} already: a workspace has no more` }] })
      check(rule)
      sql.insert.run({ id, tag, ...rule, created_at: clock.now() })
      forget()
      journal.append('frequency_rule.created', { id, ...rule, tag })
      return known(id)
    },
    update(id: string, patch: Partial<Omit<FrequencyRule, 'id'>>): FrequencyRule {
      const before = known(id)
      const after = { ...before, ...patch }
      check(after)
      if (JSON.stringify(after) === JSON.stringify(before)) return before
      sql.update.run(after)
      forget()
      journal.append('frequency_rule.updated', { id, changes: patch })
      return known(id)
    },
    remove(id: string): void {
      known(id)
      sql.remove.run(id)
      forget()
      journal.append('frequency_rule.deleted', { id })
    },
    forget,
  }
}

export type FrequencyRules = ReturnType<typeof createFrequencyRules>
