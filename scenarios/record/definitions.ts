// What the recorded workspace had, as a setup makes it again: settings, definitions, and users who were there before.
import { definitionKinds, schemaOfDefinition } from '../yaml/endpoints.ts'
import type { Wire } from '../wire.ts'
import type { Definition, Recording, RecordedRequest, WholeUser } from './recording.ts'
import { isRest } from './recording.ts'

/** In the order in which they name each other. Keys, apps and credentials are each world's own. */
const KINDS = ['subscription_groups', 'tags', 'locales', 'segment_extensions', 'segments', 'locations', 'feature_flags', 'frequency_rules', 'promotion_lists', 'campaigns', 'canvases', 'banners']
/** Of the emulator's own making, or said again by other members. */
const MADE = ['created_at', 'updated_at', 'launched_at', 'first_sent', 'last_sent', 'first_entry', 'last_entry', 'has_post_launch_draft', 'channels', 'schedule_type']

/** What a campaign is when nothing is said. */
const USUAL: Record<string, Record<string, unknown>> = { campaigns: { kind: 'campaign', subscription_targeting: 'subscribed', frequency_capping: true, priority: 'medium', enabled: true } }

const empty = (value: unknown): boolean => value === null || value === undefined || value === '' || (typeof value === 'object' && Object.keys(value).length === 0)

/** The definition as it would be created: what is empty or made by the emulator is left out. */
function bodyOf(kind: string, shown: Record<string, unknown>): Record<string, unknown> {
  const schema = schemaOfDefinition(kind) as { shape?: Record<string, unknown> } | undefined
  const known = schema?.shape
  return Object.fromEntries(Object.entries(shown).filter(([name, value]) => !MADE.includes(name) && !empty(value) && value !== false && USUAL[kind]?.[name] !== value && (known === undefined || Object.hasOwn(known, name))))
}

/** The messages of a campaign as a list: ids that no call names are made anew. Two worlds of one seed make the same ones, so these would collide. */
function withoutIds(body: Record<string, unknown>, requests: readonly RecordedRequest[]): Record<string, unknown> {
  const messages = Object.entries((body['messages'] ?? {}) as Record<string, Record<string, unknown>>)
  if (messages.length === 0 || messages.some(([id]) => requests.some((request) => request.body.includes(id)))) return body
  const alone = ({ name, percent, ...rest }: Record<string, unknown>): Record<string, unknown> => ({ ...rest, ...(name === 'Variant 1' ? {} : { name }), ...(percent === 100 ? {} : { percent }) })
  return { ...body, messages: messages.map(([, message]) => (messages.length === 1 ? alone(message) : message)) }
}

/** All that is defined, except what is archived. */
export async function definitionsOf({ admin }: Wire, requests: readonly RecordedRequest[]): Promise<Definition[]> {
  const all: Definition[] = []
  for (const kind of KINDS.filter((one) => definitionKinds.includes(one))) {
    const { status, body } = await admin('GET', `/${kind}`)
    if (status !== 200) continue
    for (const one of body[kind] as Record<string, unknown>[]) if (one['archived'] !== true) all.push({ kind, body: kind === 'campaigns' ? withoutIds(bodyOf(kind, one), requests) : bodyOf(kind, one) })
  }
  // A Banner is listed as a campaign too
  const banners = new Set(all.filter(({ kind }) => kind === 'banners').map(({ body }) => body['id']))
  return all.filter(({ kind, body }) => kind !== 'campaigns' || !banners.has(body['id']))
}

/** Settings that are not as they are in a new workspace. */
export async function settingsOf({ adminBody }: Wire, fresh: Pick<Wire, 'adminBody'>): Promise<Definition[]> {
  const [now, usual] = (await Promise.all([adminBody('GET', '/settings'), fresh.adminBody('GET', '/settings')])) as [Record<string, unknown>, Record<string, unknown>]
  const body = Object.fromEntries(Object.entries(now).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(usual[name])))
  return Object.keys(body).length === 0 ? [] : [{ kind: 'settings', body }]
}

const TEXTS = ['first_name', 'last_name', 'email', 'gender', 'country', 'home_city', 'language', 'phone', 'dob', 'time_zone']

/** Users who were there before and are met again: by the SDK, or in a REST call. */
export function usersBefore({ before, users, requests }: Pick<Recording, 'before' | 'users' | 'requests'>): Record<string, unknown>[] {
  const met = (id: string): boolean => [...users.values()].some(({ external_id }) => external_id === id) || requests.some((request: RecordedRequest) => isRest(request) && request.body.includes(JSON.stringify(id)))
  return [...before].filter(([id]) => met(id)).map(([external_id, user]: [string, WholeUser]) => ({
    external_id,
    ...Object.fromEntries(TEXTS.filter((name) => !empty(user.attributes[name])).map((name) => [name, user.attributes[name]])),
    ...(user.email_subscribe === 'subscribed' ? {} : { email_subscribe: user.email_subscribe }),
    ...(user.push_subscribe === 'subscribed' ? {} : { push_subscribe: user.push_subscribe }),
    ...user.custom_attributes,
  }))
}
