// SDK authentication: which requests need a signature, and what is wrong with one. docs: developer_guide/sdk_integration/authentication; rules A1 to A9
import { compactVerify, decodeJwt, decodeProtectedHeader, importSPKI } from 'jose'
import { createPublicKey } from 'node:crypto'
import type { World } from '../../world.ts'
import type { Passage } from '../dispatch.ts'
import { Fault } from '../endpoint.ts'
import { isObject, readUserId, textOf } from './envelope.ts'

/** The error codes and their reasons, as the SDKs hand them to the app's callback. docs: "Error codes" */
export const AUTH_ERRORS = {
  EXPIRATION_REQUIRED: 10, DECODING_ERROR: 20, SUBJECT_MISMATCH: 21, EXPIRED: 22, INVALID_PAYLOAD: 23, INCORRECT_ALGORITHM: 24, PUBLIC_KEY_ERROR: 25, MISSING_TOKEN: 26, NO_MATCHING_PUBLIC_KEYS: 27, PAYLOAD_USER_ID_MISMATCH: 28,
} as const
export type AuthReason = keyof typeof AUTH_ERRORS
/** What would have been right. docs: "Steps to resolve" */
const EXPECTED: Readonly<Record<AuthReason, string>> = {
  EXPIRATION_REQUIRED: 'a token with an `exp`', DECODING_ERROR: 'a JSON Web Token (`typ` JWT): three parts in base64url, divided by dots, whose `nbf` has come', SUBJECT_MISMATCH: 'a token whose `sub` is the user id given to changeUser', EXPIRED: 'a token whose `exp` (seconds) is still to come',
  INVALID_PAYLOAD: 'a payload that is a JSON object whose `exp`, `nbf` and `iat` are numbers', INCORRECT_ALGORITHM: 'a token signed with RS256', PUBLIC_KEY_ERROR: 'a public key of the app that can be read', MISSING_TOKEN: 'a token: give one to changeUser, and set enableSdkAuthentication',
  NO_MATCHING_PUBLIC_KEYS: 'a token signed with the private key of one of the public keys of this very app', PAYLOAD_USER_ID_MISMATCH: 'data of the user in the token only',
}

const HEADER = 'x-braze-auth-signature'
const ALGORITHM = 'RS256'

/** Every user that a request names: who asks, and whose events and attributes it carries. Empty for one that names nobody. */
export function usersNamed(body: unknown): { asking: string | undefined; others: string[] } {
  if (!isObject(body)) return { asking: undefined, others: [] }
  const idIn = (value: unknown): string[] => {
    const read = isObject(value) ? readUserId(value['user_id']) : { user_id: undefined }
    return 'user_id' in read && read.user_id !== undefined ? [read.user_id] : []
  }
  const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value])
  const asking = [...idIn(body['respond_with']), ...idIn(body)]
  const all = [...asking, ...list(body['events']).flatMap(idIn), ...list(body['attributes']).flatMap(idIn)]
  return { asking: asking[0] ?? all[0], others: [...new Set(all)].filter((id) => id !== (asking[0] ?? all[0])) }
}

/**
 * The user whose device sends a request that names nobody: what it carries is that user's, and what it asks for too. An anonymous request is never checked
 * (rule A3), and so is none of a device that has not named its user itself, or that begins a session without one: it was wiped (rules U8, U9). An SDK that sends
 * what was logged before `changeUser` signs it for the new user. observed: web SDK 6.13.0
 */
function userOfDevice(body: unknown, app_id: string, { devices, identity }: World): string | undefined {
  const device_id = isObject(body) ? textOf(body['device_id']) : undefined
  const device = device_id === undefined ? undefined : devices.find(device_id, app_id)
  if (device === undefined || !identity.namesItsUser(device)) return undefined
  const events = isObject(body) && Array.isArray(body['events']) ? body['events'].filter(isObject) : []
  const isOfNow = ({ time }: Record<string, unknown>): boolean => typeof time === 'number' && time * 1000 > device.owned_since
  return events.some(({ name }) => name === 'ss') && events.every(isOfNow) ? undefined : (identity.ownerOf(device)?.external_id ?? undefined)
}

/** A PKCS#1 key (`BEGIN RSA PUBLIC KEY`) in the form that verifiers take. */
const spki = (pem: string): string => String(createPublicKey(pem).export({ type: 'spki', format: 'pem' }))

/** By RFC 7515, in any letters, and with or without `application/` in front. */
const isJwt = (typ: unknown): boolean => typeof typ === 'string' && /^(application\/)?jwt$/i.test(typ)

