// Which Banners a user may have at which placement, best first: of campaigns that let him through, of Canvas steps he came by, tests before all. docs: developer_guide/banners/creating_placements, banners/create_a_banner ("Priority"); rules B3, B8
import type { Banners } from '../../domain/banners/banners.ts'
import { stableKey } from '../../domain/banners/banners.ts'
import type { Campaign, Campaigns } from '../../domain/campaigns/campaigns.ts'
import type { Message, Messages } from '../../domain/messages/messages.ts'
import type { ProfileRow, Profiles } from '../../domain/profiles/profiles.ts'
import type { UserCaps } from '../../domain/sends/user-caps.ts'
import { momentIn } from '../../domain/sends/wall-clocks.ts'
import type { Settings } from '../../domain/settings.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { Db } from '../../kernel/db.ts'
import type { Journal } from '../../kernel/journal.ts'
import type { CampaignSending } from '../campaigns/sending.ts'
import { windowOf } from '../campaigns/windows.ts'
import { keptStatements } from '../cards/kept.sql.ts'
import type { LiveDefinitions } from '../live-definitions.ts'
import type { Json, Outgoing } from '../outgoing.ts'

const CHANNEL = 'banner'
const TEST_MS = 300_000 // "visible for up to 5 minutes". docs: sending_test_messages
const BUCKETS = ['low', 'medium', 'high']
const UNITS: Readonly<Record<string, number>> = { seconds: 1000, minutes: 60_000, hours: 3_600_000, days: 86_400_000, weeks: 604_800_000 }

/** `kept`: the row of the Canvas step; `test`: of a test, rendered already; `since`: when its definition was changed last (ms). */
export type Candidate = { placement: string; outgoing: Outgoing; control: boolean; kept?: Message; test?: Message; since: number; rank: readonly number[] }

type Place = { device_id: string; app_id: string }
/** In the detail of a test's row: who had it, and the newest row of the journal by then. */
export type TestHad = Place & { since: number }

type Nouns = { db: Db; clock: Clock; journal: Journal; profiles: Profiles; campaigns: Campaigns; userCaps: UserCaps; settings: Settings; messages: Messages; banners: Banners; liveDefinitions: LiveDefinitions; campaignSending: Pick<CampaignSending, 'offer'> }

const earlier = (one: number | undefined, other: number | undefined): number | undefined => (one === undefined || other === undefined ? (one ?? other) : Math.min(one, other))

function difference(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, index) => value !== b[index])
  return at < 0 ? 0 : a[at]! - b[at]!
}

