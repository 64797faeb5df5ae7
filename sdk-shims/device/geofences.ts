// Geofences on the device: asked for, registered, entered, left and reported (G1-G4; mobile wire 4.8).
import type { Calls } from './calls.ts'
import type { Geofence } from './content-types.ts'
import type { Context } from './device-memory.ts'
import { running } from './device-memory.ts'
import type { Device } from './device-types.ts'
import { isPosition, metresBetween } from './distance.ts'
import type { Position } from './distance.ts'
import { signatureOf, userEnvelope } from './envelope.ts'
import { fenceOf, mayReport } from './geofence-rules.ts'
import type { Log } from './logging.ts'
import type { Endpoint } from './platform-wire.ts'
import { geofenceRule } from './server-config.ts'
import { permitFor } from './limiter.ts'
import type { JsonObject, WireEvent } from './wire-types.ts'

export type GeofenceVerbs = Pick<Device, 'requestGeofences' | 'setLocationPermission' | 'moveTo' | 'enterGeofence' | 'exitGeofence'>

export type Geofences = {
  verbs: GeofenceVerbs
  /** G1 */
  atSessionStart(): void
  /** G2: a push said so. */
  refresh(): void
  /** G2: a session began, or a config came. */
  automatic(): void
}

export const createGeofences = (context: Context, calls: Calls, log: Log, wake: () => void): Geofences => {
  const { wire, clock, options, os } = context

  const isOn = (): boolean => {
    const wanted = options.enableGeofences ?? options.enableLocationCollection === true
    return wire.platform !== 'web' && wanted && geofenceRule(context.store.config).enabled
  }
  /** G3: what a fence needs of the user. */
  const isAllowed = (): boolean =>
    os.place.permission === 'always' || (os.place.permission === 'whenInUse' && wire.platform === 'ios' && options.allowBackgroundGeofenceUpdates === true)
  const isLocated = (): boolean => os.place.permission === 'always' || os.place.permission === 'whenInUse'

  const call = async (endpoint: Endpoint, extra: JsonObject): Promise<JsonObject | undefined> => {
    const { store, process } = context
    if (process === undefined || store.disabled || process.held) return undefined
    const permit = permitFor(context, endpoint)
    if (!permit.granted) return undefined
    const { outcome } = await calls.send({ endpoint, body: () => ({ ...userEnvelope(context), ...extra }), signature: signatureOf(context), tokensLeft: permit.left })
    return outcome.kind === 'ok' ? outcome.body : undefined
  }

  /** Where the device stands now tells which fences it is in; becoming registered inside one is entering it. */
  const look = (): void => {
    const { location } = os.place
    if (location === undefined || !isAllowed()) return
    for (const fence of context.store.geofences) {
      const inside = metresBetween(location, fence) <= fence.radius
      if (inside !== os.place.inside.includes(fence.id)) pass(fence, inside ? 'enter' : 'exit')
    }
  }

  const request = (at: Position): void => {
    const { store } = context
    const user = store.userId
    store.geofencesAskedAt = clock.now()
    const asked = call('geofenceRequest', { location: { latitude: at.latitude, longitude: at.longitude } }).then((body) => {
      const given = body?.['geofences']
      if (!Array.isArray(given) || context.store !== store || store.userId !== user) return
      const fences = given.map(fenceOf).filter((one): one is Geofence => one !== undefined)
      // G3
      store.geofences = fences.slice(0, geofenceRule(store.config).max)
      os.place.inside = os.place.inside.filter((id) => store.geofences.some((one) => one.id === id))
      look()
    })
    void calls.track(asked)
  }

  const refresh = (): void => {
    const { store } = context
    const rule = geofenceRule(store.config)
    if (!isOn() || !isAllowed() || os.place.location === undefined || context.process === undefined || store.disabled) return
    if (store.geofencesAskedAt !== undefined && clock.now() - store.geofencesAskedAt < rule.requestSeconds * 1000) return
    request(os.place.location)
  }

  const report = (fence: Geofence, event: 'enter' | 'exit'): void => {
    const { store } = context
    const sent: WireEvent = {
      name: 'g', time: clock.now() / 1000, data: { geo_id: fence.id, event_type: event },
      ...(store.session === undefined ? {} : { session_id: store.session.id }), ...(store.userId === undefined ? {} : { user_id: store.userId }),
    }
    const batch = [...store.geofenceQueue, sent]
    store.geofenceQueue = []
    const posted = call('geofenceReport', { events: JSON.parse(JSON.stringify(batch)) as JsonObject[] }).then((body) => {
      // What did not arrive goes with the next one
      if (body === undefined) store.geofenceQueue = [...batch, ...store.geofenceQueue]
    })
    void calls.track(posted)
  }

  const pass = (fence: Geofence, event: 'enter' | 'exit'): boolean => {
    const { store } = context
    os.place.inside = [...os.place.inside.filter((id) => id !== fence.id), ...(event === 'enter' ? [fence.id] : [])]
    const why = isOn() ? mayReport(context, fence, event) : 'geofences are off'
    const transition = { at: clock.now(), id: fence.id, event, reported: why === undefined, ...(why === undefined ? {} : { why }) }
    os.place.transitions.push(transition)
    if (why === undefined) {
      // G4: it works behind the user's back
      wake()
      store.geofenceReportedAt[`${fence.id} ${event}`] = clock.now()
      report(fence, event)
    }
    context.notices.emit('geofence', transition)
    return why === undefined
  }

  const cross = (id: string, event: 'enter' | 'exit'): boolean => {
    const fence = context.store.geofences.find((one) => one.id === id)
    if (fence === undefined) throw new Error(`no geofence ${id} is registered on this device`)
    if (os.place.inside.includes(id) === (event === 'enter') || !os.installed || !isAllowed()) return false
    return pass(fence, event)
  }

  return {
    refresh,
    automatic: () => { if (options.automaticGeofenceRequests !== false) refresh() },
    atSessionStart: () => {
      const { location } = os.place
      // G1
      if (options.enableLocationCollection === true && isLocated() && location !== undefined) log('lr', { latitude: location.latitude, longitude: location.longitude })
    },
    verbs: {
      requestGeofences: (latitude, longitude) => {
        running(context)
        const { store } = context
        const session = store.session?.id
        // G2
        if (!isOn() || !isAllowed() || store.disabled || !isPosition({ latitude, longitude }) || session === undefined || store.geofencesManualSession === session) return false
        store.geofencesManualSession = session
        request({ latitude, longitude })
        return true
      },
      setLocationPermission: (permission) => {
        os.place.permission = permission
        if (!isAllowed()) os.place.inside = []
      },
      moveTo: (latitude, longitude) => {
        if (!isPosition({ latitude, longitude })) throw new RangeError(`${latitude}, ${longitude} is no place on earth`)
        os.place.location = { latitude, longitude }
        if (os.installed) look()
      },
      enterGeofence: (id) => cross(id, 'enter'),
      exitGeofence: (id) => cross(id, 'exit'),
    },
  }
}
