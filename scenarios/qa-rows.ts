// The QA table of Braze's onboarding guide: what is checked before an app goes live, by number. docs: developer_guide/getting_started/integration_overview, "Quality assurance"
/** A row of the table: its number, the part it is in, and what it asks for. */
export type QaRow = { number: number; area: 'Data ingestion' | 'Messaging'; title: string }

const titles: Record<QaRow['area'], readonly string[]> = {
  'Data ingestion': [
    'Ingestion, storage and export agree',
    'Data is stored correctly',
    'Session data lands in the intended workspace',
    'Session starts and ends are recorded',
    'User attributes are recorded in profiles',
    'Custom data is recorded against profiles',
    'Anonymous profiles are created',
    'Anonymous becomes known when changeUser() is called',
  ],
  Messaging: [
    'Segments are built',
    'Campaigns and Canvases launch',
    'The right campaigns reach the right segments',
    'Push tokens are registered',
    'Push tokens are removed',
    'Push campaigns are delivered to devices and engagement is recorded',
    'In-app messages are sent and metrics recorded',
    'Content Cards are delivered and metrics recorded',
    'Connected Content works',
    'Every channel integration works',
  ],
}

/** The eighteen rows, in order. */
export const qaRows: readonly QaRow[] = Object.entries(titles)
  .flatMap(([area, list]) => list.map((title) => ({ area: area as QaRow['area'], title })))
  .map((row, index) => ({ number: index + 1, ...row }))

/** What a scenario says it covers: rows of the table by number, or words of the user's own plan. */
export type RowName = number | string

/** The row as reports show it: `4 · Session starts and ends are recorded`. Throws RangeError for a number that is no row. */
export function rowLabel(row: RowName): string {
  if (typeof row === 'string') return row
  const found = qaRows[row - 1]
  if (found === undefined) throw new RangeError(`row ${row} is none of the QA table: its rows are 1 to ${qaRows.length}`)
  return `${found.number} · ${found.title}`
}
