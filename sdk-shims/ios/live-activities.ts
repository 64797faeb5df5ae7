// braze.liveActivities: the push token of each Live Activity goes to /push_token_tag under the app's tag (docs: developer_guide/live_activities; braze-swift-sdk changelog 5.11, 11.8, 14.2).
import { ios } from '../device/ios.ts'
import type { CallRecord, JsonObject, WireCall } from '../device/wire-types.ts'
import { serverAt } from '../phone/endpoint.ts'
import type { Braze } from './braze.ts'
import { innerOf } from './inner.ts'
import { createObservers } from './observers.ts'
import type { Cancellable } from './observers.ts'

/** What ActivityKit gives of an activity. */
export type LiveActivity = { id: string; attributesType: string; pushToken: Uint8Array | string }

export type UpdateEvent = { kind: 'trackingStarted' | 'trackingResumed' | 'pushTokenUpdated' | 'pushTokenFlushed'; activityId: string; pushTokenTag: string }
export type ErrorEvent =
  | { kind: 'invalidPushTokenTag'; activityId: string; pushTokenTag: string }
  /** `isTransient`: the SDK tries again by itself. */
  | { kind: 'tokenRegistrationFailed'; activityId: string; pushTokenTag: string; isTransient: boolean }
  | { kind: 'activityNotFound'; attributesType: string }

/** docs: braze-swift-sdk changelog 7.4.0 */
const MAX_TAG_BYTES = 256
const FIRST_RETRY_MS = 10_000
const RETRY_SCALE = 3
const LONGEST_RETRY_MS = 300_000
const MAX_ATTEMPTS = 15

// NOTE: the path's prefix and the token's name in the body were never captured; they are those that the emulator takes.
const PATH = '/api/v3/push_token_tag'

const hexOf = (token: Uint8Array | string): string => (typeof token === 'string' ? token : Buffer.from(token).toString('hex'))

type Tracked = { tag: string; activity: LiveActivity }

export class LiveActivities {
  readonly #braze: Braze
  readonly #updates = createObservers<UpdateEvent>()
  readonly #errors = createObservers<ErrorEvent>()
  readonly #tracked = new Map<string, Tracked>()
  /** Token by tag, as the server has it. */
  readonly #flushed = new Map<string, string>()

  constructor(braze: Braze) {
    this.#braze = braze
  }

  /** Tracks an activity that the app started. Resolves after the first try to register its token. */
  launchActivity(pushTokenTag: string, activity: LiveActivity): Promise<void> {
    if (pushTokenTag === '' || Buffer.byteLength(pushTokenTag) > MAX_TAG_BYTES) {
      this.#errors.tell({ kind: 'invalidPushTokenTag', activityId: activity.id, pushTokenTag })
      return Promise.resolve()
    }
    const tracked: Tracked = { tag: pushTokenTag, activity }
    this.#tracked.set(activity.id, tracked)
    return this.#track(tracked, 'trackingStarted')
  }

  /** Tracks the activities of a type again, after the app was launched anew. `activities`: those that the system still shows. */
  async resumeActivities(ofType: string, activities: LiveActivity[] = []): Promise<void> {
    const known = [...this.#tracked.values()].filter(({ activity }) => activity.attributesType === ofType)
    const resumed = known.map(({ tag, activity }) => ({ tag, activity: activities.find(({ id }) => id === activity.id) ?? activity }))
    if (resumed.length === 0) this.#errors.tell({ kind: 'activityNotFound', attributesType: ofType })
    for (const one of resumed) {
      this.#tracked.set(one.activity.id, one)
      await this.#track(one, 'trackingResumed')
    }
  }

  /** ActivityKit gave an activity another token. */
  pushTokenUpdated(activityId: string, pushToken: Uint8Array | string): Promise<void> {
    const tracked = this.#tracked.get(activityId)
    if (tracked === undefined) return Promise.resolve()
    tracked.activity = { ...tracked.activity, pushToken }
    return this.#register(tracked)
  }

  subscribeToStateUpdates(update: (event: UpdateEvent) => void): Cancellable { return this.#updates.add(update) }
  subscribeToErrors(heard: (event: ErrorEvent) => void): Cancellable { return this.#errors.add(heard) }

  #track(tracked: Tracked, kind: 'trackingStarted' | 'trackingResumed'): Promise<void> {
    this.#updates.tell({ kind, activityId: tracked.activity.id, pushTokenTag: tracked.tag })
    return this.#register(tracked)
  }

  #register(tracked: Tracked): Promise<void> {
    const token = hexOf(tracked.activity.pushToken)
    this.#updates.tell({ kind: 'pushTokenUpdated', activityId: tracked.activity.id, pushTokenTag: tracked.tag })
    // docs: changelog 5.11.1, a token that the server has is not sent again
    return this.#flushed.get(tracked.tag) === token ? Promise.resolve() : this.#post(tracked, token, 1)
  }

  async #post(tracked: Tracked, token: string, attempt: number): Promise<void> {
    const { device, phone } = innerOf(this.#braze)
    const { running, sdkEnabled, deviceId, userId } = device.state()
    if (!running || !sdkEnabled || this.#tracked.get(tracked.activity.id) !== tracked || hexOf(tracked.activity.pushToken) !== token) return
    const { key, endpoint } = this.#braze.configuration.api
    const body: JsonObject = {
      api_key: key, device_id: deviceId, time: Math.floor(phone.clock.now() / 1000), sdk_version: ios.sdkVersion, ...(userId === undefined ? {} : { user_id: userId }), tag: tracked.tag, push_token: token,
    }
    const call: WireCall = { method: 'POST', path: PATH, headers: { 'Content-Type': 'application/json', 'X-Braze-Api-Key': key, 'X-Braze-Req-Attempt': String(attempt) }, body: JSON.stringify(body) }
    const record: CallRecord = { at: phone.clock.now(), path: PATH, headers: call.headers, body, call, outcome: 'in flight' }
    device.requests.push(record)
    const answer = await serverAt(endpoint, (request) => (phone.options.fetch ?? fetch)(request))(call).catch(() => undefined)
    if (answer !== undefined) record.answer = answer
    record.outcome = answer !== undefined && answer.status < 300 ? 'ok' : 'failed'
    const about = { activityId: tracked.activity.id, pushTokenTag: tracked.tag }
    if (record.outcome === 'ok') {
      this.#flushed.set(tracked.tag, token)
      return this.#updates.tell({ kind: 'pushTokenFlushed', ...about })
    }
    const isTransient = answer === undefined || answer.status === 429 || answer.status >= 500
    this.#errors.tell({ kind: 'tokenRegistrationFailed', ...about, isTransient })
    if (!isTransient || attempt >= MAX_ATTEMPTS) return
    const wait = Math.min(FIRST_RETRY_MS * RETRY_SCALE ** (attempt - 1), LONGEST_RETRY_MS)
    phone.clock.at(phone.clock.now() + wait, () => void this.#post(tracked, token, attempt + 1))
  }
}
