// In-app messages on the page: subscribers, showing, deferring, what a UI of the page's own logs (M12-M17; web wire 6).
import type { InAppMessage as DeviceMessage } from '../device/content-types.ts'
import type { Device } from '../device/device-types.ts'
import { ControlMessage } from './control-message.ts'
import { isPlace } from './element.ts'
import { HtmlMessage } from './html-message.ts'
import { buttonClicks, InAppMessageButton } from './in-app-message-button.ts'
import { InAppMessage, messageClicks, messageDismissals, onCloseMessage } from './in-app-message.ts'
import type { Instance } from './instance.ts'
import { quietly, sdk } from './instance.ts'
import { complain, note, refuse } from './logger.ts'
import { messageOf, wireOf } from './message-reading.ts'
import { screen } from './screen.ts'
import { subscribeTo } from './subscribing.ts'

type Any = InAppMessage | ControlMessage

/** Each device's own record of a message object: what was logged of it. */
const records = new WeakMap<Device, WeakMap<Any, DeviceMessage>>()
const recordsOf = (device: Device): WeakMap<Any, DeviceMessage> => {
  let mine = records.get(device)
  if (mine === undefined) records.set(device, (mine = new WeakMap()))
  return mine
}

/** The device's record of a message; made at its first use for one of the page's own. */
export const recordOf = (found: Instance, message: Any): DeviceMessage => {
  const mine = recordsOf(found.device)
  let record = mine.get(message)
  if (record === undefined) mine.set(message, (record = found.device.makeInAppMessage(wireOf(message))))
  return record
}

const objectOf = (found: Instance, given: DeviceMessage): Any | undefined => {
  const made = messageOf(given.data)
  if (made === undefined) complain(`a message of the unknown type ${String(given.data['type'])} is ignored.`)
  else recordsOf(found.device).set(made, given)
  return made
}

/** Subscribers hear of the first click, logged or not; of a second one they do not. observed: web SDK 6.13.0 */
const clicked = new WeakSet<InAppMessage | InAppMessageButton>()
export const tellClick = (what: InAppMessage | InAppMessageButton): void => {
  if (clicked.has(what)) return
  clicked.add(what)
  if (what instanceof InAppMessage) messageClicks(what).tell()
  else buttonClicks(what).tell()
}

const isMessage = (value: unknown): value is Any => value instanceof InAppMessage || value instanceof ControlMessage

/** Each object tells of its dismissal once. observed: web SDK 6.13.0 */
const dismissed = new WeakSet<InAppMessage>()

/** Messages leave the screen by the user, by time, or because the device cleared it. */
const watch = (found: Instance): void =>
  found.hear('own in_app_message_dismissed', 'in_app_message_dismissed', ({ message, by }) => {
    const gone = screen().messages.find((one) => recordsOf(found.device).get(one.message)?.id === message.id)
    if (gone === undefined) return
    screen().messages = screen().messages.filter((one) => one !== gone)
    // observed: neither a click nor a change of user is a dismissal
    if ((by !== 'user' && by !== 'timeout' && by !== 'app') || dismissed.has(gone.message)) return
    dismissed.add(gone.message)
    messageDismissals(gone.message).tell()
  })

onCloseMessage((message) => {
  const found = quietly()
  if (found === undefined || !screen().messages.some((one) => one.message === message)) return
  found.device.dismissInAppMessage(recordOf(found, message))
})

/** Calls `callback` with each message that is triggered. The page shows it with showInAppMessage(), or in its own way. */
export function subscribeToInAppMessage(callback: (inAppMessage: InAppMessage | ControlMessage) => void): string | undefined {
  const found = sdk()
  if (found === undefined) return undefined
  found.hear('inAppMessage', 'in_app_message', (given) => {
    const message = objectOf(found, given)
    if (message !== undefined) found.told.inAppMessage.tell(message)
  })
  return subscribeTo(found, 'inAppMessage', callback)
}

/** Shows each message that is triggered. A second call adds nothing and answers the same id. */
export function automaticallyShowInAppMessages(): string | undefined {
  const found = sdk()
  if (found === undefined) return undefined
  found.autoShow ??= subscribeToInAppMessage((message) => void showInAppMessage(message))
  return found.autoShow
}

