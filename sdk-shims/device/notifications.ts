// Pushes that arrive, and what the user does with their notifications: tap, button, swipe (P5, P11-P13, P15; web wire 11).
import type { Calls } from './calls.ts'
import { queueEvent } from './sessions.ts'
import type { PushUpdate } from './content-types.ts'
import type { Context } from './device-memory.ts'
import type { Device } from './device-types.ts'
import type { Flush } from './flush.ts'
import { PATHS } from './platform-wire.ts'
import type { PushExtras } from './push-extras.ts'
import type { Notification, NotificationButton } from './push-reading.ts'
import { readPush } from './push-reading.ts'
import type { Happening } from './trigger-conditions.ts'
import type { CallRecord, JsonObject, WireEvent } from './wire-types.ts'

/** One push that arrived. `ignored`: why the SDK did nothing with it. `received`: the app's code heard of it before any tap. */
export type PushRecord = { at: number; displayed: boolean; silent: boolean; received: boolean; ignored?: string; payload: unknown }

/** What the operating system holds of the app's pushes: survives kill, gone with uninstall. */
export type Tray = { shown: Notification[]; arrived: PushRecord[]; links: string[] }
export const emptyTray = (): Tray => ({ shown: [], arrived: [], links: [] })

type App = { launch(): void; launchInBackground(): void; foreground(): void; background(): void; isSessionOver(): boolean }
export type Notifications = Pick<Device, 'receivePush' | 'tapPush' | 'tapPushButton' | 'tapPushPage' | 'dismissPush'>

const isWebAddress = (link: string): boolean => /^https?:/i.test(link)

