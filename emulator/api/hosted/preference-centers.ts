// A user's own preference center page: shown, and doing what the user says in its form. docs: api_preference_center, post_create_preference_center
import { LiquidMistake } from '../../delivery/liquid/tag.ts'
import { GLOBAL_FIELD, isField } from '../../domain/preference-centers.ts'
import type { PreferenceCenter } from '../../domain/preference-centers.ts'
import type { ProfileRow } from '../../domain/profiles/profiles.ts'
import type { World } from '../../world.ts'
import { Reply } from '../endpoint.ts'
import type { WireRequest } from '../wire.ts'
import { checkboxes, element, escapeHtml, withHead } from './page.ts'
import { hosted, hostedUrl } from './realm.ts'

type Opened = { center: PreferenceCenter; profile: ProfileRow }

const pathOf = (token: string): string => `/preferences/${token}`

/** A user's link to a center. */
export const preferencesUrl = (request: WireRequest, world: World, center: PreferenceCenter, profile: ProfileRow): string => hostedUrl(request, world, pathOf(world.preferenceCenters.tokenOf(center, profile)))

/** The address is the secret: no cache keeps the page, no other site hears of it. The site itself does: without a referrer a browser's form says `Origin: null`. */
const page = (status: number, html: string): Reply => new Reply({ status, headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store', 'referrer-policy': 'same-origin' }, body: html })
const missing = (): Reply => page(404, withHead('<h1>Page not found</h1><p>This link leads nowhere, or no longer.</p>', 'Page not found', []))

/** Everything that `options` asks for in the head, escaped. docs: post_create_preference_center ("meta-viewport-content", "link-tags") */
function headOf({ options }: PreferenceCenter): string[] {
  const given = JSON.parse(options) as { 'meta-viewport-content'?: string | null } & Partial<Record<'link-tags' | 'links-tags', Record<string, unknown>[] | null>>
  const viewport = given['meta-viewport-content']
  const links = [...(given['link-tags'] ?? []), ...(given['links-tags'] ?? [])]
  return [...(viewport ? [element('meta', { name: 'viewport', content: viewport })] : []), ...links.map(({ rel, type, sizes, color, href }) => element('link', { rel, type, sizes, color, href }))]
}

const scopeOf = (world: World, request: WireRequest, token: string, { profile }: Opened) => ({ ...world.personalization.of(profile), preference_center_submit_url: hostedUrl(request, world, pathOf(token)) })

/** A mistake in the template stands where the page would: Liquid says its errors in its output. */
const orMistake = (error: unknown): string => {
  if (error instanceof LiquidMistake) return `<p>${escapeHtml(error.message)}</p>`
  throw error
}

export const showPreferences = hosted({
  method: 'GET',
  path: '/preferences/:token',
  async prepare({ world, request, params }) {
    const opened = world.preferenceCenters.open(params['token']!)
    if (opened === undefined) return missing()
    const html = await world.liquid.render(opened.center.page_html, scopeOf(world, request, params['token']!, opened)).catch(orMistake)
    return page(200, withHead(html, opened.center.title, headOf(opened.center)))
  },
  handle: ({ prepared }) => prepared,
})

/** "If it's a checkbox, the user will either be opted_in or unsubscribed": ticked without a value of its own it says `on`, and not ticked it says nothing. */
function choicesOf(body: Uint8Array, shown: string): Map<string, string> {
  const ticked = (name: string) => (name === GLOBAL_FIELD ? 'opted_in' : 'subscribed')
  const boxes = checkboxes(shown).filter(isField)
  const sent = [...new URLSearchParams(Buffer.from(body).toString('utf8'))].filter(([name]) => isField(name)).map(([name, value]) => [name, value === 'on' && boxes.includes(name) ? ticked(name) : value] as const)
  return new Map([...boxes.map((name) => [name, 'unsubscribed'] as const), ...sent])
}

export const submitPreferences = hosted({
  method: 'POST',
  path: '/preferences/:token',
  handle({ world, request, params }) {
    const token = params['token']!
    const opened = world.preferenceCenters.open(token)
    if (opened === undefined) return missing()
    if (!/^application\/x-www-form-urlencoded\b/i.test(request.headers['content-type'] ?? '')) return page(415, withHead('<h1>Unsupported Media Type</h1>', 'Unsupported Media Type', []))
    const draw = (html: string): string => {
      try {
        return world.liquid.renderNow(html, scopeOf(world, request, token, { ...opened, profile: world.profiles.byId(opened.profile.id)! }))
      } catch (error) {
        return orMistake(error)
      }
    }
    world.preferenceCenters.submit(opened.center, opened.profile, choicesOf(request.body, draw(opened.center.page_html)))
    return page(200, withHead(draw(opened.center.confirmation_html), opened.center.title, headOf(opened.center)))
  },
})
