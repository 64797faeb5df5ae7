// Addresses that are not written to: hard bounces, spam reports, and the blocklist. docs: email/subscriptions ("bounces and invalid emails"), post_blocklist
import type { Clock } from '../kernel/clock.ts'
import type { Db } from '../kernel/db.ts'
import type { Journal } from '../kernel/journal.ts'
import { emailListStatements } from './contacts.sql.ts'
import type { HardBounce, Page, Range, SpamReport } from './contacts.sql.ts'
import type { Decisions } from './decisions.ts'
import { addressOf } from './email-states.ts'
import type { EmailStates } from './email-states.ts'
import { isValidEmail } from './profiles/contact-rules.ts'
import type { ProfileRow, Profiles } from './profiles/profiles.ts'
import { Refusal } from './refusal.ts'

export type { HardBounce, SpamReport } from './contacts.sql.ts'

type Nouns = { db: Db; clock: Clock; journal: Journal; decisions: Decisions; profiles: Profiles; emailStates: EmailStates }

/** The email lists of one world. An address stands on a list whoever has it: a user with a new address is written to again. */
export function createEmailLists({ db, clock, journal, decisions, profiles, emailStates }: Nouns) {
  const sql = emailListStatements(db)

  function valid(email: string): string {
    const address = addressOf(email)
    if (!isValidEmail(address)) throw new Refusal('invalid_email', { email })
    return address
  }

  function mark(profile: ProfileRow, at: number | null): void {
    profile.marked_email_as_spam_at = at
    profiles.save(profile)
  }

  return {
    /** A hard bounce; the subscription state stays. Throws Refusal `invalid_email`. docs: "doesn't automatically set the user's subscription state" */
    bounce(email: string, at: number = clock.now()): HardBounce {
      const address = valid(email)
      const row: HardBounce = { email: address, bounced_at: at, blocklisted_at: sql.bounceOf.get(address)?.blocklisted_at ?? null }
      sql.putBounce.run(row)
      journal.append('hard_bounce.recorded', { email: address, bounced_at: at })
      return row
    },
    /** Takes an address off the bounces, and with it off the blocklist. False when it was not there. */
    unbounce(email: string): boolean {
      const row = sql.bounceOf.get(addressOf(email))
      if (row === undefined) {
        decisions.ignored({ rule: 'email/bounce/remove', why: 'the address has not bounced', compared: { email } })
        return false
      }
      sql.dropBounce.run(row.email)
      journal.append('hard_bounce.removed', { email: row.email, blocklisted: row.blocklisted_at !== null })
      return true
    },
    bounces: (range: Range): HardBounce[] => sql.bounces.all(range),
    bouncePage: (page: Page): HardBounce[] => sql.bouncePage.all(page),
    bounceOf: (email: string): HardBounce | undefined => sql.bounceOf.get(addressOf(email)),

    /** Somebody marked a message as spam: the address is listed, and its users say when. Throws Refusal `invalid_email`. */
    reportSpam(email: string, at: number = clock.now()): SpamReport {
      const row: SpamReport = { email: valid(email), reported_at: at }
      sql.putSpam.run(row)
      const users = profiles.byEmail(row.email)
      for (const profile of users) mark(profile, at)
      journal.append('spam_report.recorded', { ...row, braze_ids: users.map((profile) => profile.braze_id) })
      return row
    },
    /** Takes an address off the spam list, and the mark from its users. False when there was none. */
    unmarkSpam(email: string): boolean {
      const address = addressOf(email)
      const listed = sql.dropSpam.run(address).changes > 0
      const marked = profiles.byEmail(address).filter((profile) => profile.marked_email_as_spam_at !== null)
      for (const profile of marked) mark(profile, null)
      if (!listed && marked.length === 0) decisions.ignored({ rule: 'email/spam/remove', why: 'the address is not marked as spam', compared: { email } })
      else journal.append('spam_report.removed', { email: address, braze_ids: marked.map((profile) => profile.braze_id) })
      return listed || marked.length > 0
    },
    spamPage: (page: Page): SpamReport[] => sql.spamPage.all(page),
    /** When an address was last marked as spam: by a report, or by the attribute of one of its users. */
    spamAt(email: string): number | undefined {
      const address = addressOf(email)
      const times = [sql.spamOf.get(address)?.reported_at, ...profiles.byEmail(address).map((profile) => profile.marked_email_as_spam_at)].filter((at): at is number => typeof at === 'number')
      return times.length === 0 ? undefined : Math.max(...times)
    },
    spamOf: (email: string): SpamReport | undefined => sql.spamOf.get(addressOf(email)),

    /** "Unsubscribe a user from email and mark them as hard bounced." What is no address is ignored. docs: post_blocklist */
    block(email: string): void {
      const address = addressOf(email)
      if (!isValidEmail(address)) return decisions.ignored({ rule: 'email/blocklist', why: 'not a valid email address', compared: { email } })
      const before = sql.bounceOf.get(address)
      if (before === undefined || before.blocklisted_at === null) {
        sql.putBounce.run({ email: address, bounced_at: before?.bounced_at ?? clock.now(), blocklisted_at: clock.now() })
        journal.append('email.blocklisted', { email: address })
      }
      emailStates.set(address, 'unsubscribed', 'rest')
    },
    blockPage: (page: Page): HardBounce[] => sql.blockPage.all(page),
  }
}

export type EmailLists = ReturnType<typeof createEmailLists>
