// BrazeProperties: properties of an event or purchase. docs: braze-android-sdk, com.braze.models.outgoing.BrazeProperties
import type { AppObject, AppValue } from '../device/wire-types.ts'

export class BrazeProperties {
  readonly #values: AppObject

  constructor(json: AppObject = {}) {
    this.#values = structuredClone(json)
  }

  /** Keys that are empty are ignored. */
  addProperty(key: string, value: AppValue): this {
    if (key !== '') this.#values[key] = value
    return this
  }

  get size(): number {
    return Object.keys(this.#values).length
  }

  forJsonPut(): AppObject {
    return structuredClone(this.#values)
  }
}
