// Canvases for tests: define one that the API triggers, let users enter, read their walks.
import { expect } from 'vitest'
import type { Emulator } from './rest.ts'

export const CANVAS = '22222222-0000-4000-8000-00000000c0de'

/** Defines a Canvas by the admin API; every user may enter it again at once, unless `more` says otherwise. */
export async function canvas(e: Emulator, steps: object[], more: Record<string, unknown> = {}): Promise<any> {
  const answer = await e.admin('POST', '/canvases', { id: CANVAS, name: 'Journey', steps, reentry: { allowed: true, seconds: 0 }, ...more })
  expect({ status: answer.status, body: answer.body }).toMatchObject({ status: 201 })
  return answer.body
}

/** Users with an address each, as /users/track makes them. */
export async function people(e: Emulator, ...ids: string[]): Promise<void> {
  await e.post('/users/track', { attributes: ids.map((external_id) => ({ external_id, email: `${external_id}@example.com`, email_subscribe: 'opted_in' })) })
  await e.world.scheduler.settle()
}

/** Lets users enter by the API, and everything happen that is due. */
export async function trigger(e: Emulator, ids: string[], context?: Record<string, unknown>): Promise<void> {
  const { status } = await e.post('/canvas/trigger/send', { canvas_id: CANVAS, recipients: ids.map((external_user_id) => ({ external_user_id })), ...(context === undefined ? {} : { context }) })
  expect(status).toBe(201)
  await e.world.scheduler.settle()
}

export const profile = (e: Emulator, external_id: string) => e.world.profiles.byExternalId(external_id)!
export const walks = (e: Emulator, external_id: string) => e.world.canvasEntries.walk(profile(e, external_id), CANVAS)
/** `step:outcome` of each step of the newest walk; `…` for a step that still holds the user. */
export const way = (e: Emulator, external_id: string): string[] => (walks(e, external_id).at(-1)?.steps ?? []).map(({ step_id, outcome, path }) => `${step_id}:${path ?? ''}${path === null ? '' : '/'}${outcome ?? '…'}`)
export const reasonOf = (e: Emulator, external_id: string): string | null | undefined => walks(e, external_id).at(-1)?.exit_reason
export const advance = (e: Emulator, by: string) => e.admin('POST', '/clock/advance', { by })

export const mail = (id: string, subject: string, more: Record<string, unknown> = {}): Record<string, unknown> => ({ id, name: id, type: 'message', messages: { [`${id}-mail`]: { channel: 'email', subject, body: 'Hello', from: 'Shop <shop@example.com>' } }, ...more })
/** Subjects of the emails that went out, oldest first. */
export const subjects = (e: Emulator): unknown[] => e.world.messages.list({ channel: 'email' }).filter(({ status }) => status === 'delivered' || status === 'sent').map(({ payload }) => (payload as { subject?: unknown }).subject)
