// The script of edges that both clients run: who is told first of another user, the SDK turned off when a session is due, a name that is none, who hears of a logout.
import type { Client } from './clients.ts'
import type { Step } from './script.ts'

const banner = (id: string) => ({ id, name: id, placement_id: id, html: `<p>${id}</p>` })

/** Sessions that may end after a second, and two placements. */
export async function withBanners({ emulator, baseUrl }: Client): Promise<object> {
  await emulator.admin('PATCH', '/settings', { sessions: { minimum_session_timeout: 1 } })
  for (const id of ['home', 'side']) await emulator.admin('POST', '/banners', banner(id))
  return { baseUrl }
}

export const EDGES: readonly Step[] = [
  {
    does: 'ended before anything was sent: the last word goes out under an id that nobody keeps', unsent: true,
    act: (braze, _, { key, baseUrl }) => [braze.initialize(key, { baseUrl, doNotLoadFontAwesome: true }), braze.logCustomEvent('early'), braze.destroy() ?? null],
  },
  {
    does: 'ended after the id was asked for: it is kept', unsent: true,
    act: (braze, kept, { key, baseUrl }) => [braze.initialize(key, { baseUrl, doNotLoadFontAwesome: true }), typeof (kept['device'] = braze.getDeviceId()), braze.logCustomEvent('early too'), braze.destroy() ?? null],
  },
  {
    does: 'the same id on', unsent: true,
    act: (braze, kept, { key, baseUrl }) => [braze.initialize(key, { baseUrl, doNotLoadFontAwesome: true }), braze.getDeviceId() === kept['device'], braze.destroy() ?? null],
  },
  {
    does: 'what is asked for before there is a config is asked for each time', reload: true,
    act: async (braze, { seen }, { key, baseUrl }) => {
      braze.initialize(key, { baseUrl, doNotLoadFontAwesome: true })
      const told = (name: string) => [() => seen.push([name, true]), () => seen.push([name, false])] as const
      braze.refreshFeatureFlags(...told('flags'))
      braze.refreshFeatureFlags(...told('flags again'))
      braze.requestBannersRefresh(['home'], ...told('home'))
      braze.requestBannersRefresh(['side'], ...told('side'))
      braze.requestContentCardsRefresh(...told('cards'))
      braze.requestContentCardsRefresh(...told('cards again'))
      braze.openSession()
      for (let look = 0; look < 500 && seen.length < 7; look++) await new Promise((again) => setTimeout(again, 10))
      return [...seen].sort()
    },
  },
  {
    does: 'banners are subscribed to before cards',
    act: (braze, kept, { key, baseUrl }) => {
      braze.initialize(key, { baseUrl, doNotLoadFontAwesome: true })
      braze.changeUser('mel')
      braze.subscribeToBannersUpdates((banners) => void kept.seen.push(['banners', Object.keys(banners)]))
      braze.subscribeToContentCardsUpdates(({ cards }) => void kept.seen.push(['cards', cards.length]))
      return new Promise((done) => braze.requestBannersRefresh(['home'], () => done(true), () => done(false)))
    },
  },
  {
    does: 'another user: those who asked first are told first',
    act: (braze, { seen }) => {
      seen.length = 0
      braze.changeUser('kai')
      return [...seen]
    },
  },
  {
    does: 'cards are asked for before banners on the next page', reload: true,
    act: (braze, { seen }, { key, baseUrl }) => {
      braze.initialize(key, { baseUrl, doNotLoadFontAwesome: true })
      braze.getCachedContentCards()
      braze.subscribeToBannersUpdates((banners) => void seen.push(['banners', Object.keys(banners)]))
      braze.subscribeToContentCardsUpdates(({ cards }) => void seen.push(['cards', cards.length]))
      seen.length = 0
      braze.changeUser('mel')
      return [...seen]
    },
  },
  {
    does: 'a name of an attribute that is no text',
    act: (braze) => [7, {}, true, null, undefined].map((name) => {
      try {
        return braze.getUser()!.setCustomUserAttribute(name as never, 1)
      } catch (error) {
        return (error as Error).name
      }
    }),
  },
  {
    does: 'a placement that is empty, in a session of a second', reload: true, unsent: true,
    act: (braze, _, { key, baseUrl }) => {
      braze.initialize(key, { baseUrl, doNotLoadFontAwesome: true, sessionTimeoutInSeconds: 1 })
      braze.openSession()
      braze.subscribeToBannersUpdates(() => {})
      return new Promise((done) => braze.requestBannersRefresh(['later'], () => done(true), () => done(false)))
    },
  },
  {
    does: 'off, when a session is due: one begins, with what it asks for', unsent: true, before: (emulator) => emulator.admin('POST', '/banners', banner('later')),
    act: (braze) => {
      // Both clients ask Date, so nobody waits for the session to be due
      const real = Date
      const ahead = (): number => real.now() + 1100
      globalThis.Date = class extends real {
        constructor(...given: []) {
          super(...(given.length === 0 ? ([ahead()] as unknown as []) : given))
        }
        static override now = ahead
      } as DateConstructor
      try {
        return [braze.disableSDK() ?? null, braze.isDisabled()]
      } finally {
        globalThis.Date = real
      }
    },
  },
  {
    does: 'on again, and out: who listens for cards hears of it once', reload: true, unsent: true,
    act: async (braze, { seen }, { key, baseUrl }) => {
      braze.enableSDK()
      braze.initialize(key, { baseUrl, doNotLoadFontAwesome: true })
      braze.changeUser('mel')
      braze.subscribeToContentCardsUpdates(({ cards }) => void seen.push(['cards', cards.length]))
      await new Promise((done) => braze.requestContentCardsRefresh(() => done(true), () => done(false)))
      await new Promise((done) => braze.requestImmediateDataFlush(done))
      seen.length = 0
      return [await new Promise((done) => braze.logout(() => done('out'), () => done('failed'))), [...seen]]
    },
  },
]
