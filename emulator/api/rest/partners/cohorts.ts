// POST /partners/segment/cohorts and /partners/segment/cohorts/users. docs: partners/isv_partners/cohort_import
import * as z from 'zod'
import { parseTime } from '../../../domain/times.ts'
import { partner } from '../../partner-realm.ts'
import { fault } from '../realm.ts'

const DOCS = 'partners/isv_partners/cohort_import'
const MOST_IDS = 1000
const ISO = /^\d{4}-\d{2}-\d{2}(T|$)/
const NAME = 'name must be a non-empty string'
const CREATED = 'created_at must be a valid time as an ISO-8601 string'
const COHORT = 'cohort_id must be a valid string'
const CHANGES = 'cohort_changes must be an array of objects each with key user_ids and/or device_ids mapping to an array of strings, or an aliases object'
const TOO_MANY = 'Only 1,000 user_ids, device_ids, and aliases are allowed per request'

const cohortId = () => z.string({ error: COHORT }).min(1, { error: COHORT })
const Answer = () => z.strictObject({ message: z.literal('success') })

export const nameCohort = partner({
  method: 'POST',
  path: '/partners/segment/cohorts',
  status: 200,
  docs: DOCS,
  evidence: ['documented'],
  body: () =>
    z.looseObject({
      cohort_id: cohortId(),
      name: z.string({ error: NAME }).refine((name) => name.trim() !== '', { error: NAME }),
      created_at: z.string({ error: CREATED }).refine((text) => ISO.test(text) && parseTime(text) !== undefined, { error: CREATED }),
      partner_api_key: z.unknown().describe('The partner’s own key'),
      client_secret: z.unknown().describe('Data import key of the workspace'),
    }),
  response: Answer,
  handle({ world, body }) {
    world.cohorts.name(body.cohort_id, body.name, parseTime(body.created_at)!)
    return { message: 'success' }
  },
})

const ids = () => z.array(z.string({ error: CHANGES }), { error: CHANGES }).nullish()
const alias = () => z.looseObject({ alias_name: z.string({ error: CHANGES }), alias_label: z.string({ error: CHANGES }) }, { error: CHANGES })
const change = () =>
  z.looseObject({ user_ids: ids(), device_ids: ids(), aliases: z.union([z.array(alias(), { error: CHANGES }), alias()], { error: CHANGES }).nullish(), should_remove: z.boolean({ error: CHANGES }).nullish() }, { error: CHANGES })
    .refine((one) => one.user_ids != null || one.device_ids != null || one.aliases != null, { error: CHANGES })

export const changeCohort = partner({
  method: 'POST',
  path: '/partners/segment/cohorts/users',
  status: 200,
  docs: DOCS,
  evidence: ['documented'],
  body: () =>
    z.looseObject({
      cohort_id: cohortId(),
      cohort_changes: z.array(change(), { error: CHANGES }).describe('An empty array only tests the credentials'),
      partner_api_key: z.unknown().describe('The partner’s own key'),
      client_secret: z.unknown().describe('Data import key of the workspace'),
    }),
  response: Answer,
  handle({ world, body }) {
    const changes = body.cohort_changes.map(({ user_ids, device_ids, aliases, should_remove }) => ({
      user_ids: user_ids ?? [], device_ids: device_ids ?? [], aliases: aliases == null ? [] : Array.isArray(aliases) ? aliases : [aliases], should_remove: should_remove === true,
    }))
    const count = changes.reduce((sum, one) => sum + one.user_ids.length + one.device_ids.length + one.aliases.length, 0)
    if (count > MOST_IDS) throw fault(400, TOO_MANY, {}, { field: 'cohort_changes', seen: count, expected: `at most ${MOST_IDS} ids` })
    world.cohorts.change(body.cohort_id, changes)
    return { message: 'success' }
  },
})
