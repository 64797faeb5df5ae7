// Matchers about a user: each waits until all is quiet, reads the world, and when it fails says what was there, the last journal rows and the gate.
import { readPush } from '../../../sdk-shims/device/push-reading.ts'
import { differences, show } from '../../../scenarios/compare.ts'
import type { JournalRow } from '../../../scenarios/failure.ts'
import { rowText, trailLines } from '../../../scenarios/failure.ts'
import { withheldMessages } from '../../../scenarios/withheld.ts'
import type { ObservedMessage, ObservedProfile } from '../observer.ts'
import { whoText } from '../observer.ts'
import type { BrazeUser } from './world.ts'

export type EventLike = { properties?: Record<string, unknown>; count?: number }
export type PurchaseLike = EventLike & { price?: number; currency?: string; quantity?: number }
/** What the user sees: members named are compared, a RegExp fits a text. */
export type PushLike = { title?: unknown; body?: unknown; link?: unknown; image?: unknown; extras?: Record<string, unknown>; device_id?: string; campaign_id?: string; count?: number }
export type MessageLike = { campaign_id?: string; canvas_id?: string; device_id?: string; payload?: unknown; count?: number; [more: string]: unknown }

/** What a matcher answers. */
export type Verdict = { pass: boolean; message: () => string }
const LAST_ROWS = 10
const REACHED = ['sent', 'delivered']
const PLATFORMS = { ios_push: 'ios', android_push: 'android', kindle_push: 'android', web_push: 'web' } as const

function subject(given: unknown): BrazeUser {
  const user = given as BrazeUser | undefined
  if (typeof user !== 'object' || user === null || !('braze' in user) || !('who' in user)) throw new TypeError('this matcher is about a user of a world: expect(braze.user(\'mel\'))')
  return user
}

/** Builds the verdict: `because` says what is wrong, nothing when it is so. */
async function verdict(user: BrazeUser, what: string, because: readonly string[], expected: unknown, actual: unknown): Promise<Verdict> {
  const pass = because.length === 0
  const profile = pass ? undefined : await user.braze.profile(user.who).catch(() => undefined)
  const rows = pass ? [] : (await user.braze.journal(profile === undefined ? {} : { braze_id: profile.braze_id })).slice(-LAST_ROWS) as JournalRow[]
  const trails = pass ? [] : [{ title: profile === undefined ? 'last journal rows' : `last journal rows of ${whoText(user.who)}`, lines: rows.map(rowText) }, ...(await withheldMessages({ adminBody: user.braze.admin }))]
  return {
    pass,
    message: () => pass
      ? `expected ${whoText(user.who)} not ${what}, but it is so: ${show(actual)}`
      : [`expected ${whoText(user.who)} ${what}`, ...because.map((line) => `  ${line}`), `  expected: ${show(expected)}`, `  was:      ${show(actual)}`, ...trailLines(trails)].join('\n'),
  }
}

const none = (user: BrazeUser, what: string, expected: unknown): Promise<Verdict> => verdict(user, what, ['there is no such user'], expected, undefined)

/** How often something fits, against how often it was to: once or more, unless a count is named. */
function counted<Row>(rows: readonly Row[], fits: (row: Row) => string[], count: number | undefined): string[] {
  const differing = rows.map(fits)
  const times = differing.filter((one) => one.length === 0).length
  if (count === undefined ? times > 0 : times === count) return []
  const near = differing.filter((one) => one.length > 0).sort((a, b) => a.length - b.length)[0]
  return [`expected ${count === undefined ? 'at least once' : `${count} time(s)`}, was ${times} time(s)`, ...(near === undefined || times > (count ?? 0) ? [] : [`the nearest: ${near.join('; ')}`])]
}

async function ready(given: unknown): Promise<{ user: BrazeUser; profile: ObservedProfile | undefined }> {
  const user = subject(given)
  await user.braze.quiet()
  return { user, profile: await user.braze.profile(user.who) }
}

/** What the device shows of a push, in the words of the three platforms' SDKs; nothing for a silent one. */
function notificationOf(message: ObservedMessage): Record<string, unknown> | undefined {
  const platform = PLATFORMS[message.channel as keyof typeof PLATFORMS]
  if (platform === undefined) return undefined
  const read = readPush(platform, message.payload)
  return 'ignored' in read ? undefined : { ...read.shows, device_id: message.device_id, campaign_id: message.campaign_id }
}

async function messagesTo(user: BrazeUser, profile: ObservedProfile): Promise<ObservedMessage[]> {
  return (await user.braze.messages({ braze_id: profile.braze_id } as object)).filter(({ status }) => REACHED.includes(status))
}

