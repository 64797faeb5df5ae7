// What a test reads of an emulator and does to it: profiles, requests, messages, faults, time. The same in this process (msw, vitest) and over HTTP (Playwright).

/** A call of the admin API: a path below /_emulator; answers its JSON, throws when it is refused. */
export type AdminCall = (method: string, path: string, body?: unknown) => Promise<any>

/** A text is an external_id. */
export type Who = string | { external_id: string } | { braze_id: string } | { email: string } | { phone: string } | { device_id: string } | { user_alias: { alias_label: string; alias_name: string } }

/** A user as GET /_emulator/users/:braze_id shows one. */
export type ObservedProfile = {
  braze_id: string
  external_id: string | null
  user_aliases: { alias_label: string; alias_name: string }[]
  attributes: Record<string, unknown>
  custom_attributes: Record<string, unknown>
  custom_events: { name: string; count: number; first: string; last: string }[]
  recent_events: { name: string; time: string; properties: Record<string, unknown>; session_id: string | null; app_id: string | null }[]
  purchases: { product_id: string; count: number; first: string; last: string }[]
  recent_purchases: { product_id: string; time: string; currency: string; price: number; quantity: number; properties: Record<string, unknown> }[]
  sessions: { count: number; seconds: number; recent: unknown[] }
  push_tokens: { app_id: string; token: string; device_id: string }[]
  email_subscribe: string
  push_subscribe: string
  total_revenue: number
  [more: string]: any
}

/** One that came in, with the answer. `json`: its body, when that is JSON. */
export type ObservedRequest = { id: number; at: string; method: string; path: string; query: string; headers: Record<string, string>; body: string; json: any; status: number; response: { status: number; headers: Record<string, string>; body: string }; [more: string]: any }

/** A message as GET /_emulator/messages shows one. */
export type ObservedMessage = { id: string; at: string; channel: string; status: 'sent' | 'delivered' | 'bounced' | 'failed' | 'withheld' | 'aborted' | (string & {}); reason: string | null; user: { braze_id: string | null; external_id: string | null }; device_id: string | null; campaign_id: string | null; canvas_id: string | null; payload: any; engagement: { at: string; action: string }[]; [more: string]: any }

export type ObservedRow = { seq: number; at: string; kind: string; profile: string | null; data: Record<string, any> }

export type RequestMatch = { method?: string; path?: string; status?: number; app_id?: string; headers?: Record<string, string>; body?: unknown }
export type Fault = { match?: { method?: string; path?: string; app_id?: string }; status?: number; body?: unknown; headers?: Record<string, string>; delay_ms?: number; drop?: 'before' | 'after'; times?: number; probability?: number }

type Query = Record<string, string | number | undefined>
const PAGE = 1000

const queryOf = (given: Query): string => {
  const parts = Object.entries(given).filter(([, value]) => value !== undefined)
  return parts.length === 0 ? '' : `?${new URLSearchParams(parts.map(([name, value]) => [name, String(value)])).toString()}`
}

const namesOf = (who: Who): Query => (typeof who === 'string' ? { external_id: who } : 'user_alias' in who ? { ...who.user_alias } : { ...who })

/** A person in words. */
export const whoText = (who: Who): string => (typeof who === 'string' ? `'${who}'` : Object.entries(namesOf(who)).map(([name, value]) => `${name} '${value}'`).join(', '))

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Says what was wanted and what came closest. */
function unverified(match: RequestMatch, count: number | undefined, found: { count: number; near_misses: { method: string; path: string; status: number; differences: { at: string; expected: unknown; found: unknown }[] }[] }): Error {
  const near = found.near_misses.map((one) => `  ${one.method} ${one.path} (${one.status}): ${one.differences.map(({ at, expected, found: there }) => `${at} is ${JSON.stringify(there)}, not ${JSON.stringify(expected)}`).join('; ')}`)
  return new Error([`expected ${count ?? 'at least 1'} request(s) like ${JSON.stringify(match)}, there ${found.count === 1 ? 'is' : 'are'} ${found.count}`, ...(near.length === 0 ? [] : ['near misses:', ...near])].join('\n'))
}

