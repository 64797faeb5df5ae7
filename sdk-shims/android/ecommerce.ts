// Recommended eCommerce events for Braze.logEcommerceEvent(): members in the SDK's order, or one object of names. docs: braze-android-sdk, com.braze.models.recommended.ecommerce; developer_guide/analytics/logging_ecommerce_events
import type { AppObject } from '../device/wire-types.ts'
import { ecommerceProperties } from '../phone/ecommerce.ts'
import type { CartUpdated, CheckoutStarted, Kind, OrderPlaced, Product, ProductViewed } from '../phone/ecommerce.ts'

export type CartUpdatedAction = (typeof CartUpdatedAction)[keyof typeof CartUpdatedAction]
export const CartUpdatedAction = { ADD: 'add', REMOVE: 'remove', REPLACE: 'replace' } as const

const illegal = (why: string): Error => Object.assign(new Error(why), { name: 'IllegalArgumentException' })

/** One object of names, or the members one after another. */
type Given<M> = [members: M] | [first: string, ...rest: unknown[]]

const membersOf = (order: string[], given: unknown[]): Record<string, unknown> =>
  given.length === 1 && typeof given[0] === 'object' && given[0] !== null ? { ...given[0] } : Object.fromEntries(given.map((value, at) => [order[at] ?? `number ${at + 1}`, value]))

export class EcommerceProduct {
  readonly properties: AppObject
  constructor(...given: Given<Product>) {
    this.properties = ecommerceProperties('product', membersOf(['productId', 'productName', 'variantId', 'price', 'quantity', 'imageUrl', 'productUrl', 'metadata'], given), illegal)
  }
}

/** An event with the properties that it has on the wire. */
export class EcommerceEvent {
  readonly eventName: string
  readonly properties: AppObject

  constructor(kind: Kind, given: object, more: AppObject = {}, mustToo: string[] = []) {
    this.eventName = `ecommerce.${kind}`
    this.properties = { ...ecommerceProperties(kind, given, illegal, mustToo), ...more }
  }
}

export class ProductViewedEvent extends EcommerceEvent {
  constructor(...given: Given<ProductViewed>) {
    super('product_viewed', membersOf(['productId', 'productName', 'variantId', 'price', 'currency', 'source', 'imageUrl', 'productUrl', 'metadata', 'type'], given))
  }
}

const COSTS = ['subtotalValue', 'tax', 'shipping']

/** `totalValue` may be left out where products are added or removed. Default action: REPLACE. */
export class CartUpdatedEvent extends EcommerceEvent {
  constructor(...given: Given<CartUpdated & { action?: CartUpdatedAction }>) {
    const { action = CartUpdatedAction.REPLACE, ...members } = membersOf(['cartId', 'currency', 'source', 'totalValue', 'products', 'metadata', 'action', ...COSTS], given)
    if (!(Object.values(CartUpdatedAction) as unknown[]).includes(action)) throw illegal('action is none of CartUpdatedAction')
    super('cart_updated', members, { action: action as CartUpdatedAction }, action === CartUpdatedAction.REPLACE ? ['totalValue'] : [])
  }
}

export class CheckoutStartedEvent extends EcommerceEvent {
  constructor(...given: Given<CheckoutStarted>) {
    super('checkout_started', membersOf(['checkoutId', 'currency', 'source', 'totalValue', 'products', 'cartId', 'metadata', ...COSTS], given))
  }
}

export class OrderPlacedEvent extends EcommerceEvent {
  constructor(...given: Given<OrderPlaced>) {
    super('order_placed', membersOf(['orderId', 'currency', 'source', 'totalValue', 'products', 'cartId', 'totalDiscounts', 'discounts', 'metadata', ...COSTS], given))
  }
}
