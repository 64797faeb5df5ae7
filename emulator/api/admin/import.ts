// POST /_emulator/users/import: a CSV file of attributes or events, as the dashboard's "Import Users" takes it. docs: import_users/csv
import * as z from 'zod'
import { ATTRIBUTES_BYTES, IMPORT_STATUSES } from '../../domain/imports/imports.ts'
import { Refusal } from '../../domain/refusal.ts'
import { turn } from '../../kernel/turn.ts'
import { workspace } from './lists.ts'
import { admin, adminFault } from './realm.ts'

export const importUsers = admin({
  method: 'POST',
  path: '/users/import',
  raw: true,
  maxBytes: ATTRIBUTES_BYTES,
  query: () => z.looseObject({
    ...workspace,
    name: z.string().min(1).max(255).default('import').describe('Name of the import, as a rule that of the file'),
    kind: z.enum(['attributes', 'events']).optional().describe('Without it the columns tell: name and time make it an import of events'),
  }),
  response: () =>
    z.strictObject({
      id: z.string(),
      name: z.string(),
      kind: z.enum(['attributes', 'events']),
      status: z.enum(IMPORT_STATUSES),
      rows: z.number().int().meta({ description: 'Rows with data, without the header' }),
      imported: z.number().int(),
      created: z.number().int(),
      updated: z.number().int(),
      skipped: z.array(z.strictObject({ row: z.number().int().meta({ description: 'As a spreadsheet counts: the header is 1' }), identifier: z.string().optional(), reason: z.string() })),
      warnings: z.array(z.strictObject({ row: z.number().int(), column: z.string(), reason: z.string() })).meta({ description: 'The row was imported, but not this value' }),
      more: z.strictObject({ skipped: z.number().int(), warnings: z.number().int() }).meta({ description: 'Problems beyond those that are listed' }),
    }),
  async perform({ world, query, request }) {
    try {
      const job = world.imports.begin({ name: query.name, kind: query.kind, bytes: request.body })
      while (job.step()) await turn()
      return job.report
    } catch (error) {
      if (error instanceof Refusal && error.code === 'invalid_import') throw adminFault(422, 'invalid_import', error.details['why'] as string)
      throw error
    }
  },
})
