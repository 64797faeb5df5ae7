// `brazier import users.csv`: a file of attributes or events into a running emulator, with what was skipped and why. Exit code 1 when rows were skipped.
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { Command } from 'commander'
import { ConfigError } from '../../config.ts'
import type { ImportReport } from '../../domain/imports/imports.ts'
import { callAdmin, targetOf, withTarget } from './client.ts'

type Options = { json?: true; name?: string; kind?: string }

function fileBytes(file: string): Buffer {
  try {
    return readFileSync(file)
  } catch (error) {
    throw new ConfigError((error as Error).message)
  }
}

const rows = (n: number): string => `${n} row${n === 1 ? '' : 's'}`

/** The report for people: a summary, then each problem with its row. */
function lines({ name, kind, status, rows: all, imported, created, updated, skipped, warnings, more }: ImportReport): string[] {
  const left = skipped.length + more.skipped
  return [
    `${name}: ${status}, ${imported} of ${rows(all)} of ${kind} imported (users created in ${created}, known in ${updated})${left === 0 ? '' : `, ${rows(left)} skipped`}`,
    ...skipped.map(({ row, identifier, reason }) => `  row ${row}${identifier === undefined ? '' : ` (${identifier})`} skipped: ${reason}`),
    ...(more.skipped === 0 ? [] : [`  and ${more.skipped} more rows skipped`]),
    ...warnings.map(({ row, column, reason }) => `  row ${row}, ${column || 'a column without a name'}: ${reason}`),
    ...(more.warnings === 0 ? [] : [`  and ${more.warnings} more warnings`]),
  ]
}

export const importCommand = (): Command =>
  withTarget(new Command('import').description('import users from a CSV file, as the dashboard does').argument('<file>'))
    .option('--kind <kind>', 'attributes or events (default: the columns tell)')
    .option('--name <name>', "the import's name (default: the file's)")
    .option('--json', 'the report as JSON')
    .action(async (file: string, options: Options) => {
      if (options.kind !== undefined && options.kind !== 'attributes' && options.kind !== 'events') throw new ConfigError('--kind is attributes or events')
      const query = new URLSearchParams({ name: options.name ?? basename(file), ...(options.kind === undefined ? {} : { kind: options.kind }) })
      const report = await callAdmin<ImportReport>(targetOf(options as Record<string, unknown>), 'POST', `/users/import?${query}`, fileBytes(file))
      console.log(options.json === true ? JSON.stringify(report, null, 2) : lines(report).join('\n'))
      if (report.skipped.length > 0) process.exitCode = 1
    })
