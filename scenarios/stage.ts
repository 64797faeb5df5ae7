// What a scenario has in its hands: devices, the REST and admin API, one clock for all of them, and expect.
import { createDevice, createVirtualClock, httpTransport } from '../sdk-shims/device/index.ts'
import type { Device, DeviceOptions, Platform } from '../sdk-shims/device/index.ts'
import { milliseconds } from './durations.ts'
import { createExpect } from './expect.ts'
import type { Expect } from './expect.ts'
import { Unanswered } from './live/asking.ts'
import { createDefinitions } from './live/definitions.ts'
import type { List } from './live/definitions.ts'
import { createLiveDevices } from './live/live-device.ts'
import { waitOut } from './live/waiting.ts'
import type { Machine } from './live/waiting.ts'
import { createPeople } from './people.ts'
import { createPushInbox } from './push-inbox.ts'
import type { PushInbox } from './push-inbox.ts'
import { createSteps } from './steps.ts'
import { START } from './target.ts'
import type { Target } from './target.ts'
import type { Trail } from './failure.ts'
import { createWire } from './wire.ts'
import type { Answer } from './wire.ts'
import { withheldMessages } from './withheld.ts'

/** What a scenario may say of a device; the rest (key, network, clock) is the kit's. */
export type ScenarioDevice = Omit<DeviceOptions, 'apiKey' | 'transport' | 'clock'> & {
  apiKey?: string
  /** A real app in a person's hands: its verbs say what to do, and wait for the journal row that proves it. Needs --live. */
  live?: boolean
}

/** `status`: the answer that is expected, when it is not a 2xx. */
export type RestOptions = { status?: number; key?: string; headers?: Record<string, string> }

export type Rest = {
  post(path: string, body: unknown, options?: RestOptions): Promise<Answer>
  get(path: string, options?: RestOptions): Promise<Answer>
  request(method: string, path: string, body?: unknown, options?: RestOptions): Promise<Answer>
}

/** Paths below /_emulator; each answers the body, and fails the scenario when the emulator refuses. */
export type Admin = {
  get(path: string): Promise<any>
  post(path: string, body?: unknown): Promise<any>
  put(path: string, body: unknown): Promise<any>
  patch(path: string, body: unknown): Promise<any>
  delete(path: string): Promise<any>
}

export type Clock = {
  /** Moves the emulator and every device together, in time order: '40s', '3d2h30s' or milliseconds. */
  advance(span: string | number): Promise<void>
  /** The time of the scenario as the REST API takes it, e.g. '2026-03-01T12:00:00.000Z'. */
  now(): string
}

export type Stage = {
  /** A device with the app installed; launch() starts it. */
  device(platform: Platform | ScenarioDevice): Device & PushInbox
  rest: Rest
  admin: Admin
  clock: Clock
  /** Waits until no device has a request under way and the emulator is done with all it was given. */
  settle(): Promise<void>
  expect: Expect
}

export type OpenStage = { stage: Stage; finish(): Promise<void>; /** For a failure: which messages did not go out, and the gate. Never throws. */ withheld(): Promise<Trail[]> }

