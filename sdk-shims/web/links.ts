// Where links lead: brazeActions:// do what they say, others are noted as opened (web wire 6).
import type { AppObject, AppValue, Json } from '../device/wire-types.ts'
import { decodeAction } from '../device/braze-actions.ts'
import { browser } from './browser.ts'
import type { Browser } from './browser.ts'
import type { Instance } from './instance.ts'
import { sdk } from './instance.ts'
import { complain } from './logger.ts'
import { askForPush } from './push.ts'
import { User } from './user.ts'

export type OpenedLink = { url: string; inNewTab: boolean }

const opened = new WeakMap<Browser, OpenedLink[]>()

/** The links that were followed in the open browser, in order. */
export const openedLinks = (): OpenedLink[] => {
  const owner = browser()
  let mine = opened.get(owner)
  if (mine === undefined) opened.set(owner, (mine = []))
  return mine
}

const text = (value: Json | undefined): string => String(value ?? '')

const run = (found: Instance, { type, args }: { type: string; args: Json[] }): void => {
  const user = new User()
  const [first, second] = args
  if (type === 'logCustomEvent') found.device.logCustomEvent(text(first), second as AppObject | undefined)
  else if (type === 'setCustomUserAttribute') found.device.setCustomUserAttribute(text(first), second as AppValue)
  else if (type === 'addToCustomAttributeArray') user.addToCustomAttributeArray(text(first), text(second))
  else if (type === 'removeFromCustomAttributeArray') user.removeFromCustomAttributeArray(text(first), text(second))
  else if (type === 'addToSubscriptionGroup') user.addToSubscriptionGroup(text(first))
  else if (type === 'removeFromSubscriptionGroup') user.removeFromSubscriptionGroup(text(first))
  else if (type === 'setEmailNotificationSubscriptionType') user.setEmailNotificationSubscriptionType(text(first) as 'subscribed')
  else if (type === 'setPushNotificationSubscriptionType') user.setPushNotificationSubscriptionType(text(first) as 'subscribed')
  else if (type === 'requestPushPermission') askForPush(found)
  else openedLinks().push({ url: text(first), inNewTab: second === true })
}

/**
 * Follows a link as the SDK does one in a message: `brazeActions://…` are carried out, anything else is opened.
 *
 * @param openLinkInNewTab default false
 */
export function handleBrazeAction(url: string, openLinkInNewTab?: boolean): void {
  const found = sdk()
  if (found === undefined || typeof url !== 'string' || url === '') return
  const action = decodeAction(url)
  if (action === undefined) {
    openedLinks().push({ url, inNewTab: openLinkInNewTab === true })
    return
  }
  if (!action.known) return complain(`the link ${url} asks for something that no SDK does.`)
  for (const step of action.steps) run(found, step)
}
