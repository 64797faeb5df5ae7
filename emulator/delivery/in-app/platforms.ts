// For which devices a message is: mobile apps, browsers or both, variant by variant; or some apps only. docs: in_app_messages/traditional/create ("Specify delivery platforms", "iOS device options")
import type { App } from '../../domain/apps.ts'
import type { Json } from '../outgoing.ts'
import { typeOf } from './wire-message.ts'

/** "Web Modal with CSS is unique to the Web SDK": its type is MODAL_STYLED, and WEB_HTML its form of HTML. */
const isWebOnly = (body: Json): boolean => ['WEB_HTML', 'MODAL_STYLED'].includes(typeOf(body)) || ![undefined, null, ''].includes(body['css'] as string | null | undefined)

/** True when the message may go to devices of the app. */
export function isFor(body: Json, { platform, app_id }: Pick<App, 'platform' | 'app_id'>): boolean {
  const web = platform === 'Web'
  if (Array.isArray(body['app_ids']) && !body['app_ids'].includes(app_id)) return false
  if (isWebOnly(body)) return web
  const wanted = body['platforms'] ?? 'both'
  return wanted === 'both' || (wanted === 'web' ? web : wanted === 'ios' ? platform === 'iOS' : !web)
}
