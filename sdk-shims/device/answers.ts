// How an SDK reads an answer: good, to be retried, or its data lost (N6, C2, A6; web wire 4-5, mobile wire 5, 9).
import type { Endpoint, PlatformWire } from './platform-wire.ts'
import type { AuthError, JsonObject, WireAnswer } from './wire-types.ts'

export type Outcome =
  | { kind: 'ok'; body: JsonObject }
  /** To be sent again; `retryAfterMs` comes on top of the back-off. */
  | { kind: 'failed'; failure: string; retriable: boolean; status?: number; retryAfterMs: number; decodeError?: string; authError?: AuthError }
  /** A 2xx whose data the SDK throws away. `internalError` is what the web SDK then logs as `ie`. */
  | { kind: 'lost'; failure: string; internalError?: string }
  /** Nobody waits for the answer any more: the process died, or sending was stopped before the call left. */
  | { kind: 'abandoned' }

const UNAUTHORISED = { error_code: 0 }

/** Retry-After as ms from `now`: a number of seconds or an HTTP date; 0 when absent or unreadable. */
const retryAfterMs = (answer: WireAnswer, now: number): number => {
  const value = answer.headers['retry-after']
  if (value === undefined || value.trim() === '') return 0
  const seconds = Number(value)
  const wait = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(value) - now
  return Number.isFinite(wait) ? Math.max(0, wait) : 0
}

/** 429 and 5xx may pass later; other refusals will not (U19). */
const mayPassLater = (status: number): boolean => status === 429 || status >= 500

const parse = (text: string): JsonObject | undefined => {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined
  } catch {
    return undefined
  }
}

/** Reads one answer as this platform's SDK does. `now` in ms. */
export const readAnswer = (wire: PlatformWire, endpoint: Endpoint, answer: WireAnswer, now: number): Outcome => {
  const { status } = answer
  const wait = retryAfterMs(answer, now)
  const good = (status >= 200 && status < 300) || (wire.platform === 'web' && status === 304)
  if (!good) return { kind: 'failed', failure: `status ${status}`, retriable: mayPassLater(status), status, retryAfterMs: wait }

  const body = parse(answer.body)
  if (body === undefined) {
    const failure = answer.body.trim() === '' ? 'empty_response' : 'invalid_json_response'
    // Web drops the data of such an answer and logs an internal error; mobile decoders fail and retry.
    if (wire.platform === 'web') return { kind: 'lost', failure, internalError: failure }
    return { kind: 'failed', failure, retriable: true, status, retryAfterMs: wait, decodeError: failure }
  }
  const auth = body['auth_error']
  if (typeof auth === 'object' && auth !== null && !Array.isArray(auth)) {
    const authError: AuthError = { ...UNAUTHORISED, ...auth }
    return { kind: 'failed', failure: 'auth_error', retriable: true, status, retryAfterMs: wait, authError }
  }
  const decodeError = wire.decode(endpoint, body)
  if (decodeError !== undefined) {
    return { kind: 'failed', failure: 'decode error', retriable: true, status, retryAfterMs: wait, decodeError }
  }
  if (body['error'] !== undefined && body['error'] !== null) return { kind: 'lost', failure: String(body['error']) }
  return { kind: 'ok', body }
}
