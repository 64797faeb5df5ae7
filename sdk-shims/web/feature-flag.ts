// One feature flag and its typed properties (F4).
import { TypedProperties } from './typed-getters.ts'

/** A feature flag as this user has it. */
export class FeatureFlag extends TypedProperties {
  enabled: boolean = false
  id!: string
}
