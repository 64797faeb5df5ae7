// In-app messages for tests: campaigns of one message, devices that ask for triggers as their SDKs do, what they are given.
import { expect } from 'vitest'
import { iosProblems } from '../../sdk-shims/device/ios-decoder.ts'
import { define } from './messaging.ts'
import type { App } from './sdk-wire.ts'
import { envelope, event, T } from './sdk-wire.ts'
import type { emulator } from './world.ts'

type Emulator = ReturnType<typeof emulator>
type Members = Record<string, unknown>

/** A live campaign `c` of the message `m`; `message` adds to its body, `more` to the campaign. */
export const iam = (e: Emulator, message: Members = {}, more: Members = {}): Promise<any> =>
  define(e, 'campaigns', { id: 'c', name: 'C', trigger: { type: 'session_start' }, messages: { m: { channel: 'in_app_message', type: 'MODAL', header: 'Hi', message: 'Hello', ...message } }, ...more })

let sessions = 0
type Asking = { user?: string; session?: boolean; events?: Members[]; device_id?: string; body?: Members }

/** A data request that asks for triggers, as at the start of a session; `session: false`: in the midst of one. Whatever goes to iOS is read as an iPhone does. */
export async function ask(e: Emulator, app: App, { user, session = true, events = [], device_id, body = {} }: Asking = {}): Promise<any> {
  const now = e.world.clock.now() / 1000
  const start = session ? [event('ss', {}, { at: now, session: `ask-${++sessions}`, ...(user === undefined ? {} : { user }) })] : []
  const answer = await e.sdk(app, '/data/', envelope(app, { time: now, ...(device_id === undefined ? {} : { device_id }), respond_with: { config: { config_time: T }, triggers: true, ...(user === undefined ? {} : { user_id: user }) }, events: [...start, ...events], ...body }))
  expect(answer.status).toBe(201)
  if (app === 'ios') expect(iosProblems('data', answer.body)).toEqual([])
  return answer.body
}

/** Its triggers. */
export const triggers = async (e: Emulator, app: App, asking: Asking = {}): Promise<any[]> => (await ask(e, app, asking)).triggers

/** Asks for the message of a templated trigger. */
export async function display(e: Emulator, app: App, trigger_id: string, { user, event: happened, body = {} }: { user?: string; event?: Members; body?: Members } = {}): Promise<any> {
  const answer = await e.sdk(app, '/template/', envelope(app, { time: e.world.clock.now() / 1000, respond_with: { config: { config_time: T }, ...(user === undefined ? {} : { user_id: user }) }, template: { trigger_id, trigger_event_type: happened === undefined ? 'open' : 'custom_event', ...(happened === undefined ? {} : { data: happened }) }, ...body }))
  expect(answer.status).toBe(201)
  if (app === 'ios') expect(iosProblems('template', answer.body)).toEqual([])
  return answer.body
}

/** An SDK tells what the user did with a message. */
export const told = (e: Emulator, app: App, code: string, trigger_id: string, { user, bid, session = 'told' }: { user?: string; bid?: number | string; session?: string } = {}) =>
  e.sdk(app, '/data/', envelope(app, { time: e.world.clock.now() / 1000, respond_with: user === undefined ? {} : { user_id: user }, events: [event(code, { trigger_ids: [trigger_id], ...(bid === undefined ? {} : { bid }) }, { at: e.world.clock.now() / 1000, session, ...(user === undefined ? {} : { user }) })] }))

/** `m:MODAL`, or `m:templated`, by the message that a trigger shows; best first. */
export const texts = (given: readonly any[]): string[] => given.map(({ type, data }) => (data.is_control === true ? 'control' : type === 'templated_iam' ? 'templated' : data.message))

/** In-app messages of the admin API, without what is always there. */
export const shown = async (e: Emulator, query = ''): Promise<any[]> => (await e.admin('GET', `/messages?channel=in_app_message${query}`)).body.messages
