// The iPhone of this process: the phone that the SDK starts on, and the app that runs there.
import { createPhone } from '../phone/phone.ts'
import type { Phone, PhoneOptions } from '../phone/phone.ts'
import type { Braze } from './braze.ts'
import type { AuthorizationOption } from './configuration.ts'
import { innerOf } from './inner.ts'
import type { NotificationResponse } from './notifications.ts'

/** What becomes of pushes that are opened before the SDK starts. docs: braze-swift-sdk changelog 11.2.0 */
export type PushEnqueueBehavior = 'queue' | 'drop'

export type Iphone = Phone & {
  /** The identifier for vendor: the device id without useUUIDAsDeviceId. */
  vendorId: string
  /** The instance that runs; undefined: the app was terminated or never started. */
  running: Braze | undefined
  /** The app runs and starts the SDK later; pushes opened meanwhile wait. */
  delayed: { behavior: PushEnqueueBehavior; opened: NotificationResponse[] } | undefined
  /** Starts this instance in the app's process, in place of the one that runs. */
  run(braze: Braze): void
}

const TOKEN_HEX = 64

const createIphone = (options: PhoneOptions): Iphone => {
  const phone = createPhone('ios', options)
  const hex = phone.hex(32).toUpperCase()
  const vendorId = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
  const iphone: Iphone = {
    ...phone, vendorId, running: undefined, delayed: undefined,
    run: (braze) => {
      const { device, listen } = innerOf(braze)
      // A new instance takes its switches from the config that the one before kept (C2)
      if (device.state().running) device.kill()
      iphone.running = braze
      device.initialize()
      listen()
      if (iphone.inFront) device.foreground()
      startPush(iphone, braze)
      const opened = iphone.delayed?.opened ?? []
      iphone.delayed = undefined
      for (const response of opened) braze.notifications.handleUserNotification(response)
    },
  }
  iphone.pushToken = phone.hex(TOKEN_HEX)
  return iphone
}

/** What the user answers to the question for permission: asked once, as iOS does. 'provisional' asks nobody. */
export const requestAuthorization = (host: Iphone, options: AuthorizationOption[] = []): boolean => {
  const device = host.current()
  if (device === undefined) throw new Error('the SDK was not started on this phone')
  const { pushPermission } = device.state()
  const answer = host.options.pushPrompt ?? 'allow'
  if (options.includes('provisional')) {
    if (pushPermission === 'notDetermined') device.setPushPermission('provisional')
    // The app may show, quietly
    return device.state().pushPermission !== 'denied'
  }
  if ((pushPermission === 'notDetermined' || pushPermission === 'provisional') && answer !== 'ignore') device.setPushPermission(answer === 'deny' ? 'denied' : 'authorized')
  return device.state().pushPermission === 'authorized'
}

/** docs: Braze.Configuration.Push.Automation */
const startPush = (host: Iphone, braze: Braze): void => {
  const { automation } = braze.configuration.push
  if (!braze.enabled || !host.inFront) return
  if (automation.requestAuthorizationAtLaunch) requestAuthorization(host, automation.authorizationOptions)
  if (automation.registerDeviceToken && host.pushToken !== undefined) braze.notifications.register(host.pushToken)
}

let held: Iphone | undefined

export const phone = (): Iphone => (held ??= createIphone({}))

export const openPhone = (options: PhoneOptions): Iphone => (held = createIphone(options))
