// In-app messages that wait for a device: those of Canvases, from the user's next session until they are seen or expire; tests, once. docs: in-app_messages_in_canvas, sending_test_messages
import type { App } from '../../domain/apps.ts'
import type { Canvas } from '../../domain/campaigns/canvases.ts'
import { deviceConditions } from '../../domain/campaigns/device-conditions.ts'
import type { Message as Defined } from '../../domain/campaigns/messages.ts'
import { compositeId } from '../../domain/campaigns/tracking-ids.ts'
import type { Handed } from '../../domain/messages/handed.ts'
import type { Message, Messages } from '../../domain/messages/messages.ts'
import type { ProfileRow, Profiles } from '../../domain/profiles/profiles.ts'
import { momentIn } from '../../domain/sends/wall-clocks.ts'
import type { Settings } from '../../domain/settings.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { Db } from '../../kernel/db.ts'
import type { Journal } from '../../kernel/journal.ts'
import type { TestPushes } from '../channels/push/test-pushes.ts'
import { trackedId } from '../channels/tracked-id.ts'
import type { Delivery } from '../deliver.ts'
import type { LiveDefinitions } from '../live-definitions.ts'
import type { Json, Outgoing } from '../outgoing.ts'
import type { Trigger } from '../triggers/match.ts'
import type { PlainTriggers } from '../triggers/plain-triggers.ts'
import { inAppStatements } from './in-app.sql.ts'
import type { Stop } from './handing.ts'
import type { Place, Planned, Rank } from './planned.ts'
import { BUCKETS, pacesOf } from './planned.ts'
import { isFor } from './platforms.ts'
import type { Templated } from './templated.ts'
import { isShowable } from './wire-message.ts'

const CHANNEL = 'in_app_message'
const TEST_LASTS = 86_400_000 // ms; Brazier's own: who has not opened the push by then gets no test any more
const MOST_OF_STEP = 10 // "A user can be eligible for up to 10 in-app messages within the same Canvas step"
const UNITS: Readonly<Record<string, number>> = { seconds: 1000, minutes: 60_000, hours: 3_600_000, days: 86_400_000, weeks: 604_800_000 }
/** As deliver.ts keeps them; `arrived`: the newest row of the journal by then. */
type Kept = { outgoing: Outgoing; arrived?: number }

type Nouns = { db: Db; clock: Clock; journal: Journal; settings: Settings; profiles: Profiles; messages: Messages; handed: Handed; delivery: Pick<Delivery, 'onDone'>; testPushes: TestPushes; liveDefinitions: LiveDefinitions; plainTriggers: PlainTriggers; templated: Templated }

