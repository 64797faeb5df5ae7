// Tokens that are no REST keys: SCIM tokens with their service origin, data import keys of partners.
import * as z from 'zod'
import type { AccessToken, TokenKind } from '../../domain/access-tokens.ts'
import type { World } from '../../world.ts'
import type { Directory } from '../emulation.ts'
import type { Endpoint } from '../endpoint.ts'
import { endpointsOf } from './definition-endpoints.ts'
import { adminFault } from './realm.ts'

const id = () => z.string().min(1).max(255).optional()
const name = () => z.string().min(1).optional()
const origin = () => z.string().min(1).nullable().optional().describe('Service origin: what X-Request-Origin has to say; null takes any')

const ScimToken = () => z.strictObject({ token: id(), id: id(), name: name(), origin: origin() })
const ImportKey = () => z.strictObject({ key: id(), id: id(), name: name() })
type Change = { name?: string | undefined; origin?: string | null | undefined }

/** The row, when it is of this kind. */
const mustBe = (world: World, kind: TokenKind, token: string): void => {
  if (!world.accessTokens.list(kind).some((row) => row.token === token)) throw adminFault(404, 'not_found', 'there is none with this id', { id: token })
}

/** A token chooses the workspace, so no two workspaces have the same. */
function create(world: World, directory: Directory, kind: TokenKind, token: string | undefined, fallback: string, given: Change): AccessToken {
  const owner = token === undefined ? undefined : directory.byToken(kind, token)
  if (owner !== undefined && owner.world !== world) throw adminFault(409, 'already_exists', 'another workspace has this token', { id: token, workspace: owner.world.id })
  return world.accessTokens.create({ token: token ?? world.ids.uuid(), kind, name: given.name ?? fallback, origin: given.origin })
}

function update(world: World, kind: TokenKind, token: string, change: Change): AccessToken {
  mustBe(world, kind, token)
  return world.accessTokens.update(token, change)
}

const scimTokens = endpointsOf({
  kind: 'scim_tokens',
  create: ScimToken,
  change: () => ScimToken().pick({ name: true, origin: true }),
  list: (world) => world.accessTokens.list('scim').map(({ kind: _, ...row }) => row),
  id: (row) => row.token,
  add(world, body: z.output<ReturnType<typeof ScimToken>>, directory) {
    const { kind: _, ...row } = create(world, directory, 'scim', body.token ?? body.id, 'SCIM', body)
    return row
  },
  update(world, token, body: Change) {
    const { kind: _, ...row } = update(world, 'scim', token, body)
    return row
  },
  remove: (world, token) => world.accessTokens.remove(token),
})

const dataImportKeys = endpointsOf({
  kind: 'data_import_keys',
  create: ImportKey,
  change: () => ImportKey().pick({ name: true }),
  list: (world) => world.accessTokens.list('data_import').map(({ token, name: own, created_at }) => ({ key: token, name: own, created_at })),
  id: (row) => row.key,
  add(world, body: z.output<ReturnType<typeof ImportKey>>, directory) {
    const { token, name: own, created_at } = create(world, directory, 'data_import', body.key ?? body.id, 'Data import', body)
    return { key: token, name: own, created_at }
  },
  update(world, key, body: Change) {
    const { token, name: own, created_at } = update(world, 'data_import', key, body)
    return { key: token, name: own, created_at }
  },
  remove: (world, key) => world.accessTokens.remove(key),
})

export const accessTokens: readonly Endpoint[] = [...scimTokens, ...dataImportKeys]
