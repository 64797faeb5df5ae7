// Every kind of journal row in one list. README and COVERAGE.md name them all; test/architecture.test.ts compares them, and the list with what is appended.

export const kinds = [
  'workspace.created', 'workspace.reset', 'workspace.restored', 'settings.changed', 'clock.changed',
  'app.created', 'app.updated', 'app.deleted', 'rest_key.created', 'rest_key.updated', 'rest_key.deleted', 'access_token.created', 'access_token.updated', 'access_token.deleted',
  'subscription_group.created', 'subscription_group.updated', 'subscription_group.deleted',
  'request.refused', 'request.failed', 'request.faulted', 'timer.failed', 'decision.ignored', 'decision.refused',
  'profile.created', 'profile.updated', 'profile.identified', 'profile.merged', 'profile.deleted',
  'alias.added', 'alias.updated', 'external_id.renamed', 'external_id.removed',
  'device.registered', 'device.updated', 'device.moved', 'device.uninstalled',
  'push_token.registered', 'push_token.moved', 'push_token.removed',
  'session.started', 'session.ended', 'custom_event.logged', 'purchase.made', 'location.recorded',
  'subscription_group.subscribed', 'subscription_group.unsubscribed',
  'in_app_message.impression', 'in_app_message.control_impression', 'in_app_message.click', 'in_app_message.button_click', 'in_app_message.display_failure',
  'content_card.impression', 'content_card.control_impression', 'content_card.click', 'content_card.dismissal',
  'banner.impression', 'banner.click', 'banner.dismissal', 'feature_flag.impression',
  'push.open', 'push.action_click', 'push.story_page_click', 'push.delivery', 'geofence.transition',
  'sdk.internal', 'sdk.internal_error',
] as const

export type Kind = (typeof kinds)[number]
