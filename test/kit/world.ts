// A fresh emulator for a test: in memory, held clock, seed 1, and short ways to call it and to see what it wrote.
import { fetchOf } from '../../emulator/adapters/fetch.ts'
import type { Core, EmulatorOptions } from '../../emulator/index.ts'
import { schemaOf } from '../../emulator/api/endpoint.ts'
import { createRouter } from '../../emulator/api/router.ts'
import { createCore, homeKeys, table } from '../../emulator/index.ts'

export const NOW = '2026-03-01T12:00:00.000Z'
export type Answer = { status: number; headers: Headers; body: any }

const router = createRouter(table)
/** Every good answer is what its endpoint says of it: the OpenAPI document is made of these schemas. */
function holdToSchema(method: string, path: string, answer: Answer): void {
  const endpoint = router.find(method, path.split('?')[0]!).match?.endpoint
  if (method === 'HEAD' || endpoint?.response === undefined || answer.status !== endpoint.status) return
  const judged = schemaOf(endpoint.response).safeParse(answer.body)
  if (!judged.success) throw new Error(`${method} ${path} answers what its schema does not describe: ${judged.error.message}\n${JSON.stringify(answer.body).slice(0, 2000)}`)
}

const open: Core[] = []
/** Closes every emulator that the test opened; test/kit/setup.ts calls it. */
export function closeWorlds(): void {
  for (const core of open.splice(0)) core.close()
}

/** An emulator whose clock stands at NOW. Unexpected errors fail the test that caused them. */
export function emulator(options: EmulatorOptions = {}) {
  const errors: unknown[] = []
  const core = createCore({ holdClock: NOW, onError: (error) => errors.push(error), ...options })
  open.push(core)
  const fetch = fetchOf(core)

  async function call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const text = body === undefined ? undefined : typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body)
    const response = await fetch(path, { method, headers: { ...(text === undefined ? {} : { 'content-type': 'application/json' }), ...headers }, ...(text === undefined ? {} : { body: text as BodyInit }) })
    const raw = await response.text()
    const answer: Answer = { status: response.status, headers: response.headers, body: response.headers.get('content-type')?.includes('json') === true && raw !== '' ? JSON.parse(raw) : raw }
    holdToSchema(method, path, answer)
    return answer
  }

  const key = { authorization: `Bearer ${homeKeys.rest}` }
  const journal = (since = 0) => core.world().journal.read({ since, limit: 100_000 })

  return {
    core,
    world: core.world(),
    fetch,
    errors,
    call,
    /** POST to a REST endpoint with the key that may do everything. */
    post: (path: string, body: unknown, headers: Record<string, string> = {}) => call('POST', path, body, { ...key, ...headers }),
    get: (path: string, headers: Record<string, string> = {}) => call('GET', path, undefined, { ...key, ...headers }),
    put: (path: string, body: unknown, headers: Record<string, string> = {}) => call('PUT', path, body, { ...key, ...headers }),
    patch: (path: string, body: unknown, headers: Record<string, string> = {}) => call('PATCH', path, body, { ...key, ...headers }),
    delete: (path: string, body?: unknown, headers: Record<string, string> = {}) => call('DELETE', path, body, { ...key, ...headers }),
    /** A call of the admin API. */
    admin: (method: string, path: string, body?: unknown) => call(method, `/_emulator${path}`, body),
    /** A data request of an SDK; `app` is `web`, `ios` or `android`. */
    sdk: (app: 'web' | 'ios' | 'android', path: string, body: Record<string, unknown>, headers: Record<string, string> = {}) => call('POST', `/api/v3${path}`, { api_key: homeKeys[app], ...body }, { 'x-braze-api-key': homeKeys[app], ...headers }),
    /** One user as /users/export/ids gives it, or undefined. */
    async exported(external_id: string, fields?: string[]): Promise<any> {
      const { body } = await call('POST', '/users/export/ids', { external_ids: [external_id], ...(fields === undefined ? {} : { fields_to_export: fields }) }, key)
      return body.users[0]
    },
    /** Runs `work` and answers the journal rows it added. */
    async rowsOf(work: () => Promise<unknown>) {
      const before = core.world().journal.lastSeq()
      await work()
      return journal(before)
    },
    /** Kinds of the rows that `work` added, in order. */
    async kindsOf(work: () => Promise<unknown>): Promise<string[]> {
      return (await this.rowsOf(work)).map((row) => row.kind)
    },
    journal,
  }
}
