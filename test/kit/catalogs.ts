// A catalog of restaurants, and short ways to fill it, read it and say how a call about it is refused.
import { expect } from 'vitest'
import type { Emulator, Said } from './rest.ts'
import { ask } from './rest.ts'

/** The fields of Braze's own example, one of each type. */
export const FIELDS = [
  { name: 'id', type: 'string' }, { name: 'Name', type: 'string' }, { name: 'Rating', type: 'number' }, { name: 'Loyalty_Program', type: 'boolean' },
  { name: 'Location', type: 'object' }, { name: 'Top_Dishes', type: 'array' }, { name: 'Created_At', type: 'time' }, { name: 'Place', type: 'geo' },
] as const
/** What an item without values reads like. */
export const EMPTY = { Name: null, Rating: null, Loyalty_Program: null, Location: null, Top_Dishes: null, Created_At: null, Place: null }

export async function catalog(e: Emulator, name = 'restaurants', fields: readonly unknown[] = FIELDS): Promise<void> {
  const { status } = await ask(e, 'POST', '/catalogs', { catalogs: [{ name, description: '', fields }] })
  expect(status).toBe(201)
}

/** The catalog of restaurants with these items, their jobs done. */
export async function restaurants(e: Emulator, ...items: Record<string, unknown>[]): Promise<void> {
  await catalog(e)
  for (let at = 0; at < items.length; at += 50) expect((await ask(e, 'POST', '/catalogs/restaurants/items', { items: items.slice(at, at + 50) })).status).toBe(202)
  await e.world.scheduler.settle()
}

/** Journal rows that the jobs now due add. */
export async function settled(e: Emulator): Promise<{ kind: string; data: Record<string, unknown> }[]> {
  const rows = await e.rowsOf(() => e.world.scheduler.settle())
  expect(e.errors).toEqual([])
  return rows.map(({ kind, data }) => ({ kind, data }))
}

/** One item as the API gives it; undefined when there is none. */
export async function item(e: Emulator, id: string): Promise<Record<string, unknown> | undefined> {
  const { status, body } = await ask(e, 'GET', `/catalogs/restaurants/items/${id}`)
  return status === 200 ? body.items[0] : undefined
}

export const names = async (e: Emulator): Promise<string[]> => (await ask(e, 'GET', '/catalogs/restaurants/items')).body.items.map(({ id }: { id: string }) => id)

type Problem = { id: string; parameters?: unknown[]; parameter_values?: unknown[]; message?: string }
/** Expects the answer to be exactly these errors, and nothing done. */
export function expectRefused(said: Said, status: number, ...problems: Problem[]): void {
  expect({ status: said.status, body: said.body, kinds: said.kinds }).toEqual({
    status,
    body: { errors: problems.map((one) => ({ message: expect.stringMatching(/./) as unknown, parameters: [], parameter_values: [], ...one })), message: 'Invalid Request' },
    kinds: ['request.refused'],
  })
}

export const CATALOG_NOT_FOUND = { id: 'catalog-not-found', message: 'Could not find catalog', parameters: ['catalog_name'], parameter_values: ['nowhere'] }
export const OK = { message: 'success' }
/** Fills all the room that items may take. */
export const fillStorage = (e: Emulator): void => void e.world.db.raw.prepare('UPDATE catalogs SET storage_size = 524288000').run()
