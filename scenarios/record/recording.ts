// What is kept of a recording, and how it is read from a running emulator: rows of the journal, requests, and who was there before.
import type { JournalRow } from '../failure.ts'
import type { Wire } from '../wire.ts'

export type RecordedRequest = { id: number; at: string; method: string; path: string; query: string; status: number; first_seq: number | null; last_seq: number | null; body: string }
export type RecordedMessage = { id: string; at: string; channel: string; status: string; reason: string | null; campaign_id: string | null; canvas_id: string | null; user: { braze_id: string | null } | null; payload: any }
/** A user as the admin API shows one. */
export type WholeUser = { braze_id: string; external_id: string | null; merged_braze_ids: string[]; attributes: Record<string, unknown>; custom_attributes: Record<string, unknown>; email_subscribe: string; push_subscribe: string; push_tokens: { token: string }[] }

export type Recording = {
  rows: JournalRow[]
  requests: RecordedRequest[]
  /** Platform of each app: ios, android or web. */
  platforms: Map<string, Platform>
  /** Each braze_id that was seen, and the user it is part of at the end. */
  users: Map<string, WholeUser>
  messages: RecordedMessage[]
  /** Users who were there when it began, by their external id. */
  before: Map<string, WholeUser>
  definitions: Definition[]
}
export type Platform = 'ios' | 'android' | 'web'
export type Definition = { kind: string; body: Record<string, unknown> }

const PAGE = 1000
const MOST_USERS = 100
const SDK = /^\/api\/v3(\/|$)/

/** A call that somebody's server made, not an SDK, and not this command. */
export const isRest = ({ path }: RecordedRequest): boolean => !SDK.test(path) && !path.startsWith('/_emulator')

async function pages<Row>({ adminBody }: Pick<Wire, 'adminBody'>, name: string, since: number): Promise<Row[]> {
  const all: Row[] = []
  for (let from: string | number | null = since; from !== null; ) {
    const page: Record<string, unknown> = await adminBody('GET', `/${name}?since=${from}&limit=${PAGE}`)
    all.push(...(page[name] as Row[]))
    from = page['next'] as string | null
  }
  return all
}

/** Follows the journal and the requests from where they stand now. */
export async function createFollower(wire: Wire) {
  let seq = (await pages<JournalRow>(wire, 'journal', 0)).at(-1)?.seq ?? 0
  let id = (await pages<RecordedRequest>(wire, 'requests', 0)).at(-1)?.id ?? 0
  const started = seq
  return {
    /** What came since the last call, oldest first. Rejects when the emulator does not answer. */
    async next(): Promise<{ rows: JournalRow[]; requests: RecordedRequest[] }> {
      const rows = await pages<JournalRow>(wire, 'journal', seq)
      const requests = await pages<RecordedRequest>(wire, 'requests', id)
      seq = rows.at(-1)?.seq ?? seq
      id = requests.at(-1)?.id ?? id
      return { rows, requests }
    },
    started,
  }
}
export type Follower = Awaited<ReturnType<typeof createFollower>>

const platformOf = (name: string | null): Platform => (/ios/i.test(name ?? '') ? 'ios' : /android|fire/i.test(name ?? '') ? 'android' : 'web')

export async function platformsOf({ adminBody }: Wire): Promise<Recording['platforms']> {
  const { apps } = (await adminBody('GET', '/apps')) as { apps: { app_id: string; platform: string | null }[] }
  return new Map(apps.map(({ app_id, platform }) => [app_id, platformOf(platform)]))
}

/** Users who are there, by external id: the first hundred, or the one asked for. `more`: there are others. */
export async function usersNow({ adminBody }: Wire, only: string | undefined): Promise<{ users: Recording['before']; more: boolean }> {
  const page = (await adminBody('GET', `/users?limit=${MOST_USERS}${only === undefined ? '' : `&query=${encodeURIComponent(only)}`}`)) as { users: { braze_id: string; external_id: string | null }[]; next: string | null }
  const users = new Map<string, WholeUser>()
  for (const { braze_id, external_id } of page.users) if (external_id !== null && (only === undefined || external_id === only)) users.set(external_id, await adminBody('GET', `/users/${braze_id}`))
  return { users, more: page.next !== null }
}

/** The users whom rows speak of, as they are now: those merged away are the ones they are part of, those deleted are left out. */
export async function usersOf({ admin }: Wire, rows: readonly JournalRow[]): Promise<Recording['users']> {
  const users: Recording['users'] = new Map()
  const ids = [...new Set(rows.flatMap(({ profile }) => (profile === null ? [] : [profile])))]
  for (const id of ids) {
    const { status, body } = await admin('GET', `/users/${id}`)
    if (status === 200) users.set(id, body as WholeUser)
  }
  for (const id of ids) {
    const into = [...users.values()].find(({ merged_braze_ids }) => merged_braze_ids.includes(id))
    if (into !== undefined) users.set(id, into)
  }
  return users
}

/** Messages of the recording: those that a row names. */
export async function messagesOf(wire: Wire, rows: readonly JournalRow[]): Promise<RecordedMessage[]> {
  const named = new Set(rows.flatMap(({ data }) => (typeof data['message_id'] === 'string' ? [data['message_id']] : [])))
  if (named.size === 0) return []
  return (await pages<RecordedMessage>(wire, 'messages', 0)).filter(({ id }) => named.has(id))
}
