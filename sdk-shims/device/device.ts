// The device itself: wires the rules together and plays the OS around the app (V, S8, U9, P4, N5, N6).
import { actOn } from './action-steps.ts'
import { android } from './android.ts'
import { createAttributes } from './attributes.ts'
import { createBannerVerbs } from './banners.ts'
import { createCalls } from './calls.ts'
import { createCards } from './cards.ts'
import { createStore, emptyPlace, returnBatch, running, waiting } from './device-memory.ts'
import type { Context } from './device-memory.ts'
import { snapshotOf } from './device-state.ts'
import type { Device, DeviceOptions } from './device-types.ts'
import { createFlagVerbs } from './flags.ts'
import { createFlush } from './flush.ts'
import { createGeofences } from './geofences.ts'
import { createIdentity } from './identity.ts'
import { ios } from './ios.ts'
import { createLog, createLogging } from './logging.ts'
import { createMessageAnalytics } from './message-analytics.ts'
import { createMessageVerbs } from './message-taps.ts'
import { createMessages } from './messages.ts'
import { createNotices } from './notices.ts'
import { createNotifications, emptyTray } from './notifications.ts'
import type { PlatformWire } from './platform-wire.ts'
import { createPushExtras } from './push-extras.ts'
import { createPushRules } from './push.ts'
import { createRealTime } from './real-time.ts'
import { createRefreshVerbs } from './refreshes.ts'
import { createSeededRandom, defaultSeed } from './seeded-random.ts'
import { sessionFloorMs } from './server-config.ts'
import { createSessions } from './sessions.ts'
import { createSubscriptions } from './subscriptions.ts'
import { createSyncs } from './syncs.ts'
import { createTemplates } from './templates.ts'
import { createTriggers } from './triggers.ts'
import { typedProperty } from './typed-properties.ts'
import { web } from './web.ts'
import type { Platform } from './wire-types.ts'

const WIRES: Record<Platform, PlatformWire> = { web, ios, android }

/**
 * A device with the SDK installed and the app not started yet: launch() comes first.
 * App verbs throw while the app is not running; OS verbs (settings, network, kill, uninstall, moveTo) never do.
 */
