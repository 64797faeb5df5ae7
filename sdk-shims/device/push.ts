// Push permission, tokens and their way to the server (P1-P3, P6-P8, P10, P11, U19).
import type { Calls } from './calls.ts'
import type { Context } from './device-memory.ts'
import { queueAttributes, running } from './device-memory.ts'
import type { NetworkVerdict } from './device-types.ts'
import { signatureOf, userEnvelope } from './envelope.ts'
import type { Flush } from './flush.ts'
import { limiterPath } from './platform-wire.ts'
import { bucketRules } from './server-config.ts'
import { takeTokens } from './token-bucket.ts'

export type PushRules = {
  allow(token?: string): boolean
  deny(): void
  setToken(token: string): boolean
  unregister(): Promise<NetworkVerdict>
  /** P1, P7, P10: re-sends the token, notices what changed in the OS settings. */
  atSessionStart(): void
}

const NO_NETWORK: NetworkVerdict = { ok: false, retriable: true }

export const createPushRules = (context: Context, calls: Calls, flush: Flush): PushRules => {
  const { wire, options, os } = context
  /** Web: a registration that waits for the first config (web wire 5). */
  let waiting: { token: string | undefined; optIn: boolean } | undefined

  const granted = (): boolean => context.store.seenPermission === 'authorized' || context.store.seenPermission === 'provisional'
  const vapid = (): string | null => {
    const key = context.store.config?.['vapid_public_key']
    return typeof key === 'string' ? key : null
  }
  const queue = (fields: Parameters<typeof queueAttributes>[2]): void => queueAttributes(context.store, context.store.userId, fields)

  /** P6: opting in is counted where the user was asked, unless the app turned it off. */
  const optsIn = (): boolean => wire.promptsForPush(context.facts) && options.optInWhenPushAuthorized !== false

  const register = (given: string | undefined, optIn: boolean): void => {
    const { store } = context
    const changed = store.token === undefined || (given !== undefined && given !== store.token.token)
    if (changed) store.token = wire.newToken(context.random, given, vapid())
    if (changed && store.token !== undefined) queue(wire.tokenFields(store.token))
    if (optIn) queue({ push_subscribe: 'opted_in' })
    // N2: a change of token or authorisation leaves at once.
    if ((changed || optIn) && options.flushPolicy !== 'manual') void flush.now()
    else flush.arm()
  }

  const allow = (token?: string): boolean => {
    running(context)
    const { store } = context
    const before = store.seenPermission
    os.permission = 'authorized'
    if (store.disabled) return false
    store.seenPermission = 'authorized'
    const optIn = before !== 'authorized' && optsIn()
    if (wire.platform === 'web' && store.config === undefined) waiting = { token, optIn }
    else register(token, optIn)
    return true
  }

  const deny = (): void => {
    running(context)
    const before = context.store.seenPermission
    os.permission = 'denied'
    if (context.store.disabled) return
    context.store.seenPermission = 'denied'
    // N2: a change of authorisation leaves at once; the device object is the only word for it (iOS).
    const process = running(context)
    if (before === 'denied' || wire.platform !== 'ios' || options.flushPolicy === 'manual') return
    process.wantsDevice = true
    void flush.now()
  }

  const setToken = (token: string): boolean => {
    running(context)
    if (context.store.disabled || token === '') return false
    if (context.store.token?.token !== token) register(token, false)
    return true
  }

  const post = async (): Promise<NetworkVerdict> => {
    const { store, clock } = context
    const token = store.token
    if (token === undefined) return { ok: true }
    if (context.process === undefined || store.disabled || context.process.held) return NO_NETWORK
    const permit = takeTokens(store.buckets, bucketRules(store.config, limiterPath('pushUnregister'), wire.smallestCapacity), clock.now())
    if (!permit.granted) return NO_NETWORK
    const { outcome } = await calls.send({
      endpoint: 'pushUnregister',
      body: () => ({ ...userEnvelope(context), push_token: token.token }),
      signature: signatureOf(context),
      tokensLeft: permit.left,
    })
    if (outcome.kind === 'ok') {
      if (store.token?.token === token.token) store.token = undefined
      return { ok: true }
    }
    // No retry by the SDK; the app learns whether its own may help (U19).
    if (outcome.kind !== 'failed') return { ok: false, retriable: outcome.kind === 'abandoned' }
    return { ok: false, retriable: outcome.retriable, ...(outcome.status === undefined ? {} : { status: outcome.status }) }
  }

  const unregister = (): Promise<NetworkVerdict> => {
    running(context)
    return calls.track(drop())
  }

  const drop = async (): Promise<NetworkVerdict> => {
    const had = context.store.token !== undefined && !context.store.disabled
    const verdict = await post()
    // Web says it twice: by the call and by four null attributes (web wire 11).
    if (had && verdict.ok && wire.noTokenFields !== undefined && context.process !== undefined) {
      queue(wire.noTokenFields)
      if (options.flushPolicy === 'manual') flush.arm()
      else await flush.now()
    }
    return verdict
  }

  const atSessionStart = (): void => {
    const { store } = context
    const before = store.seenPermission
    store.seenPermission = os.permission
    if (wire.platform === 'android' && options.registerPushAtLaunch === true && store.token === undefined) {
      store.token = wire.newToken(context.random, undefined, null)
    }
    if (wire.platform === 'web' && store.token !== undefined && !granted()) {
      // The browser dropped the subscription with the permission: the four nulls (P3).
      store.token = undefined
      if (wire.noTokenFields !== undefined) queue(wire.noTokenFields)
    } else if (store.token !== undefined && options.disablePushTokenMaintenance !== true) queue(wire.tokenFields(store.token))
    // P7: permission given back in the settings counts as opting in, once.
    if (before === 'denied' && granted() && optsIn()) queue({ push_subscribe: 'opted_in' })
  }

  flush.onConfig(() => {
    const wish = waiting
    waiting = undefined
    if (wish !== undefined) register(wish.token, wish.optIn)
  })

  return { allow, deny, setToken, unregister, atSessionStart }
}
