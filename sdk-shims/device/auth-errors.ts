// Refused signatures: what the app is told, and how many in a row (A4, A6, A10; web wire 5, mobile wire 6).
import type { Context } from './device-memory.ts'
import type { AuthError, CallRecord, Json, JsonObject } from './wire-types.ts'

const UNKNOWN = { error_code: 0 }

const isObject = (value: Json | undefined): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Whose request it was: the id it named. */
const userOf = (body: JsonObject): string | undefined => {
  const respond = body['respond_with']
  const id = (isObject(respond) ? respond['user_id'] : undefined) ?? body['user_id']
  return typeof id === 'string' ? id : undefined
}

const tell = (context: Context, record: CallRecord, error: AuthError, optional: boolean): void => {
  context.authErrors.push(error)
  const heard = optional ? 'optional_auth_error' : 'auth_error'
  if (context.wire.authErrorsFrom !== heard) return
  context.notices.emit('auth_error', {
    errorCode: error.error_code, reason: error.reason,
    userId: userOf(record.body), signature: record.headers['X-Braze-Auth-Signature'], optional,
  })
}

/** A request was refused: its data stays (A6). */
export const noteRefusal = (context: Context, record: CallRecord, error: AuthError): void => {
  record.authError = error
  if (context.process !== undefined) context.process.authFailures += 1
  tell(context, record, error, false)
}

/** A2, mode Optional: accepted, but the signature was wrong. */
export const noteOptional = (context: Context, record: CallRecord, body: JsonObject): void => {
  const given = body['optional_auth_error']
  if (isObject(given)) tell(context, record, { ...UNKNOWN, ...given, optional: true } satisfies AuthError, true)
}