export const matchers = {
  /** The user logged this custom event: with these properties, so many times. */
  async toHaveLoggedEvent(given: unknown, name: string, { properties = {}, count, ...others }: EventLike = {}): Promise<Verdict> {
    // Left out of the comparison, they would make a test that can not fail
    const [unknown] = Object.keys(others)
    if (unknown !== undefined) throw new TypeError(`toHaveLoggedEvent('${name}', { properties, count }): there is no '${unknown}'`)
    const what = `to have logged the event '${name}'`
    const { user, profile } = await ready(given)
    if (profile === undefined) return none(user, what, { properties, count })
    const rows = (await user.braze.journal({ kind: 'custom_event.logged', braze_id: profile.braze_id })).filter((row) => row.data['name'] === name)
    const because = counted(rows, (row) => differences(properties, row.data['properties']), count)
    return verdict(user, what, because, { properties, ...(count === undefined ? {} : { count }) }, rows.length > 0 ? rows.map((row) => row.data['properties']) : profile.custom_events.map((one) => one.name))
  },

  /** The user bought this product. */
  async toHavePurchased(given: unknown, product_id: string, { count, ...expected }: PurchaseLike = {}): Promise<Verdict> {
    const what = `to have purchased '${product_id}'`
    const { user, profile } = await ready(given)
    if (profile === undefined) return none(user, what, expected)
    const rows = (await user.braze.journal({ kind: 'purchase.made', braze_id: profile.braze_id })).filter((row) => row.data['product_id'] === product_id)
    return verdict(user, what, counted(rows, (row) => differences(expected, row.data), count), { ...expected, ...(count === undefined ? {} : { count }) }, rows.length > 0 ? rows.map((row) => row.data) : profile.purchases.map((one) => one.product_id))
  },

  /** The profile has this attribute, custom or Braze's own; with this value when one is given. */
  async toHaveAttribute(given: unknown, name: string, ...value: [expected?: unknown]): Promise<Verdict> {
    const what = `to have the attribute '${name}'`
    const { user, profile } = await ready(given)
    if (profile === undefined) return none(user, what, value[0])
    const all: Record<string, unknown> = { ...profile.custom_attributes, ...profile.attributes, email_subscribe: profile.email_subscribe, push_subscribe: profile.push_subscribe, total_revenue: profile.total_revenue }
    const actual = Object.hasOwn(all, name) ? all[name] : undefined
    const because = actual === undefined ? [`it has no '${name}'`] : value.length === 0 ? [] : differences(value[0], actual, name)
    return verdict(user, value.length === 0 ? what : `${what} ${show(value[0])}`, because, value[0], actual === undefined ? Object.keys(all) : actual)
  },

  /** The user is known by this external_id: the anonymous one of a device too, since changeUser() was called. */
  async toBeKnownAs(given: unknown, external_id: string): Promise<Verdict> {
    const what = `to be known as '${external_id}'`
    const { user, profile } = await ready(given)
    if (profile === undefined) return none(user, what, external_id)
    return verdict(user, what, profile.external_id === external_id ? [] : [profile.external_id === null ? 'the user is anonymous' : `the user is known as '${profile.external_id}'`], external_id, profile.external_id)
  },

  /** A push was sent to a device of the user, and would show this. */
  async toHaveReceivedPush(given: unknown, { count, ...expected }: PushLike = {}): Promise<Verdict> {
    const what = 'to have received a push'
    const { user, profile } = await ready(given)
    if (profile === undefined) return none(user, what, expected)
    const shown = (await messagesTo(user, profile)).flatMap((one) => notificationOf(one) ?? [])
    return verdict(user, what, counted(shown, (one) => differences(expected, one), count), { ...expected, ...(count === undefined ? {} : { count }) }, shown)
  },

  /** A message of this channel (email, sms, content_cards, in_app_message, webhook …) reached the user. */
  async toHaveReceivedMessage(given: unknown, channel: string, { count, ...expected }: MessageLike = {}): Promise<Verdict> {
    const what = `to have received a message (${channel})`
    const { user, profile } = await ready(given)
    if (profile === undefined) return none(user, what, expected)
    const all = (await user.braze.messages({ braze_id: profile.braze_id, channel } as object)).filter(({ status }) => REACHED.includes(status))
    return verdict(user, what, counted(all, (one) => differences(expected, one), count), { ...expected, ...(count === undefined ? {} : { count }) }, all.map(({ campaign_id, canvas_id, device_id, payload }) => ({ campaign_id, canvas_id, device_id, payload })))
  },
}
