// The Android SDK 43.2.0 on the wire (mobile wire 2-4): {user_id} entry at changeUser, session-close timer, FCM tokens.
import { known, secondsOf } from './platform-wire.ts'
import type { Endpoint, PlatformWire } from './platform-wire.ts'

const TOKEN_LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
/** P8: from this Android version on notifications need the user's consent. */
const FIRST_WITH_PROMPT = 13

const ENDPOINT_HEADERS: Partial<Record<Endpoint, Record<string, string>>> = {
  contentCards: { 'X-Braze-ContentCardsRequest': 'true', 'X-Braze-DataRequest': 'true' },
  featureFlags: { 'X-Braze-FeatureFlagsRequest': 'true', 'X-Braze-DataRequest': 'true' },
  banners: { 'X-Braze-BannersRequest': 'true', 'X-Braze-DataRequest': 'true' },
}

const two = (value: number): string => String(value).padStart(2, '0')
const prompts = (osVersion: string): boolean => Number.parseInt(osVersion, 10) >= FIRST_WITH_PROMPT

export const android: PlatformWire = {
  platform: 'android',
  sdkVersion: '43.2.0',
  metadata: [],
  facts: {
    model: 'Pixel 9', brand: 'google', carrier: 'Example Mobile', osVersion: '15', locale: 'en_US', timeZone: 'UTC',
    browser: '', browserVersion: '', userAgent: '',
  },
  sessionTimeout: 10,
  sessionEnd: 'timer',
  requeue: 'first',
  anonymousAttributesFollow: false,
  changeUserEntry: true,
  enablementFrom: 'newest',
  waitsForConfig: true,
  deviceNeedsSession: false,
  sendsAlias: false,
  syncWithoutToken: 'dropped',
  stacksMessages: true,
  fallsBackWithoutTemplate: true,
  retriesTemplates: false,
  authErrorsFrom: 'auth_error',
  tellsNewSubscribers: { content_cards: 'cached', banners: 'synced', feature_flags: 'synced' },
  smallestCapacity: 1,
  wipeDisables: false,
  cutsTexts: true,
  // NOTE: the Android form of dob was never captured; the calendar day in ISO order is the safe reading (U17).
  dob: (year, month, day) => `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`,
  price: (value) => value,
  date: (value) => `${secondsOf(value)}Z`,
  emptyProperties: false,
  device: (facts, permission) => ({
    os_version: facts.osVersion, model: facts.model, brand: facts.brand, carrier: facts.carrier,
    locale: facts.locale, time_zone: facts.timeZone,
    remote_notification_enabled:
      permission === 'authorized' || (permission === 'notDetermined' && !prompts(facts.osVersion)) ? 1 : 0,
    is_background_restricted: false,
    ...known({ google_ad_id: facts.googleAdId, ad_tracking_enabled: facts.adTracking }),
  }),
  promptsForPush: (facts) => prompts(facts.osVersion),
  newToken: (random, given) => ({
    token: given ?? `${random.text(22, TOKEN_LETTERS)}:APA91b${random.text(134, TOKEN_LETTERS)}`,
  }),
  tokenFields: (token) => ({ push_token: token.token }),
  noTokenFields: undefined,
  headers: (endpoint, asks) => ({
    'Content-Type': 'application/json',
    ...(asks.triggers ? { 'X-Braze-TriggersRequest': 'true' } : {}),
    ...(asks.triggers || asks.full ? { 'X-Braze-DataRequest': 'true' } : {}),
    ...ENDPOINT_HEADERS[endpoint],
  }),
  decode: () => undefined,
}
