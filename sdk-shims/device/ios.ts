// The Swift SDK 18.2.1 on the wire (mobile wire 2-4, 9): hex tokens, push state in the device object, strict decoding.
import { decodeForIos } from './ios-decoder.ts'
import { known, secondsOf } from './platform-wire.ts'
import type { Endpoint, PlatformWire } from './platform-wire.ts'

const two = (value: number): string => String(value).padStart(2, '0')

const ENDPOINT_HEADERS: Partial<Record<Endpoint, Record<string, string>>> = {
  contentCards: { 'X-Braze-ContentCardsRequest': 'true', 'X-Braze-DataRequest': 'true' },
  featureFlags: { 'X-Braze-FeatureFlagsRequest': 'true', 'X-Braze-DataRequest': 'true' },
  banners: { 'X-Braze-DataRequest': 'true' },
}

export const ios: PlatformWire = {
  platform: 'ios',
  sdkVersion: '18.2.1',
  metadata: ['spm'],
  facts: {
    model: 'iPhone17,1', brand: '', carrier: '', osVersion: '18.2', locale: 'en_US', timeZone: 'UTC',
    browser: '', browserVersion: '', userAgent: '',
  },
  sessionTimeout: 10,
  sessionEnd: 'next launch',
  requeue: 'first',
  anonymousAttributesFollow: false,
  changeUserEntry: false,
  enablementFrom: 'launch',
  waitsForConfig: false,
  deviceNeedsSession: true,
  sendsAlias: false,
  syncWithoutToken: 'dropped',
  stacksMessages: true,
  fallsBackWithoutTemplate: true,
  retriesTemplates: false,
  authErrorsFrom: 'optional_auth_error',
  tellsNewSubscribers: { content_cards: 'never', banners: 'synced', feature_flags: 'synced' },
  smallestCapacity: 1,
  wipeDisables: true,
  cutsTexts: true,
  dob: (year, month, day) => `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}T00:00:00Z`,
  price: (value) => value,
  date: (value) => `${secondsOf(value)}Z`,
  emptyProperties: false,
  device: (facts, permission) => ({
    os_version: facts.osVersion, model: facts.model, locale: facts.locale, time_zone: facts.timeZone,
    remote_notification_enabled: permission === 'authorized' || permission === 'provisional' ? 1 : 0,
    ios_push_auth: permission,
    ...known({ ios_idfa: facts.idfa, ios_idfv: facts.idfv, ad_tracking_enabled: facts.adTracking }),
  }),
  promptsForPush: () => true,
  newToken: (random, given) => ({ token: given ?? random.hex(64) }),
  tokenFields: (token) => ({ push_token: token.token }),
  noTokenFields: undefined,
  headers: (endpoint, asks) => ({
    'Content-Type': 'application/json',
    ...(asks.triggers ? { 'X-Braze-TriggersRequest': 'true' } : {}),
    ...(asks.triggers || asks.full ? { 'X-Braze-DataRequest': 'true' } : {}),
    ...ENDPOINT_HEADERS[endpoint],
  }),
  decode: decodeForIos,
}
