// Action-based campaigns: an event starts them, a delay passes, and what happens meanwhile may prevent them. docs: schedule_your_campaign/triggered_delivery
import type { Clock } from '../../kernel/clock.ts'
import type { Db } from '../../kernel/db.ts'
import type { Journal, JournalRow } from '../../kernel/journal.ts'
import type { Scheduler } from '../../kernel/scheduler.ts'
import { deliveryOf } from '../../domain/campaigns/campaigns.ts'
import type { Campaign, Campaigns } from '../../domain/campaigns/campaigns.ts'
import type { Decisions } from '../../domain/decisions.ts'
import { NO_ORIGIN } from '../../domain/messages/messages.ts'
import type { ProfileRow, Profiles } from '../../domain/profiles/profiles.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Segments } from '../../domain/segments/segments.ts'
import { momentIn, zoneOf } from '../../domain/sends/wall-clocks.ts'
import type { Settings } from '../../domain/settings.ts'
import type { CampaignSending } from '../campaigns/sending.ts'
import type { Delivery } from '../deliver.ts'
import type { EventFeed } from '../event-feed.ts'
import type { LiveDefinitions } from '../live-definitions.ts'
import type { Cause, Json } from '../outgoing.ts'
import type { Reason } from '../reasons.ts'
import { beforeEvent } from './audience.ts'
import type { Timing } from './due-times.ts'
import { dueOf, openAt } from './due-times.ts'
import type { Launches } from './launches.ts'
import type { Trigger } from './match.ts'
import { causeOf, matchesTrigger } from './match.ts'
import type { PlainTriggers } from './plain-triggers.ts'
import { triggerStatements } from './triggers.sql.ts'

const SEND = 'trigger.send'
const CANCEL = 'trigger.cancel'
const PAGE = 500 // sends that are cancelled in one transaction
/** In-app messages and Banners are evaluated on the device. docs: in_app_messages/traditional/create */
const ON_DEVICE = ['in_app_message', 'banner', 'feature_flag']
/** Brazier's own: messages that trigger each other without a delay would go on for ever within one moment. */
const MOST_AT_ONCE = 25
const MOMENT = 1000 // ms

type Nouns = {
  db: Db; clock: Clock; journal: Journal; scheduler: Scheduler; decisions: Decisions; settings: Settings; profiles: Profiles; campaigns: Campaigns; segments: Segments
  liveDefinitions: LiveDefinitions; eventFeed: EventFeed; launches: Launches; plainTriggers: PlainTriggers; delivery: Pick<Delivery, 'withhold'>; campaignSending: Pick<CampaignSending, 'toUser' | 'waiting'>
}
type Heard = { campaign: Campaign; trigger: Trigger; exceptions: Trigger[]; timing: Timing }
/** What a send that waited is about, when its definition is gone too. */
type Whom = { campaign_id: string; channel: string; profile: ProfileRow }

