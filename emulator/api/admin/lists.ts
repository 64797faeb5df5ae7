// Lists of the admin API: `{"<plural>": […], "next": cursor | null}`.
import * as z from 'zod'

/** `limit` (1 to 1000, default 100) and `cursor` of a list. */
export const page = { limit: z.coerce.number().int().min(1).max(1000).default(100), cursor: z.string().optional() }
export const workspace = { workspace: z.string().optional() }
export const count = z.coerce.number().int().min(0)

/** One page of rows; `next` is the cursor of the following one. */
export function listOf<Row>(plural: string, rows: readonly Row[], limit: number, cursorOf: (row: Row) => string): Record<string, unknown> {
  const shown = rows.slice(0, limit)
  return { [plural]: shown, next: rows.length > limit ? cursorOf(shown.at(-1)!) : null }
}
