// HtmlMessage: a message that is a page of its own. Defaults observed: web SDK 6.13.0
import { COLOURS, DURATION_MS, InAppMessage } from './in-app-message.ts'
import type { DismissType } from './in-app-message.ts'

/** A message that is a page of its own. */
export class HtmlMessage extends InAppMessage {
  /** Colour of the page behind it, 0xAARRGGBB. */
  frameColor: number
  /** Further facts from the server. */
  messageFields?: Record<string, any>
  override messageExtras?: Record<string, string>

  constructor(
    message: string,
    extras?: Record<string, string>,
    triggerId?: string,
    dismissType?: DismissType,
    duration?: number,
    animateIn?: boolean,
    animateOut?: boolean,
    frameColor?: number,
    htmlId?: string,
    css?: string,
    messageFields?: Record<string, any>,
    messageExtras?: Record<string, string>,
  ) {
    super()
    this.message = message
    this.extras = extras ?? {}
    this.triggerId = triggerId
    this.dismissType = dismissType ?? 'SWIPE'
    this.duration = duration ?? DURATION_MS
    this.animateIn = animateIn ?? true
    this.animateOut = animateOut ?? true
    this.frameColor = frameColor ?? COLOURS.frame
    this.htmlId = htmlId
    this.css = css
    this.messageFields = messageFields
    this.messageExtras = messageExtras
  }
}
