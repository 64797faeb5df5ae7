// Durations as people write them: `3d2h30s`, `500ms`, or a number of milliseconds.

const UNITS: Record<string, number> = { w: 604_800_000, d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000, ms: 1 }

/** Whole milliseconds of a duration such as `3d2h30s`, `1h 30m`, `1.5h`, `250ms`; a bare number is milliseconds. Undefined when it is none. */
export function parseDuration(text: string | number): number | undefined {
  let ms: number
  if (typeof text === 'number') ms = text
  else {
    if (!/^\s*(\d+(\.\d+)?\s*(ms|[wdhms])\s*)+$/.test(text)) return undefined
    ms = [...text.matchAll(/(\d+(?:\.\d+)?)\s*(ms|[wdhms])/g)].reduce((sum, [, amount, unit]) => sum + Number(amount) * UNITS[unit!]!, 0)
  }
  const whole = Math.round(ms)
  return ms >= 0 && Number.isSafeInteger(whole) ? whole : undefined
}
