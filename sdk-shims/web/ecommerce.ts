// The four eCommerce events: which members they must and may have, and how they become custom events. observed: web SDK 6.13.0
import type { EcommerceEvent } from './ecommerce-types.ts'
import { sendCustomEvent } from './events.ts'
import { sdk } from './instance.ts'
import { complain, note, refuse } from './logger.ts'
import { isCurrency, propertiesToSend } from './refusals.ts'

const MAX_TEXT = 255

type Given = Record<string, unknown>
type Rule = (value: unknown, name: string) => string | undefined

const isObject = (value: unknown): value is Given => typeof value === 'object' && value !== null && !Array.isArray(value)

const text: Rule = (value, name) =>
  typeof value !== 'string' || value === '' ? `${name} must be a text that says something` : value.length > MAX_TEXT ? `${name} is longer than ${MAX_TEXT} characters` : undefined
const shortText: Rule = (value, name) =>
  typeof value !== 'string' ? `${name} must be a text` : value.length > MAX_TEXT ? `${name} is longer than ${MAX_TEXT} characters` : undefined
const amount: Rule = (value, name) =>
  typeof value !== 'number' || !Number.isFinite(value) ? `${name} must be a finite number` : value < 0 ? `${name} must not be less than 0` : undefined
const units: Rule = (value, name) => amount(value, name) ?? (Number.isInteger(value) ? undefined : `${name} must be a whole number`)
const texts: Rule = (value, name) =>
  !Array.isArray(value) ? `${name} must be an array of texts` : value.map((one) => shortText(one, name)).find((one) => one !== undefined)
const anything: Rule = (value, name) => (Array.isArray(value) ? undefined : `${name} must be an array`)
const currency: Rule = (value, name) =>
  text(value, name) ?? (isCurrency(String(value).toUpperCase()) ? undefined : `"${String(value)}" is no currency that Braze knows`)
const action: Rule = (value, name) => (['replace', 'add', 'remove'].includes(String(value)) ? undefined : `${name} must be replace, add or remove`)

const metadataOf = (members: Record<string, Rule>): Rule => (value, name) => {
  if (!isObject(value)) return `${name} must be an object`
  if (Object.keys(value).some((key) => key.startsWith('$'))) return `names in ${name} must not begin with $`
  if (propertiesToSend(value, name) === undefined) return `${name} can not be sent`
  return wrong(value, {}, members, `${name}.`)
}

/** What is wrong with `given`: the first member that must be there and is not, or that is there and may not be so. */
const wrong = (given: Given, must: Record<string, Rule>, may: Record<string, Rule>, prefix = ''): string | undefined => {
  for (const [name, rule] of Object.entries(must)) {
    const fault = rule(given[name], prefix + name)
    if (fault !== undefined) return fault
  }
  for (const [name, rule] of Object.entries(may)) {
    const value = given[name]
    const fault = value === undefined || value === null ? undefined : rule(value, prefix + name)
    if (fault !== undefined) return fault
  }
  return undefined
}

const PLAIN = metadataOf({})
const SHOPIFY: Record<string, Rule> = {
  country: shortText,
  market_handle: shortText,
  presentment_currency: (value, name) => (isObject(value) ? wrong(value, {}, { code: shortText, price: shortText }, `${name}.`) : `${name} must be an object`),
}
const PRODUCT = {
  must: { product_id: text, product_name: text, variant_id: text, quantity: units, price: amount },
  may: { image_url: shortText, product_url: shortText, metadata: PLAIN },
}
const products: Rule = (value, name) => {
  if (!Array.isArray(value)) return `${name} must be an array`
  return value.map((one) => (isObject(one) ? wrong(one, PRODUCT.must, PRODUCT.may, 'product ') : 'each product must be an object')).find((one) => one !== undefined)
}

const BASE = { currency, source: text }
const COSTS = { subtotal_value: amount, tax: amount, shipping: amount }
const EVENTS: Record<EcommerceEvent['name'], { must: Record<string, Rule>; may: Record<string, Rule> }> = {
  'ecommerce.product_viewed': {
    must: { ...BASE, product_id: text, product_name: text, variant_id: text, price: amount },
    may: { image_url: shortText, product_url: shortText, type: texts, metadata: PLAIN },
  },
  'ecommerce.cart_updated': { must: { ...BASE, cart_id: text, products }, may: { action, total_value: amount, ...COSTS, metadata: PLAIN } },
  'ecommerce.checkout_started': {
    must: { ...BASE, checkout_id: text, total_value: amount, products },
    may: { cart_id: shortText, ...COSTS, metadata: metadataOf(SHOPIFY) },
  },
  'ecommerce.order_placed': {
    must: { ...BASE, order_id: text, total_value: amount, products },
    may: {
      cart_id: shortText, ...COSTS, total_discounts: amount, discounts: anything,
      metadata: metadataOf({ ...SHOPIFY, order_status_url: shortText, order_number: shortText, tags: texts, referring_site: shortText, payment_gateway_names: texts }),
    },
  },
}

/** The members that belong to the event; others, and those that are null, are left out. */
const picked = (given: Given, names: string[]): Given =>
  Object.fromEntries(names.filter((name) => given[name] !== undefined && given[name] !== null).map((name) => [name, given[name]]))

/**
 * Logs an eCommerce event: a custom event of that name whose properties were checked.
 *
 * @returns whether it was queued; false, with a line in the log, when a member is missing or of the wrong kind
 */
export function logEcommerceEvent(event: EcommerceEvent): boolean {
  const found = sdk()
  if (found === undefined) return false
  const { name, properties } = (event ?? {}) as { name?: EcommerceEvent['name']; properties?: unknown }
  if (typeof name !== 'string') return refuse('logEcommerceEvent() needs an event with a name.')
  if (!isObject(properties)) return refuse('logEcommerceEvent() needs an event with properties.')
  const rules = Object.hasOwn(EVENTS, name) ? EVENTS[name] : undefined
  if (rules === undefined) return refuse(`logEcommerceEvent(): there is no event "${name}".`)
  const full: Given = name === 'ecommerce.cart_updated' ? { ...properties, action: properties['action'] ?? 'replace' } : properties
  const must = full['action'] === 'replace' ? { ...rules.must, total_value: amount } : rules.must
  const fault = wrong(full, must, rules.may)
  if (fault !== undefined) {
    complain(`logEcommerceEvent(): ${fault}.`)
    return false
  }
  const sent = picked({
    ...full,
    currency: String(full['currency']).toUpperCase(),
    ...(Array.isArray(full['products'])
      ? { products: full['products'].map((one: Given) => picked(one, [...Object.keys(PRODUCT.must), ...Object.keys(PRODUCT.may)])) }
      : {}),
  }, [...Object.keys(rules.must), ...Object.keys(rules.may)])
  if (!sendCustomEvent(found, name, sent)) return false
  note(`logged the eCommerce event "${name}".`)
  return true
}
