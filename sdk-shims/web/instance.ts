// The one SDK of the page: there from initialize() to destroy(), with its device, its options and the page's subscriptions.
import type { DeviceNotices, NoticeName } from '../device/content-types.ts'
import type { Device } from '../device/device-types.ts'
import type { Banner } from './banner.ts'
import type { ContentCards } from './card.ts'
import type { ChatActionEvent, ChatMessage } from './chat-types.ts'
import type { ControlMessage } from './control-message.ts'
import type { FeatureFlag } from './feature-flag.ts'
import type { InAppMessage } from './in-app-message.ts'
import type { InitializationOptions } from './initialization-options.ts'
import { complain, warnUninitialized } from './logger.ts'
import { createSubscriptions } from './subscriptions.ts'
import type { Subscriptions } from './subscriptions.ts'

export type SdkAuthenticationFailure = { errorCode: number; reason?: string; userId?: string; signature?: string }

/** What each kind of subscription is told of. */
export type Told = {
  contentCards: ContentCards
  featureFlags: FeatureFlag[]
  banners: Record<string, Banner | null>
  inAppMessage: InAppMessage | ControlMessage
  authFailures: SdkAuthenticationFailure
  chatMessages: ChatMessage
  chatUpdates: void
  chatActions: ChatActionEvent
}

export type Instance = {
  apiKey: string
  device: Device
  options: InitializationOptions
  told: { [Kind in keyof Told]: Subscriptions<Told[Kind]> }
  /** The id of the device that the page asked for. */
  toldId: string | undefined
  /** What automaticallyShowInAppMessages() answered first; it subscribes once. observed: web SDK 6.13.0 */
  autoShow: string | undefined
  /**
   * Hears of the device from now on: for a kind of subscription while it has subscribers, since the device itself asks
   * whether anybody listens (M17); for a purpose of the SDK's own to the end.
   */
  hear<K extends NoticeName>(purpose: keyof Told | Own, what: K, listener: (given: DeviceNotices[K]) => void): void
  /** Stops hearing what nobody subscribes to any more. */
  release(): void
  /** Hears nothing more, so that nobody is told of anything. */
  end(): void
  /** The page calls something of `content`: from now on the SDK looks after it. */
  uses(content: Content): void
  isUsed(content: Content): boolean
  /** Tells the subscribers of `content`, in its turn while something is done `inTurn`. */
  tell(content: Content, tell: () => void): void
  /** Does something, then tells of it in the order in which the page first used each content. observed: web SDK 6.13.0 */
  inTurn<T>(act: () => T): T
}

/** What the SDK begins to look after when the page first asks for it. */
export type Content = 'contentCards' | 'banners'

type Own = `own ${NoticeName}`

let instance: Instance | undefined

type Waiting = { content: Content; tell: () => void }

export const createInstance = (apiKey: string, device: Device, options: InitializationOptions): Instance => {
  const failed = (error: unknown): void => complain(`a subscriber threw: ${error instanceof Error ? error.message : String(error)}`)
  const made = <T>(): Subscriptions<T> => createSubscriptions<T>(failed)
  const heard = new Map<keyof Told | Own, () => void>()
  const used = new Set<Content>()
  let turn: Waiting[] | undefined
  const told: Instance['told'] = {
    contentCards: made(), featureFlags: made(), banners: made(), inAppMessage: made(), authFailures: made(),
    chatMessages: made(), chatUpdates: made(), chatActions: made(),
  }
  return {
    apiKey, device, options, told, toldId: undefined, autoShow: undefined,
    hear: (purpose, what, listener) => {
      // Before the first subscriber is there: what the device tells a new listener at once reaches nobody
      if (!heard.has(purpose)) heard.set(purpose, device.subscribe(what, listener))
    },
    release: () => {
      for (const [purpose, stop] of heard) {
        if (purpose.startsWith('own ') || told[purpose as keyof Told].size() > 0) continue
        stop()
        heard.delete(purpose)
      }
    },
    end: () => {
      for (const stop of heard.values()) stop()
      heard.clear()
    },
    uses: (content) => void used.add(content),
    isUsed: (content) => used.has(content),
    tell: (content, tell) => void (turn === undefined ? tell() : turn.push({ content, tell })),
    inTurn: (act) => {
      const held: Waiting[] = []
      turn = held
      try {
        return act()
      } finally {
        turn = undefined
        for (const content of used) for (const one of held) if (one.content === content) one.tell()
      }
    },
  }
}

/** Nothing is said of calls while the SDK is off: after disableSDK(), or where initialize() refused for that or for a crawler. observed: web SDK 6.13.0 */
let off = false

export const setInstance = (next: Instance | undefined, staysOff = false): void => {
  instance = next
  off = staysOff
}

/** Whether the SDK is off in this page. */
export const isOff = (): boolean => off

/** The SDK if there is one; nothing is said when there is none. */
export const quietly = (): Instance | undefined => instance

/** The SDK; undefined, with a warning to the console, before initialize() and after destroy(); without one while it is off. */
export const sdk = (): Instance | undefined => {
  if (instance === undefined && !off) warnUninitialized()
  return instance
}
