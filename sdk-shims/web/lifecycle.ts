// Start and end of the SDK: initialize, destroy, disable, enable, wipe, log out (S17, U8, U19, N10; web wire 4).
import { browser } from './browser.ts'
import { ContentCards } from './card.ts'
import type { InitializationOptions } from './initialization-options.ts'
import { checkNames, deviceOptions, isCrawler } from './initialization-options.ts'
import type { Instance } from './instance.ts'
import { createInstance, isOff, quietly, sdk, setInstance } from './instance.ts'
import { complain, note, refuse, resetLogging, setLogging, warn } from './logger.ts'
import { screen } from './screen.ts'

/**
 * Starts the SDK. Sends nothing: openSession() does.
 *
 * @returns false without key or server, while the SDK is disabled, and for crawlers; true when it was started before
 */
export function initialize(apiKey: string, options: InitializationOptions): boolean {
  if (quietly() !== undefined) {
    note('initialize() was called before; this call changes nothing.')
    return true
  }
  const given: InitializationOptions = { ...options }
  setLogging(given.enableLogging)
  note(`initialization options: ${JSON.stringify(given)}`)
  if (typeof apiKey !== 'string' || apiKey === '') return refuse('initialize() needs an API key.')
  if (typeof given.baseUrl !== 'string' || given.baseUrl === '') return refuse('initialize() needs the option baseUrl.')
  if (given.allowCrawlerActivity !== true && isCrawler()) return stayOff('this browser names itself a crawler: nothing is tracked.')
  if (browser().optedOut) return stayOff('the SDK is disabled in this browser; enableSDK() undoes that.')
  checkNames(given)

  const device = browser().open(apiKey, given.baseUrl, deviceOptions(given))
  device.restartPage()
  device.enableSDK()
  const started = createInstance(apiKey, device, given)
  setInstance(started)
  browser().wantsCards = () => quietly()?.isUsed('contentCards') === true
  started.hear('own log', 'log', note)
  note(`started for the server at "${given.baseUrl}" with API key "${apiKey}".`)
  return true
}

const stayOff = (why: string): false => {
  note(why)
  setInstance(undefined, true)
  return false
}

/** True from initialize() on, until destroy(), disableSDK() or a finished logout(). */
export function isInitialized(): boolean {
  return quietly() !== undefined
}

/**
 * Ends the SDK of this page; messages leave the screen, since nobody hears of clicks on them any more. The request that takes the rest away must end before the device's process does; a new start
 * meanwhile goes on with that process.
 */
const end = (found: Instance | undefined, stays = false, told = false): void => {
  setInstance(undefined, stays)
  resetLogging()
  if (found === undefined) return
  const { device } = found
  const { deviceId } = device.state()
  // A request stores the id it names, and so does who asks for it; the last one does not. observed: web SDK 6.13.0
  const isStored = stays || found.options.deviceId === deviceId || found.toldId === deviceId || device.requests.some(({ body }) => body['device_id'] === deviceId)
  if (!isStored) browser().forgetDeviceId()
  // observed: who listens for cards hears of none; once, where they were wiped before
  if (!told) found.told.contentCards.tell(new ContentCards([], null))
  found.end()
  screen().messages = []
  // Turning it off is activity; ending it is not. observed: web SDK 6.13.0
  if (device.state().running) device.finishPage(() => { if (quietly()?.device !== device) device.kill() }, stays)
}

/** Sends what is queued and ends the SDK of this page with all subscriptions; what is stored stays. */
export function destroy(): void {
  note('the SDK of this page ends.')
  end(quietly())
}

/** Sends what is queued, then turns the SDK off in this browser until enableSDK(). */
export function disableSDK(): void {
  note('disableSDK() was called.')
  const found = quietly()
  // It flushes as the page's own call does: a session that is due begins, with what a new one asks for. observed: web SDK 6.13.0
  if (found?.device.state().running === true) found.device.requestImmediateDataFlush()
  browser().optedOut = true
  end(found, true)
}

/** Undoes disableSDK(), and ends the SDK of this page where it runs. initialize() must follow. */
export function enableSDK(): void {
  browser().optedOut = false
  note('enableSDK() was called.')
  end(quietly())
}

/** Whether disableSDK() was called in this browser. */
export function isDisabled(): boolean {
  return browser().optedOut
}

/** Forgets all that is stored: from here on it is another device with an unknown user. */
export function wipeData(): void {
  const device = browser().current()
  if (device === undefined || (quietly() === undefined && !isOff())) return warn('there is nothing to wipe before initialize().')
  const { running } = device.state()
  if (!running) device.initialize()
  device.wipeData()
  if (!running) device.kill()
}

/**
 * Sends what is queued, takes the push token off the user, then wipes and disables the SDK. When that fails nothing is
 * wiped.
 */
export function logout(successCallback?: () => void, errorCallback?: () => void): void {
  const found = sdk()
  if (found === undefined) return
  void found.device.logout().then((verdict) => {
    if (!verdict.ok) {
      complain('logout() failed; nothing was wiped.')
      errorCallback?.()
      return
    }
    browser().optedOut = true
    if (quietly() === found) end(found, true, true)
    successCallback?.()
  })
}

/** Opens a session, or goes on with a live one. Belongs at the end of the start, after changeUser() and the subscriptions. */
export function openSession(): void {
  sdk()?.device.openSession()
}

/** The id of this browser for this SDK key. */
export function getDeviceId(): string | undefined
/** @deprecated The id is the return value of a call without callback. */
export function getDeviceId(callback: (deviceId: string) => void): void
export function getDeviceId(callback?: (deviceId: string) => void): string | undefined {
  const found = sdk()
  if (found === undefined) return undefined
  const { deviceId } = found.device.state()
  found.toldId = deviceId
  if (typeof callback !== 'function') return deviceId
  warn('the callback of getDeviceId() is deprecated: the call answers the id.')
  callback(deviceId)
  return undefined
}

/** Sends what is queued now. `callback` is told whether it arrived; what did not is sent again later. */
export function requestImmediateDataFlush(callback?: (success: boolean) => void): void {
  sdk()?.device.requestImmediateDataFlush((ok) => { if (typeof callback === 'function') callback(ok) })
}
