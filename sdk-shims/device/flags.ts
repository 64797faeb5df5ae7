// Feature flags as the app reads them, and their impressions (F4, F5; web wire 8).
import type { FeatureFlag } from './content-types.ts'
import { running } from './device-memory.ts'
import type { Context } from './device-memory.ts'
import type { Device } from './device-types.ts'
import type { Log } from './logging.ts'
import { isEnabled } from './server-config.ts'
import type { JsonObject } from './wire-types.ts'

/** A flag whose `enabled` is no boolean is none. */
const flagOf = (given: JsonObject): FeatureFlag | undefined => {
  const { id, enabled, properties, fts } = given
  if (typeof id !== 'string' || typeof enabled !== 'boolean') return undefined
  return {
    id, enabled, trackingString: typeof fts === 'string' && fts !== '' ? fts : undefined,
    properties: typeof properties === 'object' && properties !== null && !Array.isArray(properties) ? structuredClone(properties) : {},
  }
}

export const flagsOf = (context: Context): FeatureFlag[] =>
  context.store.flags.map(flagOf).filter((one): one is FeatureFlag => one !== undefined)

export type FlagVerbs = Pick<Device, 'getFeatureFlag' | 'getAllFeatureFlags' | 'logFeatureFlagImpression'>

export const createFlagVerbs = (context: Context, log: Log): FlagVerbs => {
  /** Web reads no flag while the server has them off, or has said nothing yet. */
  const off = (): boolean => context.wire.platform === 'web' && !isEnabled(context.store.config, 'feature_flags')
  const find = (id: string): FeatureFlag | null => (off() ? null : (flagsOf(context).find((one) => one.id === id) ?? null))
  return {
    getFeatureFlag: find,
    getAllFeatureFlags: () => (off() ? [] : flagsOf(context)),
    logFeatureFlagImpression: (id) => {
      running(context)
      const { store } = context
      const fts = find(id)?.trackingString
      // F5: once per session and tracking string; without one never
      if (fts === undefined || store.disabled || store.flagImpressions[fts] === true) return false
      store.flagImpressions[fts] = true
      return log('ffi', { fid: id, fts })
    },
  }
}
