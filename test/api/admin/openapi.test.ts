// The OpenAPI document: valid by the specification, complete, and made from the table.
import { Validator } from '@seriousme/openapi-schema-validator'
import { describe, expect, test } from 'vitest'
import { schemaOf } from '../../../emulator/api/endpoint.ts'
import { isBuilt } from '../../../emulator/api/openapi.ts'
import { table } from '../../../emulator/index.ts'
import { emulator } from '../../kit/world.ts'

const document = async () => (await emulator().admin('GET', '/openapi.json')).body

test('it is valid OpenAPI 3.1', async () => {
  const result = await new Validator().validate(await document())
  expect(result).toEqual({ valid: true })
  expect((await document()).openapi).toBe('3.1.0')
})

test('the validator would find what is wrong', async () => {
  const broken = await document()
  delete broken.paths['/users/track'].post.responses
  broken.paths['/users/track'].post.parameters = [{ name: 'x' }]
  expect((await new Validator().validate(broken)).valid).toBe(false)
})

test('it has every endpoint of the table, and no other', async () => {
  const { paths } = await document()
  const described = Object.entries(paths).flatMap(([path, methods]) => Object.keys(methods as object).map((method) => `${method.toUpperCase()} ${path}`))
  expect(described.sort()).toEqual(table.map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`).sort())
})

test('operation ids are unique', async () => {
  const ids = Object.values((await document()).paths).flatMap((methods) => Object.values(methods as Record<string, { operationId: string }>).map(({ operationId }) => operationId))
  expect(new Set(ids).size).toBe(ids.length)
})

test('an operation says what it takes, gives, costs and is known from', async () => {
  const { post } = (await document()).paths['/users/track']
  expect(post).toMatchObject({
    externalDocs: { url: 'https://www.braze.com/docs/api/endpoints/user_data/post_user_track/' },
    security: [{ rest_api_key: [] }],
    requestBody: { required: true, content: { 'application/json': { schema: { type: 'object', properties: { attributes: {}, events: {}, purchases: {} } } } } },
    'x-brazier': {
      realm: 'rest',
      fidelity: 'complete',
      permission: 'users.track',
      rate_limit: { requests: 3000, seconds: 3, shared_as: '/users/track' },
      max_body_bytes: 4 * 1024 * 1024,
      evidence: { documented: 'https://www.braze.com/docs/api/endpoints/user_data/post_user_track/', client: expect.arrayContaining(['test/clients/braze-api.test.ts']) },
      test: 'test/api/rest/users/track/track.test.ts',
    },
  })
  expect(post.responses['201'].content['application/json'].schema.properties).toMatchObject({ message: { const: 'success' }, attributes_processed: { type: 'integer', minimum: 0 } })
})

describe('public endpoints describe their answers', () => {
  const rows = table.filter((one) => ['rest', 'scim', 'partner'].includes(one.realm) && isBuilt(one) && one.status !== 204).map((one) => [`${one.method} ${one.path}`, one] as const)
  test.each(rows)('%s', (_name, endpoint) => {
    expect(endpoint.response, 'no response schema').toBeDefined()
    // A schema that takes anything describes nothing
    expect(schemaOf(endpoint.response!).safeParse({ nobody: 'answers this' }).success).toBe(false)
  })
})
