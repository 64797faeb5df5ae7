// The package's main entry: an emulator in this process, with fetch, and with a port when it is asked to listen.
import type { EmulatorOptions } from '../index.ts'
import { createCore, homeKeys, version } from '../index.ts'
import { fetchOf } from './fetch.ts'
import type { Listening, ListenOptions } from './listen.ts'

export type { EmulatorOptions } from '../index.ts'
export { homeKeys, version }

/** An error of the admin API, as its caller sees it. */
export class AdminError extends Error {
  readonly status: number
  readonly body: unknown
  constructor(status: number, body: unknown) {
    super(`the admin API answered ${status}: ${JSON.stringify(body)}`)
    this.status = status
    this.body = body
  }
}

/**
 * Makes an emulator. `fetch` answers every Braze path in-process; `listen()` opens a port (27293 unless another is given).
 * Throws for a database that is in use or of a newer Brazier.
 */
export function createEmulator(options: EmulatorOptions = {}) {
  const core = createCore(options)
  const fetch = fetchOf(core)
  let listening: Listening | undefined
  const token: Record<string, string> = options.adminToken === undefined ? {} : { authorization: `Bearer ${options.adminToken}` }

  /** A call of the admin API: `admin('POST', '/clock/advance', { by: '2h' })`. Answers its JSON; throws AdminError. */
  async function admin<T = any>(method: string, path: string, body?: unknown): Promise<T> {
    // `users`, `/users` and `/_emulator/users` are the same path
    const response = await fetch(`http://localhost/_emulator/${path.replace(/^\/*(_emulator(\/|$))?\/*/, '')}`, { method, headers: { 'content-type': 'application/json', ...token }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })
    const answer = (await response.json()) as T
    if (!response.ok) throw new AdminError(response.status, answer)
    return answer
  }

  return {
    /** Where it listens, once it does. */
    get url(): string | undefined {
      return listening?.url
    },
    fetch,
    admin,
    /** Opens a port, given alone or among options; answers the URL. */
    async listen(given: number | Partial<ListenOptions> = {}): Promise<string> {
      const { listen } = await import('./listen.ts')
      const asked = typeof given === 'number' ? { port: given } : given
      listening = await listen(core, { port: 27293, host: '127.0.0.1', adminToken: options.adminToken, ...asked })
      return listening.url
    },
    /** Resolves when no timer is due and no effect is pending. */
    settle: (): Promise<void> => core.world().scheduler.settle(),
    clock: {
      now: (): string => new Date(core.world().clock.now()).toISOString(),
      /** Moves time forward: `3d2h30s`. Everything due on the way runs. */
      advance: (by: string): Promise<{ now: string; fired: number }> => admin('POST', '/clock/advance', { by }),
      set: (now: string): Promise<{ now: string }> => admin('PUT', '/clock', { mode: 'held', now }),
      hold: (): Promise<{ now: string }> => admin('PUT', '/clock', { mode: 'held' }),
      release: (): Promise<{ now: string }> => admin('PUT', '/clock', { mode: 'real' }),
    },
    /** The default workspace as one file, and back. */
    snapshot: (): Uint8Array => core.world().snapshot(),
    restore: (image: Uint8Array): void => core.world().restore(image),
    /** Back to the configured seed. */
    reset: (): Promise<unknown> => admin('POST', '/reset'),
    /** The keys of the default workspace. */
    keys: homeKeys,
    /** The endpoint table. */
    table: core.table,
    async close(): Promise<void> {
      await listening?.close()
      core.close()
    },
  }
}

export type Emulator = ReturnType<typeof createEmulator>
