// The statements of Segment Extensions, and what their criteria count.
import type { Db } from '../../kernel/db.ts'
import { parseTime } from '../times.ts'
import { always, comparisonOf } from './comparisons.sql.ts'
import { bought, propertyCondition } from './filters/activity.sql.ts'
import { anyPlace, INTERACTIONS, PLACES } from './filters/engagement.sql.ts'
import { ofKind, rowsOf } from './filters/history.sql.ts'
import type { Sql } from './fragment.ts'
import { joined, q, raw } from './fragment.ts'
import type { Context, Leaf } from './leaf.ts'

export const MOST_DAYS = 730 // docs: segment_extension ("up to the past 730 days (2 years)")
const DAY = 86_400_000

export type ExtensionRow = { id: string; name: string; archived: number; definition: string; processing: number; refreshed_at: number | null; size: number; created_at: number; updated_at: number }

export const extensionStatements = (db: Db) => ({
  all: db.prepare<[], ExtensionRow>('SELECT * FROM segment_extensions ORDER BY n'),
  one: db.prepare<[string], ExtensionRow>('SELECT * FROM segment_extensions WHERE id = ?'),
  active: db.prepare<[], { n: number }>('SELECT count(*) AS n FROM segment_extensions WHERE archived = 0'),
  put: db.prepare<[ExtensionRow]>(
    `INSERT INTO segment_extensions (id, name, archived, definition, processing, refreshed_at, size, created_at, updated_at)
     VALUES (@id, @name, @archived, @definition, @processing, @refreshed_at, @size, @created_at, @updated_at)
     ON CONFLICT (id) DO UPDATE SET name = excluded.name, archived = excluded.archived, definition = excluded.definition, processing = excluded.processing, refreshed_at = excluded.refreshed_at, size = excluded.size, updated_at = excluded.updated_at`,
  ),
  remove: db.prepare<[string]>('DELETE FROM segment_extensions WHERE id = ?'),
  clear: db.prepare<[string]>('DELETE FROM segment_extension_members WHERE extension_id = ?'),
  add: db.prepare<[string, number]>('INSERT INTO segment_extension_members (extension_id, profile_id) VALUES (?, ?)'),
  segmentsUsing: db.prepare<[string], { id: string; name: string }>(`SELECT s.id, s.name FROM segments s WHERE EXISTS (SELECT 1 FROM json_tree(s.filters) t WHERE t.key = 'extension_id' AND t.atom = ?) ORDER BY s.n`),
  /** Live definitions that have the extension as a filter, or one of the segments of a JSON list in their audience. */
  liveUsing: (['campaigns', 'canvases'] as const).map((table) =>
    db.prepare<[string, string], { id: string; name: string }>(
      `SELECT d.id, d.name FROM ${table} d WHERE d.enabled = 1 AND d.archived = 0 AND EXISTS (SELECT 1 FROM json_tree(d.definition) t
         WHERE (t.key = 'extension_id' AND t.atom = ?) OR (t.atom IN (SELECT value FROM json_each(?)) AND (t.key = 'segment_id' OR t.path LIKE '%segments' OR t.path LIKE '%segments"'))) ORDER BY d.number`,
    ),
  ),
})

/** The time that counts: `days` back from midnight UTC, or from one day to another of the workspace's zone. */
function windowOf(leaf: Leaf, { now, startOf, endOf }: Context): { from: number; to: number } {
  const oldest = (Math.floor(now / DAY) - MOST_DAYS) * DAY
  if (leaf.has('days') === (leaf.has('from') || leaf.has('to'))) throw leaf.fail('days', 'is required, or from and to')
  if (leaf.has('days')) return { from: (Math.floor(now / DAY) - leaf.number('days', { min: 1, max: MOST_DAYS, whole: true })) * DAY, to: Number.MAX_SAFE_INTEGER }
  const dayOf = (name: string): string => {
    const text = leaf.text(name)
    if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || parseTime(text) === undefined) throw leaf.fail(name, 'must be a day such as 2026-03-01')
    return text
  }
  if (leaf.has('from') && leaf.has('to') && dayOf('to') < dayOf('from')) throw leaf.fail('to', 'is before from')
  return { from: Math.max(oldest, leaf.has('from') ? startOf(dayOf('from')) : oldest), to: leaf.has('to') ? endOf(dayOf('to')) : Number.MAX_SAFE_INTEGER }
}

/** The condition on a profile `p` that one event was done more than, less than or exactly so often. */
export function criteriaCondition(leaf: Leaf, context: Context): Sql {
  const event = leaf.oneOf('event', ['custom_event', 'purchase', 'message'])
  const { from, to } = windowOf(leaf, context)
  const properties = (doc: string): Sql => joined(leaf.has('property_filters') ? leaf.objects('property_filters').map((one) => propertyCondition(one, context, raw(doc), { deep: true })) : [], 'AND', raw('1'))
  const count = (): Sql => {
    if (event === 'custom_event') return q`(SELECT count(*) FROM custom_events c WHERE c.profile_id = p.id AND c.name = ${leaf.text('name')} AND c.at >= ${from} AND c.at < ${to} AND ${properties('c.properties')})`
    if (event === 'purchase') {
      const product = leaf.optionalText('product_id')
      return bought(q`b.at < ${to} AND ${product === undefined ? raw('1') : q`b.product_id = ${product}`} AND ${properties('b.properties')}`, from)
    }
    const received = { received_email: ofKind('email.sent'), received_push: ofKind('push.sent'), received_sms: ofKind('sms.sent'), received_webhook: ofKind('webhook.sent'), received_whatsapp: ofKind('whats_app.sent'), seen_in_app_message: ofKind('in_app_message.impression'), seen_card: ofKind('content_card.impression'), seen_banner: ofKind('banner.impression') }
    const kinds: Record<string, Sql> = { ...INTERACTIONS, ...received }
    const kind = kinds[leaf.oneOf('interaction', Object.keys(kinds))]!
    const place = PLACES.some((name) => leaf.has(name)) ? anyPlace(leaf) : raw('1')
    return q`(SELECT count(*) FROM ${rowsOf(kind, q`h.at >= ${from} AND h.at < ${to} AND ${place}`)})`
  }
  leaf.number('value', { min: 0, whole: true })
  leaf.oneOf('cmp', ['more_than', 'less_than', 'exactly'])
  const condition = comparisonOf(leaf, context, 'number').holds(always(count()))
  leaf.done()
  return condition
}
