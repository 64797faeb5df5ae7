// Purchases: revenue is price × quantity, a quantity of n counts as n purchases. docs: api/objects_filters/purchase_object
import type { Clock } from '../kernel/clock.ts'
import type { Db } from '../kernel/db.ts'
import type { Journal } from '../kernel/journal.ts'
import type { PurchaseRow, PurchaseSummary } from './activity.sql.ts'
import { purchaseStatements } from './activity.sql.ts'
import type { Origin } from './custom-events.ts'
import type { Decisions } from './decisions.ts'
import type { ProfileRef, ProfileRow } from './profiles/profiles.ts'
import type { Settings } from './settings.ts'

export const MAX_QUANTITY = 100
/** Brazier's own: what a JSON number and a column of integers both hold. */
const MOST_CENTS = 9e15
export type Purchase = { product_id: string; at: number; currency: string; price: number; quantity: number; properties: Record<string, unknown> }

let currencies: Set<string> | undefined
/** True for an ISO 4217 code, in upper case. */
export const isCurrency = (code: string): boolean => (currencies ??= new Set(Intl.supportedValuesOf('currency'))).has(code)

/** Purchases of one world. */
export function createPurchases({ db, clock, journal, decisions, settings }: { db: Db; clock: Clock; journal: Journal; decisions: Decisions; settings: Settings }) {
  const sql = purchaseStatements(db)

  /** Whole cents of an amount in USD, at the workspace's rate; Braze asks Open Exchange Rates, the emulator asks nobody. */
  function cents(amount: number, currency: string, profile: ProfileRef): number {
    const rate = settings.get().exchange_rates[currency] ?? (currency === 'USD' ? 1 : undefined)
    if (rate === undefined) decisions.ignored({ rule: 'purchase.exchange_rate', why: 'no rate for the currency in the settings, counted 1:1 in USD', compared: { currency, amount } }, profile.braze_id)
    return Math.round(Math.max(-MOST_CENTS, Math.min(MOST_CENTS, amount * (rate ?? 1) * 100)))
  }

  return {
    /** Records a purchase. False when the product is on the block list, or it is a duplicate that the workspace drops. */
    make(profile: ProfileRef, { product_id, at, currency, price, quantity, properties }: Purchase, { source, app_id, device_id, session_id }: Origin): boolean {
      if (settings.get().block_lists.purchases.includes(product_id)) {
        decisions.ignored({ rule: 'block_list.purchases', why: 'the product is on the block list', compared: { product_id } }, profile.braze_id)
        return false
      }
      if (source === 'sdk' && settings.get().sdk_duplicates === 'drop' && sql.duplicates.get(profile.id, product_id, at, session_id, price, quantity)!.n > 0) {
        decisions.ignored({ rule: 'N9', why: 'a purchase with the same time, session and content is there already', compared: { product_id, at, session_id } }, profile.braze_id)
        return false
      }
      sql.insert.run(profile.id, product_id, at, currency, price, quantity, app_id, session_id, JSON.stringify(properties))
      sql.sum.run(profile.id, product_id, quantity, at, at)
      sql.addRevenue.run(cents(price * quantity, currency, profile), quantity, clock.now(), profile.id)
      journal.append('purchase.made', { product_id, time: at, currency, price, quantity, properties, source, app_id, ...(device_id === undefined ? {} : { device_id }), ...(session_id === null ? {} : { session_id }), received_at: clock.now() }, profile.braze_id)
      return true
    },
    summaries: (profile: ProfileRow): PurchaseSummary[] => sql.summaries.all(profile.id),
    summary: (profile: ProfileRow, product_id: string): PurchaseSummary | undefined => sql.summary.get(profile.id, product_id),
    recent: (profile: ProfileRow, limit: number): PurchaseRow[] => sql.recent.all(profile.id, limit),
    /** Adds the purchases of `from` to `to`; revenue is summed on the profile by the merge itself. */
    merge(from: ProfileRow, to: ProfileRow): void {
      for (const one of sql.summaries.all(from.id)) sql.sum.run(to.id, one.product_id, one.count, one.first_at, one.last_at)
      sql.clearSummaries.run(from.id)
      sql.move.run(to.id, from.id)
    },
  }
}

export type Purchases = ReturnType<typeof createPurchases>
