// POST /api/v3/banners/sync: the Banner of each placement, and dismissals that are heard of (rules B2, B3, B6). observed: web SDK 6.13.0
import * as z from 'zod'
import { DataBody } from './data.ts'
import { deviceIdOf, isObject, textOf } from './envelope.ts'
import { sdk } from './realm.ts'
import { userOf } from './syncs.ts'

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
    const placements = (Array.isArray(body.placements) ? body.placements : []).flatMap((one: unknown) => (isObject(one) && textOf(one['id']) !== undefined ? [one['id'] as string] : []))
    // All of them are acknowledged, or the SDK would send them for ever
    const dismissals = (Array.isArray(body.pending_dismissals) ? body.pending_dismissals : []).filter(isObject)
    world.bannerSyncs.dismiss(profile, place, dismissals.map(({ banner_id }) => banner_id))
    const banners = world.bannerSyncs.serve(profile, place, placements)
    return {
      banners: app!.platform === 'iOS' || app!.platform === 'tvOS' ? asList(banners) : asMap(banners),
      ...(typeof body.time_ms === 'number' ? { request_time: body.time_ms } : {}),
      dismissals: { acknowledged: dismissals },
    }
  },
})