/** Which of the app's keys signed the token, or why none did. */
async function signed(token: string, keys: readonly string[]): Promise<AuthReason | undefined> {
  let broken = false
  for (const pem of keys) {
    let key
    try {
      key = await importSPKI(spki(pem), ALGORITHM)
    } catch {
      broken = true
      continue
    }
    try {
      await compactVerify(token, key, { algorithms: [ALGORITHM] })
      return undefined
    } catch {
      // another key may fit
    }
  }
  return broken ? 'PUBLIC_KEY_ERROR' : 'NO_MATCHING_PUBLIC_KEYS'
}

/** What is wrong with the token of a request for this user, in the order: there, readable, of the right kind, signed, complete, of this time, of this user. `now` in ms. Claims that Braze's page does not name are held to RFC 7519, as JWT libraries do; a token without `typ`, which the page asks for, is taken: libraries leave it out. */
export async function tokenProblem({ token, user_id, others, keys, now }: { token: string | undefined; user_id: string; others: readonly string[]; keys: readonly string[]; now: number }): Promise<AuthReason | undefined> {
  if (token === undefined || token.trim() === '') return 'MISSING_TOKEN'
  let header: { alg?: unknown; typ?: unknown }
  if (token.split('.').length !== 3) return 'DECODING_ERROR' // five parts would be an encrypted token
  try {
    header = decodeProtectedHeader(token)
  } catch {
    return 'DECODING_ERROR'
  }
  if (header.alg !== ALGORITHM) return 'INCORRECT_ALGORITHM'
  if (header.typ !== undefined && !isJwt(header.typ)) return 'DECODING_ERROR' // "The type should equal `JWT`"
  const unsigned = await signed(token, keys)
  if (unsigned !== undefined) return unsigned
  let claims: { sub?: unknown; exp?: unknown; nbf?: unknown; iat?: unknown }
  try {
    claims = decodeJwt(token)
  } catch {
    return 'INVALID_PAYLOAD'
  }
  if (claims.exp === undefined || claims.exp === null) return 'EXPIRATION_REQUIRED'
  if ([claims.exp, claims.nbf, claims.iat].some((time) => time !== undefined && !(typeof time === 'number' && Number.isFinite(time)))) return 'INVALID_PAYLOAD'
  // "Expiry is judged when the server receives the request" (rule A5)
  if ((claims.exp as number) * 1000 <= now) return 'EXPIRED'
  if (((claims.nbf as number | undefined) ?? 0) * 1000 > now) return 'DECODING_ERROR' // of no code of its own: "a general uncaught error"
  if (claims.sub !== user_id) return 'SUBJECT_MISMATCH'
  return others.length > 0 ? 'PAYLOAD_USER_ID_MISMATCH' : undefined
}

export type AuthProblem = { error_code: number; reason: AuthReason; user_id: string; signature: string | null; request_time: number }

async function problemOf({ app, request, body }: Passage, world: World): Promise<AuthProblem | undefined> {
  const named = usersNamed(body)
  const asking = named.asking ?? userOfDevice(body, app!.app_id, world)
  if (asking === undefined) return undefined
  const { others } = named
  const now = world.clock.now()
  const token = request.headers[HEADER]
  const keys = world.sdkAuthenticationKeys.of(app!.app_id).map(({ rsa_public_key }) => rsa_public_key)
  const reason = await tokenProblem({ token, user_id: asking, others, keys, now })
  return reason === undefined ? undefined : { error_code: AUTH_ERRORS[reason], reason, user_id: asking, signature: token?.trim() || null, request_time: now }
}

/** Refuses what is not signed as the app requires; where that is optional the request passes and its answer says what was wrong (rules A2, A6, A10). */
export async function authenticateUser(passage: Passage): Promise<void> {
  const world = passage.world!
  const { sdk_authentication: mode, app_id } = world.apps.find(passage.app!.app_id) ?? passage.app!
  if (mode === 'off') return
  const problem = await problemOf(passage, world)
  if (problem === undefined) return
  const { error_code, reason, user_id } = problem
  const about = { app_id, mode, error_code, reason, user_id, field: HEADER, expected: EXPECTED[reason] }
  if (mode === 'required') throw new Fault(world.settings.get().sdk_authentication_error_status, { auth_error: problem }, {}, { as: 'sdk_authentication.failed', ...about })
  passage.additions = { optional_auth_error: problem }
  passage.remarks.push({ kind: 'sdk_authentication.failed', data: about })
}
