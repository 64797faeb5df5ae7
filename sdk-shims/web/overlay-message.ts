// What modal and full-screen messages have in common: their looks and the order of their arguments. Defaults observed: web SDK 6.13.0
import type { InAppMessageButton } from './in-app-message-button.ts'
import { COLOURS, InAppMessage, MESSAGE_DEFAULTS } from './in-app-message.ts'
import type { ClickAction, CropType, DismissType, ImageStyle, OpenTarget, TextAlignment } from './in-app-message.ts'

/** The first arguments of both, then what each has of its own, then OverlayEnd. */
export type OverlayStart = [
  message?: string, messageAlignment?: TextAlignment, extras?: Record<string, string>, triggerId?: string, clickAction?: ClickAction, uri?: string,
  openTarget?: OpenTarget, dismissType?: DismissType, duration?: number, icon?: string, imageUrl?: string, imageStyle?: ImageStyle, iconColor?: number,
  iconBackgroundColor?: number, backgroundColor?: number, textColor?: number, closeButtonColor?: number, animateIn?: boolean, animateOut?: boolean,
  header?: string, headerAlignment?: TextAlignment, headerTextColor?: number, frameColor?: number, buttons?: InAppMessageButton[], cropType?: CropType,
]
export type OverlayEnd = [htmlId?: string, css?: string, messageExtras?: Record<string, string>, language?: string, altImageText?: string]

export const OVERLAY_START = [
  'message', 'messageAlignment', 'extras', 'triggerId', 'clickAction', 'uri', 'openTarget', 'dismissType', 'duration', 'icon', 'imageUrl', 'imageStyle', 'iconColor',
  'iconBackgroundColor', 'backgroundColor', 'textColor', 'closeButtonColor', 'animateIn', 'animateOut', 'header', 'headerAlignment', 'headerTextColor', 'frameColor',
  'buttons', 'cropType',
] as const
export const OVERLAY_END = ['htmlId', 'css', 'messageExtras', 'language', 'altImageText'] as const

export const OVERLAY_DEFAULTS: Partial<OverlayMessage> = {
  ...MESSAGE_DEFAULTS, messageAlignment: 'CENTER', dismissType: 'SWIPE', imageStyle: 'TOP', headerAlignment: 'CENTER', headerTextColor: COLOURS.dark,
  frameColor: COLOURS.frame, buttons: [], cropType: 'FIT_CENTER',
}

/** A message over the page, which waits behind it. */
export class OverlayMessage extends InAppMessage {
  /** How the body is aligned. */
  messageAlignment!: TextAlignment
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
  /** Whether the image stands on top or is the whole message. */
  imageStyle!: ImageStyle
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
  /** Text of the headline. */
  header?: string
  /** How the headline is aligned. */
  headerAlignment!: TextAlignment
  /** 0xAARRGGBB. */
  headerTextColor!: number
  /** Colour of the page behind it, 0xAARRGGBB. */
  frameColor!: number
  /** At most two. */
  buttons!: InAppMessageButton[]
  /** How the image fits its place. */
  cropType!: CropType
  /** BCP 47 tag of its language. */
  language?: string
  /** What a screen reader says of the image. */
  altImageText?: string
}