/**
 * Shows a message and logs its impression; a control message is only logged. `parentNode` is where it stands on the page.
 *
 * @returns false when it may not be shown: another one is (slide-ups lie beside anything), or HTML is not allowed
 */
export function showInAppMessage(inAppMessage: InAppMessage | ControlMessage, parentNode?: Element | null, onDisplayCallback?: () => void): boolean | undefined {
  const found = sdk()
  if (found === undefined) return undefined
  // The class that all forms share has no form of its own. observed: web SDK 6.13.0
  if (!isMessage(inAppMessage) || inAppMessage.constructor === InAppMessage) return false
  watch(found)
  const shown = { message: inAppMessage as InAppMessage, place: isPlace(parentNode) ? parentNode : undefined }
  const isControl = inAppMessage instanceof ControlMessage
  if (!found.device.showInAppMessage(recordOf(found, inAppMessage))) return false
  if (!isControl) screen().messages = [...screen().messages, shown]
  if (!isControl && typeof onDisplayCallback === 'function') onDisplayCallback()
  return true
}

/** Puts a message off to a later page; the one before is forgotten, and this one when triggers come from the server. */
export function deferInAppMessage(inAppMessage: InAppMessage): boolean | undefined {
  const found = sdk()
  if (found === undefined) return undefined
  if (!(inAppMessage instanceof InAppMessage) || inAppMessage.constructor === InAppMessage) return note('only an in-app message that can be shown is deferred.'), false
  return found.device.deferInAppMessage(recordOf(found, inAppMessage))
}

/** The message that was put off, once; null when there is none. */
export function getDeferredInAppMessage(): InAppMessage | null | undefined {
  const found = sdk()
  if (found === undefined) return undefined
  const given = found.device.getDeferredInAppMessage()
  const message = given === undefined ? undefined : objectOf(found, given)
  return message instanceof InAppMessage ? message : null
}

const notOne = (): boolean => refuse('the call needs an in-app message.')

/** Logs that the user saw the message: once. showInAppMessage() does it. */
export function logInAppMessageImpression(inAppMessage: InAppMessage | ControlMessage): boolean {
  const found = sdk()
  if (found === undefined) return false
  return isMessage(inAppMessage) ? found.device.logInAppMessageImpression(recordOf(found, inAppMessage)) : notOne()
}

/** Logs that the user clicked the message: once. */
export function logInAppMessageClick(inAppMessage: InAppMessage): boolean {
  const found = sdk()
  if (found === undefined) return false
  if (!(inAppMessage instanceof InAppMessage)) return notOne()
  tellClick(inAppMessage)
  return found.device.logInAppMessageClick(recordOf(found, inAppMessage))
}

/** Logs that the user clicked a button of the message: once a button. A button without id is not logged. */
export function logInAppMessageButtonClick(button: InAppMessageButton, inAppMessage: InAppMessage): boolean {
  const found = sdk()
  if (found === undefined) return false
  if (!(button instanceof InAppMessageButton)) return refuse('the call needs a button of an in-app message.')
  if (!(inAppMessage instanceof InAppMessage)) return notOne()
  const first = !clicked.has(button)
  tellClick(button)
  return first && found.device.logInAppMessageButtonClick(recordOf(found, inAppMessage), button.id)
}

/** Logs that the user clicked in an HTML message, on what has `buttonId`. */
export function logInAppMessageHtmlClick(inAppMessage: HtmlMessage, buttonId?: string, url?: string): boolean {
  const found = sdk()
  if (found === undefined) return false
  if (!(inAppMessage instanceof HtmlMessage)) return refuse('logInAppMessageHtmlClick() needs an HTML message.')
  const done = found.device.logInAppMessageHtmlClick(recordOf(found, inAppMessage), buttonId)
  if (done || inAppMessage.triggerId === undefined) messageClicks(inAppMessage).tell()
  if (done && url !== undefined) note(`the click leads to ${url}.`)
  return done
}
