// What a device does in a YAML scenario: every verb of the headless device that needs no code, with what it takes.
import * as z from 'zod'
import type { Device } from '../../sdk-shims/device/index.ts'
import type { PushInbox } from '../push-inbox.ts'
import type { Shape } from './words.ts'
import { anything, flag, members, number, text, texts, whole } from './words.ts'

export type DeviceVerb = {
  doc: string
  /** What it takes, in its order. */
  takes: Shape
  /** The one thing that it takes is the whole value, also when that is a list or has members. */
  bare?: true
  /** Turns what is written into what the device takes. */
  adapt?: (args: unknown[], device: Device) => unknown[]
}

/** Verbs that take or give things of code (functions, objects of the SDK), or only look. */
type OfCode =
  | 'subscribe' | 'setInAppMessageHook' | 'makeInAppMessage' | 'showInAppMessage' | 'deferInAppMessage' | 'getDeferredInAppMessage'
  | 'logInAppMessageImpression' | 'logInAppMessageClick' | 'logInAppMessageButtonClick' | 'logInAppMessageHtmlClick'
  | 'contentCards' | 'contentCardsUpdatedAt' | 'unviewedContentCards' | 'getBanner' | 'getAllBanners' | 'getFeatureFlag' | 'getAllFeatureFlags'
  | 'typedProperty' | 'idle' | 'requests' | 'pending' | 'state' | 'finishPage'

const verb = (doc: string, takes: Shape = {}): DeviceVerb => ({ doc, takes })
const bare = (doc: string, takes: Shape): DeviceVerb => ({ doc, takes, bare: true })

const state = z.enum(['opted_in', 'subscribed', 'unsubscribed'])
const textOrNothing = text.nullable()
const place = { latitude: number, longitude: number }
const facts = z.strictObject(Object.fromEntries(['model', 'brand', 'carrier', 'osVersion', 'locale', 'timeZone', 'browser', 'browserVersion', 'userAgent'].map((name) => [name, text.optional()])))
const button = z.union([text, whole], { error: 'a button is named by its id, its text or its number' })

/** Cards have ids that nobody knows before: their titles are taken too. */
function cardIds(args: unknown[], device: Device): unknown[] {
  const cards = device.contentCards()
  const idOf = (named: unknown): string => {
    const found = cards.find(({ id, data }) => id === named || data['tt'] === named)
    if (found === undefined) throw new Error(`the device has no card '${String(named)}': ${cards.length === 0 ? 'it has none' : `it has ${cards.map(({ id, data }) => `'${String(data['tt'] ?? id)}'`).join(', ')}`}`)
    return found.id
  }
  return args.map((one) => (Array.isArray(one) ? one.map(idOf) : idOf(one)))
}
const card = (doc: string): DeviceVerb => ({ doc, takes: { card: text }, adapt: cardIds })

