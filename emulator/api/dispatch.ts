// A request's way through the emulator: the order of checks is behaviour, and stands here as one list.
import type { ZodError } from 'zod'
import type { App } from '../domain/apps.ts'
import type { Kind } from '../domain/kinds.ts'
import { Refusal } from '../domain/refusal.ts'
import type { RestKey } from '../domain/rest-keys.ts'
import { delay } from '../kernel/delay.ts'
import type { World } from '../world.ts'
import { inflateBody, measureBody, readContentType } from './bodies.ts'
import type { Emulation } from './emulation.ts'
import type { Endpoint } from './endpoint.ts'
import { Fault, Reply, schemaOf, Settled } from './endpoint.ts'
import { noteOf, noteOfFault } from './fault-notes.ts'
import type { InjectedFault } from './injected-faults.ts'
import { nestedTooDeep, parseJson } from './json.ts'
import { defaultPool, limitHeaders } from './limits.ts'
import type { Realm } from './realm.ts'
import type { Router } from './router.ts'
import type { Suspicion } from './suspicions.ts'
import { suspicions } from './suspicions.ts'
import type { WireRequest, WireResponse } from './wire.ts'
import { isWhole, parseQuery } from './wire.ts'

/** What is known of a request so far; each check adds its part. */
export type Passage = {
  request: WireRequest
  emulation: Emulation
  realm: Realm
  endpoint: Endpoint | undefined
  params: Record<string, string>
  query: Record<string, string | string[]>
  body: unknown
  world: World | undefined
  restKey: RestKey | undefined
  app: App | undefined
  headers: Record<string, string>
  fault: InjectedFault | undefined
  /** What the endpoint's `prepare` gave. */
  prepared: unknown
  /** Members that the realm adds to a good answer, and rows about the request that come with its own. */
  additions: Record<string, unknown>
  remarks: { kind: Kind; data: Record<string, unknown> }[]
  /** What is taken, but looks like a mistake. */
  suspicious: Suspicion[]
  /** The newest journal row before the work began. */
  from: number
  /** The body as JSON, read once, not judged: undefined when it is none. A key may stand in it. */
  json(): { value: unknown } | undefined
  peek(): unknown
}

/** Passes, or throws the answer; may take its time. */
export type Check = (passage: Passage) => void | Promise<void>

/** Thrown by a fault that somebody asked for: the answer to give instead. */
class Injected {
  readonly response: WireResponse
  constructor(response: WireResponse) {
    this.response = response
  }
}

/** An error of ours, for people. */
const mistakeOf = (error: unknown): Record<string, unknown> => ({ error: String(error), stack: (error as Error)?.stack ?? null })

const LOST: WireResponse = { status: 0, headers: {}, body: '', drop: true }

