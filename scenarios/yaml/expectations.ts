// What a YAML scenario expects: every expectation of the kit, and what is looked at on a device, with named members.
import * as z from 'zod'
import type { Expect, ExpectedRows } from '../expect.ts'
import type { Who } from '../people.ts'
import type { Device } from '../../sdk-shims/device/index.ts'
import type { Shape } from './words.ts'
import { counts, deviceName, flag, list, members, number, person, text, texts, whole } from './words.ts'

/** What an expectation is run with. */
export type Look = { expect: Expect; who(user: unknown): Who; device(name: unknown): Device }

export type Expectation = {
  doc: string
  takes: Shape
  /** What is wrong with the members together. */
  wrong?(given: Record<string, any>): string | undefined
  /** `given`: the members, with everything filled in. */
  run(look: Look, given: Record<string, any>): Promise<unknown>
}

/** Expectations of the kit that only code can use. */
type OfCode = 'value' | 'segmentExport'
/** Those that the kit has no word for, because code looks by itself. */
type OfYaml = 'state'

/** Fields that must be there, and fields that must not. */
const fields = ({ has, lacks = [] }: Record<string, any>): Record<string, unknown> => ({ ...has, ...Object.fromEntries((lacks as string[]).map((name) => [name, undefined])) })

const without = (given: Record<string, any>, ...names: string[]): Record<string, unknown> => Object.fromEntries(Object.entries(given).filter(([name, value]) => !names.includes(name) && value !== undefined))

const rows = ({ who }: Look, { user, data, count }: Record<string, any>): ExpectedRows => ({ ...(user === undefined ? {} : { about: who(user) }), ...(data === undefined ? {} : { data }), ...(count === undefined ? {} : { count }) })

const card = z.strictObject({
  id: text.optional(), kind: text.optional(), title: text.optional(), message: text.optional(), url: text.optional(), image_url: text.optional(), link_text: text.optional(),
  viewed: flag.optional(), clicked: flag.optional(), pinned: flag.optional(), dismissible: flag.optional(), extras: members.optional(),
})
const change = z.strictObject({ change: z.enum(['registered', 'moved_here', 'moved_away', 'removed']), token: text.optional(), reason: text.optional() })

