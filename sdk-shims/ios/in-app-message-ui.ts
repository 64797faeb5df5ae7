// BrazeInAppMessageUI without a screen: display choices, the stack, clicks, follow-up messages, dismissal (M13-M15, M19). docs: braze-swift-sdk, Sources/BrazeUI/InAppMessageUI
import { decodeAction } from '../device/braze-actions.ts'
import type { Device } from '../device/device-types.ts'
import type { Braze } from './braze.ts'
import type { BrazeInAppMessagePresenter, DismissalReason } from './delegates.ts'
import { recordOf } from './in-app-message.ts'
import type { ClickAction, InAppMessage } from './in-app-message.ts'
import { innerOf, innerOfDevice } from './inner.ts'
import { phone, requestAuthorization } from './phone.ts'
import { isBrazeAction } from './urls.ts'

/** 'later' is the deprecated word for 'reenqueue': both put the message on top of the stack. */
export type DisplayChoice = 'now' | 'reenqueue' | 'later' | 'discard'

/** What stands on the screen. */
export type InAppMessageView = { readonly message: InAppMessage }

/** What a delegate may change before the message is shown. */
export type PresentationContext = { message: InAppMessage; preferredOrientation: 'portrait' | 'landscape' | undefined; statusBarHideBehavior: 'auto' | 'hidden' | 'visible' }

/** How a kind of message behaves on the screen. */
type ModalAttributes = { Attributes: { defaults: { dismissOnBackgroundTap: boolean } } }
const modalAttributes = (): ModalAttributes => ({ Attributes: { defaults: { dismissOnBackgroundTap: false } } })

export type BrazeInAppMessageUIDelegate = {
  displayChoiceForMessage?(ui: BrazeInAppMessageUI, message: InAppMessage): DisplayChoice
  prepareWith?(ui: BrazeInAppMessageUI, context: PresentationContext): void
  willPresent?(ui: BrazeInAppMessageUI, message: InAppMessage, view: InAppMessageView): void
  didPresent?(ui: BrazeInAppMessageUI, message: InAppMessage, view: InAppMessageView): void
  willDismiss?(ui: BrazeInAppMessageUI, message: InAppMessage, view: InAppMessageView): void
  didDismiss?(ui: BrazeInAppMessageUI, message: InAppMessage, view: InAppMessageView): void
  /** False: the app takes the click itself; it is logged all the same. */
  shouldProcess?(ui: BrazeInAppMessageUI, clickAction: ClickAction, buttonId: string | undefined, message: InAppMessage, view: InAppMessageView): boolean
}

/** Shows in-app messages of `braze.inAppMessagePresenter`. Without one nothing is shown. */
export class BrazeInAppMessageUI implements BrazeInAppMessagePresenter {
  static readonly ModalView: ModalAttributes = modalAttributes()
  static readonly ModalImageView: ModalAttributes = modalAttributes()
  delegate: BrazeInAppMessageUIDelegate | undefined = undefined
  /** Messages that wait; the last one is shown next. Nothing shows them by itself: presentNext() does. */
  stack: InAppMessage[] = []
  #view: InAppMessageView | undefined
  #followup: InAppMessage | undefined
  #processing = false

  /** What is on the screen. */
  get messageView(): InAppMessageView | undefined {
    return this.#view
  }

