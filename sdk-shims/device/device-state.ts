// A copy of what a device knows, for assertions (V).
import type { Context } from './device-memory.ts'
import { bannersOf } from './banner-store.ts'
import { feedOf } from './card-store.ts'
import type { InAppMessage } from './content-types.ts'
import type { DeviceState } from './device-types.ts'
import { configTime } from './server-config.ts'

/** `nextFlushAt`: ms of the armed automatic flush or retry. */
export type Moment = { nextFlushAt: number | undefined; shown: InAppMessage[]; stack: InAppMessage[]; connected: boolean }

export const snapshotOf = (context: Context, { nextFlushAt, shown, stack, connected }: Moment): DeviceState => {
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
    pushSubscription: store.token,
    pushPermission: os.permission,
    configTime: configTime(store.config),
    config: store.config,
    triggers: store.triggers,
    contentCards: feedOf(context).map((one) => one.data),
    featureFlags: store.flags,
    banners: bannersOf(context),
    authErrors: context.authErrors,
    notifications: os.tray.shown,
    pushes: os.tray.arrived,
    openedLinks: os.tray.links,
    shownMessages: shown,
    messageStack: stack,
    triggersShownAt: store.triggersShownAt,
    lastTriggerAt: store.lastTriggerAt,
    orientation: os.place.orientation,
    pendingDismissals: store.dismissals,
    geofences: store.geofences,
    insideGeofences: os.place.inside,
    geofenceTransitions: os.place.transitions,
    location: os.place.location,
    locationPermission: os.place.permission,
    realTimeConnected: connected,
    nextFlushAt,
  })
}
