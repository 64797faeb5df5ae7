// Content Cards on a page of the real @braze/web-sdk: they appear, are seen, clicked and dismissed, run out and are taken away (rules C1, C5 to C10).
import { expect, test } from 'vitest'
import { becomes, messagesOf, picture, series } from '../kit/browser-steps.ts'
import type { Visit } from '../kit/chromium.ts'
import { describeInChromium, soon, webVisits } from '../kit/chromium.ts'
import { DOT } from '../kit/images.ts'

const visit = webVisits()

/** A campaign of one card, made for who logs an event of its id. */
const card = (v: Visit, id: string, message: object, more: object = {}): Promise<unknown> =>
  v.admin('POST', '/campaigns', { id, name: id, trigger: { type: 'custom_event', name: id }, messages: { [`${id}-1`]: { channel: 'content_cards', type: 'classic', title: `The ${id}`, message: `About ${id}`, ...message } }, ...more })
const inFeed = (v: Visit): Promise<string[]> => v.page.locator('.ab-feed .ab-card:not(.ab-hide, .ab-control-card)').evaluateAll((all) => all.map((one) => one.querySelector('.ab-title')?.textContent ?? one.className))
const cached = (v: Visit) => v.page.evaluate(() => window.braze.getCachedContentCards()!.cards.map((card) => [card instanceof window.braze.ControlCard ? 'control' : (card as { title?: string }).title, ...(['viewed', 'clicked', 'dismissed'] as const).map((name) => (card as unknown as Record<string, boolean>)[name])]))
const happened = async (v: Visit): Promise<string[]> => (await v.journal('content_card')).map(({ kind, data }) => `${kind.slice('content_card.'.length)} ${data.campaign_id}`)
const refresh = (v: Visit): Promise<unknown> => v.page.evaluate(() => new Promise((resolve) => window.braze.requestContentCardsRefresh(() => resolve('refreshed'), () => resolve('failed'))))

