// A little app that knows @braze/web-sdk alone: what a suite puts the shim under.
import * as braze from '@braze/web-sdk'

export function startShop(apiKey: string, baseUrl: string): void {
  braze.initialize(apiKey, { baseUrl })
  braze.automaticallyShowInAppMessages()
  braze.openSession()
}

export function signIn(customer: string): void {
  braze.changeUser(customer)
}

/** Answers what the button says: a flag decides. */
export function buy(product: string, price: number): string {
  braze.logPurchase(product, price, 'EUR', 1, { from: 'shop' })
  return braze.getFeatureFlag('thanks')?.getStringProperty('text') ?? 'bought'
}
