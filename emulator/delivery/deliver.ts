// One message to one user: consent, caps, quiet hours, reach, Liquid, hand-over. What waits is a row with status `pending` and a timer; a restart finds both.
import type { Clock } from '../kernel/clock.ts'
import type { Db } from '../kernel/db.ts'
import type { Journal } from '../kernel/journal.ts'
import type { Scheduler } from '../kernel/scheduler.ts'
import type { Kind } from '../domain/kinds.ts'
import type { Message, MessageChange, Messages, MessageStatus, NewMessage, Origin, Target } from '../domain/messages/messages.ts'
import type { ProfileRow, Profiles } from '../domain/profiles/profiles.ts'
import type { Channel, Rendered } from './channels/channel.ts'
import { Unsendable } from './channels/channel.ts'
import type { GateResult } from './gates/gate.ts'
import type { Json, Outgoing } from './outgoing.ts'
import type { Reason } from './reasons.ts'
import type { Rendering } from './rendering.ts'
import { MustWait, TryAgain } from './rendering.ts'
import { stoppedBy } from './stopped-by.ts'

const ATTEMPT = 'message.attempt'
const MOST_ATTEMPTS = 5 // "up to 5 attempts", then the message is aborted. docs: connected_content/connected_content_retries
const FIRST_RETRY = 1000 // exponential from here, in ms; Braze publishes no figures

/** A gate that looks at a single message: frequency caps, quiet hours. */
export type MessageGate = (outgoing: Outgoing, profile: ProfileRow) => GateResult
/** Kept with a message that waits. `gates`: to be asked (again); `render`: only Liquid is missing. */
type Kept = { stage: 'gates' | 'render'; outgoing: Outgoing; attempts: number }

/** Where a message stands that is on its way: its row when it has waited, and whom it goes to. */
type Place = { id: string; waiting: Message | undefined; outgoing: Outgoing; profile: ProfileRow; target: Target }
/** What Liquid made of a message for a device that asked; `id` is the one it has, or is going to have. */
export type Shown = { id: string; outgoing: Outgoing; profile: ProfileRow; target: Target } & ({ rendered: Rendered } | { error: unknown })
/** Whose content stops them; all others are withheld. */
const ABORTING: ReadonlySet<Reason> = new Set(['aborted', 'liquid_error', 'connected_content_failed', 'no_promotion_codes', 'too_large', 'incomplete', 'rate_limited', 'quiet_hours'])

type Nouns = { db: Db; clock: Clock; journal: Journal; scheduler: Scheduler; profiles: Profiles; messages: Messages; rendering: Rendering; channels: Readonly<Record<string, Channel>>; gates: readonly MessageGate[] }

