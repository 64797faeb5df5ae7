// Every channel by the name it has in definitions: a new one is a file and a line here.
import { createBanner } from './banner.ts'
import type { Channel } from './channel.ts'
import { createContentCard } from './content-card.ts'
import { watchDefinitionGroups } from './definition-groups.ts'
import { createEmail } from './email/email.ts'
import { featureFlag } from './feature-flag.ts'
import { createInAppMessage } from './in-app-message.ts'
import { createLine } from './line/line.ts'
import type { ChannelNouns } from './nouns.ts'
import { createPushChannels } from './push/index.ts'
import { createSms } from './sms/sms.ts'
import { createWebhook } from './webhook/webhook.ts'
import { createWhatsApp } from './whats-app/whats-app.ts'

export function createChannels(nouns: ChannelNouns): Record<string, Channel> {
  watchDefinitionGroups(nouns)
  return {
    email: createEmail(nouns),
    ...createPushChannels(nouns),
    sms: createSms(nouns),
    whats_app: createWhatsApp(nouns),
    line: createLine(nouns),
    webhook: createWebhook(nouns),
    content_cards: createContentCard(nouns),
    in_app_message: createInAppMessage(nouns),
    banner: createBanner(nouns),
    feature_flag: featureFlag,
  }
}
