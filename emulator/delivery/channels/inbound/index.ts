// Messages that come from users, by channel.
import { createInboundLine } from './line.ts'
import type { InboundNouns } from './nouns.ts'
import { createInboundSms } from './sms.ts'
import { createInboundWhatsApp } from './whats-app.ts'

/** Receives the messages of users of one world; each inside a transaction. */
export const createInbound = (nouns: InboundNouns) => ({ sms: createInboundSms(nouns), whatsApp: createInboundWhatsApp(nouns), line: createInboundLine(nouns) })

export type Inbound = ReturnType<typeof createInbound>
