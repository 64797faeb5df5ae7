// The emulator a scenario runs on: a fresh one in memory, or a workspace of its own in a running one. The only file here that knows the emulator.
import { fetchOf } from '../emulator/adapters/fetch.ts'
import { createCore, homeKeys } from '../emulator/index.ts'
import type { Party } from './live/live-device.ts'

/** Every scenario starts at this time: reports of two days are the same. */
export const START = '2026-03-01T12:00:00.000Z'

export type Fetch = (request: Request) => Promise<Response>
export type Keys = { rest: string; web: string; ios: string; android: string }

export type Target = {
  /** In front of every path. */
  url: string
  fetch: Fetch
  keys: Keys
  /** For admin calls; undefined = the default workspace. */
  workspace: string | undefined
  adminHeaders: Record<string, string>
  /** Errors inside the emulator that nobody expected. */
  unexpected(): unknown[]
  /** A person with a real app is there: time is real, and devices may be live. */
  live?: Party
  close(): Promise<void>
}

export type OpenTarget = () => Promise<Target>

/** What stands between the kit and the emulator: proofs that a scenario can fail break the emulator here. */
export type Wrap = (fetch: Fetch) => Fetch

/** Says why nothing could be run. */
export class CannotRun extends Error {}

/** The emulator that a real app talks to does not answer (any more). */
export class NoAnswer extends CannotRun {}

/** A fresh emulator in memory for each scenario. */
export const ownEmulator = (wrap: Wrap = (fetch) => fetch): OpenTarget => async () => {
  const errors: unknown[] = []
  const core = createCore({ holdClock: START, onError: (error) => errors.push(error) })
  return { url: 'http://localhost', fetch: wrap(fetchOf(core)), keys: homeKeys, workspace: undefined, adminHeaders: {}, unexpected: () => errors, close: async () => core.close() }
}

type Workspace = { id: string; rest_keys: { key: string }[]; apps: { app_id: string; platform: string }[] }

/** Calls of the admin API at an address. Throws CannotRun when nobody answers there, or something else than an emulator. */
function adminAt(address: string, adminToken: string | undefined) {
  if (!/^https?:\/\//.test(address) || !URL.canParse(address)) throw new CannotRun(`--url '${address}' is no address: write http://127.0.0.1:27293`)
  const url = address.replace(/\/+$/, '')
  const adminHeaders: Record<string, string> = adminToken === undefined ? {} : { authorization: `Bearer ${adminToken}` }

  async function admin(method: string, path: string, body?: unknown): Promise<any> {
    const request = new Request(`${url}/_emulator${path}`, { method, headers: { 'content-type': 'application/json', ...adminHeaders }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })
    const response = await fetch(request).catch((error: Error & { cause?: Error }) => {
      throw new CannotRun(`no emulator answers at ${url} (${error.cause?.message || error.message})`)
    })
    const text = await response.text()
    if (!response.ok) throw new CannotRun(`${url} answered ${method} /_emulator${path} with ${response.status}: ${text.slice(0, 200)}`)
    try {
      return JSON.parse(text)
    } catch {
      throw new CannotRun(`what answers at ${url} is no Brazier emulator`)
    }
  }
  const check = async (): Promise<void> => {
    if ((await admin('GET', '/health'))?.status !== 'ok') throw new CannotRun(`what answers at ${url} is no Brazier emulator`)
  }
  return { url, adminHeaders, admin, check }
}

const keysOf = ({ rest_keys, apps }: Workspace): Keys => {
  const app = (platform: string): string => apps.find((one) => one.platform === platform)?.app_id ?? ''
  return { rest: rest_keys[0]?.key ?? '', web: app('Web'), ios: app('iOS'), android: app('Android') }
}

/** A workspace of its own, with a held clock, in the emulator at `address`; it is deleted afterwards. Throws CannotRun when nobody answers there. */
export async function runningEmulator(address: string, { adminToken, wrap = (fetch) => fetch }: { adminToken?: string | undefined; wrap?: Wrap } = {}): Promise<OpenTarget> {
  const { url, adminHeaders, admin, check } = adminAt(address, adminToken)
  await check()
  return async () => {
    const workspace = (await admin('POST', '/workspaces', {})) as Workspace
    const { id } = workspace
    await admin('PUT', `/clock?workspace=${id}`, { mode: 'held', now: START })
    return { url, fetch: wrap((request) => fetch(request)), workspace: id, adminHeaders, keys: keysOf(workspace), unexpected: () => [], close: () => admin('DELETE', `/workspaces/${id}`) }
  }
}

const ANSWER_MS = 15_000

/** The workspace that a real app talks to, as it is: with its clock, which has to run, and all that is in it. Throws CannotRun when it is not there. */
export async function wholeEmulator(address: string, { adminToken, workspace = 'default', wrap = (fetch) => fetch }: { adminToken?: string | undefined; workspace?: string | undefined; wrap?: Wrap } = {}): Promise<Target & { clock: { now: string; offset_ms: number } }> {
  const { url, adminHeaders, admin, check } = adminAt(address, adminToken)
  await check()
  const all = (await admin('GET', '/workspaces')).workspaces as (Workspace & { clock: { mode: string; now: string; offset_ms: number } })[]
  const found = all.find(({ id }) => id === workspace)
  if (found === undefined) throw new CannotRun(`there is no workspace '${workspace}' at ${url}: it has ${all.map(({ id }) => id).join(', ')}`)
  const { clock } = found
  if (clock.mode === 'held') throw new CannotRun(`the clock of workspace '${workspace}' at ${url} is held at ${clock.now}, and a real app lives in real time: let it run with brazier clock release`)
  // A person waits: what hangs is told after a while, and tried again
  const patient: Fetch = async (request) => {
    try {
      return await fetch(request, { signal: AbortSignal.timeout(ANSWER_MS) })
    } catch (error) {
      const { cause, message } = error as Error & { cause?: Error }
      throw new NoAnswer(`the emulator at ${url} does not answer (${cause?.message || message})`)
    }
  }
  return { url, fetch: wrap(patient), workspace, adminHeaders, keys: keysOf(found), unexpected: () => [], close: async () => {}, clock }
}
