// What logEcommerceEvent() takes: four events and the products in them. docs: eCommerce recommended events; typings of web SDK 6.13.0

/** One line of a cart, checkout or order. */
export interface EcommerceProductProperties {
  /** Id or SKU, at most 255 characters. */
  product_id: string
  /** At most 255 characters. */
  product_name: string
  /** Which variant of the product, at most 255 characters. */
  variant_id: string
  image_url?: string
  product_url?: string
  /** Whole units. */
  quantity: number
  /** Of one unit. */
  price: number
  /** At most 50 KB; keys do not begin with $. */
  metadata?: { [key: string]: any }
}

export interface EcommerceEventProperties {
  /** ISO 4217 code. */
  currency: string
  /** Where the event comes from, at most 255 characters. */
  source: string
}

/** Members of `metadata` that checkouts and orders share; for Shopify. */
export interface EcommerceEventMetadata {
  /** ISO code of the market's country. */
  country?: string
  market_handle?: string
  /** What the shopper was charged. */
  presentment_currency?: {
    /** ISO 4217 code. */
    code?: string
    /** A text, as Shopify writes it. */
    price?: string
  }
}

export interface CheckoutStartedEventProperties extends EcommerceEventProperties {
  checkout_id: string
  /** Default: one cart that all events of the user share. */
  cart_id?: string
  total_value: number
  /** After discounts, before tax and shipping. */
  subtotal_value?: number
  tax?: number
  shipping?: number
  products: EcommerceProductProperties[]
  metadata?: EcommerceEventMetadata & { checkout_url?: string; [key: string]: any }
}

export type CartUpdatedBaseProperties = EcommerceEventProperties & {
  cart_id: string
  /** After discounts, before tax and shipping. */
  subtotal_value?: number
  tax?: number
  shipping?: number
  products: EcommerceProductProperties[]
  metadata?: { [key: string]: any }
}

/** `total_value` may be left out only where products are added or removed. */
export type CartUpdatedEventProperties =
  | (CartUpdatedBaseProperties & {
      /** The cart is now what `products` says: the default. */
      action?: 'replace'
      total_value: number
    })
  | (CartUpdatedBaseProperties & {
      /** `products` came in or went out. */
      action: 'add' | 'remove'
      total_value?: number
    })

export interface ProductViewedEventProperties extends EcommerceEventProperties {
  product_id: string
  product_name: string
  variant_id: string
  image_url?: string
  product_url?: string
  price: number
  /** `back_in_stock` and `price_drop` allow for notifications of these. */
  type?: string[]
  metadata?: { [key: string]: any }
}

export interface OrderPlacedEventProperties extends EcommerceEventProperties {
  order_id: string
  /** Default: one cart that all events of the user share. */
  cart_id?: string
  total_value: number
  /** After discounts, before tax and shipping. */
  subtotal_value?: number
  tax?: number
  shipping?: number
  /** Sum of the discounts. */
  total_discounts?: number
  discounts?: any[]
  products: EcommerceProductProperties[]
  metadata?: EcommerceEventMetadata & {
    order_status_url?: string
    order_number?: string
    tags?: string[]
    referring_site?: string
    payment_gateway_names?: string[]
    [key: string]: any
  }
}

/** `name` says which event it is and what `properties` must hold. */
export type EcommerceEvent =
  | { name: 'ecommerce.product_viewed'; properties: ProductViewedEventProperties }
  | { name: 'ecommerce.cart_updated'; properties: CartUpdatedEventProperties }
  | { name: 'ecommerce.checkout_started'; properties: CheckoutStartedEventProperties }
  | { name: 'ecommerce.order_placed'; properties: OrderPlacedEventProperties }
