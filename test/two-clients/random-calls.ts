// Scripts that nobody thought of: seeded sequences of public calls with good, odd and wrong values, for both clients.
import { createSeededRandom } from '../../sdk-shims/device/seeded-random.ts'

/** `[who, what, ...args]`; see random-play.ts. Values that JSON has not: `{$date}`, `{$repeat: [text, times]}`, `{$deep: levels}`, `{$number: 'NaN'}`, `{$undefined: true}`. */
export type Call = readonly [who: string, what: string, ...args: unknown[]]
/** `wait`: seconds that pass before it. `flush`: what is queued is sent after it. */
export type RandomStep = { calls: readonly Call[]; wait?: number; reload?: boolean; flush: boolean }

const GROUP = '3d2ae07a-f2ff-4318-bdff-e394f2d3a4ec'
const UNDEFINED = { $undefined: true }
const NAN = { $number: 'NaN' }
const DATE = { $date: '2026-01-02T03:04:05.678Z' }
const LONG = { $repeat: ['y', 300] }
const SCALARS = [1, 0, -1.5, 1e21, 'x', '', 'ü✓', ' pad ', true, false, null, DATE, NAN, 'he said "x"', UNDEFINED, '$9', LONG, 123_456_789_012]
const KEYS = ['a', 'b', 'list', 'obj', 'n', 'ssn', 'ü', 'a b', '$x', 'c.d', '', 'he"', { $repeat: ['k', 260] }, 7]
const EVENTS = ['e1', 'e2', 'e3', 'e4', 'e5', 'plain', 'secret', '', ' sp ', 'q"', { $repeat: ['z', 260] }, 5, null, 'ü✓']
const VALUES = [['a', 'b'], [], ['a', 1], [{ id: 1 }, { id: 2 }], [{ id: 1 }, 'x'], { a: 1, b: { c: DATE } }, { $deep: 49 }, { $deep: 52 }, [DATE], ['a"'], { t: DATE }, [{ w: DATE }], 5, 'x', true, null, DATE]
/** Calls of the user, each with the argument lists that it may get. */
const USER: Record<string, readonly unknown[][]> = {
  setCustomLocationAttribute: [['home', 1, 2], ['home', null, null], ['home', 91, 1], ['home', '5', '6'], ['home', 1, null], ['ssn', 1, 2], ['', 1, 2], ['home', UNDEFINED, UNDEFINED], ['home', 'x', 2], ['home', NAN, 2]],
  setLastKnownLocation: [[1, 2], [48.85, 2.35, 12, 35, 3], ['1', '2'], [91, 2], [1, 2, -1], [1, 2, null, 5], [1, 2, 3, 4, -5], [1, 2, 'x'], [null, 2], [1, 181], [0, 0, 0, 0, 0]],
  setEmail: [['a@b.co'], ['A@B.CO'], [null], [''], ['no'], [7], ['a b@c.d'], ['ü@ü.de'], [{ $repeat: ['a@b.c', 60] }]],
  setPhoneNumber: [['+44 7700 900123'], [null], ['abc'], [''], ['(1)-2.3'], [7], ['12'], ['\\']],
  setGender: [['m'], ['F'], ['x'], [null], [''], [7], ['p'], [UNDEFINED]],
  setDateOfBirth: [[1990, 1, 2], [2000, 13, 1], [2000, 2, 31], ['1980', '5', '6'], [null, null, null], [1990, null, 1], [1990.7, 1.2, 3.9], [1990, 1, 0], [99, 1, 1], [-5, 1, 1], [3000, 1, 1]],
  setLineId: [['line'], [''], [null], [{ $repeat: ['l', 34] }], [{ $repeat: ['l', 33] }], [7]],
  addAlias: [['al', 'nick'], ['bo', 'crm'], ['', 'nick'], [7, 'nick'], ['ü', ''], ['al', null]],
  getUserId: [[]],
}
for (const name of ['setFirstName', 'setLastName', 'setHomeCity', 'setCountry', 'setLanguage']) USER[name] = [['Ada'], [''], [null], [7], ['ü✓'], [UNDEFINED], ['a"b'], [LONG], [' x ']]
for (const name of ['setEmailNotificationSubscriptionType', 'setPushNotificationSubscriptionType']) USER[name] = [['opted_in'], ['subscribed'], ['unsubscribed'], ['x'], [null], ['OPTED_IN']]
for (const name of ['addToSubscriptionGroup', 'removeFromSubscriptionGroup']) USER[name] = [[GROUP], ['no'], [''], [7]]
const CONTENT: readonly Call[] = [
  ['refresh', 'flags'], ['refresh', 'cards'], ...[['home'], ['side'], ['home', 'side'], ['none', 'home'], [], ['a b'], ['home', 'home'], 'home'].map((ids): Call => ['refresh', 'banners', ids]),
  ['cards', 'list'], ['cards', 'see'], ['cards', 'click', 0], ['cards', 'click', 1], ['cards', 'dismiss', 0],
  ['banner', 'list'], ['banner', 'see', ['home']], ['banner', 'see', ['side', 'home']], ['banner', 'see', []], ['banner', 'click', 'home'], ['banner', 'click', 'side', 'b1'], ['banner', 'dismiss', 'home'], ['banner', 'getStringProperty', 'home', 'colour'], ['banner', 'getNumberProperty', 'home', 'colour'],
  ...['getStringProperty', 'getNumberProperty', 'getBooleanProperty', 'getTimestampProperty', 'getJsonProperty', 'getImageProperty'].flatMap((name): Call[] => ['colour', 'size', 'tree', null].map((key) => ['flag', name, 'shop', key])),
  ...['shop', 'none', '', null].map((id): Call => ['braze', 'logFeatureFlagImpression', id]),
  ['message', 'see'], ['message', 'click'], ['message', 'button', 1], ['subscribe', 'iam'], ['subscribe', 'flags'], ['subscribe', 'cards'], ['subscribe', 'banners'], ['unsubscribe', 'iam'], ['unsubscribe', 'cards'],
]
const IDENTITY: readonly Call[] = [
  ...['u1', 'u2', 'u3', 'ü', ''].map((id): Call => ['braze', 'changeUser', id]), ['braze', 'changeUser', 'u1', 'token'], ['braze', 'changeUser', 'u2', ''], ['braze', 'openSession'], ['braze', 'openSession'],
  ['braze', 'setSdkAuthenticationSignature', 'token'], ['braze', 'setSdkAuthenticationSignature', ''], ['braze', 'addSdkMetadata', ['gg']], ['braze', 'addSdkMetadata', ['nope']], ['braze', 'isInitialized'], ['device', 'id'],
]
const ROUGH: readonly Call[] = [['braze', 'wipeData'], ['braze', 'disableSDK'], ['braze', 'enableSDK'], ['braze', 'destroy'], ['initialize', ''], ['braze', 'isDisabled'], ['braze', 'removeAllSubscriptions']]

