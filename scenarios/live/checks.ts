// What a live check is made of: rows of the QA table, what the person does, what must arrive, what is looked up afterwards.
import type { JournalRow } from '../failure.ts'
import type { Wire } from '../wire.ts'
import type { Watch } from './waiting.ts'

/** What is known of the person's app so far. */
export type Facts = {
  /** The user of the app, once something of theirs arrived. */
  braze_id?: string
  external_id?: string
  device_id?: string
  app_id?: string
  platform?: string
}

export type LiveStep = {
  /** What to do now. */
  say: string | ((facts: Facts) => string)
  watches: (facts: Facts) => readonly Watch[]
}

export type Look = { wire: Wire; facts: Facts; /** Rows that the steps were satisfied by, in their order. */ rows: readonly JournalRow[] }

export type LiveCheck = {
  /** Of the QA table. */
  row: number
  /** What it needs of the app's user: the check is skipped without it, in these words. */
  needs?: (facts: Facts) => string | undefined
  /** Definitions that it needs; they are taken away at the end. */
  setup?: (look: Look) => Promise<void>
  steps: readonly LiveStep[]
  /** Problems found in what is stored; empty when all is well. */
  verify?: (look: Look) => Promise<string[]>
}

const text = (value: unknown): string => JSON.stringify(value)

/** A row of this kind, from the app's SDK when `sdk`; `data`: members that it must have. */
export const kind = (what: string, name: string, { sdk = false, fits = () => true }: { sdk?: boolean; fits?: (data: Record<string, any>, row: JournalRow) => boolean } = {}): Watch => ({
  what,
  fits: (row) => row.kind === name && (!sdk || row.data['source'] === 'sdk') && fits(row.data, row),
  near: (row) =>
    row.kind === name ? `${name} arrived, but ${sdk && row.data['source'] !== 'sdk' ? 'not from the SDK' : 'not as awaited'}: ${text(row.data).slice(0, 200)}`
    : /^(request\.(refused|failed)|decision\.(refused|ignored)|sdk_authentication\.failed)$/.test(row.kind) ? `refused or ignored: ${text(row.data).slice(0, 300)}`
    : undefined,
})

/** The user of a braze_id, through the public export; a problem in words when it is not one. */
export async function exported({ wire, facts }: Pick<Look, 'wire' | 'facts'>): Promise<Record<string, any> | string> {
  const { status, body } = await wire.rest('POST', '/users/export/ids', { braze_id: facts.braze_id })
  if (status >= 300) return `POST /users/export/ids answered ${status}: ${text(body)}`
  return (body.users as Record<string, any>[])[0] ?? `the export has no user with the braze_id ${facts.braze_id}`
}

/** The user as the admin API shows it. */
export const stored = ({ wire, facts }: Pick<Look, 'wire' | 'facts'>): Promise<Record<string, any>> => wire.adminBody('GET', `/users/${facts.braze_id}`)
