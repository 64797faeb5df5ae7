// What happened and what came in: journal, requests, faults, the table of endpoints.
import * as z from 'zod'
import { isoTime } from '../../kernel/clock.ts'
import type { World } from '../../world.ts'
import { count, listOf, workspace } from './lists.ts'
import { admin } from './realm.ts'

const MOST = 1000
const limit = z.coerce.number().int().min(1).max(10_000).default(MOST)
export const kindsOf = (kind: string | undefined): string[] | undefined => kind?.split(',').map((one) => one.trim()).filter((one) => one !== '')

/** braze_ids that the journal knows of this user: the profile and those merged into it, or a deleted profile of that name. */
function profilesOf(world: World, { external_id, braze_id }: { external_id?: string | undefined; braze_id?: string | undefined }): string[] | undefined {
  if (external_id === undefined && braze_id === undefined) return undefined
  const profile = external_id !== undefined ? world.profiles.byExternalId(external_id) : world.profiles.byBrazeId(braze_id!)
  if (profile !== undefined) return world.profiles.lineage(profile)
  if (external_id === undefined) return [braze_id!]
  return world.journal.read({ kinds: ['profile.deleted'], limit: 100_000 }).flatMap((row) => (row.data['external_id'] === external_id && row.profile !== null ? [row.profile] : []))
}

/** `next` is the `since` (or `cursor`) of the following page. */
export const journal = admin({
  method: 'GET',
  path: '/journal',
  query: z.looseObject({ ...workspace, since: count.optional(), cursor: count.optional(), kind: z.string().optional(), external_id: z.string().optional(), braze_id: z.string().optional(), limit }),
  handle({ world, query }) {
    const rows = world.journal.read({ since: query.cursor ?? query.since ?? 0, kinds: kindsOf(query.kind), profiles: profilesOf(world, query), limit: query.limit + 1 })
    return listOf('journal', rows.map((row) => ({ ...row, at: isoTime(row.at) })), query.limit, (row) => String(row.seq))
  },
})

export const requests = admin({
  method: 'GET',
  path: '/requests',
  query: z.looseObject({ ...workspace, method: z.string().optional(), path: z.string().optional(), status: count.optional(), since: count.optional(), cursor: count.optional(), limit }),
  handle({ world, query }) {
    const rows = world.requests.list({ method: query.method?.toUpperCase(), path: query.path, status: query.status, since: query.cursor ?? query.since ?? 0, limit: query.limit + 1 })
    return listOf('requests', rows.map((row) => ({ ...row, at: isoTime(row.at) })), query.limit, (row) => String(row.id))
  },
})

const FaultBody = z
  .strictObject({
    match: z.strictObject({ method: z.string().optional(), path: z.string().optional(), app_id: z.string().optional() }).default({}),
    status: z.number().int().min(200).max(599).optional(),
    body: z.unknown().optional(),
    headers: z.record(z.string().regex(/^[\w!#$%&'*+.^`|~-]+$/, { error: 'not the name of a header' }), z.string().regex(/^[\t\x20-\x7e\x80-\xff]*$/, { error: 'not the value of a header' })).optional(),
    delay_ms: z.number().int().min(0).max(600_000).optional(),
    drop: z.enum(['before', 'after']).optional(),
    times: z.number().int().min(1).optional(),
    probability: z.number().min(0).max(1).optional(),
  })
  .refine(({ status, body, delay_ms, drop }) => status !== undefined || body !== undefined || delay_ms !== undefined || drop !== undefined, { error: 'a fault has a status, a body, a delay_ms or a drop' })

export const showFaults = admin({ method: 'GET', path: '/faults', handle: ({ world, emulation }) => ({ faults: emulation.faults.list(world.id), next: null }) })
export const putFaults = admin({
  method: 'PUT',
  path: '/faults',
  body: z.union([z.array(FaultBody), z.strictObject({ faults: z.array(FaultBody) })]),
  handle({ world, emulation, body }) {
    emulation.faults.put(world.id, Array.isArray(body) ? body : body.faults)
    return { faults: emulation.faults.list(world.id), next: null }
  },
})
export const clearFaults = admin({
  method: 'DELETE',
  path: '/faults',
  handle({ world, emulation }) {
    emulation.faults.clear(world.id)
    return { faults: [], next: null }
  },
})

export const endpoints = admin({
  method: 'GET',
  path: '/endpoints',
  handle: ({ emulation }) => ({
    endpoints: emulation.endpoints().map(({ realm, method, path, permission, limit: window, status, maxBytes, docs, evidence, partial, handle, perform }) => ({
      realm, method, path, permission: permission ?? null, limit: window ?? null, status, max_bytes: maxBytes,
      docs: docs === undefined ? null : `https://www.braze.com/docs/${docs}/`, evidence, partial: partial ?? null, built: handle !== undefined || perform !== undefined,
    })),
    next: null,
  }),
})
