// Tracked links and the open pixel: their addresses name the message and prove that it was sent, so nothing is kept for them. docs: email/email_setup/open_pixel_and_click_tracking
import type { Ids } from '../../../kernel/ids.ts'
import type { PublicAddress } from '../../public-address.ts'
import { mapHrefs } from '../../../domain/campaigns/anchors.ts'
import type { Attribute } from '../../../domain/campaigns/html-tags.ts'

const WEB = /^https?:\/\//i // "Braze click tracking only rewrites links that use http:// or https:// URLs"
/** The marks of SendGrid, SparkPost and Amazon SES. docs: email/customize/universal_links_and_app_links ("turning off click-tracking on a link-to-link basis") */
const isUntracked = ({ name, value }: Attribute): boolean => (name === 'clicktracking' && value.trim().toLowerCase() === 'off') || (name === 'data-msys-clicktrack' && value.trim() === '0') || name === 'ses:no-track'
const LID = /[?&]lid=([a-z0-9]+)/
const TOKEN = /^([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})([0-9a-f]{16})$/

/** A link of a message that was sent: the address it leads to, and what it is counted under. */
export type TrackedLink = { url: string; link_id?: string; link_alias?: string }

/** The addresses of one world's emails. */
export function createEmailTracking({ ids, publicAddress }: { ids: Ids; publicAddress: PublicAddress }) {
  const part = (key: string): string => Math.floor(ids.unit(key) * 2 ** 32).toString(16).padStart(8, '0')
  const proof = (message_id: string): string => part(`email:${message_id}:1`) + part(`email:${message_id}:2`)
  const tokenOf = (message_id: string): string => message_id.replaceAll('-', '') + proof(message_id)

  return {
    tokenOf,
    /** The message that a token names; undefined for one that was not made here. */
    messageOf(token: string): string | undefined {
      const parts = TOKEN.exec(token)
      if (parts === null) return undefined
      const id = parts.slice(1, 6).join('-')
      return proof(id) === parts[6] ? id : undefined
    },
    unsubscribeUrl: (token: string): string => publicAddress.hosted(`/list-unsubscribe/${token}`),
    pixel: (token: string): string => `<img src="${publicAddress.hosted(`/opens/${token}.gif`)}" alt="" width="1" height="1" border="0" style="height:1px !important;width:1px !important;border-width:0 !important;margin:0 !important;padding:0 !important;"/>`,
    /** HTML whose web links lead here first, and those links in order. Pages of our own are no clicks. */
    track(html: string, token: string, aliases: ReadonlyMap<string, string>): { html: string; links: TrackedLink[] } {
      const links: TrackedLink[] = []
      const own = publicAddress.hosted('/')
      const start = `${own}links/${token}-`
      const tracked = mapHrefs(html, ({ url, attributes }) => {
        if (!WEB.test(url) || url.startsWith(own) || attributes.some(isUntracked)) return undefined
        const lid = LID.exec(url)?.[1]
        const link_alias = lid === undefined ? undefined : aliases.get(lid)
        const n = links.push({ url, ...(link_alias === undefined ? {} : { link_id: lid!, link_alias }) }) - 1
        return `${start}${n}`
      })
      return { html: tracked, links }
    },
    /** `html` without pixel, its links as the author wrote them. */
    untracked(html: string, message_id: string, links: readonly TrackedLink[]): string {
      const token = tokenOf(message_id)
      const link = new RegExp(`https?://[^\\s"'<>]*/links/${token}-(\\d+)`, 'g')
      return html.replace(link, (address, n: string) => links[Number(n)]?.url.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll("'", '&#39;') ?? address).replace(new RegExp(`<img src="[^"]*/opens/${token}\\.gif"[^>]*>`), '')
    },
    /** The pixel is the last tag of the body. docs: app_settings/email_settings ("append the tracking pixel to the bottom of your email") */
    withPixel(html: string, token: string): string {
      const at = Math.max(html.lastIndexOf('</body'), html.lastIndexOf('</BODY'))
      return at < 0 ? html + this.pixel(token) : html.slice(0, at) + this.pixel(token) + html.slice(at)
    },
  }
}

export type EmailTracking = ReturnType<typeof createEmailTracking>