/** Sets up one scenario on its emulator. `finish` throws what is wrong although every step passed. */
export function createStage(target: Target): OpenStage {
  const steps = createSteps()
  const wire = createWire(target)
  const party = target.live
  const virtual = createVirtualClock(party?.startsAt ?? Date.parse(START))
  const devices: Device[] = []
  const transport = httpTransport(target.url, target.fetch)

  const keys = new Map<Device, string>()
  const pushes = createPushInbox({ steps, wire, quiet: () => quiet(), app: (one) => keys.get(one)! })

  // With a real app time is that of the machine: devices that are not live follow it
  const machineStart = party?.machine.now() ?? 0
  function follow(): void {
    virtual.setNow(Math.max(virtual.now(), party!.startsAt + Math.round(party!.machine.now() - machineStart)))
    virtual.runDue()
  }
  const machine: Machine | undefined = party === undefined ? undefined : {
    now: party.machine.now,
    async pause(ms) {
      await party.machine.pause(ms)
      follow()
    },
  }
  const live = party === undefined ? undefined : createLiveDevices({ target, party, machine: machine!, steps })
  const definitions = createDefinitions(wire)

  async function quiet(): Promise<void> {
    await live?.perform()
    if (live !== undefined) follow()
    await Promise.all(devices.map((one) => one.idle()))
    await pushes.noticeUninstalls()
    await wire.adminBody('POST', '/settle')
    await Promise.all(devices.map((one) => one.idle()))
  }

  /** The emulator goes first: at a device's timer the world's timers of that time have run. It stops at its own timers by itself. */
  async function moveTo(time: number): Promise<void> {
    if (time > virtual.now()) await wire.adminBody('POST', '/clock/advance', { to: new Date(time).toISOString() })
    virtual.setNow(Math.max(time, virtual.now()))
    virtual.runDue()
    await quiet()
  }

  const device: Stage['device'] = (given) =>
    steps.runNow(device, 'device', () => {
      const { live: real = false, ...options } = typeof given === 'string' ? { platform: given } : given
      const apiKey = options.apiKey ?? target.keys[options.platform]
      if (real && live === undefined) throw new Error('a live device is a real app in a person\'s hands: run the file with --live, and --url of the emulator that the app talks to')
      if (real) return live!.make({ platform: options.platform, appId: apiKey })
      const made = pushes.attach(createDevice({ ...options, apiKey, transport, clock: virtual }))
      keys.set(made, apiKey)
      devices.push(made)
      return made
    })

  const clock: Clock = {
    advance: (span) =>
      steps.run(clock.advance, `clock.advance(${JSON.stringify(span)})`, async () => {
        const ms = milliseconds(span)
        if (party !== undefined) await quiet()
        const end = virtual.now() + ms
        if (party !== undefined) {
          if ((await waitOut(ms, `clock.advance(${JSON.stringify(span)})`, { person: party.person, machine: machine! })) === 'quit') throw (party.ended = new Unanswered('quit', 'clock.advance', ['ended by the tester while time passed'], []))
          return quiet()
        }
        await quiet()
        for (let due = virtual.nextDue(); due !== undefined && due <= end; due = virtual.nextDue()) await moveTo(due)
        await moveTo(end)
      }),
    now: () => new Date(virtual.now()).toISOString(),
  }

  const restCall = (callee: (...args: never[]) => unknown, method: string, path: string, body: unknown, options: RestOptions = {}): Promise<Answer> =>
    steps.run(callee, `rest ${method} ${path}`, async (fail) => {
      await quiet()
      const answer = await wire.rest(method, path, body, options)
      if (options.status !== undefined) steps.expected()
      const asked = options.status === undefined ? answer.status >= 200 && answer.status < 300 : answer.status === options.status
      if (!asked) fail({ because: [`answered ${answer.status}${options.status === undefined ? '; say { status } when that is what you expect' : ''}`], expected: options.status ?? '2xx', actual: { status: answer.status, body: answer.body } })
      return answer
    })
  const rest: Rest = {
    post: (path, body, options) => restCall(rest.post, 'POST', path, body, options),
    get: (path, options) => restCall(rest.get, 'GET', path, undefined, options),
    request: (method, path, body, options) => restCall(rest.request, method, path, body, options),
  }

  const adminCall = (callee: (...args: never[]) => unknown, method: string, path: string, body?: unknown): Promise<any> =>
    steps.run(callee, `admin ${method} ${path}`, async () => {
      await quiet()
      const answer = await wire.adminBody(method, path, body)
      const list = /^\/?(campaigns|canvases|segments)$/.exec(path)?.[1] as List | undefined
      if (party !== undefined && method === 'POST' && list !== undefined) definitions.note(list, answer.id)
      return answer
    })
  const admin: Admin = {
    get: (path) => adminCall(admin.get, 'GET', path),
    post: (path, body) => adminCall(admin.post, 'POST', path, body),
    put: (path, body) => adminCall(admin.put, 'PUT', path, body),
    patch: (path, body) => adminCall(admin.patch, 'PATCH', path, body),
    delete: (path) => adminCall(admin.delete, 'DELETE', path),
  }

  const settle = (): Promise<void> => steps.run(settle, 'settle()', quiet)

  return {
    stage: { device, rest, admin, clock, settle, expect: createExpect({ steps, people: createPeople(wire), wire, quiet }) },
    async finish() {
      try {
        await live?.perform()
        await steps.finish()
      } finally {
        await definitions.clear() // of a workspace that is not the scenario's own
      }
    },
    withheld: () => withheldMessages(wire),
  }
}
