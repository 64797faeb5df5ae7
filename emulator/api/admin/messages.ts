// Messages for people: everything that was or was not sent, with the payload and what became of it; and engagement by hand.
import * as z from 'zod'
import { parseTime } from '../../domain/times.ts'
import { spelled } from '../../domain/campaigns/messages.ts'
import { MESSAGE_STATUSES } from '../../domain/messages/messages.ts'
import type { Message } from '../../domain/messages/messages.ts'
import { Refusal } from '../../domain/refusal.ts'
import { isoTime } from '../../kernel/clock.ts'
import type { World } from '../../world.ts'
import type { Endpoint } from '../endpoint.ts'
import { listOf, workspace } from './lists.ts'
import { admin, adminFault } from './realm.ts'

/** One message as the admin API shows it. `payload` is what the provider would get. */
export function messageView(world: World, message: Message): Record<string, unknown> {
  const { profile_id, braze_id, outgoing: _, seq, at, ...rest } = message
  const profile = profile_id === null ? undefined : world.profiles.byId(profile_id)
  return {
    ...rest, seq, at: isoTime(at),
    user: { braze_id: profile?.braze_id ?? braze_id, external_id: profile?.external_id ?? null },
    engagement: world.messages.engagements(message).map(({ at, action, data }) => ({ ...data, at: isoTime(at), action })),
  }
}

const text = z.string().min(1).optional()
/** The channels of messages, whichever of Braze's spellings was used. `push` is no channel here: devices of each platform have one of their own. */
function channelOf(world: World, given: string | undefined): string | null {
  if (given === undefined) return null
  const channel = spelled(given)
  const all = Object.keys(world.delivery.channels)
  if (!all.includes(channel)) throw adminFault(422, 'invalid', `channel is none of ${all.join(', ')}: ${given}`, { channel: given })
  return channel
}

/** `since` is a `seq`, or an ISO time. */
const listMessages = admin({
  method: 'GET',
  path: '/messages',
  query: () =>
    z.looseObject({
      ...workspace, channel: text, external_id: text, braze_id: text, device_id: text, campaign_id: text, canvas_id: text, dispatch_id: text, status: z.enum(MESSAGE_STATUSES).optional(),
      since: z.string().refine((value) => /^\d+$/.test(value) || parseTime(value) !== undefined, { error: 'since is a seq or an ISO time' }).optional(),
      cursor: z.coerce.number().int().min(0).optional(), limit: z.coerce.number().int().min(1).max(1000).default(100),
    }),
  handle({ world, query }) {
    const { external_id, braze_id, since, limit, channel, device_id, campaign_id, canvas_id, dispatch_id, status } = query
    const on = channelOf(world, channel)
    const profile = external_id !== undefined ? world.profiles.byExternalId(external_id) : braze_id !== undefined ? world.profiles.byBrazeId(braze_id) : null
    if (profile === undefined) return { messages: [], next: null }
    const seq = since !== undefined && /^\d+$/.test(since) ? Number(since) : 0
    const from = since !== undefined && !/^\d+$/.test(since) ? parseTime(since)! : null
    const rows = world.messages.list({
      since: Math.max(seq, query.cursor ?? 0), from, limit: limit + 1, profile_id: profile?.id ?? null,
      channel: on, device_id: device_id ?? null, campaign_id: campaign_id ?? null, canvas_id: canvas_id ?? null, dispatch_id: dispatch_id ?? null, status: status ?? null,
    })
    return listOf('messages', rows.map((row) => messageView(world, row)), limit, (row) => String(row['seq']))
  },
})

function known(world: World, id: string): Message {
  const message = world.messages.find(id)
  if (message === undefined) throw adminFault(404, 'not_found', 'there is no message with this id', { id })
  return message
}

const showMessage = admin({ method: 'GET', path: '/messages/:id', handle: ({ world, params }) => messageView(world, known(world, params['id']!)) })

const engage = admin({
  method: 'POST',
  path: '/messages/:id/engage',
  body: () => z.looseObject({ action: z.string().min(1) }),
  handle({ world, params, body: { action, ...data } }) {
    const message = known(world, params['id']!)
    try {
      return messageView(world, world.engagement.engage(message.id, action, data))
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      if (error.code === 'not_delivered') throw adminFault(409, 'not_delivered', message.status === 'sent' ? 'the message never reached the user: no device has asked for it yet' : `the message never reached the user: it is ${message.status}${message.reason === null ? '' : ` (${message.reason})`}`, error.details)
      if (error.code === 'unknown_action') throw adminFault(422, 'unknown_action', `a message on ${message.channel} has no action '${action}'; there are ${(error.details['actions'] as string[]).join(', ')}`, error.details)
      if (error.code === 'invalid_engagement') throw adminFault(422, 'invalid', `${String(error.details['path'])} ${String(error.details['why'])}`, error.details)
      throw error
    }
  },
})

export const messages: readonly Endpoint[] = [listMessages, showMessage, engage]
