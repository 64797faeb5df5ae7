// HtmlMessage: a message that is a page of its own. Defaults observed: web SDK 6.13.0
import { COLOURS, InAppMessage, MESSAGE_DEFAULTS } from './in-app-message.ts'
import type { DismissType } from './in-app-message.ts'
import { take } from './taking.ts'

type Arguments = [
  message: string, extras?: Record<string, string>, triggerId?: string, dismissType?: DismissType, duration?: number, animateIn?: boolean,
  animateOut?: boolean, frameColor?: number, htmlId?: string, css?: string, messageFields?: Record<string, any>, messageExtras?: Record<string,
  string>,
]
const NAMES = [
  'message', 'extras', 'triggerId', 'dismissType', 'duration', 'animateIn', 'animateOut', 'frameColor', 'htmlId', 'css', 'messageFields',
  'messageExtras',
] as const
const DEFAULTS: Partial<HtmlMessage> = { ...MESSAGE_DEFAULTS, dismissType: 'SWIPE', frameColor: COLOURS.frame }

/** A message that is a page of its own. */
export class HtmlMessage extends InAppMessage {
  /** Colour of the page behind it, 0xAARRGGBB. */
  frameColor!: number
  /** Further facts from the server. */
  messageFields?: Record<string, any>

  constructor(...given: Arguments) {
    super()
    take(this, NAMES, given, DEFAULTS)
  }
}
