// A person, their real app and a listening emulator, all in one process: a headless device plays the app, and the machine's time is moved by waiting, so nothing sleeps.
import { PassThrough } from 'node:stream'
import { onTestFinished } from 'vitest'
import { listen } from '../../../emulator/adapters/listen.ts'
import { createCore } from '../../../emulator/index.ts'
import type { Core } from '../../../emulator/index.ts'
import { createPerson } from '../../../scenarios/live/person.ts'
import type { Machine } from '../../../scenarios/live/waiting.ts'
import type { WalkOptions } from '../../../scenarios/live/walk.ts'
import { walk } from '../../../scenarios/live/walk.ts'
import type { Summary } from '../../../scenarios/runner.ts'
import { wholeEmulator } from '../../../scenarios/target.ts'
import type { Fetch, Target } from '../../../scenarios/target.ts'
import { createDevice, createVirtualClock, httpTransport } from '../../../sdk-shims/device/index.ts'
import type { Device, DeviceOptions, Platform } from '../../../sdk-shims/device/index.ts'

export type Hall = Awaited<ReturnType<typeof hall>>

/** Something the person does when a text is said to them; `once`: only the first time. */
export type Deed = { when: RegExp; do: (hall: Hall) => unknown; once?: boolean }

/** A running emulator, its clock moved by the machine's. */
export async function hall() {
  const errors: unknown[] = []
  const core: Core = createCore({ onError: (error) => errors.push(error) })
  const { url, close } = await listen(core, { port: 0, host: '127.0.0.1' })
  let open = true
  const shut = async (): Promise<void> => {
    if (!open) return
    open = false
    await close()
    core.close()
  }
  onTestFinished(async () => {
    await shut()
    if (errors.length > 0) throw errors[0]
  })
  const clock = createVirtualClock(core.world().clock.now())
  const devices: Device[] = []
  const begun = clock.now()
  const text = { said: '' }
  const input = new PassThrough()
  const target = await wholeEmulator(url)

  /** Moves everybody's time, in time order. */
  async function pass(ms: number): Promise<void> {
    const end = clock.now() + ms
    for (;;) {
      const due = clock.nextDue()
      const to = due !== undefined && due <= end ? Math.max(due, clock.now()) : end
      if (open) core.world().clock.moveTo(to)
      clock.setNow(to)
      clock.runDue()
      for (const one of devices) await one.idle()
      if (open) await core.world().scheduler.settle()
      if (to === end) return
    }
  }
  const machine: Machine = { now: () => clock.now() - begun, pause: pass }

  const self = {
    core, url, machine, target, devices, text, input, pass, shut,
    /** A device with an app in it, that talks to the emulator. */
    app: (platform: Platform, options: Partial<DeviceOptions> & { via?: Fetch } = {}): Device => {
      const { via, ...rest } = options
      const made = createDevice({ platform, apiKey: target.keys[platform], transport: httpTransport(url, via), clock, ...rest })
      devices.push(made)
      return made
    },
    /** What push services hand over. */
    async pushesTo(device: Device): Promise<void> {
      const { pushes } = (await (await fetch(`${url}/_emulator/devices/${device.state().deviceId}/push`)).json()) as { pushes: { payload: unknown }[] }
      for (const { payload } of pushes) device.receivePush(payload)
    },
    press: (keys: string): void => void input.write(`${keys}\n`),
    admin: async (method: string, path: string, body?: unknown): Promise<any> => (await fetch(`${url}/_emulator${path}`, { method, headers: { 'content-type': 'application/json' }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })).json(),
  }
  return self
}

/** A person who does what they are told: each line said is held against the deeds, in their order, and the first that fits is done. */
export function personOf(self: Hall, deeds: readonly Deed[], { tty = false, present = true, colour = 0 as 0 | 1 | 2 | 3 } = {}) {
  const left = [...deeds]
  const todo: (() => unknown)[] = []
  const person = createPerson({
    input: present ? self.input : undefined, tty, colour,
    write: (said) => {
      self.text.said += said
      if (!/▸|The time is over/.test(said)) return
      const index = left.findIndex(({ when }) => when.test(said))
      if (index < 0) return
      const deed = left[index]!
      if (deed.once !== false) left.splice(index, 1)
      todo.push(() => deed.do(self))
    },
  })
  onTestFinished(() => person.close())
  /** What was told is done in the first pause after it. */
  const machine: Machine = {
    now: self.machine.now,
    async pause(ms) {
      for (const one of todo.splice(0)) await one()
      await self.pass(ms * 25) // fewer looks are as good
      await new Promise((resolve) => setImmediate(resolve)) // keys arrive
    },
  }
  return { person, machine, left }
}

/** Walks through rows with a person who does the deeds. */
export async function walked(self: Hall, rows: readonly number[], deeds: readonly Deed[], options: Partial<Pick<WalkOptions, 'seconds' | 'target'>> & Parameters<typeof personOf>[2] & { reporters?: WalkOptions['reporters'] } = {}): Promise<Summary & { byRow: Record<number, string>; said: string }> {
  const { person, machine } = personOf(self, deeds, options)
  const summary = await walk({ target: (options.target ?? self.target) as Target, person, reporters: options.reporters ?? [], seconds: options.seconds ?? 60, rows, machine })
  const byRow = Object.fromEntries(summary.results.map(({ scenario, status, failure, note }) => [Number.parseInt(scenario.rows[0]!), failure?.message ?? note ?? status]))
  return { ...summary, byRow, said: self.text.said }
}

/** The deeds of a person whose app does all that it should. */
export function rightDeeds(app: Device): Deed[] {
  const again = (): void => {
    app.kill()
    app.launch()
  }
  return [
    { when: /Open the app \(reload/, do: () => app.launch() },
    { when: /in the background for 40 s/, do: async ({ pass }) => { app.background(); await pass(41_000); app.foreground() } },
    { when: /for 31 minutes/, do: async ({ pass }) => { app.background(); await pass(31 * 60_000); app.foreground() } },
    { when: /Delete the app's data/, do: () => { if (app.state().running) { app.wipeData(); app.enableSDK() } again() } },
    { when: /Log in, so that/, do: () => app.changeUser('mel') },
    { when: /Set an attribute/, do: () => { app.setEmail('mel@example.com'); app.setCustomUserAttribute('plan', 'gold') } },
    { when: /sends custom data/, do: () => { app.logPurchase('shoe', 12, 'EUR', 2, { size: 42 }) } },
    { when: /logs a custom event/, do: () => { app.logCustomEvent('looked around'); app.logCustomEvent('looked around') } },
    { when: /Use the app for a moment/, do: () => { app.logCustomEvent('searched', { word: 'shoe', pages: [1, 2] }); app.logPurchase('sock', 3); app.setFirstName('Mel') } },
    { when: /Allow notifications/, do: () => app.allowPush('token-1') },
    { when: /Brazier: Tap me/, do: async ({ pushesTo }) => { await pushesTo(app); app.tapPush() } },
    { when: /Take the push token away/, do: () => app.unregisterPush() },
    { when: /Begin a new session/, do: async ({ pass }) => { app.kill(); await pass(app.state().platform === 'web' ? 31 * 60_000 : 41_000); app.launch() } },
    { when: /Tap one of its buttons/, do: () => app.clickInAppMessageButton('Yes') },
    { when: /Open the Content Cards/, do: async ({ pass }) => { app.requestContentCardsRefresh(); await pass(1000); app.openContentCardsFeed() } },
    { when: /Tap the card/, do: () => app.clickContentCard(app.contentCards().find((card) => card.data['tt'] === 'Brazier')!.id) },
  ]
}
