// What a device is told that is no longer in step: a card that is among the newest again, a world that was restored; and members whose Liquid makes flags, numbers and pairs.
import { expect, test } from 'vitest'
import { NO_ORIGIN } from '../../../emulator/domain/messages/messages.ts'
import { advance, cardCampaign, logs, marks, people, starts, syncCards, titles } from '../../kit/on-devices.ts'
import { emulator } from '../../kit/world.ts'

type Emulator = ReturnType<typeof emulator>

/** Cards of their own, without a campaign. */
function make(e: Emulator, count: number, body: Record<string, unknown> = {}): void {
  const profile = e.world.profiles.byExternalId('mel')!
  e.world.db.tx(() => {
    for (let n = 1; n <= count; n++)
      e.world.delivery.deliver({ profile_id: profile.id, channel: 'content_cards', body: { title: String(n), message: 'x', ...body }, origin: NO_ORIGIN, targeting: 'all', cause: {}, frequency_capping: false, quiet_hours: null, tags: [], test: false, transactional: false })
  })
}

test('a card that is among the newest 250 again comes with the next sync, to every device; till then only changes do', async () => {
  const e = emulator()
  await people(e, 'mel')
  make(e, 1, { title: 'old' })
  make(e, 1, { title: 'short', time_to_live: 60 })
  make(e, 249)
  const [web, ios] = [await syncCards(e, 'web', { user_id: 'mel' }), await syncCards(e, 'ios', { user_id: 'mel' })]
  expect([titles(web).length, titles(web).at(-1)]).toEqual([250, 'short'])
  const still = await syncCards(e, 'web', { user_id: 'mel', ...marks(web) })
  expect([still['full_sync'], titles(still)]).toEqual([false, []])
  await advance(e, '60s')
  for (const [app, before] of [['web', still], ['ios', ios]] as const) {
    const after = await syncCards(e, app, { user_id: 'mel', ...marks(before) })
    expect([after['full_sync'], titles(after).length, titles(after).at(-1)]).toEqual([true, 250, 'old'])
  }
  const last = await syncCards(e, 'android', { user_id: 'mel' })
  make(e, 1, { title: 'new' })
  const pushed = await syncCards(e, 'android', { user_id: 'mel', ...marks(last) })
  expect([pushed['full_sync'], titles(pushed)]).toEqual([false, ['new', '-old']])
})

test('after a restore a device begins anew: what it has seen since is not taken for what is there', async () => {
  const e = emulator()
  await people(e, 'mel')
  await cardCampaign(e, 'one')
  const first = await syncCards(e, 'web', { user_id: 'mel' })
  const snapshot = e.world.snapshot()
  await cardCampaign(e, 'two')
  const second = await syncCards(e, 'web', { user_id: 'mel', ...marks(first) })
  e.world.restore(snapshot)
  await cardCampaign(e, 'three')
  const third = await syncCards(e, 'web', { user_id: 'mel', ...marks(second) })
  expect([titles(second), third['full_sync'], titles(third)]).toEqual([['two'], true, ['three', 'one']])
})

test.each([['launch'], ['first_impression']])('U3: a card made at %s that the anonymous and the known user both have is there once, and stays dismissed', async (card_creation) => {
  const e = emulator()
  await people(e, 'mel', 'kai')
  await starts(e, 'web', undefined)
  for (const id of ['seen', 'dismissed']) await cardCampaign(e, id, { card_creation })
  const { cards } = await syncCards(e, 'ios', { user_id: 'mel' })
  await logs(e, 'ios', 'mel', [['ccd', { ids: [cards.find(({ tt }: { tt: string }) => tt === 'dismissed').id] }]])
  expect(titles(await syncCards(e, 'web')).sort()).toEqual(['dismissed', 'seen'])
  expect(titles(await syncCards(e, 'web', { user_id: 'mel' }))).toEqual(['seen'])
  await e.post('/users/merge', { merge_updates: [{ identifier_to_merge: { external_id: 'mel' }, identifier_to_keep: { external_id: 'kai' } }] })
  expect(titles(await syncCards(e, 'android', { user_id: 'kai' })).sort()).toEqual(card_creation === 'launch' ? ['dismissed', 'seen'] : ['seen'])
})

test('flags, numbers and pairs may come of Liquid', async () => {
  const e = emulator()
  await e.post('/users/track', { attributes: [{ external_id: 'mel', yes: true, no: false, ratio: 1.5, pairs: { a: 'b' } }] })
  await cardCampaign(e, 'one', { pinned: '{{custom_attribute.${yes}}}', web_use_webview: '{{custom_attribute.${no}}}', aspect_ratio: '{{custom_attribute.${ratio}}}', extras: '{"user": "{{${user_id}}}"}', time_to_live: '{% if custom_attribute.${yes} %}60{% endif %}' })
  await cardCampaign(e, 'two', { dismissible: '{{custom_attribute.${no}}}', pinned: '{{custom_attribute.${missing}}}', extras: '{{${user_id}}}', aspect_ratio: '{{custom_attribute.${missing}}}' })
  const { cards } = await syncCards(e, 'web', { user_id: 'mel' })
  const now = e.world.clock.now() / 1000
  expect(cards).toMatchObject([{ tt: 'one', p: true, db: false, uw: false, ar: 1.5, e: { user: 'mel' }, ea: now + 60 }, { tt: 'two', p: false, db: false, uw: true, e: {} }])
  expect('ar' in cards[1]).toBe(false)
})

test('C11: pairs count in the size as they are written', async () => {
  const e = emulator()
  await people(e, 'mel')
  await cardCampaign(e, 'fits', { extras: { a: { b: 'x'.repeat(1900) } } })
  await cardCampaign(e, 'large', { extras: { a: { b: 'x'.repeat(2048) } } })
  expect(titles(await syncCards(e, 'web', { user_id: 'mel' }))).toEqual(['fits'])
  expect((await e.admin('GET', '/messages?campaign_id=large')).body.messages).toMatchObject([{ status: 'aborted', reason: 'too_large', detail: { abort_log: 'Content card maximum size exceeded' } }])
})

test('a card that was dismissed elsewhere, and seen again here, goes all the same', async () => {
  const e = emulator()
  await people(e, 'mel')
  await cardCampaign(e, 'one')
  const [web, ios] = [await syncCards(e, 'web', { user_id: 'mel' }), await syncCards(e, 'ios', { user_id: 'mel' })]
  const ids = [web['cards'][0].id]
  await logs(e, 'ios', 'mel', [['ccd', { ids }]])
  await logs(e, 'web', 'mel', [['cci', { ids }]])
  expect([titles(await syncCards(e, 'web', { user_id: 'mel', ...marks(web) })), titles(await syncCards(e, 'ios', { user_id: 'mel', ...marks(ios) }))]).toEqual([['-one'], ['-one']])
})
