// The fatal errors of messaging, in Braze's words. docs: api/errors ("fatal errors")
import { Refusal } from '../../../domain/refusal.ts'
import type { Fault, FaultNote } from '../../endpoint.ts'
import { fault } from '../realm.ts'

export const noRecipients = (note?: FaultNote): Fault => fault(400, 'No Recipients', {}, note)
export const tooManyUsers = (note: FaultNote): Fault => fault(400, 'The max number of external_ids and aliases per request was exceeded', {}, note)
export const tooManyIds = (note: FaultNote): Fault => fault(400, 'The max number of ids per request was exceeded', {}, note)
export const badRequest = (note: FaultNote): Fault => fault(400, 'Bad Request', {}, note)
export const invalidCampaign = (note: FaultNote): Fault => fault(400, 'Invalid Campaign ID', {}, { field: 'campaign_id', ...note })
// Not published: named as Braze names a campaign it does not find
export const invalidCanvas = (note: FaultNote): Fault => fault(400, 'Invalid Canvas ID', {}, { field: 'canvas_id', ...note })
export const invalidSegment = (seen: unknown): Fault => fault(400, 'Invalid Segment ID', {}, { field: 'segment_id', seen, expected: 'the id of a segment' })
export const invalidSendId = (seen: unknown, expected: string): Fault => fault(400, 'Invalid Send ID', {}, { field: 'send_id', seen, expected })
export const invalidSchedule = (seen: unknown): Fault => fault(400, 'Invalid Schedule ID', {}, { field: 'schedule_id', seen, expected: 'the id of a schedule of this kind that is neither sent nor deleted' })
export const noMessage = (): Fault => fault(400, 'No message to send', {}, { field: 'messages', expected: 'at least one message object' })
export const notValid = (field: string, seen?: unknown, expected?: string): Fault => fault(400, `'${field}' is not valid`, {}, { field, seen, ...(expected === undefined ? {} : { expected }) })
export const required = (field: string): Fault => fault(400, `'${field}' is required`, {}, { field })

/** Texts of the domain's refusals. */
const REFUSALS: Record<string, string> = {
  message_variant_unspecified: 'Message Variant Unspecified', invalid_message_variant: 'Invalid Message Variant', mismatched_message_type: 'Mismatched Message Type',
}

/** Runs `work`; what the domain refuses is said in Braze's words. */
export function inBrazesWords<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    if (error.code === 'schedule_not_found') throw invalidSchedule(error.details['schedule_id'])
    const words = REFUSALS[error.code]
    throw words === undefined ? error : fault(400, words, {}, error.details as FaultNote)
  }
}
