// Posting webhooks from durable timers: what each answer means, the repeats, and what a restart in the middle finds. docs: creating_a_webhook ("Errors, retry logic, and timeouts")
import type { Message } from '../../../domain/messages/messages.ts'
import { destinationOf } from '../../braze-hosts.ts'
import type { Json } from '../../outgoing.ts'
import type { ChannelNouns } from '../nouns.ts'
import { createCalls } from '../calls.ts'
import type { Answer } from './call.ts'
import { call, CONNECTION_ERROR } from './call.ts'
import { createHostHealth, HOST_UNHEALTHY } from './host-health.ts'
import type { WebhookRequest } from './request.ts'

const POST = 'webhook.post'
const MOST_ATTEMPTS = 5 // "five attempts"
const FIRST_WAIT = 2 * 60_000 // doubled each time: 2 + 4 + 8 + 16 minutes. "exponential backoff for a period of approximately 30 minutes"
const RAW_CHARS = 1000 // raw_response is truncated; Braze does not say where

/** "408, 429 and 5xx are retried; 3xx and other 4xx are not." */
const isRetried = (status: number): boolean => status === 408 || status === 429 || status >= 500
const isReceived = (status: number): boolean => status >= 200 && status < 300

type Nouns = Pick<ChannelNouns, 'publicAddress' | 'db' | 'clock' | 'scheduler' | 'messages' | 'outbound' | 'done'>
type Timer = { message_id: string }
/** The world was closed before its turn came: nobody is called, and nothing is written. */
const NOBODY: Answer = { status: CONNECTION_ERROR, raw: '', content_length: null, source: null }

/** Posts the webhooks of one world. */
export function createPosting({ publicAddress, db, clock, scheduler, messages, outbound, done }: Nouns) {
  const health = createHostHealth({ db, clock })
  /** What else is pending without a timer is taken up by `resume`. */
  const calls = createCalls({ clock })

  const failuresOf = (message: Message): number => (typeof message.detail?.['attempts'] === 'number' ? message.detail['attempts'] : 0)
  const soon = (message_id: string): void => scheduler.schedule(clock.now(), POST, { message_id } satisfies Timer, message_id)

  async function attempt(request: WebhookRequest): Promise<Answer & { duration: number }> {
    const begun = clock.now()
    const { hostname } = new URL(request.url)
    const answer: Answer = db.raw.open && health.isHalted(hostname)
      ? { status: HOST_UNHEALTHY, raw: 'the host has failed more than 3,000 times within a minute: it is not called for a minute', content_length: null, source: 'Unhealthy Host' }
      : db.raw.open ? await call(outbound, { ...request, url: destinationOf(request.url, publicAddress.origin()) }) : NOBODY
    return { ...answer, duration: clock.now() - begun }
  }

  /** The members that every row about an attempt has. docs: currents ("users.messages.webhook.Failure") */
  function rowOf(request: WebhookRequest, { status, content_length, duration }: Answer & { duration: number }, retry_count: number): Json {
    const { hostname, pathname } = new URL(request.url)
    return { endpoint_url: request.url, host: hostname, url_path: pathname, http_status_code: status, retry_count, webhook_duration: duration, content_length }
  }

  function record(message_id: string, answer: Answer & { duration: number }): void {
    if (!db.raw.open) return // the world was closed meanwhile: the message is still pending
    db.tx(() => {
      scheduler.cancel(POST, message_id)
      const message = messages.find(message_id)
      if (message?.status !== 'pending') return
      const request = message.payload as WebhookRequest
      const { status, raw, source } = answer
      const retry_count = failuresOf(message)
      const attempts = retry_count + 1
      const row = rowOf(request, answer, retry_count)
      const { message_extras } = message.detail ?? {}
      const kept = message_extras === undefined ? {} : { message_extras }
      if (isReceived(status)) {
        messages.happened(message, 'webhook.sent', { ...row, ...kept })
        done(message_id, { status: 'sent', detail: { attempts, http_status_code: status, ...kept } })
        return
      }
      health.answered(row['host'] as string, status)
      const is_terminal = !isRetried(status) || attempts >= MOST_ATTEMPTS
      messages.happened(message, is_terminal ? 'webhook.failed' : 'webhook.retried', { ...row, raw_response: raw.slice(0, RAW_CHARS), webhook_failure_source: source, is_terminal })
      const seen = { attempts, http_status_code: status, raw_response: raw.slice(0, RAW_CHARS), ...kept }
      if (is_terminal) return void done(message_id, { status: 'failed', reason: 'webhook_failed', detail: seen })
      const due = clock.now() + FIRST_WAIT * 2 ** retry_count
      messages.set(message_id, { detail: { ...seen, next_attempt_at: new Date(due).toISOString() } })
      scheduler.schedule(due, POST, { message_id } satisfies Timer, message_id)
    })
  }

  scheduler.on(POST, (data) => {
    const { message_id } = data as Timer
    const message = messages.find(message_id)
    if (message?.status !== 'pending' || calls.isUnderWay(message_id)) return undefined
    const request = message.payload as WebhookRequest
    return () => calls.make(message_id, () => attempt(request), (answer) => record(message_id, answer))
  })

  return {
    /** Inside a transaction: the message waits for its first post. */
    post(message: Message, message_extras: Record<string, string> | null): void {
      messages.set(message.id, { status: 'pending', ...(message_extras === null ? {} : { detail: { message_extras } }) })
      soon(message.id)
    },
    /** After a restart, or in a snapshot: a post whose result nobody wrote down is repeated; a planned one stays planned. */
    resume({ id }: Message): void {
      if (!scheduler.has(POST, id)) soon(id)
    },
  }
}

export type Posting = ReturnType<typeof createPosting>
