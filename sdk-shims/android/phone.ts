// The Android phone of this process, and the process of the app on it: the SDK's configuration and device live as long as that does.
import type { Device } from '../device/device-types.ts'
import { createPhone } from '../phone/phone.ts'
import type { Phone, PhoneOptions } from '../phone/phone.ts'
import type { BrazeConfig, NetworkQuality } from './config.ts'

export type AndroidOptions = PhoneOptions & {
  /** Decides how often queued data leaves. Default 'great'. */
  network?: NetworkQuality
}

/** What an app's screen is to the SDK: something that is registered and unregistered. */
export type Activity = object

/** Gives the address to use for the configured one. */
export type IBrazeEndpointProvider = { getApiEndpoint(brazeEndpoint: string): string }

/** A process of the app: its statics. */
export type AppProcess = {
  config: BrazeConfig | undefined
  device: Device | undefined
  /** The SDK was disabled in this process: it takes a new configuration once it is enabled. */
  stopped: boolean
  endpointProvider: IBrazeEndpointProvider | undefined
  /** Runs when the process ends. */
  atEnd: (() => void)[]
}

export type AndroidPhone = Phone & { options: AndroidOptions; process: AppProcess; activity: Activity | undefined }

const freshProcess = (): AppProcess => ({ config: undefined, device: undefined, stopped: false, endpointProvider: undefined, atEnd: [] })

const createAndroidPhone = (options: AndroidOptions): AndroidPhone => ({ ...createPhone('android', options), options, process: freshProcess(), activity: undefined })

let held: AndroidPhone | undefined

export const phone = (): AndroidPhone => (held ??= createAndroidPhone({}))

export const openPhone = (options: AndroidOptions): AndroidPhone => (held = createAndroidPhone(options))

/** What the user answers to the question for permission; below Android 13 nobody is asked. */
export const requestPushPermission = (): boolean => {
  const host = phone()
  const device = host.current()
  if (device === undefined) throw new Error('the SDK was not started on this phone')
  const answer = host.options.pushPrompt ?? 'allow'
  if (device.state().pushPermission === 'notDetermined' && answer !== 'ignore') device.setPushPermission(answer === 'deny' ? 'denied' : 'authorized')
  return device.state().pushPermission === 'authorized'
}

/** The process is gone, and all that was only in its memory. */
export const endProcess = (): void => {
  const host = phone()
  host.process.device?.kill()
  for (const end of host.process.atEnd) end()
  host.process = freshProcess()
  host.activity = undefined
}
