// SlideUpMessage: a line that slides in from the edge of the page. Defaults observed: web SDK 6.13.0
import { COLOURS, DURATION_MS, InAppMessage } from './in-app-message.ts'
import type { ClickAction, DismissType, OpenTarget, SlideFrom, TextAlignment } from './in-app-message.ts'

/** A line that slides in from the edge of the page. */
export class SlideUpMessage extends InAppMessage {
  /** How the body is aligned. */
  messageAlignment: TextAlignment
  /** The edge it comes in from. */
  slideFrom: SlideFrom
  /** What a click on the body does. */
  clickAction: ClickAction
  /** Where a click leads when `clickAction` is URI. */
  uri?: string
  /** Whether that opens in a new tab. */
  openTarget: OpenTarget
  /** A Font Awesome character. */
  icon?: string
  /** An image, which goes before the icon. */
  imageUrl?: string
  /** 0xAARRGGBB. */
  iconColor: number
  /** 0xAARRGGBB. */
  iconBackgroundColor: number
  /** 0xAARRGGBB. */
  backgroundColor: number
  /** 0xAARRGGBB. */
  textColor: number
  /** 0xAARRGGBB. */
  closeButtonColor: number
  override messageExtras?: Record<string, string>
  /** BCP 47 tag of its language. */
  language?: string
  /** What a screen reader says of the image. */
  altImageText?: string

  constructor(
    message: string,
    messageAlignment?: TextAlignment,
    slideFrom?: SlideFrom,
    extras?: Record<string, string>,
    triggerId?: string,
    clickAction?: ClickAction,
    uri?: string,
    openTarget?: OpenTarget,
    dismissType?: DismissType,
    duration?: number,
    icon?: string,
    imageUrl?: string,
    iconColor?: number,
    iconBackgroundColor?: number,
    backgroundColor?: number,
    textColor?: number,
    closeButtonColor?: number,
    animateIn?: boolean,
    animateOut?: boolean,
    htmlId?: string,
    css?: string,
    messageExtras?: Record<string, string>,
    language?: string,
    altImageText?: string,
  ) {
    super()
    this.message = message
    this.messageAlignment = messageAlignment ?? 'START'
    this.slideFrom = slideFrom ?? 'BOTTOM'
    this.extras = extras ?? {}
    this.triggerId = triggerId
    this.clickAction = clickAction ?? 'NONE'
    this.uri = uri
    this.openTarget = openTarget ?? 'NONE'
    this.dismissType = dismissType ?? 'AUTO_DISMISS'
    this.duration = duration ?? DURATION_MS
    this.icon = icon
    this.imageUrl = imageUrl
    this.iconColor = iconColor ?? COLOURS.white
    this.iconBackgroundColor = iconBackgroundColor ?? COLOURS.blue
    this.backgroundColor = backgroundColor ?? COLOURS.slideUp
    this.textColor = textColor ?? COLOURS.slideUpText
    this.closeButtonColor = closeButtonColor ?? COLOURS.grey
    this.animateIn = animateIn ?? true
    this.animateOut = animateOut ?? true
    this.htmlId = htmlId
    this.css = css
    this.messageExtras = messageExtras
    this.language = language
    this.altImageText = altImageText
  }
}
