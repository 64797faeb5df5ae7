// A fence as the wire gives it, and when one of its transitions is worth a report (G4; mobile wire 4.1, 4.8).
import type { Geofence } from './content-types.ts'
import type { Context } from './device-memory.ts'
import { geofenceRule } from './server-config.ts'
import type { Json } from './wire-types.ts'

/** Undefined: it has no place, no size or no name. */
export const fenceOf = (given: Json): Geofence | undefined => {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return undefined
  const { id, latitude, longitude, radius } = given
  if (typeof id !== 'string' || typeof latitude !== 'number' || typeof longitude !== 'number' || typeof radius !== 'number') return undefined
  const number = (key: string): number => (typeof given[key] === 'number' ? given[key] : 0)
  const on = (key: string): boolean => given[key] !== false
  return {
    id, latitude, longitude, radius, enterEvents: on('enter_events'), exitEvents: on('exit_events'),
    analyticsEnter: on('analytics_enabled_enter'), analyticsExit: on('analytics_enabled_exit'),
    cooldownEnter: number('cooldown_enter'), cooldownExit: number('cooldown_exit'),
  }
}

/** Why it is not reported; undefined: it is. The interval counts for all fences, the cooldown for one fence and direction. */
export const mayReport = (context: Context, fence: Geofence, event: 'enter' | 'exit'): string | undefined => {
  const { store, clock } = context
  const [registered, counted, cooldown] = event === 'enter'
    ? [fence.enterEvents, fence.analyticsEnter, fence.cooldownEnter]
    : [fence.exitEvents, fence.analyticsExit, fence.cooldownExit]
  if (!registered || !counted) return `its ${event} is not asked for`
  const last = Math.max(-Infinity, ...Object.values(store.geofenceReportedAt))
  if (clock.now() - last < geofenceRule(store.config).reportSeconds * 1000) return 'too soon after the last report'
  const own = store.geofenceReportedAt[`${fence.id} ${event}`]
  return own !== undefined && clock.now() - own < cooldown * 1000 ? 'its cooldown runs' : undefined
}
