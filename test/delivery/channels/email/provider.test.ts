// The simulated provider: what becomes of a mail by its address, and when.
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { outcomeOf } from '../../../../emulator/delivery/channels/email/provider.ts'
import { createCore } from '../../../../emulator/index.ts'
import { sent, stage, user } from '../../../kit/emails.ts'
import { folder } from '../../../kit/kernel.ts'
import { NOW } from '../../../kit/world.ts'

const HARD = '550 5.1.1 The email account that you tried to reach does not exist'
const SOFT = '452 4.2.2 The email account that you tried to reach is over quota'

/** A user with this address, mailed once. */
async function mailed(address: string, more: Parameters<typeof sent>[1] = {}) {
  const s = await stage()
  await user(s.e, 'ann', address)
  let message: any
  const rows = await s.e.rowsOf(async () => void (message = await sent(s, more, 'ann')))
  const again = async () => (await s.e.admin('GET', `/messages/${message.id}`)).body
  return { s, e: s.e, message, again, said: rows.map(({ kind, data }) => [kind, data['bounce_reason'] ?? data['deferral_reason'] ?? null]) }
}

test.each([
  ['bounce@example.com', 'bounce'], ['Ann+Bounce@example.com', 'bounce'], ['a+b+spam@example.com', 'spam'], ['softbounce@x.co', 'softbounce'], ['defer@x.co', 'defer'], ['drop@x.co', 'drop'],
  ['bounces@example.com', undefined], ['bounce+ann@example.com', undefined], ['ann@bounce.com', undefined], ['ann@example.com', undefined],
])('%s asks for %s', (address, outcome) => expect(outcomeOf(address)).toBe(outcome))

test('a hard bounce: the address is listed, the state stays, the next mail is withheld', async () => {
  const { s, e, message, said } = await mailed('ann+bounce@example.com')
  expect(said).toEqual([['email.sent', null], ['email.bounced', HARD], ['hard_bounce.recorded', null]])
  expect(message).toMatchObject({ status: 'bounced', reason: null, detail: { bounce_type: 'hard', bounce_reason: HARD } })
  expect((await e.get('/email/hard_bounces?start_date=2026-03-01&end_date=2026-03-02')).body.emails).toMatchObject([{ email: 'ann+bounce@example.com' }])
  expect((await e.exported('ann')).email_subscribe).toBe('subscribed')
  expect(await sent(s, {}, 'ann')).toMatchObject({ status: 'withheld', reason: 'hard_bounced' })
})

test('a drop: the provider does not even try', async () => {
  const { message, said, e } = await mailed('drop@example.com')
  expect(said.map(([kind]) => kind)).toEqual(['email.sent', 'email.bounced', 'hard_bounce.recorded'])
  expect(message).toMatchObject({ status: 'bounced', detail: { bounce_type: 'hard', is_drop: true } })
  expect(e.journal().find(({ kind }) => kind === 'email.bounced')!.data).toMatchObject({ is_drop: true, bounce_reason: 'Bounced Address', email_address: 'drop@example.com' })
})

test('spam: it arrives, and is reported', async () => {
  const { message, said } = await mailed('spam@example.com')
  expect(said.map(([kind]) => kind)).toEqual(['email.sent', 'email.delivered', 'email.marked_as_spam', 'spam_report.recorded'])
  expect(message.status).toBe('delivered')
})

test('a deferral: it arrives after five minutes', async () => {
  const { e, message, said, again } = await mailed('defer@example.com')
  expect(said).toEqual([['email.sent', null], ['email.deferred', '421 4.7.0 Try again later']])
  expect(message.status).toBe('sent')
  await e.admin('POST', '/clock/advance', { by: '299s' })
  expect((await again()).status).toBe('sent')
  expect(await e.kindsOf(() => e.admin('POST', '/clock/advance', { by: '1s' }))).toEqual(['email.delivered', 'clock.changed'])
  expect((await again()).status).toBe('delivered')
})

test('a soft bounce is tried for 72 hours, each attempt told; then it is over', async () => {
  const { e, message, said, again } = await mailed('softbounce@example.com')
  expect(said).toEqual([['email.sent', null], ['email.soft_bounced', SOFT]])
  expect(message).toMatchObject({ status: 'sent', detail: null })
  const before = e.world.journal.lastSeq()
  await e.admin('POST', '/clock/advance', { by: '71h59m59s' })
  expect((await again()).status).toBe('sent')
  await e.admin('POST', '/clock/advance', { by: '1s' })
  const hours = e.journal(before).filter(({ kind }) => kind === 'email.soft_bounced').map(({ at, data }) => [(at - Date.parse(NOW)) / 3_600_000, data['attempt']])
  expect(hours).toEqual([[1, 2], [4, 3], [12, 4], [24, 5], [48, 6], [72, 7]])
  expect(e.journal(before).filter(({ data }) => data['is_terminal'] === true).map(({ kind, data }) => [kind, data['attempt'], data['bounce_reason']])).toEqual([['email.soft_bounced', 7, SOFT]])
  expect(await again()).toMatchObject({ status: 'bounced', detail: { bounce_type: 'soft', attempts: 7 } })
  expect(await e.kindsOf(() => e.admin('POST', '/clock/advance', { by: '30d' }))).toEqual(['clock.changed'])
  expect(e.world.emailLists.bounceOf('softbounce@example.com')).toBeUndefined()
})

test('a soft bounce gets through when somebody says so; a mail that is not under way can not be delivered', async () => {
  const { e, message, again } = await mailed('softbounce@example.com')
  expect(await e.kindsOf(() => e.admin('POST', `/messages/${message.id}/engage`, { action: 'deliver' }))).toEqual(['email.delivered'])
  expect((await again()).status).toBe('delivered')
  expect((await e.kindsOf(() => e.admin('POST', '/clock/advance', { by: '80h' }))).filter((kind) => kind.startsWith('email.'))).toEqual([])
  const { status, body } = await e.admin('POST', `/messages/${message.id}/engage`, { action: 'deliver' })
  expect([status, body.error.code, body.error.message]).toEqual([422, 'invalid', 'action only a mail that is under way can be delivered; this one is delivered'])
})

test('retries survive a restart, and none is repeated', async () => {
  const db = join(folder(), 'world.db')
  const { e } = await (async () => {
    const s = await stage({ db })
    await user(s.e, 'ann', 'softbounce@example.com')
    await sent(s, {}, 'ann')
    await s.e.admin('POST', '/clock/advance', { by: '2h' })
    return s
  })()
  e.core.close()
  const core = createCore({ db, holdClock: true })
  const world = core.world()
  await world.scheduler.advanceTo(Date.parse(NOW) + 24 * 3_600_000)
  expect(world.journal.read({ kinds: ['email.soft_bounced'] }).map(({ data }) => data['attempt'])).toEqual([1, 2, 3, 4, 5])
  core.close()
})
