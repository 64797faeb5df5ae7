// GET and POST /scim/v2/Users; GET, PUT and DELETE /scim/v2/Users/:id
import * as z from 'zod'
import type { DashboardUser } from '../../../domain/dashboard-users.ts'
import { isValidEmail } from '../../../domain/profiles/contact-rules.ts'
import type { World } from '../../../world.ts'
import { Fault, Reply } from '../../endpoint.ts'
import { scim, scimFault } from '../../scim-realm.ts'
import type { WireRequest } from '../../wire.ts'
import { userShape } from './user-body.ts'
import { ListAnswer, listOf, resource, ResourceAnswer, wholeResource, WholeResourceAnswer } from './user-resource.ts'

const ERROR_SCHEMA = 'urn:ietf:params:scim:api:messages:2.0:Error'
/** Content types as the pages print them with these answers. docs: delete_existing_dashboard_user, post_create_user_account */
const HTML = { 'content-type': 'text/html; charset=UTF-8' }
const TEXT_JSON = { 'content-type': 'text/json;charset=UTF-8' }

/** An error with RFC 7644's word for it (3.12), where Braze's pages have none. */
const typed = (scimType: string, detail: string): Fault => new Fault(400, { schemas: [ERROR_SCHEMA], scimType, detail, status: 400 })

function find(world: World, id: string): DashboardUser {
  const user = world.dashboardUsers.find(id)
  if (user === undefined) throw scimFault(404, 'User not found', HTML)
  return user
}

const FILTER = /^\s*userName\s+eq\s+("(?:[^"\\]|\\.)*")\s*$/i // attribute names and operators in any casing. docs: RFC 7644, 3.4.2.2

/** The address of a filter `userName eq "…"`, the only one that Braze documents. */
function wanted(filter: string | undefined): string {
  const quoted = filter === undefined ? undefined : FILTER.exec(filter)?.[1]
  try {
    if (quoted !== undefined) return JSON.parse(quoted) as string
  } catch {
    // an escape that JSON does not know
  }
  throw typed('invalidFilter', `'filter' must be: userName eq "<email address>"`)
}

export const search = scim({
  method: 'GET',
  path: '/scim/v2/Users',
  status: 200,
  docs: 'api/endpoints/scim/get_search_existing_dashboard_user',
  evidence: ['documented'],
  query: () => z.looseObject({ filter: z.string({ error: `'filter' must be: userName eq "<email address>"` }).optional().describe('userName eq "user@test.com"') }),
  response: ListAnswer,
  handle({ world, query, request }) {
    const user = world.dashboardUsers.byUserName(wanted(query.filter))
    return listOf(user === undefined ? [] : [user])
  },
})

export const create = scim({
  method: 'POST',
  path: '/scim/v2/Users',
  status: 201, // RFC 7644, 3.3; the page prints none
  docs: 'api/endpoints/scim/post_create_user_account',
  evidence: ['documented'],
  body: () => {
    const { permissions, ...shape } = userShape()
    return z.looseObject({ userName: z.string({ error: `'userName' is not valid` }).refine(isValidEmail, { error: `'userName' is not a valid email` }), ...shape, permissions: permissions.nullish() })
  },
  response: ResourceAnswer,
  handle({ world, body, request }) {
    if (world.dashboardUsers.byUserName(body.userName) !== undefined) throw scimFault(409, 'User already exists in the database.', TEXT_JSON)
    return resource(world.dashboardUsers.create(body.userName, { ...body.name, department: body.department, permissions: body.permissions ?? {} }))
  },
})

export const show = scim({
  method: 'GET',
  path: '/scim/v2/Users/:id',
  status: 200,
  docs: 'api/endpoints/scim/get_see_user_account_information',
  evidence: ['documented'],
  response: WholeResourceAnswer,
  handle({ world, params, request }) {
    return wholeResource(find(world, params['id']!))
  },
})

export const update = scim({
  method: 'PUT',
  path: '/scim/v2/Users/:id',
  status: 200,
  docs: 'api/endpoints/scim/put_update_existing_user_account',
  evidence: ['documented'],
  body: () => z.looseObject({ ...userShape(), userName: z.unknown().optional().describe('Cannot be changed') }),
  response: ResourceAnswer,
  handle({ world, params, body, request }) {
    const user = find(world, params['id']!)
    // "userName cannot be updated through this endpoint"; one that is sent must be the one that is there. docs: RFC 7644, 3.5.1
    const same = body.userName == null || (typeof body.userName === 'string' && body.userName.toLowerCase() === user.userName.toLowerCase())
    if (!same) throw typed('mutability', `'userName' can not be updated`)
    return resource(world.dashboardUsers.update(user.id, { ...body.name, department: body.department, permissions: body.permissions }))
  },
})

export const remove = scim({
  method: 'DELETE',
  path: '/scim/v2/Users/:id',
  status: 204,
  docs: 'api/endpoints/scim/delete_existing_dashboard_user',
  evidence: ['documented'],
  response: () => z.literal(''),
  handle({ world, params, request }) {
    world.dashboardUsers.remove(find(world, params['id']!).id)
    return new Reply({ status: 204, headers: HTML, body: '' })
  },
})
