// Encryption for browsers, read back as a browser does (RFC 8291); VAPID, verified as a push service does.
import { createDecipheriv, createECDH, createHmac, createPublicKey, generateKeyPairSync, verify } from 'node:crypto'
import { expect, test } from 'vitest'
import { encryptForBrowser, vapidAuthorization } from '../../../../emulator/delivery/channels/push/web-encryption.ts'

const bytes = (text: string): Buffer => Buffer.from(text, 'base64url')

test('a browser reads it, each message with a key of its own', () => {
  const browser = createECDH('prime256v1')
  browser.generateKeys()
  const auth = Buffer.alloc(16, 7)
  const open = (sealed: Buffer): string => {
    const [salt, sender, content] = [sealed.subarray(0, 16), sealed.subarray(21, 21 + sealed[20]!), sealed.subarray(21 + sealed[20]!)]
    const mac = (key: Buffer, ...parts: (Buffer | string)[]): Buffer => parts.reduce((all, part) => all.update(part), createHmac('sha256', key)).digest()
    const input = mac(mac(auth, browser.computeSecret(sender)), 'WebPush: info\0', browser.getPublicKey(), sender, '\x01')
    const key = mac(salt, input)
    const decipher = createDecipheriv('aes-128-gcm', mac(key, 'Content-Encoding: aes128gcm\0\x01').subarray(0, 16), mac(key, 'Content-Encoding: nonce\0\x01').subarray(0, 12))
    decipher.setAuthTag(content.subarray(-16))
    return Buffer.concat([decipher.update(content.subarray(0, -16)), decipher.final()]).toString()
  }
  const seal = () => encryptForBrowser(Buffer.from('{"t":"Grüße"}'), { public_key: browser.getPublicKey('base64'), auth: auth.toString('base64') })
  const [one, two] = [seal(), seal()]
  expect([open(one), open(two)]).toEqual(['{"t":"Grüße"}\x02', '{"t":"Grüße"}\x02'])
  expect(one.equals(two)).toBe(false)
})

test('VAPID: a signed token for the push service, and the key to verify it with', () => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { x, y, d } = privateKey.export({ format: 'jwk' }) as { x: string; y: string; d: string }
  const point = Buffer.concat([Buffer.from([4]), bytes(x), bytes(y)]).toString('base64url')
  const before = Math.floor(performance.timeOrigin / 1000)
  const [, token, key] = /^vapid t=(\S+), k=(\S+)$/.exec(vapidAuthorization({ vapid_public_key: point, vapid_private_key: d, vapid_subject: 'mailto:me@example.com' }, 'https://push.example:8443/wpush/1'))!
  const [header, claims, signature] = token!.split('.')
  expect(key).toBe(point)
  expect(JSON.parse(bytes(header!).toString())).toEqual({ typ: 'JWT', alg: 'ES256' })
  expect(JSON.parse(bytes(claims!).toString())).toEqual({ aud: 'https://push.example:8443', exp: expect.any(Number), sub: 'mailto:me@example.com' })
  expect(JSON.parse(bytes(claims!).toString()).exp).toBeGreaterThanOrEqual(before + 43_200)
  const publicKey = createPublicKey({ format: 'jwk', key: { kty: 'EC', crv: 'P-256', x, y } })
  expect(verify('sha256', Buffer.from(`${header}.${claims}`), { key: publicKey, dsaEncoding: 'ieee-p1363' }, bytes(signature!))).toBe(true)
})
