// Scripts of random calls with fixed seeds: the real @braze/web-sdk in Chromium and sdk-shims/web answer, tell and write the same. A difference is a fault of the shim.
import { expect, test, vi } from 'vitest'
import * as shim from '../../sdk-shims/web/index.ts'
import { headless } from '../../sdk-shims/web/control.ts'
import type { DeviceClock } from '../../sdk-shims/device/virtual-clock.ts'
import type { Emulator } from '../../emulator/adapters/package.ts'
import { createEmulator, homeKeys } from '../../emulator/adapters/package.ts'
import { describeInChromium, webVisits } from '../kit/chromium.ts'
import type { Kept, Sdk } from './clients.ts'
import { journalOf } from './journals.ts'
import type { Call, RandomStep } from './random-calls.ts'
import { randomScript, WORLD } from './random-calls.ts'
import { play } from './random-play.ts'

const visit = webVisits()
/** More of them: `SEEDS=20,21,22 npx vitest run …`. */
const SEEDS = process.env['SEEDS']?.split(',').map(Number) ?? [6, 7, 10, 13]

type Player = {
  emulator: Emulator
  play(calls: readonly Call[]): Promise<unknown[]>
  /** Resolves when no request is under way. */
  idle(): Promise<void>
  wait(seconds: number): Promise<unknown>
  reload(): Promise<unknown>
}

/** The real SDK, on a page whose clock can jump and whose requests leave one after the other, as the shim's do: which of several is there first is a matter of the network. */
async function inChromium(): Promise<Player & { userAgent: string }> {
  const { page, emulator, baseUrl } = await visit()
  await page.clock.install()
  await page.addInitScript(() => {
    const { send } = XMLHttpRequest.prototype
    const counted = window as unknown as { underWay: number }
    counted.underWay = 0
    let line: Promise<unknown> = Promise.resolve()
    XMLHttpRequest.prototype.send = function (body) {
      counted.underWay++
      this.addEventListener('loadend', () => setTimeout(() => counted.underWay--))
      const before = line
      line = new Promise((ended) => this.addEventListener('loadend', ended))
      void before.then(() => send.call(this, body))
    }
  })
  await page.reload()
  return {
    emulator, userAgent: await page.evaluate(() => navigator.userAgent),
    play: (calls) => page.evaluate(`(${play.toString()})(window.braze, (window.kept ??= { seen: [] }), ${JSON.stringify(calls)}, ${JSON.stringify({ key: homeKeys.web, baseUrl })})`),
    async idle() {
      // What an answer sets off begins within a turn or two
      for (let quiet = 0; quiet < 3; ) quiet = (await page.evaluate(() => new Promise((look) => setTimeout(() => look((window as any).underWay), 2)))) === 0 ? quiet + 1 : 0
    },
    wait: (seconds) => page.clock.fastForward(seconds * 1000),
    reload: () => page.reload(),
  }
}

/** The machine's clock, which can jump. */
function jumpingClock(): DeviceClock & { jump(ms: number): void } {
  let ahead = 0
  type Timer = { due: number; run: () => void; handle?: ReturnType<typeof setTimeout> }
  const timers = new Set<Timer>()
  const now = (): number => Date.now() + ahead
  const arm = (timer: Timer): void => {
    clearTimeout(timer.handle)
    timer.handle = setTimeout(() => { timers.delete(timer); timer.run() }, Math.max(0, timer.due - now()))
  }
  return {
    now,
    at: (due, run) => {
      const timer: Timer = { due, run }
      timers.add(timer)
      arm(timer)
      return () => { timers.delete(timer); clearTimeout(timer.handle) }
    },
    jump: (ms) => { ahead += ms; [...timers].forEach(arm) },
  }
}

async function inNode(userAgent: string): Promise<Player> {
  const emulator = createEmulator()
  const baseUrl = await emulator.listen({ port: 0 })
  const clock = jumpingClock()
  headless.reset({ clock, facts: { browser: 'Unknown Browser', browserVersion: 'Unknown Version', userAgent } })
  let kept: Kept = { seen: [] }
  const turn = (): Promise<unknown> => new Promise((next) => setTimeout(next, 2))
  return {
    emulator,
    play: (calls) => play(shim as unknown as Sdk, kept, calls, { key: homeKeys.web, baseUrl }),
    idle: async () => { for (let look = 0; look < 3; look++) await Promise.all([headless.idle(), turn()]) },
    wait: async (seconds) => clock.jump(seconds * 1000),
    reload: async () => { headless.reload(); kept = { seen: [] } },
  }
}

/** These wait until what came before is answered. */
const WAITS = new Set(['changeUser', 'openSession', 'wipeData', 'disableSDK', 'enableSDK', 'destroy'])
const inParts = (calls: readonly Call[]): Call[][] =>
  calls.reduce<Call[][]>((parts, call) => {
    const known = call[1] === 'changeUser' // what is queued for the one before goes first
    if (parts.length === 0 || WAITS.has(call[1]) || call[0] === 'initialize') parts.push(...(known ? [[['flush', ''] as const]] : []), [])
    parts.at(-1)!.push(call)
    return parts
  }, [])

async function run({ emulator, ...client }: Player, script: readonly RandomStep[]): Promise<object[]> {
  for (const [method, path, body] of WORLD) await emulator.admin(method, path, body)
  const journal = journalOf(emulator)
  await journal.next()
  const ran: object[] = []
  for (const step of script) {
    if (step.reload === true) await client.reload()
    if (step.wait !== undefined) {
      await emulator.clock.advance(`${step.wait}s`)
      await client.wait(step.wait)
    }
    await client.idle()
    const [answers, told]: [string[], unknown[]] = [[], []]
    for (const part of [...inParts(step.calls), ...(step.flush ? [[['flush', ''] as const]] : []), []]) {
      const all = await client.play(part)
      told.push(...(all.pop() as unknown[]))
      part.forEach((call, at) => answers.push(`${JSON.stringify(call)} → ${JSON.stringify(all[at])}`))
      await client.idle()
    }
    await emulator.settle()
    // Answers that are under way side by side come in any order
    ran.push({ answers, told: told.map((one) => JSON.stringify(one)).sort(), rows: (await journal.look()).map((row) => JSON.stringify(row)) })
    await journal.next()
  }
  return ran
}

describeInChromium('random scripts: the shim answers, tells and writes as the real SDK does', () => {
  test.each(SEEDS)('seed %i', async (seed) => {
    const said = vi.spyOn(console, 'warn').mockImplementation(() => {}) // the shim's word for calls without an SDK
    const real = await inChromium()
    const headlessPage = await inNode(real.userAgent)
    try {
      const script = randomScript(seed)
      const [ours, theirs] = await Promise.all([run(headlessPage, script), run(real, script)])
      expect(JSON.stringify(theirs)).toContain('session.started')
      for (const [step, one] of ours.entries()) expect({ step, ...one }).toEqual({ step, ...theirs[step] })
    } finally {
      headless.reset()
      await headlessPage.emulator.close()
      said.mockRestore()
    }
  })
})
