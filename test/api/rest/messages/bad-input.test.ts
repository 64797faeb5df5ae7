// Bad input to everything that sends: never a 500, never half a write, a clear 400 or what a good request does.
import { expect, test } from 'vitest'
import { homeKeys } from '../../../../emulator/index.ts'
import type { Emulator } from '../../../kit/rest.ts'
import { ask } from '../../../kit/rest.ts'
import { define, EYES, IDS } from '../../../kit/sends.ts'
import { emulator } from '../../../kit/world.ts'

const ALIAS = { alias_name: 'a', alias_label: 'l' }
const AUDIENCE = { AND: [EYES, { OR: [{ last_used_app: { comparison: 'after', value: '2020-01-01' } }, { email_subscription_status: { comparison: 'is_not', value: 'subscribed' } }] }] }
const SCHEDULE = { time: '2026-04-01T00:00:00', in_local_time: true, at_optimal_time: false }
const MESSAGES = {
  apple_push: { alert: { title: 't', body: 'b' }, badge: 1, extra: { a: 1 }, relevance_score: 1, expiry: '2027-01-01', buttons: [{ action_id: 'a', action: 'URI', uri: 'u' }] },
  android_push: { alert: 'a', title: 't', extra: { a: 1 }, time_to_live: 60, conversation_data: { shortcut_id: 's', reply_person_id: 'p', messages: [{ text: 't', timestamp: 1, person_id: 'p' }], persons: [{ id: 'p', name: 'P' }] } },
  email: { app_id: homeKeys.web, from: 'A <a@example.com>', subject: 's', reply_to: 'a@example.com', body: 'b', headers: { a: 'b' }, attachments: [{ file_name: 'f', url: 'u' }] },
  webhook: { url: 'u', request_method: 'POST', request_headers: { a: 'b' }, body: '{}' },
  content_card: { type: 'BANNER', title: 't', description: 'd', image_url: 'u', time_to_live: 60, expire_at: '2026-03-02', extra: {} },
  slideup: { message: 'x' },
}
const SENDING = { broadcast: false, external_user_ids: ['mel'], user_aliases: [ALIAS], audience: AUDIENCE, recipient_subscription_state: 'all', override_frequency_capping: false, messages: MESSAGES }
const recipients = (name: string) => [{ external_user_id: 'mel', [name]: { a: { b: [1] } }, send_to_existing_only: false, attributes: { first_name: 'M' } }, { email: 'a@example.com', prioritization: ['identified'] }, { user_alias: ALIAS }]
const ACTIVITY = { app_id: homeKeys.ios, activity_id: 'a', content_state: { a: 1 }, dismissal_date: '2026-03-02', stale_date: '2026-03-02', notification: { alert: { title: 't', body: 'b' } } }

/** A good body for each endpoint, with the members it knows. */
const GOOD: Record<string, unknown> = {
  '/messages/send': { ...SENDING, campaign_id: '', send_id: '' },
  '/messages/schedule/create': { ...SENDING, schedule: SCHEDULE },
  '/messages/schedule/update': { schedule_id: 'S', schedule: SCHEDULE, messages: { apple_push: MESSAGES.apple_push } },
  '/messages/schedule/delete': { schedule_id: 'S' },
  '/campaigns/trigger/send': { campaign_id: IDS.triggered, trigger_properties: { a: 1 }, broadcast: false, audience: AUDIENCE, recipients: recipients('trigger_properties'), attachments: [{ file_name: 'f', url: 'u' }] },
  '/campaigns/trigger/schedule/create': { campaign_id: IDS.triggered, broadcast: true, audience: AUDIENCE, schedule: SCHEDULE },
  '/campaigns/trigger/schedule/update': { campaign_id: IDS.triggered, schedule_id: 'C', schedule: SCHEDULE },
  '/campaigns/trigger/schedule/delete': { campaign_id: IDS.triggered, schedule_id: 'C' },
  '/canvas/trigger/send': { canvas_id: IDS.canvas, context: { a: 1 }, broadcast: false, audience: AUDIENCE, recipients: recipients('context') },
  '/canvas/trigger/schedule/create': { canvas_id: IDS.canvas, recipients: recipients('canvas_entry_properties'), schedule: SCHEDULE },
  '/canvas/trigger/schedule/update': { canvas_id: IDS.canvas, schedule_id: 'V', schedule: SCHEDULE },
  '/canvas/trigger/schedule/delete': { canvas_id: IDS.canvas, schedule_id: 'V' },
  '/sends/id/create': { campaign_id: IDS.api, send_id: 's' },
  '/messages/live_activity/start': { ...ACTIVITY, activity_attributes_type: 't', activity_attributes: {}, external_user_ids: ['mel'] },
  '/messages/live_activity/update': { ...ACTIVITY, end_activity: false },
  [`/transactional/v1/campaigns/${IDS.transactional}/send`]: { external_send_id: 'x', trigger_properties: { a: 1 }, recipient: { external_user_id: 'mel', attributes: { first_name: 'M' } } },
}

const WRONG: unknown[] = [null, 0, -1.5, 9e99, '', 'text', 'x'.repeat(5000), 'a\u0000b', '\ud800', true, [], [null], ['text'], [[]], [{}], {}, { a: 1 }, { __proto__: null, toString: 1 }, { AND: {} }, { constructor: { comparison: 'toString', value: 1 } }]

/** Every body that differs from `good` in one member, at any depth. */
function* mistakes(good: unknown): Generator<unknown> {
  if (typeof good !== 'object' || good === null) return
  for (const [key, value] of Object.entries(good)) {
    const change = (put: unknown) => (Array.isArray(good) ? good.map((one, index) => (String(index) === key ? put : (one as unknown))) : { ...good, [key]: put })
    for (const wrong of WRONG) yield change(wrong)
    if (!Array.isArray(good)) yield Object.fromEntries(Object.entries(good).filter(([name]) => name !== key))
    for (const inner of mistakes(value)) yield change(inner)
  }
}

const TABLES = ['sends', 'send_ids', 'schedules', 'live_activities', 'timers', 'profiles']
const contents = (e: Emulator): string => JSON.stringify(TABLES.map((table) => e.world.db.raw.prepare(`SELECT count(*) FROM ${table}`).pluck().get()).concat(e.world.db.raw.prepare('SELECT coalesce(sum(due), 0) FROM schedules').pluck().get()))

test.each(Object.keys(GOOD))('%s: every type in every member is answered, and a refusal writes nothing', async (path) => {
  const e = emulator()
  define(e)
  expect((await ask(e, 'POST', path, GOOD[path])).status).toBe(/schedule\/(update|delete)$/.test(path) ? 400 : 201) // their schedules are not there
  let sent = 0
  for (const body of mistakes(GOOD[path])) {
    sent++
    const before = contents(e)
    const { status, body: answer, kinds } = await ask(e, 'POST', path, body)
    if (status === 400) {
      expect({ body, answer: typeof answer.message, kinds: kinds.filter((kind) => kind !== 'request.suspicious') }).toEqual({ body, answer: 'string', kinds: ['request.refused'] })
      expect(answer.message).not.toMatch(/Invalid input|Too (big|small)|expected|undefined|NaN|\[object/)
      expect(contents(e) === before, JSON.stringify(body)).toBe(true)
    } else expect({ body, status }).toEqual({ body, status: 201 })
  }
  expect(sent).toBeGreaterThan(15)
  expect(e.errors).toEqual([])
})
