// When a Content Card ends: seconds, or a time by the workspace's clocks (or the user's with `expire_in_local_time`), never later than 30 days from launch or step entry, whenever the card is made. docs: create_a_content_card ("All variants have identical expiration dates"), card_creation, content_cards_object
import type { Messages } from '../campaigns/messages.ts'
import { isControl } from '../campaigns/messages.ts'
import type { ProfileRow } from '../profiles/profiles.ts'
import { numberIn, flagIn } from '../rendered-values.ts'
import { momentIn, zoneOf } from '../sends/wall-clocks.ts'

type Body = Readonly<Record<string, unknown>>

const LONGEST = 30 * 86_400_000 // "a maximum expiration time of 30 days"
const OFFSET = /(?<=T[\d:.]+)(?:Z|[+-]\d{2}:?\d{2})$/i
const text = (value: unknown): string => (typeof value === 'string' ? value : '')

/** In ms. `workspace`: the zone of the company's clocks. */
export function cardEnd(body: Body, profile: Pick<ProfileRow, 'time_zone'>, since: number, workspace: string): number {
  const latest = since + LONGEST
  const seconds = numberIn(body['time_to_live'])
  if (seconds !== undefined) return Math.min(since + seconds * 1000, latest)
  const stated = text(body['expires_at'] ?? body['expire_at'])
  const local = flagIn(body['expire_in_local_time']) === true
  const at = momentIn(local ? stated.replace(OFFSET, '') : stated, local ? zoneOf(profile, workspace) : workspace)
  return at === undefined ? latest : Math.min(at, latest)
}

/** The card whose end is that of the control group too. */
export const variantOf = (messages: Messages): Body => Object.values(messages).find((message) => message.channel === 'content_cards' && !isControl(message)) ?? {}
