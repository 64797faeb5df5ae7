// ModalMessage: a message in the middle of the page, which waits behind it. Defaults observed: web SDK 6.13.0
import type { InAppMessageButton } from './in-app-message-button.ts'
import { COLOURS, DURATION_MS, InAppMessage } from './in-app-message.ts'
import type { ClickAction, CropType, DismissType, ImageStyle, OpenTarget, TextAlignment } from './in-app-message.ts'

/** A message in the middle of the page, which waits behind it. */
export class ModalMessage extends InAppMessage {
  /** How the body is aligned. */
  messageAlignment: TextAlignment
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
  /** Whether the image stands on top or is the whole message. */
  imageStyle: ImageStyle
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
  /** Text of the headline. */
  header?: string
  /** How the headline is aligned. */
  headerAlignment: TextAlignment
  /** 0xAARRGGBB. */
  headerTextColor: number
  /** Colour of the page behind it, 0xAARRGGBB. */
  frameColor: number
  /** At most two. */
  buttons: InAppMessageButton[]
  /** How the image fits its place. */
  cropType: CropType
  override messageExtras?: Record<string, string>
  /** BCP 47 tag of its language. */
  language?: string
  /** What a screen reader says of the image. */
  altImageText?: string

  constructor(
    message?: string,
    messageAlignment?: TextAlignment,
    extras?: Record<string, string>,
    triggerId?: string,
    clickAction?: ClickAction,
    uri?: string,
    openTarget?: OpenTarget,
    dismissType?: DismissType,
    duration?: number,
    icon?: string,
    imageUrl?: string,
    imageStyle?: ImageStyle,
    iconColor?: number,
    iconBackgroundColor?: number,
    backgroundColor?: number,
    textColor?: number,
    closeButtonColor?: number,
    animateIn?: boolean,
    animateOut?: boolean,
    header?: string,
    headerAlignment?: TextAlignment,
    headerTextColor?: number,
    frameColor?: number,
    buttons?: InAppMessageButton[],
    cropType?: CropType,
    htmlId?: string,
    css?: string,
    messageExtras?: Record<string, string>,
    language?: string,
    altImageText?: string,
  ) {
    super()
    this.message = message
    this.messageAlignment = messageAlignment ?? 'CENTER'
    this.extras = extras ?? {}
    this.triggerId = triggerId
    this.clickAction = clickAction ?? 'NONE'
    this.uri = uri
    this.openTarget = openTarget ?? 'NONE'
    this.dismissType = dismissType ?? 'SWIPE'
    this.duration = duration ?? DURATION_MS
    this.icon = icon
    this.imageUrl = imageUrl
    this.imageStyle = imageStyle ?? 'TOP'
    this.iconColor = iconColor ?? COLOURS.white
    this.iconBackgroundColor = iconBackgroundColor ?? COLOURS.blue
    this.backgroundColor = backgroundColor ?? COLOURS.white
    this.textColor = textColor ?? COLOURS.dark
    this.closeButtonColor = closeButtonColor ?? COLOURS.grey
    this.animateIn = animateIn ?? true
    this.animateOut = animateOut ?? true
    this.header = header
    this.headerAlignment = headerAlignment ?? 'CENTER'
    this.headerTextColor = headerTextColor ?? COLOURS.dark
    this.frameColor = frameColor ?? COLOURS.frame
    this.buttons = buttons ?? []
    this.cropType = cropType ?? 'FIT_CENTER'
    this.htmlId = htmlId
    this.css = css
    this.messageExtras = messageExtras
    this.language = language
    this.altImageText = altImageText
  }
}
