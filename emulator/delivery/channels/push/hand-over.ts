// What becomes of a push at its service: taken, or refused because the app is gone or the token is bad; the first refusal takes the token away (rules P3, P4, P14).
import type { Message } from '../../../domain/messages/messages.ts'
import type { Composing } from '../channel.ts'
import type { ChannelNouns } from '../nouns.ts'
import { cidOf } from './cid.ts'
import { createPushForwarding } from './forwarding.ts'
import type { ProviderAnswer, PushPlatform } from './platform.ts'

/** A token for tests of bounces: `bounce-…`, or `bounce-MismatchSenderId-…` for another of the service's errors. */
const BOUNCING = /^(?:https?:\/\/[^/]+\/)?bounce-(?:([A-Z][A-Za-z]+)-)?/

/** Gives pushes to their services. */
export function createPushHandOver(nouns: ChannelNouns) {
  const { apps, clock, devices, liveActivities, messages, pushTokens, pushes } = nouns

  /** The service does not take the token: the message has bounced, and the token is Braze's no more. */
  function bounce(message: Message, { error, status, answer }: ProviderAnswer): void {
    messages.set(message.id, { status: 'bounced', reason: 'provider_refused', detail: { error, provider: { status, body: answer } } })
    if (message.channel === 'live_activity') {
      messages.happened(message, 'live_activity.outcome', { outcome: error, token: message.address })
      return liveActivities.forgetToken(message.app_id!, message.address!)
    }
    messages.happened(message, 'push.bounced', { error, token: message.address })
    const token = pushTokens.find(message.app_id!, message.address!)
    if (token === undefined) return
    const gone = pushes.isDead(token.app_id, token.token)
    pushTokens.remove(token, `bounced: ${error}`)
    // "a provider error reply: the user is marked as uninstalled for that app" (rule P14). A browser that dropped its subscription still has the site: "subscription state unchanged"
    const device = gone && apps.find(token.app_id)?.platform !== 'Web' ? devices.find(token.device_id, token.app_id) : undefined
    if (device !== undefined) devices.uninstall(device)
  }

  /** What the service says, when it can be known here: undefined for a push that it takes. */
  function refusalOf(platform: PushPlatform, app_id: string, token: string): ProviderAnswer | undefined {
    const bad = BOUNCING.exec(token)
    if (bad !== null) return platform.refusal(clock.now(), bad[1])
    return pushes.isDead(app_id, token) ? platform.refusal(clock.now()) : undefined
  }

  const forwarding = createPushForwarding(nouns, bounce)

  return {
    bounce,
    refusalOf,
    forward: forwarding.plan,
    handOver(platform: PushPlatform, message: Message, { body, message_extras }: Composing): void {
      const app_id = message.app_id!
      const token = message.address!
      // A message to a token of an import names no device; the token's own is what a device of that id will ask by
      const device_id = pushTokens.find(app_id, token)?.device_id ?? ''
      pushes.add(message, { app_id, device_id, token, cid: cidOf(message, message.id), visible: !platform.isSilent(body) })
      messages.happened(message, 'push.sent', { platform: platform.app, ...(message_extras === null ? {} : { message_extras }) })
      const refusal = refusalOf(platform, app_id, token)
      if (refusal === undefined) forwarding.plan(message)
      else bounce(message, refusal)
    },
  }
}

export type PushHandOver = ReturnType<typeof createPushHandOver>
