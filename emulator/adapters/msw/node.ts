// The msw host: request handlers for every Braze REST and SDK host, answered in this process by one emulator.
import { http, HttpResponse } from 'msw'
import { table } from '../../index.ts'
import type { Observer } from '../observer.ts'
import { createObserver } from '../observer.ts'
import type { Emulator, EmulatorOptions } from '../package.ts'
import { createEmulator } from '../package.ts'
import type { RealmName } from './hosts.ts'
import { pathFor, patternsOf, prefixesOf } from './hosts.ts'

export type { Fault, ObservedMessage, ObservedProfile, ObservedRequest, ObservedRow, Observer, RequestMatch, Who } from '../observer.ts'

export type BrazeHandlersOptions = EmulatorOptions & {
  /** Endpoints of your own that stand for Braze, such as `https://braze.mycompany.example`: they answer REST and SDK paths. */
  hosts?: readonly string[] | undefined
  /** An emulator that exists already; without one, it is made when the first request arrives or somebody asks for it. */
  emulator?: Emulator | undefined
}

type Handler = ReturnType<typeof http.all>

/** Handlers for `setupServer(...handlers)`, and what a test reads and steers: profile, requests, messages, verify, faults, clock, reset. `emulator` answers behind them. */
export type BrazeHandlers = Handler[] & Observer & { readonly emulator: Emulator }

const prefixes = prefixesOf(table)

/**
 * Handlers for msw 2 and later: `const braze = brazeHandlers(); const server = setupServer(...braze)`.
 * `braze.profile('mel')`, `braze.messages()`, `braze.verify(…)` read what came of it; `braze.reset()` between tests.
 * Requests to hosts that are not Braze's are left alone. Throws RangeError for a host that is no origin.
 */
export function brazeHandlers({ hosts = [], emulator: given, ...options }: BrazeHandlersOptions = {}): BrazeHandlers {
  let emulator = given
  const theEmulator = (): Emulator => (emulator ??= createEmulator(options))

  const handler = ({ pattern, realms }: { pattern: RegExp; realms: readonly RealmName[] }): Handler =>
    http.all(pattern, async ({ request }) => {
      const url = new URL(request.url)
      url.pathname = pathFor(url, realms, prefixes)
      const body = request.body === null ? undefined : await request.arrayBuffer()
      const asked = new Request(url, { method: request.method, headers: request.headers, ...(body === undefined ? {} : { body }) })
      // `fetch` of the emulator rejects only where a real one would: a fault that cuts the connection
      return theEmulator().fetch(asked).catch(() => HttpResponse.error())
    })

  const handlers = Object.assign(patternsOf(hosts).map(handler), createObserver((method, path, body) => theEmulator().admin(method, path, body)))
  return Object.defineProperty(handlers, 'emulator', { get: theEmulator }) as BrazeHandlers
}
