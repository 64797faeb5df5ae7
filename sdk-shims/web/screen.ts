// What the page shows now: in-app messages, feeds and banners, each with the place it was put into.
import type { Banner } from './banner.ts'
import { browser } from './browser.ts'
import type { Browser } from './browser.ts'
import type { Card } from './card.ts'
import type { InAppMessage } from './in-app-message.ts'

export type ShownMessage = { message: InAppMessage; place: object | undefined }
export type ShownBanner = { banner: Banner; place: object; at: number }
/** A feed of cards; `place` undefined: at the edge of the page. `logged`: ids whose impression this opening logged (C10). */
export type ShownFeed = { cards: Card[]; place: object | undefined; filter: ((cards: Card[]) => Card[]) | undefined; logged: Set<string> }

export type Screen = { messages: ShownMessage[]; feeds: ShownFeed[]; banners: ShownBanner[] }

const screens = new WeakMap<Browser, Screen>()

/** The screen of the browser that is open. */
export const screen = (): Screen => {
  const owner = browser()
  let mine = screens.get(owner)
  if (mine === undefined) screens.set(owner, (mine = { messages: [], feeds: [], banners: [] }))
  return mine
}

/** The page went: what it showed went with it. */
export const clearScreen = (): void => void Object.assign(screen(), { messages: [], feeds: [], banners: [] } satisfies Screen)
