// npm braze-api: messages sent and scheduled by their content, and the broadcasts to come. What it returns is held against its own types.
// Drives POST /messages/send, POST /messages/schedule/create, POST /messages/schedule/update, POST /messages/schedule/delete, GET /messages/scheduled_broadcasts
import type { MessagesObject } from 'braze-api'
import { describe, expect, test } from 'vitest'
import { homeKeys } from '../../emulator/index.ts'
import { clientWorld, did, everyMethodOf } from '../kit/braze-api.ts'
import { define, to } from '../kit/messaging.ts'
import { DISPATCH } from '../kit/sends.ts'

const world = clientWorld()
const SCHEDULE_ID = expect.stringMatching(/^[0-9a-f]{24}$/) as unknown as string
const PUSH: MessagesObject = { apple_push: { alert: 'Hello' } }
/** A message of each type that the client spells out. */
const EVERYTHING: MessagesObject = {
  apple_push: {
    alert: { title: 'Hi', body: 'Hello', loc_key: 'k', loc_args: ['a'] }, badge: 1, sound: 'default', extra: { a: 'b' }, 'content-available': true, interruption_level: 'time-sensitive', relevance_score: 0.5, expiry: '2026-03-02T00:00:00Z',
    asset_url: 'https://example.com/a.png', asset_file_type: 'png', mutable_content: true, category: 'c', buttons: [{ action_id: '1', action: 'URI', uri: 'https://example.com', use_webview: true }], apns_priority: 10,
  },
  android_push: { alert: 'Hello', title: 'Hi', extra: { a: 'b' }, priority: 1, time_to_live: 60, notification_id: 7, accent_color: 16711680, buttons: [{ text: 'Open', action: 'OPEN_APP' }] },
  email: { app_id: homeKeys.web, subject: 'Hi', from: 'Me <me@example.com>', body: '<p>Hello</p>', plaintext_body: 'Hello', preheader: 'P', headers: { 'X-A': 'b' }, should_inline_css: true, attachments: [{ file_name: 'f.pdf', url: 'https://example.com/f.pdf' }] },
}
const sends = () => world.e.world.sends.list()
const pending = () => world.e.world.schedules.pending()

describe('messages.send', () => {
  test('to users by id and alias, in several channels', async () => {
    const body = { external_user_ids: ['mel', 'kai'], user_aliases: [{ alias_name: 'a', alias_label: 'crm' }], override_frequency_capping: true, recipient_subscription_state: 'subscribed', messages: EVERYTHING }
    const { answer, kinds } = await did(world.e, () => world.braze.messages.send(body))
    expect({ answer, kinds }).toEqual({ answer: { dispatch_id: DISPATCH, message: 'success' }, kinds: ['send.accepted'] })
    expect(sends()).toMatchObject([{ kind: 'messages', dispatch_id: answer.dispatch_id, broadcast: false, campaign_id: null, request: body }])
  })

  test('a broadcast of an API campaign to a segment', async () => {
    await define(world.e, 'campaigns', { id: 'api', name: 'API', kind: 'api_campaign', messages: { push: { channel: 'ios_push' } } })
    await world.e.admin('POST', '/segments', { id: 's', name: 'S', filters: { op: 'AND', children: [] } })
    const { answer, kinds } = await did(world.e, () => world.braze.messages.send({ broadcast: true, segment_id: 's', campaign_id: 'api', messages: { apple_push: { alert: 'Hello', message_variation_id: 'push' } } }))
    const { send_id } = sends()[0]!
    expect({ answer, kinds, send_id }).toEqual({ answer: { dispatch_id: DISPATCH, send_id, message: 'success' }, kinds: ['send_id.created', 'send.accepted'], send_id: expect.stringMatching(/^[0-9a-f]{24}$/) })
    expect(sends()).toMatchObject([{ broadcast: true, campaign_id: 'api', request: { segment_id: 's' } }])
  })

  test.each<[string, Parameters<typeof world.braze.messages.send>[0], string]>([
    ['nobody', { messages: PUSH }, 'No Recipients'],
    ['no message', { external_user_ids: ['mel'] }, 'No message to send'],
    ['an email of no app', { external_user_ids: ['mel'], messages: { email: { app_id: 'none', from: 'Me <me@example.com>', subject: 'Hi', body: 'Hello' } } }, `'messages.email.app_id' is not valid`],
    ['51 users', { external_user_ids: Array.from({ length: 51 }, (_, n) => `u${n}`), messages: PUSH }, 'The max number of external_ids and aliases per request was exceeded'],
  ])('%s is thrown', async (_name, body, message) => {
    await expect(world.braze.messages.send(body)).rejects.toMatchObject({ status: 400, message })
    expect(sends()).toEqual([])
  })
})

