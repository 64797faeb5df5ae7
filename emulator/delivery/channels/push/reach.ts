// Who gets a push, and on which devices: subscription state, tokens of the platform's apps, the system's permission, the most recently used device. docs: push_subscription_states, create_a_push_message ("Send to"); rules P5, P8–P10
import type { Target } from '../../../domain/messages/messages.ts'
import type { ProfileRow } from '../../../domain/profiles/profiles.ts'
import { notificationsEnabled } from '../../../domain/profiles/user-export.ts'
import type { GateResult } from '../../gates/gate.ts'
import { passes, stops } from '../../gates/gate.ts'
import type { Outgoing } from '../../outgoing.ts'
import type { Reach } from '../channel.ts'
import type { ChannelNouns } from '../nouns.ts'
import { isOn } from './content.ts'
import type { PushPlatform } from './platform.ts'

/** The state is the user's, not the device's (rule P6); a silent push asks for nobody's consent but needs a token (rule P9). */
export function pushConsent(platform: PushPlatform, { targeting, body }: Outgoing, { push_subscribe: state }: ProfileRow): GateResult {
  if (targeting === 'all' || platform.isSilent(body)) return passes('subscription', { state })
  if (state === 'unsubscribed') return stops('subscription', 'unsubscribed', { state })
  return targeting === 'subscribed' || state === 'opted_in' ? passes('subscription', { state }) : stops('subscription', 'not_opted_in', { state })
}

type Candidate = { target: Target; foreground: boolean; used: number; reachable: boolean; seen: Record<string, unknown> }

/** Reads the tokens of users. */
export function createPushReach({ apps, devices, pushTokens }: Pick<ChannelNouns, 'apps' | 'devices' | 'pushTokens'>) {
  /** Tokens of the platform, those used last first. A token of an import has no device that is known. */
  function candidates(platform: PushPlatform, { body }: Outgoing, profile: ProfileRow): Candidate[] {
    const only = Array.isArray(body['app_ids']) ? (body['app_ids'] as unknown[]) : undefined
    const rows = pushTokens.of(profile).filter(({ app_id }) => apps.find(app_id)?.platform === platform.app && (only === undefined || only.includes(app_id)))
    const found = rows.map((row) => {
      const device = devices.find(row.device_id, row.app_id)
      const details = device === undefined ? {} : (JSON.parse(device.details) as Record<string, unknown>)
      const foreground = notificationsEnabled(details)
      const keys = row.web_keys === null ? {} : (JSON.parse(row.web_keys) as Record<string, unknown>)
      // Without its keys nothing can be encrypted for a browser
      const reachable = platform.app !== 'Web' || (typeof keys['custom_push_public_key'] === 'string' && typeof keys['custom_push_user_auth'] === 'string')
      const model = typeof details['model'] === 'string' ? details['model'] : ''
      return {
        target: { app_id: row.app_id, address: row.token, ...(device === undefined ? {} : { device_id: row.device_id }) },
        foreground, reachable, used: Math.max(row.registered_at, device?.last_seen ?? 0), model,
        seen: { token: row.token, app_id: row.app_id, device_id: device === undefined ? null : row.device_id, push: foreground ? 'Foreground' : 'Background', ...(reachable ? {} : { keys: 'missing' }) },
      }
    })
    // "restrict to iPad devices, or iPhone and iPod devices": the member's name is Brazier's
    const wanted = body['ios_devices']
    const fits = ({ model }: { model: string }): boolean => (wanted === 'ipad' ? model.startsWith('iPad') : wanted === 'iphone_and_ipod' ? !model.startsWith('iPad') : true)
    return found.filter(fits).sort((a, b) => b.used - a.used)
  }

  /** One target for each token; a push that shows nothing may go to background tokens. */
  return (platform: PushPlatform, outgoing: Outgoing, profile: ProfileRow): Reach => {
    const all = candidates(platform, outgoing, profile)
    const platformSeen = { platform: platform.app }
    if (all.length === 0) return { reason: 'no_push_token', seen: platformSeen }
    // "the newest token per platform, and nothing if that device is not push enabled"
    const asked = isOn(outgoing.body['send_to_most_recent_device_only']) ? all.slice(0, 1) : all
    const reachable = asked.filter((one) => one.reachable)
    const enabled = platform.isSilent(outgoing.body) ? reachable : reachable.filter(({ foreground }) => foreground)
    if (enabled.length > 0) return { targets: enabled.map(({ target }) => target) }
    return { reason: reachable.length === 0 ? 'no_push_token' : 'push_disabled', seen: { ...platformSeen, tokens: asked.map(({ seen }) => seen) } }
  }
}
