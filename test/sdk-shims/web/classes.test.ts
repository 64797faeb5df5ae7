// The classes of the web shim as a page makes them: defaults, words, subscriptions. observed: the same constructors of web SDK 6.13.0
import { describe, expect, test } from 'vitest'
import * as braze from '../../../sdk-shims/web/index.ts'

const SHARED = { extras: {}, dismissType: 'SWIPE', duration: 5000, animateIn: true, animateOut: true, isControl: false }
const LOOKS = { clickAction: 'NONE', openTarget: 'NONE', iconColor: 4294967295, iconBackgroundColor: 4278219733, backgroundColor: 4294967295, textColor: 4281545523, closeButtonColor: 4288387995 }
const OVERLAY = { ...SHARED, ...LOOKS, messageAlignment: 'CENTER', imageStyle: 'TOP', headerAlignment: 'CENTER', headerTextColor: 4281545523, frameColor: 3224580915, buttons: [] }
const CARD = { viewed: false, updated: null, expiresAt: null, extras: {}, pinned: false, isControl: false }
const SHOWN = { ...CARD, aspectRatio: null, dismissible: false, clicked: false, dismissed: false }

test.each<[keyof typeof braze, unknown[], Record<string, unknown>]>([
  ['Card', [], CARD], ['ClassicCard', [], { ...SHOWN, title: '', description: '' }], ['CaptionedImage', [], { ...SHOWN, title: '', description: '' }], ['ImageOnly', [], SHOWN],
  ['ControlCard', [], { ...CARD, isControl: true }],
  ['ClassicCard', ['id', true, 't', 'img', 'd', new Date(5), new Date(6), 'url', 'lt', 1.5, { a: 'b' }, true, true, true, 'en', 'alt'], { id: 'id', viewed: true, title: 't', imageUrl: 'img', description: 'd', updated: new Date(5), expiresAt: new Date(6), url: 'url', linkText: 'lt', aspectRatio: 1.5, extras: { a: 'b' }, pinned: true, dismissible: true, clicked: true, language: 'en', altImageText: 'alt', dismissed: false, isControl: false }],
  ['ImageOnly', ['id', true, 'img', new Date(5), new Date(6), 'url', 1.5, { a: 'b' }, true, true, true, 'en', 'alt'], { id: 'id', viewed: true, imageUrl: 'img', updated: new Date(5), expiresAt: new Date(6), url: 'url', aspectRatio: 1.5, extras: { a: 'b' }, pinned: true, dismissible: true, clicked: true, language: 'en', altImageText: 'alt', dismissed: false, isControl: false }],
  ['ControlCard', ['id', true, new Date(5), new Date(6), { a: 'b' }, true], { id: 'id', viewed: true, updated: new Date(5), expiresAt: new Date(6), extras: { a: 'b' }, pinned: true, isControl: true }],
  ['ControlMessage', ['t'], { triggerId: 't', extras: {}, isControl: true }],
  ['InAppMessage', [], { ...SHARED, dismissType: 'AUTO_DISMISS' }],
  ['ModalMessage', [], { ...OVERLAY, cropType: 'FIT_CENTER' }], ['FullScreenMessage', [], { ...OVERLAY, cropType: 'CENTER_CROP', orientation: 'PORTRAIT' }],
  ['SlideUpMessage', ['hi'], { ...SHARED, ...LOOKS, message: 'hi', dismissType: 'AUTO_DISMISS', messageAlignment: 'START', slideFrom: 'BOTTOM', backgroundColor: 4293914607, textColor: 4283782485 }],
  ['HtmlMessage', ['<b>', null, 't', 'SWIPE', 1000], { ...SHARED, message: '<b>', triggerId: 't', duration: 1000, frameColor: 3224580915 }],
  ['ModalMessage', ['m', 'WRONG', { a: '1' }, 't', 'BAD', 'u', 'BAD', 'BAD', 1, 'i', 'img', 'BAD'], { ...OVERLAY, cropType: 'FIT_CENTER', message: 'm', messageAlignment: 'WRONG', extras: { a: '1' }, triggerId: 't', clickAction: 'BAD', uri: 'u', openTarget: 'BAD', dismissType: 'BAD', duration: 1, icon: 'i', imageUrl: 'img', imageStyle: 'BAD' }],
  ['FullScreenMessage', ['m', 'END', {}, 't', 'URI', 'u', 'BLANK', 'SWIPE', 1, 'i', 'img', 'GRAPHIC', 1, 2, 3, 4, 5, false, false, 'h', 'END', 6, 7, [], 'FIT_CENTER', 'LANDSCAPE', 'id', 'css', { m: 'e' }, 'de', 'alt'], { message: 'm', messageAlignment: 'END', extras: {}, triggerId: 't', clickAction: 'URI', uri: 'u', openTarget: 'BLANK', dismissType: 'SWIPE', duration: 1, icon: 'i', imageUrl: 'img', imageStyle: 'GRAPHIC', iconColor: 1, iconBackgroundColor: 2, backgroundColor: 3, textColor: 4, closeButtonColor: 5, animateIn: false, animateOut: false, header: 'h', headerAlignment: 'END', headerTextColor: 6, frameColor: 7, buttons: [], cropType: 'FIT_CENTER', orientation: 'LANDSCAPE', htmlId: 'id', css: 'css', messageExtras: { m: 'e' }, language: 'de', altImageText: 'alt', isControl: false }],
  ['InAppMessageButton', [], { text: '', backgroundColor: 4278219733, textColor: 4294967295, borderColor: 4278219733, clickAction: 'NONE', id: -1 }],
  ['InAppMessageButton', ['T', 1, 2, 3, 'URI', 'u', 4], { text: 'T', backgroundColor: 1, textColor: 2, borderColor: 3, clickAction: 'URI', uri: 'u', id: 4 }],
  ['FeatureFlag', [], { enabled: false, properties: {} }], ['Banner', [], { isControl: false, properties: {} }], ['User', [], {}], ['ChatMessage', [], { actions: [] }],
])('new %s(%j)', (name, args, fields) => {
  const Made = braze[name] as unknown as new (...given: unknown[]) => object
  expect(Object.fromEntries(Object.entries(new Made(...args)).filter(([, value]) => value !== undefined))).toEqual(fields)
})

