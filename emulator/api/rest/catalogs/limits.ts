// The rate limits that catalog endpoints share. docs: api/api_limits
import type { Limit } from '../../limits.ts'

/** List, create and delete catalogs. */
export const catalogCalls: Limit = { name: '/catalogs', limit: 50, seconds: 60 }
/** Items in bulk. */
export const asynchronousItems: Limit = { name: '/catalogs/items asynchronous', limit: 16_000, seconds: 60 }
/** One item, and the list of items. */
export const synchronousItems: Limit = { name: '/catalogs/items synchronous', limit: 50, seconds: 60 }
/** Fields and selections. */
export const fieldsAndSelections: Limit = { name: '/catalogs/fields and selections', limit: 50, seconds: 60 }
