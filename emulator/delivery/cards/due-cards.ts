// Cards of the first impression whose time comes while pages are open: they are told to ask, as at a launch. In local time, by the company's clocks. docs: content_cards/create_a_content_card/card_creation; observed: web SDK 6.13.0 (`ccr`)
import type { Campaigns } from '../../domain/campaigns/campaigns.ts'
import { madeOnDevice } from '../../domain/cards/creation.ts'
import { nextOccurrence } from '../../domain/sends/occurrences.ts'
import type { Settings } from '../../domain/settings.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { Journal } from '../../kernel/journal.ts'
import type { Scheduler } from '../../kernel/scheduler.ts'
import type { RealTime } from '../real-time/real-time.ts'

const TIMER = 'cards.first_impression_due'
const CHANGED = ['campaign.launched', 'campaign.updated', 'campaign.stopped', 'campaign.archived', 'campaign.deleted']

type Nouns = { clock: Clock; journal: Journal; scheduler: Scheduler; settings: Settings; campaigns: Campaigns; realTime: Pick<RealTime, 'tell'> }

/** Watches the schedules of one world. */
export function watchDueCards({ clock, journal, scheduler, settings, campaigns, realTime }: Nouns): void {
  function plan(id: string): void {
    const campaign = campaigns.find(id)
    const live = campaign !== undefined && campaign.enabled && !campaign.draft && !campaign.archived && madeOnDevice(campaign)
    const next = live ? nextOccurrence(campaign.schedule, clock.now(), settings.get().time_zone) : undefined
    scheduler.cancel(TIMER, id)
    if (next !== undefined) scheduler.schedule(next, TIMER, { campaign_id: id }, id)
  }
  journal.observe(CHANGED, ({ data }) => plan(String(data['campaign_id'])))
  scheduler.on(TIMER, ({ campaign_id }) => {
    realTime.tell('ccr')
    plan(String(campaign_id))
  })
}
