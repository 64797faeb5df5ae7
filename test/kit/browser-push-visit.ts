// A visit by a Chromium that can be pushed to: its profile is on disk, its push service and the service worker are our own, and the user says yes when asked.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import webPush from 'web-push'
import { createEmulator } from '../../emulator/adapters/package.ts'
import { startPushRelay } from './browser-push-relay.ts'
import { WORKER } from './browser-worker.ts'
import { ARGS, createVisit, executablePath, startSite } from './chromium.ts'

/** Keys for the setting `forwarding.web_push`. */
export function vapidKeys() {
  const { publicKey, privateKey } = webPush.generateVAPIDKeys()
  return { vapid_public_key: publicKey, vapid_private_key: privateKey, vapid_subject: 'mailto:me@example.com' }
}

/** Opens it; `end` closes all of it. */
export async function openPushVisit() {
  const service = await startPushRelay()
  const errors: unknown[] = []
  const emulator = createEmulator({ outbound: service.outbound, onError: (error) => errors.push(error) })
  const [url, site] = await Promise.all([emulator.listen({ port: 0 }), startSite({ '/service-worker.js': WORKER, '/own-worker.js': WORKER })])
  const profile = mkdtempSync(join(tmpdir(), 'brazier-chromium-'))
  // Chromium has no push in its private profiles
  const context = await chromium.launchPersistentContext(profile, { executablePath, headless: true, args: [...ARGS, ...service.args] })
  await context.grantPermissions(['notifications'], { origin: site.url })
  const page = await context.newPage()
  await page.addInitScript(() => {
    const { Notification } = window
    let answered = false
    const ask = Notification.requestPermission.bind(Notification)
    Notification.requestPermission = () => ((answered = true), ask())
    Object.defineProperty(Notification, 'permission', { get: () => (answered ? 'granted' : 'default') })
  })
  await page.goto(site.url)
  return {
    service,
    v: createVisit({ emulator, url, context, page, errors, site: site.url }),
    async end(): Promise<void> {
      await context.close()
      await emulator.close()
      await Promise.all([site.close(), service.close()])
      rmSync(profile, { recursive: true, force: true })
    },
  }
}

export type PushVisit = Awaited<ReturnType<typeof openPushVisit>>
