// A message that waited belongs to something that may have been stopped meanwhile: "this cancels any enqueued messages". docs: campaigns/faq
import type { Campaigns } from '../../domain/campaigns/campaigns.ts'
import type { Canvases } from '../../domain/campaigns/canvases.ts'
import type { MessageGate } from '../deliver.ts'
import type { LiveDefinitions } from '../live-definitions.ts'
import { passes, stops } from './gate.ts'

const GATE = 'still_live'

/** The gate of one world. API campaigns and transactional ones are judged when the request comes. */
export const stillLive = ({ liveDefinitions, campaigns, canvases }: { liveDefinitions: LiveDefinitions; campaigns: Campaigns; canvases: Canvases }): MessageGate =>
  ({ origin: { campaign_id, canvas_id }, test }) => {
    if (test) return passes(GATE)
    if (campaign_id !== null && !liveDefinitions.campaigns().some(({ id }) => id === campaign_id)) {
      const found = campaigns.find(campaign_id)
      if (found === undefined || found.kind === 'campaign') return stops(GATE, 'not_live', found === undefined ? { deleted: true } : { draft: found.draft, enabled: found.enabled, archived: found.archived })
    }
    if (canvas_id !== null && !liveDefinitions.canvases().some(({ id }) => id === canvas_id)) {
      const found = canvases.find(canvas_id)
      return stops(GATE, 'not_live', found === undefined ? { deleted: true } : { draft: found.draft, enabled: found.enabled, archived: found.archived })
    }
    return passes(GATE)
  }
