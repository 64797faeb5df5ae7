// The `schedule` of a request, read for all kinds of schedules. docs: api/objects_filters/schedule_object
import * as z from 'zod'
import type { ScheduleTime } from '../../../domain/sends/schedule-times.ts'
import { readSchedule } from '../../../domain/sends/schedule-times.ts'
import type { World } from '../../../world.ts'
import { badRequest, required } from './faults.ts'
import { flag } from './fields.ts'

export const scheduleObject = () =>
  z.looseObject(
    {
      time: z.unknown().optional().meta({ description: 'ISO 8601: a moment in UTC, or with in_local_time or at_optimal_time a wall time without a zone' }),
      in_local_time: flag().meta({ description: 'At that time of each user\'s own zone' }),
      at_optimal_time: flag().meta({ description: 'On that date, at each user\'s best hour' }),
    },
    { error: `'schedule' is not valid` },
  )

/** When the message is due. Throws Braze's 400 when there is no time, it can not be read, or it is a local one that is over everywhere. */
export function dueOf(world: World, schedule: z.output<ReturnType<typeof scheduleObject>> | null | undefined): ScheduleTime {
  if (schedule === undefined || schedule === null) throw required('schedule')
  const { time, in_local_time, at_optimal_time } = schedule
  if (time === undefined || time === null) throw required('schedule.time')
  const local = in_local_time === true || at_optimal_time === true
  const read = typeof time !== 'string' ? undefined : readSchedule({ time, in_local_time: in_local_time === true, at_optimal_time: at_optimal_time === true }, world.clock.now())
  if (read === undefined) throw badRequest({ field: 'schedule.time', seen: time, expected: local ? 'an ISO 8601 date and time without a zone that is not over in all time zones' : 'an ISO 8601 date and time' })
  // "do not provide time zone designators"
  if (read.zoneDropped) world.decisions.ignored({ rule: 'schedule', why: 'local and optimal times have no zone', compared: { seen: time, time: read.time } })
  return read
}