/** The script of a seed. */
export function randomScript(seed: number): RandomStep[] {
  const { unit } = createSeededRandom(`script ${seed}`)
  const below = (most: number): number => Math.floor(unit() * most)
  const pick = <T>(list: readonly T[]): T => list[below(list.length)]!
  const many = <T>(most: number, make: () => T): T[] => Array.from({ length: below(most) }, make)
  const value = (depth = 0): unknown =>
    depth > 2 || unit() < 0.7 ? pick(SCALARS) : unit() < 0.5 ? many(3, () => value(depth + 1)) : Object.fromEntries(many(3, () => [pick(['a', 'b', '$x', 'c.d', '']), value(depth + 1)]))
  const properties = (): unknown => (unit() < 0.3 ? UNDEFINED : unit() < 0.05 ? pick(['text', [1], 7, null]) : Object.fromEntries(many(4, () => [pick(['n', 'm', 'text', 'when', 'ü', 'time']), unit() < 0.4 ? below(4) : value()])))
  const attribute = (): Call => pick<() => Call>([
    () => ['user', 'setCustomUserAttribute', pick(KEYS), unit() < 0.4 ? value() : pick(VALUES), pick([UNDEFINED, true])],
    () => ['user', 'addToCustomAttributeArray', pick(KEYS), pick(['c', 'a', '', null, 7, UNDEFINED, 'x"'])],
    () => ['user', 'removeFromCustomAttributeArray', pick(KEYS), pick(['c', 'a', '', null, 7])],
    () => ['user', 'incrementCustomUserAttribute', pick(['n', 'a', 'ssn', '']), pick([UNDEFINED, 1, -3, 0, 1.5, '2', '2x', NAN, 1e10, null])],
  ])()
  const standard = (): Call => {
    const name = pick(Object.keys(USER))
    return ['user', name, ...pick(USER[name]!)]
  }
  const event = (): Call => ['braze', 'logCustomEvent', pick(EVENTS), properties()]
  const purchase = (): Call => ['braze', 'logPurchase', pick(['p1', 'p2', 'hidden', '', 'q"', 5, 'ü']), pick([1, 9.999, 0, -3, '4.5', 'x', NAN, 1e21, 0.005, 1.005, null, '7x', '']), pick(['USD', 'eur', 'US', null, 'EUR', '', 'JPY']), pick([1, 2, 100, 101, 0, '3', 1.5, null, '2x', -1]), properties()]
  const call = (): Call => {
    const at = unit()
    return at < 0.06 ? pick(ROUGH) : at < 0.24 ? attribute() : at < 0.4 ? standard() : at < 0.54 ? event() : at < 0.62 ? purchase() : at < 0.84 ? pick(CONTENT) : pick(IDENTITY)
  }
  const step = (): RandomStep => {
    const calls = Array.from({ length: 3 + below(7) }, call)
    const [at, flush] = [unit(), unit() < 0.75]
    if (at < 0.2) return { calls, flush, wait: pick([5, 11, 40, 1801, 2000]) }
    return at < 0.35 ? { calls: [['initialize', ''], ['braze', 'openSession'], ...calls], flush, reload: true } : { calls, flush }
  }
  const subscribed = ['iam', 'flags', 'cards', 'banners'].filter(() => unit() < 0.6).map((kind): Call => ['subscribe', kind])
  const first = pick<Call>([['braze', 'openSession'], ['braze', 'changeUser', 'u1']])
  return [{ calls: [['initialize', '', unit() < 0.3 ? { sessionTimeoutInSeconds: 12 } : {}], ...subscribed, first], flush: true }, ...Array.from({ length: 8 }, step)]
}

