// SlideUpMessage: a line that slides in from the edge of the page. Defaults observed: web SDK 6.13.0
import { COLOURS, InAppMessage, MESSAGE_DEFAULTS } from './in-app-message.ts'
import type { ClickAction, DismissType, OpenTarget, SlideFrom, TextAlignment } from './in-app-message.ts'
import { take } from './taking.ts'

type Arguments = [
  message: string, messageAlignment?: TextAlignment, slideFrom?: SlideFrom, extras?: Record<string, string>, triggerId?: string, clickAction?:
  ClickAction, uri?: string, openTarget?: OpenTarget, dismissType?: DismissType, duration?: number, icon?: string, imageUrl?: string, iconColor?:
  number, iconBackgroundColor?: number, backgroundColor?: number, textColor?: number, closeButtonColor?: number, animateIn?: boolean, animateOut?:
  boolean, htmlId?: string, css?: string, messageExtras?: Record<string, string>, language?: string, altImageText?: string,
]
const NAMES = [
  'message', 'messageAlignment', 'slideFrom', 'extras', 'triggerId', 'clickAction', 'uri', 'openTarget', 'dismissType', 'duration', 'icon',
  'imageUrl', 'iconColor', 'iconBackgroundColor', 'backgroundColor', 'textColor', 'closeButtonColor', 'animateIn', 'animateOut', 'htmlId', 'css',
  'messageExtras', 'language', 'altImageText',
] as const
const DEFAULTS: Partial<SlideUpMessage> = {
  ...MESSAGE_DEFAULTS, messageAlignment: 'START', slideFrom: 'BOTTOM', dismissType: 'AUTO_DISMISS', backgroundColor: COLOURS.slideUp, textColor: COLOURS.slideUpText,
}

/** A line that slides in from the edge of the page. */
export class SlideUpMessage extends InAppMessage {
  /** How the body is aligned. */
  messageAlignment!: TextAlignment
  /** The edge it comes in from. */
  slideFrom!: SlideFrom
  /** What a click on the body does. */
  clickAction!: ClickAction
  /** Where a click leads when `clickAction` is URI. */
  uri?: string
  /** Whether that opens in a new tab. */
  openTarget!: OpenTarget
  /** A Font Awesome character. */
  icon?: string
  /** An image, which goes before the icon. */
  imageUrl?: string
  /** 0xAARRGGBB. */
  iconColor!: number
  /** 0xAARRGGBB. */
  iconBackgroundColor!: number
  /** 0xAARRGGBB. */
  backgroundColor!: number
  /** 0xAARRGGBB. */
  textColor!: number
  /** 0xAARRGGBB. */
  closeButtonColor!: number
  /** BCP 47 tag of its language. */
  language?: string
  /** What a screen reader says of the image. */
  altImageText?: string

  constructor(...given: Arguments) {
    super()
    take(this, NAMES, given, DEFAULTS)
  }
}
