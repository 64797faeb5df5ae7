// What the data series of apps, events and purchases have in common: the members of their queries, what is wrong with them, and the window they mean. docs: api/endpoints/export
// Braze publishes no texts for bad values here; these are worded as those that were observed elsewhere ("'quantity' is not valid").
import * as z from 'zod'
import type { Point, Window } from '../../domain/analytics/analytics.ts'
import { readEnding } from '../../domain/analytics/ending-at.ts'
import type { Segment } from '../../domain/segments/segments.ts'
import { turn } from '../../kernel/turn.ts'
import type { World } from '../../world.ts'
import { fault } from './realm.ts'

const LONGEST = 100
const LENGTH = `'length' must be an integer between 1 and ${LONGEST}`

/** A member of a query that is one text; `error` is what Braze would say of anything else. */
export const text = (name: string): z.ZodString => z.string({ error: (issue) => (issue.input === undefined ? `'${name}' is required` : `'${name}' is not valid`) })
export const required = (name: string): z.ZodString => text(name).min(1, `'${name}' is required`)

/** Members of the query of a series by days. */
export const daySeries = () => ({
  length: z
    .string({ error: (issue) => (issue.input === undefined ? `'length' is required` : LENGTH) })
    .refine((given) => /^\d{1,3}$/.test(given) && Number(given) >= 1 && Number(given) <= LONGEST, LENGTH)
    .meta({ description: `How many days (or hours) before ending_at, 1 to ${LONGEST}` }),
  ending_at: text('ending_at').optional().meta({ description: 'ISO 8601; default now' }),
  app_id: text('app_id').optional().meta({ description: 'Only what happened in this app' }),
})

/** Members of the query of a series by days or hours. */
export const unitSeries = () => ({ ...daySeries(), unit: z.enum(['day', 'hour'], { error: `'unit' must be 'day' or 'hour'` }).optional().meta({ description: 'Default day' }) })

type Asked = { length: string; ending_at?: string | undefined; unit?: 'day' | 'hour' | undefined }

/** The window that a query means. Throws the answer to an `ending_at` that is no time. */
export function windowOf(world: World, { length, ending_at = '', unit = 'day' }: Asked): Window {
  const ending = ending_at === '' ? world.clock.now() : readEnding(ending_at, world.settings.get().time_zone)
  if (ending === undefined) throw fault(400, `'ending_at' is not valid`, {}, { field: 'ending_at', seen: ending_at, expected: 'an ISO 8601 date or time' })
  return { ending, length: Number(length), unit }
}

/** The app that a query is limited to; left out means all. Throws the answer to one that is not there. */
export function appOf(world: World, app_id: string | undefined): string | undefined {
  if (app_id === undefined || app_id === '') return undefined
  if (world.apps.find(app_id) === undefined) throw fault(400, `'app_id' is not valid`, {}, { field: 'app_id', seen: app_id, expected: 'the API identifier of an app of this workspace' })
  return app_id
}

const MEMBERS_AT_ONCE = 10_000

function* pagesOf(world: World, segment: Segment): Generator<readonly number[]> {
  for (let after = 0, page; (page = world.segments.each(segment, after, MEMBERS_AT_ONCE)).length > 0; after = page.at(-1)!) yield page
}

/**
 * Who is in the segment that a query is limited to, now; undefined when it is not. Throws the answer to a segment that is not there.
 * Only "analytics-enabled" segments have analytics: of others nobody counts, as a series of their sizes is 0.
 */
export function membersOf(world: World, segment_id: string | undefined): Iterable<readonly number[]> | undefined {
  if (segment_id === undefined || segment_id === '') return undefined
  const segment = world.segments.find(segment_id)
  // worded as /segments/data_series does, by analogy with "Invalid Campaign ID"
  if (segment === undefined) throw fault(400, 'Invalid Segment ID', {}, { field: 'segment_id', seen: segment_id, expected: 'the API identifier of a segment of this workspace' })
  if (segment.analytics_tracking_enabled) return pagesOf(world, segment)
  world.decisions.ignored({ rule: 'segment_id', why: 'the analytics of this segment are not tracked (analytics_tracking_enabled)', compared: { segment_id } })
  return []
}

/** The answer of a series whose numbers are called `name`. */
export const seriesOf = (name: string, points: readonly Point[]) => ({ message: 'success', data: points.map(({ time, value }) => ({ time, [name]: value })) })
export const seriesResponse = (name: string, number: z.ZodType = z.int().min(0)) =>
  z.strictObject({ message: z.literal('success'), data: z.array(z.strictObject({ time: z.string().meta({ description: 'A date; for hours ISO 8601 with time' }), [name]: number })) })

const IN_ONE_TURN = 5000 // rows of the journal

/** Lets analytics read a long journal in turns: other requests are answered in between. */
export async function prepareAnalytics({ world }: { world: World }): Promise<void> {
  while (world.analytics.behind() > IN_ONE_TURN && world.db.tx(() => world.analytics.catchUp(IN_ONE_TURN)) > 0) await turn()
}
