// Who the device speaks for: changeUser, signatures, wipe, disable, logout (U2, U7, U8, U13, U14, U16, U19, S10, S17, N10).
import type { Calls } from './calls.ts'
import { createStore, queueAttributes, running, unqueue, waiting } from './device-memory.ts'
import type { Context } from './device-memory.ts'
import type { Device, NetworkVerdict } from './device-types.ts'
import type { Flush } from './flush.ts'
import type { PushRules } from './push.ts'
import type { Sessions } from './sessions.ts'
import { forgetUserContent } from './sync-state.ts'
import type { Syncs } from './syncs.ts'

/** U16 */
const MAX_USER_ID_BYTES = 997

export type Identity = Pick<Device, 'changeUser' | 'setSdkAuthenticationSignature' | 'wipeData' | 'disableSDK' | 'enableSDK' | 'logout'>

/** `userGone`, `wiped`: whoever holds something of the user lets go of it (U14, N10). */
export type IdentityParts = {
  calls: Calls; flush: Flush; syncs: Syncs; sessions: Sessions; push: PushRules
  userGone(known: boolean): void
  wiped(): void
  /** The SDK was switched off. */
  quiet(): void
}

export const createIdentity = (context: Context, { calls, flush, syncs, sessions, push, userGone, wiped, quiet: hush }: IdentityParts): Identity => {
  const setSdkAuthenticationSignature = (signature: string): boolean => {
    const process = running(context)
    if (context.store.disabled) return false
    context.store.signature = signature
    process.authFailures = 0
    // A6: a new signature delivers what was refused with the old one; on web with its next flush. observed: web SDK 6.13.0
    if (context.wire.platform === 'web') flush.arm()
    else if (context.options.enableSdkAuthentication === true) void flush.now()
    return true
  }

  const changeUser: Identity['changeUser'] = (id, signature) => {
    running(context)
    const { store, wire } = context
    // U8: there is no way back to anonymous by changeUser.
    if (store.disabled || id === '' || Buffer.byteLength(id) > MAX_USER_ID_BYTES) return false
    if (id === store.userId) {
      // A7: the same id replaces the signature and nothing else.
      if (signature !== undefined && signature !== '' && signature !== store.signature) setSdkAuthenticationSignature(signature)
      return true
    }
    sessions.end()
    // U13: the data of the previous identified user leaves under its own id first.
    if (store.userId !== undefined) void flush.now()
    else if (wire.anonymousAttributesFollow) {
      const anonymous = waiting(store).attributes.filter((one) => one.user_id === undefined)
      unqueue(store, { events: [], attributes: anonymous })
      for (const { alias: _alias, ...fields } of anonymous) queueAttributes(store, id, fields)
    }
    const known = store.userId !== undefined
    store.userId = id
    store.signature = signature === '' ? undefined : signature
    store.acceptedDevice = undefined
    // N7: on web the limiter begins anew with the user. observed: web SDK 6.13.0
    if (wire.platform === 'web') Object.assign(store, { buckets: {}, lastCallAt: {} })
    forgetUserContent(context, known)
    // observed: what the page asked for before there was a config it asks for the next user
    syncs.reset(wire.platform === 'web')
    userGone(known)
    if (wire.changeUserEntry) queueAttributes(store, id, {})
    sessions.start()
    return true
  }

  const quiet = (): void => {
    flush.stop()
    syncs.reset(context.wire.platform === 'web')
    sessions.stop()
    hush()
  }

  const wipeData = (): void => {
    const process = running(context)
    const { store, wire } = context
    quiet()
    const fresh = createStore(context.random.uuid())
    fresh.seenPermission = store.seenPermission
    fresh.disabled = store.disabled
    // N10: the page goes on with the config it has in memory. observed: web SDK 6.13.0
    if (wire.platform === 'web' && store.config !== undefined) Object.assign(fresh, { config: store.config, configUnstored: true })
    if (wire.wipeDisables) {
      fresh.disabled = true
      fresh.buckets = store.buckets
    }
    context.store = fresh
    wiped()
    process.wantTriggers = false
    process.openPending = false
    process.testBanners = {}
    process.failures = {}
    process.launchConfig = undefined
  }

  const disableSDK = (): void => {
    running(context)
    // Web flushes before it goes quiet (web wire 4); elsewhere what is queued stays queued.
    if (context.wire.platform === 'web') void flush.now()
    context.store.disabled = true
    quiet()
  }

  const enableSDK = (): void => {
    const process = running(context)
    // C2: being enabled is a launch of the SDK: what came meanwhile counts
    if (context.store.disabled) process.launchConfig = context.store.config
    context.store.disabled = false
    flush.arm()
  }

  const logout = (): Promise<NetworkVerdict> => {
    running(context)
    const { process, wire } = context
    const gone: NetworkVerdict = { ok: false, retriable: true }
    const run = async (): Promise<NetworkVerdict> => {
      // The page asks for no answer of the server: it leaves either way. observed: web SDK 6.13.0
      const asks = wire.platform !== 'web'
      if (context.process !== process || (asks && !(await flush.now()))) return gone
      const verdict = await push.unregister()
      if (asks && !verdict.ok) return verdict
      if (context.process === process && !asks) {
        // Going out is activity: a session that is due begins. observed: web SDK 6.13.0
        if (!context.store.disabled) sessions.activity()
        Object.assign(process ?? {}, { sessionDue: false })
        await flush.now()
      }
      if (context.process !== process) return gone
      wipeData()
      // The page's SDK ends here, and with it what it had in memory
      delete context.store.config
      delete context.store.configUnstored
      context.store.disabled = true
      return verdict
    }
    // U19: what is under way (the `ss` of a changeUser just before) arrives first. observed: web SDK 6.13.0
    return calls.after(run)
  }

  return { changeUser, setSdkAuthenticationSignature, wipeData, disableSDK, enableSDK, logout }
}
