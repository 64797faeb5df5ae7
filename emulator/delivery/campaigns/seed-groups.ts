// Seed Groups: "send to each email variant once and are delivered the first time your user receives that particular variant". docs: app_settings/internal_groups_tab
import type { Clock } from '../../kernel/clock.ts'
import type { Journal } from '../../kernel/journal.ts'
import type { Scheduler } from '../../kernel/scheduler.ts'
import type { Campaigns } from '../../domain/campaigns/campaigns.ts'
import type { Decisions } from '../../domain/decisions.ts'
import type { Profiles } from '../../domain/profiles/profiles.ts'
import type { SeededVariations } from '../../domain/sends/seeded-variations.ts'
import type { LiveDefinitions } from '../live-definitions.ts'
import type { CampaignSending } from './sending.ts'

const TIMER = 'campaign.seed'

type Nouns = { clock: Clock; journal: Journal; scheduler: Scheduler; decisions: Decisions; profiles: Profiles; campaigns: Campaigns; liveDefinitions: LiveDefinitions; seededVariations: SeededVariations; campaignSending: CampaignSending }

/** Sends to the Seed Groups of one world. */
export function createSeedGroups({ clock, journal, scheduler, decisions, profiles, campaigns, liveDefinitions, seededVariations, campaignSending }: Nouns) {
  journal.observe(['email.sent'], ({ data }) => {
    const { campaign_id, message_variation_id, test } = data
    if (typeof campaign_id !== 'string' || typeof message_variation_id !== 'string' || test === true) return
    const seeds = liveDefinitions.campaigns().find(({ id }) => id === campaign_id)?.seed_users ?? []
    if (seeds.length > 0 && seededVariations.add(campaign_id, message_variation_id)) scheduler.schedule(clock.now(), TIMER, { campaign_id, message_variation_id }, message_variation_id)
  })

  scheduler.on(TIMER, ({ campaign_id, message_variation_id }) => {
    const campaign = campaigns.find(campaign_id as string)
    if (campaign?.messages[message_variation_id as string] === undefined) return
    for (const external_id of campaign.seed_users ?? []) {
      const profile = profiles.byExternalId(external_id)
      if (profile === undefined) decisions.ignored({ rule: 'campaign.seed_users', why: 'no user has this identifier', compared: { campaign_id, external_id } })
      else campaignSending.seed(campaign, profile, message_variation_id as string)
    }
  })
}

export type SeedGroups = ReturnType<typeof createSeedGroups>
