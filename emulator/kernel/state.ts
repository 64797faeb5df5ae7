// The kernel's own memory between runs: a handful of named JSON values (clock, ids), written just before a commit.
import type { Db } from './db.ts'

/** Named JSON values of the kernel, in table `kernel_state`. */
export function createKernelState(db: Db) {
  const read = db.prepare<[string], { value: string }>('SELECT value FROM kernel_state WHERE name = ?')
  const write = db.prepare<[string, string]>('INSERT INTO kernel_state (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value')
  return {
    get<T>(name: string): T | undefined {
      const row = read.get(name)
      return row === undefined ? undefined : (JSON.parse(row.value) as T)
    },
    set(name: string, value: unknown): void {
      write.run(name, JSON.stringify(value))
    },
  }
}

export type KernelState = ReturnType<typeof createKernelState>
