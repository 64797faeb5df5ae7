// The audience of a campaign or Canvas at the time of its trigger: as it was before the event. docs: schedule_your_campaign/triggered_delivery ("users must perform the custom event again")
import type { JournalRow } from '../../kernel/journal.ts'

type Json = Record<string, unknown>
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Counts of the event itself in a filter. */
const COUNTED = new Set(['custom_event', 'x_custom_event_in_y_days'])
const MOST_TIMES = 50 // of "X in Y days"; a filter for 50 stays as it is

/**
 * The same tree, asked of the user as he was before this custom event: each count of it is compared with one more. "First the event adds the user to the audience, then he must perform it again."
 * Other traces of the event (its first and last time, its properties) are as they are now.
 */
export function beforeEvent(filters: unknown, row: JournalRow, filtersOf: (segment_id: string) => unknown): unknown {
  if (row.kind !== 'custom_event.logged') return filters
  const step = (node: unknown, inSegment: boolean): unknown => {
    if (!isObject(node)) return node
    if (Array.isArray(node['children'])) return { ...node, children: node['children'].map((child) => step(child, inSegment)) }
    if (node['filter'] === 'segment_membership' && !inSegment && typeof node['segment_id'] === 'string') {
      const inner = filtersOf(node['segment_id'])
      const shifted = inner === undefined ? undefined : step(inner, true)
      if (shifted === undefined || JSON.stringify(shifted) === JSON.stringify(inner)) return node
      return node['value'] === false ? { op: 'NOT', children: [shifted] } : shifted
    }
    if (!COUNTED.has(node['filter'] as string) || node['name'] !== row.data['name'] || typeof node['value'] !== 'number') return node
    if (node['filter'] === 'x_custom_event_in_y_days' && node['value'] >= MOST_TIMES) return node
    return { ...node, value: node['value'] + 1 }
  }
  return step(filters, false)
}
