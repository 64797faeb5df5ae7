// What the recorder says of each thing it sees, in one line. Kinds that are not here are the emulator's own business.
import type { JournalRow } from '../failure.ts'

const named = (data: Record<string, unknown>): string => JSON.stringify(data)
const changes = (data: Record<string, unknown>): string =>
  Object.entries((data['changes'] ?? {}) as Record<string, { to: unknown }>).map(([name, { to }]) => (to === null ? `${name} removed` : `${name} = ${JSON.stringify(to)}`)).join(', ')
const properties = (data: Record<string, unknown>): string => (Object.keys((data['properties'] ?? {}) as object).length === 0 ? '' : ` ${named(data['properties'] as Record<string, unknown>)}`)
const from = (data: Record<string, unknown>): string => (data['source'] === 'rest' ? ' (REST)' : '')

const SAID: Record<string, (data: Record<string, any>) => string | undefined> = {
  'session.started': () => 'a session started',
  'session.ended': (data) => `the session ended after ${data['seconds']} s`,
  'custom_event.logged': (data) => `event '${data['name']}'${properties(data)}${from(data)}`,
  'purchase.made': (data) => `purchase '${data['product_id']}' ${data['quantity']} × ${data['price']} ${data['currency']}${from(data)}`,
  'profile.updated': (data) => (data['source'] === 'device' ? undefined : `attributes: ${changes(data)}${from(data)}`),
  'profile.identified': (data) => `logged in as '${data['external_id']}'`,
  'profile.merged': (data) => `logged in as '${data['into']?.external_id}': the anonymous user was merged`,
  'device.moved': (data) => (data['reason'] === 'changeUser' ? 'another user logged in' : undefined),
  'alias.added': (data) => `alias '${data['alias']?.alias_label}:${data['alias']?.alias_name}'`,
  'push_token.registered': (data) => `push token ${String(data['token']).slice(0, 24)}`,
  'push_token.removed': (data) => `push token removed${typeof data['reason'] === 'string' ? `: ${data['reason']}` : ''}`,
  'location.recorded': (data) => `at ${data['latitude']}, ${data['longitude']}`,
  'subscription_group.subscribed': () => 'subscribed to a group',
  'subscription_group.unsubscribed': () => 'unsubscribed from a group',
  'message.withheld': (data) => `message withheld (${data['channel']}): ${data['reason']}`,
  'message.aborted': (data) => `message aborted (${data['channel']}): ${data['reason']}`,
  'push.sent': () => 'push sent',
  'push.open': () => 'push opened',
  'push.action_click': () => 'button of a push tapped',
  'email.sent': () => 'email sent',
  'sms.sent': () => 'SMS sent',
  'whats_app.sent': () => 'WhatsApp message sent',
  'line.sent': () => 'LINE message sent',
  'webhook.sent': () => 'webhook sent',
  'content_card.sent': () => 'Content Card sent',
  'in_app_message.impression': () => 'in-app message shown',
  'in_app_message.click': () => 'in-app message tapped',
  'in_app_message.button_click': (data) => `button ${data['bid']} of the in-app message tapped`,
  'content_card.impression': () => 'Content Card seen',
  'content_card.click': () => 'Content Card tapped',
  'content_card.dismissal': () => 'Content Card dismissed',
  'banner.impression': () => 'Banner seen',
  'banner.click': () => 'Banner tapped',
  'feature_flag.impression': (data) => `feature flag '${data['fid']}' looked at`,
  'request.refused': (data) => `refused: ${named(data).slice(0, 160)}`,
  'decision.ignored': (data) => `ignored: ${String(data['why'] ?? data['rule'])}`,
}

/** The row in words; undefined when it is nothing that somebody did or got. */
export const sayRow = ({ kind, data }: JournalRow): string | undefined => SAID[kind]?.(data)
