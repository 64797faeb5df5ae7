// Health, workspaces, reset, snapshot, clock, settle: what concerns a whole world.
import * as z from 'zod'
import { isoTime } from '../../kernel/clock.ts'
import { NewerSchema } from '../../kernel/db.ts'
import { parseDuration } from '../../kernel/duration.ts'
import { NotASnapshot } from '../../kernel/snapshot.ts'
import { parseTime } from '../../domain/times.ts'
import type { World } from '../../world.ts'
import { Reply } from '../endpoint.ts'
import { admin, adminFault } from './realm.ts'

const SNAPSHOT_BYTES = 2 * 1024 * 1024 * 1024 - 1

const clockOf = (world: World) => ({ mode: world.clock.mode(), now: isoTime(world.clock.now()), offset_ms: world.clock.offset() })

const describe = (world: World) => ({
  id: world.id,
  users: world.profiles.count(),
  rest_keys: world.restKeys.list().map(({ key, name, permissions }) => ({ key, name, permissions })),
  apps: world.apps.list().map(({ app_id, name, platform }) => ({ app_id, name, platform })),
  access_tokens: world.accessTokens.list().map(({ token, kind, name }) => ({ token, kind, name })),
  clock: clockOf(world),
})

export const health = admin({
  method: 'GET',
  path: '/health',
  handle: ({ emulation, world }) => ({ status: 'ok', version: emulation.version, uptime_ms: Math.round(emulation.uptime()), workspaces: emulation.directory.list().map(({ id }) => id), clock: clockOf(world) }),
})

export const listWorkspaces = admin({ method: 'GET', path: '/workspaces', handle: ({ emulation }) => ({ workspaces: emulation.directory.list().map(describe), next: null }) })

export const createWorkspace = admin({
  method: 'POST',
  path: '/workspaces',
  status: 201,
  body: z.strictObject({ id: z.string().optional() }),
  perform: async ({ emulation, body }) => describe(emulation.directory.create(body.id)),
})

export const showWorkspace = admin({
  method: 'GET',
  path: '/workspaces/:id',
  handle({ emulation, params }) {
    const world = emulation.directory.find(params['id']!)
    if (world === undefined) throw adminFault(404, 'not_found', 'there is no workspace of that name', { workspace: params['id'] })
    return describe(world)
  },
})

export const removeWorkspace = admin({
  method: 'DELETE',
  path: '/workspaces/:id',
  async perform({ emulation, params }) {
    emulation.directory.remove(params['id']!)
    emulation.limits.forget(params['id']!)
    emulation.faults.clear(params['id']!)
    return { deleted: params['id'] }
  },
})

export const reset = admin({
  method: 'POST',
  path: '/reset',
  async perform({ emulation, world }) {
    world.reset()
    emulation.limits.forget(world.id)
    emulation.faults.clear(world.id)
    await emulation.onReset(world.id)
    return { workspace: world.id, clock: clockOf(world) }
  },
})

export const takeSnapshot = admin({
  method: 'GET',
  path: '/snapshot',
  perform: async ({ world }) => new Reply({ status: 200, headers: { 'content-type': 'application/vnd.sqlite3', 'content-disposition': `attachment; filename="${world.id}.brazier.db"` }, body: world.snapshot() }),
})

export const putSnapshot = admin({
  method: 'PUT',
  path: '/snapshot',
  raw: true,
  maxBytes: SNAPSHOT_BYTES,
  async perform({ world, request, emulation }) {
    try {
      world.restore(request.body)
    } catch (error) {
      if (error instanceof NewerSchema) throw adminFault(409, 'newer_snapshot', `the snapshot is of a newer Brazier: ${error.message}`, { found: error.found, known: error.known })
      if (error instanceof NotASnapshot) throw adminFault(422, 'invalid_snapshot', error.message)
      throw error
    }
    emulation.limits.forget(world.id)
    return { workspace: world.id, users: world.profiles.count(), clock: clockOf(world) }
  },
})

const LATEST = Date.UTC(9999, 11, 31, 23, 59, 59, 999) // later years have no four digits to be written with
const instant = z.string().transform((text, context) => {
  const at = parseTime(text)
  if (at === undefined) context.addIssue({ code: 'custom', message: 'a time is written in ISO 8601, as 2026-01-31T12:00:00Z' })
  return at ?? 0
})

export const showClock = admin({ method: 'GET', path: '/clock', handle: ({ world }) => clockOf(world) })

/** Holds, releases or sets the clock. On the way to a later time everything due runs at its own time; to an earlier time it is only set. */
export const setClock = admin({
  method: 'PUT',
  path: '/clock',
  body: z
    .strictObject({ mode: z.enum(['real', 'held'], { error: `mode is 'real' or 'held'` }).optional(), now: instant.optional() })
    .refine((body) => body.mode !== undefined || body.now !== undefined, { error: `give 'mode', 'now' or both` }),
  async perform({ world, body }) {
    const { clock, scheduler, db, journal } = world
    const before = scheduler.ran()
    const from = clockOf(world)
    const mode = body.mode ?? clock.mode()
    const at = body.now ?? (mode === 'real' && body.mode === 'real' ? undefined : clock.now())
    if (at !== undefined && at > clock.now()) await scheduler.advanceTo(at)
    db.tx(() => {
      if (mode === 'held') clock.hold(at)
      else clock.release(at)
      journal.append('clock.changed', { from, to: clockOf(world) })
    })
    await scheduler.settle()
    return { ...clockOf(world), fired: scheduler.ran() - before }
  },
})

export const advanceClock = admin({
  method: 'POST',
  path: '/clock/advance',
  body: z.strictObject({ by: z.union([z.string(), z.number()]).optional(), to: instant.optional() }).refine((body) => (body.by === undefined) !== (body.to === undefined), { error: `give either 'by' (3d2h30s) or 'to' (ISO time)` }),
  async perform({ world, body }) {
    const { clock, scheduler, db, journal } = world
    const by = body.by === undefined ? undefined : parseDuration(body.by)
    if (body.by !== undefined && by === undefined) throw adminFault(422, 'invalid', `'by' is a duration such as 3d2h30s`, { by: body.by })
    const before = scheduler.ran()
    const from = clock.now()
    const to = by === undefined ? body.to! : from + by
    if (to > LATEST) throw adminFault(422, 'invalid', 'that is beyond the times a clock can show', { by: body.by })
    if (to < from) throw adminFault(422, 'invalid', 'time only moves forward here; set it with PUT /_emulator/clock', { now: isoTime(from), to: isoTime(to) })
    await scheduler.advanceTo(to)
    await scheduler.settle()
    const fired = scheduler.ran() - before
    db.tx(() => void journal.append('clock.changed', { from: isoTime(from), to: isoTime(to), fired }))
    return { ...clockOf(world), fired }
  },
})

/** Answers when no timer is due and no effect is under way. */
export const settle = admin({
  method: 'POST',
  path: '/settle',
  async perform({ world }) {
    const before = world.scheduler.ran()
    await world.scheduler.settle()
    return { settled: true, now: isoTime(world.clock.now()), fired: world.scheduler.ran() - before }
  },
})
