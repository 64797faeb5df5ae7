// The push service between the emulator and a scenario's devices: what was sent is handed to the device when it asks, and an app that is uninstalled is known there, not at Braze (rule P4).
import type { Device, Notification } from '../sdk-shims/device/index.ts'
import type { Steps } from './steps.ts'
import type { Wire } from './wire.ts'

export type PushInbox = {
  /** Hands over every push that came for the device since the last time, unless it is offline. Answers what was shown. */
  receivePushes(): Promise<Notification[]>
}

type Sent = { seq: number; payload: unknown }

export function createPushInbox({ steps, wire, quiet, app }: { steps: Steps; wire: Wire; quiet: () => Promise<void>; app: (device: Device) => string }) {
  const gone: string[] = []

  return {
    /** Tells the push service of the apps that were uninstalled, and the subscriptions that were dropped, since. */
    async noticeUninstalls(): Promise<void> {
      // A device that never spoke is nobody's: 404
      for (const id of gone.splice(0)) await wire.admin('POST', `/devices/${encodeURIComponent(id)}/uninstall?noticed=false`)
    },
    attach(device: Device): Device & PushInbox {
      let since = 0
      const left = (change: () => void) => () => {
        const { installed, deviceId } = device.state()
        if (installed) gone.push(deviceId)
        change()
      }
      const receivePushes = (): Promise<Notification[]> =>
        steps.run(receivePushes, 'receivePushes()', async () => {
          await quiet()
          const { deviceId, offline, installed } = device.state()
          if (offline || !installed) return []
          const { pushes } = (await wire.adminBody('GET', `/devices/${encodeURIComponent(deviceId)}/push?app_id=${encodeURIComponent(app(device))}&since=${since}&limit=1000`)) as { pushes: Sent[] }
          for (const { seq, payload } of pushes) {
            since = seq
            device.receivePush(payload)
          }
          await quiet()
          return device.state().notifications
        })
      // A browser drops the subscription with the permission, and its push service knows it at once
      const browser = device.state().platform === 'web' ? { revokePushInSettings: left(device.revokePushInSettings) } : {}
      return Object.assign(device, { receivePushes, uninstall: left(device.uninstall), reinstall: left(device.reinstall), ...browser })
    },
  }
}
