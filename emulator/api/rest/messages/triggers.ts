// Triggering a campaign or a Canvas: what both take, and when a request is taken without effect. docs: post_send_triggered_campaigns, post_send_triggered_canvases
import * as z from 'zod'
import type { Campaign } from '../../../domain/campaigns/campaigns.ts'
import type { Canvas } from '../../../domain/campaigns/canvases.ts'
import type { Recipient } from '../../../domain/sends/recipients.ts'
import type { World } from '../../../world.ts'
import { checkAudience } from './audiences.ts'
import { checkBroadcast } from './broadcast.ts'
import { invalidCampaign, invalidCanvas } from './faults.ts'
import { attachments, flag, optionalId, properties, text } from './fields.ts'
import { checkSize, readRecipients, recipientList } from './recipients.ts'

const audience = () => ({ broadcast: flag(), audience: z.unknown().optional().meta({ description: 'A connected audience object' }), recipients: recipientList() })
/** `attachments` belong to emails. */
export const campaignMembers = () => ({ campaign_id: text(), send_id: optionalId(), trigger_properties: properties(), ...audience(), attachments: attachments() })
/** `canvas_entry_properties` is the older name of `context`. */
export const canvasMembers = () => ({ canvas_id: text(), context: properties(), canvas_entry_properties: properties(), ...audience() })

type Body = { broadcast?: boolean | null | undefined; audience?: unknown; recipients?: Recipient[] | null | undefined; attachments?: unknown; trigger_properties?: unknown; context?: unknown; canvas_entry_properties?: unknown }

/** Judges who is meant, and the sizes of what comes along. `request` is the body as it is kept: nobody named twice. */
export function readTrigger(world: World, body: Body): { broadcast: boolean; request: Record<string, unknown> } {
  const broadcast = body.broadcast === true
  const given = body.recipients ?? []
  checkBroadcast({ broadcast, users: given.length > 0, forbidden: { recipients: given, attachments: body.attachments } })
  const recipients = readRecipients(world, given)
  checkAudience(world, { audience: body.audience })
  for (const name of ['trigger_properties', 'context', 'canvas_entry_properties'] as const) checkSize(name, body[name])
  const { canvas_entry_properties, context, ...rest } = body
  return { broadcast, request: { ...rest, ...(given.length > 0 ? { recipients: recipients.map(inContext) } : {}), ...inContext({ canvas_entry_properties, context }) } }
}

/** Both names of the context under the newer one; where both have a key, the newer one's counts. */
function inContext({ canvas_entry_properties, context, ...rest }: Recipient): Recipient {
  return canvas_entry_properties == null && context == null ? rest : { ...rest, context: { ...(canvas_entry_properties as object | null), ...(context as object | null) } }
}

/** The API-triggered campaign of an id. Throws Braze's 400 for any other. */
export function triggeredCampaign(world: World, id: string): Campaign {
  const campaign = world.campaigns.find(id)
  if (campaign?.kind !== 'campaign' || campaign.schedule_type !== 'api_triggered') throw invalidCampaign({ seen: id, expected: 'the id of an API-triggered campaign' })
  return campaign
}

/** The API-triggered Canvas of an id. Throws a 400 for any other. */
export function triggeredCanvas(world: World, id: string): Canvas {
  const canvas = world.canvases.find(id)
  if (canvas?.schedule_type !== 'api_triggered') throw invalidCanvas({ seen: id, expected: 'the id of an API-triggered Canvas' })
  return canvas
}

/**
 * Why nothing is sent although the request is taken: the Canvas or campaign is archived, stopped, or a draft. Undefined when it is live.
 * Documented for Canvases only; a campaign's words follow those of its kind in Braze's OpenAPI description.
 */
export function noticeOf(noun: 'Canvas' | 'campaign', { archived, enabled }: { archived: boolean; enabled: boolean }): string | undefined {
  if (archived) return `The ${noun} is archived. Unarchive the ${noun} to ensure trigger requests will take effect.`
  return enabled ? undefined : `The ${noun} is paused. Resume the ${noun} to ensure trigger requests will take effect.`
}

/** Takes a request that has no effect: a trace, and the answer. */
export function takenWithoutEffect(world: World, id: object, notice: string): { notice: string; dispatch_id: string; message: 'success' } {
  const dispatch_id = world.sends.newDispatchId()
  world.decisions.ignored({ rule: 'trigger', why: notice, compared: { ...id, dispatch_id } })
  return { notice, dispatch_id, message: 'success' }
}
