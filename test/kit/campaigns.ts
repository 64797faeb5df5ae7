// What tests of campaigns share: users with an email address, campaigns of one email, and what became of them in short.
import { define } from './messaging.ts'
import type { Emulator } from './rest.ts'

/** Users with an address each; members of `more` by user. */
export async function people(e: Emulator, names: readonly string[], more: Record<string, Record<string, unknown>> = {}): Promise<void> {
  for (let from = 0; from < names.length; from += 75) {
    const attributes = names.slice(from, from + 75).map((name) => ({ external_id: name, email: `${name}@example.com`, ...more[name] }))
    const { status, body } = await e.post('/users/track', { attributes })
    if (status !== 201) throw new Error(JSON.stringify(body))
  }
}

/** A campaign of one email under the id `c`, with the members given. */
export const email = (e: Emulator, more: Record<string, unknown> = {}): Promise<any> =>
  define(e, 'campaigns', { id: 'c', name: 'C', messages: { m: { channel: 'email', subject: 'Hi {{${first_name}}}', body: 'Hello', from: 'A <a@example.com>' } }, ...more })

export type Row = { user: string; status: string; reason: string | null; at: string; channel: string; message: string | null; dispatch_id: string | null }
/** Every message so far, oldest first. */
export async function outcome(e: Emulator, query = ''): Promise<Row[]> {
  const { body } = await e.admin('GET', `/messages?limit=1000${query}`)
  return body.messages.map((one: any) => ({ user: one.user.external_id, status: one.status, reason: one.reason, at: one.at.replace('.000Z', 'Z'), channel: one.channel, message: one.message_variation_id, dispatch_id: one.dispatch_id }))
}
/** `mel delivered`, `kai withheld not_in_audience`. */
export const brief = async (e: Emulator, query = ''): Promise<string[]> => (await outcome(e, query)).map(({ user, status, reason }) => [user, status, ...(reason === null ? [] : [reason])].join(' '))
/** `mel 2026-03-02T09:00:00Z`: those that went out. */
export const sent = async (e: Emulator, query = ''): Promise<string[]> => (await outcome(e, query)).filter(({ status }) => status === 'sent' || status === 'delivered').map(({ user, at }) => `${user} ${at}`)

/** An API trigger of `c`, taken up. */
export async function trigger(e: Emulator, ...recipients: (string | Record<string, unknown>)[]): Promise<any> {
  const { body } = await e.post('/campaigns/trigger/send', { campaign_id: 'c', recipients: recipients.map((one) => (typeof one === 'string' ? { external_user_id: one } : one)) })
  await e.world.scheduler.settle()
  return body
}
export const advance = async (e: Emulator, by: string): Promise<void> => {
  const { status, body } = await e.admin('POST', '/clock/advance', { by })
  if (status !== 200) throw new Error(JSON.stringify(body))
}
