// Braze.Notifications.categories: the action buttons that campaigns may name. docs: push_notifications/customization, "Default action buttons"

/** UNNotificationCategory, as far as the shim needs it. */
export type NotificationCategory = { identifier: string; actions: { identifier: string; title: string }[] }

const of = (identifier: string, ...actions: [string, string][]): NotificationCategory => ({ identifier, actions: actions.map(([id, title]) => ({ identifier: id, title })) })

export const categories: readonly NotificationCategory[] = [
  of('ab_cat_accept_decline', ['ab_pb_accept', 'Accept'], ['ab_pb_decline', 'Decline']),
  of('ab_cat_yes_no', ['ab_pb_yes', 'Yes'], ['ab_pb_no', 'No']),
  of('ab_cat_confirm_cancel', ['ab_pb_confirm', 'Confirm'], ['ab_pb_cancel', 'Cancel']),
  of('ab_cat_more', ['ab_pb_more', 'More']),
  // docs: braze-swift-sdk changelog 14.0.3; its buttons turn the pages
  of('ab_cat_push_story_v2'),
]
