// One call to an endpoint: bounded in time, never following a redirect, reading a little of the answer whatever comes. docs: creating_a_webhook ("Errors, retry logic, and timeouts")
import { beginning } from '../answer-beginning.ts'
import type { WebhookRequest } from './request.ts'

const PATIENCE_MS = 90_000 // "Each webhook is allowed 90 seconds before it times out"
export const CONNECTION_ERROR = 599 // "a network connect timeout error while trying to establish a connection"

/** What came back. `source`: who is to blame, in the words of Currents. */
export type Answer = { status: number; raw: string; content_length: number | null; source: string | null }
const FROM_ENDPOINT = 'External Endpoint'
const NO_STATUS = 'Treat no status code to host unreachable'

/** The machine's own words for what went wrong. */
const wordsOf = (error: unknown): string => {
  const cause = (error as { cause?: { code?: unknown; message?: unknown } }).cause
  const { name, message } = error as { name?: unknown; message?: unknown }
  return name === 'TimeoutError' ? `no answer within ${PATIENCE_MS / 1000} seconds` : String(cause?.code ?? cause?.message ?? message ?? error)
}

/** Never rejects. */
export async function call(outbound: typeof fetch, { url, method, headers, body }: WebhookRequest): Promise<Answer> {
  try {
    const response = await outbound(url, { method, headers, body, redirect: 'manual', signal: AbortSignal.timeout(PATIENCE_MS) })
    const { text, bytes, whole } = await beginning(response)
    const told = Number(response.headers.get('content-length') ?? NaN)
    const content_length = Number.isInteger(told) ? told : whole ? bytes : null
    return { status: response.status, raw: text, content_length, source: response.ok ? null : FROM_ENDPOINT }
  } catch (error) {
    return { status: CONNECTION_ERROR, raw: wordsOf(error), content_length: null, source: NO_STATUS }
  }
}
