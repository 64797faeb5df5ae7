// CSV imports of users: a file is read in pieces, each a transaction; what was skipped and why is told in a report. docs: import_users/csv
import type { Db } from '../../kernel/db.ts'
import type { Ids } from '../../kernel/ids.ts'
import type { Journal } from '../../kernel/journal.ts'
import { Refusal } from '../refusal.ts'
import { isBlank } from './cell-values.ts'
import type { ImportKind } from './columns.ts'
import { readHeader } from './columns.ts'
import type { CsvRecord } from './csv-records.ts'
import { recordsOf } from './csv-records.ts'
import type { ImportRows, Running } from './import-rows.ts'
import { importStatements } from './imports.sql.ts'

/** "500 MB" for attributes, "50 MB" for events. docs: import_users/csv */
export const ATTRIBUTES_BYTES = 500 * 1024 * 1024
export const EVENTS_BYTES = 50 * 1024 * 1024
const LISTED = 100 // problems of each sort that a report lists; all are counted

export const IMPORT_STATUSES = ['Complete', 'Partial success'] as const
export type ImportReport = {
  id: string
  name: string
  kind: ImportKind
  status: (typeof IMPORT_STATUSES)[number]
  /** Rows with data, the header not counted. */
  rows: number
  imported: number
  created: number
  updated: number
  skipped: { row: number; identifier?: string; reason: string }[]
  warnings: { row: number; column: string; reason: string }[]
  /** Problems beyond those that are listed. */
  more: { skipped: number; warnings: number }
}

const isData = (record: CsvRecord): boolean => 'malformed' in record || record.cells.some((cell) => !isBlank(cell))

/** Imports files into one world. */
export function createImports({ db, ids, journal, importRows }: { db: Db; ids: Ids; journal: Journal; importRows: ImportRows }) {
  const sql = importStatements(db)
  // Who was in a file stays so when the profiles become one: the filter "Updated/Imported from CSV" asks
  journal.observe(['profile.merged'], ({ data }) => void sql.move.run((data['into'] as { braze_id: string }).braze_id, (data['from'] as { braze_id: string }).braze_id))

  /** Reads the header. Throws Refusal `invalid_import` with `why`. */
  function begin({ name, kind, bytes }: { name: string; kind: ImportKind | undefined; bytes: Uint8Array }) {
    const pieces = recordsOf(bytes)
    const first = pieces.next().value?.[0]
    if (first === undefined) throw new Refusal('invalid_import', { why: 'the file is empty' })
    if ('malformed' in first) throw new Refusal('invalid_import', { why: `the header is ${first.malformed.startsWith('not') ? '' : 'malformed: '}${first.malformed}` })
    const header = readHeader(first.cells, kind)
    if (header.kind === 'events' && bytes.length > EVENTS_BYTES) throw new Refusal('invalid_import', { why: 'a file of events has at most 50 MB' })

    const id = db.tx(() => {
      const made = ids.uuid()
      sql.begin.run(made, name)
      return made
    })
    const running: Running = { id, header, types: new Map() }
    const report: ImportReport = { id: running.id, name, kind: header.kind, status: 'Complete', rows: 0, imported: 0, created: 0, updated: 0, skipped: [], warnings: [], more: { skipped: 0, warnings: 0 } }

    function skipped(row: number, identifier: string | undefined, reason: string): void {
      report.status = 'Partial success'
      if (report.skipped.length === LISTED) return void report.more.skipped++
      report.skipped.push({ row, ...(identifier === undefined ? {} : { identifier }), reason })
      importRows.refused(running.id, row, reason)
    }
    function warned(row: number, column: string, reason: string): void {
      if (report.warnings.length === LISTED) report.more.warnings++
      else report.warnings.push({ row, column, reason })
    }
    for (const { name: column, why } of header.left) warned(first.row, column, why)

    function importOne(record: CsvRecord): void {
      if (!isData(record)) return
      report.rows++
      if ('malformed' in record) return skipped(record.row, undefined, record.malformed)
      const { row, cells } = record
      if (cells.length !== header.width) return skipped(row, undefined, `${cells.length} cells, the header has ${header.width}`)
      const done = importRows.apply(running, cells, (column, reason) => warned(row, column, reason))
      if ('skipped' in done) return skipped(row, importRows.keyOf(header, cells), done.skipped)
      sql.touch.run(running.id, done.profile.id)
      report.imported++
      if (done.created) report.created++
      else report.updated++
    }

    function finish(): void {
      importRows.forget(running.id)
      const { skipped: left, warnings, more, ...sums } = report
      journal.append('import.finished', { ...sums, skipped: left.length + more.skipped, warnings: warnings.length + more.warnings })
    }

    return {
      report,
      /** Imports the next piece, in one transaction. False when there is no more. */
      step: (): boolean =>
        db.tx(() => {
          const piece = pieces.next()
          if (piece.done === true) finish()
          else for (const record of piece.value) importOne(record)
          return piece.done !== true
        }),
    }
  }

  return { begin }
}

export type Imports = ReturnType<typeof createImports>