test('words', () => {
  expect({ ...braze.InAppMessage }).toEqual({
    SlideFrom: { TOP: 'TOP', BOTTOM: 'BOTTOM' }, ClickAction: { URI: 'URI', NONE: 'NONE' }, DismissType: { AUTO_DISMISS: 'AUTO_DISMISS', MANUAL: 'SWIPE' }, OpenTarget: { NONE: 'NONE', BLANK: 'BLANK' },
    ImageStyle: { TOP: 'TOP', GRAPHIC: 'GRAPHIC' }, Orientation: { PORTRAIT: 'PORTRAIT', LANDSCAPE: 'LANDSCAPE' }, TextAlignment: { START: 'START', CENTER: 'CENTER', END: 'END' }, CropType: { CENTER_CROP: 'CENTER_CROP', FIT_CENTER: 'FIT_CENTER' },
  })
  expect(braze.ModalMessage.ClickAction).toEqual({ URI: 'URI', NONE: 'NONE' })
  expect({ ...braze.User }).toEqual({ Genders: { MALE: 'm', FEMALE: 'f', OTHER: 'o', UNKNOWN: 'u', NOT_APPLICABLE: 'n', PREFER_NOT_TO_SAY: 'p' }, NotificationSubscriptionTypes: { OPTED_IN: 'opted_in', SUBSCRIBED: 'subscribed', UNSUBSCRIBED: 'unsubscribed' } })
  expect({ ...braze.BrazeSdkMetadata }).toEqual({ GOOGLE_TAG_MANAGER: 'gg', MPARTICLE: 'mp', SEGMENT: 'sg', TEALIUM: 'tl', MANUAL: 'manu', NPM: 'npm', CDN: 'wcd', SHOPIFY: 'shp' })
  expect({ ...braze.DeviceProperties }).toEqual({ BROWSER: 'browser', BROWSER_VERSION: 'browserVersion', OS: 'os', RESOLUTION: 'resolution', LANGUAGE: 'language', TIME_ZONE: 'timeZone', USER_AGENT: 'userAgent' })
})

describe('a collection of cards', () => {
  test('counts what the user has not seen, control cards apart', () => {
    const cards = [new braze.ClassicCard('a'), new braze.ControlCard('b'), new braze.ImageOnly('c', true), new braze.CaptionedImage('d')]
    const all = new braze.ContentCards(cards, null)
    expect([all.cards, all.lastUpdated, all.getUnviewedCardCount()]).toEqual([cards, null, 2])
  })
})

test('nothing is read of an element, and none is needed: this runs without a DOM', () => {
  expect(['document', 'window', 'localStorage', 'XMLHttpRequest'].filter((name) => name in globalThis && (globalThis as Record<string, unknown>)[name] !== undefined)).toEqual([])
})
