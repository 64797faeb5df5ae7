// Sessions, events and purchases at given times, and short ways to read series.
import { expect } from 'vitest'
import { homeKeys } from '../../emulator/index.ts'
import type { Emulator, Said } from './rest.ts'
import { ask } from './rest.ts'
import type { App } from './sdk-wire.ts'
import { event, sendData } from './sdk-wire.ts'

export const iso = (ms: number): string => new Date(ms).toISOString()
const at = (time: string | number): number => (typeof time === 'number' ? time : Date.parse(time))

let sessions = 0
/** A session of a user (anonymous when undefined) at a time, on a device of its own unless one is given. */
export async function session(e: Emulator, user: string | undefined, time: string | number, { app = 'web', device }: { app?: App; device?: string } = {}): Promise<void> {
  const n = ++sessions
  const { status } = await sendData(e, app, { device_id: device ?? `device-${n}`, time: at(time) / 1000, events: [event('ss', {}, { at: at(time) / 1000, session: `session-${n}`, ...(user === undefined ? {} : { user }) })] }, user)
  expect(status).toBeLessThan(300)
}

export const logged = (external_id: string, name: string, time: string | number, more: object = {}) => ({ external_id, name, time: iso(at(time)), ...more })
export const bought = (external_id: string, product_id: string, price: number, time: string | number, more: object = {}) => ({ external_id, product_id, currency: 'USD', price, time: iso(at(time)), ...more })

export const get = (e: Emulator, path: string, query: Record<string, string | number> = {}): Promise<Said> => ask(e, 'GET', `${path}${Object.keys(query).length === 0 ? '' : `?${new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]))}`}`)

/** The numbers of a series, oldest first; the whole answer is looked at on the way. */
export async function numbers(e: Emulator, path: string, query: Record<string, string | number>): Promise<number[]> {
  const said = await get(e, path, query)
  expect({ path, query, status: said.status, kinds: said.kinds, message: said.body.message }).toEqual({ path, query, status: 200, kinds: [], message: 'success' })
  return said.body.data.map(({ time: _, ...rest }: Record<string, number>) => Object.values(rest)[0])
}

/** A bad query: refused with this text, and nothing else happens. */
export async function refuses(e: Emulator, path: string, query: Record<string, string | number>, message: string): Promise<void> {
  const said = await get(e, path, query)
  expect({ query, status: said.status, body: said.body, kinds: said.kinds }).toEqual({ query, status: 400, body: { message }, kinds: ['request.refused'] })
}

export const setZone = (e: Emulator, time_zone: string) => e.admin('PATCH', '/settings', { time_zone })
export const APPS = homeKeys
