// Emails given to a mail server as well: off unless the workspace's setting `forwarding.smtp` names one. What it answers changes nothing here; a failure is told.
import type { Transporter } from 'nodemailer'
import { lazy } from '../../../kernel/lazy.ts'
import type { Clock } from '../../../kernel/clock.ts'
import type { Db } from '../../../kernel/db.ts'
import type { Journal } from '../../../kernel/journal.ts'
import type { Scheduler } from '../../../kernel/scheduler.ts'
import type { Kind } from '../../../domain/kinds.ts'
import type { Message, Messages } from '../../../domain/messages/messages.ts'
import type { Settings } from '../../../domain/settings.ts'
import type { EmailPayload } from './payload.ts'

const nodemailer = lazy<typeof import('nodemailer')>('nodemailer')

const TIMER = 'email.forward'
const PATIENCE_MS = 10_000
const CONNECTIONS = 4
const AGAIN_MS = 60_000 // when a process died while it sent one
const ATTACHMENT_BYTES = 2 * 1024 * 1024 // "You can attach any number of files up to 2MB". docs: email_object

type Nouns = { db: Db; clock: Clock; journal: Journal; scheduler: Scheduler; settings: Settings; messages: Messages; outbound: typeof fetch }

/** The forwarding of one world's emails. */
export function createForwarding({ db, clock, journal, scheduler, settings, messages, outbound }: Nouns) {
  /** Connections to the servers that mail is on its way to; closed when none is, so that nothing keeps the process alive. */
  const open = new Map<string, { transport: Transporter; underWay: number }>()

  async function through<T>(url: string, work: (transport: Transporter) => Promise<T>): Promise<T> {
    const connection = open.get(url) ?? { transport: connect(url), underWay: 0 }
    open.set(url, connection)
    connection.underWay++
    try {
      return await work(connection.transport)
    } finally {
      if (--connection.underWay === 0) {
        connection.transport.close()
        open.delete(url)
      }
    }
  }

  /** A broadcast shares a few connections. A certificate of one's own is what a server on localhost has. */
  const connect = (url: string): Transporter =>
    nodemailer().createTransport({ url, pool: true, maxConnections: CONNECTIONS, maxMessages: Infinity, connectionTimeout: PATIENCE_MS, greetingTimeout: PATIENCE_MS, socketTimeout: PATIENCE_MS, tls: { rejectUnauthorized: false } } as never) as unknown as Transporter

  async function attachment({ file_name: filename, url }: EmailPayload['attachments'][number]) {
    const response = await outbound(url, { signal: AbortSignal.timeout(PATIENCE_MS) })
    if (!response.ok) throw new Error(`attachment ${url} answers ${response.status}`)
    const content = Buffer.from(await response.arrayBuffer())
    if (content.length > ATTACHMENT_BYTES) throw new Error(`attachment ${url} is larger than ${ATTACHMENT_BYTES} bytes`)
    return { filename, content }
  }

  async function deliver(url: string, { id, at, payload: given }: Message): Promise<string> {
    const { message_id: messageId, from, reply_to, to, bcc, subject, html, plaintext: text, amp_body, headers, attachments } = given as EmailPayload
    const files = await Promise.all(attachments.map(attachment))
    const mail = {
      messageId, date: new Date(at), baseBoundary: id, from, to, subject, html, text, headers, attachments: files, disableFileAccess: true, disableUrlAccess: true,
      ...(reply_to === null ? {} : { replyTo: reply_to }), ...(bcc === null ? {} : { bcc }), ...(amp_body === null ? {} : { amp: amp_body }),
    }
    const sent = await through(url, async (transport) => (await transport.sendMail(mail)) as { response: string })
    return sent.response
  }

  scheduler.on(TIMER, ({ message_id }) => {
    const smtp = settings.get().forwarding?.smtp
    const message = messages.find(message_id as string)
    if (smtp === undefined || smtp === null || message === undefined || message.payload === null) return undefined
    scheduler.schedule(clock.now() + AGAIN_MS, TIMER, { message_id }, message.id)
    return async () => {
      const outcome = await deliver(smtp, message).then((response) => ({ response }), (error: unknown) => ({ error: String((error as Error).message ?? error) }))
      if (!db.raw.open) return // the world was closed meanwhile
      db.tx(() => {
        const now = messages.find(message.id)
        scheduler.cancel(TIMER, message.id)
        if (now === undefined) return
        const { host } = new URL(smtp) // a password in the address is for the server alone
        const forwarded = { to: host, at: new Date(clock.now()).toISOString(), ...outcome }
        if ('error' in outcome) {
          const kind: Kind = 'forwarding.failed'
          journal.append(kind, { message_id: message.id, channel: message.channel, ...forwarded }, message.braze_id)
        }
        messages.set(message.id, { detail: { ...now.detail, forwarded } })
      })
    }
  })

  return {
    /** The mail is given to the server soon, when one is named. */
    plan(message: Message): void {
      if (typeof settings.get().forwarding?.smtp === 'string') scheduler.schedule(clock.now(), TIMER, { message_id: message.id }, message.id)
    },
  }
}
