// GET /_hosted/:workspace/real-time/sse: the stream that an SDK's EventSource listens to. observed: web SDK 6.13.0
import { Fault, Reply } from '../endpoint.ts'
import { hosted } from './realm.ts'

/** An SDK takes two signals of one type within 500 ms for the same one (heard by two tabs) and drops the second; the rest is for pages that are busy. observed: web SDK 6.13.0 */
const APART = 750

/** A stream that nobody may open is gone for good: an EventSource does not ask again after 204. docs: HTML standard, server-sent events */
export const realTimeStream = hosted({
  method: 'GET',
  path: '/real-time/sse',
  handle({ world, request }) {
    const token = new URLSearchParams(request.query).get('auth') ?? ''
    const bytes = request.method === 'HEAD' ? undefined : world.realTime.connect(token, APART)
    if (bytes === undefined) throw new Fault(401, { message: 'Unauthorized' }, { 'access-control-allow-origin': '*' })
    return new Reply({ status: 200, headers: { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store', 'x-accel-buffering': 'no', 'access-control-allow-origin': '*' }, body: bytes })
  },
})
