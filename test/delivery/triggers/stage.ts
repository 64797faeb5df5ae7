// A campaign by email and a user for tests of triggers: what was sent or withheld, in words that fit on one line.
import { emulator } from '../../kit/world.ts'

export type Emulator = ReturnType<typeof emulator>
/** The start of the kit's clock: Sunday 2026-03-01T12:00:00Z. */
export const MESSAGE = { channel: 'email', subject: 'Hello', body: 'Body', from: 'Shop <shop@example.com>' }

/** Makes an email campaign with this trigger; throws when it is refused. */
export async function campaign(e: Emulator, id: string, trigger: object, more: object = {}): Promise<void> {
  const answer = await e.admin('POST', '/campaigns', { id, name: id, trigger, messages: { [`${id}-m`]: MESSAGE }, ...more })
  if (answer.status !== 201) throw new Error(JSON.stringify(answer.body))
}
/** Users with an address each. */
export async function users(e: Emulator, ...ids: string[]): Promise<void> {
  await e.post('/users/track', { attributes: ids.map((external_id) => ({ external_id, email: `${external_id}@example.com` })) })
  await e.admin('POST', '/settle')
}
export const track = (e: Emulator, body: object) => e.post('/users/track', body)
export const settle = (e: Emulator) => e.admin('POST', '/settle')
export const advance = (e: Emulator, by: string) => e.admin('POST', '/clock/advance', { by })
export const event = (e: Emulator, external_id: string, name: string, properties?: object, more: object = {}) => track(e, { events: [{ external_id, name, time: new Date(e.world.clock.now()).toISOString(), ...(properties === undefined ? {} : { properties }), ...more }] })
export const purchase = (e: Emulator, external_id: string, product_id: string, price = 10, more: object = {}) => track(e, { purchases: [{ external_id, product_id, currency: 'USD', price, time: new Date(e.world.clock.now()).toISOString(), ...more }] })

/** `campaign user status reason time` of every message, oldest first. */
export async function told(e: Emulator): Promise<string[]> {
  const { body } = await e.admin('GET', '/messages?limit=1000')
  return body.messages.map((one: any) => [one.campaign_id, one.user.external_id, one.reason ?? one.status, one.at.slice(5, 16)].join(' '))
}
