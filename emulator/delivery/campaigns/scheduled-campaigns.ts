// Scheduled campaigns: a durable timer for the next time of each, then a walk through its audience; local and optimal times put each user in a line. docs: schedule_your_campaign/scheduled_delivery, campaigns/faq
import type { Delivery } from '../deliver.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { Journal } from '../../kernel/journal.ts'
import type { Scheduler } from '../../kernel/scheduler.ts'
import { deliveryOf } from '../../domain/campaigns/campaigns.ts'
import type { Campaign, Campaigns } from '../../domain/campaigns/campaigns.ts'
import { madeOnDevice } from '../../domain/cards/creation.ts'
import type { Decisions } from '../../domain/decisions.ts'
import type { ProfileRow } from '../../domain/profiles/profiles.ts'
import type { Dispatches, Phase } from '../../domain/sends/dispatches.ts'
import type { Engagements } from '../../domain/sends/engagements.ts'
import { nextOccurrence, readSchedule } from '../../domain/sends/occurrences.ts'
import type { ReadSchedule } from '../../domain/sends/occurrences.ts'
import type { RateSlots } from '../../domain/sends/rate-slots.ts'
import type { Sends } from '../../domain/sends/sends.ts'
import { atWall, DAY, HOUR, readWall, momentIn, wallAt, zoneOf } from '../../domain/sends/wall-clocks.ts'
import type { Segments } from '../../domain/segments/segments.ts'
import type { Settings } from '../../domain/settings.ts'
import type { Apart } from '../dispatches/apart.ts'
import type { IntelligentTiming } from '../dispatches/intelligent-timing.ts'
import { IMMEDIATE } from '../dispatches/intelligent-timing.ts'
import type { WaitingLine } from '../dispatches/waiting-line.ts'
import { NO_QUIET_HOURS, readQuietHours } from '../gates/quiet-hours.ts'
import type { LiveDefinitions } from '../live-definitions.ts'
import type { Json } from '../outgoing.ts'
import type { Walks } from '../walks.ts'
import type { Attempt, CampaignSending } from './sending.ts'
import { LINE, STOPPED } from './sending.ts'
import { readOptimization, winnersOf } from './winner.ts'

const NEXT = 'campaign.dispatch'
const FINAL = 'campaign.final'
const WALK = 'campaign'
const FIRST_ZONE = 14 * HOUR // where a wall time comes first: Kiribati
const SAMOA = 13 * HOUR // "Braze calculates the optimal time at midnight in Samoa time"
/** "Braze will not send messages to any users who have missed the send time by more than 1 hour" */
const MISSED = HOUR

type Nouns = {
  clock: Clock; journal: Journal; scheduler: Scheduler; decisions: Decisions; settings: Settings; segments: Segments; sends: Sends; campaigns: Campaigns; dispatches: Dispatches; rateSlots: RateSlots; engagements: Engagements
  liveDefinitions: LiveDefinitions; walks: Walks; waitingLine: WaitingLine; intelligentTiming: IntelligentTiming; campaignSending: CampaignSending; delivery: Delivery; apart: Apart
}
/** What a walk knows of its dispatch. */
type Going = { dispatch_id: string; campaign_id: string; occurrence: number; phase: Phase; variations?: string[] }

