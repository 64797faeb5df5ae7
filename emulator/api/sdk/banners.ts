// POST /api/v3/banners/sync: the Banner of each placement, and dismissals that are heard of (rules B2, B3, B6). observed: web SDK 6.13.0
import * as z from 'zod'
import type { ProfileRow } from '../../domain/profiles/profiles.ts'
import type { World } from '../../world.ts'
import { DataBody } from './data.ts'
import { deviceIdOf, isObject, textOf } from './envelope.ts'
import { sdk } from './realm.ts'
import { userOf } from './syncs.ts'

const MOST_NAMED = 20 // of what is wrong in a request

type Members = Record<string, unknown>

/** The entries that are as they should be; the others, and what is no list, leave a trace. */
function entriesOf(world: World, profile: ProfileRow, name: 'placements' | 'pending_dismissals', given: unknown, what: string, is: (entry: unknown) => entry is Members): Members[] {
  if (given === undefined || given === null) return []
  const entries = Array.isArray(given) ? (given as unknown[]) : [given]
  const wrong = Array.isArray(given) ? entries.filter((entry) => !is(entry)) : entries
  if (wrong.length > 0) world.decisions.ignored({ rule: 'sdk.banners', why: `${name} is a list of ${what}`, compared: { [name]: wrong.slice(0, MOST_NAMED), count: wrong.length } }, profile.braze_id)
  return Array.isArray(given) ? entries.filter(is) : []
}
const isPlacement = (entry: unknown): entry is Members => isObject(entry) && textOf(entry['id']) !== undefined

/** The Swift SDK's form is a list of those that there are, the others' a map by placement with null for none. observed: web SDK 6.13.0; the list: mobile wire */
const asList = (banners: Record<string, object | null>): object[] => Object.values(banners).filter((one) => one !== null)
const asMap = (banners: Record<string, object | null>): object => Object.fromEntries(Object.entries(banners).map(([placement, banner]) => [placement, { banner }]))

export const bannersSync = sdk({
  path: '/banners/sync',
  docs: 'developer_guide/banners',
  evidence: ['client'],
  body: DataBody.extend({ placements: z.unknown().optional(), pending_dismissals: z.unknown().optional(), time_ms: z.unknown().optional() }),
  handle({ world, app, body }) {
    const profile = userOf(world, app!, body)
    const place = { app_id: app!.app_id, device_id: deviceIdOf(body) }
    const placements = entriesOf(world, profile, 'placements', body.placements, '{id}, a text', isPlacement).map(({ id }) => id as string)
    // All of them are acknowledged, or the SDK would send them for ever
    const dismissals = entriesOf(world, profile, 'pending_dismissals', body.pending_dismissals, '{banner_id, dismissal_time}', isObject)
    world.bannerSyncs.dismiss(profile, place, dismissals.map(({ banner_id }) => banner_id))
    const banners = world.bannerSyncs.serve(profile, place, placements)
    return {
      banners: app!.platform === 'iOS' || app!.platform === 'tvOS' ? asList(banners) : asMap(banners),
      ...(typeof body.time_ms === 'number' ? { request_time: body.time_ms } : {}),
      dismissals: { acknowledged: dismissals },
    }
  },
})
