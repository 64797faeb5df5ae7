// What an app and its user do with cards: view, click, dismiss, the default feed (C1, C7, C9, C10, C13, C15; web wire 3, 7).
import { cardsUpdatedAt, feedOf } from './card-store.ts'
import type { ContentCardsUpdate } from './content-types.ts'
import { running } from './device-memory.ts'
import type { Context } from './device-memory.ts'
import type { Device } from './device-types.ts'
import type { Log } from './logging.ts'

/** C1: the default feed refreshes when its cards are older than this, in ms. */
const FEED_AGE_MS = 60_000

export const cardsUpdate = (context: Context): ContentCardsUpdate => {
  const cards = feedOf(context)
  return { cards, lastUpdated: cardsUpdatedAt(context), unviewed: cards.filter((one) => !one.viewed && !one.isControl).length }
}

export type CardVerbs = Pick<Device,
  | 'contentCards' | 'contentCardsUpdatedAt' | 'unviewedContentCards' | 'logContentCardImpressions' | 'logContentCardClick'
  | 'logContentCardDismissal' | 'openContentCardsFeed' | 'closeContentCardsFeed' | 'clickContentCard'>

export type Cards = {
  verbs: CardVerbs
  /** Tells subscribers, and an open feed logs what it shows now. `at`: how old the cards are said to be. */
  changed(at?: number): void
  /** The feed is closed with its app. */
  reset(): void
}

/** `follow`: where a tapped card leads. `refresh`: asks the server. */
export const createCards = (context: Context, log: Log, refresh: () => void, follow: (link: string) => void): Cards => {
  const { wire, notices, clock } = context
  /** C10: what this opening of the feed has logged. */
  let feed: Set<string> | undefined

  const find = (id: string) => feedOf(context).find((one) => one.id === id)

  const impressions = (ids: string[]): boolean => {
    running(context)
    if (context.store.disabled) return false
    const feed = feedOf(context)
    // observed: web names them as the page did, the phones here as the feed has them
    const found = wire.platform === 'web' ? ids.flatMap((id) => feed.filter((one) => one.id === id)) : feed.filter((one) => ids.includes(one.id))
    for (const { id } of found) context.store.cardMarks.viewed[id] = true
    const of = (control: boolean): string[] => found.filter((one) => one.isControl === control).map((one) => one.id)
    const done = [[false, 'cci'], [true, 'ccic']] as const
    return done.map(([control, code]) => of(control).length > 0 && log(code, { ids: of(control) })).some(Boolean)
  }

  const click = (id: string): boolean => {
    running(context)
    const card = find(id)
    // Web logs the click of a card that leads somewhere only.
    if (card === undefined || context.store.disabled || (card.url === undefined && wire.platform === 'web')) return false
    context.store.cardMarks.clicked[id] = true
    return log('ccc', { ids: [id] })
  }

  const look = (): void => {
    if (feed === undefined) return
    const fresh = feedOf(context).map((one) => one.id).filter((id) => !feed!.has(id))
    fresh.forEach((id) => feed!.add(id))
    if (fresh.length > 0) impressions(fresh)
  }

  const verbs: CardVerbs = {
    contentCards: () => feedOf(context),
    contentCardsUpdatedAt: () => cardsUpdatedAt(context),
    unviewedContentCards: () => cardsUpdate(context).unviewed,
    logContentCardImpressions: impressions,
    logContentCardClick: click,
    logContentCardDismissal: (id) => {
      running(context)
      const card = find(id)
      // C7
      if (card === undefined || !card.dismissible || context.store.disabled) return false
      context.store.cardMarks.dismissed[id] = true
      const done = log('ccd', { ids: [id] })
      // changelog of Swift 16: the dismissal shows at once
      if (wire.platform === 'ios') notices.emit('content_cards', cardsUpdate(context))
      return done
    },
    openContentCardsFeed: () => {
      running(context)
      feed = new Set()
      const at = context.store.cardsSyncedAt
      if (at === undefined || clock.now() - at > FEED_AGE_MS) refresh()
      look()
    },
    closeContentCardsFeed: () => { feed = undefined },
    clickContentCard: (id) => {
      const card = find(id)
      if (card === undefined) throw new Error(`there is no card ${id} in the feed`)
      click(id)
      if (card.url !== undefined) follow(card.url)
    },
  }
  return {
    verbs,
    changed: (at) => { notices.emit('content_cards', { ...cardsUpdate(context), ...(at === undefined ? {} : { lastUpdated: at }) }); look() },
    reset: () => { feed = undefined },
  }
}
