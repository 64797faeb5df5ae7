// A button of a modal or full-screen message. Defaults observed: web SDK 6.13.0
import type { ClickAction } from './in-app-message.ts'
import { COLOURS } from './in-app-message.ts'
import { createOwned } from './subscriptions.ts'

/** The id of a button that was given none; clicks on it are not logged. */
export const NO_BUTTON_ID = -1

export const buttonClicks = createOwned<InAppMessageButton>()

/** A button of a ModalMessage or FullScreenMessage. Colours are 0xAARRGGBB. */
export class InAppMessageButton {
  /** What it says. */
  text: string
  backgroundColor: number
  textColor: number
  /** Default: the background's. */
  borderColor: number
  /** What a click does. */
  clickAction: ClickAction
  /** Where it leads when `clickAction` is URI. */
  uri?: string
  /** Names it in what is logged. */
  id?: number

  constructor(text: string, backgroundColor?: number, textColor?: number, borderColor?: number, clickAction?: ClickAction, uri?: string, id?: number) {
    this.text = text || ''
    this.backgroundColor = backgroundColor || COLOURS.blue
    this.textColor = textColor || COLOURS.white
    this.borderColor = borderColor || this.backgroundColor
    this.clickAction = clickAction || 'NONE'
    this.uri = uri
    this.id = id ?? NO_BUTTON_ID
  }

  /** Ends all subscriptions of this button. */
  removeAllSubscriptions(): void {
    buttonClicks(this).clear()
  }

  /** Ends one subscription of this button. */
  removeSubscription(subscriptionGuid: string): void {
    buttonClicks(this).remove(subscriptionGuid)
  }

  /** Calls `subscriber` when a click on the button was logged. Answers the subscription's id, null for no function. */
  subscribeToClickedEvent(subscriber: () => void): string | null {
    return buttonClicks(this).add(subscriber)
  }
}
