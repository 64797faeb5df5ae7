// What SCIM calls may say of a dashboard user. Texts of these errors are not published: RFC 7644's errors, in the words of Braze's other families. docs: scim_api_appendix
import * as z from 'zod'
import { COMPANY_PERMISSIONS, DEPARTMENTS, TEAM_PERMISSIONS, WORKSPACE_PERMISSIONS } from '../../../domain/dashboard-permissions.ts'

const USER_SCHEMA = 'urn:ietf:params:scim:schemas:core:2.0:User'
const NAME_CHARS = 255

const notValid = (field: string): string => `'${field}' is not valid`
const filled = (field: string) => z.string({ error: notValid(field) }).min(1, { error: notValid(field) }).max(NAME_CHARS, { error: notValid(field) })
const optional = (field: string) => filled(field).nullish()
const list = <Item extends z.ZodType>(field: string, item: Item) => z.array(item, { error: notValid(field) })

/** An array of permission strings, each of the table of its level. */
const strings = (field: string, known: ReadonlySet<string>) => list(field, z.string({ error: notValid(field) }).refine((one) => known.has(one), { error: ({ input }) => `'${String(input).slice(0, 80)}' is not a valid permission in '${field}'` }))

/** "Required if the name is missing". docs: scim_api_appendix */
const either = (a: string, b: string) => [(value: Record<string, unknown>): boolean => value[a] != null || value[b] != null, { error: `'${a}' or '${b}' is required` }] as const

const team = () =>
  z.looseObject({ teamName: optional('teamName'), teamId: optional('teamId'), teamPermissions: strings('teamPermissions', TEAM_PERMISSIONS) }, { error: notValid('team') }).refine(...either('teamName', 'teamId'))

const permissionSet = () =>
  z.looseObject({ appGroupPermissionSetName: optional('appGroupPermissionSetName'), appGroupPermissionSetID: optional('appGroupPermissionSetID'), appGroupPermissionSetId: optional('appGroupPermissionSetId') }, { error: notValid('appGroupPermissionSets') })
    .refine((set) => set.appGroupPermissionSetName != null || set.appGroupPermissionSetID != null || set.appGroupPermissionSetId != null, { error: `'appGroupPermissionSetName' or 'appGroupPermissionSetID' is required` })

const appGroup = () =>
  z.looseObject({
    appGroupName: optional('appGroupName'),
    appGroupId: optional('appGroupId'),
    appGroupPermissionSets: list('appGroupPermissionSets', permissionSet()).max(1, { error: `'appGroupPermissionSets' takes a single permission set` }).nullish(),
    appGroupPermissions: strings('appGroupPermissions', WORKSPACE_PERMISSIONS).nullish(),
    team: list('team', team()).nullish(),
  }, { error: notValid('appGroup') })
    .refine(...either('appGroupName', 'appGroupId'))
    .refine(...either('appGroupPermissions', 'appGroupPermissionSets'))

const permissions = () =>
  z.looseObject({
    companyPermissions: strings('companyPermissions', new Set(COMPANY_PERMISSIONS)).nullish(),
    roles: list('roles', z.looseObject({ roleName: optional('roleName'), roleId: optional('roleId') }, { error: notValid('roles') }).refine(...either('roleName', 'roleId'))).nullish(),
    appGroup: list('appGroup', appGroup()),
  }, { error: notValid('permissions') })

/** What POST and PUT share. */
export const userShape = () => ({
  schemas: list('schemas', z.unknown()).refine((given) => given.includes(USER_SCHEMA), { error: `'schemas' must include ${USER_SCHEMA}` }),
  name: z.looseObject({ givenName: filled('name.givenName'), familyName: filled('name.familyName') }, { error: notValid('name') }),
  department: z.enum(DEPARTMENTS, { error: notValid('department') }),
  permissions: permissions(),
})
