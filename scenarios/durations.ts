// Spans of time as QA writes them: '40s', '3d2h30s', '250ms'.

const CENTURY_MS = 36_525 * 86_400_000
const UNITS: Record<string, number> = { w: 604_800_000, d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000, ms: 1 }

/** Milliseconds of a span; a number is milliseconds already. Throws a RangeError for anything else. */
export function milliseconds(span: string | number): number {
  if (typeof span === 'number' && Number.isFinite(span) && span >= 0) return Math.round(span)
  const text = String(span).trim()
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)\s*(ms|w|d|h|m|s)\s*/gy)]
  if (parts.length === 0 || parts.map((part) => part[0]).join('') !== text) throw new RangeError(`'${span}' is no span of time: write 40s, 5m or 3d2h30s`)
  const whole = Math.round(parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * UNITS[unit!]!, 0))
  // Dates end, and clocks with them
  if (whole > CENTURY_MS) throw new RangeError(`'${span}' is longer than 100 years`)
  return whole
}
