// A world with one group of each channel, and users who share addresses and numbers.
import { track } from '../../../kit/rest.ts'
import type { Emulator } from '../../../kit/rest.ts'
import { emulator } from '../../../kit/world.ts'

export const NEWS = '3d2ae07a-f2ff-4318-bdff-e394f2d3a4ec'
export const TEXTS = '7d89bdc3-4aa1-4592-8b8a-4c8b7161c875'
export const CHATS = '5444d32e-2815-4258-964c-b9690d4ccb94'

/** mel and ann share an address, mel and bob a number; zoe has neither. */
export async function world(): Promise<Emulator> {
  const e = emulator()
  await e.admin('POST', '/subscription_groups', { id: NEWS, name: 'News', channel: 'email' })
  await e.admin('POST', '/subscription_groups', { id: TEXTS, name: 'Texts', channel: 'sms' })
  await e.admin('POST', '/subscription_groups', { id: CHATS, name: 'Chats', channel: 'whatsapp' })
  await track(e, { attributes: [{ external_id: 'mel', email: 'mel@example.com', phone: '+16505551234' }, { external_id: 'ann', email: 'mel@example.com' }, { external_id: 'bob', email: 'bob@example.com', phone: '+16505551234' }, { external_id: 'zoe' }] })
  return e
}

/** Who says what of a group; users without a history are left out. */
export function statesOf(e: Emulator, group: string): Record<string, string> {
  const states: Record<string, string> = {}
  for (const id of ['mel', 'ann', 'bob', 'zoe']) {
    const state = e.world.subscriptionGroups.stateOf(e.world.profiles.byExternalId(id)!, group)
    if (state !== undefined) states[id] = state
  }
  return states
}

export const BOTH = 'Either an email address or a phone number should be provided, but not both.'
export const UNKNOWN_GROUP = `'subscription_group_id' must be a valid subscription group UUID`
export const STATE = `'subscription_state' must be 'subscribed' or 'unsubscribed'`
