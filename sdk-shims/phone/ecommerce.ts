// The four eCommerce events of the mobile SDKs: checked when they are made, in snake_case on the wire. docs: developer_guide/analytics/logging_ecommerce_events
import type { AppObject, AppValue } from '../device/wire-types.ts'
import { isCurrency } from '../web/refusals.ts'

const MAX_TEXT = 255

/** What a product and each event are made of, in the words of both SDKs. */
export type Product = {
  productId: string; productName: string; variantId: string; price: number; quantity: number
  imageUrl?: string | null; productUrl?: string | null; metadata?: Metadata | null
}
type Costs = { subtotalValue?: number | null; tax?: number | null; shipping?: number | null; metadata?: Metadata | null }
export type ProductViewed = Omit<Product, 'quantity'> & { currency: string; source: string; type?: string[] | null }
export type CartUpdated = Costs & { cartId: string; currency: string; source: string; totalValue?: number | null; products: Listed[] }
export type CheckoutStarted = Costs & { checkoutId: string; currency: string; source: string; totalValue: number; products: Listed[]; cartId?: string | null }
export type OrderPlaced = Costs & {
  orderId: string; currency: string; source: string; totalValue: number; products: Listed[]; cartId?: string | null; totalDiscounts?: number | null; discounts?: AppValue[] | null
}
/** A product that was made: what it says on the wire. */
export type Listed = { readonly properties: AppObject }
/** The SDK's own type of properties counts too. */
type Metadata = AppObject | { forJsonPut(): AppObject }

type Rule = (value: unknown) => string | undefined

const text: Rule = (value) => (typeof value !== 'string' || value.trim() === '' ? 'must say something' : value.length > MAX_TEXT ? `is longer than ${MAX_TEXT} characters` : undefined)
const amount: Rule = (value) => (typeof value !== 'number' || !Number.isFinite(value) || value < 0 ? 'must be a number of at least 0' : undefined)
const units: Rule = (value) => amount(value) ?? (Number.isInteger(value) ? undefined : 'must be a whole number')
const currency: Rule = (value) => (typeof value === 'string' && isCurrency(value.trim().toUpperCase()) ? undefined : 'is no currency of ISO 4217')
const list: Rule = (value) => (Array.isArray(value) ? undefined : 'must be a list')
const products: Rule = (value) => (Array.isArray(value) && value.length > 0 ? undefined : 'must hold at least one product')
const metadata: Rule = (value) => {
  const keys = typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.keys(value) : ['']
  return keys.some((key) => key === '' || key.length > MAX_TEXT || key.startsWith('$')) ? `must be an object whose keys have 1 to ${MAX_TEXT} characters and do not begin with $` : undefined
}

const BASE = { currency, source: text }
const COSTS = { subtotalValue: amount, tax: amount, shipping: amount, metadata }
const ITEM = { must: { productId: text, productName: text, variantId: text, price: amount }, may: { imageUrl: text, productUrl: text, metadata } }
/** What must and what may be there. */
const RULES: Record<string, { must: Record<string, Rule>; may: Record<string, Rule> }> = {
  product: { must: { ...ITEM.must, quantity: units }, may: ITEM.may },
  product_viewed: { must: { ...ITEM.must, ...BASE }, may: { ...ITEM.may, type: list } },
  cart_updated: { must: { ...BASE, cartId: text, products }, may: { ...COSTS, totalValue: amount } },
  checkout_started: { must: { ...BASE, checkoutId: text, totalValue: amount, products }, may: { ...COSTS, cartId: text } },
  order_placed: { must: { ...BASE, orderId: text, totalValue: amount, products }, may: { ...COSTS, cartId: text, totalDiscounts: amount, discounts: list } },
}

const wireName = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

const wireValue = (name: string, value: unknown): AppValue => {
  if (name === 'currency') return String(value).trim().toUpperCase()
  if (name === 'products') return (value as Listed[]).map((one) => one.properties)
  const isOwn = name === 'metadata' && typeof (value as { forJsonPut?: unknown }).forJsonPut === 'function'
  return isOwn ? (value as { forJsonPut(): AppObject }).forJsonPut() : (value as AppValue)
}

export type Kind = 'product' | 'product_viewed' | 'cart_updated' | 'checkout_started' | 'order_placed'

/** The properties on the wire. Throws where the SDKs' constructors do: `named` makes the error of the platform. */
export const ecommerceProperties = (kind: Kind, given: object, named: (fault: string) => Error, mustToo: string[] = []): AppObject => {
  const { must, may } = RULES[kind]!
  const members = Object.entries(given).filter(([, value]) => value !== undefined && value !== null)
  const needed = [...Object.keys(must), ...mustToo].find((name) => !members.some(([one]) => one === name))
  if (needed !== undefined) throw named(`${wireName(needed)} is missing`)
  return Object.fromEntries(members.map(([name, value]) => {
    const rule = must[name] ?? may[name]
    if (rule === undefined) throw named(`there is no member ${name}`)
    const sent = wireValue(name, value)
    const fault = rule(name === 'products' ? value : sent)
    if (fault !== undefined) throw named(`${wireName(name)} ${fault}`)
    return [wireName(name), sent]
  }))
}
