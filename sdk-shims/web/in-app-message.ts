// The base of in-app messages and the words their looks are chosen from. Defaults observed: web SDK 6.13.0
import { createOwned } from './subscriptions.ts'

export type SlideFrom = (typeof InAppMessage.SlideFrom)[keyof typeof InAppMessage.SlideFrom]
export type ClickAction = (typeof InAppMessage.ClickAction)[keyof typeof InAppMessage.ClickAction]
export type DismissType = (typeof InAppMessage.DismissType)[keyof typeof InAppMessage.DismissType]
export type OpenTarget = (typeof InAppMessage.OpenTarget)[keyof typeof InAppMessage.OpenTarget]
export type ImageStyle = (typeof InAppMessage.ImageStyle)[keyof typeof InAppMessage.ImageStyle]
export type Orientation = (typeof InAppMessage.Orientation)[keyof typeof InAppMessage.Orientation]
export type TextAlignment = (typeof InAppMessage.TextAlignment)[keyof typeof InAppMessage.TextAlignment]
export type CropType = (typeof InAppMessage.CropType)[keyof typeof InAppMessage.CropType]

/** Colours of a message that names none, as 0xAARRGGBB. */
export const COLOURS = { white: 0xffffffff, blue: 0xff0073d5, dark: 0xff333333, grey: 0xff9b9b9b, frame: 0xc0333333, slideUp: 0xffefefef, slideUpText: 0xff555555 } as const

/** ms until a message that closes by itself does. */
export const DURATION_MS = 5000

/** What most messages look like that say nothing of it. */
export const MESSAGE_DEFAULTS = {
  extras: {}, duration: DURATION_MS, clickAction: 'NONE', openTarget: 'NONE', iconColor: COLOURS.white, iconBackgroundColor: COLOURS.blue,
  backgroundColor: COLOURS.white, textColor: COLOURS.dark, closeButtonColor: COLOURS.grey, animateIn: true, animateOut: true,
} as const

/** Clicks and dismissals of each message, for the page's subscribers. */
export const messageClicks = createOwned<InAppMessage>()
export const messageDismissals = createOwned<InAppMessage>()

/** Set by the screen: takes a message off it. */
let close: (message: InAppMessage) => void = () => undefined
export const onCloseMessage = (closer: (message: InAppMessage) => void): void => { close = closer }

/** What all in-app messages have. Messages are made from its subclasses; it serves for `instanceof`. */
export class InAppMessage {
  static SlideFrom: { TOP: 'TOP'; BOTTOM: 'BOTTOM' } = { TOP: 'TOP', BOTTOM: 'BOTTOM' }
  static ClickAction: { URI: 'URI'; NONE: 'NONE' } = { URI: 'URI', NONE: 'NONE' }
  static DismissType: { AUTO_DISMISS: 'AUTO_DISMISS'; MANUAL: 'SWIPE' } = { AUTO_DISMISS: 'AUTO_DISMISS', MANUAL: 'SWIPE' }
  static OpenTarget: { NONE: 'NONE'; BLANK: 'BLANK' } = { NONE: 'NONE', BLANK: 'BLANK' }
  static ImageStyle: { TOP: 'TOP'; GRAPHIC: 'GRAPHIC' } = { TOP: 'TOP', GRAPHIC: 'GRAPHIC' }
  static Orientation: { PORTRAIT: 'PORTRAIT'; LANDSCAPE: 'LANDSCAPE' } = { PORTRAIT: 'PORTRAIT', LANDSCAPE: 'LANDSCAPE' }
  static TextAlignment: { START: 'START'; CENTER: 'CENTER'; END: 'END' } = { START: 'START', CENTER: 'CENTER', END: 'END' }
  static CropType: {
    /** Fills its place; what stands over is cut off. */
    CENTER_CROP: 'CENTER_CROP'
    /** Shown whole; empty bars fill its place. */
    FIT_CENTER: 'FIT_CENTER'
  } = { CENTER_CROP: 'CENTER_CROP', FIT_CENTER: 'FIT_CENTER' }

  /** Text of the body; the page of an HTML message. */
  message?: string
  /** Key-value pairs of the campaign. */
  extras: Record<string, string> = {}
  /** Names the message in what is logged of it; without one nothing is logged. */
  triggerId?: string
  /** Whether it closes by itself or waits for the user. */
  dismissType: DismissType = 'AUTO_DISMISS'
  /** ms until it closes by itself. */
  duration: number = DURATION_MS
  animateIn: boolean = true
  animateOut: boolean = true
  /** Id of the element it is shown in. */
  htmlId?: string
  /** Styles for that element. */
  css?: string
  /** Echoed to the server with impressions and clicks. */
  messageExtras?: Record<string, string>
  isControl: false = false

  /** Takes the message off the screen, as a dismissal. Does nothing when it is not there. */
  closeMessage(): void {
    close(this)
  }

  /** Ends all subscriptions of this message. */
  removeAllSubscriptions(): void {
    messageClicks(this).clear()
    messageDismissals(this).clear()
  }

  /** Ends one subscription of this message. */
  removeSubscription(subscriptionGuid: string): void {
    messageClicks(this).remove(subscriptionGuid)
    messageDismissals(this).remove(subscriptionGuid)
  }

  /** Calls `subscriber` when a click on the message was logged. Answers the subscription's id, null for no function. */
  subscribeToClickedEvent(subscriber: () => void): string | null {
    return messageClicks(this).add(subscriber)
  }

  /** Calls `subscriber` when the user, a timer or closeMessage() closes it. Answers the subscription's id, null for no function. */
  subscribeToDismissedEvent(subscriber: () => void): string | null {
    return messageDismissals(this).add(subscriber)
  }
}
