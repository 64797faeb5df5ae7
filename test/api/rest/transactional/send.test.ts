// POST /transactional/v1/campaigns/:campaign_id/send: one user, ids that send once a day, and texts of its own for keys.
import { describe, expect, test } from 'vitest'
import { homeKeys } from '../../../../emulator/index.ts'
import type { Emulator } from '../../../kit/rest.ts'
import { ask } from '../../../kit/rest.ts'
import { define, DISPATCH, IDS, refuses, UNKNOWN } from '../../../kit/sends.ts'
import { emulator, NOW } from '../../../kit/world.ts'

const path = (id: string = IDS.transactional) => `/transactional/v1/campaigns/${id}/send`
const TIME = '2026-03-01T12:00:00.000+00:00'
const QUEUED = 'The external reference has been queued.  Please retry to obtain send_id.'
const setUp = (): Emulator => {
  const e = emulator()
  define(e)
  return e
}
const MEL = { recipient: { external_user_id: 'mel' } }

test('a send is accepted, kept whole, and waits: nothing is mailed and nobody is made', async () => {
  const e = setUp()
  const body = { external_send_id: 'order-7_+/=', trigger_properties: { order: { id: 7 } }, recipient: { external_user_id: 'mel', attributes: { email: 'mel@example.com' } } }
  const said = await ask(e, 'POST', path(), body)
  expect([said.status, said.body, said.kinds]).toEqual([201, { dispatch_id: DISPATCH, status: 'sent', metadata: { received_at: TIME, enqueued_at: TIME, campaign_api_id: IDS.transactional, external_send_id: 'order-7_+/=' }, message: 'success' }, ['send.accepted']])
  expect(e.world.sends.accepted()).toMatchObject([{ dispatch_id: said.body.dispatch_id, kind: 'transactional', campaign_id: IDS.transactional, external_send_id: 'order-7_+/=', broadcast: false, request: body }])
  expect(e.world.profiles.count()).toBe(0)
})

test.each([['an alias', { user_alias: { alias_name: 'a', alias_label: 'l' } }], ['a list of one, as the npm client types it', [{ external_user_id: 'mel' }]]])('to %s, without an id of its own', async (_name, recipient) => {
  const e = setUp()
  const said = await ask(e, 'POST', path(), { recipient, trigger_properties: '' })
  expect([said.status, said.body]).toEqual([201, { dispatch_id: DISPATCH, status: 'sent', metadata: { received_at: TIME, enqueued_at: TIME, campaign_api_id: IDS.transactional }, message: 'success' }])
  expect(e.world.sends.accepted()[0]!.request).toEqual({ recipient: Array.isArray(recipient) ? recipient[0] : recipient })
})

describe('external_send_id', () => {
  const body = { ...MEL, external_send_id: 'x1' }

  test('is not sent again while it waits', async () => {
    const e = setUp()
    await ask(e, 'POST', path(), body)
    await refuses(e, path(), body, QUEUED)
    expect((await ask(e, 'POST', path(), { ...body, external_send_id: 'x2' })).status).toBe(201)
  })

  test('answers with the first send once that ran', async () => {
    const e = setUp()
    const first = await ask(e, 'POST', path(), body)
    e.world.db.tx(() => e.world.sends.take(1))
    e.world.clock.moveTo(Date.parse(NOW) + 5000)
    const again = await ask(e, 'POST', path(), { ...body, recipient: { external_user_id: 'kai' } })
    expect([again.status, again.body, again.kinds]).toEqual([201, first.body, ['decision.ignored']])
    expect(e.world.sends.accepted()).toEqual([])
  })

  test('is free again after 24 hours, not before', async () => {
    const e = setUp()
    await ask(e, 'POST', path(), body)
    e.world.clock.moveTo(Date.parse(NOW) + 86_400_000 - 1)
    await refuses(e, path(), body, QUEUED)
    e.world.clock.moveTo(Date.parse(NOW) + 86_400_000)
    const said = await ask(e, 'POST', path(), body)
    expect([said.status, said.kinds]).toEqual([201, ['send.accepted']])
  })

  test.each(['', 'a b', 'ü', 'a.b', 'a\n', 7, {}])('%j is not valid', async (external_send_id) => {
    await refuses(setUp(), path(), { ...MEL, external_send_id }, `'external_send_id' is not valid`)
  })
})

test.each([
  ['an unknown campaign', UNKNOWN, 'Campaign does not exist'], ['no id of a campaign', 'my-campaign', 'campaign_id must be a string of the campaign api identifier'],
  ['a triggered campaign', IDS.triggered, 'The campaign is not a transactional campaign. Only transactional campaigns may use this endpoint'], ['an API campaign', IDS.api, 'The campaign is not a transactional campaign. Only transactional campaigns may use this endpoint'],
])('%s is refused', async (_name, id, message) => {
  await refuses(setUp(), path(id), MEL, message)
})

test('a campaign that is stopped or archived', async () => {
  const e = setUp()
  e.world.db.tx(() => void e.world.campaigns.stop(IDS.transactional))
  await refuses(e, path(), MEL, 'The campaign is paused. Resume the campaign in order for trigger requests to take effect.')
  e.world.db.tx(() => void e.world.campaigns.archive(IDS.transactional))
  await refuses(e, path(), MEL, 'The campaign is archived. Unarchive the campaign in order for trigger requests to take effect.')
})

const ONE_USER = `'recipient' must be an object with either 'external_user_id' or 'user_alias'`
test.each([
  ['no recipient', {}, `'recipient' is required`], ['a text', { recipient: 'mel' }, ONE_USER], ['nobody', { recipient: {} }, ONE_USER], ['two names', { recipient: { external_user_id: 'mel', user_alias: { alias_name: 'a', alias_label: 'l' } } }, ONE_USER],
  ['two recipients', { recipient: [{ external_user_id: 'a' }, { external_user_id: 'b' }] }, ONE_USER], ['properties that are no object', { ...MEL, trigger_properties: [] }, `'trigger_properties' is not valid`],
  ['large properties', { ...MEL, trigger_properties: { a: 'x'.repeat(51_200) } }, `'trigger_properties' must be at most 50 KB`],
])('%s is refused', async (_name, body, message) => {
  await refuses(setUp(), path(), body, message)
})

describe('keys are refused in words of its own', () => {
  const call = (e: Emulator, key: string | undefined) => e.call('POST', path(), MEL, key === undefined ? {} : { authorization: `Bearer ${key}` })

  test.each([['no key', undefined], ['a wrong key', 'wrong'], ['an SDK key', homeKeys.ios]])('%s', async (_name, key) => {
    const e = setUp()
    const answer = await call(e, key)
    expect([answer.status, answer.body]).toEqual([401, { message: 'Error authenticating credentials' }])
  })

  test('a key of other addresses, a key without the permission', async () => {
    const e = setUp()
    e.world.db.tx(() => {
      e.world.restKeys.create({ key: 'elsewhere', name: 'k', permissions: ['transactional.send'], ip_allowlist: ['10.1.2.3'] })
      e.world.restKeys.create({ key: 'others', name: 'k', permissions: ['messages.send'] })
      e.world.restKeys.create({ key: 'own', name: 'k', permissions: ['transactional.send'] })
    })
    const [elsewhere, others, own] = [await call(e, 'elsewhere'), await call(e, 'others'), await call(e, 'own')]
    expect([elsewhere.status, elsewhere.body]).toEqual([401, { message: 'Invalid whitelisted IPs' }])
    expect([others.status, others.body]).toEqual([403, { message: 'You do not have permission to access this resource' }])
    expect(own.status).toBe(201)
  })
})
