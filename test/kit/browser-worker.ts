// A service worker of our own that does what Braze's hosted one was seen to do with a push and a click on it. The package ships none, and Braze's may not be copied. observed: Braze's service worker 3.5.1 (payload, IndexedDB, `pc`, `ca`)
declare const self: any

function worker(): void {
  const NAME = 'AppboyServiceWorkerAsyncStorage'
  const asked = (request: any): Promise<any> => new Promise((resolve, reject) => ((request.onsuccess = () => resolve(request.result)), (request.onerror = () => reject(request.error))))
  const store = async (name: string, mode: string, work: (store: any) => any): Promise<any> => {
    const database = await asked(self.indexedDB.open(NAME))
    try {
      return await asked(work(database.transaction([name], mode).objectStore(name)))
    } finally {
      database.close()
    }
  }
  async function tell(name: string, data: object): Promise<void> {
    const { baseUrl, data: who, userId } = await store('data', 'readonly', (all) => all.get(1))
    const time = Date.now() / 1000
    const body = { ...who, time: Math.floor(time), sdk_version: '3.5.1', events: [{ name, data, time, ...(userId == null ? {} : { user_id: userId }) }] }
    await fetch(`${baseUrl}/data/`, { method: 'POST', headers: { 'content-type': 'application/json', 'x-braze-api-key': who.api_key }, body: JSON.stringify(body) })
  }
  self.addEventListener('install', () => self.skipWaiting())
  self.addEventListener('activate', (event: any) => event.waitUntil(self.clients.claim()))
  self.addEventListener('push', (event: any) => {
    const { t, a, i, img, ri, u, e, cid, pab = [], ab_cd: card, ab_cd_uid: userId } = event.data.json()
    if (card !== undefined) event.waitUntil(store('cardUpdates', 'readwrite', (all) => all.put({ card, userId }, card.id)))
    event.waitUntil(self.registration.showNotification(t, { body: a, icon: i, image: img, requireInteraction: ri === true, data: { u, e, cid, pab }, actions: pab.map(({ action, title, icon }: any) => ({ action, title, icon })) }))
  })
  self.addEventListener('notificationclick', (event: any) => {
    const { cid, pab, u } = event.notification.data
    const button = pab.find(({ action }: any) => action === event.action)
    event.notification.close()
    event.waitUntil((async () => {
      await store('pushClicks', 'readwrite', (all) => all.put({ lastClick: Date.now() / 1000, trackingString: cid }, String(Date.now())))
      await (button === undefined ? tell('pc', { cid }) : tell('ca', { cid, a: button.action }))
      self.clicked = button?.u ?? u ?? '/'
    })())
  })
}

/** The text of the worker's file. */
export const WORKER = `(${worker.toString()})()`