/** The waiting in-app messages of one world. */
export function createKeptInApp({ db, clock, journal, settings, profiles, messages, handed, delivery, testPushes, liveDefinitions, plainTriggers, templated }: Nouns) {
  const sql = inAppStatements(db)

  delivery.onDone((message) => {
    if (message.channel !== CHANNEL || message.status !== 'sent' || message.outgoing === null) return
    // "In-app messages aren't set to live until a session starts": what a session is newer than
    messages.set(message.id, { outgoing: { ...message.outgoing, arrived: journal.lastSeq() } })
    const profile = message.test ? profiles.byId(message.profile_id ?? -1) : undefined
    if (profile !== undefined) testPushes.inApp(message, profile)
  })

  const copies = ({ profile_id, canvas_entry_id, canvas_step_id, message_variation_id }: Message) =>
    profile_id === null || canvas_entry_id === null ? [] : sql.ofEntry.all({ profile_id, entry: canvas_entry_id, step: canvas_step_id ?? '', variation: message_variation_id ?? '' })

  // "It can be viewed one time": then it waits on no device any more
  journal.observe(['in_app_message.impression'], ({ data }) => {
    const message = typeof data['message_id'] === 'string' ? messages.find(data['message_id']) : undefined
    if (message !== undefined) for (const { id } of copies(message)) messages.set(id, { outgoing: null })
  })

  /** When it goes away unseen (ms). docs: "A duration after the step is available", "On a specific date and time" (of the company) */
  function endOf({ expires_in, expires_at }: Json, arrived_at: number): number | null {
    const span = expires_in as { value?: number; unit?: string } | null | undefined
    if (typeof span?.value === 'number') return arrived_at + span.value * (UNITS[span.unit ?? 'days'] ?? 0)
    return typeof expires_at === 'string' ? (momentIn(expires_at, settings.get().time_zone) ?? null) : null
  }

  /** "By default, steps earlier in a Canvas variant will display before later steps"; of several entries the last one. */
  function rankOf(canvas: Canvas, message: Message, body: Json): Rank {
    const bucket = BUCKETS.find((one) => one === body['priority']) ?? 'medium'
    return { bucket, order: [Number.MAX_SAFE_INTEGER, -(canvas.launched_at ?? canvas.created_at), canvas.steps.findIndex(({ id }) => id === message.canvas_step_id), -message.seq] }
  }

  /** Each entry's message has a name of its own: SDKs remember what they have shown. The first of a step has that of its variation, as a campaign's. All of them name the Canvas first, which `iam_click` compares. */
  function wireIdOf(message: Message, profile: ProfileRow): string {
    const first = sql.firstEntry.get({ profile_id: profile.id, variation: message.message_variation_id ?? '' })?.canvas_entry_id
    return first === message.canvas_entry_id ? trackedId(message, message.id) : compositeId({ owner: message.canvas_id ?? message.id, message_variation_id: `${message.message_variation_id} ${message.canvas_entry_id}` })
  }

  function ofCanvas(message: Message, profile: ProfileRow, app: App, device_id: string): Planned | undefined {
    const canvas = liveDefinitions.canvases().find(({ id }) => id === message.canvas_id)
    const defined = canvas?.steps.find(({ id }) => id === message.canvas_step_id)?.messages[message.message_variation_id ?? ''] as Defined | undefined
    if (canvas === undefined || defined === undefined) return undefined
    const { channel: _, name: __, percent: ___, ...body } = defined
    const { outgoing } = message.outgoing as Kept
    // "These properties are from the event triggering the in-app message, not the preceding action path"
    const { event_properties: _of_path, ...cause } = outgoing.cause
    const end = endOf(body, message.at)
    if (!isFor(body, app) || !isShowable(body) || (end !== null && end <= clock.now())) return undefined
    const trigger = (body['trigger'] ?? { type: 'session_start' }) as Trigger & { delay_seconds?: number }
    return {
      outgoing: { ...outgoing, body, cause }, message, message_id: message.id, wire_id: wireIdOf(message, profile), control: false, templated: body['reevaluate_before_display'] === true || templated(body),
      conditions: deviceConditions(plainTriggers(trigger), app.app_id), delay: trigger.delay_seconds ?? 0, start: null, end, re_eligibility: -1, ...pacesOf(body), rank: rankOf(canvas, message, body), changed_at: canvas.updated_at,
    }
  }

  /** Once on each device that asks, at once, before everything else. Its id is that of no variation: what is done with it counts nowhere. */
  function ofTest(message: Message, profile: ProfileRow, app: App, device_id: string): Planned | undefined {
    const { outgoing } = message.outgoing as Kept
    const wire_id = compositeId({ owner: message.campaign_id ?? message.canvas_id ?? message.id, message_variation_id: message.id })
    const had = handed.onDevice(profile, wire_id, { device_id, app_id: app.app_id }) !== undefined
    if (had || message.at + TEST_LASTS <= clock.now() || !isFor(outgoing.body, app) || !isShowable(outgoing.body)) return undefined
    const mine = message.device_id === null
    return { outgoing, message: mine ? message : undefined, message_id: mine ? message.id : messages.newId(), wire_id, control: false, templated: false, conditions: [{ type: 'test' }], delay: 0, start: null, end: null, re_eligibility: 0, timeout: null, spacing: null, rank: { bucket: 'high', order: [-1] }, changed_at: 0 }
  }

  /** The row of a message for this device: its own, the one that no device has taken yet, or a copy that is still to be written. */
  function placed(message: Message, place: Place): { message: Message | undefined; first: boolean } {
    const all = copies(message)
    const own = all.find(({ device_id, app_id }) => device_id === place.device_id && app_id === place.app_id) ?? all.find(({ device_id }) => device_id === null)
    return { message: own === undefined ? undefined : messages.find(own.id), first: all[0]?.id === message.id }
  }

  return {
    /** Why a Canvas message that a device was handed may not be shown any more. `changed_at`: when its Canvas was changed last (ms). */
    stopOf(message: Message): Stop & { changed_at: number } {
      const canvas = liveDefinitions.canvases().find(({ id }) => id === message.canvas_id)
      const seen = { canvas_id: message.canvas_id, canvas_step_id: message.canvas_step_id }
      const there = canvas?.steps.some(({ messages: some }) => Object.hasOwn(some, message.message_variation_id ?? '')) === true
      const isSeen = copies(message).every(({ id }) => messages.find(id)?.outgoing === null)
      return { reason: !there ? 'not_live' : isSeen ? 'already_received' : 'ended', seen, changed_at: canvas?.updated_at ?? 0 }
    },
    /** What waits for this device now. Inside a transaction. */
    all(profile: ProfileRow, app: App, device_id: string): Planned[] {
      const place = { device_id, app_id: app.app_id }
      const rows = sql.kept.all(profile.id).flatMap(({ id }) => messages.find(id) ?? [])
      if (rows.length === 0) return []
      const tests = rows.filter(({ test }) => test).flatMap((message) => ofTest(message, profile, app, device_id) ?? [])
      const session = Math.max(...profiles.lineage(profile).map((braze_id) => sql.lastSession.get({ braze_id, ...place })?.seq ?? 0))
      const ofStep = new Map<string, number>()
      const canvases = rows.filter((message) => !message.test && message.canvas_entry_id !== null).flatMap((message) => {
        const { message: own, first } = placed(message, place)
        if (!first || ((message.outgoing as Kept).arrived ?? 0) >= session) return []
        const planned = ofCanvas(message, profile, app, device_id)
        const before = ofStep.get(message.canvas_step_id ?? '') ?? 0
        if (planned === undefined || before >= MOST_OF_STEP) return []
        ofStep.set(message.canvas_step_id ?? '', before + 1)
        return [own === undefined ? { ...planned, message: undefined, message_id: messages.newId() } : { ...planned, message: own, message_id: own.id }]
      })
      return [...tests, ...canvases]
    },
  }
}

export type KeptInApp = ReturnType<typeof createKeptInApp>
