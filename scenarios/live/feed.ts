// What arrives at the emulator while a person uses the app: new rows of the journal, and on demand what else came by: SDK requests, and rows in other workspaces.
import type { JournalRow } from '../failure.ts'
import type { Target } from '../target.ts'
import { createWire } from '../wire.ts'

export type SdkRequest = { id: number; at: string; method: string; path: string; headers: Record<string, string>; body: string; app_id: string | null; status: number }
export type Elsewhere = { workspace: string; rows: JournalRow[] }
/** What came by since the last `restart`, besides the rows of the workspace. */
export type Around = { requests: SdkRequest[]; elsewhere: Elsewhere[]; /** Of workspace 'default': requests whose SDK key nobody knows are kept there. */ homeless: SdkRequest[] }

export type Feed = {
  /** Rows that came since the last call, oldest first. Rejects when the emulator does not answer. */
  next(): Promise<JournalRow[]>
  /** From now on: what came before is forgotten. */
  restart(): Promise<void>
  around(): Promise<Around>
}

const PAGE = 10_000
const LAST_REQUESTS = 1000
const HOME = 'default'
// What an app causes, not a person at the admin API
const BY_AN_APP = /^(session|device|custom_event|purchase|profile|push_token)\./

type Page = { journal: JournalRow[]; next: string | null }

/** Reads the journal of the workspace from where it stands. */
export async function createFeed(target: Target): Promise<Feed> {
  const workspace = target.workspace ?? HOME
  const { adminBody } = createWire(target)
  const get = (of: string, path: string): Promise<any> => createWire({ ...target, workspace: of }).adminBody('GET', path)
  const read = (of: string, query: string): Promise<Page> => get(of, `/journal?${query}`)
  /** Rows of one workspace since the last time. */
  function reader(of: string): () => Promise<JournalRow[]> {
    let seq = 0
    let failed = false
    return async () => {
      try {
        // It may be another emulator that answers now, with a journal of its own
        if (failed && seq > 0 && (await read(of, `since=${seq - 1}&limit=1`)).journal.length === 0) seq = 0
        failed = false
        const rows: JournalRow[] = []
        for (;;) {
          const page = await read(of, `since=${seq}&limit=${PAGE}`)
          rows.push(...page.journal)
          seq = page.journal.at(-1)?.seq ?? seq
          if (page.next === null) return rows
        }
      } catch (error) {
        failed = true
        throw error
      }
    }
  }
  const next = reader(workspace)
  const others = new Map<string, () => Promise<JournalRow[]>>()
  let since = ''

  async function otherRows(): Promise<Elsewhere[]> {
    const { workspaces } = (await adminBody('GET', '/workspaces')) as { workspaces: { id: string }[] }
    const found: Elsewhere[] = []
    for (const { id } of workspaces) {
      if (id === workspace) continue
      if (!others.has(id)) others.set(id, reader(id))
      found.push({ workspace: id, rows: (await others.get(id)!().catch(() => [])).filter(({ kind }) => BY_AN_APP.test(kind)) }) // a workspace that was deleted meanwhile
    }
    return found
  }
  async function requestsOf(of: string): Promise<SdkRequest[]> {
    const found: SdkRequest[] = []
    for (let id: string | null = '0'; id !== null; ) {
      const page: { requests: SdkRequest[]; next: string | null } = await get(of, `/requests?path=${encodeURIComponent('/api/v3/*')}&since=${id}&limit=${LAST_REQUESTS}`)
      found.push(...page.requests.filter(({ at }) => at >= since))
      id = page.next
    }
    return found
  }
  async function restart(): Promise<void> {
    await next()
    await otherRows()
    since = ((await adminBody('GET', '/clock')) as { now: string }).now
  }
  await restart()
  return {
    next,
    restart,
    async around() {
      const requests = await requestsOf(workspace)
      return { requests, elsewhere: (await otherRows()).filter(({ rows }) => rows.length > 0), homeless: workspace === HOME ? [] : (await requestsOf(HOME)).filter(({ app_id }) => app_id === null) }
    },
  }
}
