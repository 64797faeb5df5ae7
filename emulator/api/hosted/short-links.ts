// GET /_hosted/:workspace/s/<token>: a short link of a text, as a phone opens it: the click is counted, then the browser goes on. docs: message_features_and_optimization/link_shortening ("Clicks are incremented on redirect")
import { Fault, Reply } from '../endpoint.ts'
import { engaged, headerSafe } from './engaged.ts'
import { hosted } from './realm.ts'

export const shortLink = hosted({
  method: 'GET',
  path: '/s/:token',
  handle({ world, params, request }) {
    const link = world.shortLinks.open(params['token']!)
    if (link === undefined) throw new Fault(404, { message: 'Not Found' })
    const user_agent = request.headers['user-agent']
    const message = world.messages.find(link.message_id)
    // A HEAD request is a preview that looks where it leads
    if (request.method !== 'HEAD' && message !== undefined) engaged(world, message, 'click', { url: link.url, short_url: world.shortLinks.addressOf(link), ...(user_agent === undefined ? {} : { user_agent }) })
    return new Reply({ status: 302, headers: { location: headerSafe(link.url), 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' }, body: '' })
  },
})
