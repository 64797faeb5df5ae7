// A device whose card syncs answer what a test gives them.
import type { ContentCardsUpdate, DeviceOptions, JsonObject, Platform } from '../../../sdk-shims/device/index.ts'
import { answer, bench, config, DATA, START_S } from './scripted-server.ts'
import type { Bench } from './scripted-server.ts'

export const CARDS = '/api/v3/content_cards/sync'
export const ON = { content_cards: { enabled: true } }

/** A card that every platform can read. */
export const card = (n: number | string, more: JsonObject = {}): JsonObject => ({
  id: Buffer.from(`${String(n).padStart(24, '0')}_$_cc=1&mv=${'a'.repeat(24)}&pi=cmp`).toString('base64'),
  tp: 'short_news', ca: START_S, ea: -1, tt: `card ${n}`, ds: '', u: '', uw: false, v: false, cl: false, p: false, r: false, db: true, t: false, e: {}, ...more,
})
export const idOf = (n: number | string): string => String(card(n)['id'])
export const titles = ({ device }: Bench): unknown[] => device.contentCards().map((one) => one.data['tt'])

type Sync = (full: boolean, ...cards: JsonObject[]) => Promise<void>

/** A device whose card syncs answer what `sync` is given. */
export const withCards = async (platform: Platform, first: JsonObject[] = [], options: Partial<DeviceOptions> = {}): Promise<Bench & { sync: Sync; updates: ContentCardsUpdate[] }> => {
  const all = bench(platform, options)
  const { device } = all
  all.standing(DATA, { config: config(ON) })
  device.launch()
  await all.news()
  // iOS takes its switches from the config of the launch before
  device.kill()
  device.launch()
  await all.news()
  const updates: ContentCardsUpdate[] = []
  device.subscribe('content_cards', (one) => updates.push(one))
  const sync: Sync = async (full, ...cards) => {
    all.script(CARDS, answer({ cards, full_sync: full, last_full_sync_at: START_S + 1, last_card_updated_at: START_S + 2 }))
    device.requestContentCardsRefresh()
    await all.news()
  }
  await sync(true, ...first)
  updates.length = 0
  return { ...all, sync, updates }
}

export const logged = ({ device }: Bench): unknown[] => device.pending.events.filter((one) => one.name.startsWith('cc')).map((one) => [one.name, one.data])
