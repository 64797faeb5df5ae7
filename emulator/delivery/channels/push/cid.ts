// The id by which an SDK names a push again (`cid`): that of the definition's message, as on every SDK wire; a push without a definition has one of its own.
import { trackingId } from '../../../domain/campaigns/messages.ts'
import { compositeId } from '../../../domain/campaigns/tracking-ids.ts'
import type { Origin } from '../../../domain/messages/messages.ts'

/** For a push from an API request without a campaign: `<24 digits>_$_mid=<message id>&pi=api` in base64. Brazier's own; what Braze says there is not published. */
export function cidOf({ campaign_id, canvas_id, message_variation_id }: Origin, message_id: string): string {
  const owner = campaign_id ?? canvas_id
  if (owner !== null && message_variation_id !== null) return compositeId({ owner, message_variation_id })
  return Buffer.from(`${trackingId(owner ?? message_id)}_$_mid=${message_id}&pi=api`).toString('base64')
}