/** Sends the scheduled campaigns of one world. */
export function createScheduledCampaigns({ clock, journal, scheduler, decisions, settings, segments, sends, campaigns, dispatches, rateSlots, engagements, liveDefinitions, walks, waitingLine, intelligentTiming, campaignSending, delivery, apart }: Nouns) {
  const zone = (): string => settings.get().time_zone
  const live = (id: string): Campaign | undefined => liveDefinitions.campaigns().find((one) => one.id === id)
  /** Banners, in-app messages and cards of the first impression wait on the device's side: nothing is dispatched. */
  const isScheduled = (campaign: Campaign): boolean => campaign.kind === 'campaign' && deliveryOf(campaign) === 'time_based' && !madeOnDevice(campaign) && campaign.channels.some((channel) => channel !== 'banner' && channel !== 'in_app_message' && channel !== 'feature_flag')
  const isFloating = ({ local, intelligent }: ReadSchedule): boolean => local || intelligent

  /** The next time: `occurrence` a moment, or a wall time where each user has his own; `due` when the walk begins. */
  function nextOf(campaign: Campaign, read: ReadSchedule, launched: boolean): { occurrence: number; due: number } | undefined {
    const now = clock.now()
    const last = dispatches.lastOccurrence(campaign.id) ?? -Infinity
    if (!isFloating(read)) {
      const at = nextOccurrence(campaign.schedule, Math.max(now - 1, last), zone())
      return at === undefined ? undefined : { occurrence: at, due: at }
    }
    // "the send time you choose for your campaign needs to have not yet occurred in your company's time zone"
    const wall = wallAt(now, zone())
    // "edits to the scheduled send time will not be reflected" once users are in the line of that day. docs: change_your_campaign_after_launch
    const taken = launched ? last : Math.floor(last / DAY) * DAY + DAY - 1
    const occurrence = nextOccurrence(campaign.schedule, Math.max((read.intelligent ? Math.floor(wall / DAY) * DAY : wall) - 1, taken), 'UTC')
    if (occurrence === undefined) return undefined
    return { occurrence, due: Math.max(now, read.intelligent ? Math.floor(occurrence / DAY) * DAY - SAMOA : occurrence - FIRST_ZONE) }
  }

  function plan(campaign: Campaign, launched: boolean): void {
    const read = readSchedule(campaign.schedule ?? {})
    if (!liveDefinitions.isLive(campaign) || !isScheduled(campaign) || read === undefined) return void scheduler.cancel(NEXT, campaign.id)
    if (readOptimization(campaign) !== undefined && dispatches.of(campaign.id).length > 0) {
      // "A/B tests where the initial test has already been sent will be permanently canceled". docs: change_your_campaign_after_launch
      if (launched) decisions.ignored({ rule: 'campaign.optimization', why: 'its test was sent before the campaign was stopped: nothing is sent any more', compared: { campaign_id: campaign.id } })
      return void scheduler.cancel(NEXT, campaign.id)
    }
    if (read.at === null) {
      if (launched) scheduler.schedule(clock.now(), NEXT, { campaign_id: campaign.id, occurrence: clock.now() }, campaign.id)
      return
    }
    scheduler.cancel(NEXT, campaign.id)
    const next = nextOf(campaign, read, launched)
    const wanted = launched ? next : nextOf(campaign, read, true)
    if (wanted !== undefined && wanted.occurrence !== next?.occurrence)
      decisions.ignored({ rule: 'campaign.local_time', why: 'changed when users were waiting for that day already: it goes out to them at the time it had', compared: { campaign_id: campaign.id, schedule: campaign.schedule, now: clock.now() } })
    if (next === undefined) {
      if (launched) decisions.ignored({ rule: 'campaign.schedule', why: 'no time of the schedule is still to come', compared: { campaign_id: campaign.id, schedule: campaign.schedule, now: clock.now() } })
      return
    }
    scheduler.schedule(next.due, NEXT, { campaign_id: campaign.id, occurrence: next.occurrence }, campaign.id)
    const ahead = read.intelligent ? next.occurrence - SAMOA - clock.now() : next.occurrence - clock.now()
    if (launched && isFloating(read) && ahead < DAY)
      decisions.ignored({ rule: 'campaign.local_time', why: 'launched less than 24 hours ahead: users whose time is over for more than an hour get nothing', compared: { campaign_id: campaign.id, schedule: campaign.schedule, now: clock.now() } })
  }

  function begin(campaign: Campaign, occurrence: number, phase: Phase, variations?: string[]): string {
    const dispatch_id = sends.newDispatchId()
    dispatches.begin({ dispatch_id, campaign_id: campaign.id, occurrence, phase })
    const data: Going = { dispatch_id, campaign_id: campaign.id, occurrence, phase, ...(variations === undefined ? {} : { variations }) }
    walks.start({ name: WALK, id: dispatch_id, filters: segments.audienceFilters(campaign.audience ?? {}), data })
    return dispatch_id
  }

  scheduler.on(NEXT, (data) => {
    const campaign = live(data['campaign_id'] as string)
    if (campaign === undefined) return
    const optimization = readOptimization(campaign)
    const dispatch_id = begin(campaign, data['occurrence'] as number, optimization === undefined ? 'whole' : 'test')
    if (optimization === undefined) return plan(campaign, false)
    const { send_at, in_local_time } = optimization
    const wall = send_at === null ? wallAt(clock.now() + DAY, zone()) : (readWall(send_at) ?? wallAt(clock.now() + DAY, zone()))
    const moment = send_at === null ? clock.now() + DAY : (momentIn(send_at, zone()) ?? clock.now() + DAY)
    const own = in_local_time || readSchedule(campaign.schedule ?? {})!.intelligent
    scheduler.schedule(own ? Math.max(clock.now(), wall - FIRST_ZONE) : moment, FINAL, { campaign_id: campaign.id, dispatch_id, occurrence: own ? wall : moment }, campaign.id)
  })

  /** The test is over: the winner goes to the users who were kept for it. */
  scheduler.on(FINAL, (data) => {
    const campaign = live(data['campaign_id'] as string)
    const optimization = campaign === undefined ? undefined : readOptimization(campaign)
    if (campaign === undefined || optimization === undefined) return
    const { metric, kind, no_winner } = optimization
    const { results, variations, significant } = winnersOf(campaign, data['dispatch_id'] as string, metric, engagements)
    const sent = significant || no_winner === 'send_best'
    journal.append('campaign.winner_chosen', { campaign_id: campaign.id, dispatch_id: data['dispatch_id'], metric, results, message_variation_ids: variations, significant, sent })
    if (kind === 'personalized_variant') decisions.ignored({ rule: 'campaign.personalized_variant', why: 'Brazier finds no associations between users and variants: the winning variant is sent', compared: { campaign_id: campaign.id } })
    if (sent) begin(campaign, data['occurrence'] as number, 'final', variations)
  })

  function place(campaign: Campaign, profile: ProfileRow, due: number, attempt: Attempt): void {
    const now = clock.now()
    if (due < now - MISSED) campaignSending.missed(campaign, profile, attempt, { due, now })
    else if (due <= now) campaignSending.toUser(campaign, profile, attempt)
    else waitingLine.add(LINE, campaign.id, { due, profile, data: { attempt: { ...attempt, audienceChecked: false } } })
  }

  /** Each channel at its own best time; those that have none at once. */
  function atOptimum(campaign: Campaign, profile: ProfileRow, occurrence: number, read: ReadSchedule, attempt: Attempt): void {
    const hours = readQuietHours(campaign.quiet_hours ?? settings.get().quiet_hours)
    const times = new Map<number, string[]>()
    for (const channel of campaign.channels) {
      const due = IMMEDIATE.has(channel) ? clock.now() : intelligentTiming.momentOf(profile, occurrence, intelligentTiming.optimum(profile, channel, read), hours)
      times.set(due, [...(times.get(due) ?? []), channel])
    }
    for (const [due, channels] of [...times].sort(([a], [b]) => a - b)) place(campaign, profile, due, { ...attempt, channels, quiet_hours: NO_QUIET_HOURS })
  }

  walks.on(WALK, {
    visit: (profile, data: Json) => apart(() => {
      const { dispatch_id, campaign_id, occurrence, phase, variations } = data as Going
      const campaign = live(campaign_id)
      const read = campaign === undefined ? undefined : readSchedule(campaign.schedule ?? {})
      if (campaign === undefined || read === undefined) return
      dispatches.visited(dispatch_id)
      const attempt: Attempt = { cause: {}, dispatch_id, audienceChecked: true, phase, ...(variations === undefined ? {} : { variations }) }
      const local = phase === 'final' ? readOptimization(campaign)?.in_local_time === true : read.local
      if (read.intelligent) atOptimum(campaign, profile, occurrence, read, attempt)
      else if (local) place(campaign, profile, atWall(occurrence, zoneOf(profile, zone())), attempt)
      else campaignSending.toUser(campaign, profile, attempt)
    }),
    finished: (data) => dispatches.finish((data as Going).dispatch_id),
  })

  /** "stopping the current campaign (this cancels any enqueued messages)". docs: campaigns/faq */
  function stop(campaign_id: string, deleted: boolean): void {
    scheduler.cancel(NEXT, campaign_id)
    scheduler.cancel(FINAL, campaign_id)
    for (const dispatch_id of dispatches.stop(campaign_id)) walks.stop(WALK, dispatch_id)
    if (deleted) waitingLine.drop(LINE, campaign_id)
    else waitingLine.move(LINE, campaign_id, STOPPED)
    rateSlots.drop(campaign_id)
    delivery.cancel(campaign_id, { gate: 'status', stopped: true })
  }

  journal.observe(['campaign.launched', 'campaign.updated', 'campaign.stopped', 'campaign.archived', 'campaign.deleted'], ({ kind, data }) => {
    const id = data['campaign_id'] as string
    const campaign = kind === 'campaign.launched' || kind === 'campaign.updated' ? campaigns.find(id) : undefined
    if (campaign === undefined || !liveDefinitions.isLive(campaign)) return stop(id, kind === 'campaign.deleted')
    if (kind === 'campaign.launched' && (campaign.optimization as { kind?: unknown } | null)?.kind === 'intelligent_selection')
      decisions.ignored({ rule: 'campaign.intelligent_selection', why: 'Brazier does not move the shares of the variants: they stay as they are defined', compared: { campaign_id: id } })
    plan(campaign, kind === 'campaign.launched')
  })

  /** Times of schedules without an offset are those of the workspace's clocks, whichever these are by now. */
  journal.observe(['settings.changed'], ({ data }) => {
    if (!Object.hasOwn((data['changes'] ?? {}) as Json, 'time_zone')) return
    for (const campaign of liveDefinitions.campaigns()) if (scheduler.has(NEXT, campaign.id)) plan(campaign, false)
  })
}

export type ScheduledCampaigns = ReturnType<typeof createScheduledCampaigns>
