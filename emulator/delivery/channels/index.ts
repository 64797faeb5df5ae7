// Every channel by the name it has in definitions: a new one is a file and a line here.
import type { Channel } from './channel.ts'
import { createEmail } from './email.ts'
import type { ChannelNouns } from './nouns.ts'

export const createChannels = (nouns: ChannelNouns): Record<string, Channel> => ({
  email: createEmail(nouns),
})
