// Health, workspaces, reset, snapshot, clock, settle: what concerns a whole world.
import { z } from 'zod'
import { isoTime } from '../../kernel/clock.ts'
import { NewerSchema } from '../../kernel/db.ts'
import { parseDuration } from '../../kernel/duration.ts'
import { NotASnapshot } from '../../kernel/snapshot.ts'
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

const isoInstant = z.string().refine((text) => !Number.isNaN(Date.parse(text)), { error: 'a time is written in ISO 8601, as 2026-01-31T12:00:00Z' })

export const showClock = admin({ method: 'GET', path: '/clock', handle: ({ world }) => clockOf(world) })

export const setClock = admin({
  method: 'PUT',
  path: '/clock',
  body: z.strictObject({ mode: z.enum(['real', 'held'], { error: `mode is 'real' or 'held'` }).optional(), now: isoInstant.optional() }),
  async perform({ world, body }) {
    const at = body.now === undefined ? undefined : Date.parse(body.now)
    const mode = body.mode ?? world.clock.mode()
    world.db.flush()
    world.db.tx(() => {
      const from = clockOf(world)
      if (mode === 'held') world.clock.hold(at)
      else world.clock.release(at)
      world.journal.append('clock.changed', { from, to: clockOf(world) })
    })
    const fired = world.scheduler.runDue()
    await world.scheduler.settle()
    return { ...clockOf(world), fired }
  },
})

export const advanceClock = admin({
  method: 'POST',
  path: '/clock/advance',
  body: z.strictObject({ by: z.union([z.string(), z.number()]).optional(), to: isoInstant.optional() }).refine((body) => (body.by === undefined) !== (body.to === undefined), { error: `give either 'by' (3d2h30s) or 'to' (ISO time)` }),
  async perform({ world, body }) {
    const by = body.by === undefined ? undefined : parseDuration(body.by)
    if (body.by !== undefined && by === undefined) throw adminFault(422, 'invalid', `'by' is a duration such as 3d2h30s`, { by: body.by })
    const from = world.clock.now()
    const to = by === undefined ? Date.parse(body.to!) : from + by
    if (to < from) throw adminFault(422, 'invalid', 'time only moves forward here; set it with PUT /_emulator/clock', { now: isoTime(from), to: isoTime(to) })
    if (to > 8.64e15) throw adminFault(422, 'invalid', 'that is beyond the times a clock can show', { by: body.by })
    const fired = await world.scheduler.advanceTo(to)
    world.db.tx(() => void world.journal.append('clock.changed', { from: isoTime(from), to: isoTime(to), fired }))
    return { ...clockOf(world), fired }
  },
})

export const settle = admin({
  method: 'POST',
  path: '/settle',
  async perform({ world }) {
    await world.scheduler.settle()
    return { settled: true, now: isoTime(world.clock.now()) }
  },
})
