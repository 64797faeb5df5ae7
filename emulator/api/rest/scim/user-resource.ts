// How a dashboard user is shown: members in the order of Braze's pages, dates in words. docs: api/endpoints/scim
import * as z from 'zod'
import { COMPANY_PERMISSIONS, DEPARTMENTS } from '../../../domain/dashboard-permissions.ts'
import type { DashboardUser } from '../../../domain/dashboard-users.ts'

const USER_SCHEMA = 'urn:ietf:params:scim:schemas:core:2.0:User'
const LIST_SCHEMA = 'urn:ietf:params:scim:api:messages:2.0:ListResponse'
const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December']

/** `Thursday, January 1, 1970 12:00:00 AM`, in UTC. */
export function longDate(ms: number): string {
  const at = new Date(ms)
  const two = (n: number): string => String(n).padStart(2, '0')
  const hour = at.getUTCHours()
  return `${DAYS[at.getUTCDay()]}, ${MONTHS[at.getUTCMonth()]} ${at.getUTCDate()}, ${at.getUTCFullYear()} ${hour % 12 || 12}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())} ${hour < 12 ? 'AM' : 'PM'}`
}

/** Nobody signs in to an emulator: as the pages show it for "never". */
const NEVER = longDate(0)

const name = ({ givenName, familyName }: DashboardUser) => ({ givenName, familyName })

/** As POST and PUT answer. */
export const resource = (user: DashboardUser) => ({ schemas: [USER_SCHEMA], id: user.id, userName: user.userName, name: name(user), department: user.department, lastSignInAt: NEVER, permissions: user.permissions })
/** As GET by id answers: with `createdAt`. */
export const wholeResource = (user: DashboardUser) => ({ schemas: [USER_SCHEMA], id: user.id, userName: user.userName, name: name(user), department: user.department, lastSignInAt: NEVER, createdAt: longDate(user.created_at), permissions: user.permissions })
/** As a search answers. */
export const listOf = (users: readonly DashboardUser[]) => ({
  schemas: [LIST_SCHEMA],
  totalResults: users.length,
  Resources: users.map((user) => ({ userName: user.userName, id: user.id, name: name(user), department: user.department, lastSignInAt: NEVER, permissions: user.permissions })),
})

const text = () => z.string()
const date = () => z.string().meta({ description: 'In words, UTC: Thursday, January 1, 1970 12:00:00 AM' })
const shape = () => ({
  id: z.string().meta({ description: 'Resource id: four groups of eight hex digits' }),
  userName: z.string().meta({ description: 'Email address' }),
  name: z.strictObject({ givenName: text(), familyName: text() }),
  department: z.enum(DEPARTMENTS),
  lastSignInAt: date(),
  permissions: z.strictObject({
    companyPermissions: z.array(z.enum(COMPANY_PERMISSIONS)),
    roles: z.array(z.strictObject({ roleName: text().optional(), roleId: text().optional() })).optional(),
    appGroup: z.array(z.strictObject({
      appGroupId: text(),
      appGroupName: text().optional(),
      appGroupPermissionSets: z.array(z.strictObject({ appGroupPermissionSetName: text().optional(), appGroupPermissionSetId: text() })).optional(),
      appGroupPermissions: z.array(text()),
      team: z.array(z.strictObject({ teamId: text(), teamName: text().optional(), teamPermissions: z.array(text()) })).optional(),
    })),
  }),
})
const schemas = (uri: string) => z.tuple([z.literal(uri)])

export const ResourceAnswer = () => z.strictObject({ schemas: schemas(USER_SCHEMA), ...shape() })
export const WholeResourceAnswer = () => z.strictObject({ schemas: schemas(USER_SCHEMA), ...shape(), createdAt: date() })
export const ListAnswer = () => z.strictObject({ schemas: schemas(LIST_SCHEMA), totalResults: z.number().int(), Resources: z.array(z.strictObject(shape())) })
