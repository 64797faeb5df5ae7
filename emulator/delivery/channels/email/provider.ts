// The simulated email provider: what becomes of a mail depends on its address. `bounce@…` and `…+bounce@…` bounce hard, and so on; every other address gets its mail at once.
import type { Clock } from '../../../kernel/clock.ts'
import type { Scheduler } from '../../../kernel/scheduler.ts'
import type { EmailLists } from '../../../domain/email-lists.ts'
import type { Message, Messages } from '../../../domain/messages/messages.ts'
import type { Json } from '../../outgoing.ts'

const HOUR = 3_600_000
const RETRY = 'email.retry'
const RETRIES = [1, 4, 12, 24, 48, 72].map((hours) => hours * HOUR) // "Braze retries soft bounces for 72 hours" (docs: email/subscriptions); when in them is not published
const DEFERRED = 5 * 60_000 // how long a deferred mail takes here

/** What mailboxes answer, in the words of common mail servers. */
const REASONS = {
  hard: '550 5.1.1 The email account that you tried to reach does not exist', // docs: http_event_postback (example)
  soft: '452 4.2.2 The email account that you tried to reach is over quota',
  drop: 'Bounced Address',
  defer: '421 4.7.0 Try again later',
}

export const OUTCOMES = ['bounce', 'softbounce', 'defer', 'spam', 'drop'] as const
type Outcome = (typeof OUTCOMES)[number]

/** What an address asks for by its local part, or by a tag at its end: `bounce@example.com`, `ann+softbounce@example.com`. */
export function outcomeOf(address: string): Outcome | undefined {
  const local = address.slice(0, address.lastIndexOf('@')).toLowerCase()
  const word = local.slice(local.lastIndexOf('+') + 1)
  return OUTCOMES.find((one) => one === word)
}

export const fromDomain = (from: string): string => /@([^<>@\s]+?)>?\s*$/.exec(from)?.[1]?.toLowerCase() ?? ''
/** What rows about a mail say of where it came from and went. */
export function mailOf({ address, payload }: Message): Json {
  const from_domain = fromDomain(String((payload as { from?: unknown } | null)?.from ?? ''))
  return { email_address: address ?? '', ...(from_domain === '' ? {} : { from_domain }) }
}

type Nouns = { clock: Clock; scheduler: Scheduler; messages: Messages; emailLists: EmailLists }

/** The provider of one world. */
export function createEmailProvider({ clock, scheduler, messages, emailLists }: Nouns) {
  function delivered(message: Message): void {
    scheduler.cancel(RETRY, message.id)
    messages.happened(message, 'email.delivered', mailOf(message))
    messages.set(message.id, { status: 'delivered' })
  }

  /** "Braze marks it invalid and doesn't attempt further sends." docs: email/subscriptions */
  function bounced(message: Message, bounce_reason: string, more: Json = {}): void {
    scheduler.cancel(RETRY, message.id)
    messages.happened(message, 'email.bounced', { ...mailOf(message), bounce_reason, ...more })
    messages.set(message.id, { status: 'bounced', detail: { bounce_type: 'hard', bounce_reason, ...more } })
    emailLists.bounce(message.address!)
  }

  /** One attempt failed; `attempt` counts from 0. The row of the last one says so: the mail is never delivered. It is no hard bounce: the address stays good, and no campaign counts it ("soft bounces aren't tracked in your campaign analytics"). docs: help_articles/email/soft_bounces */
  function softBounced(message: Message, bounce_reason: string, attempt?: number): void {
    const is_terminal = attempt !== undefined && attempt >= RETRIES.length
    messages.happened(message, 'email.soft_bounced', { ...mailOf(message), bounce_reason, ...(attempt === undefined ? {} : { attempt: attempt + 1 }), ...(is_terminal ? { is_terminal } : {}) })
  }

  function retryLater(message: Message, first: number, attempt: number): void {
    const wait = RETRIES[attempt]
    if (wait === undefined) return messages.set(message.id, { status: 'bounced', detail: { bounce_type: 'soft', bounce_reason: REASONS.soft, attempts: attempt + 1 } })
    scheduler.schedule(first + wait, RETRY, { message_id: message.id, first, attempt: attempt + 1 }, message.id)
  }

  function spam(message: Message): void {
    messages.happened(message, 'email.marked_as_spam', mailOf(message))
    emailLists.reportSpam(message.address!)
  }

  scheduler.on(RETRY, ({ message_id, first, attempt }) => {
    const message = messages.find(message_id as string)
    if (message?.status !== 'sent') return
    if (outcomeOf(message.address!) !== 'softbounce') return delivered(message)
    softBounced(message, REASONS.soft, attempt as number)
    retryLater(message, first as number, attempt as number)
  })

  return {
    delivered,
    bounced,
    softBounced,
    spam,
    REASONS,
    /** The provider has the mail: what happens at once, and what later. */
    take(message: Message): void {
      switch (outcomeOf(message.address!)) {
        case 'bounce':
          return bounced(message, REASONS.hard)
        case 'drop':
          return bounced(message, REASONS.drop, { is_drop: true })
        case 'softbounce':
          softBounced(message, REASONS.soft, 0)
          return retryLater(message, clock.now(), 0)
        case 'defer':
          messages.happened(message, 'email.deferred', { ...mailOf(message), deferral_reason: REASONS.defer, attempt_count: 1 })
          return scheduler.schedule(clock.now() + DEFERRED, RETRY, { message_id: message.id, first: clock.now(), attempt: 0 }, message.id)
        case 'spam':
          delivered(message)
          return spam(messages.find(message.id)!)
        default:
          return delivered(message)
      }
    },
  }
}

export type EmailProvider = ReturnType<typeof createEmailProvider>
