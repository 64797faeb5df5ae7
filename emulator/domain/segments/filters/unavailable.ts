// Filters of Braze that Brazier can not judge yet, each with its reason: refused in a definition, so that nobody takes "nobody" for an answer.

const HISTORY = 'it needs the history of messages, which Brazier does not keep yet'
const PREDICTION = 'it needs predictions, which Brazier does not make'
const BETA = 'it is in beta at Braze and not emulated'
const NEVER_TOLD = 'no SDK tells Brazier of it'

const because = (why: string, ...names: string[]): [string, string][] => names.map((name) => [name, why])

export const UNAVAILABLE: ReadonlyMap<string, string> = new Map([
  ...because(
    HISTORY,
    'received_message_from_campaign', 'received_campaign_variant', 'received_message_from_canvas_step', 'last_received_message_from_specific_campaign', 'last_received_message_from_specific_canvas_step',
    'received_message_from_campaign_or_canvas_with_tag', 'last_received_message_from_campaign_with_tag', 'last_received_message_from_campaign_or_canvas_with_tag', 'has_never_received_a_message_from_campaign_or_canvas_step', 'last_received_any_message', 'last_received_email', 'last_received_push',
    'last_received_sms', 'last_received_webhook', 'last_received_whatsapp', 'last_in_app_message_impression', 'last_engaged_with_message', 'clicked_opened_campaign', 'clicked_opened_step', 'clicked_opened_campaign_or_canvas_with_tag',
    'clicked_alias_in_campaign', 'clicked_alias_in_canvas_step', 'clicked_alias_in_any_campaign_or_canvas_step', 'clicked_card', 'soft_bounced', 'last_sent_specific_sms_inbound_keyword_category', 'converted_from_campaign', 'converted_from_canvas',
    'in_campaign_control_group', 'in_canvas_control_group', 'last_enrolled_in_any_control_group', 'entered_canvas_variation', 'feature_flags',
  ),
  ...because(PREDICTION, 'churn_risk_category', 'churn_risk_score', 'event_likelihood_category', 'event_likelihood_score', 'intelligent_channel', 'message_open_likelihood'),
  ...because(BETA, 'last_order_placed', 'total_orders_count', 'total_canceled_orders_count', 'customer_lifetime_value', 'total_refund_value', 'total_revenue', 'average_order_value'),
  ...because(NEVER_TOLD, 'most_recent_app_version_number', 'most_recent_watch_model', 'live_activities_push_to_start_registered_for_app'),
  ...because('Brazier has no Segment Extensions yet', 'braze_segment_extensions'),
  ...because('Brazier does not remember which users a CSV file touched', 'updated_imported_from_csv'),
])
