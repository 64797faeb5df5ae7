// Filters on messages that users received, and on the control groups and variations they fell into. docs: user_guide/audience/segments/segmentation_filters ("Retargeting")
import { isDenied, yesOrNo } from '../comparisons.sql.ts'
import { q, raw } from '../fragment.ts'
import type { Sql } from '../fragment.ts'
import type { Leaf } from '../leaf.ts'
import type { Filter, Filters } from './filter.ts'
import { datum, happened, lastTime, ofCampaign, ofKind, ofStep, ofTagged, RECEIVED, RECEIVED_OR_SHARED, rowsOf, SHARED } from './history.sql.ts'

type Place = (leaf: Leaf) => Sql

const received = (place: Place): Filter => (leaf) => happened(leaf, rowsOf(ofKind(...RECEIVED), place(leaf)))
const lastReceived = (kind: Sql, place: Place = () => raw('1')): Filter => (leaf, context) => lastTime(leaf, context, rowsOf(kind, place(leaf)))

/** Of in-app messages, cards and flags the SDK tells when a user of the control group would have seen one. */
const ENROLLED = ofKind('campaign.control_enrolled', 'in_app_message.control_impression', 'content_card.control_impression', 'banner.control_impression', 'feature_flag.control_impression')
const enrolled = (leaf: Leaf): Sql => rowsOf(ENROLLED, q`h.campaign_id = ${leaf.text('campaign_id')}`)
const entered = (leaf: Leaf, condition: Sql = raw('1')): Sql => rowsOf(ofKind('canvas.entered'), q`h.canvas_id = ${leaf.text('canvas_id')} AND ${condition}`)
/** The row says so, or the variation is the control group of its Canvas. */
const CONTROL = q`(${datum('control')} IS 1 OR h.canvas_variation_id IN (SELECT json_extract(v.value, '$.id') FROM canvases d, json_each(d.definition, '$.variants') v WHERE d.id = h.canvas_id AND json_extract(v.value, '$.type') = 'control'))`

/** Converted, and not in the control group; `conversion_event` A to D narrows it. */
const converted = (kind: string, place: Place, control: Place): Filter => (leaf) => {
  const event = leaf.has('conversion_event') ? ['A', 'B', 'C', 'D'].indexOf(leaf.oneOf('conversion_event', ['A', 'B', 'C', 'D'])) : undefined
  const rows = rowsOf(ofKind(kind), event === undefined ? place(leaf) : q`${place(leaf)} AND ifnull(${datum('conversion')}, 0) = ${event}`)
  const condition = yesOrNo(leaf, q`(EXISTS (SELECT 1 FROM ${rows}) AND NOT EXISTS (SELECT 1 FROM ${control(leaf)}))`)
  leaf.seen(q`(SELECT max(h.at) FROM ${rows})`, 'time')
  return condition
}

export const receivedFilters: Filters = {
  received_message_from_campaign: received(ofCampaign),
  received_campaign_variant: received((leaf) => q`${ofCampaign(leaf)} AND h.message_variation_id = ${leaf.text('message_variation_id')}`),
  /** docs: feature_flags/experiments ("to retarget users who have already received an A/B test"); without a variant, any of the experiment. */
  received_feature_flag_variant(leaf) {
    const variation = leaf.optionalText('message_variation_id')
    return happened(leaf, rowsOf(ofKind('feature_flag.impression'), variation === undefined ? ofCampaign(leaf) : q`${ofCampaign(leaf)} AND h.message_variation_id = ${variation}`))
  },
  received_message_from_canvas_step: received(ofStep),
  /** Those too who share the address, once the email was delivered, opened or clicked. */
  received_message_from_campaign_or_canvas_with_tag: (leaf) => happened(leaf, rowsOf(ofKind(...RECEIVED, ...SHARED), ofTagged(leaf))),
  has_never_received_a_message_from_campaign_or_canvas_step(leaf) {
    const rows = rowsOf(ofKind(...RECEIVED), raw('(h.campaign_id IS NOT NULL OR h.canvas_step_id IS NOT NULL)'))
    const condition = yesOrNo(leaf, q`(NOT EXISTS (SELECT 1 FROM ${rows}))`)
    leaf.seen(q`(SELECT max(h.at) FROM ${rows})`, 'time')
    return condition
  },

  last_received_message_from_specific_campaign: lastReceived(ofKind(...RECEIVED), ofCampaign),
  last_received_message_from_specific_canvas_step: lastReceived(ofKind(...RECEIVED), ofStep),
  last_received_message_from_campaign_with_tag: lastReceived(RECEIVED_OR_SHARED, (leaf) => ofTagged(leaf, { canvases: false })),
  last_received_message_from_campaign_or_canvas_with_tag: lastReceived(RECEIVED_OR_SHARED, ofTagged),
  last_received_any_message: lastReceived(RECEIVED_OR_SHARED),
  last_received_email: lastReceived(ofKind('email.sent')),
  last_received_push: lastReceived(ofKind('push.sent')),
  last_received_sms: lastReceived(ofKind('sms.sent')),
  last_received_webhook: lastReceived(ofKind('webhook.sent')),
  last_received_whatsapp: lastReceived(ofKind('whats_app.sent')),
  last_received_line: lastReceived(ofKind('line.sent')),
  last_in_app_message_impression: lastReceived(ofKind('in_app_message.impression')),

  converted_from_campaign: converted('campaign.converted', ofCampaign, enrolled),
  converted_from_canvas: converted('canvas.converted', (leaf) => q`h.canvas_id = ${leaf.text('canvas_id')}`, (leaf) => entered(leaf, CONTROL)),
  in_campaign_control_group: (leaf) => happened(leaf, enrolled(leaf)),
  /** "Only evaluates users who have entered the Canvas": who is not in the control group is in another variation. */
  in_canvas_control_group: (leaf) => (isDenied(leaf) ? q`(EXISTS (SELECT 1 FROM ${entered(leaf)}) AND ${happened(leaf, entered(leaf, CONTROL))})` : happened(leaf, entered(leaf, CONTROL))),
  last_enrolled_in_any_control_group: lastReceived(ENROLLED, () => raw('h.campaign_id IS NOT NULL')),
  /** Evaluates everybody; without `canvas_variation_id`, any variation. */
  entered_canvas_variation(leaf) {
    const variation = leaf.optionalText('canvas_variation_id')
    return happened(leaf, entered(leaf, variation === undefined ? raw('1') : q`h.canvas_variation_id = ${variation}`))
  },
}