/** Reads and steers one workspace through its admin API. Every method rejects with the admin API's own words when that refuses. */
export function createObserver(admin: AdminCall) {
  /** All pages of a list. */
  async function all<Row>(path: string, plural: string, query: Query): Promise<Row[]> {
    const rows: Row[] = []
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const page: Record<string, unknown> = await admin('GET', `${path}${queryOf({ ...query, limit: PAGE, ...(cursor === undefined ? {} : { cursor }) })}`)
      rows.push(...(page[plural] as Row[]))
      cursor = (page['next'] as string | null | undefined) ?? null
    }
    return rows
  }

  async function brazeIdOf(who: Who): Promise<string | undefined> {
    if (typeof who === 'object' && 'braze_id' in who) return who.braze_id
    const { users } = await admin('GET', `/users${queryOf(namesOf(who))}`)
    if (users.length > 1) throw new Error(`${users.length} users are known by ${whoText(who)}`)
    return users[0]?.braze_id
  }

  /** The whole profile; undefined when nobody has this name. Throws when several have it. */
  async function profile(who: Who): Promise<ObservedProfile | undefined> {
    const id = await brazeIdOf(who)
    return id === undefined ? undefined : admin('GET', `/users/${encodeURIComponent(id)}`)
  }

  return {
    admin,
    profile,
    /** Everybody, a line each. */
    users: (): Promise<{ braze_id: string; external_id: string | null; [more: string]: any }[]> => all('/users', 'users', {}),
    /** What came in, oldest first. */
    requests: async (filter: { method?: string; path?: string; status?: number; since?: number } = {}): Promise<ObservedRequest[]> => (await all<ObservedRequest>('/requests', 'requests', filter)).map((row) => ({ ...row, json: jsonOf(row.body) })),
    /** What was or was not sent, oldest first. */
    messages: (filter: { channel?: string; external_id?: string; device_id?: string; campaign_id?: string; canvas_id?: string; status?: string; since?: string | number } = {}): Promise<ObservedMessage[]> => all('/messages', 'messages', filter),
    /** Everything that happened, oldest first. `kind` may be a beginning, or several with commas. */
    journal: (filter: { kind?: string; external_id?: string; braze_id?: string; since?: number } = {}): Promise<ObservedRow[]> => all('/journal', 'journal', filter),
    /** What the emulator noticed: refused, suspicious, ignored and wasted input. */
    diagnostics: (filter: { level?: string; path?: string; since?: number } = {}): Promise<Record<string, any>[]> => all('/diagnostics', 'diagnostics', filter),
    /** Rejects unless such a request came, `count` times when that is given, and says what came closest. */
    async verify(match: RequestMatch, count?: number): Promise<void> {
      const found = await admin('POST', '/requests/verify', { match, ...(count === undefined ? {} : { count }) })
      if (!found.verified) throw unverified(match, count, found)
    },
    /** Each gate in order, with what it compared: why the user did or did not get it. */
    async explain(who: Who, what: { campaign_id: string } | { canvas_id: string } | { segment_id: string } | { feature_flag: string }): Promise<{ passed: boolean; reason: string | null; why: string | null; gates: Record<string, any>[]; [more: string]: any }> {
      const id = await brazeIdOf(who)
      if (id === undefined) throw new Error(`nobody is known by ${whoText(who)}`)
      return admin('GET', `/users/${encodeURIComponent(id)}/explain${queryOf(what as Query)}`)
    },
    /** Answers to give instead of Braze's. */
    faults: {
      set: async (faults: readonly Fault[]): Promise<void> => void (await admin('PUT', '/faults', faults)),
      clear: async (): Promise<void> => void (await admin('DELETE', '/faults')),
      list: async (): Promise<Fault[]> => (await admin('GET', '/faults')).faults,
    },
    clock: {
      now: async (): Promise<string> => (await admin('GET', '/clock')).now,
      /** Moves time forward by `3d2h30s`; everything due on the way runs. */
      advance: (by: string): Promise<{ now: string; fired: number }> => admin('POST', '/clock/advance', { by }),
      /** Holds it at a time. */
      set: (now: string): Promise<{ now: string }> => admin('PUT', '/clock', { mode: 'held', now }),
      hold: (): Promise<{ now: string }> => admin('PUT', '/clock', { mode: 'held' }),
      /** Lets it run with the machine's. */
      release: (): Promise<{ now: string }> => admin('PUT', '/clock', { mode: 'real' }),
    },
    /** Waits until nothing is due, pending or unread. */
    settle: async (): Promise<void> => void (await admin('POST', '/settle')),
    /** Back to the configured seed; faults are gone. */
    async reset(): Promise<void> {
      await admin('DELETE', '/faults')
      await admin('POST', '/reset')
    },
  }
}

export type Observer = ReturnType<typeof createObserver>
