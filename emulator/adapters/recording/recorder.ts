// From what the proxy overhears to the recording: decoded, masked, written; and written anew where a value is known for a person's only later.
import { isoTime } from '../../kernel/clock.ts'
import { bodyOf, decoded } from './body.ts'
import type { Exchange } from './fixture.ts'
import type { FixtureFile } from './fixture-file.ts'
import type { Overheard } from './forward.ts'
import { answerHeaders, requestHeaders } from './headers.ts'
import type { Masker } from './mask/masker.ts'

/** An exchange as a recording has it, nothing masked yet. */
export function exchangeOf(one: Overheard): Exchange {
  const asked = bodyOf(decoded(one.body, one.headers['content-encoding']) ?? one.body, one.headers['content-type'])
  const isStream = one.answer === undefined || /^text\/event-stream/i.test(one.answerHeaders['content-type'] ?? '')
  const said = isStream ? undefined : bodyOf(decoded(one.answer!, one.answerHeaders['content-encoding']) ?? one.answer!, one.answerHeaders['content-type'])
  return {
    n: one.n, at: isoTime(one.at), took_ms: one.took_ms,
    request: { method: one.method, path: one.path, query: one.query, headers: requestHeaders(one.headers), ...(asked === undefined ? {} : { body: asked }) },
    answer: { status: one.status, headers: answerHeaders(one.answerHeaders), ...(said === undefined ? {} : { body: said }), ...(isStream ? { stream: true } : {}) },
  }
}

/** Forms in which a value may stand in a line of the file. */
const writings = (value: string): string[] => [...new Set([JSON.stringify(value).slice(1, -1), encodeURIComponent(value)])]

/** `masker` undefined: everything is kept as it is. Answers what was written. */
export function createRecorder(file: FixtureFile, masker: Masker | undefined) {
  return (one: Overheard): Exchange => {
    const plain = exchangeOf(one)
    if (masker === undefined) {
      file.append(plain)
      return plain
    }
    const exchange = masker.mask(plain)
    const fresh = masker.takeFresh().flatMap(writings)
    if (fresh.length > 0) file.revise((line) => fresh.some((value) => line.includes(value)), masker.mask)
    file.append(exchange)
    return exchange
  }
}