describeInChromium('Content Cards', () => {
  test('C7, C9: they appear in the feed, are seen, clicked, dismissed, and count', async () => {
    const v = await visit()
    await card(v, 'plain', { url: `${v.site}#plain`, link_text: 'Read', extras: { place: 'top' } })
    await card(v, 'image', { type: 'captioned_image', image_url: DOT, pinned: true })
    await card(v, 'again', { message: 'For {{${first_name}}}' })
    await v.admin('POST', '/campaigns', { id: 'held', name: 'held', trigger: { type: 'custom_event', name: 'plain' }, messages: { c: { channel: 'content_cards', type: 'control', percent: 100 }, m: { channel: 'content_cards', type: 'classic', title: 'x', message: 'y', percent: 0 } } })
    await v.rest('/users/track', { attributes: [{ external_id: 'mel', first_name: 'Mel' }] })
    await v.initialize()
    await becomes(v, 'mel')
    await v.page.evaluate(() => {
      window.braze.showContentCards(null)
      for (const name of ['plain', 'image', 'again']) window.braze.logCustomEvent(name)
    })
    expect(await v.flush()).toBe(true)
    expect(await refresh(v)).toBe('refreshed')
    // Control cards are not counted (C9); the feed that is open has seen the others
    await soon(() => v.page.evaluate(() => window.braze.getCachedContentCards()!.getUnviewedCardCount())).toBe(0)
    // Pinned first, then the newest (C9); the control card is there and not shown
    await soon(() => inFeed(v)).toEqual(['The image', 'The again', 'The plain'])
    await picture(v, 'content-cards')
    expect(await v.page.locator('.ab-card', { hasText: 'The again' }).locator('.ab-description').innerText()).toBe('For Mel')
    expect((await cached(v)).map(([title]) => title).sort()).toEqual(['The again', 'The image', 'The plain', 'control'])
    expect(await v.page.evaluate(() => window.braze.getCachedContentCards()!.cards.find((card) => (card as { title?: string }).title === 'The plain')?.extras)).toEqual({ place: 'top' })

    await v.page.locator('.ab-card', { hasText: 'The plain' }).getByText('Read').click()
    await soon(() => v.page.url()).toBe(`${v.site}#plain`)
    await v.page.locator('.ab-card', { hasText: 'The again' }).hover()
    await v.page.locator('.ab-card', { hasText: 'The again' }).locator('.ab-close-button').click()
    await soon(() => inFeed(v)).toEqual(['The image', 'The plain'])
    expect(await v.flush()).toBe(true)
    const rows = await happened(v)
    expect(rows.filter((row) => row.startsWith('sent'))).toEqual(['sent plain', 'sent image', 'sent again'])
    expect(rows.filter((row) => row.startsWith('impression')).sort()).toEqual(['impression again', 'impression image', 'impression plain'])
    expect(rows.filter((row) => /^(click|dismissal)/.test(row))).toEqual(['click plain', 'dismissal again'])
    expect(rows.filter((row) => row.startsWith('control'))).toEqual(['control_impression held'])
    const done = async (id: string) => (await messagesOf(v, 'content_cards')).filter(({ campaign_id }) => campaign_id === id).map(({ status, engagement }) => [status, engagement.map(({ action }: any) => action)])
    expect([await done('plain'), await done('again'), await done('image')]).toEqual([[['sent', ['impression', 'click']]], [['sent', ['impression', 'dismiss']]], [['sent', ['impression']]]])
    expect(await series(v, 'plain', 'content_cards')).toMatchObject([{ variation_api_id: 'plain-1', sent: 1, total_impressions: 1, unique_impressions: 1, total_clicks: 1, unique_clicks: 1, total_dismissals: 0 }])
    expect(await series(v, 'again', 'content_cards')).toMatchObject([{ total_impressions: 1, total_clicks: 0, total_dismissals: 1, unique_dismissals: 1 }])

    // The server knows it too: another page of the same user starts from nothing
    await v.page.evaluate(() => window.braze.wipeData())
    await v.page.reload()
    await v.initialize()
    await v.page.evaluate(() => window.braze.subscribeToContentCardsUpdates(() => {}))
    await becomes(v, 'mel')
    await soon(async () => (await cached(v)).sort()).toEqual([['The image', true, false, false], ['The plain', true, true, false], ['control', true, false, false]])
    expect(v.errors).toEqual([])
  })

  test('C6, C8: a card runs out by itself; one goes when its campaign stops, one with an event of the user; others keep theirs', async () => {
    const v = await visit()
    await v.page.clock.install()
    await card(v, 'short', { time_to_live: 600 })
    await card(v, 'stopped', {})
    await card(v, 'bought', { removal_events: [{ type: 'purchase' }] })
    await card(v, 'lasting', {})
    await v.initialize()
    await v.page.evaluate(() => window.braze.subscribeToContentCardsUpdates(() => {}))
    await becomes(v, 'mel')
    await v.page.evaluate(() => {
      for (const name of ['short', 'stopped', 'bought', 'lasting']) window.braze.logCustomEvent(name)
    })
    expect(await v.flush()).toBe(true)
    const titles = async () => (await cached(v)).map(([title]) => title)
    // The real-time channel tells the page of each
    await soon(titles).toEqual(['The lasting', 'The bought', 'The stopped', 'The short'])
    await v.page.clock.fastForward(601_000)
    await soon(titles).toEqual(['The lasting', 'The bought', 'The stopped'])
    await v.admin('POST', '/campaigns/stopped/stop', { remove_cards: true })
    await soon(titles).toEqual(['The lasting', 'The bought'])
    await v.page.evaluate(() => window.braze.logPurchase('tea', 1))
    expect(await v.flush()).toBe(true)
    expect(await refresh(v)).toBe('refreshed')
    expect(await titles()).toEqual(['The lasting'])
    expect((await happened(v)).slice(4)).toEqual(['removed stopped', 'removed bought'])
    // Nothing is left of mel's for kai
    await becomes(v, 'kai')
    await soon(titles).toEqual([])
    expect(v.errors).toEqual([])
  })
})
