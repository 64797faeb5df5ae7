// How completions of the SDK tell of success and failure.

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

/** Swift's Result: one of the two. */
export type Result<T> = { success: T; failure?: undefined } | { failure: Error; success?: undefined }

/** What `done(ok)` of a device means for a completion. */
export const resultOf = <T>(ok: boolean, enabled: boolean, value: () => T): Result<T> =>
  ok ? { success: value() } : { failure: new BrazeError(enabled ? 'requestFailed' : 'sdkDisabled') }
