// SDK authentication: which requests need a signature, and what is wrong with one. docs: developer_guide/sdk_integration/authentication; rules A1 to A9
import { compactVerify, decodeJwt, decodeProtectedHeader, importSPKI } from 'jose'
import { createPublicKey } from 'node:crypto'
import type { World } from '../../world.ts'
import type { Passage } from '../dispatch.ts'
import { Fault } from '../endpoint.ts'
import { isObject, readUserId } from './envelope.ts'

/** The error codes and their reasons, as the SDKs hand them to the app's callback. docs: "Error codes" */
export const AUTH_ERRORS = {
  EXPIRATION_REQUIRED: 10, DECODING_ERROR: 20, SUBJECT_MISMATCH: 21, EXPIRED: 22, INVALID_PAYLOAD: 23, INCORRECT_ALGORITHM: 24, PUBLIC_KEY_ERROR: 25, MISSING_TOKEN: 26, NO_MATCHING_PUBLIC_KEYS: 27, PAYLOAD_USER_ID_MISMATCH: 28,
} as const
export type AuthReason = keyof typeof AUTH_ERRORS
/** What would have been right. docs: "Steps to resolve" */
const EXPECTED: Readonly<Record<AuthReason, string>> = {
  EXPIRATION_REQUIRED: 'a token with an `exp`', DECODING_ERROR: 'a JSON Web Token: three parts in base64url, divided by dots', SUBJECT_MISMATCH: 'a token whose `sub` is the user id given to changeUser', EXPIRED: 'a token whose `exp` (seconds) is still to come',
  INVALID_PAYLOAD: 'a payload that is a JSON object with a numeric `exp`', INCORRECT_ALGORITHM: 'a token signed with RS256', PUBLIC_KEY_ERROR: 'a public key of the app that can be read', MISSING_TOKEN: 'a token: give one to changeUser, and set enableSdkAuthentication',
  NO_MATCHING_PUBLIC_KEYS: 'a token signed with the private key of one of the public keys of this very app', PAYLOAD_USER_ID_MISMATCH: 'data of the user in the token only',
}

const HEADER = 'x-braze-auth-signature'
const ALGORITHM = 'RS256'

/** Every user that a request names: who asks, and whose events and attributes it carries. Empty for an anonymous one, which is never checked (rule A3). */
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

/** A PKCS#1 key (`BEGIN RSA PUBLIC KEY`) in the form that verifiers take. */
const spki = (pem: string): string => String(createPublicKey(pem).export({ type: 'spki', format: 'pem' }))

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

/** What is wrong with the token of a request for this user, in the order: there, readable, of the right kind, signed, complete, of this time, of this user. `now` in ms. */
export async function tokenProblem({ token, user_id, others, keys, now }: { token: string | undefined; user_id: string; others: readonly string[]; keys: readonly string[]; now: number }): Promise<AuthReason | undefined> {
  if (token === undefined || token.trim() === '') return 'MISSING_TOKEN'
  let algorithm: unknown
  if (token.split('.').length !== 3) return 'DECODING_ERROR' // five parts would be an encrypted token
  try {
    algorithm = decodeProtectedHeader(token).alg
  } catch {
    return 'DECODING_ERROR'
  }
  if (algorithm !== ALGORITHM) return 'INCORRECT_ALGORITHM'
  const unsigned = await signed(token, keys)
  if (unsigned !== undefined) return unsigned
  let claims: { sub?: unknown; exp?: unknown }
  try {
    claims = decodeJwt(token)
  } catch {
    return 'INVALID_PAYLOAD'
  }
  if (claims.exp === undefined || claims.exp === null) return 'EXPIRATION_REQUIRED'
  if (typeof claims.exp !== 'number' || !Number.isFinite(claims.exp)) return 'INVALID_PAYLOAD'
  // "Expiry is judged when the server receives the request" (rule A5)
  if (claims.exp * 1000 <= now) return 'EXPIRED'
  if (claims.sub !== user_id) return 'SUBJECT_MISMATCH'
  return others.length > 0 ? 'PAYLOAD_USER_ID_MISMATCH' : undefined
}

export type AuthProblem = { error_code: number; reason: AuthReason; user_id: string; signature: string | null; request_time: number }

async function problemOf({ app, request, body }: Passage, world: World): Promise<AuthProblem | undefined> {
  const { asking, others } = usersNamed(body)
  if (asking === undefined) return undefined
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
