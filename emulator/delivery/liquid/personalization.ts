// What a template knows: the user's profile, devices and subscription states, the message it is for, what caused it. Built when a template asks. docs: liquid/supported_personalization_tags
import { isoTime } from '../../kernel/clock.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { Db } from '../../kernel/db.ts'
import type { Apps } from '../../domain/apps.ts'
import type { Campaigns } from '../../domain/campaigns/campaigns.ts'
import type { Canvases } from '../../domain/campaigns/canvases.ts'
import type { Devices } from '../../domain/devices.ts'
import type { PreferenceCenters } from '../../domain/preference-centers.ts'
import { customAttributes } from '../../domain/profiles/attributes.ts'
import { plainValue } from '../../domain/profiles/custom-values.ts'
import type { ProfileRow, SubscriptionState } from '../../domain/profiles/profiles.ts'
import type { PushTokens } from '../../domain/push-tokens.ts'
import type { Sessions } from '../../domain/sessions.ts'
import type { Settings } from '../../domain/settings.ts'
import type { SubscriptionGroups } from '../../domain/subscription-groups.ts'
import type { PublicAddress } from '../public-address.ts'
import type { RenderingJob } from '../rendering.ts'
import { deviceVariables, platformOf } from './device-variables.ts'
import type { LiquidEngine } from './engine.ts'
import { lazyRecord } from './lazy-record.ts'
import { USER } from './rewriter.ts'
import type { SubscriptionLinks } from './subscription-links.ts'
import type { Scope } from './tag.ts'

/** Stands for the dispatch where there is none yet. docs: help_articles/data/dispatch_id */
const NO_DISPATCH = 'dispatch_id_for_unsent_campaign'
/** What `{{${preference_center_url}}}` meant before centers had names. docs: preference_center/api_preference_center */
const LEGACY_CENTER = 'PreferenceCenterBrazeDefault'
const PUSH: readonly string[] = ['ios_push', 'android_push', 'web_push', 'kindle_push']
const IN_APP = 'in_app_message'
/** "For push notifications, in-app messages, and Banners"; not for Content Cards and emails. docs: supported_personalization_tags ("Targeted device information") */
const ON_DEVICE: readonly string[] = [...PUSH, IN_APP, 'banner']

type Nouns = {
  db: Db; clock: Clock; liquid: LiquidEngine; settings: Settings; apps: Apps; sessions: Sessions; devices: Devices; pushTokens: PushTokens; subscriptionGroups: SubscriptionGroups; campaigns: Campaigns; canvases: Canvases
  preferenceCenters: PreferenceCenters; subscriptionLinks: SubscriptionLinks; publicAddress: PublicAddress
}
/** Texts of a message that lead back to the user's own pages. */
type Links = { state: (state: SubscriptionState) => string; center: (name: string) => string | undefined; footer: () => string }
const nothing = (): never => undefined as never
const NO_LINKS: Links = { state: nothing, center: nothing, footer: nothing }
export type Variables = (name: string) => unknown

