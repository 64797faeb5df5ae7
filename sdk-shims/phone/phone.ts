// The phone under the mobile shims: its clock, network, storage per SDK key, whether the app is in front, where links led.
import type { EventStream } from '../device/content-types.ts'
import type { Device, DeviceFacts, DeviceOptions } from '../device/device-types.ts'
import { createDevice } from '../device/device.ts'
import type { FetchLike } from '../device/http-transport.ts'
import { createSeededRandom } from '../device/seeded-random.ts'
import { advance, createVirtualClock } from '../device/virtual-clock.ts'
import type { DeviceClock, VirtualClock } from '../device/virtual-clock.ts'
import type { CallRecord } from '../device/wire-types.ts'
import { machineClock, machineSeed } from '../web/machine.ts'
import { serverAt } from './endpoint.ts'

/** What the user does when the system asks for permission to notify: answers, or looks away. */
export type PushPrompt = 'allow' | 'deny' | 'ignore'

export type PhoneOptions = {
  /** Time of sessions, flushes and messages. Default: the machine's. An ISO time: it stands there until someone advances it. */
  clock?: DeviceClock | string
  /** Carries the requests. Default: the global `fetch` of the moment of each call. */
  fetch?: FetchLike
  /** Opens the real-time channel where the SDK has one and the server's config turns it on. Default: none. */
  eventStream?: EventStream
  /** Seeds device, session and token ids. Default: another one for every process. */
  seed?: string | number
  /** What the phone says of itself. */
  facts?: Partial<Pick<DeviceFacts, 'model' | 'brand' | 'carrier' | 'osVersion' | 'locale' | 'timeZone'>>
  /** Of the app. */
  appVersion?: string
  appVersionCode?: string
  /** Default 'allow'. */
  pushPrompt?: PushPrompt
  /** True: the system starts the app behind the user's back. Default: the user starts it, it is in front. */
  startsInBackground?: boolean
  /** iOS: hosts whose web links open this app (universal links). Default: none. */
  associatedDomains?: string[]
}

/** Where a link led: to the system (browser or an app), a web view of the app, or the app itself. */
export type OpenedLink = { url: string; how: 'system' | 'webView' | 'universalLink' | 'app'; channel: string }

export type Phone = {
  options: PhoneOptions
  clock: DeviceClock
  inFront: boolean
  /** The device token that the push service gave this app. */
  pushToken: string | undefined
  links: OpenedLink[]
  /** The device of `apiKey` with all that it stores; made at its first use. `given`: the options of this start of the SDK. */
  open(apiKey: string, endpoint: string, given: Partial<DeviceOptions>): Device
  /** The device that the SDK opened last. */
  current(): Device | undefined
  close(): void
  /** Bytes of chance, as hex. */
  hex(length: number): string
}

type Profile = { device: Device; options: DeviceOptions }

const startOf = (iso: string): number => {
  const ms = Date.parse(iso)
  if (Number.isNaN(ms)) throw new RangeError(`${JSON.stringify(iso)} is no time: give one like 2026-03-01T12:00:00Z`)
  return ms
}

/** A fresh phone: nothing installed but the app, nothing stored. */
export const createPhone = (platform: 'ios' | 'android', options: PhoneOptions): Phone => {
  const seed = String(options.seed ?? machineSeed())
  const random = createSeededRandom(`${seed} phone`)
  const clock = typeof options.clock === 'string' ? createVirtualClock(startOf(options.clock)) : (options.clock ?? machineClock)
  const profiles = new Map<string, Profile>()
  let current: Profile | undefined
  let made = 0

  const open: Phone['open'] = (apiKey, endpoint, given) => {
    let profile = profiles.get(apiKey)
    const transport = serverAt(endpoint, (request) => (options.fetch ?? fetch)(request))
    if (profile === undefined) {
      const own: DeviceOptions = { platform, apiKey, clock, transport, seed: `${seed} ${apiKey} ${++made}`, ...(options.eventStream === undefined ? {} : { eventStream: options.eventStream }), ...appOf(options), ...given }
      profiles.set(apiKey, (profile = { options: own, device: createDevice(own) }))
    } else Object.assign(profile.options, given, { transport })
    if (options.facts !== undefined) profile.device.changeDevice(options.facts)
    current = profile
    return profile.device
  }

  return {
    options, clock, open, inFront: options.startsInBackground !== true, pushToken: undefined, links: [],
    current: () => current?.device,
    close: () => { for (const { device } of profiles.values()) device.kill() },
    hex: random.hex,
  }
}

const appOf = ({ appVersion, appVersionCode }: PhoneOptions): Partial<DeviceOptions> => ({
  ...(appVersion === undefined ? {} : { appVersion }), ...(appVersionCode === undefined ? {} : { appVersionCode }),
})

/** What the control surfaces of both mobile shims have in common. */
export const phoneControl = (phone: () => Phone) => ({
  /** Changes settings of the phone; clock and seed are those of its start. */
  configure(options: Omit<PhoneOptions, 'clock' | 'seed'>): void {
    Object.assign(phone().options, options)
  },
  /** The device of the last start of the SDK: its state, its requests, pushes, the network. */
  get device(): Device {
    const device = phone().current()
    if (device === undefined) throw new Error('the SDK was not started on this phone')
    return device
  },
  /** What was sent, with the answers, oldest first. */
  get requests(): CallRecord[] {
    return this.device.requests
  },
  /** Resolves when no request is under way. */
  idle: (): Promise<void> => phone().current()?.idle() ?? Promise.resolve(),
  /** Lets time pass on a phone whose clock stands (option `clock`: an ISO time or a virtual clock), with all that comes due. */
  async advance(seconds: number): Promise<void> {
    const { clock } = phone()
    if (!('runDue' in clock)) throw new Error('the time of this phone is the machine\'s: reset({ clock: \'2026-03-01T12:00:00Z\' }) makes it stand')
    await advance(clock as VirtualClock, seconds * 1000, () => this.idle())
  },
  /** Links that were followed, in order. */
  links: (): readonly OpenedLink[] => phone().links,
})
