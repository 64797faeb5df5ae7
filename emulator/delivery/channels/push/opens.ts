// What users do with pushes: by hand, or told by the SDK of a device; either way one and the same row, and an entry at the message. docs: report_metrics (opens), sql_segments_tables (dismissive buttons), push story metrics
import type { Message } from '../../../domain/messages/messages.ts'
import { Refusal } from '../../../domain/refusal.ts'
import type { Kind } from '../../../domain/kinds.ts'
import type { Json } from '../../outgoing.ts'
import { messageRow } from '../message-row.ts'
import type { ChannelNouns } from '../nouns.ts'
import { cidOf } from './cid.ts'
import { closes } from './content.ts'
import type { PushHandOver } from './hand-over.ts'
import type { PushPlatform } from './platform.ts'
import type { PushButton } from './content.ts'
import { buttonsIn } from './sent-buttons.ts'

const HOW: Readonly<Record<string, string>> = { 'push.open': 'open', 'push.action_click': 'button_click', 'push.story_page_click': 'story_page_click', 'push.delivery': 'delivery' }
const KINDS = Object.keys(HOW)

type Nouns = Pick<ChannelNouns, 'clock' | 'journal' | 'messages' | 'pushes'>
type Engage = Readonly<Record<string, (message: Message, data: Json) => void>>

/** Hears what the SDKs tell, and gives the actions of `engage` for each platform. Made once for a world. */
export function createPushOpens({ clock, journal, messages, pushes }: Nouns, { bounce }: PushHandOver) {
  let byHand = false

  function note(message: Message, kind: string): void {
    if (kind === 'push.open' || kind === 'push.action_click') pushes.opened(message)
    if (kind === 'push.delivery' && message.status === 'sent') messages.change(message.id, { status: 'delivered' })
  }

  journal.observe(KINDS, ({ kind, data }) => {
    const id = data['message_id']
    const message = typeof id === 'string' ? messages.find(id) : undefined
    if (message === undefined) return
    note(message, kind)
    if (!byHand) messages.engaged(message, HOW[kind]!, { by: 'sdk', ...(data['a'] === undefined ? {} : { button: data['a'] }), ...(data['dismissive'] === true ? { dismissive: true } : {}) })
  })

  /** The row that the device's SDK would have caused. */
  function happened(message: Message, kind: Kind, data: Json): void {
    byHand = true
    try {
      journal.append(kind, { cid: cidOf(message, message.id), ...data, time: clock.now(), ...messageRow(message) }, message.braze_id)
    } finally {
      byHand = false
    }
  }

  function buttonOf(message: Message, platform: PushPlatform, { button }: Json): PushButton {
    const buttons = buttonsIn(message.payload)
    const found = typeof button === 'number' ? buttons[button] : buttons.find(({ id }) => id === button)
    if (found === undefined) throw new Refusal('invalid_engagement', { path: 'button', why: buttons.length === 0 ? 'names a button, and the push has none' : `is the number or the id of a button: ${buttons.map(({ id }, index) => `${index} (${id})`).join(', ')}` })
    return found
  }

  return {
    engage: (platform: PushPlatform): Engage => ({
      open: (message) => happened(message, 'push.open', {}),
      button_click(message, data) {
        const button = buttonOf(message, platform, data)
        happened(message, 'push.action_click', { a: button.id, ...(button.action === 'close' ? { dismissive: true } : {}) })
      },
      // Swiped away: no SDK sends anything (rule P11)
      dismiss: () => {},
      bounce(message, { error }) {
        if (error !== undefined && typeof error !== 'string') throw new Refusal('invalid_engagement', { path: 'error', why: `is one of the push service's error words` })
        bounce(message, platform.refusal(clock.now(), error as string | undefined))
      },
    }),
  }
}

export type PushOpens = ReturnType<typeof createPushOpens>

/** Which message an SDK's event is about: members for its row; none when there is no such push. */
export const createPushEvents = ({ messages, pushes }: Pick<ChannelNouns, 'messages' | 'pushes'>) => ({
  about({ cid, a }: Json, { device_id, app_id }: { device_id: string; app_id: string }): Json {
    const id = typeof cid === 'string' ? pushes.messageOf(cid, device_id, app_id) : undefined
    const message = id === undefined ? undefined : messages.find(id)
    const dismissive = message === undefined ? closes(a) : buttonsIn(message.payload).some((button) => button.id === a && button.action === 'close') || closes(a)
    return { ...(message === undefined ? {} : messageRow(message)), ...(a !== undefined && dismissive ? { dismissive: true } : {}) }
  },
})

export type PushEvents = ReturnType<typeof createPushEvents>
