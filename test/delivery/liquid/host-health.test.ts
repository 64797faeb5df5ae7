// A host that mostly fails is left alone for a minute.
import { expect, test } from 'vitest'
import { createHostHealth } from '../../../emulator/delivery/liquid/host-health.ts'

function host() {
  let now = 0
  const health = createHostHealth(() => now)
  return { health, saw: (times: number, status: number) => Array.from({ length: times }, () => health.saw('h', status)), resting: () => health.resting('h'), wait: (ms: number) => void (now += ms) }
}

test('more than 3,000 failures and more than 90% of all calls in a minute', () => {
  const h = host()
  h.saw(3000, 503)
  expect(h.resting()).toBe(false)
  h.saw(1, 0)
  expect([h.resting(), h.health.resting('other')]).toEqual([true, false])
  h.wait(59_999)
  expect(h.resting()).toBe(true)
  h.wait(1)
  expect(h.resting()).toBe(false)
})
test('after the minute a few calls show whether it is healthy: if not, it rests for another', () => {
  const h = host()
  h.saw(3001, 503)
  h.wait(60_000)
  h.saw(9, 503)
  expect(h.resting()).toBe(false)
  h.saw(1, 503)
  expect(h.resting()).toBe(true)
  h.wait(60_000)
  h.saw(1, 200)
  h.saw(2000, 503)
  expect(h.resting()).toBe(false)
})
test('with a tenth of good answers it is called on', () => {
  const h = host()
  h.saw(400, 200)
  h.saw(3600, 503)
  expect(h.resting()).toBe(false)
  h.saw(1, 429)
  expect(h.resting()).toBe(true)
})
test('failures of an earlier minute do not count', () => {
  const h = host()
  h.saw(3000, 503)
  h.wait(60_000)
  h.saw(3000, 503)
  expect(h.resting()).toBe(false)
})
test.each([[400, false], [404, false], [500, false], [408, true], [429, true], [502, true], [504, true], [529, true]])('status %s counts: %s', (status, counts) => {
  const h = host()
  h.saw(3001, status)
  expect(h.resting()).toBe(counts)
})
