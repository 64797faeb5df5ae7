// What a recording is: one JSON document, one exchange a line, so that it can be read, cut and compared by hand.
import * as z from 'zod'
import { ConfigError } from '../../config.ts'

const part = z.strictObject({ headers: z.record(z.string(), z.string()), text: z.string().optional(), json: z.unknown().optional(), base64: z.string().optional() })
/** A body in the form that says most: parsed where it is JSON or multipart, text where it is text, else base64. */
const body = z.union([
  z.strictObject({ json: z.unknown() }),
  z.strictObject({ text: z.string() }),
  z.strictObject({ base64: z.string() }),
  z.strictObject({ parts: z.array(part), boundary: z.string() }),
])
const headers = z.record(z.string(), z.string())

const exchange = z.strictObject({
  /** In the order in which the requests came; the file is in the order in which the answers ended. */
  n: z.int(),
  at: z.iso.datetime(),
  took_ms: z.number(),
  request: z.strictObject({ method: z.string(), path: z.string().startsWith('/'), query: z.string(), headers, body: body.optional() }),
  /** `stream`: its body never ends by itself, or was longer than what is kept; only its head is compared. */
  answer: z.strictObject({ status: z.int(), headers, body: body.optional(), stream: z.literal(true).optional() }),
})

const fixture = z.strictObject({
  brazier: z.literal('recording', { error: 'it does not say { "brazier": "recording" }' }),
  version: z.literal(1, { error: 'it is of another version of Brazier' }),
  recorded_at: z.iso.datetime(),
  /** Origins of the recorded hosts. */
  hosts: z.array(z.string()),
  masked: z.boolean(),
  exchanges: z.array(exchange),
})

export type Part = z.output<typeof part>
export type Body = z.output<typeof body>
export type Exchange = z.output<typeof exchange>
export type Fixture = z.output<typeof fixture>

/** In a masked recording, the text that stands for the bytes of an answer: they may hold anybody. */
export const BYTES = '(bytes, not recorded)'

/** Everything before the first exchange. */
export const opening = (head: Pick<Fixture, 'recorded_at' | 'hosts' | 'masked'>): string =>
  `${JSON.stringify({ brazier: 'recording', version: 1, ...head }).slice(0, -1)},"exchanges":[\n`
/** Everything after the last one. */
export const CLOSING = '\n]}\n'

/** A recording from its text. One that was cut off in its last line is read up to there. Throws ConfigError. */
export function readFixture(text: string, file: string): Fixture {
  const parsed = fixture.safeParse(jsonOf(text, file))
  if (parsed.success) return { ...parsed.data, exchanges: parsed.data.exchanges.sort((a, b) => a.n - b.n) }
  const { path, message } = parsed.error.issues[0]!
  throw new ConfigError(`${file} is no recording: ${path.length === 0 ? '' : `${path.join('.')}: `}${message}`)
}

function jsonOf(text: string, file: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    const lines = text.split('\n')
    if (!text.startsWith('{"brazier":"recording"')) throw new ConfigError(`${file} is no recording: ${(error as Error).message}`)
    for (let whole = lines.length; whole > 0; whole--) {
      try {
        return JSON.parse(`${lines.slice(0, whole).join('\n').replace(/,\s*$/, '')}]}`)
      } catch {
        continue // one line less
      }
    }
    throw new ConfigError(`${file} is no recording: it is cut off before the first exchange`)
  }
}
