// What tests of sending share: definitions to send with, and short ways to say that a request was taken or refused.
import { expect } from 'vitest'
import type { Emulator, Said } from './rest.ts'
import { ask } from './rest.ts'

export const DISPATCH = expect.stringMatching(/^[0-9a-f]{32}$/) as unknown as string
export const PUSH = { apple_push: { alert: 'Hello' } }
export const EYES = { custom_attribute: { custom_attribute_name: 'eye_color', comparison: 'equals', value: 'blue' } }
export const IDS = { api: '11111111-0000-4000-8000-000000000001', triggered: '11111111-0000-4000-8000-000000000002', scheduled: '11111111-0000-4000-8000-000000000003', transactional: '11111111-0000-4000-8000-000000000004', canvas: '22222222-0000-4000-8000-000000000001' }
export const UNKNOWN = '99999999-0000-4000-8000-000000000009'
const STEPS = [{ name: 'Hello', messages: [{ channel: 'ios_push', alert: 'Hello' }] }]

/** One of each: an API campaign (variants `push` and `mail`), an API-triggered one, a scheduled one, a transactional one, an API-triggered Canvas. */
export function define(e: Emulator): void {
  const { campaigns, canvases, db } = e.world
  db.tx(() => {
    campaigns.create({ id: IDS.api, name: 'API', kind: 'api_campaign', messages: { push: { channel: 'ios_push' }, mail: { channel: 'email' } } })
    campaigns.create({ id: IDS.triggered, name: 'Triggered', messages: [{ channel: 'ios_push', alert: 'Hello' }] })
    campaigns.create({ id: IDS.scheduled, name: 'Scheduled', schedule: { at: '2026-03-02T09:00:00' }, messages: [{ channel: 'email', subject: 'Hello' }] })
    campaigns.create({ id: IDS.transactional, name: 'Order', kind: 'transactional_email', messages: [{ channel: 'email', subject: 'Your order' }] })
    canvases.create({ id: IDS.canvas, name: 'Welcome', steps: STEPS })
  })
}

/** The request is refused with this text, and leaves nothing but its trace. */
export async function refuses(e: Emulator, path: string, body: unknown, message: string): Promise<Said> {
  const before = [e.world.sends.accepted({ limit: 10_000 }).length, e.world.schedules.pending().length]
  const said = await ask(e, 'POST', path, body)
  expect({ status: said.status, body: said.body, kinds: said.kinds }).toEqual({ status: 400, body: { message }, kinds: ['request.refused'] })
  expect([e.world.sends.accepted({ limit: 10_000 }).length, e.world.schedules.pending().length]).toEqual(before)
  return said
}

/** The request is taken, with exactly these kinds of rows. */
export async function takes(e: Emulator, path: string, body: unknown, kinds: string[]): Promise<Said> {
  const said = await ask(e, 'POST', path, body)
  expect({ status: said.status, message: said.body.message, kinds: said.kinds }).toEqual({ status: 201, message: 'success', kinds })
  return said
}

/** Users `u0`, `u1`, … */
export const users = (n: number): string[] => Array.from({ length: n }, (_, index) => `u${index}`)
export const recipients = (n: number): object[] => users(n).map((external_user_id) => ({ external_user_id }))
