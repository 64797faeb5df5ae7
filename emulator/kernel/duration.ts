// Durations as people write them: `3d2h30s`, `500ms`, or a number of milliseconds.

const UNITS: Record<string, number> = { w: 604_800_000, d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000, ms: 1 }

/** Milliseconds of a duration such as `3d2h30s`, `90m`, `1.5h`, `250ms`; a bare number is milliseconds. Undefined when it is none. */
export function parseDuration(text: string | number): number | undefined {
  if (typeof text === 'number') return Number.isFinite(text) && text >= 0 ? text : undefined
  const parts = [...text.trim().matchAll(/(\d+(?:\.\d+)?)\s*(ms|w|d|h|m|s)\s*/gy)]
  if (parts.length === 0 || parts.map((part) => part[0]).join('') !== text.trim()) return undefined
  return Math.round(parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * UNITS[unit!]!, 0))
}
