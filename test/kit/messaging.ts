// Campaigns and Canvases for tests, and what happens to their messages: written into the journal as whoever sends does.
import { expect } from 'vitest'
import type { MessageEvent } from '../../emulator/domain/campaigns/message-events.ts'
import type { Emulator } from './rest.ts'

/** Defines a campaign (or Canvas) by the admin API; answers it as it is kept. */
export async function define(e: Emulator, kind: 'campaigns' | 'canvases', body: Record<string, unknown>): Promise<any> {
  const answer = await e.admin('POST', `/${kind}`, body)
  expect({ status: answer.status, body: answer.body }).toMatchObject({ status: 201 })
  return answer.body
}

/** One row for each user, now. Kinds and members as in domain/campaigns/message-events.ts and, of SDKs, api/sdk/events.ts. */
export function happened(e: Emulator, kind: string, event: MessageEvent, ...users: string[]): void {
  e.world.db.tx(() => {
    for (const user of users.length === 0 ? ['u1'] : users) e.world.journal.append(kind, event, user)
  })
}

/** Moves the held clock. */
export async function to(e: Emulator, time: string): Promise<void> {
  await e.world.scheduler.advanceTo(Date.parse(time))
}

/** The eight conversion numbers, all 0 but those given. */
export const converted = (some: Record<string, number> = {}): Record<string, number> => ({
  conversions: 0, conversions_by_send_time: 0, conversions1: 0, conversions1_by_send_time: 0, conversions2: 0, conversions2_by_send_time: 0, conversions3: 0, conversions3_by_send_time: 0, ...some,
})
