// Random histories of requests: every series agrees with a naive recount of all that was sent, and with the other series; over backdated
// data, merges, deletions, zones with summer time, changed rates, snapshots and resets.
import { expect, test } from 'vitest'
import { APPS, bought, iso, logged, session } from '../../kit/analytics.ts'
import type { Asked, Model } from '../../kit/naive-series.ts'
import { activeOf, emptyModel, eventsOf, newUsersOf, quantityOf, revenueOf, sessionsOf, uninstallsOf } from '../../kit/naive-series.ts'
import type { Emulator } from '../../kit/rest.ts'
import type { App } from '../../kit/sdk-wire.ts'
import { emulator } from '../../kit/world.ts'

const ZONES = ['UTC', 'America/New_York', 'Europe/London', 'Asia/Kathmandu', 'Australia/Adelaide', 'America/St_Johns', 'Pacific/Auckland', 'Pacific/Kiritimati']
const PLATFORMS: readonly App[] = ['web', 'ios', 'android']
const DAY = 86_400_000

/** mulberry32 */
function dice(seed: number) {
  let state = seed
  const unit = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  const below = (n: number): number => Math.floor(unit() * n)
  return { below, one: <T>(of: readonly T[]): T => of[below(of.length)]! }
}
type Dice = ReturnType<typeof dice>

type History = { e: Emulator; model: Model; dice: Dice; kept: { image: Buffer; model: Model } | undefined; devices: number }

const userOf = (model: Model, name: string): number => (model.known[name] ??= model.next++)

const steps: readonly ((history: History) => Promise<void>)[] = [
  async function events({ e, model, dice: { one, below } }) {
    const list = Array.from({ length: 1 + below(4) }, () => ({ user: one(USERS), name: one(NAMES), app: one([undefined, APPS.web, APPS.ios]), at: backdated(e, below) }))
    await ok(e.post('/users/track', { events: list.map(({ user, name, app, at }) => logged(user, name, at, app === undefined ? {} : { app_id: app })) }))
    for (const { user, name, app, at } of list) {
      userOf(model, user)
      model.sent.push({ kind: 'event', name, app, at })
    }
  },
  async function purchases({ e, model, dice: { one, below } }) {
    const purchase = { user: one(USERS), product: one(PRODUCTS), app: one([undefined, APPS.web, APPS.android]), at: backdated(e, below), quantity: 1 + below(5), price: (below(20_000) - 4_000) / 100, currency: one(['USD', 'EUR', 'JPY']) }
    await ok(e.post('/users/track', { purchases: [bought(purchase.user, purchase.product, purchase.price, purchase.at, { quantity: purchase.quantity, currency: purchase.currency, ...(purchase.app === undefined ? {} : { app_id: purchase.app }) })] }))
    userOf(model, purchase.user)
    model.sent.push({ kind: 'purchase', product: purchase.product, app: purchase.app, at: purchase.at, quantity: purchase.quantity, cents: Math.round(purchase.price * purchase.quantity * (model.rates[purchase.currency] ?? 1) * 100) })
  },
  ...Array.from({ length: 4 }, () => sessions),
  async function anonymous(history) {
    const { e, model, dice: { one, below } } = history
    const [app, device, user] = [one(PLATFORMS), `anonymous-${history.devices++}`, one(USERS)]
    const first = backdated(e, below)
    await session(e, undefined, first, { app, device })
    const nobody = model.next++
    model.sent.push({ kind: 'session', user: nobody, app: APPS[app], at: first })
    if (below(3) === 0) return
    const second = Math.min(first + below(DAY), e.world.clock.now())
    await session(e, user, second, { app, device })
    if (model.known[user] === undefined) model.known[user] = nobody
    else model.sent.push({ kind: 'merge', from: nobody, into: model.known[user], at: e.world.clock.now() })
    model.sent.push({ kind: 'session', user: model.known[user], app: APPS[app], at: second })
  },
  async function merge({ e, model, dice: { one } }) {
    const [from, into] = [one(USERS), one(USERS)]
    if (from === into || model.known[from] === undefined || model.known[into] === undefined) return
    await ok(e.post('/users/merge', { merge_updates: [{ identifier_to_merge: { external_id: from }, identifier_to_keep: { external_id: into } }] }))
    model.sent.push({ kind: 'merge', from: model.known[from], into: model.known[into], at: e.world.clock.now() })
    delete model.known[from]
  },
  async function deletion({ e, model, dice: { one } }) {
    const user = one(USERS)
    await ok(e.post('/users/delete', { external_ids: [user] }))
    delete model.known[user]
  },
  async function uninstall(history) {
    const { e, model, dice: { one, below } } = history
    const [app, device, user, at] = [one(PLATFORMS), `gone-${history.devices++}`, one(USERS), backdated(e, below)]
    await session(e, user, at, { app, device })
    model.sent.push({ kind: 'session', user: userOf(model, user), app: APPS[app], at })
    await ok(e.admin('POST', `/devices/${device}/uninstall`))
    model.sent.push({ kind: 'uninstall', app: APPS[app], at: e.world.clock.now() })
  },
  async function time({ e, dice: { below } }) {
    await ok(e.admin('POST', '/clock/advance', { to: iso(e.world.clock.now() + below(3 * DAY)) }))
  },
  async function zone({ e, model, dice: { one } }) {
    await ok(e.admin('PATCH', '/settings', { time_zone: (model.zone = one(ZONES)) }))
  },
  async function rate({ e, model, dice: { one, below } }) {
    const [currency, rate] = [one(['EUR', 'JPY']), (1 + below(300)) / 100]
    await ok(e.admin('PATCH', '/settings', { exchange_rates: { [currency]: rate } }))
    model.rates[currency] = rate
  },
  async function snapshot(history) {
    history.kept = { image: history.e.world.snapshot(), model: structuredClone(history.model) }
  },
  async function restore(history) {
    if (history.kept === undefined) return
    history.e.world.restore(history.kept.image)
    history.model = structuredClone(history.kept.model)
  },
  async function refusedRequest({ e }) {
    expect((await e.post('/users/track', { events: [{ name: 'seen' }] })).status).toBe(400)
  },
  async function question(history) {
    await compare(history)
  },
]
const rare = async (history: History): Promise<void> => {
  history.e.world.reset()
  history.model = emptyModel()
}

