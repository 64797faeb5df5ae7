// Web push as a browser's push service takes it: the body encrypted for the subscription (RFC 8291), the sender named by VAPID (RFC 8292).
import { lazy } from '../../../kernel/lazy.ts'

const webPush = lazy<typeof import('web-push')>('web-push')

export type Subscription = {
  /** `custom_push_public_key`: the browser's point, in either base64. */
  public_key: string
  /** `custom_push_user_auth` */
  auth: string
}
const url = (base64: string): string => Buffer.from(base64, 'base64').toString('base64url')

/** The encrypted body, `aes128gcm`; each message has a key of its own. Throws Error for keys that no browser made. */
export const encryptForBrowser = (plaintext: Buffer, { public_key, auth }: Subscription): Buffer => webPush().encrypt(url(public_key), url(auth), plaintext, 'aes128gcm').cipherText

/** `vapid_public_key` and `vapid_private_key` as every web push library writes them: base64url of the point and of the number. */
export type Vapid = { vapid_public_key: string; vapid_private_key: string; vapid_subject: string }

/** The Authorization header for a push service. It holds for 12 hours of the machine's time: that is the service's too, whatever the world's clock says. */
export const vapidAuthorization = ({ vapid_public_key, vapid_private_key, vapid_subject }: Vapid, endpoint: string): string =>
  webPush().getVapidHeaders(new URL(endpoint).origin, vapid_subject, vapid_public_key, vapid_private_key, 'aes128gcm').Authorization
