// Push in the page: what the browser allows, asking the user, registering and leaving (P1, P3, P6, P8; web wire 11).
import type { JsonObject } from '../device/wire-types.ts'
import { browser } from './browser.ts'
import type { Instance } from './instance.ts'
import { quietly, sdk } from './instance.ts'
import { note } from './logger.ts'

type Registered = (endpoint: string, publicKey: string, userAuth: string) => void
type Failed = (temporary: boolean) => void

const isSupported = (): boolean => browser().options.pushSupported !== false

/** False once the user said no: only the browser's settings help then. */
export function isPushBlocked(): boolean | undefined {
  const found = sdk()
  return found === undefined ? undefined : isSupported() && found.device.state().pushPermission === 'denied'
}

/** Whether the user said yes. */
export function isPushPermissionGranted(): boolean | undefined {
  const found = sdk()
  return found === undefined ? undefined : isSupported() && found.device.state().pushPermission === 'authorized'
}

/** Whether this browser knows push at all. */
export function isPushSupported(): boolean | undefined {
  return sdk() === undefined ? undefined : isSupported()
}

/** The subscription's keys, from the attributes that carry it to the server. */
const subscriptionOf = (found: Instance): { endpoint: string; publicKey: string; userAuth: string } | undefined => {
  const { device } = found
  const endpoint = device.state().pushToken
  if (endpoint === undefined) return undefined
  const sent = device.requests.flatMap(({ body }) => (Array.isArray(body['attributes']) ? (body['attributes'] as JsonObject[]) : []))
  const fields = [...sent, ...device.pending.attributes].findLast((one) => one['push_token'] === endpoint)
  if (fields === undefined) return undefined
  return { endpoint, publicKey: String(fields['custom_push_public_key']), userAuth: String(fields['custom_push_user_auth']) }
}

/** The browser subscribes once the server's first config is there; until then this looks again after each answer. */
const register = (found: Instance, registered: Registered | undefined): void => {
  const { device } = found
  const look = (): boolean => {
    if (quietly() !== found) return true
    const subscription = subscriptionOf(found)
    if (subscription === undefined) return false
    registered?.(subscription.endpoint, subscription.publicKey, subscription.userAuth)
    return true
  }
  device.allowPush()
  if (device.state().pushToken === undefined) note('the push registration waits for the config of the server.')
  void device.idle().then(() => { if (!look()) browser().afterAnswers(look) })
}

/** Asks the user as the browser's settings for the test say, unless there is an answer already. */
export const askForPush = (found: Instance, registered?: Registered, failed?: Failed): void => {
  const { device } = found
  const permission = device.state().pushPermission
  const answer = permission === 'authorized' ? 'allow' : permission === 'denied' ? 'deny' : (browser().options.pushPrompt ?? 'allow')
  if (!isSupported()) {
    note('this browser knows no push.')
    failed?.(false)
  } else if (answer === 'allow') register(found, registered)
  else {
    if (answer === 'deny') device.denyPush()
    failed?.(answer === 'ignore')
  }
}

/**
 * Asks the user for push, and registers the browser when the answer is yes.
 *
 * @param deniedCallback told true when the user only looked away and may be asked again
 */
export function requestPushPermission(
  successCallback?: (endpoint: string, publicKey: string, userAuth: string) => void,
  deniedCallback?: (temporaryDenial: boolean) => void,
): void {
  const found = sdk()
  if (found !== undefined) askForPush(found, successCallback, deniedCallback)
}

/** Registers the browser when the user said yes before; never asks. */
export function registerPush(
  successCallback?: (endpoint: string, publicKey: string, userAuth: string) => void,
  errorCallback?: (temporaryFailure: boolean) => void,
): void {
  const found = sdk()
  if (found === undefined) return
  const permission = found.device.state().pushPermission
  if (permission === 'denied') found.device.denyPush()
  if (!isSupported() || permission === 'denied') errorCallback?.(false)
  else if (permission === 'authorized') register(found, successCallback)
  else note('registerPush() does nothing: the user was not asked for push yet.')
}

/** Takes this browser's push registration off the user. */
export function unregisterPush(successCallback?: () => void, errorCallback?: () => void): void {
  const found = sdk()
  if (found === undefined) return
  void found.device.unregisterPush().then((verdict) => (verdict.ok ? successCallback : errorCallback)?.())
}
