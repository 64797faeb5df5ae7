// Identifiers and chance: everything comes from one seed and one counter, so the same calls give the same bytes.
import { hash } from 'node:crypto'
import type { Db } from './db.ts'
import type { KernelState } from './state.ts'

/**
 * Seeded ids. The counter is kept in the database, in the transaction that uses the ids, so a restart never repeats one.
 * `scope` (the workspace's name) keeps two worlds with one seed apart.
 */
export function createIds({ db, state, seed, scope }: { db: Db; state: KernelState; seed: number; scope: string }) {
  let used = 0
  let stored = 0
  let base = ''

  function load(): void {
    const kept = state.get<{ seed: number; used: number }>('ids')
    used = stored = kept?.used ?? 0
    base = `${kept?.seed ?? seed}:${scope}:`
    if (kept === undefined) state.set('ids', { seed, used: 0 })
  }
  load()
  db.beforeCommit(() => {
    if (used !== stored) state.set('ids', { seed: Number(base.split(':')[0]), used: (stored = used) })
  })

  const digest = (key: string): string => hash('sha256', base + key, 'hex')
  const next = (): string => digest(`#${++used}`)
  const firstWord = (hex: string): number => Number.parseInt(hex.slice(0, 8), 16)

  return {
    /** `length` lower-case hex digits (at most 64). */
    hex: (length: number): string => next().slice(0, length),
    /** A UUID, version 4 in form. */
    uuid(): string {
      const hex = next()
      const variant = ((Number.parseInt(hex[16]!, 16) & 0x3) | 0x8).toString(16)
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`
    },
    /** An integer from 0 to `below` − 1. */
    integer: (below: number): number => firstWord(next()) % below,
    /** A number in [0, 1) that is always the same for one key: splits, variants, rollouts. */
    unit: (key: string): number => firstWord(digest(key)) / 2 ** 32,
    /** Reads the counter again, after the database was replaced. */
    reload: load,
  }
}

export type Ids = ReturnType<typeof createIds>
