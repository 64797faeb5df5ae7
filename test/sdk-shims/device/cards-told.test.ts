// Content Cards: who is told of them, and when (C1, C2, C13, U14, U15, N10).
import { describe, expect, test } from 'vitest'
import { card, CARDS, idOf, ON, titles, withCards } from './card-bench.ts'
import { MOBILE, PLATFORMS } from './message-bench.ts'
import { answer, bench, config, DATA, paths, START_S } from './scripted-server.ts'

describe('who is told', () => {
  test.each(PLATFORMS)('C13 %s: after every good sync, changed or not; not after a failed one', async (platform) => {
    const all = await withCards(platform, [card(1)])
    await all.sync(false)
    await all.sync(false)
    expect(all.updates.map((one) => [one.cards.length, one.unviewed, one.lastUpdated])).toEqual([[1, 1, (START_S + 2) * 1000], [1, 1, (START_S + 2) * 1000]])
    all.script(CARDS, answer('', 500))
    const ended: boolean[] = []
    all.device.requestContentCardsRefresh((ok) => ended.push(ok))
    await all.news()
    expect([ended, all.updates.length]).toEqual([[false], 2])
  })

  test('C13: Android hands the cached cards to a new subscriber, web and iOS wait for the next sync', async () => {
    for (const platform of PLATFORMS) {
      const all = await withCards(platform, [card(1)])
      const heard: number[] = []
      all.device.subscribe('content_cards', (one) => heard.push(one.cards.length))
      expect([platform, heard]).toEqual([platform, platform === 'android' ? [1] : []])
    }
  })

  test.each(MOBILE)('U15, U14, U15 %s: subscribers see the feed empty when the user changes', async (platform) => {
    const all = await withCards(platform, [card(1)])
    all.device.changeUser('u1')
    expect(all.updates.map((one) => [one.cards, one.lastUpdated])).toEqual([[[], undefined]])
  })

  test('U14 web: known to known empties the feed for subscribers; anonymous to known keeps what was dismissed here', async () => {
    const all = await withCards('web', [card(1), card(2)])
    all.device.logContentCardDismissal(idOf(1))
    all.script(CARDS, answer({ cards: [card(1), card(2)], full_sync: true, last_full_sync_at: 1, last_card_updated_at: 1 }))
    all.device.changeUser('u1')
    expect([all.updates, titles(all)]).toEqual([[], []])
    await all.news()
    expect(titles(all)).toEqual(['card 2'])
    all.updates.length = 0
    all.script(CARDS, answer({ cards: [card(1)], full_sync: true, last_full_sync_at: 1, last_card_updated_at: 1 }))
    all.device.changeUser('u2')
    expect(all.updates[0]).toEqual({ cards: [], lastUpdated: undefined, unviewed: 0 })
    await all.news()
    expect(titles(all)).toEqual(['card 1'])
  })

  test.each(PLATFORMS)('N10 %s: wipeData shows subscribers an empty feed; they stay subscribed', async (platform) => {
    const all = await withCards(platform, [card(1)])
    all.device.wipeData()
    expect(all.updates.map((one) => one.cards)).toEqual([[]])
    expect(all.device.contentCards()).toEqual([])
    all.device.enableSDK()
    all.standing(DATA, { config: config({ ...ON, time: START_S + 9 }) })
    all.script(CARDS, answer({ cards: [card(2)], full_sync: true, last_full_sync_at: 1, last_card_updated_at: 1 }))
    all.device.openSession()
    await all.news()
    if (platform !== 'ios') expect(all.updates.at(-1)?.cards.map((one) => one.data['tt'])).toEqual(['card 2'])
  })

  test('C2 web: switched off, the feed is emptied and subscribers see it', async () => {
    const all = await withCards('web', [card(1)])
    all.script(DATA, answer({ config: config({ time: START_S + 1, content_cards: { enabled: false } }) }))
    all.device.setFirstName('x')
    all.device.requestImmediateDataFlush()
    await all.news()
    expect([titles(all), all.updates.map((one) => one.cards)]).toEqual([[], [[]]])
  })

  test('C1 web: without a subscriber a session asks for no cards; the first one makes up for it', async () => {
    const all = bench('web', { subscribesByItself: false })
    all.standing(DATA, { config: config(ON) })
    all.device.launch()
    expect(paths(await all.news())).toEqual(['data/'])
    // A page that opened no session yet asks for nothing
    all.device.kill()
    all.device.initialize()
    all.device.subscribe('content_cards', () => undefined)
    expect(await all.news()).toEqual([])
    all.device.kill()
    await all.pass(4000)
    all.device.launch()
    expect(paths(await all.news())).toEqual(['data/'])
    const heard: unknown[] = []
    all.device.subscribe('content_cards', (one) => heard.push(one.cards))
    expect(paths(await all.news())).toEqual(['content_cards/sync'])
    all.device.subscribe('content_cards', () => undefined)
    expect(await all.news()).toEqual([])
    await all.pass(4000)
    all.device.openSession()
    expect(paths(await all.news())).toEqual(['data/', 'content_cards/sync'])
    expect(heard).toEqual([[], []])
  })
})
