// POST /api/v3/content_cards/sync (web wire 7, mobile wire 4.4): the first sync is full, later ones tell what has changed; what each platform gets.
import { describe, expect, it } from 'vitest'
import { compositeId } from '../../../emulator/domain/campaigns/tracking-ids.ts'
import { advance, cardCampaign, logs, marks, people, syncCards, titles } from '../../kit/on-devices.ts'
import { T } from '../../kit/sdk-wire.ts'
import { emulator } from '../../kit/world.ts'

const APPS = ['web', 'ios', 'android'] as const
const DAY = 86_400

describe('without cards', () => {
  it.each(APPS)('C5: the first sync is full and has both watermarks (%s)', async (app) => {
    expect(await syncCards(emulator(), app, { user_id: 'u1' })).toEqual({ cards: [], full_sync: true, last_full_sync_at: T, last_card_updated_at: 0 })
  })

  it('C5: the next one is incremental and keeps the watermarks', async () => {
    const e = emulator()
    const first = await syncCards(e, 'web', { user_id: 'u1' })
    await advance(e, '1h')
    expect(await syncCards(e, 'web', { user_id: 'u1', ...marks(first) })).toEqual({ ...marks(first), cards: [], full_sync: false })
  })

  it.each(['x', null, -1, {}, undefined, T - 5])('C5: a watermark of %j that is none of ours counts as none', async (mark) => {
    expect(await syncCards(emulator(), 'ios', { user_id: 'u1', last_full_sync_at: mark, last_card_updated_at: mark })).toEqual({ cards: [], full_sync: true, last_full_sync_at: T, last_card_updated_at: 0 })
  })
})

it('C5: what a device has from another emulator, or from before a reset, does not count', async () => {
  const e = emulator()
  await people(e, 'mel')
  await cardCampaign(e, 'one')
  const first = await syncCards(e, 'ios', { user_id: 'mel' })
  for (const wrong of [{ last_full_sync_at: T - 5 }, { last_card_updated_at: T + 500 }]) expect(await syncCards(e, 'ios', { user_id: 'mel', ...marks(first), ...wrong })).toEqual(first)
  expect((await syncCards(e, 'ios', { user_id: 'mel', ...marks(first) }))['full_sync']).toBe(false)
})

describe('a card on each platform', () => {
  const CARD = { type: 'captioned_image', title: 'Sale', message: 'Now', image_url: 'https://x.example/i.png', link_text: 'Go', url: 'https://x.example/', ios_uri: 'app://ios', android_uri: 'app://android', ios_use_webview: false, extras: { a: 'b' }, pinned: true, language: 'en', image_alt: 'A shoe' }
  const EXPECTED = { tp: 'captioned_image', ca: T, ea: T + 30 * DAY, tt: 'Sale', ds: 'Now', i: 'https://x.example/i.png', dm: 'Go', v: false, cl: false, d: false, db: false, p: true, r: false, t: false, e: { a: 'b' }, language: 'en', image_alt: 'A shoe' }

  it.each([['web', 'https://x.example/', true], ['ios', 'app://ios', false], ['android', 'app://android', true]] as const)('%s: its own link, else the one for all', async (app, u, uw) => {
    const e = emulator()
    await people(e, 'mel')
    await cardCampaign(e, 'c', CARD)
    const [message] = (await e.admin('GET', '/messages?external_id=mel')).body.messages
    const id = compositeId({ owner: 'c', message_variation_id: 'c-v', card: message.id })
    expect(await syncCards(e, app, { user_id: 'mel' })).toEqual({ cards: [{ ...EXPECTED, id, u, uw }], full_sync: true, last_full_sync_at: T, last_card_updated_at: T })
  })

  it('a card without an address for the platform leads nowhere there', async () => {
    const e = emulator()
    await people(e, 'mel')
    await cardCampaign(e, 'c', { ios_uri: 'app://ios' })
    expect((await syncCards(e, 'web', { user_id: 'mel' }))['cards'][0].u).toBeNull()
    expect((await syncCards(e, 'ios', { user_id: 'mel' }))['cards'][0].u).toBe('app://ios')
  })
})

