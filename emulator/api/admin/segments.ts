// Segments: definitions with their filters, and who is in them now. Braze has no public API to make them.
import * as z from 'zod'
import { Refusal } from '../../domain/refusal.ts'
import type { Segment, SegmentInput } from '../../domain/segments/segments.ts'
import type { Endpoint } from '../endpoint.ts'
import { endpointsOf } from './definition-endpoints.ts'
import { listOf } from './lists.ts'
import { admin, adminFault } from './realm.ts'

const NAMES = 100
const names = () => z.array(z.string().min(1).max(255)).max(NAMES)
const members = () => ({
  name: z.string().min(1).max(255),
  description: z.string().max(10_000).nullish().meta({ description: 'The filters in words; made from them when it is not given' }),
  text_description: z.string().max(10_000).optional(),
  tags: names().optional(),
  teams: names().optional(),
  analytics_tracking_enabled: z.boolean().optional().meta({ description: 'Record the size of each day; default false' }),
  archived: z.boolean().optional(),
  filters: z.unknown().refine((value) => value !== undefined, { error: 'filters is required' }).meta({ description: 'A tree: {"op":"AND|OR|NOT","children":[…]} or a filter {"filter":"custom_event","name":…,"cmp":…,"value":…}' }),
})

/** What was read can be written elsewhere; these are not taken. */
const READ_ONLY = { created_at: z.unknown().optional(), updated_at: z.unknown().optional() }

/** Runs `work`; says in words who stands in its way. */
function saying<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (error instanceof Refusal && error.code === 'segment_in_use') {
      const { kind, name, ...details } = error.details as Record<string, string>
      throw adminFault(409, 'segment_in_use', kind === 'segment' ? 'another segment has this one as a filter' : `the ${kind!.replaceAll('_', ' ')} '${name}' has this segment in its audience or steps`, kind === 'segment' ? details : { ...details, kind })
    }
    throw error
  }
}

const definitions = endpointsOf<Segment>({
  kind: 'segments',
  create: () => z.strictObject({ id: z.string().min(1).max(255).optional(), ...members(), ...READ_ONLY }),
  change: () => z.strictObject(members()).partial(),
  list: (world) => world.segments.list(),
  id: (segment) => segment.id,
  add: (world, { id, created_at: _, updated_at: __, ...input }: SegmentInput & { id?: string; created_at?: unknown; updated_at?: unknown }) => world.segments.create({ id: id ?? world.ids.uuid(), ...input }),
  update: (world, id, body: Partial<SegmentInput>) => world.segments.update(id, body),
  remove: (world, id) => saying(() => world.segments.remove(id)),
})

const showMembers = admin({
  method: 'GET',
  path: '/segments/:id/users',
  query: () => z.looseObject({ workspace: z.string().optional(), limit: z.coerce.number().int().min(1).max(1000).default(100), after: z.coerce.number().int().min(0).default(0) }),
  handle({ world, params, query }) {
    const segment = world.segments.find(params['id']!)
    if (segment === undefined) throw adminFault(404, 'not_found', 'there is none of segments with this id', { id: params['id'] })
    const ids = world.segments.each(segment, query.after, query.limit + 1)
    const { users, next } = listOf('users', ids, query.limit, String) as { users: number[]; next: string | null }
    return { users: users.map((id) => world.userView.line(world.profiles.byId(id)!)), next }
  },
})

export const segments: readonly Endpoint[] = [...definitions, showMembers]