/** Builds the way through: `realmOf` chooses the realm of a path, `router` the endpoint. */
export function createDispatch({ router, realmOf, emulation, report }: { router: Router; realmOf: (path: string) => Realm; emulation: Emulation; report: (error: unknown, where: string) => void }) {
  const findRoute: Check = (passage) => {
    const { request, realm } = passage
    const found = router.find(request.method, request.path)
    // The realm was chosen by the path's beginning; an endpoint of another one would be reached past its own keys
    if (found.match !== undefined && found.match.endpoint.realm === realm.name) {
      passage.endpoint = found.match.endpoint
      passage.params = found.match.params
    } else if (found.match === undefined && found.allow !== undefined) throw new Fault(405, realm.message(405, 'Method Not Allowed'), { allow: found.allow.join(', ') })
    else throw new Fault(404, realm.message(404, 'Not Found'))
  }

  const authenticate: Check = (passage) => passage.realm.authenticate(passage)

  const permit: Check = (passage) => passage.realm.permit(passage)

  const countAgainstLimit: Check = (passage) => {
    const { limit, limitOf } = passage.endpoint!
    if (limit === undefined) return
    const own = limitOf?.(passage.peek()) ?? []
    // Several at once: the one that is reached first speaks
    const window = (own.length > 0 ? own : [limit]).map((one) => emulation.limits.count(passage.world!, one)).reduce((tightest, one) => (one.remaining < tightest.remaining || (one.exceeded && !tightest.exceeded) ? one : tightest))
    Object.assign(passage.headers, limitHeaders(window))
    if (window.exceeded && emulation.rateLimits === 'braze') throw new Fault(429, passage.endpoint!.wording?.overLimit ?? passage.realm.message(429, 'Rate Limited'))
  }

  /** A fault counts as used when it takes effect: behind the checks of keys and limits, before everything that looks at the request's content. */
  const injectFault: Check = (passage) => {
    if (passage.realm.name === 'admin') return
    const fault = (passage.fault = emulation.faults.take(passage.world!, passage.request.method, passage.request.path, passage.app?.app_id))
    if (fault?.delay_ms !== undefined) return delay(fault.delay_ms).then(() => applyFault(passage, fault))
    if (fault !== undefined) applyFault(passage, fault)
  }

  function applyFault(passage: Passage, { drop, status = 500, ...fault }: InjectedFault): void {
    if (drop === 'before') throw new Injected(LOST)
    if (drop === 'after' || (passage.fault!.status === undefined && fault.body === undefined)) return
    throw new Injected(answer(passage, status, fault.body === undefined ? passage.realm.message(status, 'Injected fault') : fault.body, fault.headers))
  }

  const refuseUnbuilt: Check = ({ endpoint, realm }) => {
    if (endpoint!.handle === undefined && endpoint!.perform === undefined) throw new Fault(501, realm.message(501, `Brazier does not emulate ${endpoint!.method} ${endpoint!.path} yet`))
  }

  const parseBody: Check = (passage) => {
    const { request, endpoint, realm } = passage
    if (endpoint!.raw === true || endpoint!.method === 'GET') return
    if (request.body.length === 0 && (request.method === 'DELETE' || !realm.wantsJson)) return
    const parsed = passage.json()
    if (parsed === undefined) throw new Fault(400, realm.malformedJson)
    if (nestedTooDeep(parsed.value)) throw new Fault(400, realm.message(400, 'Bad Request'))
    passage.body = parsed.value
  }

  const noted = (fault: Fault, error: ZodError, input: unknown): Fault => Object.assign(fault, { note: fault.note ?? noteOf(error, input) })

  /** Accepted as Braze would; diagnostics say what it would ignore. */
  const suspect: Check = (passage) => {
    if (passage.realm.name === 'rest' || passage.realm.name === 'scim') passage.suspicious = suspicions(passage)
  }

  const checkSchema: Check = (passage) => {
    const { endpoint, realm } = passage
    if (endpoint!.query !== undefined) {
      const result = schemaOf(endpoint!.query).safeParse(passage.query)
      if (!result.success) throw noted(realm.invalid(result.error), result.error, passage.query)
      passage.query = result.data as Passage['query']
    }
    if (endpoint!.body === undefined) return
    const result = schemaOf(endpoint!.body).safeParse(passage.body ?? {})
    if (!result.success) throw noted(realm.invalid(result.error), result.error, passage.body)
    passage.body = result.data
  }

  /** What the realm asks of a request that it has read: whose it is, and whether he may. */
  const admit: Check = (passage) => passage.realm.admit?.(passage)

  const prepare: Check = (passage) => {
    const { world } = passage
    const { prepare: waitFor } = passage.endpoint!
    if (waitFor === undefined) return
    return waitFor({ ...passage, world: world!, body: passage.body as never, query: passage.query as never }).then((prepared) => void (passage.prepared = prepared))
  }

  /** What was refused before its key was read (404, 405, 413) counts too, and says where the window stands, when the key is good. "on every answer". docs: api/api_limits */
  function countRefused(passage: Passage): void {
    if (!['rest', 'scim'].includes(passage.realm.name) || passage.world !== undefined) return
    try {
      passage.realm.authenticate(passage)
    } catch {
      return // no key, no window
    }
    Object.assign(passage.headers, limitHeaders(emulation.limits.count(passage.world!, passage.endpoint?.limit ?? defaultPool)))
  }

  /** The order of checks on every request. The first that throws a Fault gives the answer. */
  const checks: readonly Check[] = [findRoute, measureBody, inflateBody, authenticate, permit, countAgainstLimit, injectFault, refuseUnbuilt, readContentType, parseBody, suspect, checkSchema, admit, prepare]

  const answer = (passage: Passage, status: number, body: unknown, headers: Record<string, string> = {}): WireResponse => ({
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...passage.realm.headers, ...passage.headers, ...headers },
    body: body === undefined ? '' : JSON.stringify(body),
  })

  const finish = (passage: Passage, result: unknown): WireResponse =>
    result instanceof Reply
      ? { ...result.response, headers: { ...passage.realm.headers, ...passage.headers, ...result.response.headers } }
      : answer(passage, passage.endpoint!.status, Object.keys(passage.additions).length === 0 ? result : { ...(result as object), ...passage.additions })

  /** The answer to what went wrong: a Fault as it is, a Refusal in the realm's words, anything else 500 with its stack in the journal. */
  function failure(passage: Passage, error: unknown): WireResponse {
    if (error instanceof Fault) return answer(passage, error.status, error.body, error.headers)
    if (error instanceof Refusal) {
      const fault = passage.realm.refused(error)
      return answer(passage, fault.status, fault.body, fault.headers)
    }
    report(error, `${passage.request.method} ${passage.request.path}`)
    return answer(passage, 500, passage.realm.message(500, 'Internal Server Error'))
  }

  function record(passage: Passage, response: WireResponse, error: unknown, last = (passage.world ?? emulation.directory.home()).journal.lastSeq()): number | undefined {
    if (passage.realm.name === 'admin') return undefined
    const world = passage.world ?? emulation.directory.home()
    const { method, path, query, headers, body } = passage.request
    const endpoint = passage.endpoint === undefined ? null : `${passage.endpoint.method} ${passage.endpoint.path}`
    const caused = error === undefined && last > passage.from ? { first_seq: passage.from + 1, last_seq: last } : { first_seq: null, last_seq: null }
    const id = world.requests.record({ ...caused, method, path, query, headers, body, endpoint, app_id: passage.app?.app_id ?? null, status: response.status, response_headers: response.headers, response_body: isWhole(response.body) ? response.body : '' })
    for (const { kind, data } of error === undefined ? passage.remarks : []) world.journal.append(kind, { request_id: id, method, path, ...data })
    if (passage.suspicious.length > 0) world.journal.append('request.suspicious', { request_id: id, method, path, notes: passage.suspicious })
    if (error === undefined) return id
    const unexpected = !(error instanceof Fault || error instanceof Refusal)
    const { as: kind = unexpected ? 'request.failed' : 'request.refused', ...note } = (error instanceof Fault ? noteOfFault(error, passage, () => emulation.endpoints().filter((one) => one.realm === passage.realm.name).map((one) => one.path)) : undefined) ?? {}
    world.journal.append(kind, {
      request_id: id, method, path, status: response.status,
      answer: typeof response.body === 'string' ? response.body : null,
      ...note,
      ...(unexpected ? mistakeOf(error) : {}),
    })
    return id
  }

  /** What the journal and the request log say of a fault that somebody asked for. */
  function recordFault(passage: Passage, response: WireResponse, last?: number): void {
    const { fault, request } = passage
    const id = record(passage, response, undefined, last)
    passage.world!.journal.append('request.faulted', { request_id: id ?? null, method: request.method, path: request.path, status: response.drop === true ? null : response.status, drop: fault!.drop ?? null })
  }

  /** Runs the handler with its request row in one savepoint of the turn's shared commit; a failure undoes all of it, then leaves its own trace. What `complete` adds comes after that commit, and the row with it. */
  async function work(passage: Passage): Promise<WireResponse> {
    const { endpoint, world } = passage
    const call = { ...passage, world: world!, body: passage.body as never, query: passage.query as never }
    if (endpoint!.perform !== undefined) return finish(passage, await endpoint!.perform(call))
    const answered = (result: unknown, last?: number): WireResponse => {
      const response = finish(passage, result)
      if (passage.fault?.drop === 'after') recordFault(passage, response, last)
      else record(passage, response, undefined, last)
      return response
    }
    const { handle, complete, spared } = endpoint!
    const begin = (): unknown => {
      passage.from = world!.journal.lastSeq()
      return handle!(call)
    }
    if (complete === undefined) return world!.db.shareCommit(() => answered(begin()))
    const { handled, response, last } = await world!.db.shareCommit(() => {
      const done = begin()
      return { handled: done, response: done instanceof Settled ? answered(done.answer) : undefined, last: world!.journal.lastSeq() }
    })
    if (response !== undefined) return response
    const result = await complete(call, handled as never).catch((error: unknown) => {
      if (spared === undefined || error instanceof Fault || error instanceof Refusal) throw error
      report(error, `${passage.request.method} ${passage.request.path}`)
      passage.remarks.push({ kind: 'request.failed', data: { status: endpoint!.status, ...mistakeOf(error) } })
      return spared(handled as never)
    })
    return world!.db.shareCommit(() => answered(result, last))
  }

  /** The answer to one request. Never rejects. */
  return async function dispatch(request: WireRequest): Promise<WireResponse> {
    let parsed: { json: { value: unknown } | undefined } | undefined
    const passage: Passage = {
      request, emulation, realm: realmOf(request.path), endpoint: undefined, params: {}, query: parseQuery(request.query), body: undefined, world: undefined, restKey: undefined, app: undefined, headers: {}, fault: undefined, prepared: undefined, additions: {}, remarks: [], suspicious: [], from: 0,
      json: () => (parsed ??= { json: parseJson(passage.request.body) }).json,
      peek: () => passage.json()?.value,
    }
    let response: WireResponse
    try {
      const early = passage.realm.early?.(passage)
      if (early !== undefined) return early
      for (const check of checks) {
        const waiting = check(passage)
        if (waiting !== undefined) await waiting
      }
      response = await work(passage)
    } catch (error) {
      countRefused(passage)
      response = error instanceof Injected ? error.response : failure(passage, error)
      const world = passage.world ?? emulation.directory.home()
      try {
        await world.db.shareCommit(() => (error instanceof Injected ? recordFault(passage, response) : void record(passage, response, error)))
      } catch (unrecorded) {
        report(unrecorded, 'recording a request')
      }
    }
    if (passage.fault?.drop === 'after') return LOST
    return request.method === 'HEAD' ? { ...response, body: '' } : response
  }
}

export type Dispatch = ReturnType<typeof createDispatch>