const iam = (id: string, trigger: object, message: object = {}, more: object = {}) => ({ id, name: id, trigger, messages: { [`${id}-1`]: { channel: 'in_app_message', type: 'SLIDEUP', message: `This is ${id} {{\${first_name}}}`, ...message } }, ...more })
const card = (id: string, name: string, message: object) => ({ id, name: id, trigger: { type: 'custom_event', name }, messages: { [`${id}-1`]: { channel: 'content_cards', type: 'classic', title: `The ${id}`, message: `About ${id}`, ...message } } })
const again = { reeligibility_seconds: 0 }
/** What the calls may meet: messages, cards, banners, a flag, block lists. The real-time channel is off: what it brings comes at any time. */
export const WORLD: readonly (readonly [method: string, path: string, body: object])[] = [
  ['POST', '/subscription_groups', { id: GROUP, name: 'News', channel: 'email' }],
  ['POST', '/campaigns', iam('pop', { type: 'custom_event', name: 'e1' }, {}, again)],
  ['POST', '/campaigns', iam('once', { type: 'custom_event', name: 'e2' })],
  ['POST', '/campaigns', iam('late', { type: 'custom_event', name: 'e3' }, { message: 'Hi {{event_properties.${n}}}' }, { reeligibility_seconds: 60 })],
  ['POST', '/campaigns', iam('bought', { type: 'purchase', product_id: 'p1', property_filters: [{ name: 'n', type: 'number', cmp: 'more_than', value: 1 }] }, { type: 'MODAL', header: 'h', btns: [{ text: 'No' }, { text: 'Yes' }] }, again)],
  ['POST', '/campaigns', iam('hello', { type: 'session_start' })],
  ['POST', '/campaigns', { id: 'held', name: 'held', trigger: { type: 'custom_event', name: 'e4' }, messages: { 'held-c': { channel: 'in_app_message', type: 'control', percent: 100 }, 'held-m': { channel: 'in_app_message', message: 'never', percent: 0 } } }],
  ['POST', '/campaigns', card('card', 'e2', { url: 'https://shop.example/card', extras: { a: 'b' } })],
  ['POST', '/campaigns', card('pin', 'e5', { pinned: true })],
  ['POST', '/banners', { id: 'home', name: 'Home', placement_id: 'home', html: '<p>Hi {{${first_name}}}</p>', properties: { colour: { type: 'string', value: 'red' } } }],
  ['POST', '/banners', { id: 'side', name: 'Side', placement_id: 'side', html: '<p>Hi</p>' }],
  ['POST', '/feature_flags', { id: 'shop', everyone_else: true, properties: { colour: { type: 'string', value: 'red' }, size: { type: 'number', value: 3.5 }, tree: { type: 'json', value: { leaves: [1] } } } }],
  ['PATCH', '/settings', { sdk_features: { real_time: false }, block_lists: { events: ['secret'], attributes: ['ssn'], purchases: ['hidden'] } }],
]
