// Triggers inside a Canvas: their property filters may compare with a context variable of the entry or with a custom attribute of the user. docs: context_variables ("For Action Paths and exit criteria")
import type { JournalRow } from '../../kernel/journal.ts'
import type { Canvas } from '../../domain/campaigns/canvases.ts'
import type { Entry } from '../../domain/canvas/entries.ts'
import { customAttributes } from '../../domain/profiles/attributes.ts'
import { plainValue } from '../../domain/profiles/custom-values.ts'
import type { ProfileRow } from '../../domain/profiles/profiles.ts'
import type { Trigger } from '../triggers/match.ts'
import { matchesTrigger } from '../triggers/match.ts'
import type { PlainTriggers } from '../triggers/plain-triggers.ts'
import { triggerOf } from '../triggers/plain-triggers.ts'

/** A filter compares with something that is not there: it never matches. */
class Missing extends Error {}

function bound(value: unknown, entry: Entry, profile: ProfileRow): unknown {
  if (Array.isArray(value)) return value.map((one) => bound(one, entry, profile))
  if (typeof value !== 'object' || value === null) return value
  const { context_variable, custom_attribute, ...rest } = value as Record<string, unknown>
  if (Object.keys(rest).length === 0 && typeof context_variable === 'string') {
    if (!Object.hasOwn(entry.context, context_variable)) throw new Missing(context_variable)
    return entry.context[context_variable]
  }
  // "the custom attribute value at the time the action is performed"
  if (Object.keys(rest).length === 0 && typeof custom_attribute === 'string') {
    const own = customAttributes(profile).get(custom_attribute)
    if (own === undefined) throw new Missing(custom_attribute)
    return plainValue(own)
  }
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, bound(one, entry, profile)]))
}

/** "Attribute triggers are not available for array attributes", neither in action paths nor as exit events. docs: action_paths, exit_criteria */
function ofArray(trigger: Trigger, { data }: JournalRow): boolean {
  if (trigger.type !== 'attribute_change') return false
  const change = (data['changes'] as Record<string, { from?: unknown; to?: unknown }> | undefined)?.[trigger['name'] as string]
  return Array.isArray(change?.to) || Array.isArray(change?.from)
}

const personal = new WeakMap<object, boolean>()
function isPersonal(trigger: Trigger): boolean {
  let found = personal.get(trigger)
  if (found === undefined) personal.set(trigger, (found = /"(?:context_variable|custom_attribute)":/.test(JSON.stringify(trigger))))
  return found
}

/** The triggers of Canvases of one world. */
export function createCanvasTriggers({ plainTriggers }: { plainTriggers: PlainTriggers }) {
  /** `conversion_event` without a campaign is the primary one of the Canvas itself. */
  function plain(trigger: Trigger, canvas: Canvas): Trigger {
    if (Array.isArray(trigger['any_of'])) return { ...trigger, any_of: trigger['any_of'].map((one: Trigger) => plain(one, canvas)) }
    if (trigger.type !== 'conversion_event' || trigger['campaign_id'] != null) return plainTriggers(trigger)
    const primary = canvas.conversion_behaviors[0]
    return primary === undefined ? { type: 'none' } : triggerOf(primary, { canvas_id: canvas.id })
  }

  function matches(trigger: Trigger, row: JournalRow, profile: ProfileRow, entry: Entry | undefined): boolean {
    if (Array.isArray(trigger['any_of'])) return trigger['any_of'].some((one: Trigger) => matches(one, row, profile, entry))
    if (entry !== undefined && ofArray(trigger, row)) return false
    if (entry === undefined || !isPersonal(trigger)) return matchesTrigger(trigger, row, profile)
    try {
      return matchesTrigger(bound(trigger, entry, profile) as Trigger, row, profile)
    } catch (error) {
      if (error instanceof Missing) return false
      throw error
    }
  }

  return {
    /** The first of the triggers that the row is what it waits for, by its index; -1 for none. */
    first: (triggers: readonly Trigger[], row: JournalRow, profile: ProfileRow, entry: Entry | undefined, canvas: Canvas): number => triggers.findIndex((trigger) => matches(plain(trigger, canvas), row, profile, entry)),
  }
}

export type CanvasTriggers = ReturnType<typeof createCanvasTriggers>
