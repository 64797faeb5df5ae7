// The id under which an SDK is given a message, and names it again in its events.
import type { Origin } from '../../domain/messages/messages.ts'
import { compositeId } from '../../domain/campaigns/tracking-ids.ts'

/** Content from a request, of no campaign, is named by its send and by itself. `card`: each copy of a Content Card has one of its own. */
export const trackedId = ({ campaign_id, canvas_id, dispatch_id, message_variation_id }: Origin, message_id: string, card?: string): string =>
  compositeId({ owner: campaign_id ?? canvas_id ?? dispatch_id ?? message_id, message_variation_id: message_variation_id ?? message_id, ...(card === undefined ? {} : { card }) })
