// /messages/live_activity/start and update: what is known of an activity, and pushes that wait for the engine.
import { describe, expect, test } from 'vitest'
import { homeKeys } from '../../../../emulator/index.ts'
import { EYES, refuses, takes, UNKNOWN, users } from '../../../kit/sends.ts'
import { emulator, NOW } from '../../../kit/world.ts'

const START = '/messages/live_activity/start'
const UPDATE = '/messages/live_activity/update'
const app_id = homeKeys.ios
const start = {
  app_id, activity_id: 'final', activity_attributes_type: 'FootballActivity', activity_attributes: { team1Name: 'Chiefs' }, content_state: { teamOneScore: 0 }, dismissal_date: '2026-03-02T00:00:00+0000', stale_date: '2026-03-01T16:55:49+0000',
  notification: { alert: { title: 'Chiefs v. Bills', body: 'The game is starting!', sound: 'default' } }, external_user_ids: ['mel'],
}
const update = { app_id, activity_id: 'final', content_state: { teamOneScore: 2 }, end_activity: false, notification: { alert: { title: 'Halftime', body: 'Look' } } }
const now = Date.parse(NOW)

test('an activity is started, updated and ended; each push waits for the engine', async () => {
  const e = emulator()
  const said = await takes(e, START, start, ['live_activity.started', 'send.accepted'])
  expect([said.body, said.rows[0]!.data]).toEqual([{ message: 'success' }, { app_id, activity_id: 'final', activity_attributes_type: 'FootballActivity', content_state: { teamOneScore: 0 } }])
  expect(e.world.liveActivities.find(app_id, 'final')).toEqual({ app_id, activity_id: 'final', attributes_type: 'FootballActivity', state: 'active', started_at: now, updated_at: now, content_state: { teamOneScore: 0 } })
  e.world.clock.moveTo(now + 1000)
  const changed = await takes(e, UPDATE, update, ['live_activity.updated', 'send.accepted'])
  expect([changed.body, changed.rows[0]!.data]).toEqual([{ message: 'success' }, { app_id, activity_id: 'final', content_state: { teamOneScore: 2 }, ended: false }])
  expect(e.world.liveActivities.find(app_id, 'final')).toMatchObject({ state: 'active', started_at: now, updated_at: now + 1000, content_state: { teamOneScore: 2 } })
  await takes(e, UPDATE, { ...update, end_activity: true }, ['live_activity.updated', 'send.accepted'])
  expect(e.world.liveActivities.find(app_id, 'final')).toMatchObject({ state: 'ended' })
  expect(e.world.sends.accepted().map(({ kind, request, broadcast }) => [kind, request, broadcast])).toEqual([['live_activity_start', start, false], ['live_activity_update', update, false], ['live_activity_update', { ...update, end_activity: true }, false]])
})

test('an update of what nobody started, or of what has ended, is received and left alone', async () => {
  const e = emulator()
  const unknown = await takes(e, UPDATE, update, ['decision.ignored'])
  expect([unknown.body, unknown.rows[0]!.data]).toEqual([{ message: 'success' }, { rule: 'live_activity/update', why: 'no such activity was started or registered by a device', compared: { app_id, activity_id: 'final' } }])
  await takes(e, START, start, ['live_activity.started', 'send.accepted'])
  await takes(e, UPDATE, { ...update, end_activity: 'true' }, ['live_activity.updated', 'send.accepted'])
  expect((await takes(e, UPDATE, update, ['decision.ignored'])).rows[0]!.data['why']).toBe('the activity has ended')
  await takes(e, START, start, ['live_activity.started', 'send.accepted'])
  await takes(e, UPDATE, update, ['live_activity.updated', 'send.accepted'])
})

test('an activity that a device launched and registered is known', async () => {
  const e = emulator()
  e.world.db.tx(() => e.world.liveActivities.register({ app_id, activity_id: 'final', device_id: 'd', token: 't' }))
  expect(e.world.liveActivities.tokens(app_id, 'final')).toEqual([{ app_id, activity_id: 'final', device_id: 'd', token: 't', registered_at: now }])
  await takes(e, UPDATE, update, ['live_activity.updated', 'send.accepted'])
})

test.each([['a segment-less audience', { custom_audience: EYES }], ['one filter of many', { custom_audience: { AND: [EYES, { push_subscription_status: { comparison: 'is', value: 'opted_in' } }] } }]])('to %s', async (_name, audience) => {
  const e = emulator()
  const { external_user_ids: _, ...rest } = start
  await takes(e, START, { ...rest, ...audience }, ['live_activity.started', 'send.accepted'])
  expect(e.world.sends.accepted()[0]!.broadcast).toBe(true)
})

describe('start is refused', () => {
  test.each(['app_id', 'activity_id', 'activity_attributes_type', 'activity_attributes', 'content_state', 'notification'])('without %s', async (member) => {
    await refuses(emulator(), START, { ...start, [member]: undefined }, `'${member}' is required`)
  })
  test.each([
    ['nobody', { external_user_ids: undefined }, 'No Recipients'], ['an empty list', { external_user_ids: [] }, 'No Recipients'], ['an unknown segment', { external_user_ids: undefined, segment_id: UNKNOWN }, 'Invalid Segment ID'],
    ['two kinds of users', { custom_audience: EYES }, `You must specify only one of 'external_user_ids', 'segment_id' or 'custom_audience'`], ['51 users', { external_user_ids: users(51) }, 'The max number of ids per request was exceeded'],
    ['an audience of no form', { external_user_ids: undefined, custom_audience: { XOR: [] } }, `'custom_audience' is not valid`], ['an app that is not there', { app_id: UNKNOWN }, `'app_id' is not valid`], ['an app of Android', { app_id: homeKeys.android }, `'app_id' is not valid`],
    ['a time of no form', { stale_date: 'later' }, `'stale_date' is not valid`], ['a state that is no object', { content_state: [] }, `'content_state' is not valid`], ['an alert without a title', { notification: { alert: { body: 'b' } } }, `'notification.alert.title' is required`],
    ['an alert that is a text', { notification: { alert: 'b' } }, `'notification.alert' is not valid`],
  ])('%s', async (_name, change, message) => {
    const e = emulator()
    await refuses(e, START, { ...start, ...change }, message)
    expect(e.world.liveActivities.find(app_id, 'final')).toBeUndefined()
  })
})

describe('update is refused', () => {
  test.each(['app_id', 'activity_id', 'content_state'])('without %s', async (member) => {
    await refuses(emulator(), UPDATE, { ...update, [member]: undefined }, `'${member}' is required`)
  })
  test.each([['an app of the Web', { app_id: homeKeys.web }, `'app_id' is not valid`], ['no boolean', { end_activity: 'soon' }, `'end_activity' is not valid`], ['a time of no form', { dismissal_date: 7 }, `'dismissal_date' is not valid`], ['no push', { notification: 'x' }, `'notification' is not valid`]])('%s', async (_name, change, message) => {
    await refuses(emulator(), UPDATE, { ...update, ...change }, message)
  })
})

test('one activity id in two apps is two activities', async () => {
  const e = emulator()
  e.world.db.tx(() => e.world.apps.create({ app_id: 'second', name: 'Second', platform: 'iOS' }))
  await takes(e, START, start, ['live_activity.started', 'send.accepted'])
  await takes(e, UPDATE, { ...update, app_id: 'second' }, ['decision.ignored'])
})
