// GET /users/subscription: what is known of addresses and numbers, whoever has them. A hidden page. docs: get_query_by_email_or_phone
import * as z from 'zod'
import { isoTime } from '../../../../kernel/clock.ts'
import { addressOf } from '../../../../domain/email-states.ts'
import { numberOf } from '../../../../domain/invalid-phone-numbers.ts'
import type { ProfileRow } from '../../../../domain/profiles/profiles.ts'
import { groupIsBy } from '../../../../domain/subscription-groups.ts'
import type { World } from '../../../../world.ts'
import { listOf, oneOrMany } from '../../contacts.ts'
import { fault, rest } from '../../realm.ts'

// The spelling of the third is that of Currents' GlobalStateChange
const STATES = { subscribed: 'Subscribed', unsubscribed: 'Unsubscribed', opted_in: 'Opted In' } as const
const time = (ms: number | null | undefined): string | null => (ms === null || ms === undefined ? null : isoTime(ms))

/** The latest word of the users who share an address or number on each group, newest first. */
function groups(world: World, users: readonly ProfileRow[], by: 'email' | 'phone') {
  const latest = new Map<string, { subscription_group_id: string; subscription_group_event_date: string; subscription_group_state: 'Subscribed' | 'Unsubscribed' }>()
  const rows = users.flatMap((profile) => world.subscriptionGroups.history(profile)).filter((row) => groupIsBy(row) === by).sort((a, b) => b.changed_at - a.changed_at)
  for (const row of rows) if (!latest.has(row.id)) latest.set(row.id, { subscription_group_id: row.id, subscription_group_event_date: isoTime(row.changed_at), subscription_group_state: STATES[row.state] })
  return [...latest.values()]
}

/** An address of which nothing is known is left out. */
function address(world: World, email: string) {
  const state = world.emailStates.of(email)
  const [bounce, spam] = [world.emailLists.bounceOf(email), world.emailLists.spamAt(email)]
  if (state === undefined && bounce === undefined && spam === undefined) return []
  const { state: current, changed_at } = state ?? { state: 'subscribed', changed_at: null }
  return [{ email, email_subscribe: { email_subscription_event_date: time(changed_at), email_subscription_state: STATES[current] }, subscription_group: groups(world, world.profiles.byEmail(email), 'email'), hard_bounced_at: time(bounce?.bounced_at), spam_at: time(spam) }]
}

function number(world: World, phone: string) {
  const users = world.profiles.byPhone(phone)
  return users.length === 0 ? [] : [{ phone, subscription_group: groups(world, users, 'phone') }]
}

const nullableTime = () => z.iso.datetime().nullable()
const groupList = () => z.array(z.strictObject({ subscription_group_id: z.string(), subscription_group_event_date: z.iso.datetime(), subscription_group_state: z.enum(['Subscribed', 'Unsubscribed']) }))

export const list = rest({
  method: 'GET',
  path: '/users/subscription',
  status: 200,
  docs: 'api/endpoints/email/get_query_by_email_or_phone',
  evidence: ['documented'],
  query: () => z.looseObject({ email: oneOrMany('email', 'email').optional(), phone: oneOrMany('phone', 'phone').optional() }),
  response: () =>
    z.strictObject({
      emails: z.array(
        z.strictObject({
          email: z.string(),
          email_subscribe: z.strictObject({ email_subscription_event_date: nullableTime().meta({ description: 'null for the state that every user begins with' }), email_subscription_state: z.enum(['Subscribed', 'Unsubscribed', 'Opted In']) }),
          subscription_group: groupList(), hard_bounced_at: nullableTime(), spam_at: nullableTime(),
        }),
      ),
      phone: z.array(z.strictObject({ phone: z.string(), subscription_group: groupList() })),
      message: z.literal('success'),
    }),
  handle({ world, query }) {
    const [emails, phones] = [new Set(listOf(query.email).map(addressOf)), new Set(listOf(query.phone).map(numberOf))]
    if (emails.size + phones.size === 0) throw fault(400, `'email' or 'phone' is required`)
    return { emails: [...emails].flatMap((email) => address(world, email)), phone: [...phones].flatMap((phone) => number(world, phone)), message: 'success' }
  },
})