  #unstack(message: InAppMessage): void {
    this.stack = this.stack.filter((one) => one !== message)
  }

  present(message: InAppMessage): void {
    if (this.#view !== undefined) {
      // A message that the click on the shown one brought comes right after it; others wait on the stack
      if (this.#processing) {
        if (this.#followup !== undefined) this.stack.push(this.#followup)
        this.#followup = message
        return
      }
      this.#unstack(message)
      this.stack.push(message)
      return
    }
    const choice = this.delegate?.displayChoiceForMessage?.(this, message) ?? 'now'
    if (choice === 'now') return this.#prepareAndPresent(message)
    this.#unstack(message)
    if (choice === 'discard') message.context.discard()
    else this.stack.push(message)
  }

  /** Shows the top of the stack when nothing is on the screen. The delegate is not asked again. */
  presentNext(): void {
    const next = this.stack.at(-1)
    if (next !== undefined && this.#view === undefined) this.#prepareAndPresent(next)
  }

  #prepareAndPresent(message: InAppMessage): void {
    this.#unstack(message)
    const inner = innerOfDevice(message)
    // An app that is not in front has no window to show it in: the message is lost. docs: InAppMessageUI, validateHeadless
    if (inner === undefined || !message.context.valid || !inner.device.state().foreground) return
    const { orientation, userId } = inner.device.state()
    if (message.orientation !== 'any' && message.orientation !== orientation) return
    const context: PresentationContext = { message, preferredOrientation: orientation, statusBarHideBehavior: 'auto' }
    this.delegate?.prepareWith?.(this, context)
    // Another user's message is prepared, and goes no further (M15)
    if (recordOf(message).userId !== userId) return
    const view: InAppMessageView = { message }
    this.#view = view
    this.delegate?.willPresent?.(this, message, view)
    const shown = inner.device.showInAppMessage(recordOf(message))
    if (!shown) {
      // A screen that is taken, an SDK that is off: the device says why in its log
      this.#view = undefined
      return
    }
    this.delegate?.didPresent?.(this, message, view)
    // Control messages leave as soon as they are logged (M12)
    if (message.type === 'control') this.#gone(view)
  }

  #gone(view: InAppMessageView): void {
    if (this.#view !== view) return
    this.delegate?.willDismiss?.(this, view.message, view)
    this.#view = undefined
    this.delegate?.didDismiss?.(this, view.message, view)
    this.#processing = false
    const followup = this.#followup
    this.#followup = undefined
    if (followup !== undefined) this.present(followup)
  }

  /** The device took the message off its screen: its time was up, the user changed, data were wiped. */
  left(recordId: string): void {
    const view = this.#view
    if (view !== undefined && recordOf(view.message).id === recordId) this.#gone(view)
  }

  /** The user taps the body, or the button `buttonId`. */
  click(braze: Braze, buttonId?: string): void {
    const view = this.#view
    if (view === undefined) throw new Error('there is no in-app message on the screen')
    const { message } = view
    const { device } = innerOf(braze)
    const button = buttonId === undefined ? undefined : message.buttons.find((one) => String(one.id) === buttonId || one.text === buttonId)
    if (buttonId !== undefined && button === undefined) throw new Error(`the in-app message has no button ${JSON.stringify(buttonId)}: ${message.buttons.map(({ id, text }) => `${id} (${text})`).join(', ') || 'it has none'}`)
    // Where there are buttons the body is none, and HTML is clicked inside. docs: braze-swift-sdk changelog 7.2.0, 7.5.0
    if (button === undefined && (message.buttons.length > 0 || message.type === 'html')) return
    const action = button?.clickAction ?? message.clickAction
    const id = button === undefined ? undefined : String(button.id)
    this.#processing = true
    message.context.logClick(id)
    const follows = this.delegate?.shouldProcess?.(this, action, id, message, view) ?? true
    if (follows && action.url !== undefined) this.#follow(device, message, action, id)
    if (device.state().shownMessages.some((one) => one.id === recordOf(message).id)) device.dismissInAppMessage(recordOf(message))
  }

  #follow(device: Device, message: InAppMessage, action: ClickAction, buttonId: string | undefined): void {
    if (!isBrazeAction(action.url!)) return message.context.processClickAction(action)
    const record = recordOf(message)
    // A push primer. docs: braze-swift-sdk changelog 12.0.1
    if (decodeAction(action.url!)?.asksForPush === true) requestAuthorization(phone())
    if (buttonId === undefined) device.clickInAppMessage(record)
    else device.clickInAppMessageButton(Number(buttonId), record)
  }

  /** The user taps beside the message: modals may leave by it. False: it stays. */
  tapOutside(): boolean {
    const type = this.#view?.message.type
    const kind = type === 'modal' ? BrazeInAppMessageUI.ModalView : type === 'modalImage' ? BrazeInAppMessageUI.ModalImageView : undefined
    if (kind?.Attributes.defaults.dismissOnBackgroundTap !== true) return false
    this.dismiss()
    return true
  }

  /** Takes the message off the screen; without a reason the user did. */
  dismiss(reason?: DismissalReason): void {
    const view = this.#view
    if (reason !== undefined) {
      for (const one of [...this.stack, ...(this.#followup === undefined ? [] : [this.#followup])]) one.context.discard()
      view?.message.context.discard()
      this.stack = []
      this.#followup = undefined
      this.#processing = false
    }
    if (view === undefined) return
    const device = innerOfDevice(view.message)?.device
    const record = recordOf(view.message)
    if (device?.state().shownMessages.some((one) => one.id === record.id) === true) device.dismissInAppMessage(record)
    else this.#gone(view)
  }
}
