// What a push carries besides its notification: a card, refreshes, a test message (P17-P19, G2; mobile wire 7, web wire 11).
import { addPushedCard } from './card-store.ts'
import type { Context } from './device-memory.ts'
import type { Flush } from './flush.ts'
import { contentOf } from './push-reading.ts'
import type { Json, JsonObject } from './wire-types.ts'

/** What happens on such a push. */
export type PushEffects = {
  cardsChanged(): void
  refreshFlags(): void
  refreshBanners(): void
  refreshGeofences(): void
}

export type PushExtras = {
  /** Does at once what the push asks for. */
  apply(payload: unknown): void
  /** True for a test message's push that the SDK opens at once, in place of a notification (P19). */
  opensAtOnce(payload: unknown): boolean
  /** Whether a tap on its notification fetches test messages. */
  isTestMessage(payload: unknown): boolean
}

const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value)

/** FCM knows texts only: 'true' is as good as true, an empty text is none. */
const isSet = (value: Json | undefined): boolean => value !== undefined && value !== null && value !== false && value !== '' && value !== 'false'

const cardIn = (given: Json | undefined): JsonObject | undefined => {
  if (typeof given !== 'string') return isObject(given) ? given : undefined
  try {
    const value: unknown = JSON.parse(given)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

export const createPushExtras = (context: Context, flush: Flush, effects: PushEffects): PushExtras => {
  const { wire, options } = context

  /** iOS keeps what is Braze's own in `ab`, some of it next to `aps`. */
  const read = (payload: unknown) => {
    const body = contentOf(wire.platform, payload)
    const own = isObject(body['ab']) ? body['ab'] : {}
    return (key: string): Json | undefined => body[key] ?? own[key]
  }
  const isTestMessage = (payload: unknown): boolean => isSet(read(payload)('ab_push_fetch_test_triggers_key'))

  return {
    isTestMessage,
    opensAtOnce: (payload) => {
      if (wire.platform !== 'android' || options.eagerTestDisplay === false || context.process?.foreground !== true || !isTestMessage(payload)) return false
      flush.fetchTriggers()
      return true
    },
    apply: (payload) => {
      const key = read(payload)
      const card = cardIn(key('ab_cd'))
      const whose = key('ab_cd_uid')
      if (card !== undefined && !context.store.disabled && addPushedCard(context, card, typeof whose === 'string' ? whose : undefined)) effects.cardsChanged()
      if (context.process === undefined || context.store.disabled) return
      // P18: still under their own limits
      if (isSet(key('br_ffr'))) effects.refreshFlags()
      if (isSet(key('br_br'))) effects.refreshBanners()
      if (isSet(key('ab_sync_geos'))) effects.refreshGeofences()
    },
  }
}
