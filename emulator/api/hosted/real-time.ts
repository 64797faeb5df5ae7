// GET /_hosted/:workspace/real-time/sse: the stream that an SDK's EventSource listens to. observed: web SDK 6.13.0
import { Fault, Reply } from '../endpoint.ts'
import { hosted } from './realm.ts'

/** A stream that nobody may open is gone for good: an EventSource does not ask again after 204. docs: HTML standard, server-sent events */
export const realTimeStream = hosted({
  method: 'GET',
  path: '/real-time/sse',
  handle({ world, request }) {
    const token = new URLSearchParams(request.query).get('auth') ?? ''
    const bytes = request.method === 'HEAD' ? undefined : world.realTime.connect(token)
    if (bytes === undefined) throw new Fault(401, { message: 'Unauthorized' }, { 'access-control-allow-origin': '*' })
    return new Reply({ status: 200, headers: { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store', 'x-accel-buffering': 'no', 'access-control-allow-origin': '*' }, body: bytes })
  },
})
