// The tester's side of the iOS shim: the iPhone without a screen. What it does, a user or the system would do; apps under test never import it.
import type { PushRecord } from '../device/notifications.ts'
import { contentOf } from '../device/push-reading.ts'
import type { Notification } from '../device/push-reading.ts'
import { phoneControl } from '../phone/phone.ts'
import type { PhoneOptions } from '../phone/phone.ts'
import type { Braze } from './braze.ts'
import type { AuthorizationOption } from './configuration.ts'
import { BrazeInAppMessageUI } from './in-app-message-ui.ts'
import type { InAppMessage } from './in-app-message.ts'
import { innerOf } from './inner.ts'
import { DEFAULT_ACTION } from './notifications.ts'
import type { BackgroundFetchResult, NotificationResponse, UserInfo, UserNotification } from './notifications.ts'
import { openPhone, phone, requestAuthorization } from './phone.ts'

export type { OpenedLink, PhoneOptions, PushPrompt } from '../phone/phone.ts'

/** The methods of an app's delegates that the system calls; needed where push is not automated. */
export type AppDelegate = {
  /** Starts the SDK: called when the app is launched. Without it the instance that ran last starts again. */
  didFinishLaunching?(): void
  didReceiveRemoteNotification?(userInfo: UserInfo, done: (result: BackgroundFetchResult) => void): void
  willPresentNotification?(notification: UserNotification): void
  didReceiveResponse?(response: NotificationResponse, done: () => void): void
}

let app: AppDelegate = {}
let last: Braze | undefined
/** What each notification in the tray came with. */
let payloads = new Map<string, UserInfo>()

const running = (): Braze => {
  const { running: found } = phone()
  if (found === undefined) throw new Error('no app runs on this phone: start the SDK with new Braze(configuration), or launch()')
  return (last = found)
}

const ui = (): BrazeInAppMessageUI => {
  const presenter = running().inAppMessagePresenter
  if (!(presenter instanceof BrazeInAppMessageUI)) throw new Error('the app shows no in-app messages by BrazeInAppMessageUI')
  return presenter
}

const start = (inFront: boolean): void => {
  const host = phone()
  host.inFront = inFront
  if (host.running !== undefined || host.delayed !== undefined) return
  if (app.didFinishLaunching !== undefined) app.didFinishLaunching()
  else if (last !== undefined) host.run(last)
  else throw new Error('nothing tells how this app starts: give didFinishLaunching in headless.app, or start the SDK once')
}

