// What the exports of campaigns, Canvases and sends read from their queries, and their words for what is wrong. docs: api/endpoints/export/campaigns, api/endpoints/export/canvas
import * as z from 'zod'
import type { Campaign } from '../../../domain/campaigns/campaigns.ts'
import type { Canvas } from '../../../domain/campaigns/canvases.ts'
import type { ListQuery } from '../../../domain/campaigns/definitions.sql.ts'
import { readEnding } from '../../../domain/analytics/ending-at.ts'
import { isoTime } from '../../../kernel/clock.ts'
import { turn } from '../../../kernel/turn.ts'
import type { World } from '../../../world.ts'
import { fault } from '../realm.ts'
import { text } from '../series.ts'

/** observed: braze-docs issue 1985 (an export without campaign_id). That of a Canvas is by analogy. */
const MISSING = { campaign_id: 'campaign_id must be a string of the campaign api identifier', canvas_id: 'canvas_id must be a string of the canvas api identifier' } as const
export const idOf = (name: keyof typeof MISSING) => z.string({ error: MISSING[name] }).min(1, { error: MISSING[name] })

/** The campaign of the query. Braze publishes no text for an unknown one here; this is that of the messaging endpoints. */
export function campaignOf<Found = Campaign>(id: string, found: Found | undefined): Found {
  if (found === undefined) throw fault(400, 'Invalid Campaign ID', {}, { field: 'campaign_id', seen: id, expected: 'the API identifier of a campaign of this workspace' })
  return found
}
/** By analogy with {@link campaignOf}. */
export function canvasOf<Found = Canvas>(id: string, found: Found | undefined): Found {
  if (found === undefined) throw fault(400, 'Invalid Canvas ID', {}, { field: 'canvas_id', seen: id, expected: 'the API identifier of a Canvas of this workspace' })
  return found
}

/** `true` or `false` in a query; the text is by analogy with those that were observed elsewhere ("'quantity' is not valid"). */
export const flag = (name: string) =>
  z.enum(['true', 'false', '1', '0', ''], { error: `'${name}' is not valid` }).optional().meta({ description: 'true or false, the default' })
export const isOn = (given: string | undefined): boolean => given === 'true' || given === '1'

const PAGE_SIZE = 100 // "returned in groups of 100"
const PAGE = `'page' must be a non-negative integer`
const EDITED = 'last_edit.time[gt]'

/** Members of the query of a list. */
export const listMembers = () => ({
  page: z.string({ error: PAGE }).regex(/^\d{0,13}$/, PAGE).optional().meta({ description: 'From 0, the default' }),
  include_archived: flag('include_archived'),
  sort_direction: z.enum(['asc', 'desc', ''], { error: `'sort_direction' must be 'asc' or 'desc'` }).optional().meta({ description: 'By time of creation; default asc' }),
  [EDITED]: text(EDITED).optional().meta({ description: 'Only what was edited after this time (yyyy-MM-DDTHH:mm:ss, UTC)' }),
})

/** What a list's query means. */
export function listQuery(query: Record<string, string | undefined>): ListQuery {
  const given = query[EDITED] ?? ''
  const editedAfter = given === '' ? -1 : readEnding(given, 'UTC')
  if (editedAfter === undefined) throw fault(400, `'${EDITED}' is not valid`, {}, { field: EDITED, seen: given, expected: 'yyyy-MM-DDTHH:mm:ss' })
  return { archived: isOn(query['include_archived']), newestFirst: query['sort_direction'] === 'desc', editedAfter, limit: PAGE_SIZE, offset: Number(query['page'] ?? 0) * PAGE_SIZE }
}

/** `2023-01-01T12:00:00Z`. docs: the sample of get_canvas_details */
export const exportTime = (ms: number): string => `${isoTime(ms).slice(0, 19)}Z`
/** "date and hour of first sent"; null when there was none yet. docs: get_campaign_details */
export const exportHour = (ms: number | null): string | null => (ms === null ? null : `${isoTime(ms).slice(0, 13)}:00:00Z`)

const IN_ONE_TURN = 5000 // rows of the journal

/** Lets the statistics read a long journal in turns: other requests are answered in between. */
export async function prepareStatistics({ world }: { world: World }): Promise<void> {
  while (world.messageStatistics.behind() > IN_ONE_TURN && world.db.tx(() => world.messageStatistics.catchUp(IN_ONE_TURN)) > 0) await turn()
}
