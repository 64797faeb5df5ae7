// The clock of a device that is far from ours: its data is taken with its own times (rule N8), and diagnostics say so once a session.
import { isoTime } from '../../kernel/clock.ts'
import type { Passage } from '../dispatch.ts'
import { isObject, LAST_MS } from './envelope.ts'

const FAR = 12 * 3_600_000 // ms; Brazier's own: no time zone explains more

const startsSession = ({ events }: Record<string, unknown>): boolean => Array.isArray(events) && events.some((event) => isObject(event) && event['name'] === 'ss')

/** Notes a request that starts a session by a clock that is half a day or more from ours. */
export function noteSkew({ body, world, suspicious }: Passage): void {
  if (!isObject(body) || typeof body['time'] !== 'number' || body['time'] <= 0 || !startsSession(body)) return
  const [sent, now] = [body['time'] * 1000, world!.clock.now()]
  const apart = sent - now
  if (!(Math.abs(apart) >= FAR) || sent > LAST_MS) return
  suspicious.push({ field: 'time', seen: body['time'], braze: `takes the data with the device's own times: its clock is ${Math.round(Math.abs(apart) / 3_600_000)} hours ${apart > 0 ? 'ahead of' : 'behind'} ${isoTime(now)}` })
}
