// The words of the wire as a device speaks them: calls, answers, events, attributes, tokens (S1, U1, P1).

export type Platform = 'web' | 'ios' | 'android'

/** One HTTP call of the SDK. `path` begins with a slash, e.g. '/api/v3/data/'. */
export type WireCall = { method: string; path: string; headers: Record<string, string>; body: string }

/** The server's answer; header names in lower case. */
export type WireAnswer = { status: number; headers: Record<string, string>; body: string }

/** Carries one call to the server. A rejection means: no network. */
export type Transport = (call: WireCall) => Promise<WireAnswer>

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json }
export type JsonObject = { [key: string]: Json }

/** A value given by app code: JSON plus Date, which each platform writes in its own way. */
export type AppValue = string | number | boolean | null | undefined | Date | AppValue[] | { [key: string]: AppValue }
export type AppObject = { [key: string]: AppValue }

export type Alias = { label: string; name: string }

/** An event as sent; `time` in seconds with a millisecond fraction. `user_id` is absent while anonymous (U1). */
export type WireEvent = {
  name: string
  time: number
  data: JsonObject
  session_id?: string
  user_id?: string
  alias?: Alias
}

/** One user's attributes as sent: standard fields, push fields and `custom`. */
export type WireAttributes = { user_id?: string; alias?: Alias; custom?: JsonObject; [field: string]: Json | undefined }

/** A push registration: the token, and on web the subscription's keys. */
export type PushToken = { token: string; publicKey?: string; auth?: string; vapid?: string | null }

/** What the OS says about notifications. */
export type PushPermission = 'notDetermined' | 'authorized' | 'provisional' | 'denied'

export type AuthError = { error_code: number; reason?: string; [field: string]: Json | undefined }

/** One call this device made (or tried to make), for assertions. */
export type CallRecord = {
  /** Clock time in ms at which it was sent. */
  at: number
  path: string
  headers: Record<string, string>
  /** The request body, parsed. */
  body: JsonObject
  call: WireCall
  outcome: 'in flight' | 'ok' | 'failed' | 'lost'
  answer?: WireAnswer
  /** Why there was no answer at all, or why the answer counts as a failure. */
  failure?: string
  /** The strict iOS decoder's complaint; the call then counts as failed. */
  decodeError?: string
  authError?: AuthError
  /** What the iOS decoder threw away from an otherwise good answer, one line each. */
  skipped?: string[]
}
