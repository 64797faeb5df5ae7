// Filters on the history of messages judged the slow way, over plain lists of what happened. docs: user_guide/audience/segments/segmentation_filters ("Retargeting")
export type Happened = { kind: string; at: number; campaign_id?: string; canvas_id?: string; canvas_step_id?: string; canvas_variation_id?: string; message_variation_id?: string; dispatch_id?: string; data: Record<string, any> }
export type Definitions = { tags: Record<string, string[]>; controls: string[] }
type Leaf = Record<string, any>

const HOUR = 3_600_000
const DAY = 24 * HOUR
const RECEIVED = ['push.sent', 'email.sent', 'sms.sent', 'whats_app.sent', 'line.sent', 'webhook.sent', 'in_app_message.impression', 'content_card.impression', 'banner.impression', 'feature_flag.impression']
const isEmail = ['email.delivered', 'email.opened', 'email.clicked']
const controlled = ['campaign.control_enrolled', 'in_app_message.control_impression', 'content_card.control_impression', 'banner.control_impression', 'feature_flag.control_impression']
const pushOpen = (one: Happened): boolean => one.kind === 'push.open' || (one.kind === 'push.action_click' && one.data['dismissive'] !== true)
const emailClick = (one: Happened): boolean => one.kind === 'email.clicked' && one.data['unsubscribe'] !== true && one.data['preference_center'] !== true
const interactions: Record<string, (one: Happened) => boolean> = {
  opened_email: (one) => one.kind === 'email.opened',
  opened_email_machine_opens: (one) => one.kind === 'email.opened' && one.data['machine_open'] === true,
  opened_email_other_opens: (one) => one.kind === 'email.opened' && one.data['machine_open'] !== true,
  clicked_email: emailClick,
  opened_push: pushOpen,
  influenced_open_push: (one) => one.kind === 'push.influenced_open',
  clicked_in_app_message: (one) => one.kind === 'in_app_message.click' || one.kind === 'in_app_message.button_click',
  clicked_card: (one) => one.kind === 'content_card.click',
  clicked_banner: (one) => one.kind === 'banner.click',
  clicked_sms: (one) => one.kind === 'sms.clicked',
  read_whatsapp: (one) => one.kind === 'whats_app.read',
  clicked_whatsapp: (one) => one.kind === 'whats_app.clicked',
  clicked_line: (one) => one.kind === 'line.clicked',
}
export const INTERACTIONS = Object.keys(interactions)
const any = (one: Happened): boolean => Object.entries(interactions).some(([name, is]) => name !== 'influenced_open_push' && is(one))

const last = (rows: readonly Happened[]): number | undefined => (rows.length === 0 ? undefined : Math.max(...rows.map(({ at }) => at)))
function time(at: number | undefined, { cmp, value }: Leaf, now: number): boolean {
  if (cmp === 'is_blank') return at === undefined
  if (at === undefined) return false
  if (cmp === 'is_not_blank') return true
  return cmp === 'less_than_x_days_ago' ? at >= now - value * DAY && at <= now : at < now - value * DAY
}

