// GET /canvas/details
import * as z from 'zod'
import type { Step, Variant } from '../../../domain/campaigns/canvas-steps.ts'
import { messagesShape, messagesView } from '../campaigns/message-view.ts'
import { canvasOf, exportTime, flag, idOf, isOn, prepareStatistics } from '../campaigns/query.ts'
import { rest } from '../realm.ts'

/** "first_step_id … deprecated, only included if the variant has only one first step" */
const variantView = ({ name, id, first_step_ids }: Variant) => ({ name, id, first_step_ids, ...(first_step_ids.length === 1 ? { first_step_id: first_step_ids[0] } : {}) })

const isMessage = (step: Step | undefined): boolean => step !== undefined && (step.type === 'message' || step.type === 'full')

/** "For Message steps, the `next_step_ids` field will be present, but will not contain data for other Canvas steps"; every step has `next_paths`. */
const stepView = (step: Step, steps: ReadonlyMap<string, Step>) => ({
  name: step.name,
  type: step.type,
  id: step.id,
  next_step_ids: isMessage(step) ? step.next_step_ids.filter((id) => isMessage(steps.get(id))) : [],
  next_paths: step.next_paths.map(({ name, next_step_id }) => ({ name, next_step_id })),
  channels: step.channels,
  messages: messagesView(step.messages),
})

const time = () => z.string().nullable().meta({ description: 'Null before anybody entered' })

export const canvasDetails = rest({
  method: 'GET',
  path: '/canvas/details',
  permission: 'canvas.details',
  status: 200,
  docs: 'api/endpoints/export/canvas/get_canvas_details',
  evidence: ['documented'],
  query: () => z.looseObject({ canvas_id: idOf('canvas_id'), post_launch_draft_version: flag('post_launch_draft_version') }),
  response: () =>
    z.strictObject({
      message: z.literal('success'),
      created_at: z.string(),
      updated_at: z.string(),
      name: z.string(),
      description: z.string(),
      archived: z.boolean(),
      draft: z.boolean(),
      enabled: z.boolean(),
      has_post_launch_draft: z.boolean(),
      schedule_type: z.string(),
      first_entry: time(),
      last_entry: time(),
      channels: z.array(z.string()),
      variants: z.array(z.strictObject({ name: z.string(), id: z.string(), first_step_ids: z.array(z.string()), first_step_id: z.string().optional() })),
      tags: z.array(z.string()),
      teams: z.array(z.string()),
      steps: z.array(
        z.strictObject({
          name: z.string(),
          type: z.string(),
          id: z.string(),
          next_step_ids: z.array(z.string()).meta({ description: 'Of Message steps: the Message steps that follow' }),
          next_paths: z.array(z.strictObject({ name: z.string().nullable(), next_step_id: z.string().nullable() })),
          channels: z.array(z.string()),
          messages: messagesShape(),
        }),
      ),
    }),
  prepare: prepareStatistics,
  handle({ world, query: { canvas_id, post_launch_draft_version } }) {
    world.messageStatistics.catchUp()
    const canvas = canvasOf(canvas_id, isOn(post_launch_draft_version) ? world.canvases.draftVersion(canvas_id) : world.canvases.find(canvas_id))
    const { created_at, updated_at, name, description, archived, draft, enabled, post_launch_draft, schedule_type, first_entry, last_entry, channels, variants, tags, teams, steps } = canvas
    const byId = new Map(steps.map((step) => [step.id, step]))
    return {
      message: 'success', created_at: exportTime(created_at), updated_at: exportTime(updated_at), name, description, archived, draft, enabled, has_post_launch_draft: post_launch_draft !== null, schedule_type,
      first_entry: first_entry === null ? null : exportTime(first_entry), last_entry: last_entry === null ? null : exportTime(last_entry), channels, variants: variants.map(variantView), tags, teams,
      steps: steps.map((step) => stepView(step, byId)),
    }
  },
})
