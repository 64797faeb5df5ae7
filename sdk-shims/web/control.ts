// The tester's side of the web shim: the browser without a page. What it does, a user or the operating system would do; apps under test never import it.
import type { Device } from '../device/device-types.ts'
import { advance } from '../device/virtual-clock.ts'
import type { VirtualClock } from '../device/virtual-clock.ts'
import type { CallRecord } from '../device/wire-types.ts'
import { browser, openBrowser } from './browser.ts'
import type { BrowserOptions } from './browser.ts'
import type { Card } from './card.ts'
import { logCardDismissal, logContentCardClick } from './content-cards.ts'
import type { HtmlMessage } from './html-message.ts'
import type { InAppMessageButton } from './in-app-message-button.ts'
import type { InAppMessage } from './in-app-message.ts'
import { messageClicks } from './in-app-message.ts'
import { recordOf, tellClick } from './in-app-messages.ts'
import type { Instance } from './instance.ts'
import { quietly, setInstance } from './instance.ts'
import { handleBrazeAction, openedLinks } from './links.ts'
import type { OpenedLink } from './links.ts'
import { resetLogging } from './logger.ts'
import { clearScreen, screen } from './screen.ts'
import type { ShownBanner, ShownFeed } from './screen.ts'

export type { BrowserOptions, PushPrompt } from './browser.ts'
export type { OpenedLink } from './links.ts'
export type { ShownBanner, ShownFeed } from './screen.ts'

const started = (): Instance => {
  const found = quietly()
  if (found === undefined) throw new Error('the SDK is not started in this page: call initialize() first')
  return found
}

/** The page goes, without a word to the server. */
const leavePage = (): void => {
  quietly()?.end()
  setInstance(undefined)
  resetLogging()
  clearScreen()
  browser().close()
}

/** The message meant: the given one, else the newest on the screen. */
const shown = (message: InAppMessage | undefined): InAppMessage => {
  const all = screen().messages.map((one) => one.message)
  const found = message === undefined ? all.at(-1) : all.find((one) => one === message)
  if (found === undefined) throw new Error(message === undefined ? 'there is no in-app message on the screen' : 'this in-app message is not on the screen')
  return found
}

/** Does something to a shown message on the device, and notes the links that it opened. */
const touch = (message: InAppMessage, act: (device: Device) => void): void => {
  const { device } = started()
  const before = device.state().openedLinks.length
  act(device)
  const inNewTab = (message as { openTarget?: string }).openTarget === 'BLANK' || started().options.openInAppMessagesInNewTab === true
  for (const url of device.state().openedLinks.slice(before)) openedLinks().push({ url, inNewTab })
}

const cardInFeed = (card: Card | string): Card => {
  const found = screen().feeds.flatMap((feed) => feed.cards).find((one) => one === card || one.id === card)
  if (found === undefined) throw new Error(`no feed shows the card ${typeof card === 'string' ? card : String(card.id)}`)
  return found
}

export const headless = {
  /** A fresh browser: the SDK ended, nothing stored, nothing shown. Belongs before each test. */
  reset(options: BrowserOptions = {}): void {
    leavePage()
    openBrowser(options)
  },

  /** Changes settings of the open browser; clock and seed are those of its start. */
  configure(options: Omit<BrowserOptions, 'clock' | 'seed'>): void {
    Object.assign(browser().options, options)
  },

  /** The page is loaded anew: the SDK ends and must be initialized again; what is stored is there. */
  reload: leavePage,

  /** The device of the last initialize(): its state, its requests, pushes, the network. */
  get device(): Device {
    const device = browser().current()
    if (device === undefined) throw new Error('the SDK was not started in this browser: call initialize() first')
    return device
  },

  /** What was sent, with the answers, oldest first. */
  get requests(): CallRecord[] {
    return this.device.requests
  },

  /** Resolves when no request is under way. */
  idle: (): Promise<void> => browser().current()?.idle() ?? Promise.resolve(),

  /** Sends what is queued and waits for all answers. False when something did not arrive. */
  async flush(): Promise<boolean> {
    const ok = await new Promise<boolean>((resolve) => started().device.requestImmediateDataFlush(resolve))
    await this.idle()
    return ok
  },

  /** Lets time pass in a browser whose clock stands (option `clock`: an ISO time or a virtual clock), with all that comes due. */
  async advance(seconds: number): Promise<void> {
    const { clock } = browser()
    if (!('runDue' in clock)) throw new Error('the time of this browser is the machine\'s: reset({ clock: \'2026-03-01T12:00:00Z\' }) makes it stand')
    await advance(clock as VirtualClock, seconds * 1000, () => this.idle())
  },

  /** In-app messages on the screen, oldest first. */
  messages: (): InAppMessage[] => screen().messages.map((one) => one.message),
  /** Where a message stands: the element given to showInAppMessage(). */
  placeOf: (message: InAppMessage): object | undefined => screen().messages.find((one) => one.message === message)?.place,

  /** The user clicks the body of a message: nothing happens where it has buttons, as on the page. */
  click(message?: InAppMessage): void {
    const found = shown(message)
    const hasButtons = ((found as { buttons?: unknown[] }).buttons ?? []).length > 0
    touch(found, (device) => device.clickInAppMessage(recordOf(started(), found)))
    if (!hasButtons && !screen().messages.some((one) => one.message === found)) tellClick(found)
  },

  /** The user presses a button, named by its id, its text or its number. */
  clickButton(button: number | string, message?: InAppMessage): void {
    const found = shown(message)
    const { buttons = [] } = found as { buttons?: InAppMessageButton[] }
    const pressed = buttons.find((one) => one.id === button || one.text === button) ?? (typeof button === 'number' ? buttons[button] : undefined)
    touch(found, (device) => device.clickInAppMessageButton(button, recordOf(started(), found)))
    if (pressed !== undefined) tellClick(pressed)
  },

  /** The user clicks a link or button of an HTML message; the message stays. */
  clickHtml(buttonId?: string, message?: HtmlMessage): void {
    const found = shown(message)
    touch(found, (device) => device.clickInAppMessageHtml(buttonId, recordOf(started(), found)))
    messageClicks(found).tell()
  },

  /** The user closes a message. */
  dismiss(message?: InAppMessage): void {
    const found = shown(message)
    touch(found, (device) => device.dismissInAppMessage(recordOf(started(), found)))
  },

  /** Feeds of showContentCards() on the page, with the cards that each shows. */
  feeds: (): readonly ShownFeed[] => screen().feeds,
  /** The user clicks a card of a feed: logged, and its link followed. */
  clickCard(card: Card | string): void {
    const found = cardInFeed(card) as Card & { url?: string }
    logContentCardClick(found)
    if (found.url !== undefined && found.url !== '') handleBrazeAction(found.url, started().options.openCardsInNewTab)
  },
  /** The user dismisses a card of a feed. */
  dismissCard(card: Card | string): void {
    const found = cardInFeed(card)
    if (!logCardDismissal(found)) throw new Error(`the card ${String(found.id)} can not be dismissed`)
    for (const feed of screen().feeds) feed.cards = feed.cards.filter((one) => one.id !== found.id)
  },

  /** Banners on the page, each with the element that it was inserted into. */
  banners: (): readonly ShownBanner[] => screen().banners,

  /** Links that were followed, in order. */
  links: (): readonly OpenedLink[] => openedLinks(),
}
