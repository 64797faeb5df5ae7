// The tester's side of the Android shim: the phone without a screen. What it does, a user or the system would do; apps under test never import it.
import type { Device } from '../device/device-types.ts'
import type { PushRecord } from '../device/notifications.ts'
import { contentOf } from '../device/push-reading.ts'
import type { Notification } from '../device/push-reading.ts'
import { phoneControl } from '../phone/phone.ts'
import { lifecycleCallbacks } from './activities.ts'
import { Braze } from './braze.ts'
import { followLink } from './deeplinks.ts'
import { BrazePushEventType, Channel } from './enums.ts'
import { BrazePushEvent } from './events.ts'
import type { InAppMessage } from './in-app-message.ts'
import { BrazeInAppMessageManager } from './in-app-messages.ts'
import { BrazeNotificationPayload } from './notification-payload.ts'
import { endProcess, openPhone, phone, requestPushPermission } from './phone.ts'
import type { Activity, AndroidOptions } from './phone.ts'
import { BrazeFirebaseMessagingService, forgetHandled, lastHandled } from './push.ts'
import type { RemoteMessage } from './push.ts'

export type { OpenedLink, PushPrompt } from '../phone/phone.ts'
export type { AndroidOptions } from './phone.ts'

/** What the app brings: its start and its messaging service. */
export type App = {
  /** Application.onCreate: called in each new process. Braze.configure() belongs here. */
  onCreate?(): void
  /** FirebaseMessagingService.onMessageReceived. Default: BrazeFirebaseMessagingService. */
  onMessageReceived?(message: RemoteMessage): void
}

let app: App = {}
let alive = false
let mainActivity: Activity = {}
let payloads = new Map<string, Record<string, string>>()

const startProcess = (): void => {
  if (alive) return
  alive = true
  app.onCreate?.()
}

const tellOf = (kind: BrazePushEventType, data: Record<string, string>): void => Braze.getInstance().publish(new BrazePushEvent(kind, new BrazeNotificationPayload(data)))

/** The SDK counts, tells the app, and then opens it: what `act` makes the device do. */
const openedBy = (device: Device, shown: Notification, act: () => void): void => {
  const stop = device.subscribe('push', ({ event }) => { if (event === 'opened') tellOf(BrazePushEventType.NOTIFICATION_OPENED, payloads.get(shown.id) ?? {}) })
  act()
  stop()
}

const newest = (given: Notification | undefined): Notification => {
  const found = given ?? phone().current()?.state().notifications.at(-1)
  if (found === undefined) throw new Error('there is no notification on this phone')
  return found
}

const textsOf = (payload: unknown): Record<string, string> =>
  Object.fromEntries(Object.entries(contentOf('android', payload)).map(([key, value]) => [key, typeof value === 'string' ? value : JSON.stringify(value)]))

