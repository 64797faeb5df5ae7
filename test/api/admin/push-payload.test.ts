// What came for a device, and a push as a file for simulators.
import { describe, expect, test } from 'vitest'
import { homeKeys } from '../../../emulator/index.ts'
import { deliver, deviceIdOf, withToken } from '../../kit/pushes.ts'
import { emulator } from '../../kit/world.ts'

const ANDROID = { title: 'Hi', alert: 'There' }

describe('GET /_emulator/devices/:device_id/push', () => {
  test('the pushes in order, from after since; paged', async () => {
    const e = emulator()
    await withToken(e, 'android', 'fcm-1')
    const ids = Array.from({ length: 3 }, () => deliver(e, 'android_push', ANDROID)[0]!.id)
    const path = `/devices/${deviceIdOf('android')}/push`
    const { body } = await e.admin('GET', path)
    expect(body.pushes.map(({ message_id }: any) => message_id)).toEqual(ids)
    expect(body.next).toBeNull()
    expect((await e.admin('GET', `${path}?since=${body.pushes[1].seq}`)).body.pushes).toEqual(body.pushes.slice(2))
    const first = (await e.admin('GET', `${path}?limit=2`)).body
    expect(first).toEqual({ pushes: body.pushes.slice(0, 2), next: String(body.pushes[1].seq) })
    expect((await e.admin('GET', `${path}?limit=2&cursor=${first.next}`)).body).toEqual({ pushes: body.pushes.slice(2), next: null })
  })

  test('not those that bounced or were withheld; of one app when it is named', async () => {
    const e = emulator()
    await withToken(e, 'android', 'bounce-1')
    deliver(e, 'android_push', ANDROID)
    deliver(e, 'android_push', ANDROID)
    expect((await e.admin('GET', `/devices/${deviceIdOf('android')}/push`)).body).toEqual({ pushes: [], next: null })
    await withToken(e, 'android', 'good')
    deliver(e, 'android_push', ANDROID)
    const count = async (app_id: string) => (await e.admin('GET', `/devices/${deviceIdOf('android')}/push?app_id=${app_id}`)).body.pushes.length
    expect([await count(homeKeys.android), await count(homeKeys.ios)]).toEqual([1, 0])
  })

  test('by a token that came through the API with a device id', async () => {
    const e = emulator()
    await e.post('/users/track', { attributes: [{ external_id: 'mel', push_tokens: [{ app_id: homeKeys.android, token: 'fcm-9', device_id: 'my-phone' }] }] })
    deliver(e, 'android_push', ANDROID)
    expect((await e.admin('GET', '/devices/my-phone/push')).body.pushes).toHaveLength(1)
  })

  test('bad queries', async () => {
    const e = emulator()
    expect((await e.admin('GET', '/devices/d/push?since=abc')).status).toBe(422)
    expect((await e.admin('GET', '/devices/unknown/push')).body).toEqual({ pushes: [], next: null })
  })
})

describe('GET /_emulator/messages/:id/payload.apns', () => {
  test('the payload with the app it is for', async () => {
    const e = emulator()
    await withToken(e, 'ios', 'f00d')
    await e.admin('PATCH', `/apps/${homeKeys.ios}`, { bundle_id: 'com.example.app' })
    const [message] = deliver(e, 'ios_push', { alert: 'Hi', custom_uri: 'myapp://x' })
    const answer = await e.admin('GET', `/messages/${message!.id}/payload.apns`)
    expect(answer.headers.get('content-disposition')).toBe(`attachment; filename="${message!.id}.apns"`)
    expect(answer.body).toEqual({ 'Simulator Target Bundle': 'com.example.app', ...(message!.payload as { body: object }).body })
    expect((await e.admin('GET', `/messages/${message!.id}/payload.apns?bundle=com.other`)).body['Simulator Target Bundle']).toBe('com.other')
  })

  test('refused with what is missing', async () => {
    const e = emulator()
    await withToken(e, 'ios', 'f00d')
    await withToken(e, 'android', 'fcm-1')
    const code = async (id: string) => ((answer) => [answer.status, answer.body.error.code])(await e.admin('GET', `/messages/${id}/payload.apns`))
    const [ios, android] = [deliver(e, 'ios_push', { alert: 'Hi' })[0]!.id, deliver(e, 'android_push', ANDROID)[0]!.id]
    const [empty] = deliver(e, 'ios_push', { alert: '' })
    expect([await code('none'), await code(ios), await code(android), await code(empty!.id)]).toEqual([[404, 'not_found'], [422, 'no_bundle_id'], [422, 'no_apns_payload'], [422, 'no_apns_payload']])
  })
})
