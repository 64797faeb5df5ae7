// Identifiers and chance: everything comes from one seed and one counter, so the same calls give the same bytes.
import { createHash } from 'node:crypto'
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

  const digest = (key: string): Buffer => createHash('sha256').update(base + key).digest()
  const next = (): Buffer => digest(`#${++used}`)

  return {
    /** `length` lower-case hex digits (at most 64). */
    hex: (length: number): string => next().toString('hex').slice(0, length),
    /** A UUID, version 4 in form. */
    uuid(): string {
      const bytes = next()
      bytes[6] = (bytes[6]! & 0x0f) | 0x40
      bytes[8] = (bytes[8]! & 0x3f) | 0x80
      const hex = bytes.toString('hex')
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`
    },
    /** An integer from 0 to `below` − 1. */
    integer: (below: number): number => next().readUInt32BE(0) % below,
    /** A number in [0, 1) that is always the same for one key: splits, variants, rollouts. */
    unit: (key: string): number => digest(key).readUInt32BE(0) / 2 ** 32,
    /** Reads the counter again, after the database was replaced. */
    reload: load,
  }
}

export type Ids = ReturnType<typeof createIds>
