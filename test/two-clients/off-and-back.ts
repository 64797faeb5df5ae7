// The script of what is turned off and what comes back that both clients run: data that a failed request brings back under newer ones, cards and banners that the server switches off and on.
import type { Emulator } from '../../emulator/adapters/package.ts'
import type { Client } from './clients.ts'
import type { Step } from './script.ts'

const DATA = '/api/v3/data/'
const features = (on: boolean) => (emulator: Emulator) => emulator.admin('PATCH', '/settings', { sdk_features: { content_cards: on, banners: on } })

/** Another banner takes the place. */
const replaced = (emulator: Emulator) => emulator.admin('POST', '/banners', { id: 'other', name: 'other', placement_id: 'home', html: '<p>Other</p>', priority: 'high' })

export async function withBanner({ emulator, baseUrl }: Client): Promise<object> {
  await emulator.admin('POST', '/banners', { id: 'home', name: 'home', placement_id: 'home', html: '<p>Hi</p>' })
  return { baseUrl }
}

export const OFF_AND_BACK: readonly Step[] = [
  {
    does: 'a page that listens for cards and banners',
    act: async (braze, { seen }, { key, baseUrl }) => {
      braze.initialize(key, { baseUrl, doNotLoadFontAwesome: true })
      braze.changeUser('mel')
      braze.subscribeToContentCardsUpdates(({ cards, lastUpdated }) => void seen.push(['cards', cards.length, lastUpdated instanceof Date]))
      braze.subscribeToBannersUpdates((banners) => void seen.push(['banners', Object.keys(banners)]))
      braze.openSession()
      await new Promise((done) => braze.requestImmediateDataFlush(done))
      return new Promise((done) => braze.requestBannersRefresh(['home'], () => done(true), () => done(false)))
    },
  },
  {
    does: 'attributes that did not arrive come back: newer ones stay, of the free ones all', unsent: true,
    before: (emulator) => emulator.admin('PUT', '/faults', [{ match: { path: DATA }, status: 500, times: 1 }]),
    act: async (braze) => {
      const user = braze.getUser()!
      const set = [user.setCustomUserAttribute('size', 1), user.setCustomUserAttribute('lost', true), user.setFirstName('Mel'), user.setLastName('Old'), user.setHomeCity('Ulm')]
      const sent = new Promise((done) => braze.requestImmediateDataFlush(done))
      set.push(user.setCustomUserAttribute('size', 2), user.setLastName('New'), user.setHomeCity(null))
      return [set, await sent]
    },
  },
  { does: 'with the next flush', act: (braze) => new Promise((done) => braze.requestImmediateDataFlush(done)) },
  {
    does: 'attributes that did not arrive, and nothing newer of that kind', unsent: true,
    before: (emulator) => emulator.admin('PUT', '/faults', [{ match: { path: DATA }, status: 500, times: 1 }]),
    act: async (braze) => {
      const user = braze.getUser()!
      const set = [user.setCustomUserAttribute('shoe', 44), user.setCountry('DE')]
      const sent = new Promise((done) => braze.requestImmediateDataFlush(done))
      set.push(user.setLanguage('de'))
      return [set, await sent]
    },
  },
  { does: 'they leave with what is newer', act: (braze) => new Promise((done) => braze.requestImmediateDataFlush(done)) },
  {
    does: 'cards and banners are switched off: told with every answer', before: features(false),
    act: async (braze, { seen }) => {
      seen.length = 0
      for (const event of ['one', 'two']) {
        braze.logCustomEvent(event)
        await new Promise((done) => braze.requestImmediateDataFlush(done))
      }
      return [...seen]
    },
  },
  {
    does: 'asked for while they are off: told at once, and of nothing else',
    act: (braze, { seen }) => {
      seen.length = 0
      braze.requestContentCardsRefresh(() => seen.push('cards came'), () => seen.push('no cards'))
      braze.requestBannersRefresh(['home'], () => seen.push('banners came'), () => seen.push('no banners'))
      return [[...seen], braze.getCachedContentCards()?.cards, braze.getAllBanners()]
    },
  },
  {
    does: 'another page, where one listens while they are off', reload: true,
    act: (braze, { seen }, { key, baseUrl }) => {
      braze.initialize(key, { baseUrl, doNotLoadFontAwesome: true })
      braze.openSession()
      braze.subscribeToBannersUpdates((banners) => void seen.push(['banners', Object.keys(banners)]))
      braze.subscribeToContentCardsUpdates(({ cards, lastUpdated }) => void seen.push(['cards', cards.length, lastUpdated instanceof Date]))
      braze.requestBannersRefresh(['home'], () => seen.push('banners came'))
      return [...seen]
    },
  },
  {
    does: 'on again: what was asked for comes', before: features(true),
    act: async (braze, { seen }) => {
      seen.length = 0
      braze.logCustomEvent('three')
      await new Promise((done) => braze.requestImmediateDataFlush(done))
      for (let look = 0; look < 500 && !seen.includes('banners came'); look++) await new Promise((again) => setTimeout(again, 10))
      return [seen.includes('banners came'), Object.keys(braze.getAllBanners()!)]
    },
  },
  {
    does: 'placements that are no texts, and impressions of what can not be gone through',
    act: async (braze) => {
      await new Promise((done) => braze.requestBannersRefresh([1, null, ' ', 'home'] as never, () => done(true), () => done(false)))
      return [Object.keys(braze.getAllBanners()!).sort(), ...[{}, true, 'home', new Set(['nowhere']), null].map((placements) => {
        try {
          return braze.logBannerImpressions(placements as never)
        } catch (error) {
          return (error as Error).name
        }
      })]
    },
  },
  {
    does: 'a banner in hand is dismissed, though another one stands there by now', before: replaced,
    act: async (braze, { seen }) => {
      const first = braze.getBanner('home')!
      first.subscribeToDismissedEvent(() => seen.push('dismissed'))
      await new Promise((done) => braze.requestBannersRefresh(['home'], () => done(true), () => done(false)))
      seen.length = 0
      const second = braze.getBanner('home')!
      return [first.html, second.html, braze.dismissBanner(first), braze.dismissBanner(first), [...seen], braze.getBanner('home')?.html]
    },
  },
]
