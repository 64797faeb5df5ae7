// What Banners that go live must have (a placement), and how many may be live: 25 messages for one placement, 200 campaigns. docs: developer_guide/banners ("25 active messages per placement"), banners/faq ("up to 200 active Banner campaigns")
import type { Issue, Messages } from './messages.ts'
import { isControl, issue } from './messages.ts'

export const MOST_OF_PLACEMENT = 25
export const MOST_CAMPAIGNS = 200

type Definition = { id: string; channels: readonly string[]; messages: Messages }

/** What is wrong when `definition` is live beside the other live ones. */
export function checkBannerLimits(definition: Definition, live: readonly Definition[]): Issue[] {
  const others = live.filter(({ id, channels }) => id !== definition.id && channels.includes('banner'))
  const issues = others.length >= MOST_CAMPAIGNS ? [issue('messages', `make it Banner campaign ${others.length + 1}: at most ${MOST_CAMPAIGNS} are active`)] : []
  const placed = [...others, definition].flatMap(({ messages }) => Object.values(messages).flatMap((message) => (message.channel === 'banner' && !isControl(message) ? [message['placement_id']] : [])))
  for (const [id, message] of Object.entries(definition.messages)) {
    const { placement_id } = message
    if (message.channel === 'banner' && !isControl(message) && (placement_id === undefined || placement_id === null || placement_id === '')) issues.push(issue(`messages.${id}.placement_id`, 'is missing: a Banner can not be launched without a placement'))
    const count = placed.filter((one) => one === placement_id).length
    if (message.channel === 'banner' && !isControl(message) && count > MOST_OF_PLACEMENT) issues.push(issue(`messages.${id}.placement_id`, `has ${count} active messages with it: at most ${MOST_OF_PLACEMENT} for one placement`))
  }
  return issues
}
