// REST and admin calls of a scenario, over the target's fetch; an answer nobody asked for is a failure.
import type { Target } from './target.ts'

export type Answer = { status: number; headers: Headers; body: any }
export type Wire = ReturnType<typeof createWire>

/** Plain calls; judging the answers is the caller's part. */
export function createWire(target: Target) {
  async function call(method: string, path: string, body: unknown, headers: Record<string, string>): Promise<Answer> {
    const text = body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body)
    const response = await target.fetch(new Request(target.url + path, { method, redirect: 'manual', headers: { ...(text === undefined ? {} : { 'content-type': 'application/json' }), ...headers }, ...(text === undefined ? {} : { body: text }) }))
    const raw = await response.text()
    let parsed: unknown = raw
    try {
      parsed = raw === '' ? undefined : JSON.parse(raw)
    } catch {} // the text is the body then
    return { status: response.status, headers: response.headers, body: parsed }
  }

  function rest(method: string, path: string, body?: unknown, { key = target.keys.rest, headers = {} }: { key?: string | undefined; headers?: Record<string, string> | undefined } = {}): Promise<Answer> {
    return call(method, path, body, { authorization: `Bearer ${key}`, ...headers })
  }

  function admin(method: string, path: string, body?: unknown): Promise<Answer> {
    const below = path.replace(/^\/_emulator(?=\/|$)/, '')
    const workspace = target.workspace === undefined || /[?&]workspace=/.test(below) ? '' : `${below.includes('?') ? '&' : '?'}workspace=${encodeURIComponent(target.workspace)}`
    return call(method, `/_emulator${below}${workspace}`, body, target.adminHeaders)
  }

  /** An admin call of the kit itself. Throws when the emulator refuses it. */
  async function adminBody(method: string, path: string, body?: unknown): Promise<any> {
    const answer = await admin(method, path, body)
    if (answer.status >= 400) throw new Error(`${method} /_emulator${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`)
    return answer.body
  }

  /** A file that an answer named, as it is. */
  async function download(url: string): Promise<{ status: number; bytes: Uint8Array }> {
    const response = await target.fetch(new Request(url))
    return { status: response.status, bytes: new Uint8Array(await response.arrayBuffer()) }
  }

  return { rest, admin, adminBody, download }
}