/** Builds the variables of users and messages. */
export function createPersonalization(nouns: Nouns) {
  const { db, clock, liquid, settings, apps, sessions, devices, pushTokens, subscriptionGroups, campaigns, canvases, preferenceCenters, subscriptionLinks, publicAddress } = nouns
  const latestDevice = (profile: ProfileRow) => devices.of(profile).sort((one, other) => other.last_seen - one.last_seen || (one.device_id < other.device_id ? -1 : 1))[0]
  const detailsOf = (text: string): Record<string, unknown> => JSON.parse(text) as Record<string, unknown>

  /** `{{${…}}}` by name. */
  const FIELDS: Readonly<Record<string, (profile: ProfileRow, links: Links) => unknown>> = {
    braze_id: (profile) => profile.braze_id,
    city: (profile) => profile.home_city,
    country: (profile) => profile.country,
    date_of_birth: (profile) => profile.dob,
    email_address: (profile) => profile.email,
    first_name: (profile) => profile.first_name,
    gender: (profile) => profile.gender,
    language: (profile) => profile.language,
    last_name: (profile) => profile.last_name,
    last_used_app_date: (profile) => (profile.last_session_at === null ? null : isoTime(profile.last_session_at)),
    most_recent_app_version: (profile) => sessions.usage(profile).sort((a, b) => b.last_used_at - a.last_used_at)[0]?.version,
    most_recent_locale: (profile) => ((device) => (device === undefined ? null : detailsOf(device.details)['locale']))(latestDevice(profile)),
    most_recent_location: (profile) => (profile.longitude === null ? null : { longitude: profile.longitude, latitude: profile.latitude }),
    phone_number: (profile) => profile.phone_e164 ?? profile.phone,
    random_bucket_number: (profile) => profile.random_bucket,
    time_zone: (profile) => profile.time_zone,
    user_id: (profile) => profile.external_id,
    $isoTimestamp: () => isoTime(clock.now()),
    set_user_to_unsubscribed_url: (_, links) => links.state('unsubscribed'),
    unsubscribe_url: (_, links) => links.state('unsubscribed'), // "still works". docs: supported_personalization_tags
    set_user_to_subscribed_url: (_, links) => links.state('subscribed'),
    set_user_to_opted_in_url: (_, links) => links.state('opted_in'),
    preference_center_url: (_, links) => links.center(LEGACY_CENTER),
    email_footer: (_, links) => links.footer(),
  }
  const fields = (profile: ProfileRow, links: Links = NO_LINKS) => lazyRecord((name) => (Object.hasOwn(FIELDS, name) ? FIELDS[name]!(profile, links) : undefined))

  const attributes = (profile: ProfileRow) => Object.fromEntries([...customAttributes(profile)].map(([name, value]) => [name, plainValue(value)]))

  /** `{{subscribed_state.${…}}}`: the global state, and each group by id; without a history a user is not in a group. */
  const states = (profile: ProfileRow) =>
    lazyRecord((name) => (name === 'email_global' ? profile.email_subscribe : subscriptionGroups.find(name) === undefined ? undefined : (subscriptionGroups.stateOf(profile, name) ?? 'unsubscribed')))

  /** The user's own page of a center. Tests and previews have none. docs: api_preference_center ("not generated in test sends") */
  function centerUrl({ profile, purpose }: RenderingJob, name: string): string | undefined {
    const center = preferenceCenters.byName(name)
    if (center === undefined) return undefined
    if (purpose !== 'send') return ''
    return publicAddress.hosted(`/preferences/${db.tx(() => preferenceCenters.tokenOf(center, profile))}`)
  }

  function userOf(job: RenderingJob, variables: Variables): object {
    const { profile, outgoing, message_id, purpose } = job
    return fields(profile, {
      state: (state) => subscriptionLinks.url(state, profile, purpose === 'preview' ? {} : { message_id, dispatch_id: outgoing.origin.dispatch_id, channel: outgoing.channel }),
      center: (name) => centerUrl(job, name),
      footer: () => liquid.renderNow(settings.get().email_footer, Object.fromEntries(['custom_attribute', 'subscribed_state', USER].map((name) => [name, variables(name)]))),
    })
  }

  function campaignOf({ outgoing: { origin, channel }, purpose }: RenderingJob): object {
    const dispatch_id = channel === IN_APP ? null : (origin.dispatch_id ?? (purpose === 'send' ? null : NO_DISPATCH))
    if (origin.canvas_id !== null) {
      const step = canvases.find(origin.canvas_id)?.steps.find(({ id }) => id === origin.canvas_step_id)
      return { name: step?.name ?? null, message_name: step?.messages[origin.message_variation_id ?? '']?.name ?? null, message_api_id: origin.message_variation_id, dispatch_id }
    }
    const campaign = origin.campaign_id === null ? undefined : campaigns.find(origin.campaign_id)
    return { api_id: origin.campaign_id, name: campaign?.name ?? null, message_name: campaign?.messages[origin.message_variation_id ?? '']?.name ?? null, message_api_id: origin.message_variation_id, dispatch_id }
  }

  function canvasOf({ outgoing: { origin } }: RenderingJob): object | undefined {
    const canvas = origin.canvas_id === null ? undefined : canvases.find(origin.canvas_id)
    return canvas === undefined ? undefined : { name: canvas.name, api_id: canvas.id, variant_name: canvas.variants.find(({ id }) => id === origin.canvas_variation_id)?.name ?? null, variant_api_id: origin.canvas_variation_id }
  }

  function recentDevice({ profile }: RenderingJob): object | undefined {
    const device = latestDevice(profile)
    return device === undefined ? undefined : deviceVariables(device, apps.find(device.app_id), pushTokens.ofDevice(device.app_id, device.device_id))
  }

  /** The device that the message goes to; unknown for a token that was imported. docs: supported_personalization_tags ("Targeted Device Information") */
  function targetDevice({ target: { device_id, app_id }, outgoing: { channel } }: RenderingJob): object | undefined {
    if (device_id === undefined || app_id === undefined || !ON_DEVICE.includes(channel)) return undefined
    const tokens = pushTokens.ofDevice(app_id, device_id)
    const device = devices.find(device_id, app_id)
    if (device === undefined || tokens.some(({ imported }) => imported === 1)) return undefined
    const { browser: _, ad_tracking_enabled: __, ...rest } = deviceVariables(device, apps.find(app_id), tokens)
    return rest
  }

  const BUILT: Readonly<Record<string, (job: RenderingJob, variables: Variables) => unknown>> = {
    [USER]: userOf,
    custom_attribute: ({ profile }) => attributes(profile),
    subscribed_state: ({ profile }) => states(profile),
    most_recently_used_device: recentDevice,
    targeted_device: targetDevice,
    app: ({ target: { app_id }, outgoing: { channel } }) => (channel !== IN_APP || app_id === undefined ? undefined : { api_id: app_id, name: apps.find(app_id)?.name ?? null, platform: platformOf(apps.find(app_id)) }),
    preference_center: (job) => lazyRecord((name) => centerUrl(job, name)),
    campaign: campaignOf,
    canvas: canvasOf,
    card: ({ outgoing: { origin, channel } }) => (channel !== 'content_cards' ? undefined : { api_id: origin.campaign_id, name: origin.campaign_id === null ? null : (campaigns.find(origin.campaign_id)?.name ?? null) }),
    event_properties: ({ outgoing: { cause } }) => cause.event_properties,
    api_trigger_properties: ({ outgoing: { cause } }) => cause.api_trigger_properties,
    // One namespace by two names. docs: canvas_components/context
    context: ({ outgoing: { cause } }) => cause.context,
    canvas_entry_properties: ({ outgoing: { cause } }) => cause.context,
    sms: ({ outgoing: { cause } }) => cause.sms,
    whats_app: ({ outgoing: { cause } }) => cause.whats_app,
  }

  return {
    /** The namespaces of one user, beside messages. */
    of: (profile: ProfileRow): Scope => ({ [USER]: fields(profile), custom_attribute: attributes(profile), subscribed_state: states(profile) }),
    /** The namespaces of one message to one user: each is built once, when it is named. */
    variables(job: RenderingJob): Variables {
      const built = new Map<string, unknown>()
      const variables: Variables = (name) => {
        if (!built.has(name)) built.set(name, Object.hasOwn(BUILT, name) ? BUILT[name]!(job, variables) : undefined)
        return built.get(name)
      }
      return variables
    },
  }
}

export type Personalization = ReturnType<typeof createPersonalization>