async function sessions({ e, model, dice: { one, below } }: History): Promise<void> {
  const [user, app, at] = [one(USERS), one(PLATFORMS), backdated(e, below)]
  await session(e, user, at, { app })
  model.sent.push({ kind: 'session', user: userOf(model, user), app: APPS[app], at })
}

const USERS = ['ann', 'bob', 'cid', 'dan', 'eve']
const NAMES = ['seen', 'left']
const PRODUCTS = ['hat', 'tea']
const backdated = (e: Emulator, below: (n: number) => number): number => e.world.clock.now() - (below(2) === 0 ? below(DAY) : below(45 * DAY))
async function ok(answer: Promise<{ status: number; body: unknown }>): Promise<void> {
  const { status, body } = await answer
  expect({ status: status < 300, body }).toEqual({ status: true, body })
}

async function ask(e: Emulator, path: string, query: Record<string, string | number | undefined>): Promise<{ time: string; value: number }[]> {
  const members = Object.entries(query).filter((entry): entry is [string, string | number] => entry[1] !== undefined).map(([name, value]) => [name, String(value)])
  const { status, body } = await e.get(`${path}?${new URLSearchParams(members)}`)
  expect({ path, query, status, body: status === 200 ? undefined : body }).toEqual({ path, query, status: 200, body: undefined })
  return body.data.map(({ time, ...rest }: { time: string }) => ({ time, value: Object.values(rest)[0] }))
}

/** Asks for every series and holds it against the recount. */
async function compare({ e, model, dice: { one, below } }: History): Promise<void> {
  const unit = one(['day', 'hour'] as const)
  const days: Asked = { ending: e.world.clock.now() - (below(2) === 0 ? 0 : below(30 * DAY) - 2 * DAY), length: 1 + below(40) }
  const units: Asked = { ...days, unit }
  const app = one([undefined, APPS.web, APPS.ios, APPS.android])
  const query = { length: days.length, ending_at: iso(days.ending), app_id: app }
  const name = one(NAMES)
  const product = one([undefined, ...PRODUCTS])
  const seen = {
    sessions: await ask(e, '/sessions/data_series', { ...query, unit }),
    events: await ask(e, '/events/data_series', { ...query, unit, event: name }),
    quantity: await ask(e, '/purchases/quantity_series', { ...query, unit, product }),
    revenue: await ask(e, '/purchases/revenue_series', { ...query, unit, product }),
    dau: await ask(e, '/kpi/dau/data_series', query),
    mau: await ask(e, '/kpi/mau/data_series', query),
    new_users: await ask(e, '/kpi/new_users/data_series', query),
    uninstalls: await ask(e, '/kpi/uninstalls/data_series', query),
  }
  expect({ zone: model.zone, app, ...seen }).toEqual({
    zone: model.zone, app,
    sessions: sessionsOf(model, units, app),
    events: eventsOf(model, units, name, app),
    quantity: quantityOf(model, units, product, app),
    revenue: revenueOf(model, units, product, app),
    dau: activeOf(model, days, 1, app),
    mau: activeOf(model, days, 30, app),
    new_users: newUsersOf(model, days, app),
    uninstalls: uninstallsOf(model, days, app),
  })
  // The series among themselves
  const daily = await ask(e, '/sessions/data_series', query)
  const inAll = await ask(e, '/sessions/data_series', { ...query, app_id: undefined })
  const each = await Promise.all([APPS.web, APPS.ios, APPS.android].map((app_id) => ask(e, '/sessions/data_series', { ...query, app_id })))
  for (const [n, { value }] of inAll.entries()) expect(each.reduce((sum, series) => sum + series[n]!.value, 0)).toBe(value)
  for (const [n, { value }] of seen.dau.entries()) {
    expect(value).toBeLessThanOrEqual(daily[n]!.value)
    expect(value).toBeLessThanOrEqual(seen.mau[n]!.value)
    expect(value === 0).toBe(daily[n]!.value === 0)
  }
}

test.each(Array.from({ length: 24 }, (_, n) => n + 1))('history %i', async (seed) => {
  const roll = dice(seed)
  const e = emulator({ holdClock: iso(Date.parse('2026-03-01T12:00:00Z') + roll.below(250 * DAY)) })
  const history: History = { e, model: emptyModel(), dice: roll, kept: undefined, devices: 0 }
  for (let n = 0; n < 90; n++) await (roll.below(120) === 0 ? rare : roll.one(steps))(history)
  for (const zone of ZONES.slice(0, 4)) {
    await e.admin('PATCH', '/settings', { time_zone: (history.model.zone = zone) })
    await compare(history)
  }
  expect(e.errors).toEqual([])
})
