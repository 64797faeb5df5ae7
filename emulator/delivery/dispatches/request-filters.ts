// The segment and the audience of a request as one tree of filters: both must hold. docs: post_send_messages, api/objects_filters/connected_audience
import type { Segments } from '../../domain/segments/segments.ts'
import type { Json } from '../outgoing.ts'

const given = (value: unknown): boolean => value !== undefined && value !== null && value !== ''

/** Null when the request names neither. A segment that is gone holds nobody. */
export function filtersOfRequest(segments: Segments, request: Json): unknown {
  const { segment_id, audience } = request
  const parts = [...(given(segment_id) ? [segments.find(segment_id as string)?.filters ?? { op: 'NOT', children: [{ op: 'AND', children: [] }] }] : []), ...(given(audience) ? [segments.audience(audience).filters] : [])]
  return parts.length === 0 ? null : parts.length === 1 ? parts[0] : { op: 'AND', children: parts }
}
