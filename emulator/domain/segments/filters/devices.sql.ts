// Filters on apps and devices: a user matches when any of the devices does; negative ones when none has what they deny. docs: segmentation_filters ("Devices", "App")
import { amongRows, column, comparisonOf, yesOrNo } from '../comparisons.sql.ts'
import type { Sql } from '../fragment.ts'
import { q, raw } from '../fragment.ts'
import { jsonOperand } from '../json-values.sql.ts'
import type { Filter, Filters } from './filter.ts'

const detail = (key: string): Sql => q`json_extract(d.details, ${`$.${key}`})`

/** A text that the SDK told of the hardware, on any device. */
const anyDevice = (key: string): Filter => (leaf, context) =>
  amongRows(leaf, comparisonOf(leaf, context, 'string'), jsonOperand('string', raw('d.details'), q`${`$.${key}`}`), raw('devices d WHERE d.profile_id = p.id'))

const MOST_RECENT = raw('(SELECT d.device_id FROM devices d WHERE d.profile_id = p.id ORDER BY d.last_seen DESC, d.device_id LIMIT 1)')
/** A text of the device that was seen last. */
const mostRecent = (key: string): Filter => (leaf, context) => {
  const value = q`(SELECT json_extract(d.details, ${`$.${key}`}) FROM devices d WHERE d.profile_id = p.id AND d.device_id = ${MOST_RECENT} LIMIT 1)`
  return comparisonOf(leaf, context, 'string').holds({ absent: q`(${value} IS NULL)`, right: q`(typeof(${value}) = 'text')`, value })
}

/** What the app calls its newest version; who has none is older than every version. docs: segmentation_filters, "Most Recent App Version Name" */
const appVersion = (find: (app: string) => Sql): Filter => (leaf, context) => {
  const version = find(leaf.text('app_id'))
  return comparisonOf(leaf, context, 'version').holds({ absent: q`(${version} IS NULL)`, right: q`(${version} IS NOT NULL)`, value: version })
}

const OS = raw(`json_extract(d.details, '$.os_version')`)
/** The names of a system: as the SDK told it, and by its platform; in browsers the SDK tells the system's name itself. */
const osNames: Filter = (leaf, context) => {
  const names = raw(`devices d LEFT JOIN apps a ON a.app_id = d.app_id, json_each(json_array(${OS.text}, iif(a.platform = 'Web', NULL, a.platform), iif(a.platform = 'Web', NULL, a.platform || ' ' || ${OS.text}))) v WHERE d.profile_id = p.id`)
  return amongRows(leaf, comparisonOf(leaf, context, 'string'), { absent: raw('0'), right: raw(`(v.type = 'text')`), value: raw('v.atom') }, names)
}
/** A browser that tells the name of its system has no number of it. */
const osVersion: Filter = (leaf, context) =>
  amongRows(leaf, comparisonOf(leaf, context, 'version'), { absent: q`(${OS} IS NULL)`, right: q`ifnull(${OS} GLOB '[0-9]*', 0)`, value: OS }, raw('devices d WHERE d.profile_id = p.id'))

const installed = q`(${detail('uninstalled_at')} IS NULL)`

export const deviceFilters: Filters = {
  /** Also apps that were uninstalled since. */
  has_app(leaf) {
    const app = leaf.text('app_id')
    return yesOrNo(leaf, q`(EXISTS (SELECT 1 FROM app_usage u WHERE u.profile_id = p.id AND u.app_id = ${app}) OR EXISTS (SELECT 1 FROM devices d WHERE d.profile_id = p.id AND d.app_id = ${app}) OR EXISTS (SELECT 1 FROM push_tokens t WHERE t.profile_id = p.id AND t.app_id = ${app}))`)
  },
  most_recent_app_version_name: appVersion((app) => q`(SELECT u.version FROM app_usage u WHERE u.profile_id = p.id AND u.app_id = ${app})`),
  /** The build: `50`, and `50.0.0.0` as Android writes it. */
  most_recent_app_version_number: appVersion((app) => q`(SELECT CAST(json_extract(d.details, '$.app_version_code') AS TEXT) FROM devices d WHERE d.profile_id = p.id AND d.app_id = ${app} AND json_extract(d.details, '$.app_version_code') IS NOT NULL ORDER BY d.last_seen DESC, d.device_id LIMIT 1)`),
  /** Had the app on devices, and has it on none of them now. */
  uninstalled(leaf) {
    const app = leaf.optionalText('app_id')
    const mine = app === undefined ? raw('d.profile_id = p.id') : q`d.profile_id = p.id AND d.app_id = ${app}`
    return yesOrNo(leaf, q`(EXISTS (SELECT 1 FROM devices d WHERE ${mine}) AND NOT EXISTS (SELECT 1 FROM devices d WHERE ${mine} AND ${installed}))`)
  },
  device_count: (leaf, context) => comparisonOf(leaf, context, 'number').holds({ ...column('p.id'), value: raw('(SELECT count(DISTINCT d.device_id) FROM devices d WHERE d.profile_id = p.id)') }),
  device_carrier: anyDevice('carrier'),
  device_model: anyDevice('model'),
  device_os: osNames,
  device_os_version_number: osVersion,
  web_browser: anyDevice('browser'),
  most_recent_device_locale: mostRecent('locale'),
  device_google_ad_id: anyDevice('google_ad_id'),
  device_roku_ad_id: anyDevice('roku_ad_id'),
  device_windows_ad_id: anyDevice('windows_ad_id'),
  device_idfa: anyDevice('ios_idfa'),
  /** Of an iOS device it is the device_id, unless the SDK told another. */
  device_idfv(leaf, context) {
    const value = raw(`coalesce(json_extract(d.details, '$.ios_idfv'), d.device_id)`)
    return amongRows(leaf, comparisonOf(leaf, context, 'string'), { absent: raw('0'), right: q`(typeof(${value}) = 'text')`, value }, raw(`devices d JOIN apps a ON a.app_id = d.app_id WHERE d.profile_id = p.id AND a.platform = 'iOS'`))
  },
  live_activities_push_to_start_registered_for_app: (leaf) =>
    yesOrNo(leaf, q`EXISTS (SELECT 1 FROM live_activity_start_tokens t JOIN devices d ON d.device_id = t.device_id AND d.app_id = t.app_id WHERE d.profile_id = p.id AND t.app_id = ${leaf.text('app_id')})`),
  ad_tracking_enabled: (leaf) => yesOrNo(leaf, q`EXISTS (SELECT 1 FROM devices d WHERE d.profile_id = p.id AND ${detail('ad_tracking_enabled')} = 1)`),
}
