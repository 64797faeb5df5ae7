// In-app messages through delivery: kept until a device asks for them; the rest is in test/delivery/in-app.
import { expect, test } from 'vitest'
import { compositeId } from '../../../emulator/domain/campaigns/tracking-ids.ts'
import { homeKeys } from '../../../emulator/index.ts'
import { iam } from '../../kit/in-app.ts'
import { deliver, plain, shown } from '../../kit/texts.ts'
import { emulator } from '../../kit/world.ts'

const origin = { campaign_id: 'c', message_variation_id: 'm' }
const BODY = { type: 'MODAL', message: 'Hi {{${first_name}}}' }

async function stage() {
  const e = emulator()
  await iam(e, BODY)
  await e.post('/users/track', { attributes: [{ external_id: 'mel', first_name: 'Mel' }] })
  return e
}

test('is ready without an event, its Liquid not rendered; nobody can do anything with it before a device has it', async () => {
  const e = await stage()
  expect(await e.rowsOf(async () => void deliver(e, 'mel', 'in_app_message', BODY, { origin }))).toEqual([])
  const [message] = await shown(e, 'mel')
  expect(message).toMatchObject({ status: 'sent', payload: null, device_id: null })
  const answer = await e.admin('POST', `/messages/${message.id}/engage`, { action: 'impression' })
  expect([answer.status, answer.body.error.code]).toEqual([409, 'not_delivered'])
})

test('a test needs a push token; what is done with it by hand is marked as a test and is in no history', async () => {
  const e = await stage()
  expect(deliver(e, 'mel', 'in_app_message', BODY, { origin, test: true })).toMatchObject([{ status: 'withheld', reason: 'no_push_token' }])
  await e.post('/users/track', { attributes: [{ external_id: 'mel', push_tokens: [{ app_id: homeKeys.ios, token: 't' }] }] })
  const [message] = deliver(e, 'mel', 'in_app_message', BODY, { origin, test: true })
  await e.sdk('ios', '/data', { device_id: 'd', time: 1, respond_with: { user_id: 'mel', triggers: true } })
  const rows = plain(await e.rowsOf(() => e.admin('POST', `/messages/${message!.id}/engage`, { action: 'impression' })))
  expect(rows).toEqual([['in_app_message.impression', expect.objectContaining({ trigger_ids: [compositeId({ owner: 'c', message_variation_id: message!.id })], message_id: message!.id, test: true })]])
  expect(e.world.messageHistory.of(e.world.profiles.byExternalId('mel')!, 10)).toEqual([])
})
