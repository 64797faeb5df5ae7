// Feature flags as the page reads them (F1-F5, F7; web wire 8).
import type { FeatureFlag as DeviceFlag } from '../device/content-types.ts'
import { FeatureFlag } from './feature-flag.ts'
import { sdk } from './instance.ts'
import { note } from './logger.ts'
import { isToldAtOnce, subscribeTo } from './subscribing.ts'
import type { PropertiesJson } from './typed-values.ts'

const flagOf = (given: DeviceFlag): FeatureFlag =>
  Object.assign(new FeatureFlag(), { id: given.id, enabled: given.enabled, properties: given.properties as unknown as PropertiesJson })

/** The flag of that id; null when this user has none. */
export function getFeatureFlag(id: string): FeatureFlag | null | undefined {
  const found = sdk()?.device.getFeatureFlag(id)
  return found === undefined || found === null ? found : flagOf(found)
}

/** All flags of this user. */
export function getAllFeatureFlags(): FeatureFlag[] | undefined {
  return sdk()?.device.getAllFeatureFlags().map(flagOf)
}

/** Calls `subscriber` at once with the flags at hand where they are of this session, and whenever an answer came or a request for one failed. */
export function subscribeToFeatureFlagsUpdates(subscriber: (featureFlags: FeatureFlag[]) => void): string | undefined {
  const found = sdk()
  if (found === undefined) return undefined
  if (typeof subscriber === 'function' && isToldAtOnce(found, 'feature_flags')) subscriber(found.device.getAllFeatureFlags().map(flagOf))
  found.hear('featureFlags', 'feature_flags', (flags) => found.told.featureFlags.tell(flags.map(flagOf)))
  return subscribeTo(found, 'featureFlags', subscriber)
}

/** Asks the server for the flags now. One callback is called when the request ended. */
export function refreshFeatureFlags(successCallback?: () => void, errorCallback?: () => void): void {
  sdk()?.device.refreshFeatureFlags((ok) => (ok ? successCallback : errorCallback)?.())
}

/** Logs that the user met the flag: once a session, and only where the flag is part of an experiment. */
export function logFeatureFlagImpression(featureFlagId: string): boolean | undefined {
  const found = sdk()
  if (found === undefined) return undefined
  const done = found.device.logFeatureFlagImpression(featureFlagId)
  if (!done) note(`no impression of the flag "${featureFlagId}" was logged: it was logged in this session, or is in no experiment.`)
  return done
}
