// Ending the page's subscriptions, and the one to refused signatures (A6).
import type { Instance, Told } from './instance.ts'
import { sdk } from './instance.ts'

/** Ends one of the page's subscriptions; an id of none is ignored. */
export function removeSubscription(subscriptionGuid: string): void {
  const found = sdk()
  if (found === undefined) return
  for (const kind of Object.values(found.told)) kind.remove(subscriptionGuid)
  found.release()
}

/** Ends all of the page's subscriptions. */
export function removeAllSubscriptions(): void {
  const found = sdk()
  if (found === undefined) return
  for (const kind of Object.values(found.told)) kind.clear()
  found.release()
}

/** Adds a subscriber of `kind`; what is no function gets null, whatever the types say. observed: web SDK 6.13.0 */
export const subscribeTo = <Kind extends keyof Told>(found: Instance, kind: Kind, subscriber: (given: Told[Kind]) => void): string => {
  const id = found.told[kind].add(subscriber)
  // Nobody listens: the device must not take it for an audience
  if (id === null) found.release()
  return id as string
}

/** Whether one who subscribes now is to be told at once: not while what is at hand is of an older session (B11). */
export const isToldAtOnce = (found: Instance, what: 'banners' | 'feature_flags'): boolean => {
  let told = false
  found.device.subscribe(what, () => { told = true })()
  return told
}

/** Calls `subscriber` when the server refuses a signature. */
export function subscribeToSdkAuthenticationFailures(
  subscriber: (error: { errorCode: number; reason?: string; userId?: string; signature?: string }) => void,
): string | undefined {
  const found = sdk()
  if (found === undefined) return undefined
  found.hear('authFailures', 'auth_error', ({ errorCode, reason, userId, signature }) => found.told.authFailures.tell({
    errorCode,
    ...(reason === undefined ? {} : { reason }),
    ...(userId === undefined ? {} : { userId }),
    ...(signature === undefined ? {} : { signature }),
  }))
  return subscribeTo(found, 'authFailures', subscriber)
}