/** Delivers messages of one world. */
export function createDelivery({ db, clock, journal, scheduler, profiles, messages, rendering, channels, gates }: Nouns) {
  const listeners: ((message: Message) => void)[] = []

  function tell(message: Message): Message {
    for (const listener of listeners) listener(message)
    return message
  }

  /** Writes the message for the first time, or changes the one that waited. */
  const put = ({ id, waiting, outgoing, profile, target }: Place, change: MessageChange & { status: MessageStatus }): Message => {
    if (waiting !== undefined) return messages.change(id, { ...change, target })
    const { reason, detail, ...rest } = change
    return messages.add({ id, profile, channel: outgoing.channel, origin: outgoing.origin, target, test: outgoing.test, ...rest, ...(reason == null ? {} : { reason }), ...(detail == null ? {} : { detail }), outgoing: change.outgoing ?? undefined } as NewMessage)
  }

  /** The message is not sent, for this reason: status `withheld`, or `aborted` when its content said so. */
  function stopped(place: Place, reason: Reason, detail: Json): Message {
    const status: MessageStatus = ABORTING.has(reason) ? 'aborted' : 'withheld'
    const done = put(place, { status, reason, detail, outgoing: null })
    const kind: Kind = status === 'aborted' ? 'message.aborted' : 'message.withheld'
    const { id: message_id, channel, device_id, app_id, dispatch_id, send_id, campaign_id, canvas_id, canvas_step_id, canvas_variation_id, message_variation_id } = done
    const known = Object.entries({ device_id, app_id, dispatch_id, send_id, campaign_id, canvas_id, canvas_step_id, canvas_variation_id, message_variation_id }).filter(([, value]) => value !== null)
    journal.append(kind, { message_id, channel, reason, ...detail, ...Object.fromEntries(known), ...(done.test ? { test: true } : {}) }, done.braze_id)
    return tell(done)
  }

  function wait(place: Place, kept: Kept, due: number): Message {
    const waiting = put(place, { status: 'pending', outgoing: kept })
    scheduler.schedule(due, ATTEMPT, { message_id: waiting.id }, waiting.id)
    return waiting
  }

  /** Rendered: composed and handed over, inside the transaction. */
  function send(place: Place, rendered: Rendered): Message {
    const { id, outgoing, profile, target } = place
    const channel = channels[outgoing.channel]!
    const composing = { ...rendered, outgoing, profile, target, message_id: id }
    let payload: unknown
    try {
      payload = channel.compose(composing)
    } catch (error) {
      if (error instanceof Unsendable) return stopped(place, error.reason, error.detail)
      throw error
    }
    const handed = put(place, { status: 'sent', payload, outgoing: null })
    channel.handOver(handed, composing)
    const sent = messages.again(handed)
    return sent.status === 'pending' ? sent : tell(sent)
  }

  /** What stopped it; a mistake of ours goes on. */
  function stopOf(error: unknown, attempts?: number): { reason: Reason; detail: Json } {
    const stop = stoppedBy(error, attempts)
    if (stop === undefined) throw error
    return stop
  }

  /** What a template did instead of giving a text. */
  function failed(place: Place, kept: Kept, error: unknown): Message {
    if (error instanceof MustWait) return wait(place, { ...kept, stage: 'render' }, clock.now())
    const attempts = kept.attempts + 1
    if (!(error instanceof TryAgain) || attempts >= MOST_ATTEMPTS) return ((stop) => stopped(place, stop.reason, stop.detail))(stopOf(error, attempts))
    const kind: Kind = 'message.retried'
    journal.append(kind, { message_id: place.id, channel: place.outgoing.channel, attempts, why: error.message }, place.profile.braze_id)
    return wait(place, { ...kept, stage: 'render', attempts }, clock.now() + FIRST_RETRY * 2 ** (attempts - 1))
  }

  const expanded = (outgoing: Outgoing): Outgoing => {
    const body = channels[outgoing.channel]!.expand?.(outgoing)
    return body === undefined ? outgoing : { ...outgoing, body }
  }

  const purposeOf = ({ test }: Outgoing) => (test ? 'test' : 'send') as 'test' | 'send'

  function waitsForDevice(outgoing: Outgoing): boolean {
    const { rendersOnDevice: waits } = channels[outgoing.channel]!
    return typeof waits === 'function' ? waits(outgoing) : waits === true
  }

  function renderAndSend(place: Place): Message {
    const { id, outgoing, profile, target } = place
    if (waitsForDevice(outgoing)) return tell(put(place, { status: 'sent', outgoing: { stage: 'render', outgoing, attempts: 0 } satisfies Kept }))
    let rendered: Rendered
    try {
      rendered = rendering.renderNow({ outgoing: expanded(outgoing), profile, target, purpose: purposeOf(outgoing), attempts: 0, message_id: id })
    } catch (error) {
      return failed(place, { stage: 'render', outgoing, attempts: 0 }, error)
    }
    return send(place, rendered)
  }

  /** The same stop was written for this user, message and Canvas entry since `since` (ms): devices ask again and again. */
  function isKnown({ outgoing: { channel, origin }, profile }: Place, reason: Reason, detail: Json, since: number): boolean {
    const { campaign_id, canvas_id, message_variation_id, canvas_entry_id } = origin
    const last = messages.list({ profile_id: profile.id, channel, campaign_id, canvas_id, limit: -1 }).findLast((one) => one.message_variation_id === message_variation_id && one.canvas_entry_id === canvas_entry_id && !one.test)
    return last !== undefined && last.reason === reason && last.at >= since && JSON.stringify(last.detail) === JSON.stringify(detail)
  }

  /** The gates of a single message in order. docs: reference order "subscription targeting → … → frequency cap → quiet hours → … → render → reach" */
  function verdict(outgoing: Outgoing, profile: ProfileRow): GateResult | undefined {
    const all: MessageGate[] = [(one, user) => channels[one.channel]!.consent(one, user), ...gates]
    for (const gate of all) {
      const result = gate(outgoing, profile)
      if (!result.passed) return result
    }
    return undefined
  }

  function proceed(outgoing: Outgoing, profile: ProfileRow, given: Message | undefined): Message[] {
    let waiting = given
    const next = (target: Target = {}): Place => {
      const place = { id: waiting?.id ?? messages.newId(), waiting, outgoing, profile, target }
      waiting = undefined
      return place
    }
    const stop = verdict(outgoing, profile)
    if (stop !== undefined && !stop.passed) {
      if (stop.later !== undefined) return [wait(next(), { stage: 'gates', outgoing, attempts: 0 }, stop.later)]
      return [stopped(next(), stop.reason, { ...stop.seen })]
    }
    const reach = channels[outgoing.channel]!.reach(outgoing, profile)
    if ('reason' in reach) return [stopped(next(), reach.reason, { ...reach.seen })]
    return reach.targets.map((target) => renderAndSend(next(target)))
  }

  const targetOf = ({ device_id, app_id, address }: Message): Target => ({ ...(device_id === null ? {} : { device_id }), ...(app_id === null ? {} : { app_id }), ...(address === null ? {} : { address }) })

  scheduler.on(ATTEMPT, (data) => {
    const message = messages.find(data['message_id'] as string)
    if (message?.status !== 'pending' || message.outgoing === null) return undefined
    const kept = message.outgoing as Kept
    const { outgoing } = kept
    const found = profiles.byId(message.profile_id ?? -1)
    const profile = found === undefined ? undefined : profiles.heirOf(found)
    const target = targetOf(message)
    if (profile === undefined) return void stopped({ id: message.id, waiting: message, outgoing, profile: { braze_id: message.braze_id } as ProfileRow, target }, 'no_such_user', {}) // gone: only the name is left
    if (kept.stage === 'gates') return void proceed(outgoing, profile, message)
    return async () => {
      const job = async () => rendering.render({ outgoing: expanded(outgoing), profile, target, purpose: purposeOf(outgoing), attempts: kept.attempts, message_id: message.id })
      const result = await job().then((rendered) => ({ rendered }), (error: unknown) => ({ error }))
      db.tx(() => {
        const now = messages.find(message.id)
        if (now?.status !== 'pending') return
        const place = { id: now.id, waiting: now, outgoing, profile: profiles.byId(profile.id) ?? profile, target }
        if ('error' in result) failed(place, kept, result.error)
        else send(place, result.rendered)
      })
    }
  })

  return {
    channels,
    /** The message as Liquid gets it. For previews. Throws Unsendable. */
    expanded,
    /**
     * Inside a transaction. One message a target; one in all when nothing is sent. Some may be `pending`: `onDone` hears of them. Throws RangeError for a channel that there is not.
     * `read`: the user, when he was read in this transaction and nothing was sent to him since.
     */
    deliver(outgoing: Outgoing, read?: ProfileRow): Message[] {
      if (!Object.hasOwn(channels, outgoing.channel)) throw new RangeError(`there is no channel '${outgoing.channel}'`)
      const profile = read ?? profiles.byId(outgoing.profile_id)
      if (profile === undefined) throw new RangeError(`there is no profile ${outgoing.profile_id}`)
      return proceed(outgoing, profile, undefined)
    },
    /** Outside of a transaction: Liquid for a device that asks now. What the template did is for `show`. */
    async renderFor(outgoing: Outgoing, profile: ProfileRow, target: Target, id: string): Promise<Shown> {
      const job = async () => rendering.render({ outgoing: expanded(outgoing), profile, target, purpose: purposeOf(outgoing), attempts: 0, message_id: id })
      return { id, outgoing, profile, target, ...(await job().then((rendered) => ({ rendered }), (error: unknown) => ({ error }))) }
    },
    /** The same inside a transaction, where nothing can make it wait. */
    renderForNow(outgoing: Outgoing, profile: ProfileRow, target: Target, id: string): Shown {
      try {
        return { id, outgoing, profile, target, rendered: rendering.renderNow({ outgoing: expanded(outgoing), profile, target, purpose: purposeOf(outgoing), attempts: 0, message_id: id }) }
      } catch (error) {
        return { id, outgoing, profile, target, error }
      }
    },
    /**
     * Inside a transaction: what was rendered for a device becomes the message, or its stop is written, once while it stays the same since `since` (ms).
     * `waiting`: the row that becomes one or the other. `known`: the row of what was handed out before, whose payload changes; a stop gets a row of its own. Undefined for a stop that is known.
     */
    show(shown: Shown, { waiting, known, since = 0 }: { waiting?: Message | undefined; known?: Message | undefined; since?: number } = {}): Message | undefined {
      const { outgoing, profile, target } = shown
      const place: Place = { ...shown, waiting }
      const stop = ({ reason, detail }: { reason: Reason; detail: Json }): Message | undefined =>
        waiting === undefined && isKnown(place, reason, detail, since) ? undefined : stopped(known === undefined ? place : { ...place, id: messages.newId() }, reason, detail)
      if ('error' in shown && shown.error instanceof TryAgain && waiting !== undefined) return undefined // the device asks again
      if ('error' in shown) return stop(stopOf(shown.error)) // it is not tried again by a timer, the device asks again
      const composing = { ...shown.rendered, outgoing, profile, target, message_id: shown.id }
      let payload: unknown
      try {
        payload = channels[outgoing.channel]!.compose(composing)
      } catch (error) {
        if (error instanceof Unsendable) return stop(error)
        throw error
      }
      if (known === undefined) return send(place, shown.rendered)
      if (JSON.stringify(known.payload) === JSON.stringify(payload)) return known
      const handed = messages.change(known.id, { payload, target })
      if (known.payload === null) channels[outgoing.channel]!.handOver(handed, composing)
      return handed
    },
    /** A gate before the single message stopped it (audience, re-eligibility, control group …): kept with its reason. */
    withhold({ profile, channel, origin, reason, seen = {}, test = false, target = {} }: { profile: ProfileRow; channel: string; origin: Origin; reason: Reason; seen?: Json; test?: boolean; target?: Target }): Message {
      return stopped({ id: messages.newId(), waiting: undefined, outgoing: { channel, origin, test } as Outgoing, profile, target }, reason, seen)
    },
    /** A campaign has ended: its messages that still wait, for the end of quiet hours or for Connected Content, are not sent. Test sends go on. */
    cancel(campaign_id: string, detail: Json): void {
      for (const message of messages.list({ campaign_id, status: 'pending', limit: -1 })) {
        if (message.outgoing === null || message.test) continue // the provider has it
        scheduler.cancel(ATTEMPT, message.id)
        stopped({ id: message.id, waiting: message, outgoing: (message.outgoing as Kept).outgoing, profile: { braze_id: message.braze_id } as ProfileRow, target: targetOf(message) }, 'not_live', detail)
      }
    },
    /** A channel whose sending waited is through: status and reason are final now. */
    done: (id: string, change: { status: MessageStatus; reason?: Reason; detail?: Json }): Message => tell(messages.change(id, change)),
    /** `listener` hears of every message that is no longer pending, in the transaction that ends it. */
    onDone: (listener: (message: Message) => void): void => void listeners.push(listener),
    /** What would stop it, without sending. For `explain`. */
    judge(outgoing: Outgoing, profile: ProfileRow): GateResult[] {
      const channel = channels[outgoing.channel]!
      const reach = channel.reach(outgoing, profile)
      return [channel.consent(outgoing, profile), ...gates.map((gate) => gate(outgoing, profile)), 'reason' in reach ? { gate: 'reach', passed: false, reason: reach.reason, ...(reach.seen === undefined ? {} : { seen: reach.seen }) } : { gate: 'reach', passed: true, seen: { targets: reach.targets } }]
    },
    /** After a restart: messages whose work was under way when the process died. */
    resume(): void {
      for (const message of messages.waiting()) {
        if (message.outgoing === null) channels[message.channel]?.resume?.(message)
        else if (!scheduler.has(ATTEMPT, message.id)) scheduler.schedule(clock.now(), ATTEMPT, { message_id: message.id }, message.id)
      }
    },
  }
}

export type Delivery = ReturnType<typeof createDelivery>
