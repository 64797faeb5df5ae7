// Push to iOS, Android, web and Kindle: four channels made alike; what differs stands in the file of the platform. docs: user_guide/channels/push
import type { Channel } from '../channel.ts'
import type { ChannelNouns } from '../nouns.ts'
import { android } from './android.ts'
import { cidOf } from './cid.ts'
import { contentOf } from './content.ts'
import { createPushHandOver } from './hand-over.ts'
import { watchInfluence } from './influence.ts'
import { ios } from './ios.ts'
import { kindle } from './kindle.ts'
import { createLiveActivityChannel } from './live-activity.ts'
import { createPushOpens } from './opens.ts'
import type { PushPlatform } from './platform.ts'
import { createPushReach, pushConsent } from './reach.ts'
import { web } from './web.ts'
import { watchWebExpiry } from './web-expiry.ts'

/** The platforms by the names that channels have in definitions. */
const PLATFORMS: Readonly<Record<string, PushPlatform>> = { ios_push: ios, android_push: android, web_push: web, kindle_push: kindle }

/** The push channels of one world, and Live Activities. */
export function createPushChannels(nouns: ChannelNouns): Record<string, Channel> {
  const { apps, clock } = nouns
  const reach = createPushReach(nouns)
  const handOver = createPushHandOver(nouns)
  const opens = createPushOpens(nouns, handOver)
  watchInfluence(nouns)
  watchWebExpiry(nouns)

  const channel = (platform: PushPlatform): Channel => ({
    consent: (outgoing, profile) => pushConsent(platform, outgoing, profile),
    reach: (outgoing, profile) => reach(platform, outgoing, profile),
    compose: ({ body, outgoing: { origin }, target, message_id }) =>
      platform.compose({
        body, content: contentOf(body), token: target.address!, app_id: target.app_id!, bundle_id: apps.find(target.app_id!)?.bundle_id ?? target.app_id!, cid: cidOf(origin, message_id), message_id,
        // "Braze uses one [collapse key] by default for campaigns". docs: android_object
        collapse_key: origin.campaign_id ?? origin.canvas_step_id, now: clock.now(),
      }),
    handOver: (message, composing) => handOver.handOver(platform, message, composing),
    engage: opens.engage(platform),
  })
  return { ...Object.fromEntries(Object.entries(PLATFORMS).map(([name, platform]) => [name, channel(platform)])), live_activity: createLiveActivityChannel(nouns, handOver) }
}
