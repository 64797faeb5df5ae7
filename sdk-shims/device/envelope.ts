// The common part of every request body (web wire 3, mobile wire 3) and the iOS rule on device info (S13).
import type { Context } from './device-memory.ts'
import type { JsonObject, WireEvent } from './wire-types.ts'

/** The device object as JSON, for comparing with the one accepted last. */
export const deviceJson = ({ wire, facts, store, options }: Context): string =>
  JSON.stringify(Object.fromEntries(Object.entries(wire.device({ ...facts, ...store.advertising }, store.seenPermission)).filter(([member]) => options.withheld?.includes(member) !== true)))

/** The tags of this installation and those that the app added. */
const metadataOf = (context: Context): string[] => [...new Set([...(context.options.sdkMetadata ?? context.wire.metadata), ...(context.process?.metadata ?? [])])]

/** When `sdk_metadata` was accepted: in which session, and which tags. */
export const metadataKey = (context: Context): string => `${context.store.session?.id ?? 'none'} ${metadataOf(context).join(' ')}`

/** The alias fields of web requests: only while anonymous with a known alias and SDK auth off (U1). */
export const aliasFields = (context: Context): JsonObject => {
  const { store, wire, options } = context
  if (!wire.sendsAlias || store.alias === undefined || store.userId !== undefined) return {}
  return options.enableSdkAuthentication === true ? {} : { alias: { ...store.alias } }
}

/** An event as it is sent: an unknown user's names the alias known by then. observed: web SDK 6.13.0 */
export const aliased = (context: Context, event: WireEvent): WireEvent =>
  event.user_id === undefined ? { ...event, ...aliasFields(context) } : event

/** A10: the JWT goes with identified users only, and only when the app turned the feature on. observed: web sends what it has. */
export const signatureOf = (context: Context): string | undefined =>
  context.options.enableSdkAuthentication === true && (context.store.userId !== undefined || context.wire.platform === 'web') ? context.store.signature : undefined

/** `device` only when changed since the last accepted /data/; `sdk_metadata` until accepted once per session. */
export const envelope = (context: Context): JsonObject => {
  const { store, wire, options } = context
  const metadata = metadataOf(context)
  const device = deviceJson(context)
  const sendsDevice = device !== store.acceptedDevice && !(wire.deviceNeedsSession && store.session === undefined)
  return {
    api_key: options.apiKey,
    device_id: store.deviceId,
    time: Math.floor(context.clock.now() / 1000),
    sdk_version: options.sdkVersion ?? wire.sdkVersion,
    ...(options.sdkFlavor === undefined ? {} : { sdk_flavor: options.sdkFlavor }),
    ...(metadata.length === 0 || store.metadataSession === metadataKey(context) ? {} : { sdk_metadata: metadata }),
    ...(context.appVersion === undefined ? {} : { app_version: context.appVersion }),
    ...(context.appVersionCode === undefined ? {} : { app_version_code: context.appVersionCode }),
    ...(sendsDevice ? { device: JSON.parse(device) as JsonObject } : {}),
    ...aliasFields(context),
  }
}

/** The same with `user_id` on top: syncs and push/unregister; absent, never empty, while anonymous (U1). */
export const userEnvelope = (context: Context): JsonObject => ({
  ...envelope(context),
  ...(context.store.userId === undefined ? {} : { user_id: context.store.userId }),
})
