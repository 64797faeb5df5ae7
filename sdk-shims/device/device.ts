// The device itself: wires the rules together and plays the OS around the app (V, S8, U9, P4, N5, N6).
import { android } from './android.ts'
import { createAttributes } from './attributes.ts'
import { createCalls } from './calls.ts'
import { createStore, returnBatch, running } from './device-memory.ts'
import type { Context } from './device-memory.ts'
import type { Device, DeviceOptions } from './device-types.ts'
import { createFlush } from './flush.ts'
import { createIdentity } from './identity.ts'
import { ios } from './ios.ts'
import { createLog, createLogging } from './logging.ts'
import { createNotifications, emptyTray } from './notifications.ts'
import type { PlatformWire } from './platform-wire.ts'
import { createPushRules } from './push.ts'
import { createSeededRandom, defaultSeed } from './seeded-random.ts'
import { sessionFloorMs } from './server-config.ts'
import { createSessions } from './sessions.ts'
import { snapshotOf } from './device-state.ts'
import { createSyncs } from './syncs.ts'
import { web } from './web.ts'
import type { Platform } from './wire-types.ts'

const WIRES: Record<Platform, PlatformWire> = { web, ios, android }

/**
 * A device with the SDK installed and the app not started yet: launch() comes first.
 * App verbs throw while the app is not running; OS verbs (settings, network, kill, uninstall) never do.
 */
export const createDevice = (options: DeviceOptions): Device => {
  const wire = WIRES[options.platform]
  const random = createSeededRandom(String(options.seed ?? defaultSeed(options.clock, options.platform)))
  const context: Context = {
    options,
    wire,
    clock: options.clock,
    random,
    facts: { ...wire.facts, ...(options.model === undefined ? {} : { model: options.model }), ...options.device },
    appVersion: options.appVersion,
    appVersionCode: options.appVersionCode,
    os: { installed: true, online: true, permission: 'notDetermined', tray: emptyTray() },
    store: createStore(options.deviceId ?? random.uuid()),
    process: undefined,
    authErrors: [],
  }
  const calls = createCalls(context)
  const syncs = createSyncs(context, calls)
  const flush = createFlush(context, calls, syncs)
  const push = createPushRules(context, calls, flush)
  const sessions = createSessions(context, flush, syncs, push)
  const log = createLog(context, sessions, flush)

  const initialize = (): void => {
    if (!context.os.installed) throw new Error('the app is not installed on this device: call reinstall() first')
    if (context.process !== undefined) return
    const { store } = context
    context.process = {
      foreground: true, launchConfig: store.config, floorMs: sessionFloorMs(store.config),
      wantTriggers: false, wantsDevice: false, failures: {}, authFailures: 0, held: false,
    }
    // N6: what was on its way when the process died may not have arrived; it is sent again.
    for (const batch of [...store.sending].reverse()) returnBatch(store, batch, 'first')
    flush.arm()
  }
  const launchInBackground = (): void => {
    if (context.process !== undefined) return
    initialize()
    running(context).foreground = false
  }
  const launch = (): void => {
    initialize()
    foreground()
  }
  const foreground = (): void => {
    running(context).foreground = true
    sessions.open()
    flush.arm()
  }
  const background = (): void => {
    const process = running(context)
    process.foreground = false
    sessions.close()
    if (wire.platform === 'web') flush.stop()
  }
  const kill = (): void => {
    const session = context.store.session
    // S8: the time in front is known even when the app is closed from there.
    if (session !== undefined && wire.platform !== 'web') session.closedAt ??= context.clock.now()
    context.process = undefined
    flush.stop()
    syncs.reset()
    sessions.stop()
  }
  const uninstall = (): void => {
    kill()
    context.os.installed = false
    context.os.permission = 'notDetermined'
    context.os.tray = emptyTray()
    context.store = createStore(random.uuid())
  }
  const release = (held: boolean): void => {
    const process = running(context)
    process.held = held
    if (held) return flush.stop()
    void flush.now()
    syncs.release()
  }

  return {
    initialize,
    launch,
    launchInBackground,
    foreground,
    background,
    kill,
    openSession: () => { running(context); sessions.open() },
    closeSession: () => { running(context); sessions.close() },
    uninstall,
    reinstall: () => { if (context.os.installed) uninstall(); context.os.installed = true },
    upgradeApp: (version, versionCode) => {
      kill()
      context.appVersion = version
      context.appVersionCode = versionCode ?? context.appVersionCode
    },
    changeDevice: (facts) => void Object.assign(context.facts, facts),
    ...createIdentity(context, { calls, flush, syncs, sessions, push }),
    ...createLogging(context, log),
    ...createAttributes(context, log, flush),
    ...createNotifications(context, calls, flush, { launch, launchInBackground, foreground }),
    allowPush: push.allow,
    denyPush: push.deny,
    revokePushInSettings: () => { context.os.permission = 'denied' },
    restorePushInSettings: () => { context.os.permission = 'authorized' },
    setPushToken: push.setToken,
    unregisterPush: push.unregister,
    requestImmediateDataFlush: () => { running(context); void flush.now() },
    requestContentCardsRefresh: () => { running(context); syncs.refresh('content_cards') },
    refreshFeatureFlags: () => { running(context); syncs.refresh('feature_flags') },
    requestBannersRefresh: (ids) => {
      running(context)
      context.store.placements = [...ids]
      syncs.refresh('banners')
    },
    goOffline: () => { context.os.online = false },
    goOnline: () => { context.os.online = true },
    setOutboundNetworkRequestsOffline: release,
    idle: calls.idle,
    requests: calls.requests,
    get pending() {
      const batches = [...context.store.sending, context.store]
      return structuredClone({ events: batches.flatMap((one) => one.events), attributes: batches.flatMap((one) => one.attributes) })
    },
    state: () => snapshotOf(context, flush.nextAt()),
  }
}
