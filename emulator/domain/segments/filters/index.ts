// Every filter by name: a new one is one entry in its family's file.
import { activityFilters } from './activity.sql.ts'
import { contextFilters } from './context-variable.ts'
import { customAttributeFilters } from './custom-attributes.ts'
import { deviceFilters } from './devices.sql.ts'
import { engagementFilters } from './engagement.sql.ts'
import { featureFlagFilters } from './feature-flags.sql.ts'
import type { Filters } from './filter.ts'
import { membershipFilters } from './membership.sql.ts'
import { profileFilters } from './profile.ts'
import { receivedFilters } from './received.sql.ts'
import { subscriptionFilters } from './subscriptions.sql.ts'

export { UNAVAILABLE } from './unavailable.ts'
export const filters = (): Filters =>
  (all ??= { ...profileFilters, ...customAttributeFilters, ...activityFilters, ...deviceFilters, ...subscriptionFilters, ...membershipFilters, ...receivedFilters, ...engagementFilters, ...featureFlagFilters, ...contextFilters })
let all: Filters | undefined
