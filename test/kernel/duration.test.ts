// Durations as people write them.
import { expect, test } from 'vitest'
import { parseDuration } from '../../emulator/kernel/duration.ts'

test.each<[string | number, number]>([
  ['3d2h30s', 3 * 86_400_000 + 2 * 3_600_000 + 30_000],
  ['250ms', 250],
  ['1m', 60_000],
  ['1ms', 1],
  ['2w', 14 * 86_400_000],
  ['1.5h', 5_400_000],
  [' 1h 30m ', 5_400_000],
  ['1 h', 3_600_000],
  ['0s', 0],
  ['0.0004s', 0],
  [1500, 1500],
  [0, 0],
  [1.6, 2],
])('%j is %d ms', (text, ms) => expect(parseDuration(text)).toBe(ms))

test.each([['']  , ['   '], ['3'], ['3x'], ['h'], ['-1h'], ['1h-1m'], ['1h30'], ['1.h'], ['.5h'], ['1,5h'], ['3D'], ['1h, 2m'], ['1e3s'], ['NaN'], [`${'9'.repeat(400)}h`], ['999999999999d'], [-1], [Number.NaN], [Number.POSITIVE_INFINITY], [2 ** 60]])(
  '%j is none',
  (text) => expect(parseDuration(text)).toBeUndefined(),
)
