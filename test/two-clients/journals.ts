// A journal as both clients must leave it: ids by the order of their first appearance, times gone.
import type { Emulator } from '../../emulator/adapters/package.ts'

export type Row = { kind: string; profile: unknown; data: unknown }

const ID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\b[0-9a-f]{32}\b|\b[0-9a-f]{24}\b/gi
const ISO = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z?/g
/** Between 2020 and 2100, in seconds or ms; an id that counts from a clock is none of these. */
const isTime = (value: number): boolean => (value > 1.57e9 && value < 4.1e9) || (value > 1.57e12 && value < 4.1e12)
/** Lasts as long as the script takes. */
const SPANS = new Set(['seconds', 'd'])
/** Of the browser's push service. */
const PUSH = new Set(['push_token', 'token', 'address', 'endpoint', 'custom_push_public_key', 'custom_push_user_auth', 'url'])

const STOPPED = new Set(['message.aborted', 'message.withheld'])

/** Base64 of a composite id, as it reads. */
const JWT = /^eyJ[\w-]+\.[\w-]+\.[\w-]+$/
const plain = (text: string): string => {
  const read = /^[\w+/-]{16,}={0,2}$/.test(text) ? Buffer.from(text, 'base64').toString() : ''
  return read.includes('_$_') ? read : text
}

/** Reads the rows that came since the last look. `keep`: a literal that stays as it is, for times that the script itself sends. */
export function journalOf(emulator: Emulator, keep: readonly string[] = []) {
  const labels = new Map<string, string>()
  const label = (id: string): string => {
    const lower = id.toLowerCase()
    if (!labels.has(lower)) labels.set(lower, `<id ${labels.size + 1}>`)
    return labels.get(lower)!
  }
  function told(value: unknown, name = ''): unknown {
    if (typeof value === 'number') return SPANS.has(name) ? '<span>' : isTime(value) ? '<time>' : value
    if (typeof value === 'string') return PUSH.has(name) && value.length > 16 ? `<${name}>` : keep.includes(value) ? value : JWT.test(value) ? '<jwt>' : plain(value).replace(ID, label).replace(ISO, '<time>')
    if (Array.isArray(value)) return value.map((one) => told(one, name))
    if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.keys(value).sort().map((key) => [key, told((value as Record<string, unknown>)[key], key)]))
    return value
  }
  let since = 0
  const read = async (): Promise<{ rows: Row[]; last: number }> => {
    const { journal } = await emulator.admin('GET', `/journal?limit=10000&since=${since}`)
    return { rows: journal.map(({ kind, profile, data }: Row) => told({ kind, profile, data })), last: journal.at(-1)?.seq ?? since }
  }
  /** What is asked side by side with the data comes in any order: syncs that are refused, messages that are stopped at their display. */
  const inOrder = (rows: Row[]): Row[] => {
    const refused = rows.filter(({ kind }) => kind === 'sdk_authentication.failed').map((row) => ({ ...row, data: { ...(row.data as object), request_id: 0, answer: '' } }))
    const byPath = (row: Row): string => (row.data as { path: string }).path
    const stopped = rows.filter(({ kind }) => STOPPED.has(kind))
    return [...rows.filter(({ kind }) => kind !== 'sdk_authentication.failed' && !STOPPED.has(kind)), ...stopped, ...refused.sort((a, b) => byPath(a).localeCompare(byPath(b)))]
  }
  return {
    /** The rows since the last `next`. */
    look: async (): Promise<Row[]> => inOrder((await read()).rows),
    /** From here on later rows count. */
    async next(): Promise<void> {
      since = (await read()).last
    },
  }
}