export const createDevice = (options: DeviceOptions): Device => {
  const wire = WIRES[options.platform]
  const random = createSeededRandom(String(options.seed ?? defaultSeed(options.clock, options.platform)))
  const orientation = wire.platform === 'web' ? undefined : 'portrait'
  const context: Context = {
    options,
    wire,
    clock: options.clock,
    random,
    facts: { ...wire.facts, ...(options.model === undefined ? {} : { model: options.model }), ...options.device },
    appVersion: options.appVersion,
    appVersionCode: options.appVersionCode,
    os: { installed: true, online: true, permission: 'notDetermined', tray: emptyTray(), place: emptyPlace(orientation) },
    store: createStore(options.deviceId ?? random.uuid()),
    process: undefined,
    authErrors: [],
    notices: createNotices(),
    listens: (feature) => subscriptions.listens(feature),
  }
  const calls = createCalls(context)
  const syncs = createSyncs(context, calls, (feature, how) => {
    // F7: flags are told of after every refresh, good or not; the others after the good ones
    if (how === 'failed' && feature !== 'feature_flags') return
    // observed: cards that are off are of this moment, on web
    if (feature === 'content_cards') cards.changed(how === 'emptied' ? context.clock.now() : undefined)
    else subscriptions.tell(feature)
  })
  const subscriptions = createSubscriptions(context, () => syncs)
  const flush = createFlush(context, calls, syncs)
  const push = createPushRules(context, calls, flush)
  const sessions = createSessions(context, flush, syncs, push, {
    collect: () => geofences.atSessionStart(),
    began: () => { geofences.automatic(); realTime.start() },
  })
  const log = createLog(context, sessions, flush, (what) => triggers.fire(what))
  const analytics = createMessageAnalytics(context, log)
  const messages = createMessages(context, analytics.impression)
  const triggers = createTriggers(context, messages, createTemplates(context, calls))
  flush.onTriggers(triggers.synced)

  const logging = createLogging(context, log)
  const attributes = createAttributes(context, log, flush)
  const open = (link: string): void => void context.os.tray.links.push(link)
  const act = (link: string): void => actOn(link, {
    verbs: { ...logging, ...attributes }, open, prompt: () => context.notices.emit('log', 'The app asks for permission to send push.'),
  })
  const cards = createCards(context, log, () => syncs.refresh('content_cards'), (link) => (/^brazeActions:/i.test(link) ? act(link) : open(link)))
  const geofences = createGeofences(context, calls, log, () => launchInBackground())
  const realTime = createRealTime(context, calls, {
    cards: () => syncs.refresh('content_cards', { realTime: true }),
    flags: () => syncs.refresh('feature_flags', { realTime: true }),
    triggers: () => {
      running(context).realTimeTriggers = true
      sessions.activity()
      flush.fetchTriggers()
    },
  })
  flush.onConfig(() => {
    realTime.onConfig()
    geofences.automatic()
  })

  const extras = createPushExtras(context, flush, {
    cardsChanged: () => cards.changed(),
    refreshFlags: () => syncs.refresh('feature_flags'),
    refreshBanners: () => syncs.refresh('banners'),
    refreshGeofences: () => geofences.refresh(),
  })

  const initialize = (): void => {
    if (!context.os.installed) throw new Error('the app is not installed on this device: call reinstall() first')
    if (context.process !== undefined) return
    const { store } = context
    loadPage()
    context.process = {
      foreground: true, launchConfig: store.config, floorMs: sessionFloorMs(store.config),
      wantTriggers: false, wantsDevice: false, failures: {}, authFailures: 0, held: false,
      triggerSyncs: 0, openPending: false, realTimeTriggers: false, metadata: [], testBanners: {}, sessionStarted: false, sessionDue: false, ending: false,
    }
    // N6: what was on its way when the process died may not have arrived; it is sent again.
    for (const batch of [...store.sending]) returnBatch(store, batch, 'first')
    triggers.resume()
    flush.begin()
    realTime.begin()
  }
  /** Web: what a start of the SDK takes from the storage, and what not. observed: web SDK 6.13.0 */
  const loadPage = (): void => {
    const { store } = context
    if (store.configUnstored === true) {
      delete store.config
      delete store.configUnstored
    }
    if (wire.platform !== 'web') return
    // It does not remember the placements of the page before, nor when that one asked for flags
    store.placements = []
    store.flagsAt = undefined
    // An id of the page's own goes before the stored one; all else stays
    store.deviceId = options.deviceIdOfPage ?? store.deviceId
  }
  const restartPage = (): void => {
    const { process } = context
    if (process === undefined) return initialize()
    for (const part of [syncs, cards, subscriptions] as const) part.reset()
    realTime.stop(true)
    loadPage()
    Object.assign(process, { floorMs: sessionFloorMs(context.store.config), authFailures: 0, metadata: [], sessionStarted: false, ending: false })
    flush.begin()
    realTime.begin()
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
    if (wire.stacksMessages) messages.next()
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
    for (const part of [flush, sessions] as const) part.stop()
    for (const part of [syncs, triggers, cards, subscriptions] as const) part.reset()
    messages.clear(undefined)
    realTime.stop(true)
    context.notices.clear()
  }
  const uninstall = (): void => {
    kill()
    context.os.installed = false
    context.os.permission = 'notDetermined'
    context.os.tray = emptyTray()
    context.os.place = emptyPlace(context.os.place.orientation)
    context.store = createStore(random.uuid())
  }
  const release = (held: boolean): void => {
    const process = running(context)
    process.held = held
    if (held) return flush.stop()
    void flush.now()
    syncs.release()
  }

  const userGone = (known: boolean): void => {
    messages.clear('change_user')
    triggers.changeUser(known)
    if (known) analytics.reset()
    realTime.stop(known)
    // C15, B12
    if (known || wire.platform !== 'web') cards.changed()
    subscriptions.tell('banners')
  }
  const wiped = (): void => {
    // M19; observed: web leaves it there
    if (wire.platform !== 'web') messages.clear('wipe')
    triggers.reset()
    analytics.reset()
    realTime.stop(true)
    // N10
    cards.changed()
    // observed: web tells of the cards alone
    if (wire.platform !== 'web') for (const feature of ['banners', 'feature_flags'] as const) subscriptions.tell(feature)
  }

  return {
    initialize,
    restartPage,
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
      if (versionCode !== undefined) context.appVersionCode = versionCode ?? undefined
    },
    changeDevice: (facts) => void Object.assign(context.facts, facts),
    ...createIdentity(context, { calls, flush, syncs, sessions, push, userGone, wiped, quiet: () => { triggers.reset(); realTime.stop(false) } }),
    ...logging,
    ...attributes,
    ...createNotifications(context, calls, flush, { launch, launchInBackground, foreground, background, isSessionOver: sessions.isOver }, extras, triggers.fire),
    ...createMessageVerbs(context, messages, analytics, act),
    ...cards.verbs,
    ...createBannerVerbs(context, log),
    ...createFlagVerbs(context, log),
    ...geofences.verbs,
    ...createRefreshVerbs(context, calls, flush, syncs, sessions),
    typedProperty,
    subscribe: subscriptions.subscribe,
    allowPush: push.allow,
    denyPush: push.deny,
    setPushPermission: push.permit,
    revokePushInSettings: () => { context.os.permission = 'denied' },
    restorePushInSettings: () => { context.os.permission = 'authorized' },
    setPushToken: push.setToken,
    unregisterPush: push.unregister,
    goOffline: () => { context.os.online = false },
    goOnline: () => { context.os.online = true },
    setOutboundNetworkRequestsOffline: release,
    addSdkMetadata: (tags) => void running(context).metadata.push(...tags),
    idle: calls.idle,
    requests: calls.requests,
    get pending() {
      const batches = [...context.store.sending, waiting(context.store)]
      return structuredClone({ events: batches.flatMap((one) => one.events), attributes: batches.flatMap((one) => one.attributes) })
    },
    state: () => snapshotOf(context, { nextFlushAt: flush.nextAt(), shown: messages.shown(), stack: messages.stack(), connected: realTime.isConnected() }),
  }
}
