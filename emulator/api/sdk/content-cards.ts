// POST /api/v3/content_cards/sync: the user's cards, whole or as what has changed (rules C5–C9). iOS needs both watermarks. observed: web SDK 6.13.0, BrazeKit 18.2
import * as z from 'zod'
import { DataBody } from './data.ts'
import { deviceIdOf } from './envelope.ts'
import { sdk } from './realm.ts'
import { userOf } from './syncs.ts'

/** A watermark; anything else counts as none. */
const mark = (value: unknown): number => (typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : 0)

export const contentCardsSync = sdk({
  path: '/content_cards/sync',
  docs: 'developer_guide/content_cards',
  evidence: ['client'],
  body: DataBody.extend({ last_full_sync_at: z.unknown().optional(), last_card_updated_at: z.unknown().optional() }),
  handle: ({ world, app, body }) =>
    world.cardSyncs.begin({
      profile: userOf(world, app!, body), app: app!, device_id: deviceIdOf(body), marks: { last_full_sync_at: mark(body.last_full_sync_at), last_card_updated_at: mark(body.last_card_updated_at) },
    }),
  complete: ({ world }, begun) => world.cardSyncs.finish(begun),
  // Nothing new: the device asks again with what it has
  spared: (begun) => ('answer' in begun ? begun.answer : { cards: [], full_sync: false, ...begun.asked.marks }),
})
