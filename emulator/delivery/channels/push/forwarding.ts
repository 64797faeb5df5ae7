// Pushes given to a push service as well, real or fake: off unless the workspace's setting `forwarding` names one. What it answers is what became of the push.
import type { Kind } from '../../../domain/kinds.ts'
import type { Message } from '../../../domain/messages/messages.ts'
import type { Forwarding } from '../../../domain/settings.ts'
import type { Json } from '../../outgoing.ts'
import { beginning } from '../answer-beginning.ts'
import { createCalls } from '../calls.ts'
import type { ChannelNouns } from '../nouns.ts'
import { bounceWord } from './android.ts'
import { isObject } from './content.ts'
import { http2Post } from './http2-post.ts'
import type { Answered } from './http2-post.ts'
import type { ProviderAnswer, ProviderRequest } from './platform.ts'
import { encryptForBrowser, vapidAuthorization } from './web-encryption.ts'

const TIMER = 'push.forward'
const PATIENCE_MS = 30_000
const AGAIN_MS = 60_000 // when a process died while it sent one
/** "Unregistered or BadDeviceToken: the token is removed"; others leave it. */
const APNS_BOUNCES = new Set(['Unregistered', 'BadDeviceToken', 'DeviceTokenNotForTopic', 'ExpiredToken'])

type Nouns = Pick<ChannelNouns, 'db' | 'clock' | 'journal' | 'scheduler' | 'settings' | 'messages' | 'pushTokens' | 'outbound'>
type Call = { url: string; headers: Record<string, string>; body: string | Buffer }
type Outcome = Answered | { error: string }
type Bounce = (message: Message, answer: ProviderAnswer) => void

/** The address to use: a bare origin takes the path of the real service, anything longer stands as it is. */
const at = (base: string, { url }: ProviderRequest): string => (new URL(base).pathname === '/' ? new URL(new URL(url).pathname, base).href : base)
const bearer = (value: string | null | undefined): Record<string, string> => (value == null ? {} : { authorization: value })

/** The machine's own words for a call that nobody answered: `fetch failed` says nothing. */
const wordsOf = (error: unknown): string => {
  const { cause, name, message } = error as { cause?: { code?: unknown; message?: unknown }; name?: unknown; message?: unknown }
  return name === 'TimeoutError' || name === 'AbortError' ? `no answer within ${PATIENCE_MS / 1000} seconds` : String(cause?.code ?? cause?.message ?? message ?? error)
}

/** What came back was no HTTP/1.1: a server that speaks HTTP/2 alone begins so, and has taken nothing. */
const speaksOtherwise = (error: unknown): boolean => String((error as { cause?: { code?: unknown } }).cause?.code ?? '').startsWith('HPE_')

