// Conversions, revenue and recipients after random sequences, against a count that goes through the inputs one by one.
import { expect, test } from 'vitest'
import type { JournalRow } from '../../../emulator/kernel/journal.ts'
import { emulator } from '../../kit/world.ts'
import { advance, campaign, event, MESSAGE, purchase, settle, track, users } from '../triggers/stage.ts'

/** Numbers from 0 to below `n`, always the same for a seed. */
const dice = (seed: number) => (n: number): number => ((seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0), Math.floor((seed / 2 ** 32) * n))
const USERS = ['u1', 'u2', 'u3', 'u4', 'u5']
const BEHAVIORS: Record<string, { type: string; window: number; custom_event_name?: string; product?: string }[]> = {
  c1: [{ type: 'Makes Any Purchase', window: 5400 }, { type: 'Performs Custom Event', custom_event_name: 'a', window: 86_400 }],
  c2: [{ type: 'Performs Custom Event', custom_event_name: 'a', window: 600 }, { type: 'Makes Specific Purchase', product: 'hat', window: 7200 }, { type: 'Performs Custom Event', custom_event_name: 'b', window: 30 * 86_400 }],
  c3: [],
}
const day = (at: number): string => new Date(at).toISOString().slice(0, 10)

type Receipt = { user: string; campaign: string; channel: string; dispatch: string; at: number; send: string | undefined; done: Set<number> }
type Day = Record<string, number>

/** Goes through the journal: who had received what, and what each did then. */
function recount(rows: readonly JournalRow[], id: string, send?: string): Map<string, Day> {
  const receipts: Receipt[] = []
  const days = new Map<string, Day>()
  const recipients = new Map<string, Set<string>>()
  const add = (at: number, name: string, n = 1): void => {
    const one = days.get(day(at)) ?? {}
    one[name] = (one[name] ?? 0) + n
    days.set(day(at), one)
  }
  for (const { kind, at, profile, data } of rows) {
    const user = profile!
    const time = (data['time'] as number | undefined) ?? at
    if ((kind === 'email.sent' || kind === 'push.sent') && data['campaign_id'] === id) {
      const channel = data['channel'] as string
      if (!receipts.some((one) => one.user === user && one.dispatch === data['dispatch_id'] && one.channel === channel)) receipts.push({ user, campaign: id, channel, dispatch: data['dispatch_id'] as string, at, send: data['send_id'] as string | undefined, done: new Set() })
      if (send === undefined || data['send_id'] === send) recipients.set(day(at), (recipients.get(day(at)) ?? new Set()).add(user))
    }
    if (kind !== 'custom_event.logged' && kind !== 'purchase.made') continue
    const before = receipts.filter((one) => one.user === user && one.at <= time)
    BEHAVIORS[id]!.forEach(({ type, window, custom_event_name, product }, index) => {
      const does = type === 'Performs Custom Event' ? data['name'] === custom_event_name : kind === 'purchase.made' && (product === undefined || data['product_id'] === product)
      if (!does) return
      for (const channel of ['email', 'ios_push']) {
        const last = before.filter((one) => one.channel === channel).at(-1)
        if (last === undefined || time - last.at > window * 1000 || last.done.has(index)) continue
        last.done.add(index)
        if (send !== undefined && last.send !== send) continue
        add(time, `conversions${index === 0 ? '' : index}`)
        add(last.at, `conversions${index === 0 ? '' : index}_by_send_time`)
      }
    })
    const last = before.at(-1)
    const window = BEHAVIORS[id]![0]?.window ?? 3 * 86_400
    if (kind === 'purchase.made' && last !== undefined && time - last.at <= window * 1000 && (send === undefined || last.send === send)) add(time, 'revenue', Math.round((data['price'] as number) * (data['quantity'] as number) * 100))
  }
  for (const [date, some] of recipients) days.set(date, { ...days.get(date), unique_recipients: some.size })
  return days
}

/** The days of a series that have something, with the numbers that are not 0; dollars as cents. */
function shown(data: any[]): Map<string, Day> {
  const numbers = data.map(({ time, messages: _, ...day }) => [time, Object.fromEntries(Object.entries(day).filter(([, n]) => n !== 0).map(([name, n]) => [name, name === 'revenue' ? Math.round((n as number) * 100) : n]))] as [string, Day])
  return new Map(numbers.filter(([, day]) => Object.keys(day).length > 0))
}

test.each([1, 2, 3])('sequence %i', async (seed) => {
  const roll = dice(seed)
  const e = emulator()
  await users(e, ...USERS)
  for (const [id, conversion_behaviors] of Object.entries(BEHAVIORS))
    await campaign(e, id, { type: 'custom_event', name: `start ${id}` }, { reeligibility_seconds: 0, conversion_behaviors, messages: { [`${id}-m`]: MESSAGE, [`${id}-p`]: { channel: 'ios_push', alert: 'Hi' } } })
  const braze = (user: string) => e.world.profiles.byExternalId(user)!.braze_id
  let dispatch = 0
  for (let step = 0; step < 120; step++) {
    const user = USERS[roll(USERS.length)]!
    const id = `c${1 + roll(3)}`
    const at = e.world.clock.now()
    const what = roll(8)
    if (what === 0) await event(e, user, `start ${id}`)
    if (what === 1) e.world.db.tx(() => { // a push to one or two devices, some of them under a send id
      const send = roll(2) === 0 ? {} : { send_id: 'news' }
      dispatch++
      for (let device = 0; device <= roll(2); device++) e.world.messageEvents.record('push.sent', { campaign_id: id, message_variation_id: `${id}-p`, channel: 'ios_push', dispatch_id: `p${dispatch}`, ...send }, braze(user))
    })
    if (what === 2) await event(e, user, 'a')
    if (what === 3) await event(e, user, 'b')
    if (what === 4) await purchase(e, user, roll(2) === 0 ? 'hat' : 'coat', roll(5000) / 100, { quantity: 1 + roll(3) })
    if (what === 5) await track(e, { events: [{ external_id: user, name: 'a', time: new Date(at - roll(6 * 3600) * 1000).toISOString() }] }) // told late
    if (what >= 6) await advance(e, `${1 + roll(what === 6 ? 90 : 600)}m`)
    await settle(e)
  }
  const rows = e.journal()
  const now = new Date(e.world.clock.now()).toISOString()
  expect(rows.filter(({ kind }) => kind === 'campaign.converted').length).toBeGreaterThan(3)
  for (const id of Object.keys(BEHAVIORS)) {
    const whole = await e.get(`/campaigns/data_series?campaign_id=${id}&length=60&ending_at=${now}`)
    expect(shown(whole.body.data)).toEqual(recount(rows, id))
    if (!rows.some(({ data }) => data['campaign_id'] === id && data['send_id'] === 'news')) continue
    const send = await e.get(`/sends/data_series?campaign_id=${id}&send_id=news&length=60&ending_at=${now}`)
    const last = Math.max(...rows.filter(({ kind, data }) => kind === 'push.sent' && data['campaign_id'] === id && data['send_id'] === 'news').map(({ at }) => at))
    if (e.world.clock.now() - last < 13 * 86_400_000) expect(shown(send.body.data)).toEqual(recount(rows, id, 'news'))
  }
})
