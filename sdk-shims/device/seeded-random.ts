// Seeded chance: the same seed draws the same ids, tokens and back-off (N6).
import type { DeviceClock } from './virtual-clock.ts'

export type SeededRandom = {
  /** A number in [0, 1). */
  unit(): number
  /** `length` characters of `alphabet`. */
  text(length: number, alphabet: string): string
  hex(length: number): string
  /** An id in the form of a version 4 UUID, lower case. */
  uuid(): string
}

const HEX = '0123456789abcdef'

/** A small generator (mulberry32 over an FNV-1a hash of the seed); not for secrets. */
export const createSeededRandom = (seed: string): SeededRandom => {
  let state = 2166136261
  for (let i = 0; i < seed.length; i++) state = Math.imul(state ^ seed.charCodeAt(i), 16777619) >>> 0
  const unit = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  const text = (length: number, alphabet: string): string => {
    let out = ''
    for (let i = 0; i < length; i++) out += alphabet.charAt(Math.floor(unit() * alphabet.length))
    return out
  }
  const hex = (length: number): string => text(length, HEX)
  const uuid = (): string => `${hex(8)}-${hex(4)}-4${hex(3)}-${text(1, '89ab')}${hex(3)}-${hex(12)}`
  return { unit, text, hex, uuid }
}

const devicesOfClock = new WeakMap<DeviceClock, number>()

/** The seed of a device that was given none: its ordinal on its clock, so that two devices never share ids. */
export const defaultSeed = (clock: DeviceClock, platform: string): string => {
  const ordinal = (devicesOfClock.get(clock) ?? 0) + 1
  devicesOfClock.set(clock, ordinal)
  return `${platform}-${ordinal}`
}
