// The OpenAPI 3.1 document, made from the endpoint table: what is there is described, what is described is what the tests hold answers against.
import * as z from 'zod'
import type { Endpoint, Lazy, RealmName } from './endpoint.ts'
import { schemaOf } from './endpoint.ts'
import proofs from './proofs.json' with { type: 'json' }

type Json = Record<string, unknown>
/** The tests that prove an endpoint: its own, and those in which a real client drives it. */
type Proof = { test?: string; client?: string[] }

const BRAZE_DOCS = 'https://www.braze.com/docs/'

const SECURITY: Record<RealmName, Json[]> = {
  rest: [{ rest_api_key: [] }],
  scim: [{ scim_token: [] }],
  partner: [],
  hosted: [],
  sdk: [{ sdk_key: [] }],
  admin: [{}, { admin_token: [] }],
}

const message: Json = { type: 'object', properties: { message: { type: 'string' }, errors: { type: 'array', items: {} }, error: { type: 'string' } } }
const ERROR: Record<RealmName, Json> = {
  rest: message,
  partner: message,
  hosted: message,
  scim: { type: 'object', properties: { schemas: { type: 'array', items: { type: 'string' } }, detail: { type: 'string' }, status: { type: 'integer' } }, required: ['schemas', 'detail', 'status'] },
  sdk: { type: 'object', properties: { error: { type: 'string' } } },
  admin: { type: 'object', properties: { error: { type: 'object', properties: { code: { type: 'string' }, message: { type: 'string' }, details: { type: 'object' } }, required: ['code', 'message', 'details'] } }, required: ['error'] },
}

/** JSON Schema of a schema; what JSON Schema cannot say (a transformation) is shown as it comes in. */
function jsonSchema(given: Lazy<z.ZodType>, io: 'input' | 'output'): Json {
  const { $schema: _, ...schema } = z.toJSONSchema(schemaOf(given), { io, unrepresentable: 'any', target: 'draft-2020-12' }) as Json
  return schema
}

export const isBuilt = (endpoint: Endpoint): boolean => (endpoint.handle ?? endpoint.perform) !== undefined
const templated = (path: string): string => path.replace(/:(\w+)/g, '{$1}')
const operationId = ({ method, path }: Endpoint): string => `${method.toLowerCase()}${path.replace(/[:/_]+(\w)/g, (_all, letter: string) => letter.toUpperCase()).replace(/\W/g, '')}`

/** An array is sent as `name[]=a&name[]=b`; what may be one or several is shown as several. */
function parameterOf(name: string, schema: Json, required: boolean): Json {
  const list = [schema, ...((schema['anyOf'] ?? []) as Json[])].find((one) => one['type'] === 'array')
  return list === undefined ? { name, in: 'query', required, schema } : { name: `${name}[]`, in: 'query', required, style: 'form', explode: true, schema: list }
}

function parameters({ path, query, realm }: Endpoint): Json[] {
  const inPath = [...path.matchAll(/:(\w+)/g)].map(([, name]) => ({ name, in: 'path', required: true, schema: { type: 'string' } }))
  const workspace = realm === 'admin' ? [{ name: 'workspace', in: 'query', required: false, schema: { type: 'string', default: 'default' } }] : []
  if (query === undefined) return [...inPath, ...workspace]
  const { properties = {}, required = [] } = jsonSchema(query, 'input') as { properties?: Record<string, Json>; required?: string[] }
  const named = Object.entries(properties).filter(([name]) => !(realm === 'admin' && name === 'workspace'))
  return [...inPath, ...named.map(([name, schema]) => parameterOf(name, schema, required.includes(name))), ...workspace]
}

const content = (schema: Json, type = 'application/json'): Json => ({ [type]: { schema } })

