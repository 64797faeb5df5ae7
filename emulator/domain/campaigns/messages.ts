// The messages of a definition: channels, ids and shares that were left out, and what is wrong with them. docs: api/endpoints/export/campaigns/get_campaign_details
import { createHash } from 'node:crypto'
import type { Ids } from '../../kernel/ids.ts'
import { checkEmail } from './email-bodies.ts'
import { checkInApp } from './in-app-bodies.ts'
import { checkBody } from './message-bodies.ts'
import { checkSpelling } from './odd-members.ts'
import { checkPush } from './push-messages.ts'

export const MESSAGE_CHANNELS = ['ios_push', 'android_push', 'web_push', 'kindle_push', 'email', 'sms', 'whats_app', 'line', 'webhook', 'content_cards', 'in_app_message', 'banner', 'feature_flag'] as const
export type MessageChannel = (typeof MESSAGE_CHANNELS)[number]
/** Braze's pages spell some channels in more than one way. */
const SPELLINGS: Readonly<Record<string, MessageChannel>> = { content_card: 'content_cards', 'in-app_message': 'in_app_message', trigger_in_app_message: 'in_app_message', whatsapp: 'whats_app', banners: 'banner', feature_flags: 'feature_flag' }

/** Channels whose bodies have no type of their own: a `type` that is not the control group is one that was misspelt, and its users would get the message. */
const ONLY_CONTROL: ReadonlySet<string> = new Set(['ios_push', 'android_push', 'web_push', 'kindle_push', 'email', 'sms', 'line', 'banner', 'feature_flag'])

const MOST_VARIANTS = 8 // besides the control group. docs: user_guide/.../ab_testing/create_tests

/** One message; everything else of it is its body, kept as it was given. `type: 'control'` is the group that gets nothing. */
export type Message = { channel: string; name: string; type?: string; percent?: number; [member: string]: unknown }
export type Messages = Record<string, Message>
/** What a definition may say: an object by message variation id, or a list whose ids are made. */
export type GivenMessages = Record<string, Partial<Message>> | (Partial<Message> & { id?: string })[]

/** Something wrong in a definition: where, and in words that name the place. */
export type Issue = { path: string; message: string }
export const issue = (path: string, what: string): Issue => ({ path, message: `${path} ${what}` })

export const isControl = (message: { type?: unknown }): boolean => message.type === 'control'

/** A message on the SDK wire: 24 hex digits, always the same for one id. */
export const trackingId = (id: string): string => createHash('sha256').update(id).digest('hex').slice(0, 24)

/** The channel as definitions spell it. */
export const spelled = (channel: string): string => (Object.hasOwn(SPELLINGS, channel) ? SPELLINGS[channel]! : channel)

const entries = (given: GivenMessages, ids: Ids): [string, Partial<Message>][] =>
  Array.isArray(given) ? given.map(({ id, ...message }) => [id ?? ids.uuid(), message]) : Object.entries(given)

/** The messages with their ids, names and channels as Braze spells them. */
export function completeMessages(given: GivenMessages, ids: Ids): Messages {
  const all = entries(given, ids)
  const channels = new Set(all.flatMap(([, { channel }]) => (channel === undefined ? [] : [spelled(channel)])))
  const only = channels.size === 1 ? [...channels][0]! : '' // a control group of a campaign with one channel need not say which
  let variant = 0
  return Object.fromEntries(
    all.map(([id, message]) => {
      const channel = message.channel === undefined ? only : spelled(message.channel)
      return [id, { ...message, channel, name: message.name ?? (isControl(message) ? 'Control Group' : `Variant ${++variant}`) }]
    }),
  )
}

/** Gives the members without a share what the others leave, in whole percents, the first ones one more. `reserved`: a share that is kept from all of them. */
export function fillPercents<T extends { percent?: number }>(members: readonly T[], reserved = 0): void {
  const open = members.filter(({ percent }) => percent === undefined)
  const left = Math.max(100 - reserved - members.reduce((sum, { percent = 0 }) => sum + percent, 0), 0)
  open.forEach((member, index) => void (member.percent = Math.floor(left / open.length) + (index < left % open.length ? 1 : 0)))
}

const byChannel = (messages: Messages): Map<string, Message[]> => {
  const found = new Map<string, Message[]>()
  for (const message of Object.values(messages)) found.set(message.channel, [...(found.get(message.channel) ?? []), message])
  return found
}

/** Shares are of one channel: a campaign over several channels sends each of them to everybody. */
export const sharePercents = (messages: Messages, reserved = 0): void => void [...byChannel(messages).values()].forEach((members) => fillPercents(members, reserved))

export const channelsOf = (messages: Messages): string[] => [...new Set(Object.values(messages).map(({ channel }) => channel))]

/** Sum over 100: which one, and how much. */
export function checkPercents(path: string, what: string, members: readonly { percent?: number }[]): Issue[] {
  const sum = members.reduce((total, { percent = 0 }) => total + percent, 0)
  return sum > 100 ? [issue(path, `have ${sum} percent together${what}: at most 100`)] : []
}

/** What is wrong with messages; `path` is where they stand in the definition. */
export function checkMessages(path: string, messages: Messages): Issue[] {
  const issues: Issue[] = []
  for (const [id, message] of Object.entries(messages)) {
    const { channel } = message
    issues.push(...checkBody(`${path}.${id}`, message), ...checkEmail(`${path}.${id}`, message), ...checkPush(`${path}.${id}`, message), ...checkInApp(`${path}.${id}`, message), ...checkSpelling(`${path}.${id}`, message))
    if (message.type !== undefined && !isControl(message) && ONLY_CONTROL.has(channel)) issues.push(issue(`${path}.${id}.type`, `is ${message.type}: control for the group that gets nothing, else nothing`))
    if (id === '' || id.length > 255) issues.push(issue(`${path}.${id}`, 'has an id that is no text of 1 to 255 characters'))
    if (channel === '') issues.push(issue(`${path}.${id}.channel`, 'is missing'))
    else if (!(MESSAGE_CHANNELS as readonly string[]).includes(channel)) issues.push(issue(`${path}.${id}.channel`, `is no channel: ${channel} (one of ${MESSAGE_CHANNELS.join(', ')})`))
  }
  return issues
}

/** What is wrong with the split of a campaign's messages. */
export function checkSplit(path: string, messages: Messages): Issue[] {
  const issues: Issue[] = []
  const channels = byChannel(messages)
  for (const [channel, members] of channels) {
    issues.push(...checkPercents(path, ` on ${channel}`, members))
    if (members.filter((message) => !isControl(message)).length > MOST_VARIANTS) issues.push(issue(path, `are more than ${MOST_VARIANTS} variants on ${channel}`))
    if (members.filter(isControl).length > 1) issues.push(issue(path, `have more than one control group on ${channel}`))
  }
  // docs: user_guide/.../in_app_messages/traditional/create
  if (channels.size > 1 && channels.has('in_app_message')) issues.push(issue(path, 'join in_app_message with other channels: an in-app message campaign has no other channel'))
  return issues
}
