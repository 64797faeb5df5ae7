// Short ways to say a REST call and see everything it did: status, body, and exactly the journal rows it added.
import { expect } from 'vitest'
import type { JournalRow } from '../../emulator/kernel/journal.ts'
import type { Answer, emulator } from './world.ts'

export type Emulator = ReturnType<typeof emulator>
export type Said = Answer & { kinds: string[]; rows: JournalRow[] }

/** POSTs to a REST endpoint; fails when the emulator met an error it did not expect. */
export const say = (e: Emulator, path: string, body: unknown, headers: Record<string, string> = {}): Promise<Said> => ask(e, 'POST', path, body, headers)

/** Calls a REST endpoint with the key that may do everything; everything it did comes with the answer. */
export async function ask(e: Emulator, method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Said> {
  let answer: Answer | undefined
  const rows = await e.rowsOf(async () => void (answer = await (method === 'GET' ? e.get(path, headers) : e[method.toLowerCase() as 'post'](path, body, headers))))
  expect(e.errors).toEqual([])
  return { ...answer!, rows, kinds: rows.map((row) => row.kind) }
}

export const track = (e: Emulator, body: unknown) => say(e, '/users/track', body)

/** One attributes object for `mel`, accepted. */
export async function attributes(e: Emulator, values: Record<string, unknown>): Promise<Said> {
  const said = await track(e, { attributes: [{ external_id: 'mel', ...values }] })
  expect({ status: said.status, body: said.body }).toEqual({ status: 201, body: { attributes_processed: 1, message: 'success' } })
  return said
}

/** mel's custom attributes, as exported; {} when there are none. */
export async function custom(e: Emulator): Promise<Record<string, unknown>> {
  return ((await e.exported('mel', ['custom_attributes'])) as { custom_attributes?: Record<string, unknown> }).custom_attributes ?? {}
}

/** What every profile made on the held clock shows in an export. */
export const BASICS = {
  created_at: '2026-03-01 12:00:00.000 UTC',
  braze_id: expect.stringMatching(/^[0-9a-f]{24}$/) as unknown,
  random_bucket: expect.any(Number) as unknown,
  email_subscribe: 'subscribed',
  push_subscribe: 'subscribed',
}

export const NOTHING_VALID = `Valid data must be provided in the 'attributes', 'events', or 'purchases' fields.`
/** The answer when the one object of a request is refused. */
export const refusedAlone = (type: string, input_array = 'attributes') => ({ message: NOTHING_VALID, errors: [{ type, input_array, index: 0 }] })

/** How many users there are. */
export const users = (e: Emulator): number => e.world.profiles.count()

/**
 * An object of /users/track is refused with `type`: alone it is a 400, beside a good one an item error; either way it leaves nothing behind.
 * The world must have no users yet.
 */
export async function refuses(e: Emulator, input_array: 'attributes' | 'events' | 'purchases', object: unknown, type: string): Promise<void> {
  const alone = await track(e, { [input_array]: [object] })
  expect({ object, status: alone.status, body: alone.body, kinds: alone.kinds }).toEqual({ object, status: 400, body: refusedAlone(type, input_array), kinds: ['request.refused'] })
  expect(users(e)).toBe(0)
  const good = { external_id: 'good' }
  const beside = await track(e, input_array === 'attributes' ? { attributes: [object, good] } : { attributes: [good], [input_array]: [object] })
  expect({ object, status: beside.status, body: beside.body, kinds: beside.kinds.toSorted() }).toEqual({
    object, status: 201, body: { attributes_processed: 1, errors: [{ type, input_array, index: 0 }], message: 'success' }, kinds: ['decision.refused', 'profile.created'],
  })
  expect(users(e)).toBe(1)
  await e.post('/users/delete', { external_ids: ['good'] })
}
