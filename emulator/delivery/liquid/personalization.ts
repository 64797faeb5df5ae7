// What a template knows of a user: profile fields, custom attributes, subscription states. docs: liquid/supported_personalization_tags
import { isoTime } from '../../kernel/clock.ts'
import { customAttributes } from '../../domain/profiles/attributes.ts'
import { plainValue } from '../../domain/profiles/custom-values.ts'
import type { ProfileRow } from '../../domain/profiles/profiles.ts'
import type { Sessions } from '../../domain/sessions.ts'
import type { SubscriptionGroups } from '../../domain/subscription-groups.ts'
import { USER } from './rewriter.ts'
import type { Scope } from './tag.ts'

/** Builds the variables of users. */
export function createPersonalization({ sessions, subscriptionGroups }: { sessions: Sessions; subscriptionGroups: SubscriptionGroups }) {
  /** `{{${…}}}` by name. */
  function fields(profile: ProfileRow): Record<string, unknown> {
    const apps = sessions.usage(profile).sort((a, b) => b.last_used_at - a.last_used_at)
    return {
      braze_id: profile.braze_id,
      city: profile.home_city,
      country: profile.country,
      date_of_birth: profile.dob,
      email_address: profile.email,
      first_name: profile.first_name,
      gender: profile.gender,
      language: profile.language,
      last_name: profile.last_name,
      last_used_app_date: profile.last_session_at === null ? null : isoTime(profile.last_session_at),
      most_recent_app_version: apps[0]?.version ?? null,
      most_recent_location: profile.longitude === null ? null : { longitude: profile.longitude, latitude: profile.latitude },
      phone_number: profile.phone_e164 ?? profile.phone,
      random_bucket_number: profile.random_bucket,
      time_zone: profile.time_zone,
      user_id: profile.external_id,
    }
  }

  /** `{{subscribed_state.${…}}}`: the global state, and each group by id; without a history a user is not in a group. */
  const states = (profile: ProfileRow): Record<string, string> => ({
    ...Object.fromEntries(subscriptionGroups.list().map(({ id }) => [id, subscriptionGroups.stateOf(profile, id) ?? 'unsubscribed'])),
    email_global: profile.email_subscribe,
  })

  return {
    /** The namespaces of one user. */
    of: (profile: ProfileRow): Scope => ({
      [USER]: fields(profile),
      custom_attribute: Object.fromEntries([...customAttributes(profile)].map(([name, value]) => [name, plainValue(value)])),
      subscribed_state: states(profile),
    }),
  }
}

export type Personalization = ReturnType<typeof createPersonalization>
