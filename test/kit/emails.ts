// Emails for tests: users with addresses, and messages handed to delivery as campaigns hand them.
import { expect } from 'vitest'
import type { Outgoing } from '../../emulator/delivery/outgoing.ts'
import { NO_ORIGIN } from '../../emulator/domain/messages/messages.ts'
import type { EmulatorOptions } from '../../emulator/index.ts'
import type { Emulator } from './rest.ts'
import { emulator } from './world.ts'

export type Stage = { e: Emulator; deliver: (external_id: string, more?: Partial<Outgoing>) => string }

/** An email as a definition says it. */
export const mail = (more: Record<string, unknown> = {}): Record<string, unknown> => ({ channel: 'email', name: 'Variant 1', from: 'Shop <hello@shop.example>', subject: 'Hello', body: '<html><body><p>Hello</p></body></html>', ...more })

/** A world with the user `mel`, and a way to hand messages to delivery. */
export async function stage(options: EmulatorOptions = {}): Promise<Stage> {
  const e = emulator(options)
  await user(e, 'mel', 'mel@example.com', { first_name: 'Mel' })
  return {
    e,
    deliver(external_id, more = {}) {
      const profile = e.world.profiles.byExternalId(external_id)!
      const outgoing: Outgoing = { profile_id: profile.id, channel: 'email', body: mail(), origin: { ...NO_ORIGIN, dispatch_id: 'd'.repeat(32) }, targeting: 'subscribed', cause: {}, frequency_capping: true, quiet_hours: null, tags: [], test: false, transactional: false, ...more }
      return e.world.db.tx(() => e.world.delivery.deliver(outgoing))[0]!.id
    },
  }
}

export const user = async (e: Emulator, external_id: string, email: string, more: Record<string, unknown> = {}): Promise<void> => {
  expect((await e.post('/users/track', { attributes: [{ external_id, email, ...more }] })).status).toBe(201)
}

/** Hands a message over, and answers it as the admin API shows it. */
export async function sent({ e, deliver }: Stage, more: Partial<Outgoing> = {}, external_id = 'mel'): Promise<any> {
  const id = deliver(external_id, more)
  await e.admin('POST', '/settle')
  return (await e.admin('GET', `/messages/${id}`)).body
}