const own = {
  /** The app's delegates. */
  get app(): AppDelegate { return app },
  set app(given: AppDelegate) { app = given },

  /** A fresh phone with the app installed: nothing stored, nothing shown. Belongs before each test. */
  reset(options: PhoneOptions = {}): void {
    phone().close()
    openPhone(options)
    app = {}
    last = undefined
    payloads = new Map()
    for (const { Attributes } of [BrazeInAppMessageUI.ModalView, BrazeInAppMessageUI.ModalImageView]) Attributes.defaults.dismissOnBackgroundTap = false
  },

  /** The user opens the app: it starts, or comes back to the front. */
  foreground(): void {
    const wasRunning = phone().running !== undefined
    start(true)
    if (wasRunning) innerOf(running()).device.foreground()
  },
  /** The user leaves the app. */
  background(): void {
    phone().inFront = false
    innerOf(running()).device.background()
  },
  /** The system or the user ends the app. The instances of its process are dead. */
  terminate(): void {
    if (phone().delayed !== undefined) return void (phone().delayed = undefined)
    const { device } = innerOf(running())
    phone().running = undefined
    phone().inFront = false
    device.kill()
  },
  /** The system starts the app behind the user's back. */
  launchInBackground(): void { start(false) },

  /** UNUserNotificationCenter.requestAuthorization: what the user answers (option pushPrompt). Asked once; 'provisional' among the options asks nobody. */
  requestAuthorization: (options?: AuthorizationOption[]): boolean => requestAuthorization(phone(), options),
  /** The token that the app is given for registerForRemoteNotifications(). */
  get deviceToken(): Uint8Array { return Buffer.from(phone().pushToken ?? '', 'hex') },

  /** APNs delivers a push: the request that it got (a message's `payload`), or that request's body. */
  push(payload: unknown): PushRecord {
    const device = phone().current()
    if (device === undefined) throw new Error('the SDK was not started on this phone')
    const userInfo = contentOf('ios', payload)
    const aps = userInfo['aps']
    const wakes = typeof aps === 'object' && aps !== null && !Array.isArray(aps) && aps['content-available'] === 1
    const record = device.receivePush(payload)
    if (record.ignored !== undefined && !record.displayed && !wakes) return record
    const shown = record.displayed ? device.state().notifications.at(-1) : undefined
    if (shown !== undefined) payloads.set(shown.id, userInfo)
    const found = phone().running
    if (found === undefined) return record
    const { automation } = found.configuration.push
    if (wakes) {
      if (automation.handleBackgroundNotification) found.notifications.handleBackgroundNotification(userInfo)
      else app.didReceiveRemoteNotification?.(userInfo, () => undefined)
    } else if (phone().inFront) {
      const notification: UserNotification = { id: shown?.id ?? '', userInfo }
      if (automation.willPresentNotification) found.notifications.handleForegroundNotification(notification)
      else app.willPresentNotification?.(notification)
    }
    return record
  },
  /** The user taps a notification (the newest when none is named), or a button of it by id, text or number. */
  tap(button?: string | number, notification?: Notification): void {
    const device = phone().current()
    const shown = notification ?? device?.state().notifications.at(-1)
    if (device === undefined || shown === undefined) throw new Error('there is no notification on this phone')
    const found = button === undefined ? undefined : typeof button === 'number' ? shown.buttons[button] : shown.buttons.find(({ id, text }) => id === button || text === button)
    if (button !== undefined && found === undefined) throw new Error(`the notification has no button ${JSON.stringify(button)}: ${shown.buttons.map(({ id, text }) => `${id} (${text})`).join(', ') || 'it has none'}`)
    if (found?.action === 'close') start(phone().inFront)
    else this.foreground()
    const response: NotificationResponse = { actionIdentifier: found?.id ?? DEFAULT_ACTION, notification: { id: shown.id, userInfo: payloads.get(shown.id) ?? {} } }
    const { delayed } = phone()
    if (delayed !== undefined) {
      // It leaves the tray when it is counted
      if (delayed.behavior === 'queue') delayed.opened.push(response)
      else device.dismissPush(shown)
      return
    }
    const braze = running()
    if (braze.configuration.push.automation.handleNotificationResponse) braze.notifications.handleUserNotification(response)
    else app.didReceiveResponse?.(response, () => undefined)
    if (device.state().notifications.some(({ id }) => id === shown.id)) device.dismissPush(shown)
  },

  /** The in-app message on the screen. */
  message: (): InAppMessage | undefined => ui().messageView?.message,
  /** The user taps the body of the message, or a button by its id or text. */
  click: (button?: string | number): void => ui().click(running(), button === undefined ? undefined : String(button)),
  /** The user taps a link or button inside an HTML message; it stays. */
  clickHtml(buttonId?: string): void {
    const message = ui().messageView?.message
    if (message?.type !== 'html') throw new Error('there is no HTML message on the screen')
    message.context.logClick(buttonId)
  },
  /** The user taps beside the message. False: it stays. */
  tapOutside: (): boolean => ui().tapOutside(),
  /** The user closes the message. */
  dismiss(): void { ui().dismiss() },
}

export const headless: typeof own & ReturnType<typeof phoneControl> = Object.defineProperties(own, Object.getOwnPropertyDescriptors(phoneControl(phone))) as typeof own & ReturnType<typeof phoneControl>
