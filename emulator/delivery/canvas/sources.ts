// Where entries come from: what users do, requests of the API. Schedules are in schedules.ts. docs: create_a_canvas ("Determine your Canvas entry schedule"), post_send_triggered_canvases
import type { Canvas, Canvases } from '../../domain/campaigns/canvases.ts'
import type { CanvasEntries } from '../../domain/canvas/entries.ts'
import type { ProfileRow } from '../../domain/profiles/profiles.ts'
import type { Segments } from '../../domain/segments/segments.ts'
import type { Send, Sends } from '../../domain/sends/sends.ts'
import type { Recipient } from '../../domain/sends/recipients.ts'
import type { Apart } from '../dispatches/apart.ts'
import type { Recipients } from '../dispatches/recipients.ts'
import type { RequestTimes } from '../dispatches/request-times.ts'
import type { AcceptedSends } from '../accepted-sends.ts'
import type { EventFeed } from '../event-feed.ts'
import type { LiveDefinitions } from '../live-definitions.ts'
import type { Json } from '../outgoing.ts'
import type { Launches } from '../triggers/launches.ts'
import { causeOf } from '../triggers/match.ts'
import type { Walks } from '../walks.ts'
import type { JournalRow } from '../../kernel/journal.ts'
import { parseTime } from '../../domain/times.ts'
import type { Audiences } from './audiences.ts'
import type { Walking } from './walking.ts'
import type { Arrival, CanvasEntry } from './entry.ts'
import type { EntryTrigger } from './entry-settings.ts'
import type { ExitCriteria } from './exit-criteria.ts'
import type { Loops } from './loops.ts'
import type { CanvasTriggers } from './triggers.ts'

const WALK = 'canvas.broadcast'
/** Not a channel: for the best time of an entry sessions count. */
const ENTRY = 'canvas_entry'
/** A time with an offset, as events carry them. */
const ZONED = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:[.:,]\d{1,9})?)?\s*[+-]\d{2}:?\d{2}$/

/** "All timestamps with a datetime type from trigger event properties in action-based Canvases are in UTC." docs: canvas_components/context */
export function inUtc(value: unknown): unknown {
  if (typeof value === 'string' && ZONED.test(value)) return ((at) => (at === undefined ? value : new Date(at).toISOString()))(parseTime(value))
  if (Array.isArray(value)) return value.map(inUtc)
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value).map(([name, one]) => [name, inUtc(one)])) : value
}

type Nouns = {
  canvases: Canvases; canvasEntries: CanvasEntries; segments: Segments; eventFeed: EventFeed; acceptedSends: AcceptedSends; walks: Walks; recipients: Recipients; requestTimes: RequestTimes; sends: Sends; liveDefinitions: LiveDefinitions
  launches: Launches; apart: Apart; loops: Loops; audiences: Audiences; triggers: CanvasTriggers; exitCriteria: ExitCriteria; engine: Walking; entry: CanvasEntry
}

/** Brings users of one world into Canvases, and lets those who are in one hear what they do. */
export function startCanvasSources({ canvases, canvasEntries, segments, eventFeed, acceptedSends, walks, recipients, requestTimes, sends, liveDefinitions, launches, apart, loops, audiences, triggers, exitCriteria, engine, entry }: Nouns): void {
  const byAction = (): Canvas[] => liveDefinitions.canvases().filter(({ entry: { trigger } }) => trigger !== undefined && trigger !== null)

  /** Exit events are remembered first: a step that the same event ends leads to the exit. */
  function hear(row: JournalRow, profile: ProfileRow): void {
    for (const one of canvasEntries.openOf(profile)) {
      const canvas = liveDefinitions.canvases().find(({ id }) => id === one.canvas_id)
      if (canvas !== undefined && exitCriteria.hear(canvas, one, row, profile)) engine.exitEvent(canvasEntries.bySeq(one.seq)!)
    }
    engine.hear(profile, row)
    for (const canvas of byAction()) {
      const { start: _, end: __, in_local_time: ___, ...trigger } = canvas.entry['trigger'] as EntryTrigger
      if (!launches.isBehind('canvas', canvas, row) || triggers.first([trigger as EntryTrigger], row, profile, undefined, canvas) < 0 || loops.isEndless(canvas, row, profile)) continue
      const { event_properties = {}, ...cause } = causeOf(row)
      // "not normalized to UTC in the first step of a Canvas if that step is a Message step". docs: context_and_event_properties
      const context = inUtc(event_properties) as Json
      const written = JSON.stringify(context) === JSON.stringify(event_properties) ? {} : { context: event_properties }
      entry.enter(canvas, profile, { context, cause: { ...cause, ...written }, event: row, request: { event: row.kind, seq: row.seq } })
    }
  }
  eventFeed.subscribe({ active: () => byAction().length > 0 || canvasEntries.anyOpen(), hear })

  const contextOf = (request: Json, recipient: Recipient = {}): Json => ({ ...(request['context'] as Json | undefined), ...(recipient['context'] as Json | undefined) })

  /** At once, or (a scheduled request in local or optimal time) when the user's time has come. */
  function place(send: Send, canvas: Canvas, profile: ProfileRow, arrival: Arrival): void {
    requestTimes.place({ send, profile, channels: [ENTRY], line: WALK, data: { canvas_id: canvas.id, arrival }, now: () => void entry.enter(canvas, profile, arrival) })
  }
  requestTimes.on(WALK, (profile, { canvas_id, arrival }) => {
    const canvas = canvases.find(canvas_id as string)
    if (canvas !== undefined) entry.enter(canvas, profile, { ...(arrival as Arrival), audienceChecked: false })
  })

  acceptedSends.on('canvas', (send: Send) => {
    const { canvas_id, dispatch_id, broadcast, request } = send
    const canvas = canvas_id === null ? undefined : canvases.find(canvas_id)
    if (canvas === undefined) return
    for (const recipient of (request['recipients'] ?? []) as Recipient[]) {
      apart(() => {
        const profile = recipients.resolve(recipient)
        if (profile !== undefined) place(send, canvas, profile, { context: contextOf(request, recipient), request: { dispatch_id } })
      })
    }
    const audience = request['audience']
    if (!broadcast && (audience === undefined || audience === null)) return
    const own = audiences.filtersOf(canvas.entry['audience'])
    const filters = audience === undefined || audience === null ? own : audiences.both(own, segments.audience(audience).filters)
    walks.start({ name: WALK, id: dispatch_id, filters, data: { canvas_id: canvas.id, context: contextOf(request), dispatch_id } })
  })
  walks.on(WALK, {
    visit(profile, { canvas_id, context, dispatch_id }) {
      const canvas = liveDefinitions.canvases().find(({ id }) => id === canvas_id)
      const send = sends.find(dispatch_id as string)
      if (canvas !== undefined && send !== undefined) apart(() => place(send, canvas, profile, { context: context as Json, audienceChecked: true, request: { dispatch_id } }))
    },
  })
}
