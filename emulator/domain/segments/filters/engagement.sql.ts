// Filters on what users did with messages: opens, clicks, replies, bounces. docs: user_guide/audience/segments/segmentation_filters ("Retargeting")
import { always, comparisonOf, yesOrNo } from '../comparisons.sql.ts'
import type { Sql } from '../fragment.ts'
import { joined, q, raw } from '../fragment.ts'
import type { Leaf } from '../leaf.ts'
import type { Filter, Filters } from './filter.ts'
import { MOST_TIMES, sinceDays } from './filter.ts'
import { datum, happened, lastTime, ofCampaign, ofKind, ofStep, ofTagged, rowsOf } from './history.sql.ts'

const HOUR = 3_600_000
/** "The campaign must have been received in the last four hours." */
const REPLY_WINDOW = 4 * HOUR
/** "No successful delivery during the 72 hour retry period." */
const RETRY_WINDOW = 72 * HOUR

/** "Clicks on unsubscribe links and preference centers don't count." */
const CLICKED_EMAIL = q`(h.kind = 'email.clicked' AND ${datum('unsubscribe')} IS NOT 1 AND ${datum('preference_center')} IS NOT 1)`

/** "Close", "Decline" and their like log an open event, but are no opens. docs: sql_segments_tables */
const OPENED_PUSH = q`(h.kind = 'push.open' OR (h.kind = 'push.action_click' AND ${datum('dismissive')} IS NOT 1))`

/** Rows `h` that are an interaction, by its name; a reply by SMS is no row of its message and stands apart. */
export const INTERACTIONS: Readonly<Record<string, Sql>> = {
  opened_email: ofKind('email.opened'),
  opened_email_machine_opens: q`(h.kind = 'email.opened' AND ${datum('machine_open')} IS 1)`,
  opened_email_other_opens: q`(h.kind = 'email.opened' AND ${datum('machine_open')} IS NOT 1)`,
  clicked_email: CLICKED_EMAIL,
  opened_push: OPENED_PUSH,
  influenced_open_push: ofKind('push.influenced_open'),
  clicked_in_app_message: ofKind('in_app_message.click', 'in_app_message.button_click'),
  clicked_card: ofKind('content_card.click'),
  clicked_banner: ofKind('banner.click'),
  clicked_sms: ofKind('sms.clicked'),
  read_whatsapp: ofKind('whats_app.read'),
  clicked_whatsapp: ofKind('whats_app.clicked'),
  clicked_line: ofKind('line.clicked'),
}
const REPLIED = 'replied_to_sms'
/** Machine opens count; an influenced open is no act on the message. */
const ANY = joined([ofKind('email.opened', 'in_app_message.click', 'in_app_message.button_click', 'content_card.click', 'banner.click', 'sms.clicked', 'whats_app.read', 'whats_app.clicked', 'line.clicked'), OPENED_PUSH, CLICKED_EMAIL], 'OR', raw('0'))

/** A category that Brazier's inbound messages name, or else what they did. */
const category = (leaf: Leaf, name: string): Sql => q`coalesce(${datum('keyword_category')}, ${datum('category')}, ${datum('action')}) = ${leaf.text(name)}`

/** Rows `i` of SMS by the user whose newest message in the four hours before was one of `place`. */
function replies(leaf: Leaf, place: Sql): Sql {
  const wanted = leaf.has('keyword_category') ? q`coalesce(json_extract(i.data, '$.keyword_category'), json_extract(i.data, '$.category'), json_extract(i.data, '$.action')) = ${leaf.text('keyword_category')}` : raw('1')
  const newest = q`(SELECT s.id FROM message_history s WHERE s.profile_id = i.profile_id AND s.kind = 'sms.sent' AND (s.campaign_id IS NOT NULL OR s.canvas_id IS NOT NULL) AND s.at BETWEEN i.at - ${raw(String(REPLY_WINDOW))} AND i.at ORDER BY s.at DESC, s.id DESC LIMIT 1)`
  return q`message_history i WHERE i.profile_id = p.id AND i.kind = 'sms.inbound_received' AND ${wanted} AND EXISTS (SELECT 1 FROM message_history h WHERE h.id = ${newest} AND ${place})`
}

