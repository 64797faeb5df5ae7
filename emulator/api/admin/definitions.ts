// Settings and the definitions a workspace needs from the start: apps, REST keys, subscription groups. Others are listed and answer 501.
import { isIP } from 'node:net'
import * as z from 'zod'
import { PLATFORMS } from '../../domain/apps.ts'
import { checkQuietHours } from '../../domain/campaigns/schedule-checks.ts'
import { isValidEmail } from '../../domain/profiles/contact-rules.ts'
import { ianaZone } from '../../domain/profiles/time-zones.ts'
import { ARCHIVED_CHANNELS } from '../../domain/settings.ts'
import { GROUP_CHANNELS } from '../../domain/subscription-groups.ts'
import type { World } from '../../world.ts'
import type { Directory } from '../emulation.ts'
import type { Endpoint } from '../endpoint.ts'
import { accessTokens } from './access-tokens.ts'
import { banners } from './banners.ts'
import { cdiIntegrations } from './cdi-integrations.ts'
import { endpointsOf } from './definition-endpoints.ts'
import { featureFlags } from './feature-flags.ts'
import { frequencyRules } from './frequency-rules.ts'
import { locations } from './locations.ts'
import { messaging } from './messaging.ts'
import { personalization } from './personalization.ts'
import { admin, adminFault } from './realm.ts'
import { segmentExtensions } from './segment-extensions.ts'
import { segments } from './segments.ts'
import { testSends } from './test-sends.ts'
import { texting } from './texting.ts'

const names = z.array(z.string())
const mailbox = z.string().refine(isValidEmail, { error: 'an email address' })
const sender = z.string().refine((text) => isValidEmail(/^[^<>]*<([^<>\s]+)>$/.exec(text.trim())?.[1] ?? text), { error: `a sender is written 'Display Name <email@address.com>'` })
const urlOf = (schemes: RegExp, error: string) => z.string().refine((text) => schemes.test(text) && URL.canParse(text) && new URL(text).hostname !== '', { error })
const web = urlOf(/^https?:\/\//i, 'a URL that begins with http:// or https://')
const smtpUrl = urlOf(/^smtps?:\/\//i, 'a URL that begins with smtp:// or smtps://')
const bytes = (length: number, error: string) => z.string().refine((text) => /^[\w+/-]+={0,2}$/.test(text) && Buffer.from(text, 'base64').length === length, { error })
const Vapid = z.strictObject({
  vapid_public_key: bytes(65, 'vapid_public_key is a P-256 point of 65 bytes in base64url'), vapid_private_key: bytes(32, 'vapid_private_key is a number of 32 bytes in base64url'),
  vapid_subject: z.string().regex(/^(mailto:|https:)/, { error: 'vapid_subject is a mailto: or https: address' }),
})
const SettingsBody = z
  .strictObject({
    time_zone: z.string().refine((zone) => ianaZone(zone) !== undefined, { error: 'time_zone is an IANA zone' }),
    block_lists: z.strictObject({ events: names, attributes: names, purchases: names }).partial(),
    merge_mode: z.enum(['lifecycle', 'merge-endpoint', 'none']),
    track_limit: z.enum(['combined', 'per_array']),
    custom_attribute_array_max: z.number().int().min(1).max(500),
    sessions: z.strictObject({ minimum_session_timeout: z.number().int().min(0), messaging_session_timeout: z.number().int().min(0) }).partial(),
    sdk_duplicates: z.enum(['count', 'drop']),
    sdk_request_limit: z.enum(['generous', 'braze']),
    sdk_authentication_error_status: z.union([z.literal(200), z.literal(201), z.literal(401)]),
    sdk_features: z.strictObject({ content_cards: z.boolean(), feature_flags: z.boolean(), banners: z.boolean(), geofences: z.boolean(), real_time: z.boolean() }).partial(),
    sdk_config: z.strictObject({
      feature_flags_refresh_rate_limit: z.number().int().min(-1),
      endpoint_request_limits: z.record(z.string().regex(/^[a-z_]+(\/[a-z_]+)*$/, { error: 'an endpoint is named without the prefix and slashes around it: content_cards/sync' }), z.strictObject({ capacity: z.number().int().min(1), refill_rate: z.number().positive() })),
      request_backoff: z.strictObject({ min_sleep_duration_ms: z.number().int().min(0), max_sleep_duration_ms: z.number().int().min(0), scale_factor: z.number().min(1) }).nullable(),
    }).partial(),
    exchange_rates: z.record(z.string().regex(/^[A-Z]{3}$/), z.number().positive().max(1_000_000)),
    /** "An integer between 1 and 15". docs: global_control_group ("Troubleshooting"); `generation` is what GET shows, and is not set */
    global_control_group: z.strictObject({ percentage: z.number().int().min(1).max(15), excluded_tags: names.optional(), generation: z.number().optional() }).nullable(),
    email_footer: z.string(),
    connected_content: z.strictObject({ strict: z.boolean() }).partial(),
    liquid: z.strictObject({ strict: z.boolean() }).partial(),
    push: z.strictObject({ influenced_open_minutes: z.number().min(0).max(1440) }).partial(),
    media_library_limit: z.number().int().min(0).nullable(),
    email: z.strictObject({ from: sender, reply_to: mailbox.nullable(), list_unsubscribe: z.boolean(), link_aliasing: z.boolean(), transactional_postback_url: web.nullable() }).partial(),
    message_archiving: z.array(z.enum(ARCHIVED_CHANNELS)),
    forwarding: z.strictObject({ smtp: smtpUrl.nullable(), apns_url: web.nullable(), apns_authorization: z.string().min(1).nullable(), fcm_url: web.nullable(), fcm_authorization: z.string().min(1).nullable(), web_push: Vapid.nullable() }).partial().nullable(),
    /** Of campaigns and Canvases that have none of their own. */
    quiet_hours: z.unknown().superRefine((hours, context) => checkQuietHours('quiet_hours', hours).forEach(({ message }) => context.addIssue({ code: 'custom', message }))),
  })
  .partial()

export const showSettings = admin({ method: 'GET', path: '/settings', handle: ({ world }) => world.settings.get() })
export const changeSettings = admin({ method: 'PATCH', path: '/settings', body: SettingsBody, handle: ({ world, body: { global_control_group: group, ...body } }) => world.settings.change({ ...body, ...(group === undefined ? {} : { global_control_group: world.globalControlGroup.changed(group) }) } as never) })

const permission = z.string().regex(/^(\*|[a-z_]+(\.[a-z_]+)+)$/, { error: `a permission is '*' or a name such as users.track` })
function isAddress(text: string): boolean {
  const [ip, bits, ...more] = text.split('/')
  const family = isIP(ip!)
  return family !== 0 && more.length === 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128)))
}
const address = z.string().refine(isAddress, { error: 'an address or a subnet such as 10.0.0.0/8' })

