// The steps of a YAML scenario that are no verb of a device: time, REST and admin calls.
import * as z from 'zod'
import type { Stage } from '../stage.ts'
import type { Answer } from '../wire.ts'
import type { Shape } from './words.ts'
import { anything, span, text, whole } from './words.ts'

/** What these steps are run with. */
export type Hands = { stage: Stage; /** Remembers a value for later steps: `<kept.name>`. */ keep(name: string, value: unknown): void }

export type OtherStep = {
  doc: string
  takes: Shape
  run(hands: Hands, given: Record<string, any>): Promise<unknown>
}

/** Method and path of `POST /users/track`. */
export const partsOf = (call: string): { method: string; path: string } => {
  const [method, path] = call.trim().split(/\s+/) as [string, string]
  return { method, path }
}

const call = text.regex(/^\s*(GET|POST|PUT|PATCH|DELETE)\s+\/\S*\s*$/, { error: (issue) => `'${String(issue.input)}' is no call: write method and path, as in POST /users/track` })

/** A member of a body by its path: `users.0.braze_id`, or `users[0].braze_id` as failures write it. */
const within = (body: unknown, path: string): unknown => path.replace(/\[(\d+)\]/g, '.$1').replace(/^\./, '').split('.').reduce<unknown>((value, name) => (value as Record<string, unknown> | null | undefined)?.[name], body)

function look({ stage, keep }: Hands, { answer: expected, keep: kept }: Record<string, any>, title: string, body: unknown): void {
  if (expected !== undefined) stage.expect.value(body, `the answer of ${title}`).toMatch(expected)
  for (const [name, path] of Object.entries((kept ?? {}) as Record<string, string>)) {
    const value = within(body, path)
    if (value === undefined) throw new Error(`the answer of ${title} has no '${path}' to keep as '${name}'`)
    keep(name, value)
  }
}

const answered = { answer: anything.optional(), keep: z.record(z.string(), text).optional() }

export const otherSteps: Record<'advance' | 'rest' | 'admin' | 'settle', OtherStep> = {
  advance: {
    doc: 'Time passes for the emulator and every device: 40s, 5m, 3d2h30s.',
    takes: { by: span },
    run: ({ stage }, given) => stage.clock.advance(given['by']),
  },
  rest: {
    doc: 'A call of the REST API. Without status the answer must be a 2xx; answer: members that its body has; keep: { name: path } remembers parts of it, for <kept.name> in later steps.',
    takes: { call, body: anything.optional(), status: whole.optional(), key: text.optional(), headers: z.record(z.string(), text).optional(), ...answered },
    async run(hands, given) {
      const { method, path } = partsOf(given['call'])
      const { status, key, headers } = given
      const options = { ...(status === undefined ? {} : { status }), ...(key === undefined ? {} : { key }), ...(headers === undefined ? {} : { headers }) }
      const { body }: Answer = await hands.stage.rest.request(method, path, given['body'], options)
      look(hands, given, given['call'], body)
    },
  },
  admin: {
    doc: 'A call of the admin API; the path stands below /_emulator. answer and keep: as of rest.',
    takes: { call, body: anything.optional(), ...answered },
    async run(hands, given) {
      const { method, path } = partsOf(given['call'])
      const { admin } = hands.stage
      const ways: Record<string, () => Promise<unknown>> = { GET: () => admin.get(path), POST: () => admin.post(path, given['body']), PUT: () => admin.put(path, given['body']), PATCH: () => admin.patch(path, given['body']), DELETE: () => admin.delete(path) }
      look(hands, given, given['call'], await ways[method]!())
    },
  },
  settle: {
    doc: 'Waits until no device has a request under way and the emulator is done with all it was given. Most steps do so by themselves.',
    takes: {},
    run: ({ stage }) => stage.settle(),
  },
}
