// What a profile learns from its device: language, country and time zone, as long as nobody set them by hand. docs: sdk_data_collection, user_attributes_object
import type { Journal } from '../../kernel/journal.ts'
import type { Decisions } from '../decisions.ts'
import type { ProfileRow, Profiles } from './profiles.ts'
import { countryCode } from './standard-attributes.ts'
import { ianaZone } from './time-zones.ts'

/** Takes over the device's locale and time zone. The country comes from the locale's region: the emulator has no map of addresses. */
export function createDeviceFacts({ journal, decisions, profiles }: { journal: Journal; decisions: Decisions; profiles: Profiles }) {
  return {
    learn(profile: ProfileRow, details: Record<string, unknown>): void {
      const [language, region] = typeof details['locale'] === 'string' ? details['locale'].split(/[-_.@]/) : []
      const fresh: Partial<ProfileRow> = {}
      // "explicit value wins over device locale"; setting language or country stops the SDK from filling it. docs: user_attributes_object
      if (language !== undefined && /^[a-z]{2,3}$/i.test(language) && (profile.language_from === null || profile.language_from === 'device')) Object.assign(fresh, { language: language.toLowerCase(), language_from: 'device' })
      const country = region === undefined || !/^[a-z]{2}$/i.test(region) ? undefined : countryCode(region)
      if (country !== undefined && (profile.country_from === null || profile.country_from === 'device')) Object.assign(fresh, { country, country_from: 'device' })
      const zone = details['time_zone']
      if (typeof zone === 'string' && ianaZone(zone) !== undefined) fresh.time_zone = zone
      else if (zone !== undefined && zone !== null) decisions.ignored({ rule: 'attribute.invalid_value', why: 'not a time zone', compared: { attribute: 'time_zone', sent: zone } }, profile.braze_id)
      const changes = Object.entries(fresh).filter(([column, to]) => !column.endsWith('_from') && profile[column as keyof ProfileRow] !== to).map(([column, to]) => [column, { from: profile[column as keyof ProfileRow], to }])
      if (changes.length === 0) return
      Object.assign(profile, fresh)
      profiles.save(profile)
      journal.append('profile.updated', { source: 'device', changes: Object.fromEntries(changes) as Record<string, unknown> }, profile.braze_id)
    },
  }
}

export type DeviceFacts = ReturnType<typeof createDeviceFacts>
