// What the series and the summary of a Canvas have in common: the window of their query, and the statistics of the whole, of variants and of steps. docs: api/endpoints/export/canvas/get_canvas_analytics
import * as z from 'zod'
import { readEnding } from '../../../domain/analytics/ending-at.ts'
import type { Canvas } from '../../../domain/campaigns/canvases.ts'
import type { DayCounts } from '../../../domain/campaigns/statistics.ts'
import type { World } from '../../../world.ts'
import { flag, idOf, isOn } from '../campaigns/query.ts'
import type { Row, Where } from '../campaigns/statistics-view.ts'
import { conversionShape, conversionsOf, messagesOf, messagesShape, numberOf, revenueOf } from '../campaigns/statistics-view.ts'
import { fault } from '../realm.ts'
import { text } from '../series.ts'

const LONGEST = 14
const LENGTH = `'length' must be an integer between 1 and ${LONGEST}`
const DAY = 86_400_000

export const canvasSeries = () => ({
  canvas_id: idOf('canvas_id'),
  ending_at: text('ending_at').optional().meta({ description: 'ISO 8601; default now' }),
  starting_at: text('starting_at').optional().meta({ description: 'ISO 8601; this or length is required' }),
  length: z.string({ error: LENGTH }).regex(/^(?:[1-9]|1[0-4]|)$/, { error: LENGTH }).optional().meta({ description: `Days before ending_at, 1 to ${LONGEST}` }),
  include_variant_breakdown: flag('include_variant_breakdown'),
  include_step_breakdown: flag('include_step_breakdown'),
  include_deleted_step_data: flag('include_deleted_step_data'),
})
export type CanvasQuery = { canvas_id: string; ending_at?: string | undefined; starting_at?: string | undefined; length?: string | undefined; include_variant_breakdown?: string | undefined; include_step_breakdown?: string | undefined; include_deleted_step_data?: string | undefined }

function moment(world: World, field: 'ending_at' | 'starting_at', given: string): number {
  const at = readEnding(given, world.settings.get().time_zone)
  if (at === undefined) throw fault(400, `'${field}' is not valid`, {}, { field, seen: given, expected: 'an ISO 8601 date or time' })
  return at
}

/** Whole days of the workspace's zone. With both, `starting_at` counts. Braze publishes no texts; a range is held to the 14 days that `length` is. */
export function canvasWindow(world: World, { ending_at = '', starting_at = '', length = '' }: CanvasQuery): { ending: number; length: number } {
  if (length === '' && starting_at === '') throw fault(400, `either 'length' or 'starting_at' is required`, {}, { field: 'length', expected: `1 to ${LONGEST}, or starting_at` })
  const ending = ending_at === '' ? world.clock.now() : moment(world, 'ending_at', ending_at)
  if (starting_at === '') return { ending, length: Number(length) }
  const days = Math.round((world.days.startOf(ending) - world.days.startOf(moment(world, 'starting_at', starting_at))) / DAY) + 1 // a day may have 23 or 25 hours
  if (days < 1) throw fault(400, `'starting_at' must be before 'ending_at'`, {}, { field: 'starting_at', seen: starting_at, expected: `before ${ending_at || 'now'}` })
  if (days > LONGEST) throw fault(400, `'starting_at' must be at most ${LONGEST} days before 'ending_at'`, {}, { field: 'starting_at', seen: starting_at, expected: `at most ${LONGEST} days` })
  return { ending, length: days }
}

/** Further conversion events show when the Canvas has them. docs: get_canvas_analytics ("may also include conversions1, conversions2 …") */
const events = (canvas: Canvas): number => Math.max(canvas.conversion_behaviors.length, 1)

const conversions = (day: DayCounts, canvas: Canvas, where: Where): Row => ({ revenue: revenueOf(day, where), ...conversionsOf(day, where, 'entry_time', events(canvas)) })

function variantStats(day: DayCounts, canvas: Canvas): Record<string, Row> {
  return Object.fromEntries(canvas.variants.map(({ id, name }) => [id, { name, ...conversions(day, canvas, { canvas_variant: id, canvas_step: '' }), entries: numberOf(day, 'entries', { canvas_variant: id }) }]))
}

function stepStats(world: World, day: DayCounts, canvas: Canvas, deleted: boolean): Record<string, object> {
  const messages = new Map(canvas.steps.map((step) => [step.id, step.messages]))
  const steps = [...canvas.steps, ...(deleted ? world.canvases.stepsOf(canvas.id).filter(({ deleted_at }) => deleted_at !== null) : [])]
  return Object.fromEntries(steps.map(({ id, name }) => [id, { name, ...conversions(day, canvas, { canvas_step: id }), messages: messagesOf(day, messages.get(id) ?? {}, { canvas_step: id }) }]))
}

/** The whole, and the breakdowns that were asked for. */
export const statsOf = (world: World, day: DayCounts, canvas: Canvas, query: CanvasQuery) => ({
  total_stats: { ...conversions(day, canvas, { canvas_step: '' }), entries: numberOf(day, 'entries', {}) },
  ...(isOn(query.include_variant_breakdown) ? { variant_stats: variantStats(day, canvas) } : {}),
  ...(isOn(query.include_step_breakdown) ? { step_stats: stepStats(world, day, canvas, isOn(query.include_deleted_step_data)) } : {}),
})

const converted = () => ({ revenue: z.number().meta({ description: 'USD' }), ...z.object(conversionShape('entry_time')).partial().shape })
export const statsShape = () => ({
  total_stats: z.strictObject({ ...converted(), entries: z.int() }),
  variant_stats: z.record(z.string(), z.strictObject({ name: z.string(), ...converted(), entries: z.int() })).optional().meta({ description: 'By variant id; with include_variant_breakdown' }),
  step_stats: z.record(z.string(), z.strictObject({ name: z.string(), ...converted(), messages: messagesShape() })).optional().meta({ description: 'By step id; with include_step_breakdown' }),
})
