// Pages of ten with a cursor and a Link header. docs: api/endpoints/cdi/get_integration_list
import * as z from 'zod'
import { Reply } from '../../endpoint.ts'
import { fault } from '../realm.ts'

export const PAGE = 10

const INVALID = 'Invalid cursor'
export const Cursor = () => z.looseObject({ cursor: z.string({ error: INVALID }).optional().describe('From the Link header of the page before') })

/** A cursor is `skip:<n>` in base64: `c2tpcDow` is `skip:0`. */
const cursorOf = (skip: number): string => Buffer.from(`skip:${skip}`).toString('base64')

function skipOf(cursor: string): number {
  const skip = /^skip:(\d{1,9})$/.exec(Buffer.from(cursor, 'base64').toString('latin1'))?.[1]
  if (skip === undefined || cursorOf(Number(skip)).replace(/=+$/, '') !== cursor.replace(/=+$/, '')) throw fault(400, INVALID, {}, { field: 'cursor', seen: cursor, expected: 'a cursor of the Link header' })
  return Number(skip)
}

/** Answers `page(skip)` with its Link header: none when all fits on a page, no `prev` on the first, no `next` on the last. */
export function pageOf(path: string, cursor: string | undefined, total: number, page: (skip: number) => object): unknown {
  const skip = cursor === undefined || cursor === '' ? 0 : skipOf(cursor)
  const body = page(skip)
  if (total <= PAGE) return body
  const link = (to: number, rel: string): string => `<${path}?cursor=${cursorOf(to)}>; rel="${rel}"`
  const links = [...(skip === 0 ? [] : [link(Math.max(0, skip - PAGE), 'prev')]), ...(skip + PAGE < total ? [link(skip + PAGE, 'next')] : [])]
  return new Reply({ status: 200, headers: { 'content-type': 'application/json; charset=utf-8', ...(links.length > 0 ? { link: links.join(',') } : {}) }, body: JSON.stringify(body) })
}
