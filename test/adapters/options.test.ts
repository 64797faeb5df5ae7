// Options of the package's entries: a misspelt one is refused instead of being its default in silence. Streamed files reach every host.
import { expect, test } from 'vitest'
import { createEmulator } from '../../emulator/adapters/package.ts'
import { brazeHandlers } from '../../emulator/adapters/msw/node.ts'

test('a misspelt option names the one that was meant', () => {
  expect(() => createEmulator({ holdclock: true } as object)).toThrow(new TypeError("there is no option 'holdclock'; did you mean 'holdClock'? The options: db, image, seed, holdClock, limits, acceptAnyKey, adminToken, onReset, outbound, onError"))
  expect(() => createEmulator({ port: 1 } as object)).toThrow("there is no option 'port'. The options:")
})

test('handlers of msw refuse it when their emulator is made', () => {
  expect(() => brazeHandlers({ hold_clock: true } as object).emulator).toThrow("there is no option 'hold_clock'")
})
