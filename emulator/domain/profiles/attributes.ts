// Attributes onto a profile: standard and custom ones from one object, with block list, limits and a trace of every change.
import type { Clock } from '../../kernel/clock.ts'
import type { Journal } from '../../kernel/journal.ts'
import type { Decisions } from '../decisions.ts'
import type { EmailStates } from '../email-states.ts'
import type { Settings } from '../settings.ts'
import type { SubscriptionGroups } from '../subscription-groups.ts'
import type { StoredValue } from './custom-values.ts'
import { applyCustomValue, NAME_CHARS, plainValue } from './custom-values.ts'
import type { ProfileRow, Profiles } from './profiles.ts'
import type { Source } from './standard-attributes.ts'
import { isStandard, readStandard } from './standard-attributes.ts'

export type Change = { from: unknown; to: unknown }
export type AttributeInput = {
  /** Attribute name → value sent, without identifiers and flags. */
  values: Iterable<readonly [string, unknown]>
  source: Source
  /** `_merge_objects`: nested objects are merged instead of replaced. */
  merge?: boolean
  /** False: `{inc}` and `{add, remove}` are objects like others. SDKs have events of their own for those. observed: web SDK 6.13.0 (`inc add rem`) */
  operations?: boolean
}

/** A refusal of one object of a request; `type` is the text for its `errors[]` entry. */
export type ItemRefusal = { type: string }

/** Setting these costs no data point. docs: user_guide/data/data_points ("subscription states", "collected by default") */
const FREE = ['email_subscribe', 'push_subscribe', 'phone_e164', 'longitude', 'latitude']

const describe = (value: StoredValue | undefined): unknown => (value === undefined ? null : plainValue(value))

/** The custom attributes of a profile as stored. */
export const customAttributes = (profile: ProfileRow): Map<string, StoredValue> =>
  new Map(Object.entries(JSON.parse(profile.custom_attributes) as Record<string, StoredValue>))

/** Applies attribute objects to profiles. */
export function createAttributes({ clock, journal, decisions, settings, profiles, emailStates, subscriptionGroups }: { clock: Clock; journal: Journal; decisions: Decisions; settings: Settings; profiles: Profiles; emailStates: EmailStates; subscriptionGroups: SubscriptionGroups }) {
  const ignored = (profile: ProfileRow, rule: string, why: string, compared: Record<string, unknown>) => decisions.ignored({ rule, why, compared }, profile.braze_id)

  /** Reads every standard field first, so that a refusal leaves the profile untouched. */
  function standardPart(profile: ProfileRow, entries: readonly (readonly [string, unknown])[], source: Source): Partial<ProfileRow> | ItemRefusal {
    const columns: Partial<ProfileRow> = {}
    for (const [name, value] of entries) {
      const reading = readStandard(name, value, { at: clock.now(), source })
      if ('set' in reading) Object.assign(columns, reading.set)
      else if ('ignored' in reading) ignored(profile, 'attribute.invalid_value', reading.ignored, { attribute: name, sent: value })
      else if (source === 'rest') return { type: reading.refuse }
      else ignored(profile, 'attribute.invalid_value', reading.refuse, { attribute: name, sent: value })
    }
    return columns
  }

  function customPart(profile: ProfileRow, custom: Map<string, StoredValue>, name: string, sent: unknown, how: { merge: boolean; operations: boolean }): Change | undefined {
    if (name === '' || name.length > NAME_CHARS) return void ignored(profile, 'attribute.name_length', `a name has 1 to ${NAME_CHARS} characters`, { attribute: name.slice(0, 80), length: name.length })
    const old = custom.get(name)
    const outcome = applyCustomValue(old, sent, { ...how, arrayCap: settings.get().custom_attribute_array_max })
    if ('ignored' in outcome) return void ignored(profile, 'attribute.invalid_value', outcome.ignored, { attribute: name, stored: describe(old), seen: outcome.seen ?? null })
    if ('dropped' in outcome) ignored(profile, 'attribute.invalid_value', 'items that are no string of at most 255 characters, number or boolean are left out', { attribute: name, dropped: outcome.dropped })
    if ('remove' in outcome) custom.delete(name)
    else custom.set(name, outcome.value)
    return { from: describe(old), to: 'remove' in outcome ? null : plainValue(outcome.value) }
  }

  return {
    /** The refusal that {@link apply} would answer, before there is a profile to apply to: a refused object makes no user. */
    refusal(values: Iterable<readonly [string, unknown]>): ItemRefusal | undefined {
      for (const [name, value] of values) {
        if (!isStandard(name)) continue
        const reading = readStandard(name, value, { at: 0, source: 'rest' })
        if ('refuse' in reading) return { type: reading.refuse }
      }
      return undefined
    },
    /**
     * Applies one object of attributes. Answers what changed (name → from, to), or the refusal of the whole object, which then changed nothing.
     * Values that Braze ignores leave a `decision.ignored` row each; what changed is one `profile.updated` row; what was sent again as it
     * stood is one `attributes.unchanged` row: "each attribute set" is a data point, the same value again too. docs: user_guide/data/data_points
     */
    apply(profile: ProfileRow, { values, source, merge = false, operations = true }: AttributeInput): { changes: Record<string, Change> } | ItemRefusal {
      const blocked = settings.get().block_lists.attributes
      const standard: (readonly [string, unknown])[] = []
      const others: (readonly [string, unknown])[] = []
      for (const entry of values) {
        if (isStandard(entry[0])) standard.push(entry) // only custom data can be on a block list. docs: managing_custom_data ("blocklisting")
        else if (blocked.includes(entry[0])) ignored(profile, 'block_list.attributes', 'the attribute is on the block list', { attribute: entry[0] })
        else others.push(entry)
      }
      const columns = standardPart(profile, standard, source)
      if ('type' in columns && typeof columns.type === 'string') return { type: columns.type }
      Object.assign(columns, emailStates.told(profile, columns as Partial<ProfileRow>))
      const newPhone = 'phone_e164' in columns && columns.phone_e164 !== profile.phone_e164
      const changes = new Map<string, Change>()
      const unchanged: string[] = []
      for (const [column, to] of Object.entries(columns)) {
        const from = profile[column as keyof ProfileRow]
        if (column.endsWith('_from') || column.endsWith('_at')) continue
        if (from !== to) changes.set(column, { from, to })
        else if (!FREE.includes(column)) unchanged.push(column)
      }
      Object.assign(profile, columns)
      if (others.length > 0) {
        const custom = customAttributes(profile)
        for (const [name, sent] of others) {
          const change = customPart(profile, custom, name, sent, { merge, operations })
          if (change === undefined) continue
          if (JSON.stringify(change.from) !== JSON.stringify(change.to)) changes.set(name, change)
          else unchanged.push(name)
        }
        profile.custom_attributes = JSON.stringify(Object.fromEntries(custom))
      }
      profiles.save(profile)
      const changed = Object.fromEntries(changes)
      if (changes.size > 0) journal.append('profile.updated', { source, changes: changed }, profile.braze_id)
      if (newPhone) subscriptionGroups.inherit(profile)
      if (unchanged.length > 0) journal.append('attributes.unchanged', { source, attributes: unchanged, count: unchanged.length }, profile.braze_id)
      return { changes: changed }
    },
  }
}

export type Attributes = ReturnType<typeof createAttributes>
