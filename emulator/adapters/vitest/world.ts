// The world of one test: a fresh emulator, the Braze hosts of this process led to it, and what a test reads of it.
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

type Held = { world: BrazeWorld; /** Runs before every settling: flushes an SDK. */ before: (() => Promise<unknown>)[]; close(): Promise<void> }

const prefixes = prefixesOf(table)

/** The URL's path as the emulator has it when the host is one of Braze's or ours; undefined for any other. */
export function routeOf(patterns: ReturnType<typeof patternsOf>): (url: URL) => string | undefined {
  return (url) => {
    const found = patterns.find(({ pattern }) => pattern.test(url.href))
    return found === undefined ? undefined : pathFor(url, found.realms, prefixes)
  }
}

/**
 * Makes the world of a test, and leads this process's `fetch` to it for Braze's hosts until it is closed.
 * @param image a snapshot to start from
 */
export function openWorld({ hosts = [], setup: _, ...options }: WorldOptions, image?: Uint8Array): Held {
  const emulator = createEmulator({ ...options, ...(image === undefined ? {} : { image }) })
  const route = routeOf(patternsOf(hosts))
  const observer = createObserver((method, path, body) => emulator.admin(method, path, body))
  const before: Held['before'] = []

  const world: BrazeWorld = {
    ...observer,
    emulator,
    keys: emulator.keys,
    async fetch(input, init) {
      const request = new Request(input instanceof Request ? input : new URL(input, 'http://localhost'), init)
      const url = new URL(request.url)
      url.pathname = route(url) ?? url.pathname
      return emulator.fetch(new Request(url, request))
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

  const original = globalThis.fetch
  const led: typeof fetch = async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input, 'http://localhost')
    return route(url) === undefined ? original(input, init) : world.fetch(input as Request, init)
  }
  globalThis.fetch = led
  return {
    world, before,
    async close() {
      // Who has wrapped it meanwhile keeps what it has
      if (globalThis.fetch === led) globalThis.fetch = original
      await emulator.close()
    },
  }
}
