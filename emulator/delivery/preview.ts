// What the messages of a definition would be for one user, without sending them: rendered, and as the provider would get them. Nothing is written, no code used; Connected Content is really asked.
import type { Message as Defined, Messages as DefinedMessages } from '../domain/campaigns/messages.ts'
import { isControl } from '../domain/campaigns/messages.ts'
import type { Origin } from '../domain/messages/messages.ts'
import { NO_ORIGIN } from '../domain/messages/messages.ts'
import type { ProfileRow } from '../domain/profiles/profiles.ts'
import type { EmailTemplates } from '../domain/content/email-templates.ts'
import { Unsendable } from './channels/channel.ts'
import { authorsPlace } from './channels/email/author-place.ts'
import type { EmailParts } from './channels/email/body.ts'
import { partsOf, templateOf } from './channels/email/body.ts'
import type { Delivery } from './deliver.ts'
import type { Cause, Json, Outgoing } from './outgoing.ts'
import type { Reason } from './reasons.ts'
import type { Preview, Rendering } from './rendering.ts'

/** No message has it: links in a preview lead to "Page not found". */
const NOBODYS_MESSAGE = '00000000-0000-4000-8000-000000000000'

export type MessagePreview = Preview & { message_variation_id: string; canvas_step_id: string | null; channel: string; name: string; payload: unknown; unreachable: Reason | null }

/** The places of what is said of an email are those of the author's fields, and each thing is said once: the plaintext may be made of the body. */
function asWritten(preview: Preview, rendered: Json, parts: EmailParts): void {
  if (preview.error?.line !== undefined) {
    const place = authorsPlace(preview.error, rendered, parts)
    preview.error = { ...preview.error, ...(place as object), message: preview.error.message.replace(/^Liquid error \(line \d+\)/, `Liquid error (line ${place.line})`) }
  }
  const told = parts.plaintext === null ? preview.notes.filter(({ field, message }) => field !== 'plaintext_body' || !preview.notes.some((other) => other.field === 'body' && other.message === message)) : preview.notes
  preview.notes = told.map((note) => (note.line === undefined ? note : { ...note, ...(authorsPlace(note, rendered, parts) as object) }))
}

/** Previews of one world. */
export function createPreviews({ delivery, rendering, emailTemplates }: { delivery: Delivery; rendering: Rendering; emailTemplates: EmailTemplates }) {
  async function one(id: string, { channel, name, percent: _, ...message }: Defined, origin: Origin, profile: ProfileRow, cause: Cause, transactional: boolean): Promise<MessagePreview> {
    const known = { message_variation_id: id, canvas_step_id: origin.canvas_step_id, channel, name }
    const about = delivery.channels[channel]
    if (about === undefined) throw new RangeError(`there is no channel '${channel}'`)
    const outgoing: Outgoing = { profile_id: profile.id, channel, body: message, origin: { ...origin, message_variation_id: id }, targeting: 'all', cause, frequency_capping: false, quiet_hours: null, tags: [], test: false, transactional }
    const reach = about.reach(outgoing, profile)
    const target = 'targets' in reach ? (reach.targets[0] ?? {}) : {}
    const unreachable = 'reason' in reach ? reach.reason : null
    let expanded: Outgoing
    try {
      expanded = delivery.expanded(outgoing)
    } catch (error) {
      if (!(error instanceof Unsendable)) throw error
      return { ...known, body: null, payload: null, unreachable, notes: [], extras: null, connected_content: [], error: { message: error.reason, reason: error.reason, ...error.detail } }
    }
    const preview = await rendering.preview(expanded.body, { profile, channel, origin: expanded.origin, cause, target, transactional })
    if (channel === 'email') asWritten(preview, expanded.body, partsOf(message, templateOf(message, emailTemplates)))
    if (preview.body === null || unreachable !== null) return { ...known, ...preview, payload: null, unreachable }
    try {
      return { ...known, ...preview, unreachable, payload: about.compose({ body: preview.body, message_extras: preview.extras, outgoing: expanded, profile, target, message_id: NOBODYS_MESSAGE }) }
    } catch (error) {
      if (!(error instanceof Unsendable)) throw error
      return { ...known, ...preview, unreachable, payload: null, error: { message: error.reason, reason: error.reason, ...error.detail } }
    }
  }

  return {
    /** The messages one after the other; control groups have none. `origin` says whose they are. */
    async of(messages: DefinedMessages, { origin, profile, cause = {}, transactional = false }: { origin: Partial<Origin>; profile: ProfileRow; cause?: Cause; transactional?: boolean }): Promise<MessagePreview[]> {
      const previews: MessagePreview[] = []
      for (const [id, message] of Object.entries(messages)) if (!isControl(message)) previews.push(await one(id, message, { ...NO_ORIGIN, ...origin }, profile, cause, transactional))
      return previews
    },
  }
}

export type Previews = ReturnType<typeof createPreviews>
export type PreviewCause = { event_properties?: Json | undefined; trigger_properties?: Json | undefined; context?: Json | undefined }
