// GET /app_group/sdk_authentication/keys, POST …/create, PUT …/primary, DELETE …/delete. The texts of the errors are not published: in the words of Braze's other families.
import * as z from 'zod'
import { isRsaPublicKey, KEYS_PER_APP } from '../../../domain/sdk-authentication-keys.ts'
import { Refusal } from '../../../domain/refusal.ts'
import type { World } from '../../../world.ts'
import { fault, rest } from '../realm.ts'

const text = (name: string) => z.string({ error: (issue) => (issue.input === undefined ? `'${name}' is required` : `'${name}' must be a string`) }).min(1, { error: `'${name}' is required` })
const KeyChoice = () => z.looseObject({ app_id: text('app_id'), key_id: text('key_id') })

const KeysAnswer = () =>
  z.strictObject({ keys: z.array(z.strictObject({ id: z.string(), rsa_public_key: z.string().meta({ description: 'PEM' }), description: z.string(), is_primary: z.boolean() })).max(KEYS_PER_APP) })

function mindApp(world: World, app_id: string): void {
  if (world.apps.find(app_id) === undefined) throw fault(400, `'app_id' is not valid`, {}, { field: 'app_id', seen: app_id, expected: 'the API identifier of an app of this workspace' })
}

/** Runs `work` on a key of the app and answers the keys that there are then. */
function keysAfter(world: World, { app_id, key_id }: { app_id: string; key_id: string }, work: () => void): unknown {
  mindApp(world, app_id)
  try {
    work()
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    if (error.code === 'primary_key') throw fault(400, 'The primary SDK Authentication key cannot be deleted', {}, { field: 'key_id', seen: key_id, expected: 'a key that is not primary' })
    throw fault(400, `'key_id' is not valid`, {}, { field: 'key_id', seen: key_id, expected: 'the id of a key of this app' })
  }
  return { keys: world.sdkAuthenticationKeys.of(app_id) }
}

export const keys = rest({
  method: 'GET',
  path: '/app_group/sdk_authentication/keys',
  permission: 'sdk_authentication.keys',
  status: 200,
  docs: 'api/endpoints/sdk_authentication/get_sdk_authentication_keys',
  evidence: ['documented'],
  query: () => z.looseObject({ app_id: text('app_id') }),
  response: KeysAnswer,
  handle({ world, query }) {
    mindApp(world, query.app_id)
    return { keys: world.sdkAuthenticationKeys.of(query.app_id) }
  },
})

export const create = rest({
  method: 'POST',
  path: '/app_group/sdk_authentication/create',
  permission: 'sdk_authentication.create',
  status: 201, // not printed; as most of Braze's POSTs
  docs: 'api/endpoints/sdk_authentication/post_create_sdk_authentication_key',
  evidence: ['documented'],
  body: () =>
    z.looseObject({
      app_id: text('app_id'),
      rsa_public_key_str: text('rsa_public_key_str').describe('RSA public key, PEM'),
      description: text('description').refine((one) => one.trim() !== '', { error: `'description' is required` }),
      make_primary: z.boolean({ error: `'make_primary' must be a boolean` }).nullish(),
    }),
  response: () => z.strictObject({ id: z.string() }),
  handle({ world, body }) {
    mindApp(world, body.app_id)
    if (!isRsaPublicKey(body.rsa_public_key_str)) throw fault(400, `'rsa_public_key_str' is not a valid RSA public key`, {}, { field: 'rsa_public_key_str', seen: body.rsa_public_key_str.slice(0, 40), expected: 'the PEM of an RSA public key of 2048 bits or more' })
    if (world.sdkAuthenticationKeys.of(body.app_id).length >= KEYS_PER_APP) throw fault(400, `An app can have up to ${KEYS_PER_APP} SDK Authentication keys`, {}, { field: 'app_id', seen: body.app_id, expected: `fewer than ${KEYS_PER_APP} keys` })
    const { id } = world.sdkAuthenticationKeys.create({ app_id: body.app_id, rsa_public_key: body.rsa_public_key_str, description: body.description, make_primary: body.make_primary === true })
    return { id }
  },
})

export const primary = rest({
  method: 'PUT',
  path: '/app_group/sdk_authentication/primary',
  permission: 'sdk_authentication.primary',
  status: 200,
  docs: 'api/endpoints/sdk_authentication/put_primary_sdk_authentication_key',
  evidence: ['documented'],
  body: KeyChoice,
  response: KeysAnswer,
  handle: ({ world, body }) => keysAfter(world, body, () => world.sdkAuthenticationKeys.makePrimary(body.app_id, body.key_id)),
})

export const remove = rest({
  method: 'DELETE',
  path: '/app_group/sdk_authentication/delete',
  permission: 'sdk_authentication.delete',
  status: 200,
  docs: 'api/endpoints/sdk_authentication/delete_sdk_authentication_key',
  evidence: ['documented'],
  body: KeyChoice,
  response: KeysAnswer,
  handle: ({ world, body }) => keysAfter(world, body, () => world.sdkAuthenticationKeys.remove(body.app_id, body.key_id)),
})
