// Sends calls one after the other and records each (N5, N6; headers of web wire 2 and mobile wire 2).
import { readAnswer } from './answers.ts'
import { noteOptional, noteRefusal } from './auth-errors.ts'
import type { Outcome } from './answers.ts'
import type { Context } from './device-memory.ts'
import { PATHS } from './platform-wire.ts'
import type { Endpoint } from './platform-wire.ts'
import type { CallRecord, JsonObject, WireAnswer, WireCall } from './wire-types.ts'

/** What the header says when a path was never called (web wire 2). */
const NEVER_CALLED_MS = 7_200_000

export type Send = {
  endpoint: Endpoint
  /** Made when the call's turn comes; undefined = no longer wanted. */
  body: () => JsonObject | undefined
  triggers?: boolean
  full?: boolean
  signature: string | undefined
  /** What the limiter had left; undefined while it is off. */
  tokensLeft: number | undefined
  headers?: Record<string, string>
}

/** `record` is undefined when the call never left. */
export type Sent = { outcome: Outcome; record: CallRecord | undefined }

type Origin = Pick<Context, 'process' | 'store'>

export type Calls = {
  /** Queues one call; resolves when its answer was read. Never rejects. */
  send(what: Send): Promise<Sent>
  /** Keeps idle() waiting until the work is done. */
  track<T>(work: Promise<T>): Promise<T>
  idle(): Promise<void>
  /** Does the work once all that is under way has ended. */
  after<T>(work: () => Promise<T>): Promise<T>
  requests: CallRecord[]
}

/**
 * The device's one line to the server. A real SDK may have several calls under way at once; here they leave in order,
 * each after the answer to the one before, so that a scenario is the same on every run.
 */
export const createCalls = (context: Context): Calls => {
  const requests: CallRecord[] = []
  /** With the process that began it. */
  const working = new Map<Promise<unknown>, Context['process']>()
  let line: Promise<unknown> = Promise.resolve()
  let lineOf: Context['process']

  const track = <T>(work: Promise<T>): Promise<T> => {
    working.set(work, context.process)
    const done = (): void => void working.delete(work)
    work.then(done, done)
    return work
  }

  const headersOf = (what: Send, failures: number, last: number | undefined): Record<string, string> => {
    return {
      ...context.wire.headers(what.endpoint, { triggers: what.triggers === true, full: what.full === true }),
      'X-Braze-Api-Key': context.options.apiKey,
      'X-Braze-Last-Req-Ms-Ago': String(last === undefined ? NEVER_CALLED_MS : context.clock.now() - last),
      'X-Braze-Req-Attempt': String(failures + 1),
      ...(what.tokensLeft === undefined ? {} : { 'X-Braze-Req-Tokens-Remaining': String(what.tokensLeft) }),
      ...(what.signature === undefined ? {} : { 'X-Braze-Auth-Signature': what.signature }),
      ...what.headers,
    }
  }

  const read = (record: CallRecord, endpoint: Endpoint, answer: WireAnswer): Outcome => {
    record.answer = answer
    const outcome = readAnswer(context.wire, endpoint, answer, context.clock.now())
    if (outcome.kind === 'failed' || outcome.kind === 'lost') {
      record.outcome = outcome.kind
      record.failure = outcome.failure
    } else record.outcome = 'ok'
    if (outcome.kind === 'failed' && outcome.decodeError !== undefined) record.decodeError = outcome.decodeError
    return outcome
  }

  const run = async (what: Send, from: Origin, last: number | undefined): Promise<Sent> => {
    const { process } = from
    const same = (): boolean => context.process === process && context.store === from.store
    const body = process === undefined || !same() || process.held ? undefined : what.body()
    if (process === undefined || body === undefined) return { outcome: { kind: 'abandoned' }, record: undefined }
    const path = PATHS[what.endpoint]
    const headers = headersOf(what, process.failures[path] ?? 0, last)
    const call: WireCall = { method: 'POST', path, headers, body: JSON.stringify(body) }
    const record: CallRecord = { at: context.clock.now(), path, headers, body: JSON.parse(call.body), call, outcome: 'in flight' }
    requests.push(record)

    let outcome: Outcome
    try {
      if (!context.os.online) throw new Error('the device is offline')
      outcome = read(record, what.endpoint, await context.options.transport(call))
    } catch (error) {
      record.outcome = 'failed'
      record.failure = error instanceof Error ? error.message : String(error)
      outcome = { kind: 'failed', failure: record.failure, retriable: true, retryAfterMs: 0 }
    }
    if (!same()) return { outcome: { kind: 'abandoned' }, record }
    // A6: only a good answer ends a row of refusals
    if (outcome.kind === 'ok') {
      process.authFailures = 0
      noteOptional(context, record, outcome.body)
    } else if (outcome.kind === 'failed' && outcome.authError !== undefined) noteRefusal(context, record, outcome.authError)
    if (outcome.kind === 'failed') {
      process.failures[path] = (process.failures[path] ?? 0) + 1
      if (outcome.authError === undefined) context.notices.emit('network_failure', record)
    } else delete process.failures[path]
    return { outcome, record }
  }

  const send: Calls['send'] = (what) => {
    const from = { process: context.process, store: context.store }
    // A call that hung when the process died does not hold up the next process.
    if (lineOf !== from.process) line = Promise.resolve()
    lineOf = from.process
    // Counted from when it was made, not from its turn
    const last = from.store.lastCallAt[PATHS[what.endpoint]]
    from.store.lastCallAt[PATHS[what.endpoint]] = context.clock.now()
    const turn = line.then(() => run(what, from, last))
    line = turn
    return track(turn)
  }

  const quiet = async (under: () => Promise<unknown>[]): Promise<void> => {
    do {
      await Promise.allSettled(under())
      for (let i = 0; i < 8; i++) await Promise.resolve()
    } while (under().length > 0)
  }

  /** Works that wait for the others do not wait for each other, nor for what hangs since another process. */
  const patient = new Set<Promise<unknown>>()
  const after: Calls['after'] = (work) => {
    const { process } = context
    const others = (): Promise<unknown>[] => [...working].filter(([one, from]) => from === process && !patient.has(one)).map(([one]) => one)
    const own = track(quiet(others).then(work))
    patient.add(own)
    const done = (): void => void patient.delete(own)
    own.then(done, done)
    return own
  }

  return { send, track, idle: () => quiet(() => [...working.keys()]), after, requests }
}
