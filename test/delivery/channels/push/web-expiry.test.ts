// Rule P21: the token of a browser lasts 60 days without a session.
import { expect, test } from 'vitest'
import { deliver, deviceIdOf, withToken } from '../../../kit/pushes.ts'
import { event, sendData, T } from '../../../kit/sdk-wire.ts'
import { emulator, NOW } from '../../../kit/world.ts'

const DAY = 86_400
const advance = (e: ReturnType<typeof emulator>, by: string) => e.admin('POST', '/clock/advance', { by })
const tokens = async (e: ReturnType<typeof emulator>) => ((await e.exported('mel', ['push_tokens'])).push_tokens ?? []).map(({ token }: { token: string }) => token)

test('P21: gone 60 days after the last session, with its change log; the next push reaches nobody', async () => {
  const e = emulator()
  await withToken(e, 'web', 'https://push.example/1')
  await advance(e, '59d')
  expect(await tokens(e)).toEqual(['https://push.example/1'])
  const rows = await e.rowsOf(() => advance(e, '1d'))
  expect(rows.filter(({ kind }) => kind !== 'clock.changed').map(({ kind, at, data }) => [kind, at, data])).toEqual([
    ['push_token.removed', Date.parse(NOW) + 60 * DAY * 1000, { app_id: expect.any(String), device_id: deviceIdOf('web'), token: 'https://push.example/1', reason: 'expired: no web session for 60 days' }],
  ])
  expect(await tokens(e)).toEqual([])
  expect(deliver(e, 'web_push', { title: 'T', alert: 'A' })).toMatchObject([{ status: 'withheld', reason: 'no_push_token' }])
})

test('P21: each session gives it another 60 days, one that is told late takes none away', async () => {
  const e = emulator()
  await withToken(e, 'web', 'https://push.example/1')
  await advance(e, '59d')
  await sendData(e, 'web', { time: T + 59 * DAY, events: [event('ss', {}, { user: 'mel', session: 'later', at: T + 59 * DAY })] }, 'mel')
  await sendData(e, 'web', { time: T + 59 * DAY, events: [event('ss', {}, { user: 'mel', session: 'late', at: T + 10 * DAY })] }, 'mel')
  await advance(e, '59d')
  expect(await tokens(e)).toEqual(['https://push.example/1'])
  await advance(e, '1d')
  expect(await tokens(e)).toEqual([])
})

test('a token that came in place of another has its own 60 days; those of phones last', async () => {
  const e = emulator()
  await withToken(e, 'web', 'https://push.example/1')
  await withToken(e, 'android', 'fcm-1')
  await advance(e, '30d')
  await sendData(e, 'web', { time: T + 30 * DAY, attributes: [{ user_id: 'mel', push_token: 'https://push.example/2', custom_push_public_key: 'k', custom_push_user_auth: 'a' }] }, 'mel')
  await advance(e, '31d')
  expect(await tokens(e)).toEqual(expect.arrayContaining(['https://push.example/2', 'fcm-1']))
  await advance(e, '30d')
  expect(await tokens(e)).toEqual(['fcm-1'])
})
