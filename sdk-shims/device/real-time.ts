// The real-time channel: dust/config, then a stream of events that make the device sync at once (web wire 10).
import type { Outcome } from './answers.ts'
import type { Calls } from './calls.ts'
import type { Context } from './device-memory.ts'
import { signatureOf, userEnvelope } from './envelope.ts'
import { backoffRule, isRealTimeOn, nextBackoff } from './server-config.ts'
import type { JsonObject } from './wire-types.ts'

const MAX_ATTEMPTS = 15
/** The third part of `mite` names the page. */
const INDIVIDUAL_LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const INDIVIDUAL_LENGTH = 10

export type RealTime = {
  /** A page begins. It has no address: its first session brings one. observed: web SDK 6.13.0 stores it, but not so that it could be read */
  begin(): void
  /** A new session asks for the address. */
  start(): void
  /** A config was taken. */
  onConfig(): void
  /** The process, the user or the store is gone. `forget`: with the address. */
  stop(forget: boolean): void
  isConnected(): boolean
}

const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value)
const objectOf = (text: string): JsonObject | undefined => {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

type Address = { mite: string; host: string; auth: string | undefined; expiration: number | undefined }

/** What a message makes the device do. */
export type RealTimeActions = { cards(): void; flags(): void; triggers(): void }

export const createRealTime = (context: Context, calls: Calls, actions: RealTimeActions): RealTime => {
  const { clock, options, random } = context
  let address: Address | undefined
  let stream: { close(): void } | undefined
  let connected = false
  let attempts = 0
  /** Sessions ask for the address: since the page began, or since the config turned the channel on. */
  let follows = false
  let wasOn = false
  let lastSleep: number | undefined
  let resume: string | undefined
  let timer: (() => void) | undefined
  const individual = { id: undefined as string | undefined }

  const isOn = (): boolean =>
    options.eventStream !== undefined && context.process !== undefined && !context.store.disabled && isRealTimeOn(context.store.config)

  const close = (): void => {
    timer?.()
    timer = undefined
    stream?.close()
    stream = undefined
    connected = false
  }
  const later = (ms: number, run: () => void): void => {
    timer?.()
    timer = clock.at(clock.now() + ms, () => { timer = undefined; run() })
  }
  const retry = (extra: number): void => {
    close()
    if (attempts >= MAX_ATTEMPTS) return
    attempts += 1
    lastSleep = nextBackoff(backoffRule(context.store.config), lastSleep, random.unit())
    later(lastSleep + extra, () => connect())
  }

  const message = (data: string): void => {
    const given = objectOf(data)
    const body = given !== undefined && isObject(given['body']) ? given['body'] : {}
    switch (given?.['type']) {
      case 'ccr': return actions.cards()
      case 'ffr': return actions.flags()
      case 'tgr': return actions.triggers()
      case 'ttl': {
        if (typeof body['t_ms'] !== 'number') return
        if (typeof body['rcs'] === 'string') resume = body['rcs']
        return later(body['t_ms'], () => connect())
      }
      case 'ddr': return typeof body['r_ms'] === 'number' ? retry(body['r_ms']) : undefined
    }
  }

  /** `fresh`: the address came this moment; one that has expired already is used all the same, not asked for without end. */
  const connect = (fresh = false): void => {
    if (!isOn() || address === undefined || options.eventStream === undefined) return
    // One that is being opened is waited for. observed: web SDK 6.13.0
    if (stream !== undefined && !connected) return
    if (!fresh && address.expiration !== undefined && clock.now() / 1000 >= address.expiration) return ask()
    individual.id ??= random.text(INDIVIDUAL_LENGTH, INDIVIDUAL_LETTERS)
    const mite = [...address.mite.split(':').slice(0, 2), individual.id].join(':')
    const host = /^https?:\/\//i.test(address.host) ? address.host : `https://${address.host}`
    const query = [`mite=${encodeURIComponent(mite)}`, `attempts=${attempts}`, ...(address.auth === undefined ? [] : [`auth=${encodeURIComponent(address.auth)}`]), ...(resume === undefined ? [] : [`rcs=${encodeURIComponent(resume)}`])]
    const before = stream
    // A new line is open before the old one is given up: no gap
    const mine: { close(): void } = options.eventStream(`${host}/sse?${query.join('&')}`, {
      open: () => {
        connected = true
        attempts = 0
        lastSleep = undefined
      },
      message: (data) => { if (stream === mine) message(data) },
      error: () => { if (stream === mine) retry(0) },
    })
    stream = mine
    before?.close()
  }

  const addressIn = (outcome: Outcome): Address | undefined => {
    if (outcome.kind !== 'ok') return undefined
    const { mite, host, auth, expiration } = outcome.body
    if (typeof mite !== 'string' || typeof host !== 'string') return undefined
    return { mite, host, auth: typeof auth === 'string' ? auth : undefined, expiration: typeof expiration === 'number' ? expiration : undefined }
  }
  /** Asks so many times for the address, and listens at the last one given. */
  const ask = (times = 1): void => {
    const { process, store } = context
    const user = store.userId
    const mine = (): boolean => context.process === process && context.store === store && store.userId === user
    // U13: a turn that comes after a change of user would name the new one before the server met him
    const sent = Array.from({ length: times }, () => calls.send({ endpoint: 'dustConfig', body: () => (mine() ? userEnvelope(context) : undefined), signature: signatureOf(context), tokensLeft: undefined }))
    void calls.track(Promise.all(sent).then((all) => {
      const given = all.map(({ outcome }) => addressIn(outcome)).findLast((one) => one !== undefined)
      if (!mine() || given === undefined) return
      address = given
      connect(true)
    }))
  }

  const begin = (): void => { follows = wasOn = isOn() }
  const start = (): void => {
    if (!isOn()) return
    follows = wasOn = true
    attempts = 0
    lastSleep = undefined
    ask()
  }
  const stop = (forget: boolean): void => {
    close()
    if (!forget) return
    address = undefined
    resume = undefined
    individual.id = undefined
  }

  return {
    begin,
    start,
    onConfig: () => {
      const [before, now] = [wasOn, isOn()]
      wasOn = now
      if (!now) return stop(true)
      if (before) return
      // A page that did not follow sessions does so from now on, and makes up for the one that has begun. observed: web SDK 6.13.0 asks twice
      ask(!follows && context.wire.platform === 'web' && context.process?.sessionStarted === true ? 2 : 1)
      follows = true
    },
    stop,
    isConnected: () => connected,
  }
}
