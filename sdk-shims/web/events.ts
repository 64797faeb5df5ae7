// Custom events and purchases (web wire 3): what is refused, what is sent.
import type { AppObject } from '../device/wire-types.ts'
import type { Instance } from './instance.ts'
import { sdk } from './instance.ts'
import { note, refuse } from './logger.ts'
import { integerOf, isCurrency, isName, numberOf, propertiesToSend } from './refusals.ts'

const MAX_QUANTITY = 100

/** Also for eCommerce events. */
export const sendCustomEvent = ({ device }: Instance, name: string, properties: Record<string, unknown>): boolean =>
  device.logCustomEvent(name, properties as AppObject)

/**
 * Logs that the user did something.
 *
 * @param eventName its name, without control characters and double quotes
 * @param eventProperties numbers, booleans, dates, texts, arrays and objects of these; at most 50 KB
 * @returns whether it was queued
 */
export function logCustomEvent(eventName: string, eventProperties?: object): boolean {
  const found = sdk()
  if (found === undefined) return false
  if (!isName(eventName)) return refuse(`logCustomEvent() needs a name that can be sent, not ${JSON.stringify(eventName)}.`)
  const properties = propertiesToSend(eventProperties, 'logCustomEvent()')
  if (properties === undefined || !sendCustomEvent(found, eventName, properties)) return false
  note(`logged the custom event "${eventName}".`)
  return true
}

/**
 * Logs that the user bought something.
 *
 * @param price of one unit; sent with two decimals
 * @param currencyCode ISO 4217, default USD; one that Braze does not know refuses the purchase
 * @param quantity 1 to 100, default 1
 * @returns whether it was queued
 */
export function logPurchase(productId: string, price: number, currencyCode?: string, quantity?: number, purchaseProperties?: object): boolean {
  const found = sdk()
  if (found === undefined) return false
  if (!isName(productId)) return refuse(`logPurchase() needs a product id that can be sent, not ${JSON.stringify(productId)}.`)
  const amount = numberOf(price)
  if (amount === undefined) return refuse(`logPurchase() needs a price that is a number, not ${JSON.stringify(price)}.`)
  const currency = (currencyCode ?? 'USD').toUpperCase()
  if (!isCurrency(currency)) return refuse(`logPurchase(): "${currency}" is no currency that Braze knows.`)
  const units = integerOf(quantity ?? 1) ?? 0
  if (units < 1 || units > MAX_QUANTITY) return refuse(`logPurchase() needs a quantity from 1 to ${MAX_QUANTITY}, not ${JSON.stringify(quantity)}.`)
  const properties = propertiesToSend(purchaseProperties, 'logPurchase()')
  if (properties === undefined || !found.device.logPurchase(productId, amount, currency, units, properties as AppObject)) return false
  note(`logged the purchase of ${units} × "${productId}".`)
  return true
}
