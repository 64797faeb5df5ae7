// A batch that comes again byte for byte: SDKs write the time on each try, so that it is a recording played again, or a proxy's second try. It counts again (rule N9), and diagnostics say so; where the workspace drops duplicates, each one leaves a trace of its own.
import { createHash } from 'node:crypto'
import type { World } from '../../world.ts'
import type { Passage } from '../dispatch.ts'
import { isObject } from './envelope.ts'

const KEPT = 10_000 // as many as the request log keeps

/** What each world was sent since it was opened, restored or reset. */
const seen = new WeakMap<World, Set<string>>()
function sentTo(world: World): Set<string> {
  const known = seen.get(world)
  if (known !== undefined) return known
  const made = new Set<string>()
  world.journal.observe(['workspace.reset', 'workspace.restored'], () => made.clear())
  seen.set(world, made)
  return made
}

/** Starts and ends of sessions say for themselves that they were there before (rules S1, S5). */
const speaksForItself = (event: unknown): boolean => isObject(event) && (event['name'] === 'ss' || event['name'] === 'se')

/** Notes a request whose events were all there before. */
export function noteReplay({ request, body, world, app, suspicious }: Passage): void {
  const events = isObject(body) && Array.isArray(body['events']) ? body['events'] : []
  if (events.length === 0 || events.some(speaksForItself)) return
  const sent = sentTo(world!)
  const key = createHash('sha1').update(`${app!.app_id} ${request.path}\n`).update(request.body).digest('base64')
  const again = sent.delete(key)
  sent.add(key)
  if (sent.size > KEPT) for (const oldest of sent.keys()) if (sent.delete(oldest)) break
  if (again && world!.settings.get().sdk_duplicates === 'count') suspicious.push({ field: 'events', seen: events.length, braze: 'takes the batch again: the very same bytes came before, and all of it counts once more' })
}
