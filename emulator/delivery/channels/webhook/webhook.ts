// Webhooks: no address but the URL in the message itself, no subscription, really posted. docs: channels/webhooks/creating_a_webhook
import { passes } from '../../gates/gate.ts'
import type { Channel } from '../channel.ts'
import type { ChannelNouns } from '../nouns.ts'
import { createPosting } from './posting.ts'
import { requestOf } from './request.ts'

export function createWebhook({ settings, ...nouns }: ChannelNouns): Channel {
  const posting = createPosting(nouns)
  const isStrict = (): boolean => (settings.get() as { connected_content?: { strict?: boolean } }).connected_content?.strict === true

  return {
    consent: () => passes('subscription', { needed: false }),
    reach: () => ({ targets: [{}] }),
    compose: ({ body }) => requestOf(body, { strict: isStrict() }),
    handOver: (message, { message_extras }) => posting.post(message, message_extras),
    engage: {},
    resume: posting.resume,
  }
}
