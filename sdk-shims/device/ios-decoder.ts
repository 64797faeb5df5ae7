// What the Swift SDK's decoder accepts (mobile wire 4, 5, 9): the envelope of each endpoint, what fails a whole answer, what is skipped singly.
import { inspectCard, inspectCardSync } from './ios-decoder/cards.ts'
import { isObject, items, may, needAll } from './ios-decoder/checking.ts'
import type { Findings } from './ios-decoder/checking.ts'
import { inspectConfig } from './ios-decoder/config.ts'
import { inspectMessage } from './ios-decoder/in-app-message.ts'
import { inspectTemplate, inspectTrigger } from './ios-decoder/triggers.ts'
import { inspectBanners, inspectFences, inspectFlags } from './ios-decoder/typed-content.ts'
import type { Endpoint } from './platform-wire.ts'
import type { JsonObject } from './wire-types.ts'

export type { Findings } from './ios-decoder/checking.ts'

const none = (): Findings => ({ fails: [], skips: [], doubts: [] })
const joined = (all: Findings[]): Findings => ({ fails: all.flatMap((one) => one.fails), skips: all.flatMap((one) => one.skips), doubts: all.flatMap((one) => one.doubts) })

/** Refused signatures ride in good answers (mobile wire 6). docs: BRZSDKAuthenticationError has a code and a reason; user and signature may be absent */
const authErrors = (body: JsonObject): Findings => ({
  ...none(),
  doubts: ['auth_error', 'optional_auth_error'].flatMap((key) => {
    const error = body[key]
    if (error === undefined || error === null) return []
    if (!isObject(error)) return [`${key} is not an object`]
    return [
      ...needAll(error, key, { error_code: 'number', reason: 'string' }), ...may(error, key, 'signature', 'string'), ...may(error, key, 'user_id', 'string'),
      ...may(error, key, 'request_time', 'number'),
    ]
  }),
})

const inspectData = (body: JsonObject): Findings => {
  const { triggers, config } = body
  const { found, complaints } = items(triggers, 'triggers')
  return joined([
    { ...none(), fails: triggers !== undefined && triggers !== null && !Array.isArray(triggers) ? ['triggers is not an array'] : [], skips: complaints },
    config === undefined || config === null ? none() : isObject(config) ? inspectConfig(config) : { ...none(), fails: ['config is not an object'] },
    ...found.map(([trigger, at]) => inspectTrigger(trigger, at)),
  ])
}

const inspectCards = (body: JsonObject): Findings => {
  const { found, complaints } = items(body['cards'], 'cards')
  return joined([inspectCardSync(body), { ...none(), skips: complaints }, ...found.map(([card, at]) => inspectCard(card, at))])
}

const ENVELOPES: Partial<Record<Endpoint, (body: JsonObject) => Findings>> = {
  data: inspectData, contentCards: inspectCards, featureFlags: inspectFlags, banners: inspectBanners, template: inspectTemplate, geofenceRequest: inspectFences,
}

/**
 * Everything that is wrong with a 2xx answer that goes to iOS. An error envelope always reads; so does a refused
 * signature in the place of a sync's envelope.
 */
export const inspectForIos = (endpoint: Endpoint, body: JsonObject): Findings => {
  if (typeof body['error'] === 'string') return none()
  const auth = authErrors(body)
  if (endpoint !== 'data' && body['auth_error'] !== undefined) return auth
  return joined([ENVELOPES[endpoint]?.(body) ?? none(), auth])
}

/** The same in one list, for tests of servers: it should be empty. */
export const iosProblems = (endpoint: Endpoint, body: JsonObject): string[] => {
  const { fails, skips, doubts } = inspectForIos(endpoint, body)
  return [...fails, ...skips, ...doubts]
}

/** The decoder's complaint about a 2xx answer, or undefined when it reads. An error envelope always reads. */
export const decodeForIos = (endpoint: Endpoint, body: JsonObject): string | undefined => inspectForIos(endpoint, body).fails[0]

const INSPECT = { trigger: inspectTrigger, card: inspectCard, message: inspectMessage } as const

/** Why iOS skips this trigger, card or message while keeping the rest of the answer; undefined when it takes it. */
export const skippedByIos = (kind: keyof typeof INSPECT, item: JsonObject): string | undefined => INSPECT[kind](item, kind).skips[0]
