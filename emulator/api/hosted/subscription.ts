// GET and POST /_hosted/:workspace/subscription/<token>: the pages behind the subscription URLs of messages. Opening one is enough, as with Braze. docs: email/subscriptions
import { Reply } from '../endpoint.ts'
import type { World } from '../../world.ts'
import { withHead } from './page.ts'
import { hosted } from './realm.ts'

const TEXTS = { unsubscribed: ['Unsubscribed', 'You have been unsubscribed from our emails.'], subscribed: ['Subscribed', 'You have been subscribed to our emails.'], opted_in: ['Opted in', 'You have opted in to our emails.'] } as const

const page = (status: number, title: string, text: string): Reply => new Reply({ status, headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' }, body: withHead(`<h1>${title}</h1><p>${text}</p>`, title, []) })

function follow({ world, params }: { world: World; params: Record<string, string> }): Reply {
  const opened = world.subscriptionLinks.open(params['token']!)
  if (opened === undefined) return page(404, 'Page not found', 'This link leads nowhere, or no longer.')
  world.subscriptionLinks.follow(opened)
  const [title, text] = TEXTS[opened.state]
  return page(200, title, text)
}

export const openSubscription = hosted({ method: 'GET', path: '/subscription/:token', handle: follow })
/** A mail program's one click. docs: RFC 8058 */
export const clickSubscription = hosted({ method: 'POST', path: '/subscription/:token', handle: follow })
