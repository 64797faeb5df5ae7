// Custom events, purchases and other codes the app logs (U10, U16, U18, S17; web wire 3, mobile wire 3.2).
import { running } from './device-memory.ts'
import type { Context } from './device-memory.ts'
import { propertiesOf, shorten } from './app-values.ts'
import type { Device } from './device-types.ts'
import type { Flush } from './flush.ts'
import { isBlocked } from './server-config.ts'
import { queueEvent } from './sessions.ts'
import type { Sessions } from './sessions.ts'
import type { Happening } from './trigger-conditions.ts'
import type { AppObject, JsonObject } from './wire-types.ts'

/** Bytes of one event's properties (mobile wire 3). */
const MAX_PROPERTY_BYTES = 51_200
const MAX_QUANTITY = 100

/** `fires`: what it may show a message for, as soon as it is queued (M2). */
export type Log = (code: string, data: JsonObject, options?: { flush?: boolean; fires?: Happening }) => boolean

/** Queues an event of the current session; false while the SDK is disabled (S17: discarded, not kept). */
export const createLog = (context: Context, sessions: Sessions, flush: Flush, fire: (what: Happening) => void): Log => (code, data, options) => {
  running(context)
  if (context.store.disabled) return false
  sessions.activity()
  const event = queueEvent(context, code, data)
  if (options?.flush === true && context.options.flushPolicy !== 'manual') void flush.now()
  else flush.arm()
  if (options?.fires !== undefined) fire({ ...options.fires, event })
  return true
}

export type Logging = Pick<Device, 'logCustomEvent' | 'logPurchase' | 'logEvent' | 'logPushOpened' | 'logPushAction' | 'addAlias' | 'addToSubscriptionGroup' | 'removeFromSubscriptionGroup' | 'setLastKnownLocation'>

export const createLogging = (context: Context, log: Log): Logging => {
  const { wire } = context

  /** undefined = too large: the SDK refuses the call. */
  const properties = (key: 'p' | 'pr', props: AppObject | undefined): JsonObject | undefined => {
    if (props === undefined) return wire.emptyProperties ? { [key]: {} } : {}
    const value = propertiesOf(wire, props, (name) => context.notices.emit('log', `The property ${name} has no value that can be sent: it is left out.`))
    return Buffer.byteLength(JSON.stringify(value)) > MAX_PROPERTY_BYTES ? undefined : { [key]: value }
  }

  const logCustomEvent: Logging['logCustomEvent'] = (name, props) => {
    const given = properties('p', props)
    if (name === '' || given === undefined || isBlocked(context.store.config, 'events', name)) return false
    return log('ce', { n: shorten(wire, name), ...given }, { fires: { type: 'custom_event', name, props } })
  }

  const logPurchase: Logging['logPurchase'] = (productId, price, currency = 'USD', quantity = 1, props) => {
    const given = properties('pr', props)
    if (productId === '' || given === undefined || Number.isNaN(price) || (wire.platform !== 'web' && !Number.isFinite(price))) return false
    if (!/^[A-Za-z]{3}$/.test(currency) || !Number.isInteger(quantity) || quantity < 1 || quantity > MAX_QUANTITY) return false
    if (isBlocked(context.store.config, 'purchases', productId)) return false
    return log('p', { pid: shorten(wire, productId), c: currency.toUpperCase(), p: wire.price(price), q: quantity, ...given }, {
      fires: { type: 'purchase', name: productId, props },
    })
  }

  const addAlias: Logging['addAlias'] = (name, label) => {
    // U10: a blank name or label sends nothing; observed: to web one of spaces is a name
    const blank = (text: string): boolean => (wire.platform === 'web' ? text : text.trim()) === ''
    if (blank(name) || blank(label) || !log('uae', { a: name, l: label })) return false
    context.store.alias = { label, name }
    return true
  }

  const setLastKnownLocation: Logging['setLastKnownLocation'] = (latitude, longitude, accuracy, altitude, altitudeAccuracy) => {
    if (Math.abs(latitude) > 90 || Math.abs(longitude) > 180) return false
    return log('lr', {
      latitude, longitude,
      ...(altitude === undefined ? {} : { altitude }),
      ...(accuracy === undefined ? {} : { ll_accuracy: accuracy }),
      ...(altitudeAccuracy === undefined ? {} : { alt_accuracy: altitudeAccuracy }),
    })
  }

  return {
    logCustomEvent,
    logPurchase,
    addAlias,
    setLastKnownLocation,
    logEvent: (code, data) => log(code, data),
    // N2, P11: a push click leaves at once.
    logPushOpened: (campaign) => log('pc', { cid: campaign }, { flush: true, fires: { type: 'push_click', name: campaign } }),
    logPushAction: (campaign, action) => log('ca', { cid: campaign, a: action }, { flush: true }),
    addToSubscriptionGroup: (groupId) => groupId !== '' && log('sgu', { group_id: groupId, status: 'subscribed' }),
    removeFromSubscriptionGroup: (groupId) => groupId !== '' && log('sgu', { group_id: groupId, status: 'unsubscribed' }),
  }
}
