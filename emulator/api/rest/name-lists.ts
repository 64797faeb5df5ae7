// The lists of names of custom data: their shared limit, pages by number, and pages by cursor with the `Link` header. docs: api/endpoints/export/custom_events, custom_attributes, purchases
import * as z from 'zod'
import type { CustomDataKind } from '../../domain/analytics/custom-data.ts'
import type { World } from '../../world.ts'
import { Reply } from '../endpoint.ts'
import type { Limit } from '../limits.ts'
import { fault } from './realm.ts'
import { text } from './series.ts'

/** One counter for the lists; the pages of the purchase series name it too. docs: api/api_limits */
export const customDataLimit: Limit = { name: 'custom data lists', limit: 1000, seconds: 3600 }

/** "The event names are returned in groups of 250, sorted alphabetically". docs: get_custom_events; the size for products is not published: the same */
const BY_NUMBER = 250
/** "returned in groups of 50". docs: get_custom_attributes, get_custom_events_data */
const BY_CURSOR = 50

const PAGE = `'page' must be a non-negative integer`
export const pageQuery = () => z.looseObject({ page: z.string({ error: PAGE }).regex(/^\d{0,13}$/, PAGE).optional().meta({ description: 'From 0, the default' }) })

/** A page of names by its number; past the end it is empty. */
export const namesOfPage = (world: World, kind: CustomDataKind, page: string | undefined): string[] =>
  world.analytics.customData({ kind, skip: Number(page ?? 0) * BY_NUMBER, limit: BY_NUMBER }).rows.map(({ name }) => name)

export const cursorQuery = () => z.looseObject({ cursor: text('cursor').optional().meta({ description: 'From the Link header of the page before' }) })

const cursorTo = (skip: number): string => Buffer.from(`skip:${skip}`).toString('base64')

/** How many names a cursor leaves out; no cursor is 0. The text of a bad one is that of /cdi, whose cursors are alike. */
function skipOf(cursor: string | undefined): number {
  if (cursor === undefined) return 0
  const skip = /^skip:(\d{1,9})$/.exec(Buffer.from(cursor, 'base64').toString())?.[1]
  if (skip === undefined) throw fault(400, 'Invalid cursor', {}, { field: 'cursor', seen: cursor, expected: 'a cursor of the Link header' })
  return Number(skip)
}

/** `</path?cursor=A>; rel="prev",</path?cursor=B>; rel="next"`: none when all fits, no `prev` on the first page, no `next` on the last. docs: get_catalog_items_details_bulk */
function linkHeader(path: string, skip: number, total: number): Record<string, string> {
  if (total <= BY_CURSOR) return {}
  const link = (to: number, rel: string) => `<${path}?cursor=${cursorTo(to)}>; rel="${rel}"`
  return { link: [...(skip > 0 ? [link(Math.max(skip - BY_CURSOR, 0), 'prev')] : []), ...(skip + BY_CURSOR < total ? [link(skip + BY_CURSOR, 'next')] : [])].join(',') }
}

/** Names with their status, a page at a time. Those on the block list are there though nothing was recorded: only what exists can be blocked. docs: managing_custom_data */
export function pageByCursor({ world, kind, cursor, path, member, show }: { world: World; kind: 'attribute' | 'event'; cursor: string | undefined; path: string; member: string; show: (row: { name: string; type: string | null; status: 'Active' | 'Blocklisted' }) => object }): Reply {
  const blocked = world.settings.get().block_lists[kind === 'event' ? 'events' : 'attributes']
  const skip = skipOf(cursor)
  const { rows, total } = world.analytics.customData({ kind, skip, limit: BY_CURSOR, others: blocked })
  const body = JSON.stringify({ message: 'success', [member]: rows.map((row) => show({ ...row, status: blocked.includes(row.name) ? 'Blocklisted' : 'Active' })) })
  return new Reply({ status: 200, headers: { 'content-type': 'application/json; charset=utf-8', ...linkHeader(path, skip, total) }, body })
}

/** observed: clients of /custom_attributes (uny/braze-sync) */
export const STATUSES = ['Active', 'Blocklisted'] as const
