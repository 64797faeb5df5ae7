// Test sends of what lives on devices travel in a push: a Content Card whole, a Banner and an in-app message as the call to fetch it. docs: messaging_fundamentals/sending_test_messages; observed: com.braze.Constants (`ab_cd`, `ab_cd_uid`, `br_br`, `ab_push_fetch_test_triggers_key`), Braze's service worker 3.5.1
import type { Platform } from '../../../domain/apps.ts'
import type { Apps } from '../../../domain/apps.ts'
import type { WireCard } from '../../../domain/cards/cards.ts'
import type { Links } from '../../../domain/cards/links.ts'
import { linkOn } from '../../../domain/cards/links.ts'
import type { Message } from '../../../domain/messages/messages.ts'
import type { ProfileRow } from '../../../domain/profiles/profiles.ts'
import type { PushTokens } from '../../../domain/push-tokens.ts'
import type { Json, Outgoing } from '../../outgoing.ts'

const CHANNELS: Readonly<Partial<Record<Platform, string>>> = { iOS: 'ios_push', Android: 'android_push', Web: 'web_push', Kindle: 'kindle_push' }

type Nouns = { apps: Apps; pushTokens: PushTokens; deliver: (outgoing: Outgoing) => unknown }

/** Sends tests to the devices of users. */
export function createTestPushes({ apps, pushTokens, deliver }: Nouns) {
  const platformsOf = (profile: ProfileRow): Platform[] => [...new Set(pushTokens.of(profile).flatMap(({ app_id }) => apps.find(app_id)?.platform ?? []))].filter((platform) => CHANNELS[platform] !== undefined)

  /** One push for each device that the user has; `sdk`: what its SDK reads besides the notification. */
  function push({ campaign_id, message_variation_id, ...message }: Message, profile: ProfileRow, words: { title: string; alert: string }, sdk: (platform: Platform) => Json): void {
    const { dispatch_id, send_id, canvas_id, canvas_step_id, canvas_variation_id, canvas_entry_id } = message
    for (const platform of platformsOf(profile))
      deliver({
        profile_id: profile.id, channel: CHANNELS[platform]!, body: { ...words, sdk: sdk(platform) }, origin: { dispatch_id, send_id, campaign_id, canvas_id, canvas_step_id, canvas_variation_id, canvas_entry_id, message_variation_id },
        targeting: 'all', cause: {}, frequency_capping: false, quiet_hours: null, tags: [], test: true, transactional: false,
      })
  }

  return {
    /** True when a test reaches the user: on a device with a token. */
    reaches: (profile: ProfileRow): boolean => platformsOf(profile).length > 0,
    card: (message: Message, profile: ProfileRow, card: WireCard, links: Links): void =>
      push(message, profile, { title: 'Test Content Card', alert: 'A test Content Card is in your feed' }, (platform) => ({ ab_cd: { ...card, ...linkOn(links, platform) }, ...(profile.external_id === null ? {} : { ab_cd_uid: profile.external_id }) })),
    inApp: (message: Message, profile: ProfileRow): void => push(message, profile, { title: 'Test in-app message', alert: 'Open the app to see a test in-app message' }, () => ({ ab_push_fetch_test_triggers_key: 'true' })),
    banner: (message: Message, profile: ProfileRow): void => push(message, profile, { title: 'Test Banner', alert: 'A test Banner is in its placement' }, () => ({ br_br: 'true' })),
  }
}

export type TestPushes = ReturnType<typeof createTestPushes>
