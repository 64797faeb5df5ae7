// GET /sms/invalid_phone_numbers
import * as z from 'zod'
import { isoTime } from '../../../../kernel/clock.ts'
import { between, days, listOf, oneOrMany, paging } from '../../contacts.ts'
import { rest } from '../../realm.ts'

const REASONS = ['provider_error', 'deactivated'] as const
const REASON = `'reason' must be 'provider_error' or 'deactivated'`

export const list = rest({
  method: 'GET',
  path: '/sms/invalid_phone_numbers',
  permission: 'sms.invalid_phone_numbers',
  status: 200,
  docs: 'api/endpoints/sms/get_query_invalid_numbers',
  evidence: ['documented'],
  query: () => z.looseObject({ ...days(), ...paging(), phone_numbers: oneOrMany('phone_numbers', 'phone').optional(), reason: z.enum(REASONS, { error: REASON }).optional() }),
  response: () => z.strictObject({ sms: z.array(z.strictObject({ phone: z.string().meta({ description: 'E.164' }), invalid_detected_at: z.iso.datetime(), reason: z.enum(REASONS) })).meta({ description: 'newest first' }), message: z.literal('success') }),
  handle({ world, query: { phone_numbers, reason = null, ...query } }) {
    const { limit, offset } = query
    const numbers = listOf(phone_numbers)
    // Numbers win over the days. docs: "we prioritize the given phone numbers and disregard the date range"
    const rows = numbers.length === 0 ? world.invalidPhoneNumbers.list({ ...between(query), limit, offset, reason }) : world.invalidPhoneNumbers.among(numbers).filter((row) => reason === null || row.reason === reason).slice(offset, offset + limit)
    return { sms: rows.map((row) => ({ phone: row.phone, invalid_detected_at: isoTime(row.detected_at), reason: row.reason })), message: 'success' }
  },
})
