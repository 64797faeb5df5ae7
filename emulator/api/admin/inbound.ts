// Messages that users send: what the provider would tell Braze. POST inbound/sms, inbound/whatsapp, inbound/line.
import * as z from 'zod'
import { e164 } from '../../domain/profiles/contact-rules.ts'
import type { SubscriptionGroup } from '../../domain/subscription-groups.ts'
import type { World } from '../../world.ts'
import type { Endpoint } from '../endpoint.ts'
import { admin, adminFault } from './realm.ts'

const text = () => z.string().min(1)
const phone = () => z.string().refine((number) => e164(number) !== undefined, { error: 'from is a valid phone number, as +15005550123' })
const place = () => ({ to: text().optional(), subscription_group_id: text().optional() })
const media = () => z.array(z.string()).default([])

/** The group that is written to: by its id, by one of its senders, or the only one of the channel. */
function groupOf(world: World, channel: SubscriptionGroup['channel'], { to, subscription_group_id }: { to?: string | undefined; subscription_group_id?: string | undefined }): SubscriptionGroup {
  const all = world.subscriptionGroups.list().filter((group) => group.channel === channel)
  const found = subscription_group_id !== undefined ? all.find(({ id }) => id === subscription_group_id) : to !== undefined ? all.find(({ sender_numbers = [] }) => sender_numbers.includes(to)) : all.length === 1 ? all[0] : undefined
  if (found !== undefined) return found
  const what = subscription_group_id !== undefined ? `there is no subscription group of the channel ${channel} with this id` : to !== undefined ? `no subscription group of the channel ${channel} sends from this number` : `there are ${all.length} subscription groups of the channel ${channel}: say which, by subscription_group_id or to`
  throw adminFault(422, 'invalid', what, { to: to ?? null, subscription_group_id: subscription_group_id ?? null, groups: all.map(({ id }) => id) })
}

const sms = admin({
  method: 'POST',
  path: '/inbound/sms',
  body: () => z.strictObject({ from: phone(), ...place(), body: z.string(), media_urls: media() }),
  handle: ({ world, body: { from, to, subscription_group_id, body, media_urls } }) => world.inbound.sms({ from: e164(from)!, to, group: groupOf(world, 'sms', { to, subscription_group_id }), body, media_urls }),
})

/** `button`: the text of the quick reply or of the row of a list that was tapped. */
const whatsApp = admin({
  method: 'POST',
  path: '/inbound/whatsapp',
  body: () => z.strictObject({ from: phone(), ...place(), body: z.string().optional(), button: text().optional(), media_urls: media() }).refine(({ body, button, media_urls }) => body !== undefined || button !== undefined || media_urls.length > 0, { error: 'a message has a body, a button or media_urls' }),
  handle: ({ world, body: { from, to, subscription_group_id, body, button, media_urls } }) =>
    world.inbound.whatsApp({ from: e164(from)!, to, group: groupOf(world, 'whatsapp', { to, subscription_group_id }), body: body ?? button ?? '', media_urls, ...(button === undefined ? {} : { quick_reply_text: button }) }),
})

const line = admin({
  method: 'POST',
  path: '/inbound/line',
  body: () => z.strictObject({ from: text(), type: z.enum(['message', 'follow', 'unfollow']).default('message'), subscription_group_id: text().optional(), body: z.string().default(''), media_id: text().nullable().default(null) }),
  handle({ world, body: { subscription_group_id, ...body } }) {
    const groups = world.subscriptionGroups.list().filter(({ channel }) => channel === 'line')
    const group = subscription_group_id !== undefined || groups.length > 1 ? groupOf(world, 'line', { subscription_group_id }) : groups[0]
    return world.inbound.line({ ...body, group })
  },
})

export const inbound: readonly Endpoint[] = [sms, whatsApp, line]