/** The Banners of one world that wait for devices. */
export function createBannerCandidates({ db, clock, journal, profiles, campaigns, userCaps, settings, messages, banners, liveDefinitions, campaignSending }: Nouns) {
  const sql = keptStatements(db)

  // Who has seen it has received it
  journal.observe(['banner.impression'], ({ data, profile }) => {
    const campaign = typeof data['campaign_id'] === 'string' && data['test'] !== true ? campaigns.find(data['campaign_id']) : undefined
    const user = campaign?.user_cap == null || profile === null ? undefined : profiles.heirByBrazeId(profile)
    if (user !== undefined) userCaps.admit(campaign!.id, 'total', user.id)
  })

  /** "high, medium (default), low, then the newest"; an exact place within one goes before. The smallest comes first. */
  const rankOf = (priority: unknown, order: unknown, newest: number): number[] => [-Math.max(BUCKETS.indexOf(String(priority ?? 'medium')), 0), typeof order === 'number' ? order : Number.MAX_SAFE_INTEGER, -newest]

  /** The placements of a campaign, each with the first message that stands there. A control group stands at all of them, where and as long as that message would. */
  const placementsOf = ({ messages: defined }: Campaign): Map<string, Json> =>
    new Map(Object.values(defined).flatMap(({ channel, placement_id, priority, priority_order, expires_in, expires_at }): [string, Json][] => (channel === CHANNEL && typeof placement_id === 'string' ? [[placement_id, { placement_id, priority, priority_order, expires_in, expires_at }]] : [])).reverse())

  function ofCampaign(campaign: Campaign, profile: ProfileRow): Candidate[] {
    const offer = campaignSending.offer(campaign, profile, [CHANNEL])
    if ('stopped' in offer) return []
    const { start, end } = windowOf(campaign, profile, settings.get().time_zone, true)
    const launched = campaign.launched_at ?? campaign.created_at
    const candidate = (outgoing: Outgoing, placement: string, control: boolean): Candidate[] => {
      const { body } = outgoing
      const own = endOf(body, Math.max(launched, start ?? launched))
      if (own !== undefined && own <= clock.now()) return []
      const until = earlier(end, own)
      return [{ placement, control, since: campaign.updated_at, rank: rankOf(body['priority'] ?? campaign.priority, body['priority_order'] ?? campaign.priority_order, launched), outgoing: until === undefined ? outgoing : { ...outgoing, until } }]
    }
    if ('control' in offer) return [...placementsOf(campaign)].flatMap(([placement, place]) => candidate({ ...offer.control, body: { ...offer.control.body, ...place, type: 'control' } }, placement, true))
    return offer.messages.flatMap((outgoing) => (typeof outgoing.body['placement_id'] === 'string' ? candidate(outgoing, outgoing.body['placement_id'], false) : []))
  }

  /** A duration from the step, or a moment by the company's clocks. */
  function endOf({ expires_in, expires_at }: Json, from: number): number | undefined {
    const span = expires_in as { value?: number; unit?: string } | null | undefined
    if (typeof span?.value === 'number') return from + span.value * (UNITS[span.unit ?? 'days'] ?? 0)
    return typeof expires_at === 'string' ? momentIn(expires_at, settings.get().time_zone) : undefined
  }

  function ofCanvas(kept: Message): Candidate[] {
    const { outgoing } = kept.outgoing as { outgoing: Outgoing }
    const { placement_id, priority, priority_order } = outgoing.body
    const until = endOf(outgoing.body, kept.at)
    if (typeof placement_id !== 'string' || (until !== undefined && until <= clock.now()) || !liveDefinitions.canvases().some(({ id }) => id === kept.canvas_id)) return []
    return [{ placement: placement_id, control: false, kept, outgoing: until === undefined ? outgoing : { ...outgoing, until }, since: 0, rank: rankOf(priority, priority_order, kept.at) }]
  }

  /** A device keeps a test in memory: it is gone with the next session there (rule B8). */
  const isOver = ({ detail }: Message, profile: ProfileRow, { device_id, app_id }: Place): boolean => {
    const had = ((detail?.['devices'] ?? []) as TestHad[]).find((one) => one.device_id === device_id && one.app_id === app_id)
    return had !== undefined && sql.sessionOnDevice.get({ since: had.since, lineage: JSON.stringify(profiles.lineage(profile)), device_id, app_id }) !== undefined
  }

  const find = (rows: readonly { id: string }[]): Message[] => rows.flatMap(({ id }) => messages.find(id) ?? [])
  const placementOf = (payload: unknown): string => String((payload as { placement_id?: unknown } | null)?.placement_id)

  return {
    /** All that the user may have now at these placements, best first; what he has dismissed is not among them. `place`: on this device. */
    of(profile: ProfileRow, placements: readonly string[], place?: Place): Candidate[] {
      const gone = banners.dismissed(profile)
      const isAsked = (placement: unknown): boolean => placements.includes(placement as string)
      const tests = find(sql.tests.all(profile.id, clock.now() - TEST_MS)).filter((test) => place === undefined || !isOver(test, profile, place)).map((test, index): Candidate => ({ placement: placementOf(test.payload), control: false, test, outgoing: {} as Outgoing, since: 0, rank: [-BUCKETS.length, index, 0] }))
      const campaigns = liveDefinitions.campaigns().filter((campaign) => campaign.channels.includes(CHANNEL) && [...placementsOf(campaign).keys()].some(isAsked)).flatMap((campaign) => ofCampaign(campaign, profile))
      // Of several walks through a step the last one counts
      const steps = [...new Map(find(sql.banners.all(profile.id)).map((kept) => [`${kept.canvas_step_id} ${kept.message_variation_id}`, kept])).values()].flatMap(ofCanvas)
      const wanted = [...campaigns, ...steps].filter(({ placement, outgoing }) => isAsked(placement) && !gone.has(stableKey(outgoing.origin, '')))
      // Of two of the same moment the one that was made later
      return [...tests.filter(({ test }) => !gone.has(String((test!.payload as { stable_key?: unknown }).stable_key))), ...wanted.reverse()].sort((a, b) => difference(a.rank, b.rank))
    },
  }
}

export type BannerCandidates = ReturnType<typeof createBannerCandidates>
