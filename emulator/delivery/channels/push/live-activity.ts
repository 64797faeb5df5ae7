// Live Activities of iOS as a channel: the ActivityKit push that starts, updates or ends one, to its token. docs: api/endpoints/messaging/live_activity; developer.apple.com/documentation/activitykit/starting-and-updating-live-activities-with-activitykit-push-notifications
import { parseTime } from '../../../domain/times.ts'
import type { Target } from '../../../domain/messages/messages.ts'
import { passes } from '../../gates/gate.ts'
import type { Json } from '../../outgoing.ts'
import type { Channel } from '../channel.ts'
import { Unsendable } from '../channel.ts'
import type { ChannelNouns } from '../nouns.ts'
import { bytesOf, contentOf, given, isObject, isOn, textIn } from './content.ts'
import { alertOf, APNS_BYTES, ios } from './ios.ts'
import type { PushHandOver } from './hand-over.ts'

export type LiveActivityEvent = 'start' | 'update' | 'end'

const unix = (value: unknown): number | null => (typeof value === 'string' ? Math.floor((parseTime(value) ?? NaN) / 1000) || null : null)
const eventOf = (body: Json): LiveActivityEvent => (body['activity_attributes_type'] !== undefined ? 'start' : isOn(body['end_activity']) ? 'end' : 'update')

/** `notification` is an apple_push object; "be sure to include your `sound` string in the `alert` object". docs: apple_object */
function notificationOf(body: Json): { alert: Json | undefined; background: boolean } {
  const push = isObject(body['notification']) ? body['notification'] : {}
  const sound = textIn(isObject(push['alert']) ? push['alert']['sound'] : undefined) ?? textIn(push['sound'])
  const alert = alertOf(contentOf(push))
  return { alert: alert === undefined ? undefined : { ...alert, ...(sound === null ? {} : { sound }) }, background: isOn(push['content-available']) }
}

/** The body is that of the request. */
export function createLiveActivityChannel({ apps, clock, devices, liveActivities, messages }: ChannelNouns, { refusalOf, forward }: Pick<PushHandOver, 'refusalOf' | 'forward'>): Channel {
  const targets = (app_id: string, profile_id: number, tokens: readonly { device_id: string; token: string }[]): Target[] =>
    tokens.filter(({ device_id }) => devices.find(device_id, app_id)?.profile_id === profile_id).map(({ device_id, token }) => ({ app_id, device_id, address: token }))

  return {
    // A Live Activity is the user's own doing: no subscription state is asked for
    consent: (_, { push_subscribe: state }) => passes('subscription', { state }),
    reach({ body }, profile) {
      const app_id = String(body['app_id'])
      const type = textIn(body['activity_attributes_type'])
      const tokens = eventOf(body) === 'start' ? liveActivities.startTokens(app_id, type ?? '') : liveActivities.tokens(app_id, String(body['activity_id']))
      const reached = targets(app_id, profile.id, tokens)
      return reached.length > 0 ? { targets: reached } : { reason: 'no_push_token', seen: { app_id, ...(type === null ? { activity_id: body['activity_id'] } : { activity_attributes_type: type }) } }
    },
    compose({ body, target, message_id }) {
      const event = eventOf(body)
      const { alert, background } = notificationOf(body)
      const attributes = isObject(body['activity_attributes']) ? body['activity_attributes'] : {}
      const payload = {
        aps: given({
          timestamp: Math.floor(clock.now() / 1000), event, 'content-state': body['content_state'] ?? {},
          // The SDK's attributes have this member to name the activity that a push started. observed: BrazeLiveActivityAttributes of BrazeKit
          ...(event === 'start' ? { 'attributes-type': body['activity_attributes_type'], attributes: { ...attributes, brazeActivityId: body['activity_id'] } } : {}),
          'stale-date': unix(body['stale_date']), 'dismissal-date': unix(body['dismissal_date']), alert: alert ?? null,
        }),
      }
      if (bytesOf(payload) > APNS_BYTES) throw new Unsendable('too_large', { bytes: bytesOf(payload), limit: APNS_BYTES })
      const bundle = apps.find(target.app_id!)?.bundle_id ?? target.app_id!
      return {
        url: `https://api.push.apple.com/3/device/${target.address}`,
        method: 'POST',
        // "If content-available isn't set, the default APNs priority is 10. If it is set, this priority is 5."
        headers: { 'apns-id': message_id, 'apns-topic': `${bundle}.push-type.liveactivity`, 'apns-push-type': 'liveactivity', 'apns-priority': background ? '5' : '10' },
        body: payload,
      }
    },
    handOver(message, { body }) {
      const app_id = message.app_id!
      const event = eventOf(body)
      const token = { [event === 'start' ? 'push_to_start_token' : 'update_token']: message.address }
      const about = { activity_id: body['activity_id'], ...(event === 'start' ? { activity_attributes_type: body['activity_attributes_type'] } : {}), event, ...token }
      messages.happened(message, 'live_activity.sent', about)
      const refusal = refusalOf(ios, app_id, message.address!)
      messages.happened(message, 'live_activity.outcome', { ...about, outcome: refusal?.error ?? 'Success' })
      if (refusal === undefined) return forward(message)
      messages.set(message.id, { status: 'bounced', reason: 'provider_refused', detail: { error: refusal.error, provider: { status: refusal.status, body: refusal.answer } } })
      liveActivities.forgetToken(app_id, message.address!)
    },
    engage: {},
  }
}
