// What a live check is made of: a row of the QA table and the way through it, with the words for what is awaited and the looks at what is stored.
import type { JournalRow } from '../failure.ts'
import { ask, Unanswered } from './asking.ts'
import type { Asked, Hands } from './asking.ts'
import type { Definitions } from './definitions.ts'
import { decisions } from './instead.ts'
import type { Watch } from './waiting.ts'

export type Walker = Hands & {
  /** Makes campaigns, Canvases and segments for one row; they are gone after it. */
  definitions: Definitions
  /** Said beside the verdict, also of a row that passes. */
  remark(text: string): void
}

export type LiveCheck = {
  /** Of the QA table. */
  row: number
  /** Goes through it. Answers the problems found, none when all is well; rejects with Unanswered when the person does not get through. */
  walk(walker: Walker): Promise<string[]>
}

export const text = (value: unknown): string => JSON.stringify(value)

/** Leaves the row out, in these words. */
export const leftOut = (why: string): Unanswered => new Unanswered('skip', why, [why], [])

/** The user of the app changed nothing with what they sent. */
const unchanged = ({ kind, data }: JournalRow): string | undefined => (kind === 'attributes.unchanged' ? `${(data['attributes'] as string[]).join(', ')} arrived with the value that the profile has already` : undefined)

/** A row of this kind, from the app's SDK when `sdk`. */
export const kind = (what: string, name: string, { sdk = false, fits = () => true, near = () => undefined }: { sdk?: boolean; fits?: (data: Record<string, any>, row: JournalRow) => boolean; near?: (row: JournalRow) => string | undefined } = {}): Watch => ({
  what,
  fits: (row) => row.kind === name && (!sdk || row.data['source'] === 'sdk') && fits(row.data, row),
  near: (row) =>
    near(row) ??
    (row.kind !== name ? (sdk ? unchanged(row) : undefined)
    : sdk && row.data['source'] !== 'sdk' ? `${name} arrived, but not from the SDK: ${text(row.data).slice(0, 200)}`
    : `${name} arrived, but another: ${text(row.data).slice(0, 200)}`),
})

/** One of several watches. */
export const oneOf = (what: string, watches: readonly Watch[]): Watch => ({
  what,
  async fits(row) {
    for (const watch of watches) if (await watch.fits(row)) return true
    return false
  },
  near: (row) => watches.map((watch) => watch.near?.(row)).find((word) => word !== undefined),
})

export const aSession = kind('a session that starts', 'session.started')
export const openApp: Asked = { say: 'Open the app (reload the page). If it is open already, close it fully, wait until its session is over, and open it again.', watches: [aSession], ifSilent: 'the app spoke, but it goes on with the session that it has: wait until that is over (by default iOS and Android 10 s in the background, web 30 minutes), or delete the app\'s data' }

/** The app has spoken: who it is is known. */
export async function anApp(walker: Walker): Promise<void> {
  if (walker.facts.braze_id !== undefined) return
  await ask(walker, {
    say: 'Open the app (reload the page), or do something in it that it tells Braze.',
    watches: [{ what: 'anything of the app', fits: ({ profile, data }) => profile !== null && typeof data['device_id'] === 'string' && (data['source'] ?? 'sdk') === 'sdk' }],
    ifSilent: 'the app spoke, and told nothing of itself',
  })
}

/** Changes of the device's user: what changeUser() does. */
export const becomesKnown: Watch = oneOf('a user who is known (changeUser)', [
  kind('', 'profile.identified'),
  kind('', 'profile.merged'),
  kind('', 'device.moved', { fits: ({ reason }) => reason === 'changeUser' }),
  kind('', 'profile.created', { fits: ({ external_id, origin }) => external_id !== undefined && origin === 'sdk' }),
])

/** Somebody is logged in. */
export async function aKnownUser(walker: Walker): Promise<string> {
  await anApp(walker)
  if (walker.facts.external_id === undefined) await ask(walker, { say: 'Log in, so that the app calls changeUser() with the user\'s id.', watches: [becomesKnown], ifSilent: 'data arrived, and nobody was named in it: changeUser() was not called' })
  if (walker.facts.external_id === undefined) throw leftOut('nobody is logged in: it needs a known user')
  return walker.facts.external_id
}

/** All that is under way has arrived: the rows that came since. */
export async function afterwards({ wire, feed }: Walker): Promise<JournalRow[]> {
  const rows: JournalRow[] = []
  for (;;) {
    await wire.adminBody('POST', '/settle')
    const more = await feed.next()
    if (more.length === 0) return rows
    rows.push(...more)
  }
}

/** The user of a braze_id, through the public export; a problem in words when it is not one. */
export async function exported({ wire, facts }: Walker): Promise<Record<string, any> | string> {
  const { status, body } = await wire.rest('POST', '/users/export/ids', { braze_id: facts.braze_id })
  if (status >= 300) return `POST /users/export/ids answered ${status}: ${text(body)}`
  return (body.users as Record<string, any>[])[0] ?? `the export has no user with the braze_id ${facts.braze_id}`
}

/** The user as the admin API shows it. */
export const stored = ({ wire, facts }: Walker): Promise<Record<string, any>> => wire.adminBody('GET', `/users/${facts.braze_id}`)

const same = (one: unknown, other: unknown): boolean => text(one ?? null) === text(other ?? null)
// As many as the profile of the admin API shows
const RECENT = 50
type Happened = { name?: string; product_id?: string; time: string; properties: unknown; price?: number; currency?: string; quantity?: number }

/** What is stored otherwise than it was sent: events and purchases with their properties, and the last value of each attribute. */
export function storedOtherwise(user: Record<string, any>, rows: readonly JournalRow[]): string[] {
  const own = rows.filter(({ profile, data }) => profile === user['braze_id'] && data['source'] === 'sdk')
  const timed = (list: Happened[], { data }: JournalRow): Happened[] => list.filter((one) => (one.name ?? one.product_id) === (data['name'] ?? data['product_id']) && Date.parse(one.time) === data['time'])
  const happened = own.filter(({ kind: name }) => name === 'custom_event.logged' || name === 'purchase.made').flatMap((row) => {
    const [list, label, members] = row.kind === 'purchase.made' ? [user['recent_purchases'], `purchase of '${String(row.data['product_id'])}'`, ['price', 'currency', 'quantity', 'properties']] as const : [user['recent_events'], `event '${String(row.data['name'])}'`, ['properties']] as const
    const there = timed(list as Happened[], row)
    if (there.some((one) => members.every((member) => same(one[member as keyof Happened], row.data[member])))) return []
    const oldest = Math.min(...(list as Happened[]).map((one) => Date.parse(one.time)))
    if ((list as Happened[]).length >= RECENT && (row.data['time'] as number) <= oldest) return [] // older than what is shown
    return there.length === 0 ? [`the ${label} of ${new Date(row.data['time'] as number).toISOString()} is not in the profile`] : [`the ${label} was sent with ${text(Object.fromEntries(members.map((member) => [member, row.data[member]])))}, the profile has ${text(there.at(-1))}`]
  })
  const last = new Map(own.filter(({ kind: name }) => name === 'profile.updated').flatMap(({ data }) => Object.entries(data['changes'] as Record<string, { to: unknown }>)))
  const all: Record<string, unknown> = { ...user, ...user['attributes'], ...user['custom_attributes'] }
  const values = [...last].flatMap(([name, { to }]) => (same(all[name], to) ? [] : [`${name} should be ${text(to)}, the profile has ${text(all[name] ?? null)}`]))
  return [...happened, ...values, ...decisions(rows.filter(({ profile }) => profile === user['braze_id'] || profile === null))]
}
