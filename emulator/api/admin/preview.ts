// POST /_emulator/campaigns/:id/preview and /canvases/:id/preview: every message rendered for one user, without sending; mistakes with the author's line and column.
import * as z from 'zod'
import type { PreviewCause } from '../../delivery/preview.ts'
import type { World } from '../../world.ts'
import type { Endpoint } from '../endpoint.ts'
import { admin, adminFault } from './realm.ts'

const object = () => z.record(z.string(), z.unknown()).optional()
const body = () =>
  z.strictObject({ external_id: z.string().min(1).optional(), braze_id: z.string().min(1).optional(), message_variation_id: z.string().min(1).optional(), event_properties: object(), trigger_properties: object(), context: object() })
    .refine(({ external_id, braze_id }) => (external_id === undefined) !== (braze_id === undefined), { error: 'name the user by external_id or by braze_id' })
type Body = z.output<ReturnType<typeof body>>

function profileOf(world: World, { external_id, braze_id }: Body) {
  const profile = external_id !== undefined ? world.profiles.byExternalId(external_id) : world.profiles.byBrazeId(braze_id!)
  if (profile === undefined) throw adminFault(404, 'not_found', 'there is no such user', external_id === undefined ? { braze_id } : { external_id })
  return profile
}

const causeOf = ({ event_properties, trigger_properties, context }: PreviewCause) => ({
  ...(event_properties === undefined ? {} : { event_properties }), ...(trigger_properties === undefined ? {} : { api_trigger_properties: trigger_properties }), ...(context === undefined ? {} : { context }),
})

/** Only the message asked for, or all. */
function chosen<T>(messages: Record<string, T>, id: string | undefined): Record<string, T> {
  return id === undefined ? messages : Object.hasOwn(messages, id) ? { [id]: messages[id]! } : {}
}

function answer(world: World, asked: Body, previews: readonly object[]): object {
  const { braze_id, external_id } = profileOf(world, asked)
  if (asked.message_variation_id !== undefined && previews.length === 0) throw adminFault(404, 'not_found', 'there is no such message', { message_variation_id: asked.message_variation_id })
  return { user: { braze_id, external_id }, previews }
}

const ofCampaign = admin({
  method: 'POST',
  path: '/campaigns/:id/preview',
  body,
  async prepare({ world, params, body: asked }) {
    const campaign = world.campaigns.draftVersion(params['id']!)
    if (campaign === undefined) throw adminFault(404, 'not_found', 'there is no campaign with this id', { id: params['id'] })
    return world.previews.of(chosen(campaign.messages, asked.message_variation_id), { origin: { campaign_id: campaign.id }, profile: profileOf(world, asked), cause: causeOf(asked), transactional: campaign.kind === 'transactional_email' })
  },
  handle: ({ world, body: asked, prepared }) => answer(world, asked, prepared as object[]),
})

const ofCanvas = admin({
  method: 'POST',
  path: '/canvases/:id/preview',
  body,
  async prepare({ world, params, body: asked }) {
    const canvas = world.canvases.draftVersion(params['id']!)
    if (canvas === undefined) throw adminFault(404, 'not_found', 'there is no canvas with this id', { id: params['id'] })
    const profile = profileOf(world, asked)
    const previews: object[] = []
    for (const step of canvas.steps)
      previews.push(...(await world.previews.of(chosen(step.messages, asked.message_variation_id), { origin: { canvas_id: canvas.id, canvas_step_id: step.id }, profile, cause: causeOf(asked) })))
    return previews
  },
  handle: ({ world, body: asked, prepared }) => answer(world, asked, prepared as object[]),
})

export const previews: readonly Endpoint[] = [ofCampaign, ofCanvas]
