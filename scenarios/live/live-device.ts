// A device of a scenario that is a real app in a person's hands: its verbs are queued, and the person is asked for one after the other as soon as the scenario waits for anything.
import type { Fail, Steps } from '../steps.ts'
import type { Target } from '../target.ts'
import { createWire } from '../wire.ts'
import type { Device, DeviceState, Platform } from '../../sdk-shims/device/index.ts'
import type { PushInbox } from '../push-inbox.ts'
import { ask, Unanswered } from './asking.ts'
import { appsOf } from './facts.ts'
import type { App, Facts } from './facts.ts'
import { createFeed } from './feed.ts'
import type { Feed } from './feed.ts'
import type { Person } from './person.ts'
import { verbs } from './verbs.ts'
import type { LiveVerb, Task } from './verbs.ts'
import type { Machine, Watch } from './waiting.ts'

/** Who is at the keyboard, and how it went: a target that is live has one. */
export type Party = { person: Person; seconds: number; machine: Machine; /** The time of the world when the scenario began, in ms. */ startsAt: number; /** How a step of the person ended that was not done. */ ended?: Unanswered | undefined }

export type LiveDevices = ReturnType<typeof createLiveDevices>

const NOT_ALIVE = new Set(['then', 'toJSON', 'asymmetricMatch', 'nodeType', '$$typeof', 'constructor'])

/** The live devices of one scenario. */
export function createLiveDevices({ target, party, machine, steps }: { target: Target; party: Party; /** That the whole scenario lives by. */ machine: Machine; steps: Steps }) {
  const wire = createWire(target)
  const queue: { label: string; platform: Platform; appId: string; facts: Facts; verb: LiveVerb; args: unknown[]; fail: Fail }[] = []
  let feed: Feed | undefined
  let apps: App[] = []

  /** Rows with the user's id as it is now, where changeUser is to be seen by it. */
  async function withNames(rows: Awaited<ReturnType<Feed['next']>>) {
    return Promise.all(rows.map(async (row) => {
      if (row.profile === null || (row.kind !== 'device.moved' && row.kind !== 'session.started')) return row
      const { status, body } = await wire.admin('GET', `/users/${row.profile}`)
      return status === 200 && body.external_id !== null ? { ...row, external_id: body.external_id as string } : row
    }))
  }
  /** Only what comes from this app counts. */
  const ofApp = (watch: Watch, appId: string): Watch => {
    const other = (data: Record<string, unknown>): boolean => typeof data['app_id'] === 'string' && data['app_id'] !== appId
    return {
      what: watch.what,
      fits: (row) => !other(row.data) && watch.fits(row),
      near: (row) => (!other(row.data) ? watch.near?.(row) : row.data['device_id'] === undefined ? undefined : `${row.kind} came from another app: ${apps.find(({ app_id }) => app_id === row.data['app_id'])?.name ?? String(row.data['app_id'])}`),
    }
  }

  /** Asks for everything that is queued. Rejects at the first that is not done; the rest is forgotten. */
  async function perform(): Promise<void> {
    if (queue.length === 0) return
    const { person, seconds } = party
    if (feed === undefined) {
      const made = await createFeed(target)
      feed = { ...made, next: async () => withNames(await made.next()) }
      apps = await appsOf(wire)
    }
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const { label, platform, appId, facts, verb, args, fail } = next
      const task: Task = verb(args, facts)
      const say = `[${platform}] ${task.say}`
      if (task.there !== undefined) {
        person.say(`    ${person.paint.green('✔')} ${task.there}`)
        continue
      }
      if (task.enter === true && task.watches.length === 0 && person.absent) {
        person.say(`  ${say} Nobody can say that it is done: it goes on.`)
        continue
      }
      try {
        await ask({ wire, feed, person, seconds, machine, facts, url: target.url, workspace: target.workspace ?? 'default' }, { say, watches: task.watches.map((watch) => ofApp(watch, appId)), ...(task.enter === true ? { enter: true } : {}), ifSilent: 'the app spoke, and this was not in it: is the call in the code that ran?' })
      } catch (error) {
        queue.length = 0
        if (!(error instanceof Unanswered)) throw error
        party.ended = error
        fail({ step: `${label}: ${say}`, because: error.because, ...(error.instead.length === 0 ? {} : { trails: [{ title: 'what arrived instead', lines: error.instead }] }) })
      }
    }
  }

  return {
    perform,
    /** A device whose verbs are the person's. */
    make({ platform, appId }: { platform: Platform; appId: string }): Device & PushInbox {
      const facts: Facts = {}
      const state = (): DeviceState => ({ platform, deviceId: facts.device_id ?? '', userId: facts.external_id, sessionId: facts.session_id, installed: true, running: facts.session_id !== undefined, foreground: facts.session_id !== undefined }) as DeviceState
      const own: Record<string, unknown> = { state, idle: perform, requests: [], pending: { events: [], attributes: [] }, requestImmediateDataFlush: () => undefined }
      const made = new Map<string, unknown>()
      function verbOf(name: string): unknown {
        const verb = verbs[name]
        const call = (...args: unknown[]): unknown => {
          const label = `${name}(${args.map((one) => JSON.stringify(one)).join(', ')})`
          const queued = steps.runNow(call, label, (fail) => {
            if (verb === undefined) fail({ because: [`a live device has no verb '${name}': a person does ${Object.keys(verbs).join(', ')}`] })
            return queue.push({ label, platform, appId, facts, verb: verb!, args, fail })
          })
          if (name === 'receivePushes') return steps.run(call, label, async () => { await perform(); return [] })
          if (name === 'unregisterPush') return steps.run(call, label, async () => { await perform(); return { ok: true } })
          return queued > 0
        }
        return call
      }
      return new Proxy(own, {
        get(_, name) {
          if (typeof name === 'symbol' || NOT_ALIVE.has(name)) return undefined
          if (Object.hasOwn(own, name)) return own[name]
          if (!made.has(name)) made.set(name, verbOf(name))
          return made.get(name)
        },
      }) as unknown as Device & PushInbox
    },
  }
}
