// Leads this process's fetch to a world, for the hosts of Braze.
import type { BrazeWorld, OpenWorld } from '../testing/world.ts'

/** From now on `fetch` asks the world for Braze's URLs, and the network for all others. Answers how to end it. */
export function leadFetch(route: OpenWorld['route'], answer: BrazeWorld['fetch']): () => void {
  const original = globalThis.fetch
  const led: typeof fetch = async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input, 'http://localhost')
    return route(url) === undefined ? original(input, init) : answer(input as Request, init)
  }
  globalThis.fetch = led
  return () => {
    // Who has wrapped it meanwhile keeps what it has
    if (globalThis.fetch === led) globalThis.fetch = original
  }
}
