// Braze's own REST hosts mean the workspace itself: a webhook to its API leads to this emulator, not to the real Braze, whose profiles it would change. docs: api/basics ("Braze REST API collection", endpoints of the instances), webhooks/creating_a_webhook ("Braze-to-Braze webhooks")

/** `rest.iad-01.braze.com`, `rest.us-10.braze.com`, `rest.fra-01.braze.eu`, … */
const REST_HOST = /^rest\.[a-z]{2,}-\d{2}\.braze\.(?:com|eu)$/

/** Where a call to `url` goes. `origin`: the emulator's URL; as long as it does not listen nothing is redirected. */
export function destinationOf(url: string, origin: string): string {
  const { hostname, pathname, search } = new URL(url)
  return REST_HOST.test(hostname) && new URL(origin).port !== '' ? new URL(`${pathname}${search}`, origin).href : url
}
