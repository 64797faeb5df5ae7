// Addresses and numbers that providers reported: bounces, spam reports, invalid numbers come in here until messages are really sent; the blocklist and preference centers can be looked at.
import * as z from 'zod'
import type { Endpoint } from '../endpoint.ts'
import type { HardBounce, SpamReport } from '../../domain/email-lists.ts'
import type { InvalidPhoneNumber } from '../../domain/invalid-phone-numbers.ts'
import type { PreferenceCenter } from '../../domain/preference-centers.ts'
import { parseTime } from '../../domain/times.ts'
import { isoTime } from '../../kernel/clock.ts'
import type { World } from '../../world.ts'
import { listOf, page, workspace } from './lists.ts'
import { admin, adminFault } from './realm.ts'

/** One list: its rows have an address or number, which is their id. */
type List<Row> = {
  kind: string
  row: () => Record<string, z.ZodType>
  shown: (row: Row) => { id: string }
  page: (world: World, after: string, limit: number) => Row[]
  find: (world: World, id: string) => Row | undefined
}

const paged = () => z.looseObject({ ...workspace, ...page })

function reading<Row>({ kind, row, shown, page: rows, find }: List<Row>): Endpoint[] {
  return [
    admin({
      method: 'GET',
      path: `/${kind}`,
      query: paged,
      response: () => z.strictObject({ [kind]: z.array(z.strictObject({ id: z.string(), ...row() })), next: z.string().nullable() }),
      handle: ({ world, query }) => listOf(kind, rows(world, query.cursor ?? '', query.limit + 1).map(shown), query.limit, (one) => one.id),
    }),
    admin({ method: 'GET', path: `/${kind}/:id`, response: () => z.strictObject({ id: z.string(), ...row() }), handle: ({ world, params }) => shown(found(kind, find(world, params['id']!), params['id']!)) }),
  ]
}

function found<Row>(kind: string, row: Row | undefined, id: string): Row {
  if (row === undefined) throw adminFault(404, 'not_found', `there is none of ${kind} with this id`, { id })
  return row
}

function removing<Row>({ kind, find }: List<Row>, remove: (world: World, id: string) => void): Endpoint {
  return admin({
    method: 'DELETE',
    path: `/${kind}/:id`,
    response: () => z.strictObject({ deleted: z.string() }),
    handle({ world, params }) {
      const id = params['id']!
      found(kind, find(world, id), id)
      remove(world, id)
      return { deleted: id }
    },
  })
}

const time = (field: string) => z.string().refine((text) => parseTime(text) !== undefined, { error: `${field} is a time such as 2026-03-01T12:00:00Z` }).optional()
const at = (text: string | undefined): number | undefined => (text === undefined ? undefined : parseTime(text))
const shownTime = (ms: number | null): string | null => (ms === null ? null : isoTime(ms))

const bounceRow = () => ({ email: z.string(), bounced_at: z.iso.datetime(), blocklisted_at: z.iso.datetime().nullable() })
const shownBounce = ({ email, bounced_at, blocklisted_at }: HardBounce) => ({ id: email, email, bounced_at: isoTime(bounced_at), blocklisted_at: shownTime(blocklisted_at) })
const hardBounces: List<HardBounce> = { kind: 'hard_bounces', row: bounceRow, shown: shownBounce, page: (world, after, limit) => world.emailLists.bouncePage({ after, limit }), find: (world, id) => world.emailLists.bounceOf(id) }
const blocklist: List<HardBounce> = { ...hardBounces, kind: 'blocklist', page: (world, after, limit) => world.emailLists.blockPage({ after, limit }), find: (world, id) => [world.emailLists.bounceOf(id)].find((row) => row !== undefined && row.blocklisted_at !== null) }

const spamRow = () => ({ email: z.string(), reported_at: z.iso.datetime() })
const shownSpam = ({ email, reported_at }: SpamReport) => ({ id: email, email, reported_at: isoTime(reported_at) })
const spamReports: List<SpamReport> = { kind: 'spam_reports', row: spamRow, shown: shownSpam, page: (world, after, limit) => world.emailLists.spamPage({ after, limit }), find: (world, id) => world.emailLists.spamOf(id) }

const REASONS = ['provider_error', 'deactivated'] as const
const numberRow = () => ({ phone: z.string(), reason: z.enum(REASONS), detected_at: z.iso.datetime() })
const shownNumber = ({ phone, reason, detected_at }: InvalidPhoneNumber) => ({ id: phone, phone, reason, detected_at: isoTime(detected_at) })
const invalidNumbers: List<InvalidPhoneNumber> = { kind: 'invalid_phone_numbers', row: numberRow, shown: shownNumber, page: (world, after, limit) => world.invalidPhoneNumbers.page({ after, limit }), find: (world, id) => world.invalidPhoneNumbers.of(id) }

export const addBounce = admin({
  method: 'POST',
  path: '/hard_bounces',
  status: 201,
  body: () => z.strictObject({ email: z.string(), bounced_at: time('bounced_at') }),
  response: () => z.strictObject({ id: z.string(), ...bounceRow() }),
  handle: ({ world, body }) => shownBounce(world.emailLists.bounce(body.email, at(body.bounced_at))),
})
export const addSpamReport = admin({
  method: 'POST',
  path: '/spam_reports',
  status: 201,
  body: () => z.strictObject({ email: z.string(), reported_at: time('reported_at') }),
  response: () => z.strictObject({ id: z.string(), ...spamRow() }),
  handle: ({ world, body }) => shownSpam(world.emailLists.reportSpam(body.email, at(body.reported_at))),
})
export const addInvalidNumber = admin({
  method: 'POST',
  path: '/invalid_phone_numbers',
  status: 201,
  body: () => z.strictObject({ phone: z.string(), reason: z.enum(REASONS).optional(), detected_at: time('detected_at') }),
  response: () => z.strictObject({ id: z.string(), ...numberRow() }),
  handle: ({ world, body }) => shownNumber(world.invalidPhoneNumbers.record({ phone: body.phone, reason: body.reason, detected_at: at(body.detected_at) })),
})

const centerRow = () => ({ name: z.string(), state: z.enum(['active', 'draft']), preference_center_title: z.string(), created_at: z.iso.datetime(), updated_at: z.iso.datetime() })
const shownCenter = ({ id, name, state, title, created_at, updated_at }: PreferenceCenter) => ({ id, name, state, preference_center_title: title, created_at: isoTime(created_at), updated_at: isoTime(updated_at) })
const centers: List<PreferenceCenter> = { kind: 'preference_centers', row: centerRow, shown: shownCenter, page: (world, after, limit) => world.preferenceCenters.page({ after, limit }), find: (world, id) => world.preferenceCenters.find(id) }

export const contacts: readonly Endpoint[] = [
  ...reading(hardBounces), addBounce, removing(hardBounces, (world, id) => world.emailLists.unbounce(id)),
  ...reading(spamReports), addSpamReport, removing(spamReports, (world, id) => world.emailLists.unmarkSpam(id)),
  ...reading(invalidNumbers), addInvalidNumber, removing(invalidNumbers, (world, id) => world.invalidPhoneNumbers.remove(id)),
  ...reading(blocklist),
  ...reading(centers), removing(centers, (world, id) => world.preferenceCenters.remove(id)), // REST makes and changes them, and has no way to delete one
]