describe('messages.schedule', () => {
  const create = () => did(world.e, () => world.braze.messages.schedule.create({ external_user_ids: ['mel'], messages: PUSH, override_messaging_limits: false, schedule: { time: '2026-03-02T09:00:00Z' } }))

  test('create, update of time and message, and the send at its time', async () => {
    const { schedule } = world.braze.messages
    const made = await create()
    expect(made).toEqual({ answer: { dispatch_id: DISPATCH, schedule_id: SCHEDULE_ID, message: 'success' }, kinds: ['schedule.created'] })
    const { schedule_id, dispatch_id } = made.answer
    expect(pending()).toMatchObject([{ schedule_id, dispatch_id, kind: 'messages', due: Date.parse('2026-03-02T09:00:00Z'), request: { external_user_ids: ['mel'], messages: PUSH } }])
    expect(await did(world.e, () => schedule.update({ schedule_id, schedule: { time: '2026-03-03T09:00:00Z' } }))).toEqual({ answer: { message: 'success' }, kinds: ['schedule.updated'] })
    expect(await did(world.e, () => schedule.update({ schedule_id, messages: { android_push: { title: 'Hi', alert: 'Later' } } }))).toEqual({ answer: { message: 'success' }, kinds: ['schedule.updated'] })
    await to(world.e, '2026-03-02T09:00:00Z')
    expect(sends()).toEqual([])
    await to(world.e, '2026-03-03T09:00:00Z')
    expect(sends()).toMatchObject([{ schedule_id, dispatch_id, request: { messages: { ...PUSH, android_push: { title: 'Hi', alert: 'Later' } } } }])
  })

  test('delete; what is gone can not be deleted or moved', async () => {
    const { schedule } = world.braze.messages
    const { schedule_id } = (await create()).answer
    expect(await did(world.e, () => schedule.delete({ schedule_id }))).toEqual({ answer: { message: 'success' }, kinds: ['schedule.deleted'] })
    await to(world.e, '2026-03-03T09:00:00Z')
    expect([pending(), sends()]).toEqual([[], []])
    await expect(schedule.delete({ schedule_id })).rejects.toMatchObject({ status: 400, message: 'Invalid Schedule ID' })
    await expect(schedule.update({ schedule_id, messages: PUSH })).rejects.toMatchObject({ status: 400, message: 'Invalid Schedule ID' })
  })
})

describe('messages.scheduled_broadcasts', () => {
  test('campaigns and Canvases, the next one first; its time with a plus is escaped by the client', async () => {
    await define(world.e, 'campaigns', { id: 'c', name: 'Sale', tags: ['spring'], messages: [{ channel: 'email', subject: 'Hi' }], schedule: { at: '2026-03-05T10:00:00Z' } })
    await define(world.e, 'canvases', { id: 'v', name: 'Welcome', steps: [{ name: 's', messages: [{ channel: 'email', subject: 'Hi' }] }], entry: { schedule: { at: '2026-03-04T09:00:00' } } })
    const canvas = { name: 'Welcome', id: 'v', type: 'Canvas', tags: [], next_send_time: '2026-03-04T09:00:00Z', schedule_type: 'UTC' }
    const campaign = { name: 'Sale', id: 'c', type: 'Campaign', tags: ['spring'], next_send_time: '2026-03-05T10:00:00Z', schedule_type: 'UTC' }
    expect(await did(world.e, () => world.braze.messages.scheduled_broadcasts({ end_time: '2026-04-01T00:00:00' }))).toEqual({ answer: { scheduled_broadcasts: [canvas, campaign], message: 'success' }, kinds: [] })
    expect(await world.braze.messages.scheduled_broadcasts({ end_time: '2026-03-05T05:00:00+02:00' })).toEqual({ scheduled_broadcasts: [canvas], message: 'success' })
  })

  test('no date', async () => {
    await expect(world.braze.messages.scheduled_broadcasts({ end_time: 'soon' })).rejects.toMatchObject({ status: 400, message: `'end_time' is not valid` })
  })
})

everyMethodOf(import.meta.filename, 'messages')
