// BrazeActivityLifecycleCallbackListener: sessions and in-app messages follow the app's activities. docs: braze-android-sdk, BrazeActivityLifecycleCallbackListener.kt
import { Braze } from './braze.ts'
import { BrazeInAppMessageManager } from './in-app-messages.ts'
import { phone } from './phone.ts'
import type { Activity } from './phone.ts'

/** What the system calls as activities come and go. */
export type ActivityLifecycleCallbacks = {
  onActivityCreated(activity: Activity): void
  onActivityStarted(activity: Activity): void
  onActivityResumed(activity: Activity): void
  onActivityPaused(activity: Activity): void
  onActivityStopped(activity: Activity): void
}

/** A class of activities, as Activity.getClass() gives it. */
export type ActivityClass = abstract new (...args: never[]) => object

const registered = new WeakMap<object, ActivityLifecycleCallbacks[]>()

/** Application.registerActivityLifecycleCallbacks */
export const registerActivityLifecycleCallbacks = (callbacks: ActivityLifecycleCallbacks): void => {
  const { process } = phone()
  registered.set(process, [...(registered.get(process) ?? []), callbacks])
}

export const lifecycleCallbacks = (): ActivityLifecycleCallbacks[] => registered.get(phone().process) ?? []

type Classes = ReadonlySet<ActivityClass> | null | undefined
const NONE: ReadonlySet<ActivityClass> = new Set()

export class BrazeActivityLifecycleCallbackListener implements ActivityLifecycleCallbacks {
  readonly #sessions: boolean
  readonly #messages: boolean
  #withoutMessages: ReadonlySet<ActivityClass>
  #withoutSessions: ReadonlySet<ActivityClass>
  #latest: Activity | undefined

  /** Blocklists: classes of activities that show no messages, or take no part in sessions. They may stand alone: both features are on then. */
  constructor(sessionHandlingEnabled?: boolean, registerInAppMessageManager?: boolean, inAppMessagingRegistrationBlocklist?: Classes, sessionHandlingBlocklist?: Classes)
  constructor(inAppMessagingRegistrationBlocklist: Classes, sessionHandlingBlocklist?: Classes)
  constructor(first: boolean | Classes = true, second: boolean | Classes = true, messages: Classes = NONE, sessions: Classes = NONE) {
    const listsOnly = typeof first !== 'boolean'
    this.#sessions = listsOnly || first
    this.#messages = listsOnly || second !== false
    this.#withoutMessages = (listsOnly ? first : messages) ?? NONE
    this.#withoutSessions = (listsOnly && typeof second !== 'boolean' ? second : sessions) ?? NONE
  }

  setInAppMessagingRegistrationBlocklist(blocklist: ReadonlySet<ActivityClass>): void { this.#withoutMessages = blocklist }
  setSessionHandlingBlocklist(blocklist: ReadonlySet<ActivityClass>): void { this.#withoutSessions = blocklist }
  registerOnApplication(): void { registerActivityLifecycleCallbacks(this) }

  #inSessions(activity: Activity): boolean { return this.#sessions && !this.#withoutSessions.has(activity.constructor as ActivityClass) }
  #showsMessages(activity: Activity): boolean { return !this.#withoutMessages.has(activity.constructor as ActivityClass) }
  /** Messages stay with their activity while it is away. */
  get #persists(): boolean { return phone().process.config?.values.shouldPersistWebViewWhenBackgroundingApp !== false }

  /** Hears of messages, whoever shows them. */
  onActivityCreated(_activity: Activity): void { BrazeInAppMessageManager.getInstance().ensureSubscribedToInAppMessageEvents() }
  onActivityStarted(activity: Activity): void { if (this.#inSessions(activity)) Braze.getInstance().openSession(activity) }
  onActivityStopped(activity: Activity): void { if (this.#inSessions(activity)) Braze.getInstance().closeSession(activity) }

  onActivityResumed(activity: Activity): void {
    const before = this.#latest
    this.#latest = activity
    if (!this.#messages) return
    const manager = BrazeInAppMessageManager.getInstance()
    // Where it registers messages, an activity of the list takes the registration away
    if (!this.#showsMessages(activity)) return manager.unregisterInAppMessageManager(activity)
    if (this.#persists && before === activity) return manager.resume()
    if (this.#persists && before !== undefined) manager.unregisterInAppMessageManager(activity)
    manager.registerInAppMessageManager(activity)
  }

  onActivityPaused(activity: Activity): void {
    if (this.#messages && !this.#persists && this.#showsMessages(activity)) BrazeInAppMessageManager.getInstance().unregisterInAppMessageManager(activity)
  }
}
