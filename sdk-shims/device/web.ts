// The web SDK 6.13.0 on the wire (web wire 2-5, 11): price as text, unpadded dob, four push fields, lazy session end.
import { secondsOf } from './platform-wire.ts'
import type { Endpoint, PlatformWire } from './platform-wire.ts'

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

const ENDPOINT_HEADERS: Partial<Record<Endpoint, Record<string, string>>> = {
  contentCards: { 'X-Braze-ContentCardsRequest': 'true', 'X-Braze-DataRequest': 'true' },
  featureFlags: { 'X-Braze-FeatureFlagsRequest': 'true', 'X-Braze-DataRequest': 'true' },
}

export const web: PlatformWire = {
  platform: 'web',
  sdkVersion: '6.13.0',
  metadata: ['npm'],
  facts: {
    model: '', brand: '', carrier: '', osVersion: 'Linux', locale: 'en-us', timeZone: 'UTC',
    browser: 'Chrome', browserVersion: '156',
    userAgent: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36',
  },
  sessionTimeout: 1800,
  sessionEnd: 'next activity',
  requeue: 'last',
  anonymousAttributesFollow: true,
  changeUserEntry: false,
  enablementFrom: 'newest',
  waitsForConfig: true,
  deviceNeedsSession: false,
  sendsAlias: true,
  syncWithoutToken: 'delayed',
  stacksMessages: false,
  fallsBackWithoutTemplate: false,
  retriesTemplates: true,
  authErrorsFrom: 'auth_error',
  // observed: web calls at once with the cache when it is of this session or none was (flags, banners); never for cards.
  tellsNewSubscribers: { content_cards: 'never', banners: 'unless old', feature_flags: 'unless old' },
  smallestCapacity: 10,
  wipeDisables: false,
  cutsTexts: false,
  dob: (year, month, day) => `${year}-${month}-${day}`,
  price: (value) => value.toFixed(2),
  date: secondsOf,
  emptyProperties: true,
  device: (facts) => ({
    browser: facts.browser, browser_version: facts.browserVersion, os_version: facts.osVersion,
    locale: facts.locale, time_zone: facts.timeZone, user_agent: facts.userAgent,
  }),
  promptsForPush: () => true,
  newToken: (random, given, vapid) => ({
    token: given ?? `https://push.example.invalid/wpush/v2/${random.text(64, BASE64URL)}`,
    publicKey: `B${random.text(86, BASE64)}=`,
    auth: `${random.text(22, BASE64)}==`,
    vapid,
  }),
  tokenFields: (token) => ({
    push_token: token.token,
    custom_push_public_key: token.publicKey ?? null,
    custom_push_user_auth: token.auth ?? null,
    custom_push_vapid_public_key: token.vapid ?? null,
  }),
  noTokenFields: {
    push_token: null, custom_push_public_key: null, custom_push_user_auth: null, custom_push_vapid_public_key: null,
  },
  headers: (endpoint, asks) => ({
    'Content-type': 'application/json',
    'X-Requested-With': 'XMLHttpRequest',
    ...(asks.triggers ? { 'X-Braze-TriggersRequest': 'true', 'X-Braze-DataRequest': 'true' } : {}),
    ...ENDPOINT_HEADERS[endpoint],
  }),
  decode: () => undefined,
}
