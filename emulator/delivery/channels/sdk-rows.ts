// What users do with messages that live on devices, by hand or told by an SDK: either way one and the same row of the journal, and an entry at the message. observed: web SDK 6.13.0 (`trigger_ids`, `ids`, `id`)
import { cardIn } from '../../domain/campaigns/tracking-ids.ts'
import type { Kind } from '../../domain/kinds.ts'
import type { Handed } from '../../domain/messages/handed.ts'
import type { Message, Messages } from '../../domain/messages/messages.ts'
import type { ProfileRow, Profiles } from '../../domain/profiles/profiles.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { Journal } from '../../kernel/journal.ts'
import type { Json } from '../outgoing.ts'
import { messageRow } from './message-row.ts'

/** The kinds, and what they are among a message's engagements. */
const ACTIONS: Readonly<Record<string, string>> = {
  'in_app_message.impression': 'impression', 'in_app_message.control_impression': 'control_impression', 'in_app_message.click': 'click', 'in_app_message.button_click': 'button_click', 'in_app_message.display_failure': 'display_failure',
  'content_card.impression': 'impression', 'content_card.control_impression': 'control_impression', 'content_card.click': 'click', 'content_card.dismissal': 'dismiss',
  'banner.control_impression': 'control_impression', 'banner.impression': 'impression', 'banner.click': 'click', 'banner.dismissal': 'dismiss',
}

type Nouns = { clock: Clock; journal: Journal; profiles: Profiles; messages: Messages; handed: Handed }

/** Hears what the SDKs tell, and writes what is done by hand. Made once for a world. */
export function createSdkRows({ clock, journal, profiles, messages, handed }: Nouns) {
  let byHand = false

  journal.observe(Object.keys(ACTIONS), ({ kind, data }) => {
    const id = data['message_id']
    const message = typeof id === 'string' && !byHand ? messages.find(id) : undefined
    if (message !== undefined) messages.engaged(message, ACTIONS[kind]!, { by: 'sdk', ...(data['bid'] === undefined ? {} : { button: data['bid'] }) })
  })

  return {
    /** The row that a device's SDK would have caused. `names`: how it names the message: `{ids: [id]}` or `{trigger_ids: [id]}`. */
    happened(message: Message, kind: Kind, names: Json): void {
      const user = message.profile_id === null ? undefined : profiles.byId(message.profile_id)
      byHand = true
      try {
        journal.append(kind, { ...names, time: clock.now(), ...messageRow(message) }, user?.braze_id ?? message.braze_id)
      } finally {
        byHand = false
      }
    },
    /** True for a copy that another user was made: each has a name of its own, so whoever names it never had it. */
    isForeign(wire_id: unknown, profile: ProfileRow): boolean {
      const card = cardIn(wire_id)
      const message = card === undefined ? undefined : messages.find(card)
      return message !== undefined && message.profile_id !== null && message.profile_id !== profile.id
    },
    /** Which message an SDK's event is about: members for its row; none when the user was never handed it. */
    about(wire_id: unknown, profile: ProfileRow, place: { device_id: string; app_id: string }): Json {
      const id = typeof wire_id === 'string' ? handed.messageOf(profile, wire_id, place) : undefined
      const message = id === undefined ? undefined : messages.find(id)
      return message === undefined ? {} : messageRow(message)
    },
  }
}

export type SdkRows = ReturnType<typeof createSdkRows>
