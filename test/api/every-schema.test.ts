// Every member of every body and query of the public endpoints, given values of every type: what its schema does not take is refused in Braze's shape, and nothing ends in a 500.
import * as z from 'zod'
import { describe, expect, test } from 'vitest'
import type { Endpoint } from '../../emulator/api/endpoint.ts'
import { schemaOf } from '../../emulator/api/endpoint.ts'
import { homeKeys, table } from '../../emulator/index.ts'
import { emulator } from '../kit/world.ts'

const VALUES: unknown[] = [{}, { a: { b: [] } }, [], [[]], [{}], ['text'], [null], 7, -1, 1.5, 1e308, '', 'text', '2026-13-45', '𐀀'.repeat(300), true, null]
const QUERIES = ['', 'x', '-1', '0', '1.5', '99999999999999999999', '2026-13-45', '%00', '%F0%90%80%80', '[]', 'null']

const isBuilt = (endpoint: Endpoint): boolean => (endpoint.handle ?? endpoint.perform) !== undefined
const rows = table.filter((one) => ['rest', 'scim', 'partner'].includes(one.realm) && isBuilt(one) && one.raw !== true).map((one) => [`${one.method} ${one.path}`, one] as const)
const withBody = rows.filter(([, { body }]) => body !== undefined)
const withQuery = rows.filter(([, { query }]) => query !== undefined)
const concrete = ({ path }: Endpoint): string => path.replace(/:\w+/g, 'x')
const membersOf = (given: NonNullable<Endpoint['body']>): string[] => Object.keys((schemaOf(given) as unknown as { shape?: object }).shape ?? {})
const headersOf = ({ realm }: Endpoint): Record<string, string> => (realm === 'scim' ? { authorization: `Bearer ${homeKeys.scim}`, 'x-request-origin': 'test' } : realm === 'rest' ? { authorization: `Bearer ${homeKeys.rest}` } : {})
const credentials = ({ realm }: Endpoint): object => (realm === 'partner' ? { client_secret: homeKeys.data_import, partner_api_key: 'partner' } : {})
const refusal = (endpoint: Endpoint): unknown => (endpoint.realm === 'scim' ? expect.objectContaining({ detail: expect.any(String), status: 400 }) : expect.objectContaining({ message: expect.any(String) }))

test('there are bodies and queries to be tried', () => {
  expect(withBody.length).toBeGreaterThan(10)
  expect(withBody.flatMap(([, { body }]) => membersOf(body!)).length).toBeGreaterThan(30)
})

describe('bodies', () => {
  test.each(withBody)('%s', async (_name, endpoint) => {
    const e = emulator()
    const schema = schemaOf(endpoint.body!)
    for (const member of membersOf(endpoint.body!)) {
      for (const value of VALUES) {
        if (member in credentials(endpoint)) continue
        const body = { ...credentials(endpoint), [member]: value }
        const judged = schema.safeParse(body)
        const refusedHere = !judged.success && judged.error.issues.some((issue) => issue.path[0] === member)
        const kinds = await e.kindsOf(async () => {
          const answer = await e.call(endpoint.method, concrete(endpoint), body, headersOf(endpoint))
          expect([member, value, answer.status < 500]).toEqual([member, value, true])
          if (refusedHere) expect([member, value, answer.status, answer.body]).toEqual([member, value, 400, refusal(endpoint)])
        })
        if (refusedHere) expect([member, value, kinds]).toEqual([member, value, ['request.refused']])
      }
    }
    expect(e.errors).toEqual([])
  })
})

describe('queries', () => {
  test.each(withQuery)('%s', async (_name, endpoint) => {
    const e = emulator()
    const schema = schemaOf(endpoint.query!)
    for (const member of membersOf(endpoint.query!)) {
      for (const value of QUERIES) {
        for (const query of [`${member}=${value}`, `${member}[]=${value}`, `${member}=${value}&${member}=${value}`]) {
          const answer = await e.call(endpoint.method, `${concrete(endpoint)}?${query}`, undefined, headersOf(endpoint))
          expect([query, answer.status < 500]).toEqual([query, true])
        }
        const judged = schema.safeParse({ [member]: decodeURIComponent(value) })
        if (judged.success || !judged.error.issues.some((issue) => issue.path[0] === member)) continue
        const answer = await e.call(endpoint.method, `${concrete(endpoint)}?${member}=${value}`, undefined, headersOf(endpoint))
        expect([member, value, answer.status, answer.body]).toEqual([member, value, 400, refusal(endpoint)])
      }
    }
    expect(e.errors).toEqual([])
  })
})

test('a schema of a public endpoint can be shown as JSON Schema', () => {
  for (const [name, { body, query, response }] of rows) for (const schema of [body, query, response]) if (schema !== undefined) expect(() => z.toJSONSchema(schemaOf(schema), { io: 'input', unrepresentable: 'any' }), name).not.toThrow()
})