/** True when a user with this history passes the filter. */
export function holds(history: readonly Happened[], leaf: Leaf, { tags, controls }: Definitions, now: number): boolean {
  const yes = (held: boolean): boolean => held === (leaf['value'] ?? true)
  const inCampaign = (one: Happened): boolean => one.campaign_id === leaf['campaign_id']
  const inStep = (one: Happened): boolean => one.canvas_step_id === leaf['canvas_step_id'] && (leaf['canvas_id'] === undefined || one.canvas_id === leaf['canvas_id'])
  const inTag = (one: Happened): boolean => [one.campaign_id, one.canvas_id].some((id) => id !== undefined && (tags[id] ?? []).includes(leaf['tag']))
  const received = (one: Happened): boolean => RECEIVED.includes(one.kind)
  const was = (test: (one: Happened) => boolean): boolean => history.some(test)
  const lastOf = (test: (one: Happened) => boolean): boolean => time(last(history.filter(test)), leaf, now)
  const shared = (one: Happened): boolean => received(one) || (isEmail.includes(one.kind) && !was((other) => other.kind === 'email.sent' && other.dispatch_id === one.dispatch_id && other.message_variation_id === one.message_variation_id))
  const control = (one: Happened): boolean => one.kind === 'canvas.entered' && one.canvas_id === leaf['canvas_id'] && (one.data['control'] === true || controls.includes(one.canvas_variation_id ?? ''))
  const replied = (place: (one: Happened) => boolean): boolean =>
    history.some((reply) => {
      if (reply.kind !== 'sms.inbound_received' || (leaf['keyword_category'] !== undefined && (reply.data['keyword_category'] ?? reply.data['action']) !== leaf['keyword_category'])) return false
      const before = history.filter((one) => one.kind === 'sms.sent' && one.at <= reply.at && one.at >= reply.at - 4 * HOUR)
      const newest = before.reduce<Happened | undefined>((best, one) => (best === undefined || one.at >= best.at ? one : best), undefined)
      return newest !== undefined && place(newest)
    })
  const interacted = (place: (one: Happened) => boolean): boolean => {
    const name = leaf['interaction'] as string | undefined
    if (name === 'replied_to_sms') return yes(replied(place))
    return yes(was((one) => place(one) && (name === undefined ? any(one) : interactions[name]!(one))) || (name === undefined && replied(place)))
  }
  switch (leaf['filter']) {
    case 'received_message_from_campaign': return yes(was((one) => received(one) && inCampaign(one)))
    case 'received_campaign_variant': return yes(was((one) => received(one) && inCampaign(one) && one.message_variation_id === leaf['message_variation_id']))
    case 'received_message_from_canvas_step': return yes(was((one) => received(one) && inStep(one)))
    case 'received_feature_flag_variant': return yes(was((one) => one.kind === 'feature_flag.impression' && inCampaign(one) && (leaf['message_variation_id'] === undefined || one.message_variation_id === leaf['message_variation_id'])))
    case 'received_message_from_campaign_or_canvas_with_tag': return yes(was((one) => inTag(one) && (received(one) || isEmail.includes(one.kind))))
    case 'has_never_received_a_message_from_campaign_or_canvas_step': return yes(!was((one) => received(one) && (one.campaign_id !== undefined || one.canvas_step_id !== undefined)))
    case 'last_received_message_from_specific_campaign': return lastOf((one) => received(one) && inCampaign(one))
    case 'last_received_message_from_specific_canvas_step': return lastOf((one) => received(one) && inStep(one))
    case 'last_received_message_from_campaign_with_tag': return lastOf((one) => shared(one) && inTag(one) && one.campaign_id !== undefined)
    case 'last_received_message_from_campaign_or_canvas_with_tag': return lastOf((one) => shared(one) && inTag(one))
    case 'last_received_any_message': return lastOf(shared)
    case 'last_received_email': return lastOf((one) => one.kind === 'email.sent')
    case 'last_received_push': return lastOf((one) => one.kind === 'push.sent')
    case 'last_received_sms': return lastOf((one) => one.kind === 'sms.sent')
    case 'last_received_line': return lastOf((one) => one.kind === 'line.sent')
    case 'last_received_webhook': return lastOf((one) => one.kind === 'webhook.sent')
    case 'last_received_whatsapp': return lastOf((one) => one.kind === 'whats_app.sent')
    case 'last_in_app_message_impression': return lastOf((one) => one.kind === 'in_app_message.impression')
    case 'last_engaged_with_message': return lastOf((one) => (leaf['interaction'] === undefined ? any(one) : interactions[leaf['interaction']]!(one)))
    case 'clicked_opened_campaign': return interacted(inCampaign)
    case 'clicked_opened_step': return interacted(inStep)
    case 'clicked_opened_campaign_or_canvas_with_tag': return interacted(inTag)
    case 'clicked_card': return yes(was((one) => one.kind === 'content_card.click' && inCampaign(one) && (leaf['message_variation_id'] === undefined || one.message_variation_id === leaf['message_variation_id'])))
    case 'clicked_alias_in_campaign': return yes(was((one) => one.kind === 'email.clicked' && inCampaign(one) && one.data['link_alias'] === leaf['alias']))
    case 'clicked_alias_in_canvas_step': return yes(was((one) => one.kind === 'email.clicked' && inStep(one) && one.data['link_alias'] === leaf['alias']))
    case 'clicked_alias_in_any_campaign_or_canvas_step': return yes(was((one) => one.kind === 'email.clicked' && one.data['link_alias'] === leaf['alias']))
    case 'converted_from_campaign': return yes(was((one) => one.kind === 'campaign.converted' && inCampaign(one)) && !was((one) => controlled.includes(one.kind) && inCampaign(one)))
    case 'converted_from_canvas': return yes(was((one) => one.kind === 'canvas.converted' && one.canvas_id === leaf['canvas_id']) && !was(control))
    case 'in_campaign_control_group': return yes(was((one) => controlled.includes(one.kind) && inCampaign(one)))
    case 'in_canvas_control_group': return was((one) => one.kind === 'canvas.entered' && one.canvas_id === leaf['canvas_id']) && yes(was(control))
    case 'last_enrolled_in_any_control_group': return lastOf((one) => controlled.includes(one.kind) && one.campaign_id !== undefined)
    case 'entered_canvas_variation': return yes(was((one) => one.kind === 'canvas.entered' && one.canvas_id === leaf['canvas_id'] && (leaf['canvas_variation_id'] === undefined || one.canvas_variation_id === leaf['canvas_variation_id'])))
    case 'soft_bounced': {
      const since = (Math.floor(now / DAY) - leaf['days']) * DAY
      const bounces = history.filter((one) => one.kind === 'email.soft_bounced' && one.at >= since && !was((other) => other.kind === 'email.delivered' && other.dispatch_id === one.dispatch_id && other.message_variation_id === one.message_variation_id && other.at >= one.at && other.at <= one.at + 72 * HOUR))
      const times = new Set(bounces.map((one) => one.dispatch_id)).size
      return { exactly: times === leaf['value'], more_than: times > leaf['value'], less_than: times < leaf['value'] }[leaf['cmp'] as 'exactly']
    }
    case 'last_sent_specific_sms_inbound_keyword_category': return lastOf((one) => one.kind === 'sms.inbound_received' && one.data['subscription_group_id'] === leaf['subscription_group_id'] && (one.data['keyword_category'] ?? one.data['action']) === leaf['keyword_category'])
    default: throw new Error(`the naive evaluator does not know ${String(leaf['filter'])}`)
  }
}
