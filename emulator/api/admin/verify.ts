// POST /_emulator/requests/verify: was it called, how often, and what came closest when it was not.
import * as z from 'zod'
import type { RequestRow } from '../../domain/requests.ts'
import { parseJson } from '../json.ts'
import { admin } from './realm.ts'

const NEAR_MISSES = 3
const LOOKED_AT = 10_000

const Match = z.strictObject({
  method: z.string().optional(),
  path: z.string().optional(),
  status: z.number().int().optional(),
  app_id: z.string().optional(),
  headers: z.record(z.string(), z.string()).optional(),
  body: z.unknown().optional(),
})
type Difference = { at: string; expected: unknown; found: unknown }

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Where `found` lacks something of `expected`: objects may have more members, arrays more elements in any order. */
function lacks(expected: unknown, found: unknown, at: string): Difference[] {
  if (isObject(expected) && isObject(found)) return Object.entries(expected).flatMap(([name, value]) => lacks(value, Object.hasOwn(found, name) ? found[name] : undefined, `${at}.${name}`))
  if (Array.isArray(expected) && Array.isArray(found))
    return expected.flatMap((value: unknown, index) => (found.some((one) => lacks(value, one, '').length === 0) ? [] : [{ at: `${at}[${index}]`, expected: value, found: found[index] ?? null }]))
  return Object.is(expected, found) ? [] : [{ at, expected, found: found ?? null }]
}

function differences(match: z.output<typeof Match>, row: RequestRow): Difference[] {
  const plain = (path: string): string => path.replace(/(.)\/+$/, '$1')
  const differing: Difference[] = []
  const compare = (at: string, expected: unknown, found: unknown): void => void (expected === undefined || expected === found || differing.push({ at, expected, found }))
  compare('method', match.method?.toUpperCase(), row.method)
  if (match.path?.endsWith('*') !== true) compare('path', match.path === undefined ? undefined : plain(match.path), plain(row.path))
  else if (!row.path.startsWith(match.path.slice(0, -1))) differing.push({ at: 'path', expected: match.path, found: row.path })
  compare('status', match.status, row.status)
  compare('app_id', match.app_id, row.app_id)
  for (const [name, value] of Object.entries(match.headers ?? {})) compare(`headers.${name}`, value, row.headers[name.toLowerCase()] ?? null)
  if (match.body === undefined) return differing
  const sent = parseJson(Buffer.from(row.body))
  return [...differing, ...(sent === undefined ? [{ at: 'body', expected: match.body, found: row.body }] : lacks(match.body, sent.value, 'body'))]
}

/** `match` as in faults, with `status`, `headers` and a part of the JSON `body`; without `count`, at least one is wanted. */
export const verifyRequests = admin({
  method: 'POST',
  path: '/requests/verify',
  body: z.strictObject({ match: Match.default({}), count: z.number().int().min(0).optional() }),
  handle({ world, body: { match, count } }) {
    const compared = world.requests.list({ limit: LOOKED_AT }).map((row) => ({ row, differing: differences(match, row) }))
    const matching = compared.filter(({ differing }) => differing.length === 0)
    const verified = count === undefined ? matching.length > 0 : matching.length === count
    const near = compared.filter(({ differing }) => differing.length > 0).sort((a, b) => a.differing.length - b.differing.length || b.row.id - a.row.id)
    return {
      verified,
      count: matching.length,
      requests: matching.map(({ row }) => row.id),
      near_misses: verified ? [] : near.slice(0, NEAR_MISSES).map(({ row, differing }) => ({ id: row.id, method: row.method, path: row.path, status: row.status, differences: differing })),
    }
  },
})
