// The browser around the shim: its clock, network, storage per SDK key and permission prompt. A page's SDK lives in it; the control surface holds it.
import type { EventStream } from '../device/content-types.ts'
import type { Device, DeviceFacts, DeviceOptions } from '../device/device-types.ts'
import { createDevice } from '../device/device.ts'
import { fetchEventStream } from '../device/event-stream.ts'
import type { FetchLike } from '../device/http-transport.ts'
import { createSeededRandom } from '../device/seeded-random.ts'
import { createVirtualClock } from '../device/virtual-clock.ts'
import type { DeviceClock } from '../device/virtual-clock.ts'
import { web } from '../device/web.ts'
import { machineClock, machineSeed, restoreGlobals } from './machine.ts'
import { serverAt } from './server-address.ts'

/** What the user does when the page asks for push: answers, or looks away (which may be asked again). */
export type PushPrompt = 'allow' | 'deny' | 'ignore'

export type BrowserOptions = {
  /**
   * Time of sessions, flushes and messages. Default: the machine's, through the global timers (fake ones too). An ISO
   * time: it stands there until someone advances it.
   */
  clock?: DeviceClock | string
  /** Carries the requests. Default: the global `fetch` of the moment of each call. */
  fetch?: FetchLike
  /**
   * Opens the real-time channel where the server's config turns it on. Default: one over `fetch`. False: none, as for a
   * page that can not reach it. An open channel keeps a process alive until destroy() or reset().
   */
  eventStream?: EventStream | false
  /** Seeds device, session and subscription ids. Default: another one for every process. */
  seed?: string | number
  /** What the browser says of itself. Default: a Chrome on Linux, en-us, UTC. */
  facts?: Partial<Pick<DeviceFacts, 'browser' | 'browserVersion' | 'osVersion' | 'locale' | 'timeZone' | 'userAgent'>>
  /** Default true. */
  pushSupported?: boolean
  /** Default 'allow'. */
  pushPrompt?: PushPrompt
}

export type Browser = {
  options: BrowserOptions
  clock: DeviceClock
  /** The opt-out cookie of disableSDK(). */
  optedOut: boolean
  /** The device of `apiKey` with all that it stores; made at its first use. `options`: those of this start of the SDK. */
  open(apiKey: string, baseUrl: string, options: Partial<DeviceOptions>): Device
  /** Whether the page looks after cards: without, the real-time channel's word of them is for nobody. observed: web SDK 6.13.0 */
  wantsCards: () => boolean
  /** The id of the last device has not been stored: its next start makes another. */
  forgetDeviceId(): void
  /** The device that initialize() opened last. */
  current(): Device | undefined
  /** Ends all processes: nothing is sent any more, what is stored stays. */
  close(): void
  /** Calls `look` after each answer of the server until it is true. */
  afterAnswers(look: () => boolean): void
  newId(): string
}

type Profile = { device: Device; options: DeviceOptions; forgetful?: boolean }

const startOf = (iso: string): number => {
  const ms = Date.parse(iso)
  if (Number.isNaN(ms)) throw new RangeError(`${JSON.stringify(iso)} is no time: give one like 2026-03-01T12:00:00Z`)
  return ms
}

const isOfCards = (data: string): boolean => {
  try {
    return (JSON.parse(data) as { type?: unknown } | null)?.type === 'ccr'
  } catch {
    return false
  }
}

const createBrowser = (options: BrowserOptions): Browser => {
  const seed = String(options.seed ?? machineSeed())
  const ids = createSeededRandom(`${seed} ids`)
  const profiles = new Map<string, Profile>()
  const clock = typeof options.clock === 'string' ? createVirtualClock(startOf(options.clock)) : (options.clock ?? machineClock)
  const ask = (request: Request): Promise<Response> | Response => (options.fetch ?? fetch)(request)
  let waiting: (() => boolean)[] = []
  let current: Profile | undefined
  let made = 0

  const streamOf = (stream: EventStream): EventStream => (url, handlers) =>
    stream(url, { ...handlers, message: (data) => { if (opened.wantsCards() || !isOfCards(data)) handlers.message(data) } })

  const make = (apiKey: string, given: Partial<DeviceOptions>): Profile => {
    const own: DeviceOptions = {
      platform: 'web', apiKey, clock, seed: `${seed} ${apiKey} ${++made}`,
      ...(options.eventStream === false ? {} : { eventStream: streamOf(options.eventStream ?? fetchEventStream(ask)) }),
      transport: () => Promise.reject(new Error('no server')),
      ...given,
    }
    return { options: own, device: createDevice(own) }
  }

  const open: Browser['open'] = (apiKey, baseUrl, given) => {
    restoreGlobals()
    let profile = profiles.get(apiKey)
    if (profile === undefined) profiles.set(apiKey, (profile = make(apiKey, given)))
    const { device, options: own } = profile
    const appChanged = own.appVersion !== given.appVersion || own.appVersionCode !== given.appVersionCode
    // The device reads its options when it needs them: those of this start count from now on
    Object.assign(own, given, profile.forgetful === true ? { deviceIdOfPage: given.deviceIdOfPage ?? ids.uuid() } : {})
    profile.forgetful = false
    if (appChanged) device.upgradeApp(given.appVersion, given.appVersionCode ?? null)
    device.changeDevice({ ...web.facts, ...options.facts, ...given.device })
    const send = serverAt(baseUrl, ask)
    own.transport = async (call) => {
      const answer = await send(call)
      if (waiting.length > 0) void device.idle().then(() => { waiting = waiting.filter((look) => !look()) })
      return answer
    }
    current = profile
    return device
  }

  const opened: Browser = {
    options, clock, optedOut: false, wantsCards: () => false, forgetDeviceId: () => void Object.assign(current ?? {}, { forgetful: true }), open, current: () => current?.device, newId: ids.uuid,
    close: () => {
      waiting = []
      for (const { device } of profiles.values()) device.kill()
    },
    afterAnswers: (look) => void waiting.push(look),
  }
  return opened
}

let held: Browser | undefined

/** The browser of this process; opened when first needed. */
export const browser = (): Browser => (held ??= createBrowser({}))

/** A fresh browser: nothing stored, nothing shown. */
export const openBrowser = (options: BrowserOptions): void => {
  held = createBrowser(options)
}
