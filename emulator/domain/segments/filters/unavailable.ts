// Filters of Braze that Brazier can not judge yet, each with its reason: refused in a definition, so that nobody takes "nobody" for an answer.

const PREDICTION = 'it needs predictions, which Brazier does not make'
const BETA = 'it is in beta at Braze and not emulated'
const NEVER_TOLD = 'no SDK tells Brazier of it'

const because = (why: string, ...names: string[]): [string, string][] => names.map((name) => [name, why])

export const UNAVAILABLE: ReadonlyMap<string, string> = new Map([
  ...because(PREDICTION, 'churn_risk_category', 'churn_risk_score', 'event_likelihood_category', 'event_likelihood_score', 'intelligent_channel', 'message_open_likelihood'),
  ...because(BETA, ...['last_order_placed', 'total_orders_count', 'total_canceled_orders', 'total_canceled_orders_count', 'customer_lifetime_value', 'total_refund_value', 'total_revenue', 'average_order_value'].flatMap((name) => [name, `${name}_last_730_days`])),
  ...because(NEVER_TOLD, 'most_recent_watch_model'),
])
