// Braze.Ecommerce: recommended events for logEcommerceEvent(). An initialiser throws where the SDK's does. docs: braze-swift-sdk changelog 15.0.0, 15.2.0, 18.0.0
import type { AppObject } from '../device/wire-types.ts'
import { ecommerceProperties } from '../phone/ecommerce.ts'
import type { CartUpdated as Cart, CheckoutStarted, Kind, OrderPlaced, Product, ProductViewed } from '../phone/ecommerce.ts'

const fault = (why: string): Error => new Error(`this eCommerce event can not be made: ${why}`)

/** An event with the properties that it has on the wire. */
export class EcommerceEvent {
  readonly name: string
  readonly properties: AppObject

  constructor(kind: Kind, given: object, more: AppObject = {}, mustToo: string[] = []) {
    this.name = `ecommerce.${kind}`
    this.properties = { ...ecommerceProperties(kind, given, fault, mustToo), ...more }
  }
}

class ProductLineItem {
  readonly properties: AppObject
  constructor(given: Product) { this.properties = ecommerceProperties('product', given, fault) }
}

class ProductViewedEvent extends EcommerceEvent {
  constructor(given: ProductViewed) { super('product_viewed', given) }
}

/** The cart is now what `products` says. */
class Replace extends EcommerceEvent {
  constructor(given: Cart & { totalValue: number }) { super('cart_updated', given, { action: 'replace' }, ['totalValue']) }
}
/** `products` came in. */
class Add extends EcommerceEvent {
  constructor(given: Cart) { super('cart_updated', given, { action: 'add' }) }
}
/** `products` went out. */
class Remove extends EcommerceEvent {
  constructor(given: Cart) { super('cart_updated', given, { action: 'remove' }) }
}

class CheckoutStartedEvent extends EcommerceEvent {
  constructor(given: CheckoutStarted) { super('checkout_started', given) }
}

class OrderPlacedEvent extends EcommerceEvent {
  constructor(given: OrderPlaced) { super('order_placed', given) }
}

type Ecommerce = {
  ProductLineItem: typeof ProductLineItem
  ProductViewedEvent: typeof ProductViewedEvent
  CartUpdated: { Replace: typeof Replace; Add: typeof Add; Remove: typeof Remove }
  /** As the documentation writes CartUpdated.Replace. */
  CartUpdatedEvent: typeof Replace
  CheckoutStartedEvent: typeof CheckoutStartedEvent
  OrderPlacedEvent: typeof OrderPlacedEvent
}

export const Ecommerce: Ecommerce = { ProductLineItem, ProductViewedEvent, CartUpdated: { Replace, Add, Remove }, CartUpdatedEvent: Replace, CheckoutStartedEvent, OrderPlacedEvent }