/** The forwarding of one world's pushes. `bounce`: the service does not take the token. */
export function createPushForwarding({ db, clock, journal, scheduler, settings, messages, pushTokens, outbound }: Nouns, bounce: Bounce) {
  const calls = createCalls({ clock })

  function callFor(forwarding: Forwarding, message: Message, request: ProviderRequest): Call | undefined {
    const { apns_url, apns_authorization, fcm_url, fcm_authorization, web_push } = forwarding
    if (message.channel === 'ios_push' || message.channel === 'live_activity')
      return apns_url == null ? undefined : { url: at(apns_url, request), headers: { ...request.headers, 'content-type': 'application/json', ...bearer(apns_authorization) }, body: JSON.stringify(request.body) }
    if (message.channel === 'android_push') return fcm_url == null ? undefined : { url: at(fcm_url, request), headers: { ...request.headers, ...bearer(fcm_authorization) }, body: JSON.stringify(request.body) }
    if (message.channel !== 'web_push' || web_push == null) return undefined
    const keys = JSON.parse(pushTokens.find(message.app_id!, message.address!)?.web_keys ?? '{}') as Record<string, string>
    const { custom_push_public_key: public_key, custom_push_user_auth: auth } = keys
    if (public_key === undefined || auth === undefined) return undefined
    return { url: request.url, headers: { ...request.headers, authorization: vapidAuthorization(web_push, request.url) }, body: encryptForBrowser(Buffer.from(JSON.stringify(request.body)), { public_key, auth }) }
  }

  async function post(channel: string, { url, headers, body }: Call): Promise<Answered> {
    const signal = AbortSignal.timeout(PATIENCE_MS)
    const isApns = channel !== 'android_push' && channel !== 'web_push'
    // APNs itself takes HTTP/2 alone; a fake on http speaks whichever it likes
    if (isApns && url.startsWith('https:')) return http2Post(url, headers, String(body), signal)
    try {
      const response = await outbound(url, { method: 'POST', headers, body: body as BodyInit, signal, redirect: 'manual' })
      return { status: response.status, text: (await beginning(response)).text }
    } catch (error) {
      if (isApns && speaksOtherwise(error)) return http2Post(url, headers, String(body), signal)
      throw error
    }
  }

  /** What the service said of the token: the push has bounced. Undefined for any other trouble. */
  function bounced({ channel }: Message, status: number, answer: Json): ProviderAnswer | undefined {
    if (channel === 'web_push') return status === 404 || status === 410 ? { error: 'Unregistered', status, answer } : undefined
    if (channel !== 'android_push') return typeof answer['reason'] === 'string' && (status === 410 || APNS_BOUNCES.has(answer['reason'])) ? { error: answer['reason'], status, answer } : undefined
    const details = isObject(answer['error']) && Array.isArray(answer['error']['details']) ? answer['error']['details'].filter(isObject) : []
    const code = details.map(({ errorCode }) => errorCode).find((one): one is string => typeof one === 'string')
    // INVALID_ARGUMENT may as well be about the payload: the token stays
    const error = code === undefined || code === 'INVALID_ARGUMENT' ? undefined : bounceWord(code)
    return error === undefined ? undefined : { error, status, answer }
  }

  function parsed(text: string): Json {
    try {
      const value: unknown = JSON.parse(text)
      return isObject(value) ? value : { text }
    } catch {
      return text === '' ? {} : { text: text.slice(0, 1000) }
    }
  }

  function settle(message: Message, to: string, outcome: Outcome): void {
    const forwarded = { to, at: new Date(clock.now()).toISOString() }
    if ('status' in outcome && outcome.status >= 200 && outcome.status < 300) return messages.set(message.id, { detail: { ...message.detail, forwarded: { ...forwarded, status: outcome.status } } })
    const provider = 'status' in outcome ? { status: outcome.status, body: parsed(outcome.text) } : undefined
    const refused = provider === undefined ? undefined : bounced(message, provider.status, provider.body)
    if (refused !== undefined) return bounce(message, refused)
    const detail = { forwarded, ...(provider === undefined ? outcome : { provider }) }
    messages.set(message.id, { status: 'failed', reason: 'provider_refused', detail })
    const kind: Kind = 'forwarding.failed'
    journal.append(kind, { message_id: message.id, channel: message.channel, ...detail }, message.braze_id)
  }

  const planned = (message: Message): Call | undefined => {
    const forwarding = settings.get().forwarding
    return forwarding === null || message.payload === null ? undefined : callFor(forwarding, message, message.payload as ProviderRequest)
  }

  scheduler.on(TIMER, ({ message_id }) => {
    const message = messages.find(message_id as string)
    if (message?.status !== 'sent') return undefined
    const call = planned(message)
    if (call === undefined) return undefined
    scheduler.schedule(clock.now() + AGAIN_MS, TIMER, { message_id }, message.id)
    if (calls.isUnderWay(message.id)) return undefined // its turn has not come yet
    const ask = async (): Promise<Outcome | undefined> => (db.raw.open ? post(message.channel, call).catch((error: unknown) => ({ error: wordsOf(error) })) : undefined)
    return () =>
      calls.make(message.id, ask, (outcome) => {
        if (!db.raw.open || outcome === undefined) return // the world was closed meanwhile
        db.tx(() => {
          scheduler.cancel(TIMER, message.id)
          const now = messages.find(message.id)
          if (now?.status === 'sent' || now?.status === 'delivered') settle(now, new URL(call.url).host, outcome)
        })
      })
  })

  return {
    /** Inside the transaction that hands the push over. */
    plan(message: Message): void {
      if (settings.get().forwarding !== null && planned(message) !== undefined) scheduler.schedule(clock.now(), TIMER, { message_id: message.id }, message.id)
    },
  }
}

export type PushForwarding = ReturnType<typeof createPushForwarding>
