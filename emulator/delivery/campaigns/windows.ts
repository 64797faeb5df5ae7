// Between which times a campaign may reach a user: the start and end of its trigger; for what waits on the side of devices those of its schedule. docs: triggered_delivery, scheduled_delivery
import type { Campaign } from '../../domain/campaigns/campaigns.ts'
import type { ProfileRow } from '../../domain/profiles/profiles.ts'
import { readSchedule } from '../../domain/sends/occurrences.ts'
import { DAY, momentIn, zoneOf } from '../../domain/sends/wall-clocks.ts'

/** In ms; undefined where it is open. */
export type Window = { start: number | undefined; end: number | undefined }

/** A date alone is included to its last moment. */
const lastMoment = (text: string, zone: string): number | undefined => ((at) => (at === undefined || /[T ]\d/.test(text) ? at : at + DAY - 1))(momentIn(text, zone))

/** `workspace`: the zone of the company's clocks. `onDevice`: what is asked about waits for devices. */
export function windowOf(campaign: Campaign, profile: Pick<ProfileRow, 'time_zone'>, workspace: string, onDevice: boolean): Window {
  if (campaign.trigger === null && !onDevice) return { start: undefined, end: undefined }
  if (campaign.trigger !== null) {
    const { start, end, in_local_time } = campaign.trigger as Record<string, unknown>
    const zone = in_local_time === true ? zoneOf(profile, workspace) : workspace
    const moment = (text: unknown): number | undefined => (typeof text === 'string' ? momentIn(text, zone) : undefined)
    return { start: moment(start), end: moment(end) }
  }
  const read = readSchedule(campaign.schedule ?? {})
  const zone = read?.local === true ? zoneOf(profile, workspace) : workspace
  return { start: typeof read?.at === 'string' ? momentIn(read.at, zone) : undefined, end: typeof read?.end === 'string' ? lastMoment(read.end, zone) : undefined }
}
