// Builds /data/ requests from the queue and reads their answers (U1, U2, U13, C2; web wire 3-5, mobile wire 3-4).
import type { Outcome } from './answers.ts'
import type { Calls } from './calls.ts'
import { returnBatch, unqueue, waiting } from './device-memory.ts'
import type { Batch, Context, Store } from './device-memory.ts'
import { aliasFields, aliased, deviceJson, envelope, metadataKey, signatureOf } from './envelope.ts'
import { configTime, isNewer } from './server-config.ts'
import { taken } from './sync-state.ts'
import type { CallRecord, JsonObject, WireEvent } from './wire-types.ts'

export type DataRequests = {
  /** What may leave now, as one or two batches; the queue is not touched. Empty = nothing to send. */
  ready(): Array<Batch & { bare: boolean }>
  /** Sends one batch; resolves when its answer was dealt with. */
  send(batch: Batch & { bare: boolean }, tokensLeft: number | undefined): Promise<Outcome>
}

/** With SDK auth on, the ids of one request must agree (A8): anonymous events leave alone, other users' data stays. */
const split = (context: Context): Array<Batch & { bare: boolean }> => {
  const { store, options } = context
  const user = store.userId
  if (options.enableSdkAuthentication !== true || user === undefined) {
    return [{ ...waiting(store), bare: false }]
  }
  const all = waiting(store)
  const of = (id: string | undefined): Batch => ({
    events: all.events.filter((one) => one.user_id === id),
    attributes: all.attributes.filter((one) => one.user_id === id),
  })
  return [{ ...of(undefined), bare: true }, { ...of(user), bare: false }]
}

/** N6: on the phones newer data waits for older data of the same users that came back; it leaves with the retry. */
const overtakes = ({ store, wire, options }: Context, batch: Batch): boolean => {
  if (wire.requeue !== 'first' || batch.events.length + batch.attributes.length === 0) return false
  const users = new Set([...batch.events, ...batch.attributes].map((one) => one.user_id))
  return [...store.returned.events, ...store.returned.attributes].some((one) => options.enableSdkAuthentication !== true || users.has(one.user_id))
}

const internalError = (context: Context, text: string): WireEvent => ({
  name: 'ie', time: context.clock.now() / 1000, data: { e: text },
  ...(context.store.session === undefined ? {} : { session_id: context.store.session.id }),
  ...(context.store.userId === undefined ? {} : { user_id: context.store.userId }),
})

/** `onTriggers`: a trigger sync ended; with a new list or without. */
export const createDataRequests = (context: Context, calls: Calls, onConfig: (before: JsonObject | undefined) => void, onTriggers: (list: boolean) => void, onAnswer: () => void): DataRequests => {
  const asks = (): boolean => context.process?.wantTriggers === true || context.process?.wantsDevice === true

  const ready = (): Array<Batch & { bare: boolean }> =>
    split(context).filter((one) => one.events.length + one.attributes.length > 0 || (!one.bare && asks()))

  const takeConfig = (store: Store, value: unknown): void => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return
    const next = value as JsonObject
    if (!isNewer(store.config, next)) return
    const before = store.config
    store.config = next
    delete store.configUnstored
    onConfig(before)
  }

  /** Config is always taken; triggers only when asked for and the user is still the one they are for (U13, U14). True: they were. */
  const accept = (store: Store, body: JsonObject, asked: { triggers: boolean; sameUser: boolean }, record: CallRecord | undefined): boolean => {
    takeConfig(store, body['config'])
    if (asked.sameUser) onAnswer()
    if (!asked.triggers || !asked.sameUser || !Array.isArray(body['triggers'])) return false
    store.triggers = taken(context, 'trigger', body['triggers'], record)
    return true
  }

  const send = async (whole: Batch & { bare: boolean }, tokensLeft: number | undefined): Promise<Outcome> => {
    const { store, process } = context
    const user = store.userId
    const batch: Batch = { events: whole.events, attributes: whole.attributes }
    const triggers = !whole.bare && process?.wantTriggers === true
    const device = deviceJson(context)
    const session = metadataKey(context)
    const respondWith: JsonObject = {
      ...(triggers ? { triggers: true } : {}),
      ...(user === undefined ? {} : { user_id: user }),
      ...aliasFields(context),
      config: { config_time: configTime(store.config) },
    }
    const body: JsonObject = JSON.parse(JSON.stringify({
      ...(whole.bare ? {} : { respond_with: respondWith }),
      ...(batch.events.length > 0 ? { events: batch.events.map((one) => aliased(context, one)) } : {}),
      ...(batch.attributes.length > 0 ? { attributes: batch.attributes } : {}),
      ...envelope(context),
    }))
    unqueue(store, batch)
    store.sending.push(batch)
    if (triggers && process !== undefined) {
      process.wantTriggers = false
      process.triggerSyncs += 1
    }
    const initiated = process?.realTimeTriggers === true && triggers
    if (process !== undefined && triggers) process.realTimeTriggers = false
    const wantedDevice = !whole.bare && process?.wantsDevice === true
    if (process !== undefined && wantedDevice) process.wantsDevice = false

    let waits = false
    const full = batch.events.length + batch.attributes.length > 0
    const { outcome, record } = await calls.send({
      endpoint: 'data', body: () => ((waits = overtakes(context, batch)) ? undefined : body), triggers, full, signature: signatureOf(context), tokensLeft,
      headers: initiated ? { 'X-Braze-Request-Initiated-By': 'di' } : {},
    })
    if (triggers && process !== undefined) process.triggerSyncs -= 1
    // Another process or a wiped store: whoever starts next finds the batch in `sending`, or nothing.
    if (context.store !== store || context.process !== process || process === undefined) return { kind: 'abandoned' }
    const sameUser = store.userId === user
    if (outcome.kind === 'failed' || outcome.kind === 'abandoned') {
      returnBatch(store, batch, context.wire.requeue)
      if (triggers && sameUser) process.wantTriggers = true
      if (wantedDevice) process.wantsDevice = true
      // What was held back (N5) is no trigger sync that failed
      if (triggers && (outcome.kind === 'failed' || waits)) onTriggers(false)
      return outcome
    }
    store.sending.splice(store.sending.indexOf(batch), 1)
    if (outcome.kind === 'ok') {
      if (sameUser && body['device'] !== undefined) store.acceptedDevice = device
      if (body['sdk_metadata'] !== undefined) store.metadataSession = session
      const list = accept(store, outcome.body, { triggers, sameUser }, record)
      if (triggers) onTriggers(list)
    } else {
      if (triggers) onTriggers(false)
      // Web reports an unreadable answer as an internal error with the next flush.
      if (outcome.internalError !== undefined) store.events.push(internalError(context, outcome.internalError))
    }
    return outcome
  }

  return { ready, send }
}
