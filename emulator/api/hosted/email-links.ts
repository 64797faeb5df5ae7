// What the addresses in emails do when they are opened: tracked links lead on and count a click, the pixel counts an open, the list-unsubscribe address unsubscribes.
// docs: email/email_setup/open_pixel_and_click_tracking, app_settings/email_settings ("List-unsubscribe header")
import type { Message } from '../../domain/messages/messages.ts'
import type { World } from '../../world.ts'
import { Reply } from '../endpoint.ts'
import type { WireRequest } from '../wire.ts'
import { engaged, headerSafe } from './engaged.ts'
import { escapeHtml, withHead } from './page.ts'
import { hosted } from './realm.ts'

const GIF = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64')
/** Apple's Mail Privacy Protection says `Mozilla/5.0` and no more; Gmail's prefetch ends in an old Edge and that. Gmail's image proxy is no such open: it asks when the mail is looked at. docs: email/best_practices/apple_mail/mpp */
const MACHINE = /^Mozilla\/5\.0$|Edge\/12\.246 Mozilla\/5\.0$/
const NO_STORE = { 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' }

const page = (status: number, title: string, html: string): Reply => new Reply({ status, headers: { ...NO_STORE, 'content-type': 'text/html; charset=utf-8' }, body: withHead(html, title, []) })
const missing = (): Reply => page(404, 'Page not found', '<h1>Page not found</h1><p>This link leads nowhere, or no longer.</p>')

function messageOf(world: World, token: string): Message | undefined {
  const id = world.emailTracking.messageOf(token)
  return id === undefined ? undefined : world.messages.find(id)
}

const agent = ({ headers }: WireRequest) => (headers['user-agent'] === undefined || headers['user-agent'] === '' ? {} : { user_agent: headers['user-agent'] })

export const openLink = hosted({
  method: 'GET',
  path: '/links/:link',
  handle({ world, params, request }) {
    const [token, n] = params['link']!.split('-')
    const message = messageOf(world, token!)
    const links = ((message?.payload ?? {}) as { links?: { url: string }[] }).links
    const link = /^\d+$/.test(n ?? '') ? links?.[Number(n)] : undefined
    if (message === undefined || link === undefined) return missing()
    if (request.method !== 'HEAD') engaged(world, message, 'click', { url: link.url, ...agent(request) })
    return new Reply({ status: 302, headers: { ...NO_STORE, location: headerSafe(link.url) }, body: '' })
  },
})

export const openPixel = hosted({
  method: 'GET',
  path: '/opens/:file',
  handle({ world, params, request }) {
    const message = messageOf(world, params['file']!.replace(/\.gif$/, ''))
    if (message === undefined) return missing()
    if (request.method !== 'HEAD') engaged(world, message, 'open', { ...(MACHINE.test(request.headers['user-agent'] ?? '') ? { machine_open: true } : {}), ...agent(request) })
    return new Reply({ status: 200, headers: { ...NO_STORE, 'content-type': 'image/gif', 'content-length': String(GIF.length) }, body: GIF })
  },
})

const ONE_CLICK = 'List-Unsubscribe=One-Click'

/** A page with a button: who only looks, as scanners do, unsubscribes nobody. RFC 8058, section 3.1 */
export const showListUnsubscribe = hosted({
  method: 'GET',
  path: '/list-unsubscribe/:token',
  handle({ world, params }) {
    const message = messageOf(world, params['token']!)
    if (message === undefined) return missing()
    const [name, value] = ONE_CLICK.split('=')
    return page(200, 'Unsubscribe', `<h1>Unsubscribe</h1><p>${escapeHtml(message.address ?? '')}</p><form method="post"><input type="hidden" name="${name}" value="${value}"><button>Unsubscribe</button></form>`)
  },
})

/** One click: the answer is no redirect, whatever the caller says besides. RFC 8058, section 3.2 */
export const listUnsubscribe = hosted({
  method: 'POST',
  path: '/list-unsubscribe/:token',
  handle({ world, params, request }) {
    const message = messageOf(world, params['token']!)
    if (message === undefined) return missing()
    const body = Buffer.from(request.body).toString('utf8')
    const said = body.includes(ONE_CLICK) || /name="List-Unsubscribe"\r\n\r\nOne-Click\r\n/.test(body)
    if (!said) return page(400, 'Bad Request', `<h1>Bad Request</h1><p>The body is ${ONE_CLICK}.</p>`)
    const group = new URLSearchParams(request.query).get('group')
    if (!engaged(world, message, 'unsubscribe', group === null ? {} : { subscription_group_id: group })) return missing()
    return page(200, 'Unsubscribed', '<h1>You have been unsubscribed</h1>')
  },
})
