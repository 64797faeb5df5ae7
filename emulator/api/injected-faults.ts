// Answers given instead of the real ones, at the user's wish: errors, delays, lost connections (rule N9: stored, answer lost).
import type { World } from '../world.ts'

export type InjectedFault = {
  match: { method?: string | undefined; path?: string | undefined; app_id?: string | undefined }
  status?: number | undefined
  body?: unknown
  headers?: Record<string, string> | undefined
  delay_ms?: number | undefined
  /** `before`: nothing is stored; `after`: stored, but the answer is lost. */
  drop?: 'before' | 'after' | undefined
  /** How many requests it takes; without end when absent. */
  times?: number | undefined
  probability?: number | undefined
}

/** The faults of every workspace, in memory: they are gone after a restart or a reset. */
export function createFaults() {
  const byWorld = new Map<string, InjectedFault[]>()
  const trim = (path: string): string => (path.length > 1 ? path.replace(/\/+$/, '') : path)
  const fits = (fault: InjectedFault, method: string, path: string, app_id: string | undefined): boolean =>
    (fault.match.method === undefined || fault.match.method.toUpperCase() === method) &&
    (fault.match.path === undefined || trim(fault.match.path) === trim(path) || (fault.match.path.endsWith('*') && path.startsWith(fault.match.path.slice(0, -1)))) &&
    (fault.match.app_id === undefined || fault.match.app_id === app_id)

  return {
    list: (id: string): readonly InjectedFault[] => byWorld.get(id) ?? [],
    put: (id: string, faults: readonly InjectedFault[]): void => void byWorld.set(id, faults.map((fault) => ({ ...fault }))),
    clear: (id: string): void => void byWorld.delete(id),
    /** The first fault that takes this request; it counts as used. Chance comes from the world's ids. */
    take(world: World, method: string, path: string, app_id: string | undefined): InjectedFault | undefined {
      const faults = byWorld.get(world.id)
      if (faults === undefined) return undefined
      for (const fault of faults) {
        if (fault.times === 0 || !fits(fault, method, path, app_id)) continue
        if (fault.probability !== undefined && world.ids.integer(1_000_000) / 1_000_000 >= fault.probability) continue
        if (fault.times !== undefined) fault.times--
        return fault
      }
      return undefined
    },
  }
}

export type Faults = ReturnType<typeof createFaults>
