// What the endpoints of segments read from a request, and their words for what is wrong. docs: api/endpoints/export/segments
import * as z from 'zod'
import type { Segment } from '../../../domain/segments/segments.ts'
import type { World } from '../../../world.ts'
import { fault } from '../realm.ts'

// Braze publishes no texts here: by analogy with the exports of campaigns, and with the ids of the messaging endpoints
const MISSING = 'segment_id must be a string of the segment api identifier'
export const segmentId = () => z.string({ error: MISSING }).min(1, { error: MISSING })

/** The segment of a request. An archived one can still be asked for by its id. */
export function segmentOf(world: World, id: string): Segment {
  const segment = world.segments.find(id)
  if (segment === undefined) throw fault(400, 'Invalid Segment ID', {}, { field: 'segment_id', seen: id, expected: 'the API identifier of a segment of this workspace' })
  return segment
}