/** Interactions with the messages of one place, of one sort or any; the filter's own member `keyword_category` belongs to replies. */
const interacted = (placeOf: (leaf: Leaf) => Sql): Filter => (leaf) => {
  const place = placeOf(leaf)
  const name = leaf.has('interaction') ? leaf.oneOf('interaction', [...Object.keys(INTERACTIONS), REPLIED]) : undefined
  if (leaf.has('keyword_category') && name !== REPLIED) throw leaf.fail('keyword_category', `belongs to interaction: '${REPLIED}'`)
  if (name !== undefined && name !== REPLIED) return happened(leaf, rowsOf(INTERACTIONS[name]!, place))
  const replied = replies(leaf, place)
  const rows = name === REPLIED ? q`(SELECT i.at FROM ${replied}) h` : q`(SELECT h.at FROM ${rowsOf(ANY, place)} UNION ALL SELECT i.at FROM ${replied}) h`
  return happened(leaf, rows)
}

const clickedAlias = (place: (leaf: Leaf) => Sql): Filter => (leaf) => happened(leaf, rowsOf(ofKind('email.clicked'), q`${datum('link_alias')} = ${leaf.text('alias')} AND ${place(leaf)}`))

export const PLACES = ['campaign_id', 'canvas_step_id', 'tag'] as const
/** The one of campaign, step and tag that is given. */
export function anyPlace(leaf: Leaf): Sql {
  const given = PLACES.filter((name) => leaf.has(name))
  if (given.length !== 1) throw leaf.fail('campaign_id', 'or canvas_step_id or tag is required, one of them')
  return given[0] === 'campaign_id' ? ofCampaign(leaf) : given[0] === 'tag' ? ofTagged(leaf) : ofStep(leaf)
}

export const engagementFilters: Filters = {
  clicked_opened_campaign: interacted(ofCampaign),
  clicked_opened_step: interacted(ofStep),
  clicked_opened_campaign_or_canvas_with_tag: interacted(ofTagged),
  /** With `message_variation_id`, that card alone. */
  clicked_card(leaf) {
    const card = leaf.optionalText('message_variation_id')
    const place = anyPlace(leaf)
    return happened(leaf, rowsOf(INTERACTIONS['clicked_card']!, card === undefined ? place : q`${place} AND h.message_variation_id = ${card}`))
  },
  clicked_alias_in_campaign: clickedAlias(ofCampaign),
  clicked_alias_in_canvas_step: clickedAlias(ofStep),
  clicked_alias_in_any_campaign_or_canvas_step: clickedAlias(() => raw('1')),
  /** A reply by SMS does not count here, a click on its link does. */
  last_engaged_with_message(leaf, context) {
    const name = leaf.has('interaction') ? leaf.oneOf('interaction', Object.keys(INTERACTIONS)) : undefined
    return lastTime(leaf, context, rowsOf(name === undefined ? ANY : INTERACTIONS[name]!))
  },
  /** Each email once, however often it was tried: "counts a soft bounce if there was no successful delivery during the 72 hour retry period". */
  soft_bounced(leaf, context) {
    leaf.number('value', { min: 0, max: MOST_TIMES, whole: true })
    const delivered = q`EXISTS (SELECT 1 FROM message_history s WHERE s.profile_id = h.profile_id AND s.kind = 'email.delivered' AND s.dispatch_id IS h.dispatch_id AND s.message_variation_id IS h.message_variation_id AND s.at BETWEEN h.at AND h.at + ${raw(String(RETRY_WINDOW))})`
    const each = raw(`coalesce(json_extract(h.data, '$.message_id'), h.dispatch_id, h.id)`)
    return comparisonOf(leaf, context, 'number').holds(always(q`(SELECT count(DISTINCT ${each}) FROM ${rowsOf(ofKind('email.soft_bounced'), q`h.at >= ${sinceDays(leaf, context)} AND NOT ${delivered}`)})`))
  },
  last_sent_specific_sms_inbound_keyword_category: (leaf, context) =>
    lastTime(leaf, context, rowsOf(ofKind('sms.inbound_received'), q`${datum('subscription_group_id')} = ${leaf.text('subscription_group_id')} AND ${category(leaf, 'keyword_category')}`)),
}
