// Which devices of a user get an in-app campaign, and why the others do not: for `explain`. Nothing is written, no code is used.
import type { Apps } from '../../domain/apps.ts'
import type { Campaign } from '../../domain/campaigns/campaigns.ts'
import type { DeviceCondition } from '../../domain/campaigns/device-conditions.ts'
import { deviceConditions } from '../../domain/campaigns/device-conditions.ts'
import type { DeviceRow, Devices } from '../../domain/devices.ts'
import type { Handed } from '../../domain/messages/handed.ts'
import type { ProfileRow } from '../../domain/profiles/profiles.ts'
import type { CampaignSending } from '../campaigns/sending.ts'
import { trackedId } from '../channels/tracked-id.ts'
import type { GateResult } from '../gates/gate.ts'
import { passes, stops } from '../gates/gate.ts'
import type { Outgoing } from '../outgoing.ts'
import type { Rendering } from '../rendering.ts'
import { MustWait } from '../rendering.ts'
import { stoppedBy } from '../stopped-by.ts'
import type { Trigger } from '../triggers/match.ts'
import type { PlainTriggers } from '../triggers/plain-triggers.ts'
import { isFor } from './platforms.ts'
import type { Templated } from './templated.ts'
import { isShowable, typeOf } from './wire-message.ts'

const CHANNEL = 'in_app_message'

/** `gets`: in which form it is handed out when the device asks now. `message_id`: what it was handed before. */
export type OnDevice = { device_id: string; app_id: string; platform: string; sdk_version: string | null; gets: 'inapp' | 'templated_iam' | 'control' | null; message_id: string | null; trigger_condition: DeviceCondition[]; gates: GateResult[] }

type Nouns = { apps: Apps; devices: Devices; handed: Handed; rendering: Rendering; campaignSending: Pick<CampaignSending, 'offer'>; plainTriggers: PlainTriggers; templated: Templated }

/** The devices of one world. */
export function createInAppPerDevice({ apps, devices, handed, rendering, campaignSending, plainTriggers, templated }: Nouns) {
  /** Liquid as it is now; what waits for its display is not known before. */
  function liquid(outgoing: Outgoing, late: boolean, profile: ProfileRow, device: DeviceRow): GateResult {
    if (late) return passes('liquid', { rendered: 'at the display' })
    try {
      rendering.renderNow({ outgoing, profile, target: device, purpose: 'preview', attempts: 0 })
      return passes('liquid', { rendered: 'with the triggers' })
    } catch (error) {
      if (error instanceof MustWait) return passes('liquid', { rendered: 'with the triggers', waits: true })
      const stop = stoppedBy(error)
      if (stop === undefined) throw error
      return stops('liquid', stop.reason, stop.detail)
    }
  }

  function onDevice(campaign: Campaign, profile: ProfileRow, device: DeviceRow): OnDevice {
    const { device_id, app_id, sdk_version } = device
    const place = { device_id, app_id }
    const app = apps.find(app_id)
    const platform = app?.platform ?? 'unknown'
    const conditions = deviceConditions(plainTriggers(campaign.trigger as Trigger, campaign.id), app_id)
    const started = conditions.length > 0 ? passes('trigger', { app_id, conditions: conditions.length }) : stops('trigger', 'other_platform', { app_id, conditions: 0, trigger: campaign.trigger })
    const about = { device_id, app_id, platform, sdk_version, trigger_condition: conditions }
    const offer = campaignSending.offer(campaign, profile)
    if ('stopped' in offer) return { ...about, gets: null, message_id: null, gates: [stops('campaign', offer.stopped.reason, { gate: offer.stopped.gate, ...offer.stopped.seen }), started] }
    const outgoing = 'control' in offer ? offer.control : offer.messages.find(({ channel }) => channel === CHANNEL)
    const message_id = outgoing === undefined ? null : (handed.onDevice(profile, trackedId(outgoing.origin, ''), place) ?? null)
    if (outgoing === undefined || 'control' in offer) return { ...about, gets: started.passed && outgoing !== undefined ? 'control' : null, message_id, gates: [passes('campaign'), started] }
    const { body, origin } = outgoing
    const { platforms = 'both', app_ids = null } = body
    const variation = { message_variation_id: origin.message_variation_id, type: typeOf(body) }
    const late = campaign.reevaluate_before_display || templated(body)
    const drawn = isShowable(body)
    const own = app !== undefined && isFor(body, app)
    const gates: GateResult[] = [
      passes('campaign'),
      drawn ? passes('message_type', variation) : stops('message_type', 'nothing_to_draw', variation),
      ((seen) => (own ? passes('platform', seen) : stops('platform', 'other_platform', seen)))({ ...variation, platform, platforms, app_id, app_ids }),
      started,
      ...(drawn && own ? [liquid(outgoing, late, profile, device)] : []),
    ]
    return { ...about, gets: gates.every(({ passed }) => passed) ? (late ? 'templated_iam' : 'inapp') : null, message_id, gates }
  }

  return {
    /** One for each device that is the user's now. */
    of: (campaign: Campaign, profile: ProfileRow): OnDevice[] => devices.of(profile).map((device) => onDevice(campaign, profile, device)),
  }
}

export type InAppPerDevice = ReturnType<typeof createInAppPerDevice>
