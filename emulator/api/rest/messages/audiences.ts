// Segments and connected audiences that a request names. docs: api/objects_filters/connected_audience
import type { World } from '../../../world.ts'
import { fault } from '../realm.ts'
import { invalidSegment } from './faults.ts'

/** True when an audience is given; "" stands for none in the pages' examples. */
export const isGiven = (audience: unknown): boolean => audience !== undefined && audience !== null && audience !== ''

/** Throws the 400 of a segment that is not there, and of an audience that can not be used. The texts are not published. */
export function checkAudience(world: World, { segment_id, audience, name = 'audience' }: { segment_id?: string | undefined; audience: unknown; name?: string }): void {
  if (segment_id !== undefined && world.segments.find(segment_id) === undefined) throw invalidSegment(segment_id)
  const wrong = isGiven(audience) ? world.segments.validateAudience(audience) : undefined
  if (wrong === undefined) return
  const field = wrong.path.replace(/^audience/, name)
  throw fault(400, `'${field.replace(/\[(\d+)\]/g, '.$1')}' is not valid`, {}, { field, expected: wrong.why })
}
