// The rows of message history that a filter looks at: of which kinds, and of which campaign, step or tag. docs: user_guide/audience/segments/segmentation_filters ("Retargeting")
import type { Operand } from '../comparisons.sql.ts'
import { comparisonOf, yesOrNo } from '../comparisons.sql.ts'
import type { Sql } from '../fragment.ts'
import { q, raw } from '../fragment.ts'
import type { Context, Leaf } from '../leaf.ts'

/** When a message counts as received: cards, Banners, in-app messages and experiments with flags when they are seen, all others when they are handed over. */
export const RECEIVED = ['push.sent', 'email.sent', 'sms.sent', 'whats_app.sent', 'line.sent', 'webhook.sent', 'in_app_message.impression', 'content_card.impression', 'banner.impression', 'feature_flag.impression']
/** "When the email is delivered, or if the user opens it or a link in it, all users sharing that address appear to have received it." */
export const SHARED = ['email.delivered', 'email.opened', 'email.clicked']

const list = (kinds: readonly string[]): Sql => raw(kinds.map((kind) => `'${kind}'`).join(', '))
/** A condition on the kind of a row `h`. */
export const ofKind = (...kinds: readonly string[]): Sql => (kinds.length === 1 ? q`h.kind = ${kinds[0]!}` : q`h.kind IN (${list(kinds)})`)
/** `FROM` of the profile's rows of these kinds. */
export const rowsOf = (kind: Sql, place: Sql = raw('1')): Sql => q`message_history h WHERE h.profile_id = p.id AND ${kind} AND ${place}`

/** Received, by those too who only share the address of the one it was sent to; each by the time of its own row. The sending is looked for backwards in time: it was shortly before. */
export const RECEIVED_OR_SHARED = q`(${ofKind(...RECEIVED)} OR (${ofKind(...SHARED)} AND (
  SELECT 1 FROM message_history s WHERE s.profile_id = h.profile_id AND s.kind = 'email.sent' AND s.at <= h.at AND s.dispatch_id IS h.dispatch_id AND s.message_variation_id IS h.message_variation_id ORDER BY s.at DESC LIMIT 1) IS NULL))`

// That a campaign or step with this id exists is not asked: in a config file segments stand before them
export const ofCampaign = (leaf: Leaf): Sql => q`h.campaign_id = ${leaf.text('campaign_id')}`
export function ofStep(leaf: Leaf): Sql {
  const canvas = leaf.optionalText('canvas_id')
  const step = q`h.canvas_step_id = ${leaf.text('canvas_step_id')}`
  return canvas === undefined ? step : q`h.canvas_id = ${canvas} AND ${step}`
}
const tagged = (table: string, tag: string): Sql => q`(SELECT d.id FROM ${raw(table)} d, json_each(d.definition, '$.tags') t WHERE t.value = ${tag})`
/** Tags as they are now, not as they were when it was sent. */
export const ofTagged = (leaf: Leaf, { campaigns = true, canvases = true } = {}): Sql => {
  const tag = leaf.text('tag')
  const [campaign, canvas] = [q`h.campaign_id IN ${tagged('campaigns', tag)}`, q`h.canvas_id IN ${tagged('canvases', tag)}`]
  return campaigns && canvases ? q`(${campaign} OR ${canvas})` : campaigns ? campaign : canvas
}

/** Whether there is such a row; an explanation shows when the last one was. */
export function happened(leaf: Leaf, rows: Sql): Sql {
  const condition = yesOrNo(leaf, q`EXISTS (SELECT 1 FROM ${rows})`)
  leaf.seen(q`(SELECT max(h.at) FROM ${rows})`, 'time')
  return condition
}

/** When the last such row was: "24-hour period". */
export function lastTime(leaf: Leaf, context: Context, rows: Sql): Sql {
  const value = q`(SELECT max(h.at) FROM ${rows})`
  const operand: Operand = { absent: q`(${value} IS NULL)`, right: q`(${value} IS NOT NULL)`, value }
  return comparisonOf(leaf, context, 'time').holds(operand)
}

/** A member of the event as JSON. */
export const datum = (name: string): Sql => q`json_extract(h.data, ${`$.${name}`})`
