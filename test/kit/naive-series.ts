// A naive recount of every series: all that was sent is kept in a list and counted anew for each question, by the calendar of `Intl`.

type Sent =
  | { kind: 'session'; user: number; app: string; at: number }
  | { kind: 'event'; name: string; app: string | undefined; at: number }
  | { kind: 'purchase'; product: string; app: string | undefined; at: number; quantity: number; cents: number }
  | { kind: 'uninstall'; app: string; at: number }
  | { kind: 'merge'; from: number; into: number; at: number }

/** What a test knows of a world: who is who, and everything that was sent. Plain data, so that it can be copied with a snapshot. */
export type Model = { zone: string; rates: Record<string, number>; known: Record<string, number>; next: number; sent: Sent[] }
export const emptyModel = (): Model => ({ zone: 'UTC', rates: {}, known: {}, next: 1, sent: [] })

const formats = new Map<string, Intl.DateTimeFormat>()
function local(at: number, zone: string): string {
  let format = formats.get(zone)
  if (format === undefined) formats.set(zone, (format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit' })))
  return format.format(at)
}
const dayOf = (at: number, zone: string): string => local(at, zone).slice(0, 10)
const daysBefore = (day: string, n: number): string => new Date(Date.parse(`${day}T00:00:00Z`) - n * 86_400_000).toISOString().slice(0, 10)
/** Zones here have offsets of whole and half hours and quarters that change by whole hours: an hour begins where the local minutes are 0. */
const hourOf = (at: number, zone: string): number => {
  const [minutes, seconds] = [Number(local(at, zone).slice(14, 16)), Number(local(at, zone).slice(17, 19))]
  return at - (at % 1000) - (minutes * 60 + seconds) * 1000
}

export type Asked = { ending: number; length: number; unit?: 'day' | 'hour' }
const labels = ({ zone }: Model, { ending, length, unit = 'day' }: Asked): string[] =>
  Array.from({ length }, (_, n) => (unit === 'day' ? daysBefore(dayOf(ending, zone), length - 1 - n) : new Date(hourOf(ending, zone) - (length - 1 - n) * 3_600_000).toISOString().replace('.000', '')))
const labelOf = (at: number, zone: string, unit: 'day' | 'hour' = 'day'): string => (unit === 'day' ? dayOf(at, zone) : new Date(hourOf(at, zone)).toISOString().replace('.000', ''))

/** Adds up `worth` of what was sent, by day or hour. */
export function recount(model: Model, asked: Asked, worth: (one: Sent) => number): { time: string; value: number }[] {
  const sums = new Map<string, number>()
  for (const one of model.sent) {
    const label = labelOf(one.at, model.zone, asked.unit)
    sums.set(label, (sums.get(label) ?? 0) + worth(one))
  }
  return labels(model, asked).map((time) => ({ time, value: sums.get(time) ?? 0 }))
}

const of = (kind: Sent['kind'], app: string | undefined) => (one: Sent): boolean => one.kind === kind && (app === undefined || ('app' in one && one.app === app))
export const sessionsOf = (model: Model, asked: Asked, app?: string) => recount(model, asked, (one) => (of('session', app)(one) ? 1 : 0))
export const uninstallsOf = (model: Model, asked: Asked, app?: string) => recount(model, asked, (one) => (of('uninstall', app)(one) ? 1 : 0))
export const eventsOf = (model: Model, asked: Asked, name: string, app?: string) => recount(model, asked, (one) => (of('event', app)(one) && one.kind === 'event' && one.name === name ? 1 : 0))
const bought = (product: string | undefined, app: string | undefined) => (one: Sent): one is Sent & { kind: 'purchase' } => of('purchase', app)(one) && one.kind === 'purchase' && (product === undefined || one.product === product)
export const quantityOf = (model: Model, asked: Asked, product?: string, app?: string) => recount(model, asked, (one) => (bought(product, app)(one) ? one.quantity : 0))
export const revenueOf = (model: Model, asked: Asked, product?: string, app?: string) => recount(model, asked, (one) => (bought(product, app)(one) ? one.cents : 0)).map(({ time, value }) => ({ time, value: value / 100 }))

/** Distinct users of a number of days up to each day; merges of that day and before make two one. */
export function activeOf(model: Model, asked: Asked, days: number, app?: string): { time: string; value: number }[] {
  return labels(model, asked).map((time) => {
    const first = daysBefore(time, days - 1)
    const users = new Set<number>()
    for (const one of model.sent) {
      const day = dayOf(one.at, model.zone)
      if (one.kind !== 'session' || (app !== undefined && one.app !== app) || day < first || day > time) continue
      let user = one.user
      for (const merge of model.sent) if (merge.kind === 'merge' && merge.from === user && dayOf(merge.at, model.zone) <= time) user = merge.into
      users.add(user)
    }
    return { time, value: users.size }
  })
}

/** First sessions by user and app, replayed in the order in which they came in. */
export function newUsersOf(model: Model, asked: Asked, app?: string): { time: string; value: number }[] {
  let firsts: { user: number; app: string; at: number }[] = []
  for (const one of model.sent) {
    if (one.kind === 'session') {
      const there = firsts.find(({ user, app: used }) => user === one.user && used === one.app)
      if (there === undefined) firsts.push({ user: one.user, app: one.app, at: one.at })
      else there.at = Math.min(there.at, one.at)
    } else if (one.kind === 'merge') {
      const has = new Set(firsts.filter(({ user }) => user === one.into).map(({ app: used }) => used))
      firsts = firsts.map((first) => (first.user === one.from && !has.has(first.app) ? { ...first, user: one.into } : first))
    }
  }
  return labels(model, asked).map((time) => ({ time, value: firsts.filter((first) => dayOf(first.at, model.zone) === time && (app === undefined || first.app === app)).length }))
}
