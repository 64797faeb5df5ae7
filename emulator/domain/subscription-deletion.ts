// Forgetting what an address or a number said of its subscriptions. Asynchronous: it happens with the next due timer. docs: delete_remove_subscription_state
import type { Clock } from '../kernel/clock.ts'
import type { Journal } from '../kernel/journal.ts'
import type { Scheduler } from '../kernel/scheduler.ts'
import type { EmailStates } from './email-states.ts'
import { addressOf } from './email-states.ts'
import { numberOf } from './invalid-phone-numbers.ts'
import type { Profiles } from './profiles/profiles.ts'
import type { SubscriptionGroups } from './subscription-groups.ts'

const TIMER = 'subscription_state.delete'

type Nouns = { clock: Clock; journal: Journal; scheduler: Scheduler; profiles: Profiles; emailStates: EmailStates; subscriptionGroups: SubscriptionGroups }

/** Deletes subscription states of one world. */
export function createSubscriptionDeletion({ clock, journal, scheduler, profiles, emailStates, subscriptionGroups }: Nouns) {
  function forget(by: 'email' | 'phone', value: string): void {
    const users = by === 'email' ? profiles.byEmail(value) : profiles.byPhone(value)
    const groups = new Set(users.flatMap((profile) => subscriptionGroups.forget(profile, by)))
    const state = by === 'email' && emailStates.forget(value, 'rest')
    if (groups.size > 0 || state) journal.append('subscription_state.deleted', { [by]: value, subscription_group_ids: [...groups].sort() })
  }

  scheduler.on(TIMER, ({ emails, phones }) => {
    for (const email of emails as string[]) forget('email', email)
    for (const phone of phones as string[]) forget('phone', phone)
  })

  return {
    /** Queues addresses and numbers; due at once, so after the answer. */
    queue: ({ emails, phones }: { emails: readonly string[]; phones: readonly string[] }): void => scheduler.schedule(clock.now(), TIMER, { emails: emails.map(addressOf), phones: phones.map(numberOf) }),
  }
}

export type SubscriptionDeletion = ReturnType<typeof createSubscriptionDeletion>
