// What messages of a Canvas step are sent with: origin, subscription targeting, quiet hours, frequency capping of the Canvas; a step may set its own quiet hours. docs: create_a_canvas ("Send Settings"), message_step
import type { Message as Body } from '../../domain/campaigns/messages.ts'
import type { Origin } from '../../domain/messages/messages.ts'
import { NO_QUIET_HOURS } from '../gates/quiet-hours.ts'
import type { Json, Outgoing, QuietHours } from '../outgoing.ts'
import type { Stay } from './steps/step.ts'

/** Where messages of this stay come from; `dispatch_id`: random for each step of each user. docs: help_articles/data/dispatch_id */
export const originOf = ({ canvas, step, entry }: Stay, dispatch_id: string, message_variation_id: string | null = null): Origin => ({
  dispatch_id, send_id: null, campaign_id: null, canvas_id: canvas.id, canvas_step_id: step.id, canvas_variation_id: entry.variation_id, canvas_entry_id: entry.id, message_variation_id,
})

/** The message of a step as it goes to `deliver`. */
export function outgoingOf(stay: Stay, dispatch_id: string, id: string, { channel, name: _, percent: __, ...body }: Body): Outgoing {
  const { canvas, step, entry, visit, profile } = stay
  // A step that says null has none; a Canvas that says nothing has those of the workspace
  const own = Object.hasOwn(step.settings, 'quiet_hours') ? (step.settings['quiet_hours'] ?? NO_QUIET_HOURS) : canvas.quiet_hours
  return {
    profile_id: profile.id, channel, body, origin: originOf(stay, dispatch_id, id), targeting: canvas.subscription_targeting, cause: { ...visit.cause, context: { ...entry.context, ...(visit.cause['context'] as Json | undefined) } },
    frequency_capping: canvas.frequency_capping, quiet_hours: (own ?? null) as QuietHours | null, tags: canvas.tags, test: false, transactional: false,
  }
}

/** A text of a step that is no message (User Update, Context, a personalized delay), to be rendered. Its Canvas is not named: "canvas tags are not supported in User Update steps". */
export const textOf = ({ canvas, entry, visit, profile }: Stay, body: Json): Outgoing => ({
  profile_id: profile.id, channel: 'webhook', body, origin: { dispatch_id: null, send_id: null, campaign_id: null, canvas_id: null, canvas_step_id: null, canvas_variation_id: null, canvas_entry_id: null, message_variation_id: null },
  targeting: 'all', cause: { ...visit.cause, context: entry.context }, frequency_capping: false, quiet_hours: null, tags: canvas.tags, test: false, transactional: false,
})
