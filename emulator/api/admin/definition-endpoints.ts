// The six endpoints that every kind of definition has: list, create, show, change (PUT, PATCH), delete.
import * as z from 'zod'
import { schemaOf } from '../endpoint.ts'
import type { Issue } from '../../domain/campaigns/messages.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { World } from '../../world.ts'
import type { Directory } from '../emulation.ts'
import type { Endpoint, Lazy, Method } from '../endpoint.ts'
import { listOf, page, workspace } from './lists.ts'
import { admin, adminFault } from './realm.ts'

/** One kind of definition: what makes and changes it, and what does so. Refusals of the domain become 404, 409 or 422. */
export type Kind<Row> = {
  kind: string
  create: Lazy<z.ZodType>
  change: Lazy<z.ZodType>
  list(world: World): Row[]
  id(row: Row): string
  add(world: World, body: never, directory: Directory): Row
  update(world: World, id: string, body: never): Row
  remove(world: World, id: string): void
}

/** Runs `work`; a refusal that knows its place, or that lists what is wrong where, says it. */
function placed<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    const issues = error instanceof Refusal ? (error.details['issues'] as Issue[] | undefined) : undefined
    if (issues?.[0] !== undefined) throw adminFault(422, 'invalid', issues[0].message, { issues })
    if (!(error instanceof Refusal) || typeof error.details['path'] !== 'string' || typeof error.details['why'] !== 'string') throw error
    throw adminFault(422, error.code, `${error.details['path']} ${error.details['why']}`, error.details)
  }
}

/** The six endpoints of one kind of definition. PUT and PATCH both change the members given. */
export function endpointsOf<Row>({ kind, create, change, list, id, add, update, remove }: Kind<Row>): Endpoint[] {
  const find = (world: World, wanted: string): Row => {
    const row = list(world).find((one) => id(one) === wanted)
    if (row === undefined) throw adminFault(404, 'not_found', `there is none of ${kind} with this id`, { id: wanted })
    return row
  }
  const shown = (row: Row): object => ({ id: id(row), ...(row as object) })
  /** What GET says can be written back whole: members that nobody can change are dropped when they are as they stand, and refused otherwise. */
  function changeable(world: World, wanted: string, body: Record<string, unknown>): Record<string, unknown> {
    const known = (schemaOf(change) as z.ZodObject).shape
    const row = list(world).find((one) => id(one) === wanted)
    const now = row === undefined ? {} : (shown(row) as Record<string, unknown>)
    const refused = Object.keys(body).filter((name) => !Object.hasOwn(known, name) && JSON.stringify(body[name]) !== JSON.stringify(now[name]))
    if (refused.length > 0) throw adminFault(422, 'invalid', `Unrecognized key: "${refused[0]}"`, { issues: refused.map((name) => ({ path: name, message: 'is no member, or none that can be changed' })) })
    return Object.fromEntries(Object.entries(body).filter(([name]) => Object.hasOwn(known, name)))
  }
  const changing = (method: Method): Endpoint =>
    admin({ method, path: `/${kind}/:id`, body: () => (schemaOf(change) as z.ZodObject).loose(), handle: ({ world, params, body }) => shown(placed(() => update(world, params['id']!, changeable(world, params['id']!, body) as never))) })
  return [
    admin({
      method: 'GET',
      path: `/${kind}`,
      query: () => z.looseObject({ ...workspace, ...page, limit: page.limit.unwrap().optional() }),
      /** All of them, unless a `limit` is given; the cursor is the id of the last one seen. */
      handle({ world, query: { limit, cursor } }) {
        const all = list(world).map(shown) as { id: string }[]
        const after = cursor === undefined ? 0 : all.findIndex((row) => row.id === cursor) + 1
        if (cursor !== undefined && after === 0) throw adminFault(422, 'invalid', `cursor is the id of none of ${kind}: ${cursor}`, { cursor })
        return listOf(kind, all.slice(after), limit ?? all.length, (row) => row.id)
      },
    }),
    admin({ method: 'POST', path: `/${kind}`, status: 201, body: create, handle: ({ world, body, emulation }) => shown(placed(() => add(world, body as never, emulation.directory))) }),
    admin({ method: 'GET', path: `/${kind}/:id`, handle: ({ world, params }) => shown(find(world, params['id']!)) }),
    changing('PUT'),
    changing('PATCH'),
    admin({
      method: 'DELETE',
      path: `/${kind}/:id`,
      handle({ world, params }) {
        find(world, params['id']!)
        remove(world, params['id']!)
        return { deleted: params['id'] }
      },
    }),
  ]
}
