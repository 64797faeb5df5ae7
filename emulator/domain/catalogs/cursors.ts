// The cursors of item pages. In Braze's examples they are base64 of `skip:<n>`: c2tpcDow is skip:0. docs: get_catalog_items_details_bulk

/** How many items lie before the page, and the row it begins after when that is known. */
export type Place = { skip: number; after?: number }

const encode = (text: string): string => Buffer.from(text).toString('base64')

export const skipCursor = (skip: number): string => encode(`skip:${skip}`)

/** A deliberate difference: the next page also names the row it begins after, so that a page far behind costs as little as the first, and none is missed when items before it are deleted. */
export const nextCursor = (skip: number, after: number): string => encode(`skip:${skip}:${after}`)

/** The place that a cursor names, the beginning without one (or an empty one); undefined when it is none of ours. */
export function readCursor(cursor: string | undefined): Place | undefined {
  if (cursor === undefined || cursor === '') return { skip: 0 }
  const text = Buffer.from(cursor, 'base64').toString('latin1')
  const [, skip, after] = /^skip:(0|[1-9]\d{0,11})(?::([1-9]\d{0,14}))?$/.exec(text) ?? []
  if (skip === undefined || encode(text).replace(/=+$/, '') !== cursor.replace(/=+$/, '')) return undefined
  return after === undefined ? { skip: Number(skip) } : { skip: Number(skip), after: Number(after) }
}
