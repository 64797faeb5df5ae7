// BrazeInAppMessageManager: registered activities, the stack, what listeners answer, clicks, carry-over (M12-M15, M19, U14). docs: braze-android-sdk, BrazeInAppMessageManager.kt
import { decodeAction } from '../device/braze-actions.ts'
import type { Device } from '../device/device-types.ts'
import { Braze } from './braze.ts'
import { followLink } from './deeplinks.ts'
import { Channel, ClickAction, InAppMessageOperation, MessageType } from './enums.ts'
import { BrazeUserChangeEvent, InAppMessageEvent, SdkDataWipeEvent } from './events.ts'
import { actOnHtmlLink } from './html-links.ts'
import type { InAppMessage } from './in-app-message.ts'
import type { IHtmlInAppMessageActionListener, IInAppMessageManagerListener, InAppMessageView } from './in-app-message-listeners.ts'
import { phone, requestPushPermission } from './phone.ts'
import type { Activity, AppProcess } from './phone.ts'

const instances = new WeakMap<AppProcess, BrazeInAppMessageManager>()

export class BrazeInAppMessageManager {
  /** Messages that wait; the last one is shown next. */
  inAppMessageStack: InAppMessage[] = []
  #listener: IInAppMessageManagerListener = {}
  #controlListener: IInAppMessageManagerListener = {}
  #activity: Activity | undefined
  #view: InAppMessageView | undefined
  #htmlListener: IHtmlInAppMessageActionListener = {}
  /** Shown when its activity went away; the next one shows it again. */
  #carryover: InAppMessage | undefined
  /** Came while no activity was registered; the last one only. */
  #unregistered: InAppMessage | undefined
  #unsubscribe: (() => void) | undefined
  /** The next unregisterInAppMessageManager() does nothing. */
  shouldNextUnregisterBeSkipped: boolean = false
  doesBackButtonDismissInAppMessageView: boolean = true
  doesClickOutsideModalViewDismissInAppMessageView: boolean = false

  static getInstance(): BrazeInAppMessageManager {
    const { process } = phone()
    const found = instances.get(process) ?? new BrazeInAppMessageManager()
    instances.set(process, found)
    return found
  }

  get #shown(): InAppMessage | undefined { return this.#view?.inAppMessage }

