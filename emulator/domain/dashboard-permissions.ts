// What a dashboard user may be given: departments, permission strings, old and granular, and the form they are kept in. docs: scim_api_appendix
import type { Named } from './api-identifiers.ts'
import { apiIdentifier } from './api-identifiers.ts'

export const DEPARTMENTS = ['agency', 'bi', 'c_suite', 'engineering', 'finance', 'marketing', 'pm'] as const
export const COMPANY_PERMISSIONS = ['admin', 'manage_company_settings', 'add_remove_app_groups'] as const

const BOTH_OLD = ['admin', 'basic_access', 'approve_deny_campaigns', 'send_campaigns_canvases', 'publish_cards', 'edit_segments', 'export_user_data', 'view_user_profile', 'manage_dashboard_users', 'manage_media_library']
const WORKSPACE_OLD = [
  'view_pii', 'view_usage_data', 'import_update_user_data', 'view_billing_details', 'dev_console', 'launch_content_blocks', 'manage_external_integrations', 'manage_apps', 'manage_teams',
  'manage_events_attributes_purchases', 'manage_tags', 'manage_email_settings', 'manage_subscription_groups', 'manage_approval_settings', 'manage_catalogs_dashboard_permission',
]
/** `view_x`, `edit_x` and so on, from "x: view edit …". */
const verbs = (lines: string): string[] =>
  lines.trim().split(/\n\s*/).flatMap((line) => {
    const [what, actions] = line.split(':') as [string, string]
    return actions.trim().split(' ').map((verb) => `${verb}_${what}`)
  })
const BOTH_GRANULAR = [
  ...verbs(`
    campaigns: view edit archive launch
    canvases: view edit archive launch
    frequency_caps: view edit
    message_prioritization: view edit
    content_blocks: view
    feature_flags: view edit archive
    segments: view edit
    global_control_group: edit
    iam_templates: view edit archive
    email_templates: view edit archive
    webhook_templates: view edit archive
    link_templates: view edit
    media_library_assets: view
    locations: view edit archive
    promotion_codes: view edit export
    preference_centers: view edit
    reports: edit
    banner_templates: view
    multi_language_settings: view
    decisioning_studio_agents: view
    decisioning_studio_conversion_event: view
    dashboard_users: edit`),
  'use_operator',
]
const WORKSPACE_GRANULAR = [
  ...verbs(`
    media_library_assets: edit
    import_users: view
    user_data: edit
    api_keys: view edit
    internal_user_groups: view edit
    message_activity_log: view
    event_user_log: view
    api_identifiers: view
    api_usage_dashboard: view
    api_limits: view
    api_usage_alerts: view edit
    sdk_debugger: view edit
    cloud_data_ingestion: edit
    app_settings: edit
    push_settings: view edit
    teams: view edit archive
    custom_attributes: view edit blocklist delete export
    custom_events: view edit blocklist delete export
    custom_event_property_segmentation: edit
    products: view edit blocklist
    purchase_property_segmentation: edit
    tags: view edit delete
    email_settings: view edit
    catalogs: view edit export delete`),
  'delete_media_library_asset', 'import_users',
]
const TEAM_GRANULAR = ['view_reports', 'create_reports']

export const WORKSPACE_PERMISSIONS: ReadonlySet<string> = new Set([...BOTH_OLD, ...WORKSPACE_OLD, ...BOTH_GRANULAR, ...WORKSPACE_GRANULAR])
export const TEAM_PERMISSIONS: ReadonlySet<string> = new Set([...BOTH_OLD, ...BOTH_GRANULAR, ...TEAM_GRANULAR])

export type Team = { teamId?: string; teamName?: string; teamPermissions: string[] }
export type PermissionSet = { appGroupPermissionSetName?: string; appGroupPermissionSetId?: string }
export type AppGroup = { appGroupId?: string; appGroupName?: string; appGroupPermissionSets?: PermissionSet[]; appGroupPermissions: string[]; team?: Team[] }
export type Role = { roleName?: string; roleId?: string }
export type Permissions = { companyPermissions: string[]; roles?: Role[]; appGroup: AppGroup[] }

/** What a caller may give: a name or an id for each thing, names and ids that Brazier need not know. */
type Given<T> = T | null | undefined
export type GivenPermissions = {
  companyPermissions?: Given<string[]>
  roles?: Given<{ roleName?: Given<string>; roleId?: Given<string> }[]>
  appGroup?: Given<{
    appGroupId?: Given<string>
    appGroupName?: Given<string>
    appGroupPermissionSets?: Given<{ appGroupPermissionSetName?: Given<string>; appGroupPermissionSetID?: Given<string>; appGroupPermissionSetId?: Given<string> }[]>
    appGroupPermissions?: Given<string[]>
    team?: Given<{ teamName?: Given<string>; teamId?: Given<string>; teamPermissions: string[] }[]>
  }[]>
}

/** Name and id of a thing: an id goes with every name; a name that only the id is known of is left out, unless it is one of `known`. */
function named(kind: Named, name: Given<string>, id: Given<string>, known: readonly string[] = []): { name?: string; id?: string } {
  const meant = name ?? known.find((one) => apiIdentifier(kind, one) === id)
  const own = id ?? (meant === undefined ? undefined : apiIdentifier(kind, meant))
  return { ...(meant === undefined ? {} : { name: meant }), ...(own === undefined ? {} : { id: own }) }
}

/** A dashboard is a company's, a world is one workspace: other workspaces' names are taken as they are. `workspaces` are the names that are known. */
export function completePermissions({ companyPermissions, roles, appGroup }: GivenPermissions, workspaces: readonly string[]): Permissions {
  return {
    companyPermissions: companyPermissions ?? [],
    ...(roles == null ? {} : { roles: roles.map(({ roleName, roleId }) => ((is) => ({ ...('name' in is ? { roleName: is.name! } : {}), ...('id' in is ? { roleId: is.id! } : {}) }))(named('role', roleName, roleId))) }),
    appGroup: (appGroup ?? []).map((group) => {
      const is = named('workspace', group.appGroupName, group.appGroupId, workspaces)
      return {
        ...('id' in is ? { appGroupId: is.id! } : {}),
        ...('name' in is ? { appGroupName: is.name! } : {}),
        ...(group.appGroupPermissionSets == null ? {} : { appGroupPermissionSets: group.appGroupPermissionSets.map((set) => {
          const one = named('permission_set', set.appGroupPermissionSetName, set.appGroupPermissionSetID ?? set.appGroupPermissionSetId)
          return { ...('name' in one ? { appGroupPermissionSetName: one.name! } : {}), ...('id' in one ? { appGroupPermissionSetId: one.id! } : {}) }
        }) }),
        appGroupPermissions: group.appGroupPermissions ?? [],
        ...(group.team == null ? {} : { team: group.team.map(({ teamName, teamId, teamPermissions }) => {
          const one = named('team', teamName, teamId)
          return { ...('id' in one ? { teamId: one.id! } : {}), ...('name' in one ? { teamName: one.name! } : {}), teamPermissions }
        }) }),
      }
    }),
  }
}
