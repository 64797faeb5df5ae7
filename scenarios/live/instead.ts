// What arrived in place of what was awaited, in words: near misses, another workspace or key, requests without data, and the last rows.
import type { JournalRow } from '../failure.ts'
import { rowText } from '../failure.ts'
import type { Around, SdkRequest } from './feed.ts'
import type { Watch } from './waiting.ts'

const LAST_ROWS = 8
// Rows that are no answer to anything the person did
const QUIET = /^(clock\.changed|workspace\.|settings\.|segment\.|campaign\.(created|deleted|stopped|launched)|canvas\.(created|deleted|stopped|launched))/

/** The SDK key that a request came with. */
function keyOf({ headers, body }: SdkRequest): string | undefined {
  const inHeader = headers['x-braze-api-key']
  if (inHeader !== undefined) return inHeader
  try {
    return (JSON.parse(body) as { api_key?: string }).api_key
  } catch {
    return undefined
  }
}

/** SDK requests that were refused, each reason once. */
export function refusals(rows: readonly JournalRow[], { requests, homeless }: Pick<Around, 'requests' | 'homeless'>): string[] {
  const strangers = [...requests, ...homeless].filter(({ app_id }) => app_id === null).map(keyOf)
  const keys = [...new Set(strangers)].map((key) => (key === undefined ? 'an SDK request came without a key' : `an SDK request came with the key '${key}', which is none of this emulator's`))
  const others = rows.flatMap(({ kind, data }) => {
    const path = String(data['path'] ?? '')
    if (kind === 'sdk_authentication.failed') return [`SDK Authentication failed: ${String(data['error_code'] ?? '')} ${String(data['reason'] ?? '')}`]
    if (!/^request\.(refused|failed)$/.test(kind) || !path.startsWith('/api/v3') || String(data['answer']).includes('invalid_api_key')) return []
    return [`${String(data['method'])} ${path} was refused: ${String(data['answer'])}`]
  })
  return [...new Set([...keys, ...others])]
}

// What is stored all the same, with a remark
const NO_LOSS = ['purchase.exchange_rate', 'P3']

/** Decisions against data: refused or ignored. */
export const decisions = (rows: readonly JournalRow[]): string[] =>
  rows.flatMap(({ kind, data }) => (/^decision\.(refused|ignored)$/.test(kind) && !NO_LOSS.includes(String(data['rule'])) ? [`${kind === 'decision.refused' ? 'refused' : 'ignored'}: ${String(data['why'])} ${JSON.stringify(data['compared'] ?? {}).slice(0, 200)}`] : []))

export type Missed = {
  missing: readonly Watch[]
  came: readonly JournalRow[]
  around: Around
  /** Where the app should speak to. */
  url: string
  /** What it means that the app spoke, but nothing of this arrived. */
  ifSilent?: string | undefined
}

export function insteadOf({ missing, came, around, url, ifSilent }: Missed): string[] {
  const near = missing.flatMap((watch) => came.flatMap((row) => watch.near?.(row) ?? []))
  const refused = refusals(came, around)
  const elsewhere = around.elsewhere.map(({ workspace, rows }) => `the app spoke to workspace '${workspace}' instead, with the SDK key of its app ${String(rows.findLast(({ data }) => data['app_id'] !== undefined)?.data['app_id'] ?? '?')}: ${[...new Set(rows.map(({ kind }) => kind))].join(', ')}`)
  const said = came.filter(({ kind }) => !QUIET.test(kind))
  const spoke = around.requests.filter(({ app_id }) => app_id !== null)
  const told = [...near, ...refused, ...elsewhere, ...decisions(said), ...(spoke.length > 0 && near.length === 0 && ifSilent !== undefined ? [ifSilent] : [])]
  const rows = said.length > 0 ? [`${said.length} row(s) arrived, the last:`, ...said.slice(-LAST_ROWS).map((row) => `  ${rowText(row)}`)]
    : spoke.length > 0 ? [`${spoke.length} request(s) of the SDK arrived (${[...new Set(spoke.map(({ path, status }) => `${path} → ${status}`))].join(', ')}), and nothing in them that changes anything`]
    : told.length > 0 ? []
    : [`nothing arrived: is the app pointed at ${url} (brazier env), with a key of this workspace, and does it send at once?`]
  return [...new Set(told), ...rows]
}
