// Content Cards: the store, marks, the feed, what is logged (C1-C10, C14; web wire 3, 7).
import { describe, expect, test } from 'vitest'
import { card, CARDS, idOf, logged, titles, withCards } from './card-bench.ts'
import { PLATFORMS } from './message-bench.ts'
import { answer, bench, paths, START_S } from './scripted-server.ts'

test.each(PLATFORMS)('C10 %s: impressions are named in the order of the feed, on web as the page gave them', async (platform) => {
  const all = await withCards(platform, [card(1), card(2), card(3)])
  expect(all.device.logContentCardImpressions([idOf(3), '?', idOf(1), idOf(3)])).toBe(true)
  expect(logged(all)).toEqual([['cci', { ids: (platform === 'web' ? [3, 1, 3] : [1, 3]).map(idOf) }]])
})

describe('the store', () => {
  test.each(PLATFORMS)('C5 %s: an incremental sync merges: newer wins, older is ignored, viewed stays viewed', async (platform) => {
    const all = await withCards(platform, [card(1), card(2)])
    await all.sync(false, card(1, { tt: 'old', ca: START_S - 1 }), card(2, { tt: 'new', ca: START_S + 1, v: true, u: 'https://example.com/' }), card(3))
    expect(titles(all)).toEqual(['new', 'card 1', 'card 3'])
    await all.sync(false, card(2, { tt: 'newer', ca: START_S + 2, v: false, u: null }))
    const [first] = all.device.contentCards()
    expect(first).toMatchObject({ viewed: true, clicked: false, url: 'https://example.com/', updated: (START_S + 2) * 1000 })
  })

  test.each(PLATFORMS)('C5 %s: a full sync drops what is absent, keeps test cards and what was viewed here', async (platform) => {
    const all = await withCards(platform, [card(1), card(2, { t: true }), card(3)])
    all.device.logContentCardImpressions([idOf(3)])
    await all.sync(true, card(3))
    expect(titles(all).sort()).toEqual(['card 2', 'card 3'])
    expect(all.device.contentCards().find((one) => one.id === idOf(3))?.viewed).toBe(true)
    await all.sync(true, card(3), card(4, { v: true }))
    await all.sync(true, card(3), card(4))
    expect(all.device.contentCards().filter((one) => !one.isTest).map((one) => one.viewed)).toEqual([true, true])
    await all.sync(true)
    await all.sync(true, card(3))
    // It was gone in between: its mark went with it
    expect(all.device.contentCards().find((one) => one.id === idOf(3))?.viewed).toBe(false)
  })

  test.each(PLATFORMS)('C5 %s: the watermarks of the answer go with the next request', async (platform) => {
    const all = await withCards(platform)
    all.device.requestContentCardsRefresh()
    expect((await all.news())[0]?.body).toMatchObject({ last_full_sync_at: START_S + 1, last_card_updated_at: START_S + 2 })
    expect(all.device.contentCardsUpdatedAt()).toBe(6000)
  })

  test.each(PLATFORMS)('C6 %s: an expired card leaves by itself, one that had expired before never comes', async (platform) => {
    const all = await withCards(platform, [card(1, { ea: START_S + 60 }), card(2, { ea: START_S - 60 })])
    expect(titles(all)).toEqual(['card 1'])
    await all.pass(59.999)
    expect(titles(all)).toEqual(['card 1'])
    await all.pass(0.001)
    expect(titles(all)).toEqual([])
  })

  test('C6: a card that expired here and is given more time: back on the phones, gone for good on web', async () => {
    for (const platform of PLATFORMS) {
      const all = await withCards(platform, [card(1, { ea: START_S + 60 })])
      await all.pass(61)
      await all.sync(false)
      await all.sync(true, card(1, { ca: START_S + 70, ea: START_S + 600 }))
      expect([platform, titles(all)]).toEqual([platform, platform === 'web' ? [] : ['card 1']])
    }
  })

  test.each(PLATFORMS)('C7 %s: a dismissed card does not come back; one that can not be dismissed stays', async (platform) => {
    const all = await withCards(platform, [card(1), card(2, { db: false })])
    expect([all.device.logContentCardDismissal(idOf(1)), all.device.logContentCardDismissal(idOf(1)), all.device.logContentCardDismissal(idOf(2)), all.device.logContentCardDismissal('?')]).toEqual([true, false, false, false])
    expect(logged(all)).toEqual([['ccd', { ids: [idOf(1)] }]])
    await all.sync(true, card(1, { ca: START_S + 5 }), card(2))
    await all.sync(false, card(1, { ca: START_S + 6 }))
    expect(titles(all)).toEqual(['card 2'])
  })

  test('C7 ios: subscribers hear of a dismissal at once', async () => {
    for (const platform of PLATFORMS) {
      const all = await withCards(platform, [card(1)])
      all.device.logContentCardDismissal(idOf(1))
      expect([platform, all.updates.map((one) => one.cards.length)]).toEqual([platform, platform === 'ios' ? [0] : []])
    }
  })

  test.each(PLATFORMS)('C8 %s: r removes at once', async (platform) => {
    const all = await withCards(platform, [card(1), card(2)])
    await all.sync(false, card(1, { r: true }))
    expect(titles(all)).toEqual(['card 2'])
  })

  test.each(PLATFORMS)('C9 %s: pinned first, then the newest, equal ones as the server sent them; unknown types are dropped', async (platform) => {
    const all = await withCards(platform, [
      card('a', { ca: START_S - 5 }), card('b', { ca: START_S + 5, i: 'https://example.com/i.png', tp: 'captioned_image' }), card('c', { p: true, ca: START_S - 9 }),
      card('d', { ca: START_S - 5 }), card('e', { p: true, ca: START_S - 8 }), card('f', { tp: 'hologram' }),
    ])
    expect(titles(all)).toEqual(['card e', 'card c', 'card b', 'card a', 'card d'])
  })

  test.each(PLATFORMS)('C9 %s: control cards are in the model, not in the count of unviewed ones', async (platform) => {
    const all = await withCards(platform, [card(1, { tp: 'control' }), card(2), card(3, { v: true })])
    expect(all.device.contentCards().map((one) => one.isControl)).toEqual([true, false, false])
    expect(all.device.unviewedContentCards()).toBe(1)
    expect(all.device.logContentCardImpressions([idOf(1), idOf(2), idOf(3), '?'])).toBe(true)
    expect(logged(all)).toEqual([['cci', { ids: [idOf(2), idOf(3)] }], ['ccic', { ids: [idOf(1)] }]])
    expect(all.device.unviewedContentCards()).toBe(0)
  })

  test('web wire 7: a link that is a script hides the card, unless the page allows it', async () => {
    const scripted = [card(1, { u: 'javascript:alert(1)' }), card(2)]
    expect(titles(await withCards('web', scripted))).toEqual(['card 2'])
    expect(titles(await withCards('web', scripted, { allowUserSuppliedJavascript: true }))).toEqual(['card 1', 'card 2'])
  })

  test.each(PLATFORMS)('C5 %s: cards and marks outlive the process', async (platform) => {
    const all = await withCards(platform, [card(1), card(2)])
    all.device.logContentCardImpressions([idOf(1)])
    all.device.logContentCardDismissal(idOf(2))
    all.device.goOffline()
    all.device.kill()
    all.device.launch()
    expect(all.device.contentCards().map((one) => [one.data['tt'], one.viewed])).toEqual([['card 1', true]])
  })
})

