// What a recording is played into: an emulator of its own in memory, or one that runs. Requests go in as they were sent, answers come out as bytes.
import type { IncomingMessage } from 'node:http'
import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { Seeds } from '../../../config.ts'
import { ConfigError } from '../../../config.ts'
import { createCore, HOME, homeKeys, isWhole } from '../../../index.ts'
import { isLoopback } from '../../origin.ts'
import { replaySeeds } from '../../seeds.ts'

export type Asked = { method: string; path: string; query: string; headers: Record<string, string>; body: Uint8Array }
/** `body` undefined: a stream, of which only the head was read. */
export type Said = { status: number; headers: Record<string, string>; body: Uint8Array | undefined }
export type Keys = { rest: string; web: string; ios: string; android: string; scim: string; data_import: string }

export type Target = {
  name: string
  /** In front of the paths in what it says of itself. */
  origin: string
  keys: Keys
  /** Undefined: it cut the connection. */
  ask(asked: Asked): Promise<Said | undefined>
  admin(method: string, path: string, body?: object): Promise<any>
  close(): Promise<void>
}

const isStream = (headers: Record<string, string>): boolean => /^text\/event-stream/i.test(headers['content-type'] ?? '')
const jsonBytes = (body: object | undefined): Uint8Array => (body === undefined ? new Uint8Array() : Buffer.from(JSON.stringify(body)))

export type OwnOptions = { at: number; seeds: Seeds; seed?: number | undefined; image?: Uint8Array | undefined; limits?: 'off' | 'braze' | undefined; outbound?: boolean | undefined; onError: (error: unknown, where: string) => void }

/** A fresh emulator whose clock stands at `at`, filled by the seeds. It calls loopback addresses only, unless `outbound`: a replay is no reason to call anybody's webhook. */
export async function ownTarget({ at, seeds, seed, image, limits, outbound = false, onError }: OwnOptions): Promise<Target> {
  const careful: typeof fetch = async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : String(input))
    if (outbound || isLoopback(url.hostname.replace(/^\[|\]$/g, ''))) return fetch(input, init)
    throw new TypeError(`fetch failed: a replay does not call ${url.host} (--outbound lets it)`)
  }
  const core = createCore({ holdClock: at, seed, image, limits, outbound: careful, onError })
  const origin = 'http://localhost'
  const ask: Target['ask'] = async ({ headers, ...asked }) => {
    const { status, headers: said, body, drop } = await core.dispatch({ ...asked, headers: { host: 'localhost', 'content-length': String(asked.body.length), ...headers }, origin, ip: '127.0.0.1' })
    if (drop === true) return undefined
    const names = Object.fromEntries(Object.entries(said).map(([name, value]) => [name.toLowerCase(), value]))
    if (isWhole(body)) return { status, headers: names, body: Buffer.from(body as string) }
    if (isStream(names)) {
      core.endStreams()
      return { status, headers: names, body: undefined }
    }
    const parts: Uint8Array[] = []
    for await (const part of body) parts.push(part)
    return { status, headers: names, body: Buffer.concat(parts) }
  }
  try {
    if (image === undefined) await replaySeeds(core, HOME, seeds)
    await core.world().scheduler.settle()
  } catch (error) {
    core.close()
    throw error
  }
  return {
    name: 'an emulator of its own', origin, keys: homeKeys, ask,
    async admin(method, path, body) {
      const said = await ask({ method, path: `/_emulator${path}`, query: '', headers: { 'content-type': 'application/json' }, body: jsonBytes(body) })
      if (said!.status >= 300) throw new ConfigError(`the emulator refused ${method} ${path}: ${Buffer.from(said!.body!).toString()}`)
      return JSON.parse(Buffer.from(said!.body!).toString())
    },
    close: async () => core.close(),
  }
}

export type RunningOptions = { url: string; workspace: string; admin: Target['admin'] }

type Workspace = { rest_keys: { key: string; permissions: string[] }[]; apps: { app_id: string; platform: string }[]; access_tokens: { token: string; kind: string }[] }

/** A workspace of a running emulator. `admin` is how its admin API is called; its clock is put back in the end. */
export async function runningTarget({ url, workspace, admin }: RunningOptions): Promise<Target> {
  const { rest_keys, apps, access_tokens } = (await admin('GET', `/workspaces/${encodeURIComponent(workspace)}`)) as Workspace
  const clock = (await admin('GET', '/clock')) as { mode: string; now: string }
  const app = (platform: string): string => apps.find((one) => one.platform === platform)?.app_id ?? ''
  const token = (kind: string): string => access_tokens.find((one) => one.kind === kind)?.token ?? ''
  return {
    name: url, origin: url, admin,
    keys: { rest: (rest_keys.find(({ permissions }) => permissions.includes('*')) ?? rest_keys[0])?.key ?? '', web: app('Web'), ios: app('iOS'), android: app('Android'), scim: token('scim'), data_import: token('data_import') },
    ask: ({ method, path, query, headers, body }) =>
      new Promise((resolve, reject) => {
        const answered = (response: IncomingMessage): void => {
          const head = { status: response.statusCode ?? 0, headers: Object.fromEntries(Object.entries(response.headers).map(([name, value]) => [name, String(value)])) }
          if (isStream(head.headers)) {
            response.destroy()
            return resolve({ ...head, body: undefined })
          }
          const parts: Buffer[] = []
          response.on('data', (part: Buffer) => parts.push(part))
          response.on('error', () => resolve(undefined))
          response.on('end', () => resolve({ ...head, body: Buffer.concat(parts) }))
        }
        const { protocol, hostname } = new URL(url)
        const options = { method, agent: false as const, timeout: 60_000, headers: { ...headers, ...(body.length > 0 || method !== 'GET' ? { 'content-length': body.length } : {}) } }
        const address = `${url}${path}${query === '' ? '' : `?${query}`}`
        const sent = protocol === 'https:' ? httpsRequest(address, { ...options, rejectUnauthorized: !isLoopback(hostname.replace(/^\[|\]$/g, '')) }, answered) : httpRequest(address, options, answered)
        sent.on('timeout', () => sent.destroy(new Error('no answer within 60 s')))
        // An emulator may cut a connection because it was told to (a fault); one that is gone answers nothing any more
        sent.on('error', (error: NodeJS.ErrnoException) => (['ECONNRESET', 'EPIPE'].includes(error.code ?? '') ? resolve(undefined) : reject(new ConfigError(`${url}: ${error.message || error.code}`))))
        sent.end(body)
      }),
    async close() {
      await admin('PUT', '/clock', clock.mode === 'held' ? { mode: 'held', now: clock.now } : { mode: 'real' })
    },
  }
}
