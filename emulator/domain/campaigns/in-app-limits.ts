// How many campaigns of in-app messages may be live. docs: in_app_messages/traditional/create ("up to 200 active, action-based in-app message campaigns per workspace … This doesn't apply to Canvases"; "campaigns that have passed their end times will not be counted")
import { momentIn } from '../sends/wall-clocks.ts'
import type { Issue } from './messages.ts'
import { issue } from './messages.ts'

export const MOST_IN_APP_CAMPAIGNS = 200
const LAST_ON_EARTH = 'Etc/GMT+12' // a local time is over for everybody when it is over there

type Definition = { id: string; channels: readonly string[]; trigger: object | null }

/** What is wrong when `definition` is live beside the other live ones. `zone`: of the company's clocks. */
export function checkInAppLimit(definition: Definition, live: readonly Definition[], { now, zone }: { now: number; zone: string }): Issue[] {
  const lasts = ({ trigger }: Definition): boolean => {
    const { end, in_local_time } = (trigger ?? {}) as { end?: unknown; in_local_time?: unknown }
    return typeof end !== 'string' || (momentIn(end, in_local_time === true ? LAST_ON_EARTH : zone) ?? Infinity) >= now
  }
  const counted = live.filter((one) => one.id !== definition.id && one.channels.includes('in_app_message') && lasts(one)).length
  return counted >= MOST_IN_APP_CAMPAIGNS && lasts(definition) ? [issue('messages', `make it in-app message campaign ${counted + 1}: at most ${MOST_IN_APP_CAMPAIGNS} are active`)] : []
}
