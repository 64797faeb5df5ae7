// Tokens of Live Activities by hand, and the activities that are known.
import { describe, expect, test } from 'vitest'
import { homeKeys } from '../../../emulator/index.ts'
import { deviceIdOf, withToken } from '../../kit/pushes.ts'
import { emulator } from '../../kit/world.ts'

const DEVICE = { app_id: homeKeys.ios, device_id: deviceIdOf('ios') }

describe('POST /_emulator/live_activities/tokens', () => {
  test('an update token makes its activity known', async () => {
    const e = emulator()
    await withToken(e, 'ios', 'f00d')
    const body = { ...DEVICE, token: 'update-1', activity_id: 'game-1' }
    const rows = await e.rowsOf(async () => expect(await e.admin('POST', '/live_activities/tokens', body)).toMatchObject({ status: 201, body }))
    expect(rows.map(({ kind, data }) => [kind, data])).toEqual([['live_activity.token_changed', { change: 'added', ...body, kind: 'update' }]])
    expect((await e.admin('GET', '/live_activities')).body).toEqual({
      live_activities: [{ app_id: homeKeys.ios, activity_id: 'game-1', attributes_type: null, state: 'active', started_at: '2026-03-01T12:00:00.000Z', updated_at: '2026-03-01T12:00:00.000Z', content_state: {}, tokens: [{ device_id: DEVICE.device_id, token: 'update-1' }] }],
      next: null,
    })
  })

  test('a push-to-start token makes none', async () => {
    const e = emulator()
    await withToken(e, 'ios', 'f00d')
    expect((await e.admin('POST', '/live_activities/tokens', { ...DEVICE, token: 'start-1', activity_attributes_type: 'Football' })).status).toBe(201)
    expect((await e.admin('GET', '/live_activities')).body.live_activities).toEqual([])
  })

  test.each([
    [404, { ...DEVICE, app_id: 'none', token: 't', activity_id: 'a' }],
    [404, { ...DEVICE, device_id: 'none', token: 't', activity_id: 'a' }],
    [422, { ...DEVICE, app_id: homeKeys.android, token: 't', activity_id: 'a' }],
    [422, { ...DEVICE, token: 't' }],
    [422, { ...DEVICE, token: 't', activity_id: 'a', activity_attributes_type: 'b' }],
    [422, { ...DEVICE, activity_id: 'a' }],
  ])('%i for %j', async (status, body) => {
    const e = emulator()
    await withToken(e, 'ios', 'f00d')
    expect(await e.kindsOf(async () => expect((await e.admin('POST', '/live_activities/tokens', body)).status).toBe(status))).toEqual([])
  })
})
