// Triggers that speak of another definition, put into plain ones: the primary conversion event of a campaign, its exception events. docs: schedule_your_campaign/triggered_delivery
import type { Campaigns } from '../../domain/campaigns/campaigns.ts'
import type { Conversion } from '../../domain/campaigns/conversions.ts'
import { ORDER_PLACED } from '../../domain/campaigns/conversions.ts'
import type { Trigger } from './match.ts'

const NEVER: Trigger = { type: 'any_of', any_of: [] }
const DEEPEST = 5 // a campaign whose exception event is the exception event of a campaign whose …

/** The event of a conversion of a campaign or Canvas as a trigger. */
export function triggerOf({ type, product, custom_event_name, app_ids, property_filters }: Conversion, owner: { campaign_id?: string; canvas_id?: string }): Trigger {
  const interaction = owner.campaign_id === undefined ? 'canvas_interaction' : 'campaign_interaction'
  const filters = property_filters === undefined ? {} : { property_filters }
  switch (type) {
    case 'Starts Session':
      return { type: 'session_start', app_ids: app_ids ?? null }
    case 'Makes Any Purchase':
      return { type: 'purchase', ...filters }
    case 'Makes Specific Purchase':
      return { type: 'purchase', product_id: product, ...filters }
    case 'Performs Custom Event':
      return { type: 'custom_event', name: custom_event_name, ...filters }
    case 'Places Order':
      return { type: 'custom_event', name: ORDER_PLACED, ...filters }
    case 'Opens Email':
      return { type: interaction, ...owner, interaction: 'open_email' }
    case 'Clicks Email':
      return { type: interaction, ...owner, interaction: 'click_email' }
    default:
      return NEVER // an upgrade leaves no row of its own in the journal
  }
}

/** Puts triggers into plain ones, as the campaigns are defined now. `own`: the campaign that the trigger belongs to, when it names none. */
export function createPlainTriggers({ campaigns }: { campaigns: Campaigns }) {
  function plain(trigger: Trigger, own: string | undefined, depth: number): Trigger {
    if (Array.isArray(trigger['any_of'])) return { ...trigger, any_of: trigger['any_of'].map((one: Trigger) => plain(one, own, depth)) }
    if (trigger.type !== 'conversion_event' && trigger.type !== 'exception_event') return trigger
    const id = (trigger['campaign_id'] as string | undefined) ?? own
    const campaign = id === undefined || depth > DEEPEST ? undefined : campaigns.find(id)
    if (campaign === undefined) return NEVER
    if (trigger.type === 'conversion_event') return campaign.conversion_behaviors[0] === undefined ? NEVER : triggerOf(campaign.conversion_behaviors[0], { campaign_id: campaign.id })
    const exceptions = (campaign.trigger as { exception_events?: Trigger[] } | null)?.exception_events ?? []
    return { ...NEVER, any_of: exceptions.map((one) => plain(one, campaign.id, depth + 1)) }
  }
  return (trigger: Trigger, own?: string): Trigger => plain(trigger, own, 0)
}

export type PlainTriggers = ReturnType<typeof createPlainTriggers>
