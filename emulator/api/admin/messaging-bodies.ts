// What a campaign and a Canvas look like in the admin API: the shapes; what must fit together is checked by the domain. A misspelt member is refused.
import * as z from 'zod'
import { parseTime } from '../../domain/times.ts'
import { CAMPAIGN_KINDS } from '../../domain/campaigns/campaigns.ts'
import { SUBSCRIPTION_TARGETING } from '../../domain/campaigns/lifecycle.ts'
import { taken } from './message-contents.ts'

const id = () => z.string().min(1).max(255)
const percent = () => z.number().int().min(0).max(100)
const object = () => z.record(z.string(), z.unknown())

const message = () => z.looseObject({ channel: z.string().optional(), name: z.string().min(1).optional(), type: z.string().optional(), percent: percent().optional() })
/** Of two messages with one id the first would be lost. */
const eachIdOnce = (list: readonly { id?: string | undefined }[], context: z.RefinementCtx): void =>
  list.forEach(({ id }, index) => {
    const first = id === undefined ? index : list.findIndex((one) => one.id === id)
    if (first < index) context.addIssue({ code: 'custom', path: [index, 'id'], message: `is that of message ${first} too: ${id}` })
  })
/** What is wrong with the form of a union that was meant: `form` is its number. */
const meant = (form: (input: unknown) => number, otherwise: string, words: (place: string, message: string) => string) => (issue: z.core.$ZodRawIssue) => {
  const forms = (issue as { errors?: z.core.$ZodIssue[][] }).errors
  const first = forms?.[form(issue.input)]?.[0]
  return first === undefined || (first.path.length === 0 && first.code !== 'unrecognized_keys') ? otherwise : words(first.path.join('.'), first.message)
}
/** By message variation id, or as a list whose ids may be left out. */
const messages = () =>
  z.union([z.record(z.string(), message().superRefine(taken)), z.array(message().extend({ id: id().optional() }).superRefine(taken)).superRefine(eachIdOnce)], {
    error: meant((input) => Number(Array.isArray(input)), 'messages are an object by message variation id, or a list', (place, message) => `messages.${place}: ${message}`),
  })

const conversion = () => z.strictObject({ type: z.string(), window: z.number().int(), product: z.string().optional(), custom_event_name: z.string().optional(), app_ids: z.array(z.string()).nullish(), property_filters: z.unknown().optional() })

const time = () => z.string().refine((text) => parseTime(text) !== undefined, { error: 'Invalid time: it is written in ISO 8601, as 2026-01-31T12:00:00' })
const frequency = () => z.enum(['once', 'daily', 'weekly', 'monthly'])
/** When a scheduled campaign or Canvas goes out: `at` (without an offset: the workspace's zone, or the user's with `in_local_time`), and how it comes back. */
const schedule = () =>
  z.strictObject({
    at: time().nullish(),
    recurrence: z.union([frequency(), z.strictObject({ frequency: frequency(), interval: z.number().int().min(1).optional(), end: time().nullish(), weekdays: z.array(z.string()).optional() })], {
      error: meant((input) => Number(typeof input === 'object'), `recurrence is once, daily, weekly, monthly, or an object with that 'frequency'`, (place, message) => `recurrence${place === '' ? '' : `.${place}`}: ${message}`),
    }).nullish(),
    end: time().nullish(),
    in_local_time: z.boolean().optional(),
    intelligent_timing: z.boolean().optional(),
    /** Of Intelligent Timing: for users without data (else the most popular time), and the hours that may be chosen. */
    fallback_time: z.string().nullish(),
    window: z.strictObject({ start: z.string(), end: z.string() }).nullish(),
  })

/** What both kinds of definition have. */
const shared = () => ({
  description: z.string(),
  schedule_type: z.string(),
  tags: z.array(z.string().min(1)),
  teams: z.array(z.string().min(1)),
  /** Follows from the messages; accepted because an export has it. */
  channels: z.array(z.string()),
  conversion_behaviors: z.array(conversion()),
  subscription_targeting: z.enum(SUBSCRIPTION_TARGETING),
  frequency_capping: z.boolean(),
  /** Whether its messages count for the caps of others; without it they do when they are capped themselves. */
  frequency_counting: z.boolean(),
  quiet_hours: object().nullable(),
  /** One for all channels together, or one by channel (`push`: all push platforms). */
  rate_limit_per_minute: z.union([z.number(), z.record(z.string(), z.unknown())], { error: 'is a number of messages a minute, or such a number by channel' }).nullable(),
})
const state = () => ({ draft: z.boolean(), enabled: z.boolean(), archived: z.boolean() })
/** What the emulator and Braze's exports (/campaigns/details, /canvas/details) say of a definition, so that what was read can be written, here or elsewhere; it is not taken. */
const READ_ONLY = ['id', 'created_at', 'updated_at', 'launched_at', 'first_sent', 'last_sent', 'first_entry', 'last_entry', 'has_post_launch_draft', 'message'] as const
const readOnly = () => Object.fromEntries(READ_ONLY.map((name) => [name, z.unknown()])) as Record<(typeof READ_ONLY)[number], z.ZodUnknown>

const campaignMembers = () => ({
  ...shared(),
  kind: z.enum(CAMPAIGN_KINDS),
  messages: messages(),
  audience: object().nullable(),
  schedule: schedule().nullable(),
  trigger: object().nullable(),
  reeligibility_seconds: z.number().int().min(0).nullable(),
  user_cap: z.union([object(), z.number().int().min(1)]).nullable(),
  optimization: object().nullable(),
  priority: z.enum(['high', 'medium', 'low']),
  /** In-app messages: the place within the bucket, 1 for the first. */
  priority_order: z.number().int().min(1).nullable(),
  reevaluate_before_display: z.boolean(),
  seed_users: z.array(z.string().min(1)),
})

const path = () => z.strictObject({ name: z.string().nullish(), next_step_id: id().nullish() })
const step = () =>
  z.strictObject({ id: id().optional(), name: z.string().optional(), type: z.string().optional(), next_step_ids: z.array(id()).optional(), next_paths: z.array(path()).optional(), channels: z.array(z.string()).optional(), messages: messages().optional(), settings: object().optional() })
const variant = () => z.strictObject({ id: id().optional(), name: z.string().optional(), type: z.string().optional(), first_step_ids: z.array(id()).optional(), first_step_id: id().optional(), percent: percent().optional() })
const canvasMembers = () => ({ ...shared(), variants: z.array(variant()), steps: z.array(step()), entry: z.looseObject({ schedule: schedule().extend({ times: z.unknown().optional() }).nullish() }), exit_criteria: object(), reentry: object() })

const name = () => z.string().min(1).max(255)
const creating = (members: () => z.ZodRawShape) => () =>
  z.strictObject({ ...z.object({ ...readOnly(), ...members(), ...state() }).partial().shape, id: id().optional(), name: name(), post_launch_draft: z.strictObject(members()).partial().nullish() })
const changing = (members: () => z.ZodRawShape) => () => z.strictObject({ ...readOnly(), ...members(), ...state(), name: name(), post_launch_draft: z.strictObject(members()).partial().nullable() }).partial()

/** A definition without what only the emulator says. */
export const writable = <Body extends object>(body: Body): Partial<Body> => Object.fromEntries(Object.entries(body).filter(([member]) => !(READ_ONLY as readonly string[]).includes(member))) as Partial<Body>

export const newCampaign = creating(campaignMembers)
export const changedCampaign = changing(campaignMembers)
export const newCanvas = creating(canvasMembers)
export const changedCanvas = changing(canvasMembers)