/** `extras`: what else a push asks for. `fire`: a tapped push may show a message (P11). */
export const createNotifications = (context: Context, calls: Calls, flush: Flush, app: App, extras: PushExtras, fire: (what: Happening) => void): Notifications => {
  const { wire, os } = context
  const seenIds = new Set<string>()
  /** iOS: what the SDK learns of a push only when it is tapped. */
  const late = new Map<string, unknown>()

  /** P8: Android below 13 asks nobody. */
  const mayShow = (): boolean =>
    os.permission === 'authorized' || os.permission === 'provisional' || (wire.platform === 'android' && os.permission === 'notDetermined' && !wire.promptsForPush(context.facts))

  /** The app's own code is told. */
  const heard = (event: PushUpdate['event'], notification: Notification | undefined, payload?: unknown): void =>
    context.notices.emit('push', { event, silent: notification === undefined, notification, ...(payload === undefined ? {} : { payload }) })

  const receivePush: Device['receivePush'] = (payload) => {
    const arrived = (more: Partial<PushRecord>): PushRecord => {
      const record: PushRecord = { at: context.clock.now(), displayed: false, silent: false, received: false, ...more, payload }
      os.tray.arrived.push(record)
      return structuredClone(record)
    }
    if (!os.installed) return arrived({ ignored: 'the app is not installed' })
    if (!os.online) return arrived({ ignored: 'the device is offline' })
    const read = readPush(wire.platform, payload)
    if ('ignored' in read) return arrived({ ignored: read.ignored })
    if (read.pushId !== undefined) {
      if (seenIds.has(read.pushId)) return arrived({ ignored: 'the same push id again (P13)' })
      seenIds.add(read.pushId)
    }
    // Android wakes the app for each push; iOS tells one that is in front, or any by content-available
    if (wire.platform === 'android') app.launchInBackground()
    const { shows } = read
    const received = wire.platform === 'web' || (context.process !== undefined && (wire.platform === 'android' || context.process.foreground || shows === undefined))
    // The web worker, and Android's receiver, take these whether the app runs or not
    if (received) extras.apply(payload)
    if (shows === undefined) {
      if (received) heard('received', undefined, payload)
      return arrived({ silent: true, received })
    }
    if (extras.opensAtOnce(payload)) return arrived({ received, ignored: 'a test message, shown at once (P19)' })
    if (extras.isTestMessage(payload)) shows.testMessage = true
    if (!received) late.set(shows.id, payload)
    if (received) heard('received', shows, payload)
    if (!mayShow()) return arrived({ received, ignored: 'notifications are not allowed' })
    // The worker names none, so the browser shows each
    if (wire.platform === 'web') shows.id = `${shows.id}#${os.tray.arrived.length + 1}`
    os.tray.shown = [...os.tray.shown.filter(({ id }) => id !== shows.id), shows]
    return arrived({ displayed: true, received })
  }

  /** Takes a notification from the tray; without one the newest. */
  const take = (given: Notification | undefined): Notification => {
    const found = given === undefined ? os.tray.shown.at(-1) : os.tray.shown.find(({ id }) => id === given.id)
    if (found === undefined) throw new Error('there is no such notification on this device')
    os.tray.shown = os.tray.shown.filter((one) => one !== found)
    return found
  }

  const open = (): void => (context.process === undefined ? app.launch() : app.foreground())

  /** False for a link that leaves the app: the browser takes it. */
  const follow = ({ link, useWebview }: { link?: string; useWebview?: boolean }): boolean => {
    if (link !== undefined) os.tray.links.push(link)
    return wire.platform === 'web' || link === undefined || useWebview === true || !isWebAddress(link)
  }

  /** The service worker speaks for itself: no page, no session (web wire 11). What can not leave goes with the page's data. */
  const postByWorker = (name: string, data: JsonObject): WireEvent => {
    const { store, options, clock } = context
    const event: WireEvent = { name, data, time: clock.now() / 1000, ...(store.userId === undefined ? {} : { user_id: store.userId }) }
    const body = { api_key: options.apiKey, device_id: store.deviceId, time: Math.floor(clock.now() / 1000), sdk_version: options.sdkVersion ?? wire.sdkVersion, events: [event] }
    const call = { method: 'POST', path: PATHS.data, headers: { 'Content-type': 'application/json', 'X-Braze-Api-Key': options.apiKey }, body: JSON.stringify(body) }
    const record: CallRecord = { at: clock.now(), path: PATHS.data, headers: call.headers, body: JSON.parse(call.body) as JsonObject, call, outcome: 'in flight' }
    calls.requests.push(record)
    const sent = os.online ? options.transport(call) : Promise.reject(new Error('the device is offline'))
    const ended = (outcome: 'ok' | 'failed', more: Partial<CallRecord>): void => {
      Object.assign(record, { outcome, ...more })
      if (outcome === 'ok') return
      store.events.push(event)
      flush.arm()
    }
    void calls.track(sent.then((answer) => ended(answer.status < 300 ? 'ok' : 'failed', { answer }), (error: Error) => ended('failed', { failure: error.message })))
    return event
  }

  /** P11: the open belongs to the session that it starts. */
  const queue = (name: string, data: JsonObject | undefined): WireEvent | undefined => {
    if (data === undefined || context.store.disabled) return undefined
    const isOver = app.isSessionOver()
    const event = queueEvent(context, name, data)
    if (isOver) delete event.session_id
    return event
  }

  /**
   * iOS opens the app for every tap, then counts it and follows a link, which may leave the app again. Android's SDK counts it, tells the app, and
   * then opens the app or the link. docs: braze-android-sdk, BrazeNotificationUtils.kt handleNotificationOpened, BrazeNotificationActionUtils.kt
   */
  const count = (name: string, data: JsonObject | undefined, to: 'app' | 'link' | 'nowhere', told: () => void): WireEvent | undefined => {
    const isIos = wire.platform === 'ios'
    if (isIos && to !== 'nowhere') open()
    else app.launchInBackground()
    const event = queue(name, data)
    told()
    if (to === 'app' && !isIos) open()
    if (context.options.flushPolicy === 'manual') flush.arm()
    else void flush.now()
    if (to === 'link' && isIos) app.background()
    return event
  }

  /** `to`: where it leads. With the app in front the click may show a message. NOTE: that a button's click fires `push_click` too is read from the docs' "clicks a push", never seen on a wire. */
  const tell = (name: 'pc' | 'ca' | 'cic', data: JsonObject | undefined, to: 'app' | 'link' | 'nowhere', told: () => void): void => {
    const opens = to === 'app'
    if (wire.platform === 'web') {
      const event = data === undefined || context.store.disabled ? undefined : postByWorker(name, data)
      if (opens) open()
      told()
      if (!opens || event === undefined) return
      // Web wire 11: the page that opens asks for triggers, then the click fires
      if (context.process?.triggerSyncs === 0) flush.fetchTriggers()
      const session = context.store.session === undefined ? {} : { session_id: context.store.session.id }
      return fire({ type: 'push_click', name: String(event.data['cid']), event: { ...event, ...session } })
    }
    const event = count(name, data, to, told)
    if (opens && event !== undefined) fire({ type: 'push_click', name: String(event.data['cid']), event })
  }

  /** What came with the push and could not be taken before; a test message is fetched (Q5). */
  const learn = (tapped: Notification): void => {
    const payload = late.get(tapped.id)
    late.delete(tapped.id)
    if (payload !== undefined) extras.apply(payload)
    if (tapped.testMessage === true && context.process?.triggerSyncs === 0) flush.fetchTriggers()
  }

  const tapPush: Device['tapPush'] = (notification) => {
    const tapped = take(notification)
    tell('pc', tapped.cid === undefined ? undefined : { cid: tapped.cid }, follow(tapped) ? 'app' : 'link', () => heard('opened', tapped))
    learn(tapped)
  }

  const tapPushButton: Device['tapPushButton'] = (button, notification) => {
    const shown = notification ?? os.tray.shown.at(-1)
    const found: NotificationButton | undefined = shown === undefined ? undefined : typeof button === 'number' ? shown.buttons[button] : shown.buttons.find(({ id, text }) => id === button || text === button)
    if (found === undefined) throw new Error(`the notification has no button ${JSON.stringify(button)}: ${(shown?.buttons ?? []).map(({ id, text }) => `${id} (${text})`).join(', ') || 'it has none'}`)
    const taken = take(shown)
    const to = found.action === 'close' ? 'nowhere' : follow(found) ? 'app' : 'link'
    // The app hears of every button but those that only close
    tell('ca', taken.cid === undefined ? undefined : { cid: taken.cid, a: found.id }, to, () => { if (to !== 'nowhere') heard('opened', taken) })
    if (to === 'app') learn(taken)
  }

  const tapPushPage: Device['tapPushPage'] = (page, notification) => {
    const shown = notification ?? os.tray.shown.at(-1)
    const found = typeof page === 'number' ? shown?.pages?.[page] : shown?.pages?.find(({ id }) => id === page)
    if (found === undefined) throw new Error(`the notification has no page ${JSON.stringify(page)}: ${(shown?.pages ?? []).map(({ id }) => id).join(', ') || 'it has none'}`)
    const { cid } = take(shown)
    tell('cic', cid === undefined ? undefined : { cid, p: found.id }, follow(found) ? 'app' : 'link', () => heard('opened', shown))
  }

  return { receivePush, tapPush, tapPushButton, tapPushPage, dismissPush: (notification) => { heard('deleted', take(notification)) } }
}
