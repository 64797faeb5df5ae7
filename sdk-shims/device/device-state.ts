// A copy of what a device knows, for assertions (V).
import type { Context } from './device-memory.ts'
import type { DeviceState } from './device-types.ts'
import { configTime } from './server-config.ts'
import { liveCards } from './sync-state.ts'

/** `nextFlushAt`: ms of the armed automatic flush or retry. */
export const snapshotOf = (context: Context, nextFlushAt: number | undefined): DeviceState => {
  const { store, process, os } = context
  return structuredClone({
    platform: context.wire.platform,
    deviceId: store.deviceId,
    userId: store.userId,
    sessionId: store.session?.id,
    installed: os.installed,
    running: process !== undefined,
    foreground: process?.foreground === true,
    sdkEnabled: !store.disabled,
    offline: !os.online,
    requestsHeld: process?.held === true,
    pushToken: store.token?.token,
    pushPermission: os.permission,
    configTime: configTime(store.config),
    config: store.config,
    triggers: store.triggers,
    contentCards: liveCards(context),
    featureFlags: store.flags,
    banners: store.banners,
    authErrors: context.authErrors,
    notifications: os.tray.shown,
    pushes: os.tray.arrived,
    openedLinks: os.tray.links,
    nextFlushAt,
  })
}
