// emulator/domain/messages/history.ts: one row for each thing between a user and a message, whoever tells it.
import { expect, test } from 'vitest'
import { compositeId } from '../../../emulator/domain/campaigns/tracking-ids.ts'
import { homeKeys } from '../../../emulator/index.ts'
import { emulator } from '../../kit/world.ts'

const historyOf = (e: ReturnType<typeof emulator>, external_id: string) =>
  e.world.messageHistory.of(e.world.profiles.byExternalId(external_id)!, 50).map(({ kind, at, channel, campaign_id, canvas_id, canvas_step_id, message_variation_id, dispatch_id }) => ({ kind, at, channel, campaign_id, canvas_id, canvas_step_id, message_variation_id, dispatch_id }))

test('what an SDK tells by the ids on its wire is found by campaign and message', async () => {
  const e = emulator()
  await e.admin('POST', '/campaigns', { id: 'c1', name: 'Cards', messages: { m1: { channel: 'content_cards' } } })
  const id = compositeId({ owner: 'c1', message_variation_id: 'm1', card: 'a' })
  const at = e.world.clock.now() / 1000
  await e.sdk('web', '/data', {
    time: at, device_id: 'dev', sdk_version: '6.0.0', app_version: '1',
    events: [{ name: 'cci', time: at - 5, data: { ids: [id] }, session_id: 's1', user_id: 'mel' }, { name: 'ccc', time: at - 1, data: { ids: [id] }, session_id: 's1', user_id: 'mel' }],
  })
  const common = { channel: 'content_cards', campaign_id: 'c1', canvas_id: null, canvas_step_id: null, message_variation_id: 'm1', dispatch_id: null }
  expect(historyOf(e, 'mel')).toEqual([{ kind: 'content_card.click', at: at * 1000 - 1000, ...common }, { kind: 'content_card.impression', at: at * 1000 - 5000, ...common }])
  expect(homeKeys.web).toBe(e.world.apps.list()[0]!.app_id)
})

test('an id that names no message leaves none', async () => {
  const e = emulator()
  const at = e.world.clock.now() / 1000
  await e.sdk('web', '/data', { time: at, device_id: 'dev', events: [{ name: 'cci', time: at, data: { ids: ['bm90aGluZw=='] }, session_id: 's1', user_id: 'mel' }] })
  expect(historyOf(e, 'mel')).toEqual([])
})

test('all users with the address have opened the email that one of them was sent', async () => {
  const e = emulator()
  await e.post('/users/track', { attributes: [{ external_id: 'mel', email: 'home@example.com' }, { external_id: 'kim', email: 'home@example.com' }, { external_id: 'pat', email: 'pat@example.com' }] })
  const mel = e.world.profiles.byExternalId('mel')!
  e.world.db.tx(() => {
    for (const kind of ['email.sent', 'email.delivered', 'email.opened', 'email.clicked', 'email.bounced'] as const) e.world.messageEvents.record(kind, { campaign_id: 'c1', channel: 'email' }, mel.braze_id)
  })
  expect(historyOf(e, 'mel').map(({ kind }) => kind).reverse()).toEqual(['email.sent', 'email.delivered', 'email.opened', 'email.clicked', 'email.bounced'])
  expect(historyOf(e, 'kim').map(({ kind }) => kind).reverse()).toEqual(['email.delivered', 'email.opened', 'email.clicked'])
  expect(historyOf(e, 'pat')).toEqual([])
})

test('a deleted user leaves none, and what is told of one later neither', async () => {
  const e = emulator()
  await e.post('/users/track', { attributes: [{ external_id: 'mel', email: 'mel@example.com' }] })
  const mel = e.world.profiles.byExternalId('mel')!
  const tell = () => e.world.db.tx(() => e.world.messageEvents.record('email.sent', { campaign_id: 'c1', channel: 'email' }, mel.braze_id))
  tell()
  const rows = () => e.world.db.raw.prepare('SELECT count(*) AS n FROM message_history').get()
  expect(rows()).toEqual({ n: 1 })
  await e.post('/users/delete', { external_ids: ['mel'] })
  tell()
  expect(rows()).toEqual({ n: 0 })
})