/** All of them. `devices`: the names that the scenario has; none given = any, for the JSON Schema. */
export function expectations(devices?: readonly string[]): Record<Exclude<keyof Expect, OfCode> | OfYaml, Expectation> {
  const user = person(devices)
  const device = deviceName(devices)
  const properties = members.optional()
  const has = members.optional()
  const message = { id: text.optional(), status: text.optional(), reason: text.optional(), campaign_id: text.optional(), canvas_id: text.optional(), device_id: text.optional(), dispatch_id: text.optional(), payload: members.optional(), engagement: list.optional() }

  return {
    profile: {
      doc: 'The user’s profile, as POST /users/export/ids shows it, has these fields and lacks those. Of objects only the members named are compared, lists as a whole.',
      takes: { user, has, lacks: texts.optional() },
      run: ({ expect, who }, given) => expect.profile(who(given['user']), fields(given)),
    },
    exported: {
      doc: 'What is stored of the user is the same as what is exported of it, also in the ZIP of a segment; and it has these fields.',
      takes: { user, has, lacks: texts.optional(), segment: text.optional() },
      run: ({ expect, who }, given) => expect.exported(who(given['user']), fields(given), ...(given['segment'] === undefined ? [] : [{ segment: given['segment'] as string }])),
    },
    noProfile: { doc: 'Nobody is known by this name.', takes: { user }, run: ({ expect, who }, given) => expect.noProfile(who(given['user'])) },
    users: { doc: 'There are so many users in all.', takes: { count: whole }, run: ({ expect }, given) => expect.users(given['count']) },
    sessions: {
      doc: 'The user’s sessions: how many, how many are open, and the seconds of the ended ones, oldest first.',
      takes: { user, count: whole.optional(), open: whole.optional(), seconds: z.array(number).optional() },
      run: ({ expect, who }, given) => expect.sessions(who(given['user']), without(given, 'user')),
    },
    event: {
      doc: 'The user logged this custom event: so often (default: once or more), the newest with these properties.',
      takes: { user, name: text, count: whole.optional(), properties, session: text.optional() },
      run: ({ expect, who }, given) => expect.event(who(given['user']), given['name'], without(given, 'user', 'name')),
    },
    purchase: {
      doc: 'The user bought this product: so often (default: once or more), the newest time at this price.',
      takes: { user, product: text, count: whole.optional(), price: number.optional(), currency: text.optional(), quantity: whole.optional(), properties, session: text.optional() },
      run: ({ expect, who }, given) => expect.purchase(who(given['user']), given['product'], without(given, 'user', 'product')),
    },
    pushToken: {
      doc: 'The user has this push token, and nobody else has it.',
      takes: { user, token: text, has },
      run: ({ expect, who }, given) => expect.pushToken(who(given['user']), given['token'], given['has']),
    },
    noPushToken: { doc: 'The user has no push token.', takes: { user }, run: ({ expect, who }, given) => expect.noPushToken(who(given['user'])) },
    pushChangelog: {
      doc: 'How the user’s push tokens came and went: all of it, oldest first.',
      takes: { user, changes: z.array(change) },
      run: ({ expect, who }, given) => expect.pushChangelog(who(given['user']), given['changes']),
    },
    message: {
      doc: 'A message on this channel (email, ios_push, content_cards …) went out to the user: so many (default: one or more) with these members. Without status, one that was not stopped.',
      takes: { user, channel: text, count: whole.optional(), ...message },
      run: ({ expect, who }, given) => expect.message(who(given['user']), given['channel'], without(given, 'user', 'channel')),
    },
    noMessage: {
      doc: 'Nothing went out to the user: on this channel, of this campaign or Canvas, where they are named.',
      takes: { user, channel: text.optional(), campaign_id: text.optional(), canvas_id: text.optional() },
      run: ({ expect, who }, given) => expect.noMessage(who(given['user']), given['channel'], without(given, 'user', 'channel')),
    },
    inSegment: { doc: 'The user is in the segment, by its id.', takes: { user, segment: text }, run: ({ expect, who }, given) => expect.inSegment(who(given['user']), given['segment']) },
    notInSegment: { doc: 'The user is not in the segment, by its id.', takes: { user, segment: text }, run: ({ expect, who }, given) => expect.notInSegment(who(given['user']), given['segment']) },
    explain: {
      doc: 'Why the user gets a campaign or Canvas, or does not: passed, the reason, and single gates.',
      takes: { user, campaign_id: text.optional(), canvas_id: text.optional(), passed: flag, reason: text.nullable().optional(), gates: z.record(z.string(), z.boolean()).optional() },
      wrong: ({ campaign_id, canvas_id }) => ((campaign_id === undefined) === (canvas_id === undefined) ? "explain names a 'campaign_id' or a 'canvas_id'" : undefined),
      run: ({ expect, who }, given) => expect.explain(who(given['user']), without(given, 'user', 'passed', 'reason', 'gates') as { campaign_id: string }, without(given, 'user', 'campaign_id', 'canvas_id') as { passed: boolean }),
    },
    inAppMessage: { doc: 'The device shows an in-app message, with these members in the wire’s words: kind, header, message, btns …', takes: { device, has }, run: ({ expect, device }, given) => expect.inAppMessage(device(given['device']), given['has']) },
    noInAppMessage: { doc: 'The device shows no in-app message.', takes: { device }, run: ({ expect, device }, given) => expect.noInAppMessage(device(given['device'])) },
    cards: { doc: 'The feed of the device: all of it, in its order.', takes: { device, cards: z.array(card) }, run: ({ expect, device }, given) => expect.cards(device(given['device']), given['cards']) },
    banner: {
      doc: 'The Banner that stands at a placement; has: null when nothing does.',
      takes: { device, placement: text, has: members.nullable() },
      run: ({ expect, device }, given) => expect.banner(device(given['device']), given['placement'], given['has']),
    },
    campaignStats: {
      doc: 'What a campaign counts on a channel of /campaigns/data_series, in all; also unique_recipients, conversions and revenue of the whole campaign.',
      takes: { campaign: text, channel: text, counts },
      run: ({ expect }, given) => expect.campaignStats(given['campaign'], given['channel'], given['counts']),
    },
    canvasStats: {
      doc: 'What a Canvas, or a step of it by its id, counts; channels are members: { email: { sent: 1 } }.',
      takes: { canvas: text, step: text.optional(), counts: members },
      run: ({ expect }, given) => expect.canvasStats(given['canvas'], given['counts'], given['step']),
    },
    journal: {
      doc: 'The journal has rows of this kind, of this user, with this data: so many (default: one or more).',
      takes: { kind: text, user: user.optional(), data: members.optional(), count: whole.optional() },
      run: (look, given) => look.expect.journal(given['kind'], rows(look, given)),
    },
    decision: {
      doc: 'The emulator decided by this rule (U3 …): so many rows (default: one or more).',
      takes: { rule: text, user: user.optional(), data: members.optional(), count: whole.optional() },
      run: (look, given) => look.expect.decision(given['rule'], rows(look, given)),
    },
    trackingPlan: {
      doc: 'All that came in so far is as the tracking plan says: the workspace’s own, or the one given. ignore: rules or names that do not count.',
      takes: { user: user.optional(), plan: members.optional(), ignore: texts.optional() },
      run: ({ expect, who }, given) => expect.trackingPlan({ ...without(given, 'user'), ...(given['user'] === undefined ? {} : { about: who(given['user']) }) }),
    },
    state: {
      doc: 'What the device itself knows: userId, notifications, openedLinks, pushPermission, featureFlags …',
      takes: { device, has: members },
      async run({ expect, device }, given) {
        expect.value(device(given['device']).state(), `what ${String(given['device'])} knows`).toMatch(given['has'])
      },
    },
  }
}