describe('what has changed', () => {
  it('C5: a new card comes alone; nothing comes twice', async () => {
    const e = emulator()
    await people(e, 'mel')
    await cardCampaign(e, 'one')
    const first = await syncCards(e, 'ios', { user_id: 'mel' })
    await cardCampaign(e, 'two') // in the same second
    const second = await syncCards(e, 'ios', { user_id: 'mel', ...marks(first) })
    expect([titles(first), titles(second), second['full_sync'], second['last_full_sync_at']]).toEqual([['one'], ['two'], false, first['last_full_sync_at']])
    const third = await syncCards(e, 'ios', { user_id: 'mel', ...marks(second) })
    expect([titles(third), marks(third)]).toEqual([[], marks(second)])
  })

  it('C7: dismissed on one device, gone from the other; the one that never had it hears nothing', async () => {
    const e = emulator()
    await people(e, 'mel')
    const empty = await syncCards(e, 'ios', { user_id: 'mel' })
    await cardCampaign(e, 'one')
    const web = await syncCards(e, 'web', { user_id: 'mel' })
    const android = await syncCards(e, 'android', { user_id: 'mel' })
    await logs(e, 'web', 'mel', [['ccd', { ids: [web['cards'][0].id] }]])
    const after = await syncCards(e, 'android', { user_id: 'mel', ...marks(android) })
    expect([titles(after), after['cards'][0].id]).toEqual([['-one'], web['cards'][0].id])
    expect(titles(await syncCards(e, 'ios', { user_id: 'mel', ...marks(empty) }))).toEqual([])
    expect(titles(await syncCards(e, 'android', { user_id: 'mel' }))).toEqual([])
  })

  it('C10: seen and clicked on one device shows on the other', async () => {
    const e = emulator()
    await people(e, 'mel')
    await cardCampaign(e, 'one', { url: 'https://x.example/' })
    const ios = await syncCards(e, 'ios', { user_id: 'mel' })
    const { id } = ios['cards'][0]
    await logs(e, 'web', 'mel', [['cci', { ids: [id] }], ['ccc', { ids: [id] }]])
    const after = await syncCards(e, 'ios', { user_id: 'mel', ...marks(ios) })
    expect(after['cards']).toEqual([{ ...ios['cards'][0], v: true, cl: true }])
  })

  it('another user of the device: everything, though the device sends the marks of the one before', async () => {
    const e = emulator()
    await people(e, 'mel', 'kai')
    await cardCampaign(e, 'one')
    const mel = await syncCards(e, 'web', { user_id: 'mel' })
    await logs(e, 'web', 'mel', [['ccd', { ids: [mel['cards'][0].id] }]])
    const kai = await syncCards(e, 'web', { user_id: 'kai', ...marks(mel) })
    expect([kai['full_sync'], titles(kai)]).toEqual([true, ['one']])
    const back = await syncCards(e, 'web', { user_id: 'mel', ...marks(kai) })
    expect([back['full_sync'], titles(back)]).toEqual([true, []])
  })
})

it('queued events that come with the sync count before it answers (N4)', async () => {
  const e = emulator()
  await people(e, 'mel')
  await cardCampaign(e, 'one')
  const [{ id }] = (await syncCards(e, 'web', { user_id: 'mel' }))['cards']
  const kinds = await e.kindsOf(async () => {
    const answer = await syncCards(e, 'web', { user_id: 'mel', events: [{ name: 'ccd', time: T, data: { ids: [id] }, session_id: 's-1', user_id: 'mel' }] })
    expect(titles(answer)).toEqual([])
  })
  expect(kinds).toEqual(['content_card.dismissal'])
})
