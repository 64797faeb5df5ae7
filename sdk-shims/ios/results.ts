// How completions of the SDK tell of success and failure.
import type { NetworkVerdict } from '../device/device-types.ts'

/** The SDK's errors by what went wrong. docs: braze-swift-sdk changelog 17.0.0, sdkDisabled */
export type BrazeErrorCode = 'sdkDisabled' | 'requestFailed'

export class BrazeError extends Error {
  readonly code: BrazeErrorCode

  constructor(code: BrazeErrorCode) {
    super(code === 'sdkDisabled' ? 'the SDK is disabled' : 'the request was not made or did not end well')
    this.name = 'BrazeError'
    this.code = code
  }
}

/** A push token stayed on the user's profile. The SDK does not try again. docs: braze-swift-sdk, Examples/PushLogout */
export class PushUnregistrationError extends BrazeError {
  /** Trying the same again may help. */
  readonly isRetriable: boolean
  readonly httpStatusCode: number | undefined

  constructor(code: BrazeErrorCode, isRetriable: boolean, httpStatusCode: number | undefined) {
    super(code)
    this.name = 'PushUnregistrationError'
    this.isRetriable = isRetriable
    this.httpStatusCode = httpStatusCode
  }
}

/** logout() did not end well, and wiped nothing: what failed, by the kind of token. */
export class LogoutError extends BrazeError {
  readonly isRetriable: boolean
  readonly errors: { push: PushUnregistrationError }

  constructor(push: PushUnregistrationError) {
    super(push.code)
    this.name = 'LogoutError'
    this.isRetriable = push.isRetriable
    this.errors = { push }
  }
}

/** What an unregistration that failed means for a completion. */
export const unregistrationError = (verdict: NetworkVerdict & { ok: false }, enabled: boolean): PushUnregistrationError =>
  new PushUnregistrationError(enabled ? 'requestFailed' : 'sdkDisabled', enabled && verdict.retriable, verdict.status)

/** Swift's Result: one of the two. */
export type Result<T, E extends Error = Error> = { success: T; failure?: undefined } | { failure: E; success?: undefined }

/** What `done(ok)` of a device means for a completion. */
export const resultOf = <T>(ok: boolean, enabled: boolean, value: () => T): Result<T> =>
  ok ? { success: value() } : { failure: new BrazeError(enabled ? 'requestFailed' : 'sdkDisabled') }

/** Both ways of a refresh: `completion` hears the result; awaited, it gives the value or throws. Who does neither misses nothing. */
export const refreshing = <T>(start: (done: (result: Result<T>) => void) => void, completion: ((result: Result<T>) => void) | undefined): Promise<T> => {
  let settle: (result: Result<T>) => void = () => undefined
  const ended = new Promise<T>((resolve, reject) => { settle = (result) => (result.failure === undefined ? resolve(result.success) : reject(result.failure)) })
  ended.catch(() => undefined)
  start((result) => {
    completion?.(result)
    settle(result)
  })
  return ended
}
