// Android: the request to FCM (HTTP v1), data only: the SDK builds the notification. docs: android_object, user_guide/administrative/app_settings/push_settings (time to live, priority); firebase.google.com/docs/reference/fcm/rest/v1/projects.messages
import { ANDROID_PUSH_BYTES, ANDROID_TIME_TO_LIVE } from '../../../domain/sends/message-objects.ts'
import { Unsendable } from '../channel.ts'
import { androidData, isSilent } from './android-data.ts'
import { integerIn, textIn } from './content.ts'
import type { PushPlatform } from './platform.ts'

/** Braze's words for what FCM v1 answers: code and status. docs: push_token_lifecycle ("MismatchSenderId", "InvalidRegistration") */
const REFUSALS: Readonly<Record<string, { status: number; errorCode: string; says: string }>> = {
  NotRegistered: { status: 404, errorCode: 'UNREGISTERED', says: 'NOT_FOUND' },
  MismatchSenderId: { status: 403, errorCode: 'SENDER_ID_MISMATCH', says: 'PERMISSION_DENIED' },
  InvalidRegistration: { status: 400, errorCode: 'INVALID_ARGUMENT', says: 'INVALID_ARGUMENT' },
}
/** Braze's word for an error code of FCM; undefined for one that leaves the token alone. */
export const bounceWord = (errorCode: string): string | undefined => Object.keys(REFUSALS).find((word) => REFUSALS[word]!.errorCode === errorCode)

const bytes = (data: Record<string, string>): number => Object.entries(data).reduce((sum, [key, value]) => sum + Buffer.byteLength(key) + Buffer.byteLength(value), 0)

export const android: PushPlatform = {
  app: 'Android',
  isSilent,
  compose({ body, content, token, app_id, cid, message_id, collapse_key }) {
    const silent = isSilent(body)
    // The title may be a space, but there must be one. docs: create_a_push_message
    if (!silent) for (const [missing, value] of [['title', content.title], ['alert', content.body]] as const) if (value === null) throw new Unsendable('incomplete', { missing })
    const data = androidData({ body, content, cid, message_id, flat: false })
    if (bytes(data) > ANDROID_PUSH_BYTES) throw new Unsendable('too_large', { bytes: bytes(data), limit: ANDROID_PUSH_BYTES })
    const priority = (textIn(body['android_priority']) ?? (silent ? 'normal' : 'high')).toUpperCase()
    const key = textIn(body['collapse_key']) ?? collapse_key
    return {
      url: `https://fcm.googleapis.com/v1/projects/${encodeURIComponent(app_id)}/messages:send`,
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: { message: { token, data, android: { priority, ttl: `${integerIn(body['time_to_live']) ?? ANDROID_TIME_TO_LIVE}s`, ...(key === null ? {} : { collapse_key: key }) } } },
    }
  },
  refusal(_, word = 'NotRegistered') {
    const { status, errorCode, says } = REFUSALS[word] ?? REFUSALS['NotRegistered']!
    return { error: word, status, answer: { error: { code: status, status: says, details: [{ '@type': 'type.googleapis.com/google.firebase.fcm.v1.FcmError', errorCode }] } } }
  },
}
