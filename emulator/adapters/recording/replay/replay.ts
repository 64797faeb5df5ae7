// Playing a recording: each request at its time, with the keys and ids of here, and its answer against the recorded one.
import { bodyOf, bytesOf } from '../body.ts'
import type { Body, Exchange, Fixture } from '../fixture.ts'
import { answerHeaders } from '../headers.ts'
import type { Difference } from './compare.ts'
import { compareAnswers } from './compare.ts'
import type { Correspondence } from './correspondence.ts'
import { createCorrespondence } from './correspondence.ts'
import type { Ignores } from './ignore.ts'
import { keyPairs } from './keys.ts'
import type { Asked, Target } from './target.ts'

export type Outcome = { exchange: Exchange; status: number | undefined; differences: Difference[] }

export type ReplayOptions = {
  target: Target
  ignores: Ignores
  /** Recorded key → the emulator's, where the user knows better. */
  keys: ReadonlyMap<string, string>
  /** Hears of each exchange once it was compared. */
  heard: (outcome: Outcome) => void
}

const unescaped = (text: string): string => {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text
  }
}

/** A recorded request as it is said here. */
function askedHere({ request }: Exchange, { here }: Correspondence): Asked {
  const value = (text: string): string => {
    const plain = unescaped(text)
    return here(plain) === plain ? text : encodeURIComponent(here(plain))
  }
  const deep = (one: unknown): unknown => {
    if (typeof one === 'string') return here(one)
    if (Array.isArray(one)) return one.map(deep)
    return one === null || typeof one !== 'object' ? one : Object.fromEntries(Object.entries(one).map(([name, inner]) => [here(name), deep(inner)]))
  }
  const body = request.body === undefined || 'base64' in request.body ? request.body : (deep(request.body) as Body)
  return {
    method: request.method,
    path: request.path.split('/').map(value).join('/'),
    query: request.query.split('&').map((pair) => pair.split('=').map(value).join('=')).join('&'),
    headers: Object.fromEntries(Object.entries(request.headers).map(([name, text]) => [name, here(text)])),
    // The boundary of a multipart body is in its content-type as well
    body: bytesOf(body !== undefined && 'parts' in body && request.body !== undefined && 'parts' in request.body ? { ...body, boundary: request.body.boundary } : body),
  }
}

/** Plays all exchanges one after the other, in the order in which they were asked. */
export async function replay(fixture: Fixture, { target, ignores, keys, heard }: ReplayOptions): Promise<Outcome[]> {
  const correspondence = createCorrespondence(keyPairs(fixture.exchanges, target.keys, keys))
  const outcomes: Outcome[] = []
  let now = Date.parse(fixture.exchanges[0]?.at ?? fixture.recorded_at)
  await target.admin('PUT', '/clock', { mode: 'held', now: new Date(now).toISOString() })
  for (const exchange of fixture.exchanges) {
    if (Date.parse(exchange.at) > now) await target.admin('POST', '/clock/advance', { to: exchange.at })
    now = Math.max(now, Date.parse(exchange.at))
    correspondence.named(exchange)
    const said = await target.ask(askedHere(exchange, correspondence))
    const { method, path } = exchange.request
    const differences =
      said === undefined
        ? [{ path: 'status', expected: exchange.answer.status, actual: '(the connection was cut)' }]
        : compareAnswers(
            exchange.answer,
            { status: said.status, headers: answerHeaders(said.headers), body: said.body === undefined || method === 'HEAD' ? undefined : bodyOf(said.body, said.headers['content-type']), stream: said.body === undefined },
            { correspondence, hosts: fixture.hosts, origin: target.origin },
          )
    const outcome = { exchange, status: said?.status, differences: differences.filter((one) => !ignores(method, path, one.path)) }
    outcomes.push(outcome)
    heard(outcome)
    // What the real platform did until the next request came
    await target.admin('POST', '/settle')
  }
  return outcomes
}
