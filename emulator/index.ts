// Front door: an emulator with its workspaces, without any host. Hosts (Koa, msw, live stream) are in adapters/.
import { adminRealm } from './api/admin/realm.ts'
import { createDispatch } from './api/dispatch.ts'
import type { Emulation } from './api/emulation.ts'
import { createFaults } from './api/injected-faults.ts'
import { hostedRealm } from './api/hosted/realm.ts'
import { createLimits } from './api/limits.ts'
import { partnerRealm } from './api/partner-realm.ts'
import { restRealm } from './api/rest/realm.ts'
import { createRouter } from './api/router.ts'
import { scimRealm } from './api/scim-realm.ts'
import { sdkRealm } from './api/sdk/realm.ts'
import { nearest } from './api/suspicions.ts'
import { table } from './api/table.ts'
import { parseTime } from './domain/times.ts'
import { elapsed } from './kernel/clock.ts'
import { version } from './version.ts'
import { createWorkspaces } from './workspaces.ts'

export { HOME, homeKeys } from './workspaces.ts'
export { table } from './api/table.ts'
export { isoTime } from './kernel/clock.ts'
export { delay } from './kernel/delay.ts'
export { kindMatches } from './kernel/journal.ts'
export { isWhole } from './api/wire.ts'
export type { WireRequest, WireResponse } from './api/wire.ts'
export type { World } from './world.ts'
export { version } from './version.ts'

export type EmulatorOptions = {
  /** SQLite file of the default workspace (default `:memory:`). */
  db?: string | undefined
  /** Bytes of a snapshot to start from. */
  image?: Uint8Array | undefined
  /** Seed of all ids and chance (default 1): the same seed and calls give the same bytes. */
  seed?: number | undefined
  /** Hold the clock: at an ISO time or ms, or `true` for now. */
  holdClock?: string | number | true | undefined
  /** `braze` refuses requests over Braze's rate limits (default `off`: counted in the headers only). */
  limits?: 'off' | 'braze' | undefined
  /** Any REST key is the default workspace's. */
  acceptAnyKey?: boolean | undefined
  /** Asked of every admin call as `Authorization: Bearer`. */
  adminToken?: string | undefined
  /** Runs after a workspace was reset, before the answer: replays the seeds of the config file. */
  onReset?: ((workspace: string) => Promise<void>) | undefined
  /** How the emulator calls out (callbacks of exports, files by URL); default: the process's `fetch`, looked up at each call. */
  outbound?: typeof fetch | undefined
  /** Hears of errors nobody expected; default: one line on stderr. */
  onError?: ((error: unknown, where: string) => void) | undefined
}

const holdAt = (value: string | number | true | undefined): number | true | undefined => {
  if (typeof value !== 'string') return value
  const at = parseTime(value)
  if (at === undefined) throw new RangeError(`holdClock: '${value}' is no ISO time`)
  return at
}

const OPTIONS: Record<keyof EmulatorOptions, true> = { db: true, image: true, seed: true, holdClock: true, limits: true, acceptAnyKey: true, adminToken: true, onReset: true, outbound: true, onError: true }

/** A misspelt option would silently be its default. */
function refuseUnknown(options: EmulatorOptions): void {
  for (const name of Object.keys(options)) {
    if (Object.hasOwn(OPTIONS, name)) continue
    const meant = nearest(name, Object.keys(OPTIONS))
    throw new TypeError(`there is no option '${name}'${meant === undefined ? '.' : `; did you mean '${meant}'?`} The options: ${Object.keys(OPTIONS).join(', ')}`)
  }
}

/** Makes an emulator. Its `dispatch` answers plain requests; nothing listens yet. Throws TypeError for an option that there is not. */
export function createCore(options: EmulatorOptions = {}) {
  refuseUnknown(options)
  const started = elapsed()
  const report = options.onError ?? ((error: unknown, where: string) => console.error(`brazier: unexpected error in ${where}:`, error))
  let origin = 'http://localhost'
  const directory = createWorkspaces({ db: options.db ?? ':memory:', image: options.image, seed: options.seed ?? 1, holdAt: holdAt(options.holdClock), onError: report, outbound: options.outbound ?? ((input, init) => fetch(input, init)), origin: () => origin })
  const emulation: Emulation = {
    version,
    directory,
    limits: createLimits(),
    faults: createFaults(),
    rateLimits: options.limits ?? 'off',
    uptime: () => elapsed() - started,
    endpoints: () => table,
    onReset: options.onReset ?? (async () => {}),
  }
  const router = createRouter(table)
  const realms = { rest: restRealm({ acceptAnyKey: options.acceptAnyKey ?? false }), scim: scimRealm, partner: partnerRealm, hosted: hostedRealm, sdk: sdkRealm, admin: adminRealm({ token: options.adminToken }) }
  const PREFIXES = [[/^\/+_emulator(\/|$)/, realms.admin], [/^\/+api\/+v3(\/|$)/, realms.sdk], [/^\/+_hosted(\/|$)/, realms.hosted], [/^\/+scim\/+v2(\/|$)/, realms.scim], [/^\/+partners(\/|$)/, realms.partner]] as const
  const realmOf = (path: string) => PREFIXES.find(([prefix]) => prefix.test(path))?.[1] ?? realms.rest

  return {
    /** The answer to a plain request; never rejects. */
    dispatch: createDispatch({ router, realmOf, emulation, report }),
    /** A host let a request not in: why, for the log and the diagnostics. What it asked for is not done. */
    turnedAway: ({ method, path }: { method: string; path: string }, why: { rule: string; field: string; seen: string | null; says: string }): void => {
      const { says, ...note } = why
      directory.home().journal.append('request.refused', { request_id: null, method, path: path.slice(0, 1000), status: 403, answer: says, ...note })
    },
    /** How many bytes of body the endpoint of a request takes: hosts stop reading there. */
    bodyLimit: (method: string, path: string): number => router.find(method, path).match?.endpoint.maxBytes ?? 0,
    directory,
    /** It listens here now: links in messages lead to this address. */
    listensAt: (url: string): void => void (origin = url),
    /** Lets go of everybody who listens to a stream: a host is about to close. */
    endStreams: (): void => directory.list().forEach((world) => world.realTime.end()),
    table,
    world: directory.home,
    close: directory.close,
  }
}

export type Core = ReturnType<typeof createCore>
