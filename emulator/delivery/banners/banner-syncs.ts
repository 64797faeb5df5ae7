// What a device gets that asks for Banners: one or none for each placement, rendered now; a message is written when the device is first handed it, and changed when it is handed it again. docs: developer_guide/banners; rules B2, B3, B6
import type { Banners } from '../../domain/banners/banners.ts'
import type { Decisions } from '../../domain/decisions.ts'
import type { Handed } from '../../domain/messages/handed.ts'
import type { Message, Messages } from '../../domain/messages/messages.ts'
import type { ProfileRow } from '../../domain/profiles/profiles.ts'
import type { WireBanner } from '../channels/banner.ts'
import { trackedId } from '../channels/tracked-id.ts'
import type { Journal } from '../../kernel/journal.ts'
import type { Delivery } from '../deliver.ts'
import type { MessageApart } from '../in-app/apart.ts'
import type { BannerCandidates, Candidate, TestHad } from './candidates.ts'

const CHANNEL = 'banner'
const MOST_NAMED = 20 // of what a request has too much of

type Place = { app_id: string; device_id: string }
type Nouns = { journal: Journal; decisions: Decisions; messages: Messages; handed: Handed; banners: Banners; delivery: Delivery; bannerCandidates: BannerCandidates; apart: MessageApart }

/** The Banner syncs of one world. */
export function createBannerSyncs({ journal, decisions, messages, handed, banners, delivery, bannerCandidates, apart }: Nouns) {
  /** What this device was handed of the same message, in the same walk through a Canvas. */
  function before({ outgoing: { origin }, kept }: Candidate, profile: ProfileRow, place: Place): Message | undefined {
    const id = handed.onDevice(profile, trackedId(origin, ''), place)
    const message = id === undefined ? undefined : messages.find(id)
    if (message !== undefined && message.canvas_entry_id === origin.canvas_entry_id && !message.test) return message
    // The row of the step becomes the first device's
    return kept?.payload === null ? kept : undefined
  }

  function again(message: Message, payload: WireBanner): WireBanner {
    if (JSON.stringify(message.payload) !== JSON.stringify(payload)) messages.set(message.id, { payload })
    return payload
  }

  function control({ outgoing }: Candidate, profile: ProfileRow, place: Place, known: Message | undefined): WireBanner {
    const compose = (id: string): WireBanner => delivery.channels[CHANNEL]!.compose({ body: outgoing.body, message_extras: null, outgoing, profile, target: place, message_id: id }) as WireBanner
    if (known !== undefined) return again(known, compose(known.id))
    const message = delivery.withhold({ profile, channel: CHANNEL, origin: outgoing.origin, reason: 'control_group', seen: { gate: 'split', control: outgoing.origin.message_variation_id }, target: place })
    const payload = compose(message.id)
    messages.set(message.id, { payload })
    handed.add(message, profile, payload.id, place)
    return payload
  }

  /** Its row says which devices had it, and since when. */
  function tested({ id, detail, payload }: Message, place: Place): WireBanner {
    const devices = (detail?.['devices'] ?? []) as TestHad[]
    if (!devices.some(({ device_id, app_id }) => device_id === place.device_id && app_id === place.app_id)) messages.set(id, { detail: { ...detail, devices: [...devices, { ...place, since: journal.lastSeq() }] } })
    return payload as WireBanner
  }

  /** Undefined when its Liquid stops it: the next one has its turn. */
  function hand(candidate: Candidate, profile: ProfileRow, place: Place): WireBanner | undefined {
    const { outgoing, test, since } = candidate
    if (test !== undefined) return tested(test, place)
    const known = before(candidate, profile, place)
    if (candidate.control) return control(candidate, profile, place, known)
    const id = known?.id ?? messages.newId()
    const shown = delivery.renderForNow(outgoing, profile, place, id)
    const made = delivery.show(shown, { known, since })
    return made?.status === 'sent' ? (made.payload as WireBanner) : undefined
  }

  return {
    /** Inside a transaction: the Banner of each placement that is answered; null where there is none. */
    serve(profile: ProfileRow, place: Place, asked: readonly string[]): Record<string, WireBanner | null> {
      const served = banners.served(place, asked)
      const dropped = asked.filter((id) => !served.includes(id))
      if (dropped.length > 0) decisions.ignored({ rule: 'B2', why: 'a session has at most 10 placements: those that it asked for first are answered', compared: { dropped: dropped.slice(0, MOST_NAMED), count: dropped.length, ...place } }, profile.braze_id)
      if (served.length === 0) return {}
      const candidates = bannerCandidates.of(profile, served, place)
      return Object.fromEntries(served.map((placement) => {
        for (const candidate of candidates) {
          const banner = candidate.placement === placement ? apart('Banner', () => hand(candidate, profile, place)) : undefined
          if (banner !== undefined) return [placement, banner]
        }
        return [placement, null]
      }))
    },
    /** Dismissals that the device tells of itself: it may have no event for them yet. What are no Banners of the user's leave a trace. */
    dismiss(profile: ProfileRow, place: Place, banner_ids: readonly unknown[]): void {
      const unknown: unknown[] = []
      for (const banner_id of banner_ids) {
        const id = typeof banner_id === 'string' ? handed.messageOf(profile, banner_id, place) : undefined
        const key = (id === undefined ? undefined : (messages.find(id)?.payload as Partial<WireBanner> | null | undefined))?.stable_key
        if (typeof key === 'string') banners.dismiss(profile, key)
        else unknown.push(banner_id ?? null)
      }
      if (unknown.length > 0) decisions.ignored({ rule: 'B6', why: 'the user was never handed a Banner of this id', compared: { banner_ids: unknown.slice(0, MOST_NAMED), count: unknown.length, ...place } }, profile.braze_id)
    },
  }
}

export type BannerSyncs = ReturnType<typeof createBannerSyncs>
