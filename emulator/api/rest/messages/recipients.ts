// `recipients` of triggered campaigns and Canvases: each judged, then those named twice left out. docs: api/objects_filters/recipient_object
import * as z from 'zod'
import type { Recipient } from '../../../domain/sends/recipients.ts'
import { collapse, fits, identifiersOf, MOST_RECIPIENTS, PROPERTIES_BYTES } from '../../../domain/sends/recipients.ts'
import type { World } from '../../../world.ts'
import { fault } from '../realm.ts'
import { readPrioritization } from '../users/prioritization.ts'
import { tooManyIds } from './faults.ts'
import { alias, anyObject, flag, properties, spec } from './fields.ts'

const recipient = () =>
  z.looseObject(
    {
      external_user_id: z.union([z.string(), z.int(spec).transform(String)], spec).nullish(), user_alias: alias().nullish(), braze_id: z.string().nullish(), email: z.string().nullish(), phone: z.string().nullish(),
      prioritization: z.unknown().optional().meta({ description: 'With email or phone: which profile is meant when several have it' }),
      trigger_properties: properties(), context: properties(), canvas_entry_properties: properties(), send_to_existing_only: flag(), attributes: anyObject().nullish(),
    },
    { error: `'recipients' must be an array of objects` },
  )
export const recipientList = () => z.array(recipient(), { error: `'recipients' must be an array of objects` }).nullish()

/** Names of all identifiers, as `/users/track` says it of its own. The texts of messaging are not published. */
const ONE_OF = `'external_user_id', 'user_alias', 'braze_id', 'email' or 'phone' is required`
const ONLY_ONE = `You must specify only one of 'external_user_id', 'user_alias', 'braze_id', 'email' or 'phone'`

/** Throws the 400 of properties that are too large. docs: trigger_properties_object, context_object (the text is not published) */
export function checkSize(field: string, value: unknown): void {
  if (!fits(value)) throw fault(400, `'${field}' must be at most 50 KB`, {}, { field, expected: `at most ${PROPERTIES_BYTES} bytes` })
}

/** Throws the 400 of one recipient. */
export function checkRecipient(one: Recipient, field: string): void {
  const named = identifiersOf(one)
  if (named.length === 0) throw fault(400, ONE_OF, {}, { field })
  if (named.length > 1) throw fault(400, ONLY_ONE, {}, { field, seen: named })
  if (named[0] === 'email' || named[0] === 'phone') {
    const read = readPrioritization(one['prioritization'])
    if ('type' in read) throw fault(400, read.type, {}, { field: `${field}.prioritization`, seen: one['prioritization'] })
  }
  // "can't be used with user aliases"; a true beside an alias stands in the pages' own example
  if (one['send_to_existing_only'] === false && named[0] === 'user_alias') throw fault(400, `'send_to_existing_only' can not be false with a 'user_alias'`, {}, { field: `${field}.send_to_existing_only` })
  if (one['send_to_existing_only'] === false && one['attributes'] == null) throw fault(400, `'attributes' is required when 'send_to_existing_only' is false`, {}, { field: `${field}.attributes` })
  for (const member of ['trigger_properties', 'context', 'canvas_entry_properties']) checkSize(`${field}.${member}`, one[member])
}

/** Those that remain; each one left out leaves a trace. Throws the 400 of more than fifty, or of the first that is not valid. */
export function readRecipients(world: World, recipients: readonly Recipient[]): Recipient[] {
  if (recipients.length > MOST_RECIPIENTS) throw tooManyIds({ field: 'recipients', seen: recipients.length, expected: `at most ${MOST_RECIPIENTS}` })
  for (const [index, one] of recipients.entries()) checkRecipient(one, `recipients.${index}`)
  const { kept, dropped } = collapse(recipients)
  for (const { index, recipient: one } of dropped) world.decisions.ignored({ rule: 'recipients', why: 'the recipient is named twice', compared: { index, recipient: one } })
  return kept
}

