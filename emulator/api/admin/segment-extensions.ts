// Segment Extensions: definitions, and refreshing one now. Braze has no public API for them.
import * as z from 'zod'
import { Refusal } from '../../domain/refusal.ts'
import type { Extension, ExtensionInput } from '../../domain/segments/extensions.ts'
import type { Endpoint } from '../endpoint.ts'
import { endpointsOf } from './definition-endpoints.ts'
import { admin, adminFault } from './realm.ts'

const refresh = () =>
  z.strictObject({
    every: z.enum(['day', 'week', 'month']),
    time: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: 'time is HH:MM, of the workspace’s zone' }).optional(),
    weekday: z.number().int().min(1).max(7).optional().meta({ description: '1 is Monday' }),
    day: z.number().int().min(1).max(28).optional(),
  })
const members = () => ({
  name: z.string().min(1).max(255),
  description: z.string().max(10_000).optional(),
  archived: z.boolean().optional(),
  criteria: z.unknown().refine((value) => value !== undefined, { error: 'criteria is required' }).meta({ description: '{"event":"custom_event","name":…,"cmp":"more_than|less_than|exactly","value":2,"days":730,"property_filters":[…]}; or event purchase (product_id), message (interaction, campaign_id …); or from and to for days' }),
  refresh: refresh().nullish(),
})

const CONFLICTS: Record<string, (details: Record<string, unknown>) => string> = {
  processing: () => 'it is being processed: it can be changed when that is done',
  extension_in_use: ({ name }) => `'${String(name)}' has it as a filter`,
  too_many_extensions: ({ most }) => `a workspace has at most ${String(most)} that are not archived`,
}

function saying<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const words = CONFLICTS[error.code]
    if (words !== undefined) throw adminFault(409, error.code, words(error.details), error.details)
    throw error
  }
}

const definitions = endpointsOf<Extension>({
  kind: 'segment_extensions',
  create: () => z.strictObject({ id: z.string().min(1).max(255).optional(), ...members() }),
  change: () => z.strictObject(members()).partial(),
  list: (world) => world.segments.extensions.list(),
  id: (extension) => extension.id,
  add: (world, { id, ...input }: ExtensionInput & { id?: string }) => saying(() => world.segments.extensions.create({ id: id ?? world.ids.uuid(), ...input })),
  update: (world, id, body: Partial<ExtensionInput>) => saying(() => world.segments.extensions.update(id, body)),
  remove: (world, id) => saying(() => world.segments.extensions.remove(id)),
})

const refreshNow = admin({ method: 'POST', path: '/segment_extensions/:id/refresh', status: 202, handle: ({ world, params }) => world.segments.extensions.refresh(params['id']!) })

export const segmentExtensions: readonly Endpoint[] = [...definitions, refreshNow]
