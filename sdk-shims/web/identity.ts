// Who the user is, with which signature, and how the SDK came into the page (U8, U16, A6, A7).
import { sdk } from './instance.ts'
import { complain, note, refuse } from './logger.ts'
import { BrazeSdkMetadata } from './words.ts'

/**
 * Says who uses the page from now on. The session of the user before ends and another one begins; the same id again
 * replaces the signature at most. There is no way back to an unknown user.
 *
 * @param userId at most 997 bytes
 * @param signature a JWT, sent where the option enableSdkAuthentication is set
 */
export function changeUser(userId: string, signature?: string): void {
  const found = sdk()
  if (found === undefined) return
  const id = userId === undefined || userId === null || Number.isNaN(userId) ? '' : String(userId)
  if (id === '') return complain('changeUser() needs the id of a user.')
  if (signature !== undefined && signature !== null && typeof signature !== 'string') return complain(`changeUser(): ${JSON.stringify(signature)} is no signature.`)
  if (!found.inTurn(() => found.device.changeUser(id, signature ?? undefined))) return complain('changeUser(): the id is longer than 997 bytes.')
  note(`the user is "${id}".`)
}

/** Replaces the signature of the current user. Answers whether it can be one. */
export function setSdkAuthenticationSignature(signature: string): boolean {
  const found = sdk()
  if (found === undefined) return false
  if (signature === '') return false
  if (typeof signature !== 'string') return refuse(`${JSON.stringify(signature)} is no signature.`)
  return found.device.setSdkAuthenticationSignature(signature)
}

/** Tells the server how the SDK came into the page; see BrazeSdkMetadata. Answers whether the words are among these. */
export function addSdkMetadata(sdkMetadata: string[]): boolean | undefined {
  const found = sdk()
  if (found === undefined) return undefined
  if (!Array.isArray(sdkMetadata)) return refuse('addSdkMetadata() needs an array.')
  const known = new Set<unknown>(Object.values(BrazeSdkMetadata))
  if (sdkMetadata.some((one) => !known.has(one))) return refuse('addSdkMetadata() knows the words of BrazeSdkMetadata only.')
  found.device.addSdkMetadata(sdkMetadata)
  return true
}
