// Why a message was not sent: the one list of words. They stand in `messages[].reason`, in rows `message.withheld` and `message.aborted`, and in `explain`.

export const REASONS = {
  // Of the definition
  not_live: 'the campaign or Canvas is a draft, stopped, archived or gone',
  not_started: 'its start is still to come',
  ended: 'its end is over',
  // Of the user
  no_such_user: 'no user has this identifier, and the request does not make one',
  not_in_audience: 'the user is not in the audience',
  left_audience: 'the user was in the audience when the delay began, and is not any more',
  exception_event: 'the user did the exception event during the delay',
  missed_window: 'the time of day is outside the delivery window',
  missed_local_time: 'the time was over for more than an hour where the user is when the campaign went out',
  unsubscribed: 'the user has unsubscribed from the channel',
  not_opted_in: 'only opted-in users are meant, and the user is not one',
  not_in_subscription_group: 'the user is not subscribed to the subscription group of the message',
  already_waiting: 'a message of the campaign waits for the user, and only one may',
  already_received: 'the user has received it, and may not (or not yet) again',
  dismissed: 'the user has dismissed it',
  outranked: 'another Banner of the placement comes first',
  global_control_group: 'the user is in the Global Control Group',
  control_group: 'the user is in the control group',
  not_in_split: 'the shares of the variants leave this user out',
  not_in_rollout: 'the share of the rollout leaves this user out',
  flag_off: 'the flag is switched off or archived',
  user_cap: 'as many users as may have received it',
  failed_validation: 'the user does not meet the delivery validations of the Canvas step',
  frequency_capped: 'a frequency capping rule of the workspace is reached',
  quiet_hours: 'it is quiet hours where the user is, and the message is aborted then',
  rate_limited: 'the rate limit delayed it for 72 hours or longer',
  // Of the channel
  no_address: 'the user has no address of the channel',
  hard_bounced: 'mail to the address has bounced hard',
  marked_as_spam: 'the user has marked an email as spam',
  invalid_phone_number: 'the phone number is not valid, or the carrier refused it',
  no_push_token: 'no device of the user has a push token for the app',
  push_disabled: 'the device does not show notifications',
  other_platform: 'the message, or what starts it, is for other platforms or apps than the device’s',
  nothing_to_draw: 'the survey has no choices: devices get no such message',
  no_subscription_group: 'the message names no subscription group that exists',
  // Of the content
  aborted: 'the template says {% abort_message %}',
  liquid_error: 'the template can not be rendered',
  connected_content_failed: 'Connected Content with :retry failed five times, or its credential is gone',
  no_promotion_codes: 'the promotion code list has no codes left',
  too_large: 'the message is larger than the channel takes',
  incomplete: 'the message lacks what the channel needs',
  // Of the provider
  provider_refused: 'the provider did not take the message',
  webhook_failed: 'the endpoint did not take the webhook',
} as const
export type Reason = keyof typeof REASONS
