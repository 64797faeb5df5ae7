// The world of one test: a fresh emulator, and what a test reads of it and asks of it.
import type { Observer, Who } from '../observer.ts'
import { createObserver } from '../observer.ts'
import type { Emulator, EmulatorOptions } from '../package.ts'
import { createEmulator } from '../package.ts'
import { pathFor, patternsOf, prefixesOf } from '../msw/hosts.ts'
import { table } from '../../index.ts'

export type WorldOptions = EmulatorOptions & {
  /** Endpoints of your own that stand for Braze, besides its own hosts. */
  hosts?: readonly string[] | undefined
  /** What every test starts with: run once for a file, kept as a snapshot. */
  setup?: ((braze: BrazeWorld) => Promise<unknown> | unknown) | undefined
}

/** The user a matcher is about. */
export type BrazeUser = { readonly braze: BrazeWorld; readonly who: Who }

/** Something with a device in it, such as `headless` of a shim: its user is the one that the device has now. */
export type HasDevice = { device: { state(): { deviceId: string } } }

export type BrazeWorld = Observer & {
  readonly emulator: Emulator
  /** Answers any Braze URL, whatever its host, in this process. */
  fetch(input: string | URL | Request, init?: RequestInit): Promise<Response>
  readonly keys: Emulator['keys']
  /** A call of the REST API with the workspace's key; answers the parsed body. Throws for any status but 2xx. */
  rest(method: string, path: string, body?: unknown): Promise<any>
  /** For matchers: `expect(braze.user('mel')).toHaveLoggedEvent('opened')`. */
  user(who: Who | HasDevice): BrazeUser
  /** Waits until all that was caused so far is done: the SDK's requests, timers that are due, effects. */
  quiet(): Promise<void>
}

/** A world and what its fixture does with it. `before` runs ahead of every settling: it flushes an SDK. */
export type OpenWorld = { world: BrazeWorld; before: (() => Promise<unknown>)[]; /** The emulator's path for a URL of Braze or of `hosts`; undefined for any other. */ route(url: URL): string | undefined; close(): Promise<void> }

const prefixes = prefixesOf(table)

/** Makes the world of a test. `image`: a snapshot to start from. Throws RangeError for a host that is no origin. */
export function openWorld({ hosts = [], setup: _, ...options }: WorldOptions, image?: Uint8Array): OpenWorld {
  const emulator = createEmulator({ ...options, ...(image === undefined ? {} : { image }) })
  const patterns = patternsOf(hosts)
  const route: OpenWorld['route'] = (url) => {
    const found = patterns.find(({ pattern }) => pattern.test(url.href))
    return found === undefined ? undefined : pathFor(url, found.realms, prefixes)
  }
  const observer = createObserver((method, path, body) => emulator.admin(method, path, body))
  const before: OpenWorld['before'] = []

  const world: BrazeWorld = {
    ...observer,
    emulator,
    keys: emulator.keys,
    async fetch(input, init) {
      const request = new Request(input instanceof Request ? input : new URL(input, 'http://localhost'), init)
      const url = new URL(request.url)
      url.pathname = route(url) ?? url.pathname
      // Each part by its name: the Request of vitest's environment jsdom loses what is not a request's own property
      const body = request.body === null ? undefined : await request.arrayBuffer()
      return emulator.fetch(url, { method: request.method, headers: request.headers, ...(body === undefined ? {} : { body }) })
    },
    async rest(method, path, body) {
      const response = await emulator.fetch(`http://localhost${path}`, { method, headers: { authorization: `Bearer ${emulator.keys.rest}`, 'content-type': 'application/json' }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })
      const text = await response.text()
      if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`)
      return text === '' ? undefined : JSON.parse(text)
    },
    user: (who) => ({ braze: world, who: typeof who === 'object' && 'device' in who ? { device_id: who.device.state().deviceId } : who }),
    async quiet() {
      for (const one of before) await one()
      await emulator.settle()
    },
  }

  return { world, before, route, close: () => emulator.close() }
}

/** What `setup` makes of a fresh world, as a snapshot that tests start from. */
export async function templateOf(options: WorldOptions): Promise<Uint8Array | undefined> {
  if (options.setup === undefined) return undefined
  const { world, close } = openWorld(options)
  try {
    await options.setup(world)
    await world.quiet()
    return world.emulator.snapshot()
  } finally {
    await close()
  }
}