/** In any casing: `ios` is as good as `iOS`. */
const platform = z.preprocess((value) => PLATFORMS.find((one) => typeof value === 'string' && one.toLowerCase() === value.toLowerCase()) ?? value, z.enum(PLATFORMS))

const App = z.strictObject({ app_id: z.string().min(1).max(255).optional(), id: z.string().min(1).max(255).optional(), name: z.string().min(1), platform, sdk_authentication: z.enum(['off', 'optional', 'required']).optional(), bundle_id: z.string().min(1).max(255).optional() })
const Key = z.strictObject({ key: z.string().min(1).max(255).optional(), id: z.string().min(1).max(255).optional(), name: z.string().min(1).optional(), permissions: z.array(permission).optional(), ip_allowlist: z.array(address).optional() })
const Group = z.strictObject({ id: z.string().min(1).max(255).optional(), name: z.string().min(1), channel: z.enum(GROUP_CHANNELS).optional(), ...texting() })

/** A key chooses the workspace, so no two workspaces have the same. */
function ownedElsewhere(world: World, id: string, owner: { world: World } | undefined): void {
  if (owner !== undefined && owner.world !== world) throw adminFault(409, 'already_exists', 'another workspace has this key', { id, workspace: owner.world.id })
}

const apps = endpointsOf({
  kind: 'apps',
  create: App,
  change: App.omit({ app_id: true, id: true }).partial(),
  list: (world) => world.apps.list(),
  id: (app) => app.app_id,
  add(world, { id, app_id = id, ...rest }: z.output<typeof App>, directory) {
    if (app_id !== undefined) ownedElsewhere(world, app_id, directory.bySdkKey(app_id))
    return world.apps.create({ app_id: app_id ?? world.ids.uuid(), ...rest })
  },
  update: (world, id, body: object) => world.apps.update(id, body),
  remove: (world, id) => world.apps.remove(id),
})

const restKeys = endpointsOf({
  kind: 'rest_keys',
  create: Key,
  change: Key.pick({ name: true, permissions: true, ip_allowlist: true }).partial(),
  list: (world) => world.restKeys.list(),
  id: (key) => key.key,
  add(world, { id, key = id, ...rest }: z.output<typeof Key>, directory) {
    if (key !== undefined) ownedElsewhere(world, key, directory.byRestKey(key))
    return world.restKeys.create({ key: key ?? world.ids.uuid(), name: 'REST key', ...rest })
  },
  update: (world, id, body: object) => world.restKeys.update(id, body),
  remove: (world, id) => world.restKeys.remove(id),
})

const subscriptionGroups = endpointsOf({
  kind: 'subscription_groups',
  create: Group,
  change: Group.omit({ id: true }).partial(),
  list: (world) => world.subscriptionGroups.list(),
  id: (group) => group.id,
  add: (world, { id, ...rest }: z.output<typeof Group>) => world.subscriptionGroups.create({ id: id ?? world.ids.uuid(), channel: 'email', ...rest }),
  update: (world, id, body: object) => world.subscriptionGroups.update(id, body),
  remove: (world, id) => world.subscriptionGroups.remove(id),
})

const UNBUILT = ['currents_connectors']
const unbuilt: Endpoint[] = UNBUILT.flatMap((kind) => [admin({ method: 'GET', path: `/${kind}` }), admin({ method: 'POST', path: `/${kind}` }), ...(['GET', 'PUT', 'PATCH', 'DELETE'] as const).map((method) => admin({ method, path: `/${kind}/:id` }))])

export const definitions: readonly Endpoint[] = [...apps, ...restKeys, ...subscriptionGroups, ...accessTokens, ...cdiIntegrations, ...frequencyRules, ...featureFlags, ...banners, ...locations, ...messaging, ...testSends, ...personalization, ...segmentExtensions, ...segments, ...unbuilt]