export const deviceVerbs: Record<Exclude<keyof (Device & PushInbox), OfCode>, DeviceVerb> = {
  launch: verb('The user opens the app: a session starts.'),
  initialize: verb('The process and the SDK start without a session.'),
  restartPage: verb('Web: the page ends its SDK and starts it again.'),
  launchInBackground: verb('The system starts the app behind the user’s back.'),
  foreground: verb('The app comes back to the front.'),
  background: verb('The app goes to the background.'),
  kill: verb('The app is closed.'),
  openSession: verb('The app itself opens a session.'),
  closeSession: verb('The app itself closes the session.'),
  uninstall: verb('The app is removed from the device.'),
  reinstall: verb('The app is installed anew.'),
  upgradeApp: verb('Another version of the app is installed.', { version: text, versionCode: text.optional() }),
  changeDevice: bare('What the device says of itself changes.', { facts }),

  changeUser: verb('The user logs in.', { id: text, signature: text.optional() }),
  setSdkAuthenticationSignature: verb('The app gives the SDK a new JWT.', { signature: text }),
  addAlias: verb('The user gets an alias.', { name: text, label: text }),
  wipeData: verb('The app wipes what the SDK has stored.'),
  disableSDK: verb('The app turns the SDK off.'),
  enableSDK: verb('The app turns the SDK on again.'),
  logout: verb('The user logs out.'),

  logCustomEvent: verb('The app logs a custom event.', { name: text, props: members.optional() }),
  logPurchase: verb('The app logs a purchase.', { productId: text, price: number, currency: text.optional(), quantity: whole.optional(), props: members.optional() }),
  logEvent: verb('An event as it stands on the wire, by its code.', { code: text, data: members }),
  setFirstName: verb('Sets the first name; null removes it.', { value: textOrNothing }),
  setLastName: verb('Sets the last name; null removes it.', { value: textOrNothing }),
  setEmail: verb('Sets the email address; null removes it.', { value: textOrNothing }),
  setGender: verb('Sets the gender: m, f, o, u, n or p; null removes it.', { value: textOrNothing }),
  setDateOfBirth: verb('Sets the day of birth.', { year: whole, month: whole, day: whole }),
  setCountry: verb('Sets the country; null removes it.', { value: textOrNothing }),
  setHomeCity: verb('Sets the home city; null removes it.', { value: textOrNothing }),
  setLanguage: verb('Sets the language; null removes it.', { value: textOrNothing }),
  setPhoneNumber: verb('Sets the phone number; null removes it.', { value: textOrNothing }),
  setEmailNotificationSubscriptionType: verb('Subscribes to emails, or not.', { value: state }),
  setPushNotificationSubscriptionType: verb('Subscribes to push, or not.', { value: state }),
  setAttributes: bare('Attributes as they stand on the wire.', { fields: members }),
  setAdvertising: bare('What the device says of advertising and tracking.', { said: members }),
  setCustomUserAttribute: verb('Sets a custom attribute.', { key: text, value: anything, merge: flag.optional() }),
  unsetCustomUserAttribute: verb('Removes a custom attribute.', { key: text }),
  incrementCustomUserAttribute: verb('Adds to a custom attribute that is a number.', { key: text, by: whole.optional() }),
  addToCustomAttributeArray: verb('Adds to a custom attribute that is a list.', { key: text, value: text }),
  removeFromCustomAttributeArray: verb('Removes from a custom attribute that is a list.', { key: text, value: text }),
  setCustomLocationAttribute: verb('Sets a custom attribute that is a place.', { key: text, ...place }),
  unsetCustomLocationAttribute: verb('Removes a custom attribute that is a place.', { key: text }),
  setLastKnownLocation: verb('The app tells the SDK where the user is.', { ...place, accuracy: number.optional(), altitude: number.optional(), altitudeAccuracy: number.optional() }),
  addToSubscriptionGroup: verb('Subscribes the user to a group.', { groupId: text }),
  removeFromSubscriptionGroup: verb('Unsubscribes the user from a group.', { groupId: text }),

  allowPush: verb('The user allows push, and the push service gives a token.', { token: text.optional() }),
  setPushPermission: verb('What the system answers about push, without any token.', { permission: z.enum(['notDetermined', 'authorized', 'provisional', 'denied']) }),
  denyPush: verb('The user refuses push.'),
  revokePushInSettings: verb('The user turns push off in the settings of the device.'),
  restorePushInSettings: verb('The user turns push on again in the settings of the device.'),
  setPushToken: verb('The app hands the SDK a push token.', { token: text }),
  unregisterPush: verb('The app gives its push token up.'),
  receivePushes: verb('Every push that was sent to the device since arrives.'),
  receivePush: bare('A push of your own making arrives.', { payload: members }),
  tapPush: verb('The user taps the newest notification.'),
  tapPushButton: verb('The user taps a button of the newest notification.', { button }),
  tapPushPage: verb('Android: the user taps a page of a push story.', { page: button }),
  dismissPush: verb('The user swipes the newest notification away.'),
  logPushOpened: verb('The app itself logs that a push was opened.', { campaign: text }),
  logPushAction: verb('The app itself logs that a button of a push was tapped.', { campaign: text, action: text }),

  automaticallyShowInAppMessages: verb('Web: the page lets the SDK show in-app messages.'),
  displayNextInAppMessage: verb('The next in-app message that waits is shown.'),
  clickInAppMessage: verb('The user taps the in-app message.'),
  clickInAppMessageButton: verb('The user taps a button of the in-app message.', { button }),
  clickInAppMessageHtml: verb('The user taps a button or link of an HTML in-app message.', { buttonId: text.optional() }),
  dismissInAppMessage: verb('The user closes the in-app message.'),
  rotate: verb('The device is turned.', { orientation: z.enum(['portrait', 'landscape']) }),

  requestImmediateDataFlush: verb('The SDK sends at once what it holds.'),
  requestContentCardsRefresh: verb('The SDK asks for Content Cards.'),
  refreshFeatureFlags: verb('The SDK asks for feature flags.'),
  requestBannersRefresh: bare('The SDK asks for Banners.', { placements: texts }),

  openContentCardsFeed: verb('The user opens the feed of Content Cards.'),
  closeContentCardsFeed: verb('The user closes the feed of Content Cards.'),
  clickContentCard: card('The user taps a card, named by its title or id.'),
  logContentCardImpressions: { ...bare('Cards were seen, named by their titles or ids.', { cards: texts }), adapt: cardIds },
  logContentCardClick: card('The app logs that a card was tapped, named by its title or id.'),
  logContentCardDismissal: card('The user dismisses a card, named by its title or id.'),

  logBannerImpressions: bare('Banners were seen.', { placements: texts }),
  logBannerClick: verb('The user taps a Banner.', { placement: text, buttonId: text.optional() }),
  dismissBanner: verb('The user dismisses a Banner.', { placement: text }),
  logFeatureFlagImpression: verb('A feature flag was looked at.', { id: text }),

  requestGeofences: verb('The app asks for geofences near a place.', place),
  setLocationPermission: verb('What the user lets the app know of places.', { permission: z.enum(['notDetermined', 'whenInUse', 'always', 'denied']) }),
  moveTo: verb('The user goes somewhere.', place),
  enterGeofence: verb('The user enters a geofence.', { id: text }),
  exitGeofence: verb('The user leaves a geofence.', { id: text }),

  addSdkMetadata: bare('The app tells the SDK how it was made.', { tags: texts }),
  goOffline: verb('The device loses the network.'),
  goOnline: verb('The device has the network again.'),
  setOutboundNetworkRequestsOffline: verb('The app holds the SDK’s requests back, or lets them go.', { held: flag }),
}
