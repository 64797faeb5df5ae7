// Web push as a browser's push service takes it: the body encrypted for the subscription (RFC 8291, 8188), the sender named by VAPID (RFC 8292).
import { createCipheriv, createECDH, createHmac, createPrivateKey, randomBytes, sign } from 'node:crypto'

const CURVE = 'prime256v1'
const RECORD_BYTES = 4096

const hmac = (key: Buffer, ...parts: (Buffer | string)[]): Buffer => parts.reduce((mac, part) => mac.update(part), createHmac('sha256', key)).digest()
const url = (bytes: Buffer | string): string => Buffer.from(bytes as string).toString('base64url')

export type Subscription = {
  /** `custom_push_public_key`: the browser's point, in either base64. */
  public_key: string
  /** `custom_push_user_auth` */
  auth: string
}

/** The encrypted body. `salt` and `key` (the sender's private key for this one message) are for tests; each message has its own. */
export function encryptForBrowser(plaintext: Buffer, { public_key, auth }: Subscription, { salt = randomBytes(16), key }: { salt?: Buffer; key?: Buffer } = {}): Buffer {
  const browser = Buffer.from(public_key, 'base64')
  const sender = createECDH(CURVE)
  if (key === undefined) sender.generateKeys()
  else sender.setPrivateKey(key)
  const own = sender.getPublicKey()
  const secret = hmac(Buffer.from(auth, 'base64'), sender.computeSecret(browser))
  const input = hmac(secret, 'WebPush: info\0', browser, own, '\x01')
  const extracted = hmac(salt, input)
  const contentKey = hmac(extracted, 'Content-Encoding: aes128gcm\0\x01').subarray(0, 16)
  const nonce = hmac(extracted, 'Content-Encoding: nonce\0\x01').subarray(0, 12)
  const cipher = createCipheriv('aes-128-gcm', contentKey, nonce)
  const encrypted = Buffer.concat([cipher.update(plaintext), cipher.update('\x02'), cipher.final(), cipher.getAuthTag()])
  const header = Buffer.alloc(21)
  salt.copy(header)
  header.writeUInt32BE(RECORD_BYTES, 16)
  header.writeUInt8(own.length, 20)
  return Buffer.concat([header, own, encrypted])
}

/** `vapid_public_key` and `vapid_private_key` as every web push library writes them: base64url of the point and of the number. */
export type Vapid = { vapid_public_key: string; vapid_private_key: string; vapid_subject: string }

/** The Authorization header for a push service. `now` in ms; a token holds for 12 hours. */
export function vapidAuthorization({ vapid_public_key, vapid_private_key, vapid_subject }: Vapid, endpoint: string, now: number): string {
  const point = Buffer.from(vapid_public_key, 'base64')
  const key = createPrivateKey({ format: 'jwk', key: { kty: 'EC', crv: 'P-256', x: url(point.subarray(1, 33)), y: url(point.subarray(33, 65)), d: url(Buffer.from(vapid_private_key, 'base64')) } })
  const claims = `${url(JSON.stringify({ typ: 'JWT', alg: 'ES256' }))}.${url(JSON.stringify({ aud: new URL(endpoint).origin, exp: Math.floor(now / 1000) + 12 * 3600, sub: vapid_subject }))}`
  return `vapid t=${claims}.${url(sign('sha256', Buffer.from(claims), { key, dsaEncoding: 'ieee-p1363' }))}, k=${url(point)}`
}
