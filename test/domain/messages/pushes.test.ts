// Pushes that were handed over: kept over a snapshot and a merge, gone with a reset; their numbers never come twice.
import { expect, test } from 'vitest'
import { homeKeys } from '../../../emulator/index.ts'
import { deliver, deviceIdOf, withToken } from '../../kit/pushes.ts'
import type { Emulator } from '../../kit/rest.ts'
import { event, sendData, T } from '../../kit/sdk-wire.ts'
import { emulator } from '../../kit/world.ts'

const ANDROID = { title: 'Hi', alert: 'There' }
const pushes = (e: Emulator) => e.world.pushes.ofDevice({ device_id: deviceIdOf('android') })

test('a snapshot has them, and the tokens that push services no longer know', async () => {
  const e = emulator()
  await withToken(e, 'android', 'fcm-1')
  deliver(e, 'android_push', ANDROID)
  e.world.db.tx(() => e.world.pushes.die(homeKeys.android, 'fcm-1'))
  const other = emulator({ image: e.world.snapshot() })
  expect(pushes(other)).toEqual(pushes(e))
  expect(pushes(other)).toHaveLength(1)
  expect(deliver(other, 'android_push', ANDROID).map(({ status }) => status)).toEqual(['bounced'])
})

test('a reset forgets them, and goes on counting', async () => {
  const e = emulator()
  await withToken(e, 'android', 'fcm-1')
  deliver(e, 'android_push', ANDROID)
  const seq = pushes(e)[0]!.seq
  await e.admin('POST', '/reset')
  expect([pushes(e), e.world.pushes.lastSeq()]).toEqual([[], 0])
  await withToken(e, 'android', 'fcm-1')
  deliver(e, 'android_push', ANDROID)
  expect(pushes(e).map((push) => push.seq > seq)).toEqual([true])
})

test('a merged user’s pushes still count: the session of the kept one is an influenced open', async () => {
  const e = emulator()
  await withToken(e, 'android', 'fcm-1', { user: 'ann' })
  deliver(e, 'android_push', ANDROID, {}, 'ann')
  await e.post('/users/track', { attributes: [{ external_id: 'mel', first_name: 'Mel' }] })
  expect((await e.post('/users/merge', { merge_updates: [{ identifier_to_merge: { external_id: 'ann' }, identifier_to_keep: { external_id: 'mel' } }] })).status).toBe(202)
  await e.world.scheduler.advanceTo((T + 60) * 1000)
  await sendData(e, 'android', { time: T + 60, events: [event('ss', {}, { user: 'mel', session: 's2', at: T + 60 })] }, 'mel')
  await e.world.scheduler.advanceTo((T + 120) * 1000)
  expect(e.journal().filter(({ kind }) => kind === 'push.influenced_open')).toHaveLength(1)
})

test('the same seed and calls give the same pushes', async () => {
  const run = async () => {
    const e = emulator()
    await withToken(e, 'android', 'fcm-1')
    await withToken(e, 'ios', 'f00d')
    return JSON.stringify([deliver(e, 'android_push', ANDROID), deliver(e, 'ios_push', { alert: 'Hi' })])
  }
  expect(await run()).toBe(await run())
})