/** The action-based campaigns of one world. */
export function createActionBased({ db, clock, journal, scheduler, decisions, settings, profiles, campaigns, segments, liveDefinitions, eventFeed, launches, plainTriggers, delivery, campaignSending }: Nouns) {
  const rows = triggerStatements(db)
  let kept: { of: readonly Campaign[]; heard: Heard[] } | undefined
  let loop = { at: 0, times: new Map<string, number>() }

  /** Read again when a definition changed. */
  function heard(): Heard[] {
    const of = liveDefinitions.campaigns()
    if (kept?.of !== of) {
      const mine = of.filter((campaign) => deliveryOf(campaign) === 'action_based' && campaign.trigger !== null && !campaign.channels.some((channel) => ON_DEVICE.includes(channel)))
      kept = { of, heard: mine.map((campaign) => ((trigger) => ({ campaign, timing: trigger as Timing, trigger: plainTriggers(trigger, campaign.id), exceptions: (trigger['exception_events'] as Trigger[] | undefined ?? []).map((one) => plainTriggers(one, campaign.id)) }))(campaign.trigger as Trigger)) }
    }
    return kept.heard
  }

  const zone = ({ in_local_time }: Timing, profile: ProfileRow): string => (in_local_time === true ? zoneOf(profile, settings.get().time_zone) : settings.get().time_zone)
  const momentOf = (text: string | null | undefined, zone: string): number | undefined => (text == null ? undefined : momentIn(text, zone))
  const whom = ({ id, channels }: Campaign, profile: ProfileRow): Whom => ({ campaign_id: id, channel: channels[0] ?? '', profile })
  /** Who is meant by now, after merges. */
  const profileOf = (id: number): ProfileRow | undefined => ((found) => (found === undefined ? undefined : profiles.heirOf(found)))(profiles.byId(id))
  /** One row, so that people see why. */
  const stop = ({ campaign_id, channel, profile }: Whom, reason: Reason, seen: Json): void => void delivery.withhold({ profile, channel, origin: { ...NO_ORIGIN, campaign_id }, reason, seen })

  /** What the audience says of the user; undefined when he is in it. An audience that can not be asked (a segment is gone) has nobody. `row`: as it was before this event. */
  function outside({ audience }: Campaign, profile: ProfileRow, row?: JournalRow): Json | undefined {
    try {
      const filters = segments.audienceFilters(audience ?? {})
      return segments.holds(row === undefined ? filters : beforeEvent(filters, row, (id) => segments.find(id)?.filters), profile.id) ? undefined : { audience }
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      return { audience, invalid: error.details }
    }
  }

  function remember(campaign: Campaign, profile: ProfileRow, cause: Cause, { triggered_at, event_seq, due }: { triggered_at: number; event_seq: number; due: number }): void {
    const { lastInsertRowid } = rows.add.run({ campaign_id: campaign.id, profile_id: profile.id, triggered_at, event_seq, due, cause: JSON.stringify(cause), channel: campaign.channels[0] ?? '' })
    scheduler.schedule(due, SEND, { id: Number(lastInsertRowid) }, String(lastInsertRowid))
  }
  function forget(id: number): void {
    rows.remove.run(id)
    scheduler.cancel(SEND, String(id))
  }

  /** The delay is over, or there is none. */
  function send({ campaign, timing }: Heard, profile: ProfileRow, cause: Cause, { triggered_at, event_seq, waited }: { triggered_at: number; event_seq: number; waited: boolean }): void {
    const now = clock.now()
    const at = zone(timing, profile)
    const end = momentOf(timing.end, at)
    if (end !== undefined && now > end) return stop(whom(campaign, profile), 'ended', { now, end })
    if (timing.window != null) {
      const open = openAt(timing.window, now, at)
      if (open > now && timing.window.send_at_next_available_time !== true) return stop(whom(campaign, profile), 'missed_window', { now, time_zone: at, window: timing.window })
      if (open > now && end !== undefined && open > end) return stop(whom(campaign, profile), 'ended', { due: open, end })
      if (open > now) return remember(campaign, profile, cause, { triggered_at, event_seq, due: open })
    }
    const left = waited && timing.reevaluate_segments === true ? outside(campaign, profile) : undefined
    if (left !== undefined) return stop(whom(campaign, profile), 'left_audience', left)
    campaignSending.toUser(campaign, profile, { cause, audienceChecked: true })
  }

  /** True when messages have triggered each other so often in this moment that it will not end by itself. */
  function isEndless(campaign: Campaign, row: JournalRow, profile: ProfileRow): boolean {
    if (row.data['campaign_id'] === undefined && row.data['canvas_id'] === undefined) return false
    if (Math.abs(clock.now() - loop.at) >= MOMENT) loop = { at: clock.now(), times: new Map() } // on a clock that runs a loop takes some milliseconds
    const key = `${campaign.id} ${profile.id}`
    const times = (loop.times.get(key) ?? 0) + 1
    loop.times.set(key, times)
    if (times > MOST_AT_ONCE) decisions.ignored({ rule: 'trigger.loop', why: `messages trigger each other: the campaign was triggered ${MOST_AT_ONCE} times in this moment`, compared: { campaign_id: campaign.id, event: row.kind } }, profile.braze_id)
    return times > MOST_AT_ONCE
  }

  function begin(one: Heard, row: JournalRow, profile: ProfileRow): void {
    const { campaign, timing } = one
    if (!launches.isBehind('campaign', campaign, row) || isEndless(campaign, row, profile)) return
    const at = zone(timing, profile)
    const [start, end] = [momentOf(timing.start, at), momentOf(timing.end, at)]
    if (start !== undefined && row.at < start) return stop(whom(campaign, profile), 'not_started', { event_at: row.at, start })
    if (end !== undefined && row.at > end) return stop(whom(campaign, profile), 'ended', { event_at: row.at, end })
    // Only who may receive it again can wait for two
    const waiting = campaign.reeligibility_seconds === null ? rows.waiting.get(profile.id, campaign.id) : undefined
    if (waiting !== undefined) return stop(whom(campaign, profile), 'already_waiting', { due: waiting.due })
    const out = outside(campaign, profile, row)
    if (out !== undefined) return stop(whom(campaign, profile), 'not_in_audience', out)
    const due = dueOf(timing, row.at, at)
    if (end !== undefined && due > end) return stop(whom(campaign, profile), 'ended', { due, end }) // "qualifies for the message outside of the time frame due to a delay"
    const event = { triggered_at: row.at, event_seq: row.seq }
    if (due > clock.now()) remember(campaign, profile, causeOf(row), { ...event, due })
    else send(one, profile, causeOf(row), { ...event, waited: due > row.at })
  }

  /** "If a user completes the exception event before the message sends, they will not receive the campaign." When it is the trigger too, a new delay begins with it. */
  function except({ campaign }: Heard, row: JournalRow, profile: ProfileRow): void {
    for (const { id, due } of rows.waiting.all(profile.id, campaign.id)) {
      forget(id)
      stop(whom(campaign, profile), 'exception_event', { event: row.kind, event_at: row.at, due })
    }
  }

  journal.observe(['profile.merged'], ({ data }) => {
    const [from, into] = [data['from'], data['into']].map((one) => (one as { braze_id: string }).braze_id) as [string, string]
    const heir = profiles.heirByBrazeId(into)
    if (heir !== undefined) rows.inherit.run(heir.id, from)
  })

  eventFeed.subscribe({
    active: () => heard().length > 0,
    hear(row, profile) {
      for (const one of heard()) {
        if (one.exceptions.some((exception) => matchesTrigger(exception, row, profile))) except(one, row, profile)
        if (matchesTrigger(one.trigger, row, profile)) begin(one, row, profile)
      }
    },
  })

  const stateOf = (campaign: Campaign | undefined): Json => (campaign === undefined ? { deleted: true } : { draft: campaign.draft, enabled: campaign.enabled, archived: campaign.archived, schedule_type: campaign.schedule_type })

  /** "When a campaign is stopped, messages scheduled to be sent will be canceled"; resumed, "any missed messages will not be re-sent". docs: change_your_campaign_after_launch */
  journal.observe(['campaign.stopped', 'campaign.archived', 'campaign.deleted'], ({ data }) => {
    const campaign_id = data['campaign_id'] as string
    const last = rows.last.get(campaign_id)?.id ?? null
    if (last !== null) scheduler.schedule(clock.now(), CANCEL, { campaign_id, last, state: stateOf(campaigns.find(campaign_id)) }, campaign_id)
  })
  scheduler.on(CANCEL, (data) => {
    const { campaign_id, last, state } = data as { campaign_id: string; last: number; state: Json }
    const some = rows.ofCampaign.all(campaign_id, last, PAGE)
    for (const { id, profile_id, channel } of some) {
      forget(id)
      const profile = profileOf(profile_id)
      if (profile !== undefined) stop({ campaign_id, channel, profile }, 'not_live', state)
    }
    if (some.length === PAGE) scheduler.schedule(clock.now(), CANCEL, data, campaign_id)
  })

  scheduler.on(SEND, (data) => {
    const waiting = rows.find.get(data['id'] as number)
    if (waiting === undefined) return
    rows.remove.run(waiting.id)
    const profile = profileOf(waiting.profile_id)
    if (profile === undefined) return // deleted: nobody to tell of
    const one = heard().find(({ campaign }) => campaign.id === waiting.campaign_id)
    if (one === undefined) return stop({ campaign_id: waiting.campaign_id, channel: waiting.channel, profile }, 'not_live', stateOf(campaigns.find(waiting.campaign_id)))
    send(one, profile, JSON.parse(waiting.cause) as Cause, { triggered_at: waiting.triggered_at, event_seq: waiting.event_seq, waited: true })
  })

  return {
    /** When messages of the campaign go out to the user (ms): one for each event that has triggered it, and those that wait for his own time or for a slot of the rate limit. */
    waiting: (campaign_id: string, profile: ProfileRow): number[] => [...rows.waiting.all(profile.id, campaign_id).map(({ due }) => due), ...campaignSending.waiting(campaign_id, profile)].sort((a, b) => a - b),
  }
}

export type ActionBased = ReturnType<typeof createActionBased>
