// Short links in texts: which addresses are shortened, how long they hold, where they lead. docs: message_features_and_optimization/link_shortening
import type { Clock } from '../../../kernel/clock.ts'
import type { Db } from '../../../kernel/db.ts'
import type { Ids } from '../../../kernel/ids.ts'
import type { PublicAddress } from '../../public-address.ts'
import type { ShortLink, Tracking } from './short-links.sql.ts'
import { shortLinkStatements } from './short-links.sql.ts'

export type { ShortLink, Tracking } from './short-links.sql.ts'

const DAY = 86_400_000
const STATIC_MS = 365 * DAY // "Static shortened URLs are valid for one year"
const PERSONAL_MS = 61 * DAY // "that contain Liquid personalization are valid for two months"
/** Lengths of links of brz.ai: what a text is billed by, however long the emulator's own links are. "20 characters", "25", "27-28", "32-33" */
const CHARS: Record<Tracking, { static: number; personal: number }> = { basic: { static: 20, personal: 25 }, advanced: { static: 27, personal: 32 } }
const TOKEN_CHARS = 10
/** "Braze recognizes only URLs that start with http:// or https://." What ends a sentence is not part of it. */
const URLS = /https?:\/\/[^\s<>"']*[^\s<>"'.,;:!?)\]}]/gi

/** The short links of one world. */
export function createShortLinks({ db, clock, ids, publicAddress }: { db: Db; clock: Clock; ids: Ids; publicAddress: PublicAddress }) {
  const sql = shortLinkStatements(db)
  const addressOf = ({ token }: Pick<ShortLink, 'token'>): string => publicAddress.hosted(`/s/${token}`)

  return {
    /** `template`: the text before Liquid. An address that stands in it as it is, is a static one. */
    shorten(message_id: string, text: string, { tracking, template }: { tracking: Tracking; template: string }): { text: string; billed: string } {
      const seen = new Map<string, string>()
      const shortened = text.replace(URLS, (url) => {
        const known = seen.get(url)
        if (known !== undefined) return known
        const token = ids.hex(TOKEN_CHARS)
        sql.add.run({ token, message_id, n: seen.size, url, tracking, expires_at: clock.now() + (template.includes(url) ? STATIC_MS : PERSONAL_MS) })
        const short = addressOf({ token })
        seen.set(url, short)
        return short
      })
      return { text: shortened, billed: text.replace(URLS, (url) => 'x'.repeat(CHARS[tracking][template.includes(url) ? 'static' : 'personal'])) }
    },
    addressOf,
    of: (message_id: string): ShortLink[] => sql.of.all(message_id),
    /** Undefined for a token that leads nowhere, or no longer. */
    open(token: string): ShortLink | undefined {
      const link = sql.find.get(token)
      return link === undefined || link.expires_at <= clock.now() ? undefined : link
    },
  }
}

export type ShortLinks = ReturnType<typeof createShortLinks>