describe('what is logged', () => {
  test.each(PLATFORMS)('C10 %s: an impression for every explicit call; it marks the card as viewed', async (platform) => {
    const all = await withCards(platform, [card(1)])
    all.device.logContentCardImpressions([idOf(1)])
    all.device.logContentCardImpressions([idOf(1)])
    expect(all.device.logContentCardImpressions(['?'])).toBe(false)
    expect(logged(all)).toEqual([['cci', { ids: [idOf(1)] }], ['cci', { ids: [idOf(1)] }]])
    expect(all.device.state().contentCards[0]?.['v']).toBe(true)
  })

  test('web wire 3: a click is logged; on web only of a card that leads somewhere', async () => {
    for (const platform of PLATFORMS) {
      const all = await withCards(platform, [card(1, { u: 'https://example.com/1' }), card(2)])
      all.device.clickContentCard(idOf(1))
      expect(all.device.logContentCardClick(idOf(2))).toBe(platform !== 'web')
      expect(logged(all)).toEqual([['ccc', { ids: [idOf(1)] }], ...(platform === 'web' ? [] : [['ccc', { ids: [idOf(2)] }]])])
      expect(all.device.state().openedLinks).toEqual(['https://example.com/1'])
      expect(all.device.contentCards()[0]?.clicked).toBe(true)
      expect(() => all.device.clickContentCard('?')).toThrow('there is no card ? in the feed')
    }
  })

  test.each(PLATFORMS)('C1, C10 %s: the default feed refreshes when older than 60 s, and logs each card once per opening', async (platform) => {
    const all = await withCards(platform, [card(1), card(2, { tp: 'control' })])
    await all.pass(60)
    await all.news()
    all.device.openContentCardsFeed()
    expect(paths(await all.news())).toEqual([])
    expect(logged(all)).toEqual([['cci', { ids: [idOf(1)] }], ['ccic', { ids: [idOf(2)] }]])
    await all.sync(false, card(3))
    expect(all.device.pending.events.filter((one) => one.name === 'cci').map((one) => one.data)).toEqual([{ ids: [idOf(1)] }, { ids: [idOf(3)] }])
    all.device.closeContentCardsFeed()
    await all.sync(false, card(4))
    await all.pass(60.001)
    await all.news()
    all.script(CARDS, answer({ cards: [], full_sync: false, last_full_sync_at: 1, last_card_updated_at: 1 }))
    all.device.openContentCardsFeed()
    expect(paths(await all.news())).toContain('content_cards/sync')
    expect(all.device.pending.events.filter((one) => one.name === 'cci').map((one) => (one.data['ids'] as string[]).length)).toEqual([3])
  })

  test.each(PLATFORMS)('S17, C14 %s: a disabled SDK logs and asks nothing; the callback of a refresh says no', async (platform) => {
    const all = await withCards(platform, [card(1, { u: 'https://example.com' })])
    await all.news()
    all.device.disableSDK()
    await all.news()
    const ended: boolean[] = []
    all.device.requestContentCardsRefresh((ok) => ended.push(ok))
    expect([all.device.logContentCardImpressions([idOf(1)]), all.device.logContentCardClick(idOf(1)), all.device.logContentCardDismissal(idOf(1))]).toEqual([false, false, false])
    await all.pass(60)
    expect([await all.news(), logged(all), ended]).toEqual([[], [], [false]])
  })
})