const own = {
  get app(): App { return app },
  set app(given: App) { app = given },

  /** A fresh phone with the app installed: nothing stored, nothing shown. The process of the app runs, without an activity. Belongs before each test. */
  reset(options: AndroidOptions = {}): void {
    endProcess()
    phone().close()
    openPhone(options)
    app = {}
    alive = true
    mainActivity = {}
    payloads = new Map()
    forgetHandled()
  },

  /** The user opens the app: its activity is created, started and resumed. */
  foreground(): void {
    phone().inFront = true
    startProcess()
    const callbacks = lifecycleCallbacks()
    for (const one of callbacks) one.onActivityCreated(mainActivity)
    for (const one of callbacks) one.onActivityStarted(mainActivity)
    for (const one of callbacks) one.onActivityResumed(mainActivity)
  },
  /** The user leaves the app: its activity is paused and stopped. */
  background(): void {
    const callbacks = lifecycleCallbacks()
    for (const one of callbacks) one.onActivityPaused(mainActivity)
    for (const one of callbacks) one.onActivityStopped(mainActivity)
    phone().inFront = false
  },
  /** Another activity of the app takes the place of the one in front. */
  switchActivity(next: Activity = {}): void {
    const callbacks = lifecycleCallbacks()
    for (const one of callbacks) one.onActivityPaused(mainActivity)
    for (const one of callbacks) one.onActivityCreated(next)
    for (const one of callbacks) one.onActivityStarted(next)
    for (const one of callbacks) one.onActivityResumed(next)
    for (const one of callbacks) one.onActivityStopped(mainActivity)
    mainActivity = next
  },
  /** The system ends the process: what was only in its memory is gone, the SDK's configuration too. */
  terminate(): void {
    endProcess()
    alive = false
    phone().inFront = false
    mainActivity = {}
  },
  /** The system starts the process without an activity. */
  launchInBackground(): void {
    if (!alive) phone().inFront = false
    startProcess()
  },

  /** The system's question for permission to notify, as requestPushPermissionPrompt() asks it (option pushPrompt). Asked once; below Android 13 nobody is asked. */
  requestPushPermission,

  /** FCM delivers a push: the request that it got (a message's `payload`), or its data. Answers what became of it; undefined when it is not Braze's. */
  push(payload: unknown): PushRecord | undefined {
    this.launchInBackground()
    forgetHandled()
    const data = textsOf(payload)
    if (app.onMessageReceived !== undefined) app.onMessageReceived({ data })
    else BrazeFirebaseMessagingService.handleBrazeRemoteMessage({ data })
    const record = lastHandled()
    const shown = record?.displayed === true ? phone().current()?.state().notifications.at(-1) : undefined
    if (shown !== undefined) payloads.set(shown.id, data)
    return record
  },
  /** The user taps a notification (the newest when none is named). Its link is followed only where the SDK handles links automatically. */
  tap(notification?: Notification): void {
    const shown = newest(notification)
    this.launchInBackground()
    const { device } = headless
    const routes = phone().process.config?.values.handlePushDeepLinksAutomatically === true
    const before = device.state().openedLinks.length
    if (!routes) {
      device.dismissPush(shown)
      if (shown.cid !== undefined) device.logPushOpened(shown.cid)
      return tellOf(BrazePushEventType.NOTIFICATION_OPENED, payloads.get(shown.id) ?? {})
    }
    openedBy(device, shown, () => device.tapPush(shown))
    for (const url of device.state().openedLinks.slice(before)) followLink(url, shown.extras, shown.useWebview === true, Channel.PUSH)
    if (device.state().foreground) this.foreground()
  },
  /** The user taps a button of a notification, by its id, text or number. */
  tapButton(button: string | number, notification?: Notification): void {
    const shown = newest(notification)
    const found = typeof button === 'number' ? shown.buttons[button] : shown.buttons.find(({ id, text }) => id === button || text === button)
    if (found === undefined) throw new Error(`the notification has no button ${JSON.stringify(button)}: ${shown.buttons.map(({ id, text }) => `${id} (${text})`).join(', ') || 'it has none'}`)
    this.launchInBackground()
    const { device } = headless
    const routes = phone().process.config?.values.handlePushDeepLinksAutomatically === true
    const before = device.state().openedLinks.length
    if (!routes && found.action !== 'close') {
      device.dismissPush(shown)
      if (shown.cid !== undefined) device.logPushAction(shown.cid, found.id)
      return tellOf(BrazePushEventType.NOTIFICATION_OPENED, payloads.get(shown.id) ?? {})
    }
    openedBy(device, shown, () => device.tapPushButton(found.id, shown))
    if (found.action === 'close') return
    for (const url of device.state().openedLinks.slice(before)) followLink(url, shown.extras, found.useWebview === true, Channel.PUSH)
    if (device.state().foreground) this.foreground()
  },
  /** The user swipes a notification away: the app is told, the server is not (P11). */
  swipe(notification?: Notification): void {
    const shown = newest(notification)
    this.launchInBackground()
    headless.device.dismissPush(shown)
    tellOf(BrazePushEventType.NOTIFICATION_DELETED, payloads.get(shown.id) ?? {})
  },

  /** The in-app message on the screen. */
  message: (): InAppMessage | undefined => BrazeInAppMessageManager.getInstance().shownInAppMessage,
  /** The user taps the body of the message, or a button by its id or text. */
  click: (button?: string | number): void => BrazeInAppMessageManager.getInstance().click(button),
  /** The user taps a link or button inside an HTML message; it stays. */
  clickHtml(buttonId?: string): void {
    const message = this.message()
    if (message?.isHtml !== true) throw new Error('there is no HTML message on the screen')
    if (buttonId === undefined) message.logClick()
    else message.logButtonClick(buttonId)
  },
  /** The user taps a link inside an HTML message, `appboy://close` and `appboy://customEvent?name=…` among them. */
  clickHtmlLink: (url: string): void => BrazeInAppMessageManager.getInstance().clickHtmlLink(url),
  /** The user presses the back button, or taps beside the message. False: that closes no message. */
  pressBack: (): boolean => BrazeInAppMessageManager.getInstance().pressBack(),
  tapOutside: (): boolean => BrazeInAppMessageManager.getInstance().tapOutside(),
  /** The user closes the message. */
  dismiss(): void { BrazeInAppMessageManager.getInstance().hideCurrentlyDisplayingInAppMessage(true) },
}

export const headless: typeof own & ReturnType<typeof phoneControl> = Object.defineProperties(own, Object.getOwnPropertyDescriptors(phoneControl(phone))) as typeof own & ReturnType<typeof phoneControl>
