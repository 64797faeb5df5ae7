// Leads this process's fetch to the worlds of running tests, for the hosts of Braze: each test's requests to its own world, also when tests run at the same time.
import { AsyncLocalStorage } from 'node:async_hooks'
import type { BrazeWorld, OpenWorld } from '../testing/world.ts'

type Lead = { world?: { route: OpenWorld['route']; answer: BrazeWorld['fetch'] } | undefined }

const here = new AsyncLocalStorage<Lead>()
const open = new Set<Lead>()

/** The world that a request from here is for: the test's own; where it can not be told whose a request is, the only one there is. */
function worldOf(url: URL): NonNullable<Lead['world']> | undefined {
  const own = here.getStore()?.world
  if (own !== undefined) return own.route(url) === undefined ? undefined : own
  const [one, another] = [...open].flatMap(({ world }) => (world?.route(url) === undefined ? [] : [world]))
  if (another !== undefined) throw new Error(`fetch ${url.href}: tests with worlds of their own run at the same time, and this request comes from none of them: ask braze.fetch(…), or name the fixture in the test itself and not in a hook`)
  return one
}

let led: typeof fetch | undefined

/** Wraps `fetch` as it is now, once; who wraps it meanwhile is left alone. */
function wrap(): () => void {
  if (globalThis.fetch === led) return () => {}
  const original = globalThis.fetch
  const mine: typeof fetch = async (input, init) => {
    const world = worldOf(new URL(input instanceof Request ? input.url : input, 'http://localhost'))
    return world === undefined ? original(input, init) : world.answer(input as Request, init)
  }
  led = globalThis.fetch = mine
  return () => {
    if (globalThis.fetch === mine) globalThis.fetch = original
  }
}
let unwrap = (): void => {}

/**
 * To be called before a fixture waits for anything: what runs after it is the test. From `to` on `fetch` asks the world for Braze's URLs, and the
 * network for all others, until `leave`.
 */
export function leadFetch() {
  const lead: Lead = {}
  here.enterWith(lead)
  return {
    to(route: OpenWorld['route'], answer: BrazeWorld['fetch']): void {
      lead.world = { route, answer }
      open.add(lead)
      const ended = wrap()
      if (open.size === 1) unwrap = ended
    },
    leave(): void {
      lead.world = undefined
      open.delete(lead)
      if (open.size === 0) unwrap()
    },
  }
}