  get #device(): Device {
    Braze.getInstance()
    return phone().process.device!
  }

  get activity(): Activity | undefined { return this.#activity }
  get isCurrentlyDisplayingInAppMessage(): boolean { return this.#shown !== undefined }
  /** The message on the screen. */
  get shownInAppMessage(): InAppMessage | undefined { return this.#shown }

  setCustomInAppMessageManagerListener(listener: IInAppMessageManagerListener | null): void { this.#listener = listener ?? {} }
  /** Asked about control messages in place of the other one. */
  setCustomControlInAppMessageManagerListener(listener: IInAppMessageManagerListener | null): void { this.#controlListener = listener ?? {} }

  setCustomHtmlInAppMessageActionListener(listener: IHtmlInAppMessageActionListener | null): void { this.#htmlListener = listener ?? {} }
  setBackButtonDismissesInAppMessageView(dismisses: boolean): void { this.doesBackButtonDismissInAppMessageView = dismisses }
  setClickOutsideModalViewDismissInAppMessageView(dismisses: boolean): void { this.doesClickOutsideModalViewDismissInAppMessageView = dismisses }

  /** Before it nothing is shown: events logged earlier bring no message. */
  ensureSubscribedToInAppMessageEvents(): void {
    this.#unsubscribe?.()
    const braze = Braze.getInstance()
    const device = this.#device
    const onMessage = ({ inAppMessage }: InAppMessageEvent): void => this.addInAppMessage(inAppMessage)
    const onEnd = (): void => this.#clear()
    braze.subscribeToNewInAppMessages(onMessage)
    braze.addSingleSynchronousSubscription(onEnd, SdkDataWipeEvent)
    braze.subscribeToChangeUserEvents(onEnd)
    const stop = device.subscribe('in_app_message_dismissed', ({ message }) => this.#left(message.id))
    this.#unsubscribe = () => {
      braze.removeSingleSubscription(onMessage, InAppMessageEvent)
      braze.removeSingleSubscription(onEnd, SdkDataWipeEvent)
      braze.removeSingleSubscription(onEnd, BrazeUserChangeEvent)
      stop()
    }
  }

  /** Belongs in onResume of every activity. */
  registerInAppMessageManager(activity: Activity | null): void {
    if (activity === null) return
    this.#activity = activity
    phone().activity = activity
    const [carried, waiting] = [this.#carryover, this.#unregistered] as const
    this.#carryover = undefined
    this.ensureSubscribedToInAppMessageEvents()
    if (carried !== undefined) return this.#display(carried)
    if (waiting !== undefined) this.resume()
  }

  /** The activity that is registered is in front again. */
  resume(): void {
    const waiting = this.#unregistered
    this.#unregistered = undefined
    if (waiting !== undefined) this.addInAppMessage(waiting)
  }

  /** Belongs in onPause. */
  unregisterInAppMessageManager(_activity: Activity | null): void {
    if (this.shouldNextUnregisterBeSkipped) return void (this.shouldNextUnregisterBeSkipped = false)
    if (this.#shown !== undefined) this.#carryover = this.#shown
    this.#view = undefined
    this.#activity = undefined
    phone().activity = undefined
  }

  addInAppMessage(message: InAppMessage | null): void {
    if (message === null) return
    this.inAppMessageStack.push(message)
    this.requestDisplayInAppMessage()
  }

  /** Shows the top of the stack, if nothing is shown and the listener agrees. Nothing calls it when a message is closed: the next message does, or the app. */
  requestDisplayInAppMessage(): boolean {
    // docs: triggering_messages, with the app in the background no message is shown
    if (this.#activity === undefined || !phone().inFront) {
      this.#unregistered = this.inAppMessageStack.pop() ?? this.#unregistered
      return false
    }
    if (this.#shown !== undefined) return false
    const message = this.inAppMessageStack.pop()
    if (message === undefined) return false
    const listener = message.isControl ? this.#controlListener : this.#listener
    const operation = listener.beforeInAppMessageDisplayed?.(message) ?? InAppMessageOperation.DISPLAY_NOW
    if (operation === InAppMessageOperation.DISPLAY_NOW) {
      this.#display(message)
      return true
    }
    if (operation === InAppMessageOperation.DISPLAY_LATER) this.inAppMessageStack.push(message)
    if (operation === InAppMessageOperation.REENQUEUE) this.#reenqueue(message)
    return false
  }

  /** The device takes back that it was triggered (M14). */
  #reenqueue(message: InAppMessage): void {
    const device = this.#device
    device.setInAppMessageHook(() => 'REENQUEUE')
    device.showInAppMessage(message.record)
    device.setInAppMessageHook(undefined)
  }

  #display(message: InAppMessage): void {
    const device = this.#device
    const isOnScreen = device.state().shownMessages.some((one) => one.id === message.record.id)
    // One for another user, or another orientation, has no view
    if (!isOnScreen && (!device.showInAppMessage(message.record) || message.isControl)) return
    this.#view = { inAppMessage: message }
    this.#listener.beforeInAppMessageViewOpened?.(this.#view, message)
    if (this.#view !== undefined) this.#listener.afterInAppMessageViewOpened?.(this.#view, message)
  }

  /** `dismissed`: the user did it. */
  hideCurrentlyDisplayingInAppMessage(dismissed: boolean): void {
    this.shouldNextUnregisterBeSkipped = false
    const message = this.#shown
    if (message === undefined) return
    if (dismissed) this.#listener.onInAppMessageDismissed?.(message)
    this.#device.dismissInAppMessage(message.record)
  }

  #left(id: string): void {
    if (this.#carryover?.record.id === id) this.#carryover = undefined
    const view = this.#view
    if (view?.inAppMessage.record.id !== id) return
    const message = view.inAppMessage
    this.#listener.beforeInAppMessageViewClosed?.(view, message)
    this.#view = undefined
    this.#listener.afterInAppMessageViewClosed?.(message)
  }

  #clear(): void {
    this.inAppMessageStack = []
    this.#carryover = undefined
    this.#unregistered = undefined
  }

  /** The user taps the body, or a button by its id or text. */
  click(button?: string | number): void {
    const message = this.#shown
    if (message === undefined) throw new Error('there is no in-app message on the screen')
    if (button === undefined) return this.#clickBody(message)
    const found = message.messageButtons.find((one) => one.id === button || one.text === button || String(one.id) === button)
    if (found === undefined) throw new Error(`the in-app message has no button ${JSON.stringify(button)}: ${message.messageButtons.map(({ id, text }) => `${id} (${text})`).join(', ') || 'it has none'}`)
    message.logButtonClick(found)
    if (this.#listener.onInAppMessageButtonClicked?.(message, found) === true) return
    this.#perform(message, found.clickAction, found.uri, found.openUriInWebview, () => this.#device.clickInAppMessageButton(found.id, message.record))
  }

  /** The user presses the back button. False: no message had it. */
  pressBack(): boolean {
    if (this.#shown === undefined || !this.doesBackButtonDismissInAppMessageView) return false
    this.hideCurrentlyDisplayingInAppMessage(true)
    return true
  }

  /** The user taps beside the message: modals may leave by it. */
  tapOutside(): boolean {
    if (this.#shown?.messageType !== MessageType.MODAL || !this.doesClickOutsideModalViewDismissInAppMessageView) return false
    this.hideCurrentlyDisplayingInAppMessage(true)
    return true
  }

  /** The user taps a link inside the HTML message that is shown. */
  clickHtmlLink(url: string): void {
    const message = this.#shown
    if (message?.isHtml !== true) throw new Error('there is no HTML message on the screen')
    actOnHtmlLink(message, url, this.#htmlListener, (dismissed) => this.hideCurrentlyDisplayingInAppMessage(dismissed))
  }

  #clickBody(message: InAppMessage): void {
    // Where there are buttons the body is none, and HTML is clicked inside
    if (message.messageButtons.length > 0 || message.isHtml) return
    message.logClick()
    if (this.#listener.onInAppMessageClicked?.(message) === true) return
    this.#perform(message, message.clickAction, message.uri, message.openUriInWebView, () => this.#device.clickInAppMessage(message.record))
  }

  #perform(message: InAppMessage, action: ClickAction, uri: string | null, useWebView: boolean, act: () => void): void {
    const asked = action === ClickAction.URI && uri !== null ? decodeAction(uri) : undefined
    if (asked !== undefined) {
      // A push primer
      if (asked.asksForPush) requestPushPermission()
      return act()
    }
    this.hideCurrentlyDisplayingInAppMessage(false)
    if (action === ClickAction.URI && uri !== null) followLink(uri, message.extras, useWebView, Channel.INAPP_MESSAGE)
  }
}
