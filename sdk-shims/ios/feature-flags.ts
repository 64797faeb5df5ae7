// braze.featureFlags (F1-F7): read, refreshed, told of, logged.
import type { FeatureFlag as DeviceFlag } from '../device/content-types.ts'
import type { Device } from '../device/device-types.ts'
import type { JsonObject } from '../device/wire-types.ts'
import type { Cancellable } from './observers.ts'
import { refreshing, resultOf } from './results.ts'
import type { Result } from './results.ts'
import { createTypedValues } from './typed-values.ts'
import type { TypedValues } from './typed-values.ts'

export class FeatureFlag {
  readonly id: string
  readonly enabled: boolean
  readonly properties: JsonObject
  readonly flagTrackingString: string | undefined
  readonly #values: TypedValues

  constructor(device: Device, flag: DeviceFlag) {
    this.id = flag.id
    this.enabled = flag.enabled
    this.flagTrackingString = flag.trackingString
    this.properties = structuredClone(flag.properties)
    this.#values = createTypedValues(device, this.properties)
  }

  stringProperty(key: string): string | undefined { return this.#values.string(key) }
  numberProperty(key: string): number | undefined { return this.#values.number(key) }
  boolProperty(key: string): boolean | undefined { return this.#values.boolean(key) }
  imageProperty(key: string): string | undefined { return this.#values.image(key) }
  /** In ms. */
  timestampProperty(key: string): number | undefined { return this.#values.timestamp(key) }
  jsonProperty(key: string): JsonObject | undefined { return this.#values.json(key) }
  /** The same by the name of the documentation. docs: developer_guide/feature_flags/create */
  jsonObjectProperty(key: string): JsonObject | undefined { return this.jsonProperty(key) }
}

export class FeatureFlags {
  readonly #device: Device

  constructor(device: Device) {
    this.#device = device
  }

  get featureFlags(): FeatureFlag[] {
    return this.#device.getAllFeatureFlags().map((one) => new FeatureFlag(this.#device, one))
  }

  /** Undefined: there is no such flag (F4). */
  featureFlag(id: string): FeatureFlag | undefined {
    const found = this.#device.getFeatureFlag(id)
    return found === null ? undefined : new FeatureFlag(this.#device, found)
  }

  getAllFeatureFlags(completion: (flags: FeatureFlag[]) => void): void {
    queueMicrotask(() => completion(this.featureFlags))
  }

  /** Awaited it gives the flags, or throws. */
  requestRefresh(completion?: (result: Result<FeatureFlag[]>) => void): Promise<FeatureFlag[]> {
    return refreshing((done) => this.#device.refreshFeatureFlags((ok) => done(resultOf(ok, this.#device.state().sdkEnabled, () => this.featureFlags))), completion)
  }

  /** Calls `update` after every refresh, good or not (F7), and at once when one ended in this session. */
  subscribeToUpdates(update: (flags: FeatureFlag[]) => void): Cancellable {
    return { cancel: this.#device.subscribe('feature_flags', () => update(this.featureFlags)) }
  }

  /** Once a session and flag (F5). */
  logFeatureFlagImpression(id: string): void {
    this.#device.logFeatureFlagImpression(id)
  }
}
