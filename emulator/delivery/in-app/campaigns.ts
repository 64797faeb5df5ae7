// In-app message campaigns that a user's device is to have: live, and every gate lets the user through; who falls into the control group gets the control (rules M1, M8, M9, M12). docs: in_app_messages/traditional/create
import type { App } from '../../domain/apps.ts'
import type { Campaign, Campaigns } from '../../domain/campaigns/campaigns.ts'
import { deviceConditions } from '../../domain/campaigns/device-conditions.ts'
import type { Handed } from '../../domain/messages/handed.ts'
import type { Messages } from '../../domain/messages/messages.ts'
import type { ProfileRow, Profiles } from '../../domain/profiles/profiles.ts'
import { momentIn, zoneOf } from '../../domain/sends/wall-clocks.ts'
import type { UserCaps } from '../../domain/sends/user-caps.ts'
import type { Settings } from '../../domain/settings.ts'
import type { Journal } from '../../kernel/journal.ts'
import type { CampaignSending } from '../campaigns/sending.ts'
import { trackedId } from '../channels/tracked-id.ts'
import type { LiveDefinitions } from '../live-definitions.ts'
import type { Outgoing } from '../outgoing.ts'
import type { Trigger } from '../triggers/match.ts'
import type { PlainTriggers } from '../triggers/plain-triggers.ts'
import type { MessageApart } from './apart.ts'
import type { Stop } from './handing.ts'
import type { Place, Planned } from './planned.ts'
import { pacesOf } from './planned.ts'
import { isFor } from './platforms.ts'
import type { Templated } from './templated.ts'
import { isShowable } from './wire-message.ts'

const CHANNEL = 'in_app_message'
const LAST = Number.MAX_SAFE_INTEGER

type Nouns = { journal: Journal; profiles: Profiles; campaigns: Campaigns; userCaps: UserCaps; settings: Settings; messages: Messages; handed: Handed; liveDefinitions: LiveDefinitions; campaignSending: Pick<CampaignSending, 'offer'>; plainTriggers: PlainTriggers; templated: Templated; apart: MessageApart }

/** The in-app campaigns of one world. */
export function createInAppCampaigns({ journal, profiles, campaigns, userCaps, settings, messages, handed, liveDefinitions, campaignSending, plainTriggers, templated, apart }: Nouns) {
  const live = (): Campaign[] => liveDefinitions.campaigns().filter(({ channels, trigger }) => channels.includes(CHANNEL) && trigger !== null)

  // Whoever sees it takes a place of its user cap: "approximate", as devices hold it already. docs: frequency_capping ("Setting a maximum user cap")
  journal.observe(['in_app_message.impression'], ({ profile, data }) => {
    const campaign = typeof data['campaign_id'] === 'string' && data['test'] !== true ? campaigns.find(data['campaign_id']) : undefined
    const user = campaign?.user_cap == null || profile === null ? undefined : profiles.heirByBrazeId(profile)
    if (user !== undefined) userCaps.admit(campaign!.id, 'total', user.id)
  })

  /** Start and end as the device judges them (rule M8). */
  function frame(campaign: Campaign, profile: ProfileRow): { start: number | null; end: number | null } {
    const { start, end, in_local_time } = (campaign.trigger ?? {}) as Record<string, unknown>
    const zone = in_local_time === true ? zoneOf(profile, settings.get().time_zone) : settings.get().time_zone
    const moment = (text: unknown): number | null => (typeof text === 'string' ? (momentIn(text, zone) ?? null) : null)
    return { start: moment(start), end: moment(end) }
  }

  function planned(campaign: Campaign, outgoing: Outgoing, control: boolean, profile: ProfileRow, place: Place): Planned {
    const wire_id = trackedId(outgoing.origin, '')
    const known = handed.onDevice(profile, wire_id, place)
    const message = known === undefined ? undefined : messages.find(known)
    const { delay_seconds, delay } = campaign.trigger as { delay_seconds?: number | null; delay?: { seconds?: number | null } | null }
    return {
      outgoing, control, wire_id, message, message_id: message?.id ?? messages.newId(),
      templated: !control && (campaign.reevaluate_before_display || templated(outgoing.body)),
      conditions: deviceConditions(plainTriggers(campaign.trigger as Trigger, campaign.id), place.app_id),
      delay: delay?.seconds ?? delay_seconds ?? 0, ...frame(campaign, profile), re_eligibility: campaign.reeligibility_seconds ?? -1, ...pacesOf(outgoing.body),
      // Those without an exact place come after those with one, the newest first
      rank: { bucket: campaign.priority, order: [campaign.priority_order ?? LAST, -(campaign.launched_at ?? campaign.created_at)] }, changed_at: campaign.updated_at,
    }
  }

  /** What one campaign has for the device now. */
  function of(campaign: Campaign, profile: ProfileRow, app: App, device_id: string): Planned[] {
    const place = { device_id, app_id: app.app_id }
    const offer = campaignSending.offer(campaign, profile)
    if ('stopped' in offer) return []
    if ('control' in offer) return [planned(campaign, offer.control, true, profile, place)]
    return offer.messages.filter(({ channel, body }) => channel === CHANNEL && isFor(body, app) && isShowable(body)).map((outgoing) => planned(campaign, outgoing, false, profile, place))
  }

  return {
    find: (id: string): Campaign | undefined => live().find((campaign) => campaign.id === id),
    of,
    /** The gate that keeps a campaign from the user now; undefined when none does. */
    stopOf(campaign: Campaign | undefined, profile: ProfileRow): Stop | undefined {
      const offer = campaign === undefined ? undefined : campaignSending.offer(campaign, profile)
      return offer !== undefined && 'stopped' in offer ? { reason: offer.stopped.reason, seen: { gate: offer.stopped.gate, ...offer.stopped.seen } } : undefined
    },
    all: (profile: ProfileRow, app: App, device_id: string): Planned[] => live().flatMap((campaign) => apart('in-app campaign', () => of(campaign, profile, app, device_id)) ?? []),
  }
}

export type InAppCampaigns = ReturnType<typeof createInAppCampaigns>
