// Libraries that a start does not need: loaded when first used, synchronously, because rules are synchronous.
import { createRequire } from 'node:module'

/** A function that loads `name` once, at its first call. */
export function lazy<T>(name: string): () => T {
  let loaded: T | undefined
  return () => (loaded ??= createRequire(import.meta.url)(name) as T)
}
