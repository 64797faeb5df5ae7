// Cards that are made when a device of the user first asks: of campaigns whose audience he is in now, anonymous users too; of Canvas steps he entered before his session. docs: content_cards/create_a_content_card/card_creation
import type { Campaign } from '../../domain/campaigns/campaigns.ts'
import type { Cards } from '../../domain/cards/cards.ts'
import { madeOnDevice } from '../../domain/cards/creation.ts'
import { cardEnd, variantOf } from '../../domain/cards/expiry.ts'
import type { Message, Messages } from '../../domain/messages/messages.ts'
import type { ProfileRow, Profiles } from '../../domain/profiles/profiles.ts'
import { nextOccurrence, readSchedule } from '../../domain/sends/occurrences.ts'
import type { Sends } from '../../domain/sends/sends.ts'
import type { UserCaps } from '../../domain/sends/user-caps.ts'
import { DAY, zoneOf } from '../../domain/sends/wall-clocks.ts'
import type { Settings } from '../../domain/settings.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { Db } from '../../kernel/db.ts'
import type { Journal } from '../../kernel/journal.ts'
import type { CampaignSending } from '../campaigns/sending.ts'
import { windowOf } from '../campaigns/windows.ts'
import type { Delivery } from '../deliver.ts'
import type { MessageApart } from '../in-app/apart.ts'
import type { LiveDefinitions } from '../live-definitions.ts'
import type { Outgoing } from '../outgoing.ts'
import { keptStatements } from './kept.sql.ts'

const CHANNEL = 'content_cards'
const STEPS = { days: DAY, weeks: 7 * DAY, months: 31 * DAY } as const

/** A card that is going to be made; `waiting`: the row it has already, of a Canvas step. */
export type DueCard = { id: string; outgoing: Outgoing; profile: ProfileRow; waiting: Message | undefined; campaign: Campaign | undefined }
type Kept = { outgoing: Outgoing; arrived?: number }

type Nouns = {
  db: Db; clock: Clock; journal: Journal; settings: Settings; profiles: Profiles; messages: Messages; cards: Cards; sends: Sends; userCaps: UserCaps
  liveDefinitions: LiveDefinitions; campaignSending: Pick<CampaignSending, 'offer'>; delivery: Delivery; apart: MessageApart
}

/** Cards of the first impression of one world. */
export function createFirstImpressions({ db, clock, journal, settings, profiles, messages, cards, sends, userCaps, liveDefinitions, campaignSending, delivery, apart }: Nouns) {
  const sql = keptStatements(db)

  // "their session has already started, so they won't get the Content Card until they start a new session"
  delivery.onDone((message) => {
    if (message.channel === CHANNEL && message.status === 'sent' && message.outgoing !== null) messages.set(message.id, { outgoing: { ...message.outgoing, arrived: journal.lastSeq() } })
  })

  /** "the expiration date countdown begins when the campaign launches", or comes round again. */
  function since(campaign: Campaign, profile: ProfileRow): number {
    const workspace = settings.get().time_zone
    const launched = campaign.launched_at ?? campaign.created_at
    const begin = Math.max(launched, windowOf(campaign, profile, workspace, true).start ?? launched)
    const { recurrence, local } = readSchedule(campaign.schedule ?? {}) ?? { recurrence: null, local: false }
    if (recurrence === null) return begin
    const zone = local ? zoneOf(profile, workspace) : workspace
    let last = begin
    for (let at: number | undefined = Math.max(begin, clock.now() - recurrence.interval * STEPS[recurrence.unit] - DAY); ; last = at) {
      at = nextOccurrence(campaign.schedule, at, zone)
      if (at === undefined || at > clock.now()) return last
    }
  }

  const isLive = ({ canvas_id }: Message): boolean => liveDefinitions.canvases().some(({ id }) => id === canvas_id)
  const isAsBefore = ({ id, updated_at }: Campaign): boolean => liveDefinitions.campaigns().some((one) => one.id === id && one.updated_at === updated_at)

  /** Other users took the last places meanwhile. */
  const isFull = (campaign: Campaign, profile: ProfileRow): boolean => campaign.user_cap !== null && 'stopped' in campaignSending.offer(campaign, profile)

  function ofCampaign(campaign: Campaign, profile: ProfileRow): DueCard[] {
    if (cards.hasCopy(profile, campaign.id)) return []
    const offer = campaignSending.offer(campaign, profile)
    if ('stopped' in offer) return []
    const dated = (outgoing: Outgoing): Outgoing & { since: number } => ({ ...outgoing, origin: { ...outgoing.origin, dispatch_id: sends.newDispatchId() }, since: since(campaign, profile) })
    if ('control' in offer) {
      const outgoing = dated(offer.control)
      if (cardEnd(variantOf(campaign.messages), profile, outgoing.since, settings.get().time_zone) <= clock.now()) return []
      const message = delivery.withhold({ profile, channel: CHANNEL, origin: outgoing.origin, reason: 'control_group', seen: { gate: 'split', control: outgoing.origin.message_variation_id } })
      delivery.channels[CHANNEL]!.control!(message, outgoing, profile)
      return []
    }
    return offer.messages.map((outgoing) => ({ id: messages.newId(), outgoing: dated(outgoing), profile, waiting: undefined, campaign }))
  }

  function ofCanvases(profile: ProfileRow): DueCard[] {
    return sql.cards.all(profile.id).flatMap(({ id }) => {
      const waiting = messages.find(id)!
      const { outgoing, arrived } = waiting.outgoing as Kept
      const began = arrived === undefined || sql.sessionAfter.get(arrived, JSON.stringify(profiles.lineage(profile))) !== undefined
      return isLive(waiting) && began ? [{ id, outgoing: { ...outgoing, since: waiting.at }, profile, waiting, campaign: undefined }] : []
    })
  }

  return {
    /** Inside a transaction: what is to be made for the user now. Control cards are made at once. */
    due: (profile: ProfileRow): DueCard[] => [...liveDefinitions.campaigns().filter(madeOnDevice).flatMap((campaign) => ofCampaign(campaign, profile)), ...ofCanvases(profile)],
    /** Outside of one: renders, and makes what is still wanted then. */
    async make(due: readonly DueCard[]): Promise<void> {
      const all = await Promise.all(due.map(async (one) => ({ one, shown: await delivery.renderFor(one.outgoing, one.profile, {}, one.id) })))
      db.tx(() => {
        for (const { one: { waiting, campaign, profile: asked }, shown } of all) {
          const profile = profiles.heirByBrazeId(asked.braze_id)
          const row = waiting === undefined ? undefined : messages.find(waiting.id)
          // Another device of the user was quicker, or it is no longer sent as it was rendered
          if (profile === undefined || (campaign === undefined ? row === undefined || row.payload !== null || !isLive(row) : cards.hasCopy(profile, campaign.id) || !isAsBefore(campaign) || isFull(campaign, profile))) continue
          const made = apart('Content Card', () => delivery.show({ ...shown, profile }, { waiting: row, since: campaign?.updated_at ?? 0 }))
          if (made?.status === 'sent' && campaign?.user_cap != null) userCaps.admit(campaign.id, 'total', profile.id)
        }
      })
    },
  }
}

export type FirstImpressions = ReturnType<typeof createFirstImpressions>
