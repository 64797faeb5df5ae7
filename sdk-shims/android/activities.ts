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

const registered = new WeakMap<object, ActivityLifecycleCallbacks[]>()

/** Application.registerActivityLifecycleCallbacks */
export const registerActivityLifecycleCallbacks = (callbacks: ActivityLifecycleCallbacks): void => {
  const { process } = phone()
  registered.set(process, [...(registered.get(process) ?? []), callbacks])
}

export const lifecycleCallbacks = (): ActivityLifecycleCallbacks[] => registered.get(phone().process) ?? []

export class BrazeActivityLifecycleCallbackListener implements ActivityLifecycleCallbacks {
  readonly #sessions: boolean
  readonly #messages: boolean

  constructor(sessionHandlingEnabled = true, registerInAppMessageManager = true) {
    this.#sessions = sessionHandlingEnabled
    this.#messages = registerInAppMessageManager
  }

  registerOnApplication(): void { registerActivityLifecycleCallbacks(this) }

  onActivityCreated(_activity: Activity): void {
    if (this.#messages) BrazeInAppMessageManager.getInstance().ensureSubscribedToInAppMessageEvents()
  }
  onActivityStarted(activity: Activity): void { if (this.#sessions) Braze.getInstance().openSession(activity) }
  onActivityResumed(activity: Activity): void { if (this.#messages) BrazeInAppMessageManager.getInstance().registerInAppMessageManager(activity) }
  onActivityPaused(activity: Activity): void { if (this.#messages) BrazeInAppMessageManager.getInstance().unregisterInAppMessageManager(activity) }
  onActivityStopped(activity: Activity): void { if (this.#sessions) Braze.getInstance().closeSession(activity) }
}
