// Push permission, tokens and their way to the server (P1-P3, P6-P8, P10, P11, U19).
import type { Calls } from './calls.ts'
import type { Context } from './device-memory.ts'
import { queueAttributes, running } from './device-memory.ts'
import type { NetworkVerdict } from './device-types.ts'
import { signatureOf, userEnvelope } from './envelope.ts'
import type { Flush } from './flush.ts'
import { permitFor } from './limiter.ts'
import type { PushPermission } from './wire-types.ts'

export type PushRules = {
  allow(token?: string): boolean
  deny(): void
  permit(permission: PushPermission): boolean
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
    // observed: web says an old subscription again
    const told = changed || wire.platform === 'web'
    if (told && store.token !== undefined) queue(wire.tokenFields(store.token))
    delete store.tokenDropped
    if (optIn) queue({ push_subscribe: 'opted_in' })
    // N2: a change of token or authorisation leaves at once.
    if ((told || optIn || running(context).wantsDevice) && options.flushPolicy !== 'manual') void flush.now()
    else flush.arm()
  }

  /** The OS's answer and what the SDK makes of it; undefined while the SDK is off. P6: quiet permission is no opting in. */
  const answered = (permission: PushPermission): { optIn: boolean } | undefined => {
    const process = running(context)
    const before = context.store.seenPermission
    os.permission = permission
    if (context.store.disabled) return undefined
    context.store.seenPermission = permission
    // N2: a change of authorisation leaves at once; the device object is the only word for it (iOS).
    if (before !== permission && wire.platform === 'ios' && options.flushPolicy !== 'manual') process.wantsDevice = true
    return { optIn: permission === 'authorized' && before !== 'authorized' && optsIn() }
  }

  const allow = (token?: string): boolean => {
    const answer = answered('authorized')
    if (answer === undefined) return false
    if (wire.platform === 'web' && context.store.config === undefined) waiting = { token, optIn: answer.optIn }
    else register(token, answer.optIn)
    return true
  }

  const permit = (permission: PushPermission): boolean => {
    const known = context.store.seenPermission === permission
    const answer = answered(permission)
    if (answer === undefined) return false
    if (answer.optIn) queue({ push_subscribe: 'opted_in' })
    // observed: web takes its subscription back each time that it finds notifications blocked
    if (known && permission === 'denied' && wire.platform === 'web') blocked()
    if ((answer.optIn || running(context).wantsDevice) && options.flushPolicy !== 'manual') void flush.now()
    else flush.arm()
    return true
  }

  /** Web: the browser dropped the subscription with the permission: the four nulls (P3). */
  const blocked = (): void => {
    context.store.token = undefined
    if (wire.noTokenFields !== undefined) queue(wire.noTokenFields)
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
    const permit = permitFor(context, 'pushUnregister')
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
    const { store } = context
    if (wire.noTokenFields === undefined || store.token === undefined || store.disabled) return post()
    // Web says it twice, by the call and by four null attributes of the next flush; what becomes of the call it does not ask. observed: web SDK 6.13.0
    const sent = post()
    store.token = undefined
    store.tokenDropped = true
    queue(wire.noTokenFields)
    flush.arm()
    await sent
    return { ok: true }
  }

  const atSessionStart = (): void => {
    const { store } = context
    const before = store.seenPermission
    store.seenPermission = os.permission
    if (wire.platform === 'android' && options.registerPushAtLaunch === true && store.token === undefined) {
      store.token = wire.newToken(context.random, undefined, null)
    }
    if (wire.platform === 'web' && store.tokenDropped !== true) maintain()
    else if (store.token !== undefined && options.disablePushTokenMaintenance !== true) queue(wire.tokenFields(store.token))
    // P7: permission given back in the settings counts as opting in, once; the page hears nothing of it.
    if (wire.platform !== 'web' && before === 'denied' && granted() && optsIn()) queue({ push_subscribe: 'opted_in' })
  }

  /** Web: what the browser says of notifications goes to the server with each session, until the page unregisters. observed: web SDK 6.13.0 */
  const maintain = (): void => {
    const { store } = context
    if (options.disablePushTokenMaintenance === true) return
    if (store.seenPermission === 'denied' || (store.token !== undefined && !granted())) return blocked()
    if (!granted()) return
    if (store.config === undefined && store.token === undefined) waiting = { token: undefined, optIn: false }
    else queue(wire.tokenFields((store.token ??= wire.newToken(context.random, undefined, vapid()))))
  }

  flush.onConfig(() => {
    const wish = waiting
    waiting = undefined
    if (wish !== undefined) register(wish.token, wish.optIn)
  })

  return { allow, deny: () => void permit('denied'), permit, setToken, unregister, atSessionStart }
}
