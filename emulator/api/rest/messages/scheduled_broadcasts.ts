// GET /messages/scheduled_broadcasts
import * as z from 'zod'
import { parseTime } from '../../../domain/times.ts'
import { rest } from '../realm.ts'
import { notValid, required } from './faults.ts'

const DAY = 86_400_000

const broadcast = () =>
  z.strictObject({
    name: z.string(), id: z.string(), type: z.enum(['Canvas', 'Campaign']), tags: z.array(z.string()),
    next_send_time: z.string().meta({ description: 'ISO 8601; without a zone when it is each user\'s own' }),
    schedule_type: z.string().meta({ description: 'local_time_zones, intelligent_delivery, or the time zone of the workspace' }),
  })

/** Milliseconds of an `end_time`: "treated as midnight in UTC". A plus that was not escaped has become a space. */
function endOf(end_time: unknown): number | undefined {
  if (typeof end_time !== 'string' || !/^\d{4}-/.test(end_time)) return undefined
  const at = parseTime(end_time.replace(/ (\d{2}:?\d{2})$/, (zone) => (/\d{2}:\d{2}.* \d/.test(end_time) ? zone.replace(' ', '+') : zone)))
  return at === undefined ? undefined : Math.floor(at / DAY) * DAY
}

export const scheduledBroadcasts = rest({
  method: 'GET',
  path: '/messages/scheduled_broadcasts',
  permission: 'messages.schedule_broadcasts',
  status: 200,
  docs: 'api/endpoints/messaging/schedule_messages/get_messages_scheduled',
  evidence: ['documented', 'client'],
  query: () => z.looseObject({ end_time: z.unknown().optional().meta({ description: 'ISO 8601; treated as midnight in UTC of that date' }) }),
  response: () => z.strictObject({ scheduled_broadcasts: z.array(broadcast()), message: z.literal('success') }),
  handle({ world, query: { end_time } }) {
    if (end_time === undefined || end_time === '') throw required('end_time')
    const end = endOf(end_time)
    if (end === undefined) throw notValid('end_time', end_time, 'an ISO 8601 date')
    return { scheduled_broadcasts: world.scheduledBroadcasts.until(end), message: 'success' }
  },
})
