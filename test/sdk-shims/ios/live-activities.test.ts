// Live Activities on the iOS shim: tags, tokens, retries, and an update that finds its way to the token (docs: developer_guide/live_activities).
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ErrorEvent, UpdateEvent } from '../../../sdk-shims/ios/index.ts'
import { homeKeys } from '../../../emulator/index.ts'
import { openApp } from './app.ts'
import type { App } from './app.ts'

let app: App
beforeEach(() => { app = openApp() })
afterEach(() => app.headless.reset())

const TOKEN = 'cd'.repeat(32)
const ACTIVITY = { id: 'a1', attributesType: 'Match', pushToken: Buffer.from(TOKEN, 'hex') }
const tags = async (): Promise<unknown[]> => (await app.sent()).filter(({ path }) => path === '/push_token_tag').map(({ body, headers }) => [body['tag'], body['push_token'], headers['X-Braze-Req-Attempt']])

test('the token goes up under the tag, once; the emulator pushes updates of that activity to it', async () => {
  const braze = await app.start()
  braze.changeUser('ada')
  await app.sent()
  const told: UpdateEvent[] = []
  braze.liveActivities.subscribeToStateUpdates((event) => told.push(event))
  await braze.liveActivities.launchActivity('match-1', ACTIVITY)
  expect(told.map(({ kind }) => kind)).toEqual(['trackingStarted', 'pushTokenUpdated', 'pushTokenFlushed'])
  expect((await app.sent()).map(({ path, body }) => [path, body])).toEqual([['/push_token_tag', {
    api_key: homeKeys.ios, device_id: braze.deviceId, time: Date.parse('2026-03-01T12:00:00Z') / 1000, sdk_version: '18.2.1', user_id: 'ada', tag: 'match-1', push_token: TOKEN,
  }]])
  await braze.liveActivities.resumeActivities('Match')
  expect(await tags()).toEqual([])
  const { status } = await app.e.post('/messages/live_activity/update', { app_id: homeKeys.ios, activity_id: 'match-1', content_state: { score: 1 } })
  await app.e.admin('POST', '/settle')
  const { messages } = (await app.e.admin('GET', '/messages?channel=live_activity')).body
  expect([status, messages.map((one: any) => [one.status, one.payload.url.endsWith(TOKEN)])]).toEqual([201, [['sent', true]]])
  await braze.liveActivities.pushTokenUpdated('a1', 'ef'.repeat(32))
  expect(await tags()).toEqual([['match-1', 'ef'.repeat(32), '1']])
})

test('a failure is told and repeated after 10 s and 30 s; a tag that is none is told and not sent', async () => {
  const braze = await app.start()
  await app.sent()
  const errors: ErrorEvent[] = []
  braze.liveActivities.subscribeToErrors((event) => errors.push(event))
  let failures = 2
  app.doctor('/push_token_tag', (answer) => { if (failures-- > 0) throw new Error('no network'); return answer })
  await braze.liveActivities.launchActivity('match-1', ACTIVITY)
  await app.pass(10)
  await app.pass(29)
  expect((await tags()).map((one: any) => one[2])).toEqual(['1', '2'])
  await app.pass(1)
  await app.pass(600)
  expect((await tags()).map((one: any) => one[2])).toEqual(['3'])
  await braze.liveActivities.launchActivity('x'.repeat(257), ACTIVITY)
  await braze.liveActivities.launchActivity('', ACTIVITY)
  await braze.liveActivities.resumeActivities('Other')
  expect(errors.map(({ kind }) => kind)).toEqual(['tokenRegistrationFailed', 'tokenRegistrationFailed', 'invalidPushTokenTag', 'invalidPushTokenTag', 'activityNotFound'])
  expect(await tags()).toEqual([])
})