function responses(endpoint: Endpoint): Json {
  const { status, response, realm, permission, body, limit } = endpoint
  const failing = (description: string): Json => ({ description, content: content(ERROR[realm]) })
  const headers = limit === undefined ? {} : { headers: { 'x-ratelimit-limit': { schema: { type: 'string' } }, 'x-ratelimit-remaining': { schema: { type: 'string' } }, 'x-ratelimit-reset': { schema: { type: 'string' } } } }
  const good = !isBuilt(endpoint) ? { 501: failing('Not emulated yet') } : { [status]: { description: 'Success', ...headers, ...(status === 204 ? {} : { content: response === undefined ? content({}, realm === 'hosted' ? '*/*' : 'application/json') : content(jsonSchema(response, 'output')) }) } }
  return {
    ...good,
    ...(body !== undefined || endpoint.query !== undefined ? { 400: failing('The request is not valid') } : {}),
    ...(realm === 'hosted' || realm === 'admin' ? {} : { 401: failing('No key, or none that is valid') }),
    ...(permission === undefined ? {} : { 403: failing('The key lacks the permission') }),
    ...(endpoint.path.includes(':') ? { 404: failing('There is none') } : {}),
    ...(limit === undefined ? {} : { 429: failing('Over the rate limit (with --limits braze)') }),
  }
}

/** How the evidence of an endpoint is proven, by its word. */
function evidence({ method, path, docs, evidence: words }: Endpoint): Json {
  const proof = (proofs as Record<string, Proof>)[`${method} ${path}`]
  return Object.fromEntries(words.map((word) => [word, word === 'documented' ? (docs ? `${BRAZE_DOCS}${docs}/` : null) : word === 'client' ? (proof?.client ?? []) : (proof?.test ?? null)]))
}

function operation(endpoint: Endpoint): Json {
  const { realm, method, path, permission, limit, maxBytes, docs, body, raw } = endpoint
  const proof = (proofs as Record<string, Proof>)[`${method} ${path}`]
  const family = path.replace(/^\/(_emulator|_hosted\/:workspace|api\/v3)/, '').split('/').find((part) => part !== '') ?? realm
  return {
    operationId: operationId(endpoint),
    summary: `${method} ${templated(path)}`,
    tags: [realm === 'rest' ? family : realm],
    ...(docs ? { externalDocs: { url: `${BRAZE_DOCS}${docs}/` } } : {}),
    security: SECURITY[realm],
    ...(parameters(endpoint).length > 0 ? { parameters: parameters(endpoint) } : {}),
    ...(body !== undefined ? { requestBody: { required: method !== 'DELETE', content: content(jsonSchema(body, 'input')) } } : raw === true && method !== 'GET' ? { requestBody: { content: content({}, '*/*') } } : {}),
    responses: responses(endpoint),
    'x-brazier': {
      realm,
      fidelity: !isBuilt(endpoint) ? 'not emulated' : (endpoint.partial ?? 'complete'),
      permission: permission ?? null,
      rate_limit: limit === undefined ? null : { requests: limit.limit, seconds: limit.seconds, shared_as: limit.name },
      max_body_bytes: maxBytes,
      evidence: evidence(endpoint),
      test: proof?.test ?? null,
    },
  }
}

/** The document of a table. `version` is the emulator's. */
export function openApiDocument(table: readonly Endpoint[], version: string): Json {
  const paths: Record<string, Record<string, Json>> = {}
  for (const endpoint of table) (paths[templated(endpoint.path)] ??= {})[endpoint.method.toLowerCase()] = operation(endpoint)
  return {
    openapi: '3.1.0',
    info: { title: 'Brazier: a local emulator of Braze', version, description: 'Braze’s public REST API, its SDK endpoints and the emulator’s own admin API, made from the endpoint table. Not affiliated with Braze.', license: { name: 'MIT', identifier: 'MIT' } },
    servers: [{ url: '/' }],
    paths,
    components: {
      securitySchemes: {
        rest_api_key: { type: 'http', scheme: 'bearer', description: 'A REST API key' },
        scim_token: { type: 'http', scheme: 'bearer', description: 'A SCIM token' },
        sdk_key: { type: 'apiKey', in: 'header', name: 'X-Braze-Api-Key' },
        admin_token: { type: 'http', scheme: 'bearer', description: 'Asked for with --admin-token' },
      },
    },
  }
}
