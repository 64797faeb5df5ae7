// What users did with Banners: which they dismissed, and which placements a device has asked for in its session. docs: developer_guide/banners/creating_placements; rules B2, B6
import type { Db } from '../../kernel/db.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { Journal } from '../../kernel/journal.ts'
import type { Origin } from '../messages/messages.ts'
import type { Messages } from '../messages/messages.ts'
import type { ProfileRow, Profiles } from '../profiles/profiles.ts'
import { trackingId } from '../campaigns/messages.ts'
import { bannerStatements } from './banners.sql.ts'

const MOST_PLACEMENTS = 10 // "only the first 10 will be returned—any additional placements will be dropped from the request"

/** What a Banner keeps while it is edited: one for each variation, in a Canvas for each entry. */
export const stableKey = ({ message_variation_id, canvas_entry_id }: Pick<Origin, 'message_variation_id' | 'canvas_entry_id'>, message_id: string): string =>
  trackingId(`banner:${message_variation_id ?? message_id}${canvas_entry_id === null ? '' : `:${canvas_entry_id}`}`)

/** The state of the Banners of one world. */
export function createBanners({ db, clock, journal, profiles, messages }: { db: Db; clock: Clock; journal: Journal; profiles: Profiles; messages: Pick<Messages, 'find'> }) {
  const sql = bannerStatements(db)

  const dismiss = (profile: Pick<ProfileRow, 'id'>, stable_key: string): void => void sql.dismiss.run(profile.id, stable_key, clock.now())

  journal.observe(['banner.dismissal'], ({ data, profile: braze_id }) => {
    const message = typeof data['message_id'] === 'string' ? messages.find(data['message_id']) : undefined
    const key = (message?.payload as { stable_key?: unknown } | null | undefined)?.stable_key
    const profile = braze_id === null ? undefined : profiles.heirByBrazeId(braze_id)
    if (typeof key === 'string' && profile !== undefined) dismiss(profile, key)
  })
  // A session of one user on a device: it begins with his events, or with the first call that names him
  journal.observe(['session.started', 'device.moved'], ({ data }) => void sql.forget.run(String(data['app_id']), String(data['device_id'])))

  return {
    dismiss,
    dismissed: (profile: Pick<ProfileRow, 'id'>): Set<string> => new Set(sql.dismissed.all(profile.id).map(({ stable_key }) => stable_key)),
    /** The placements that are answered: the first of the device's session. */
    served({ app_id, device_id }: { app_id: string; device_id: string }, asked: readonly string[]): string[] {
      const before = JSON.parse(sql.asked.get(app_id, device_id)?.placements ?? '[]') as string[]
      const all = [...new Set([...before, ...asked])].slice(0, MOST_PLACEMENTS)
      if (all.length > before.length) sql.ask.run(app_id, device_id, JSON.stringify(all))
      return [...new Set(asked)].filter((id) => all.includes(id))
    },
    merge(from: Pick<ProfileRow, 'id'>, to: Pick<ProfileRow, 'id'>): void {
      sql.move.run(to.id, from.id)
      sql.drop.run(from.id)
    },
  }
}

export type Banners = ReturnType<typeof createBanners>
