// Selections: named questions to a catalog, asked when a message is made. docs: user_guide/data/activation/catalogs/selections
import type { Clock } from '../../kernel/clock.ts'
import type { Db } from '../../kernel/db.ts'
import type { Ids } from '../../kernel/ids.ts'
import type { Journal } from '../../kernel/journal.ts'
import type { Catalog, Catalogs } from './catalogs.ts'
import { itemView } from './item-view.ts'
import type { Problem } from './problems.ts'
import { longer, problem } from './problems.ts'
import { filterValue, readSelection } from './selection-rules.ts'
import type { Selection } from './selection-rules.ts'
import type { SelectionRow, Test } from './selections.sql.ts'
import { selectionStatements } from './selections.sql.ts'

/** "up to 30 selections per catalog". docs: user_guide/data/activation/catalogs/selections */
export const MOST_SELECTIONS = 30
/** "String fields with more than 1,000 characters can't be selected for filters." docs: the same page */
export const LONGEST_FILTERED = 1000

export type SelectionOptions = {
  /** What the random order hangs on (a user, a dispatch): the same key gives the same order. */
  key?: string
  /** The values of the filters in their order, Liquid in them already rendered. */
  values?: readonly unknown[]
}

/** The selections of the catalogs of one world. */
export function createCatalogSelections({ db, clock, ids, journal, catalogs }: { db: Db; clock: Clock; ids: Ids; journal: Journal; catalogs: Catalogs }) {
  const sql = selectionStatements(db)
  const open = (row: SelectionRow): Selection => ({ name: row.name, ...(JSON.parse(row.definition) as Omit<Selection, 'name'>) })
  const list = (catalog: Catalog): Selection[] => sql.of.all(catalog.id).map(open)
  const find = (catalog: Catalog, name: string): Selection | undefined => {
    const row = sql.byName.get(catalog.id, name)
    return row === undefined ? undefined : open(row)
  }
  /** Filters whose string field already holds more than a filter takes. */
  const tooLong = (catalog: Catalog, { filters }: Selection) =>
    filters.filter(({ field: name }) => {
      const field = catalog.fields.find((one) => one.name === name)!
      return field.type === 'string' && field.name !== 'id' && sql.hasLonger(catalog.id, field, LONGEST_FILTERED)
    })

  return {
    list,
    find,
    /** Names of string fields that a selection filters by: their values have {@link LONGEST_FILTERED} characters at most. */
    filteredStrings(catalog: Catalog): Set<string> {
      const filtered = new Set(list(catalog).flatMap(({ filters }) => filters.map(({ field }) => field)))
      return new Set(catalog.fields.slice(1).filter(({ name, type }) => type === 'string' && filtered.has(name)).map(({ name }) => name))
    },
    isTooLong: (value: string): boolean => longer(value, LONGEST_FILTERED),

    /** The selection of a request, or what is wrong with it. */
    check(catalog: Catalog, given: unknown): { problems: Problem[] } | { selection: Selection } {
      const read = readSelection(catalog, given)
      if ('problems' in read) return read
      const { selection } = read
      if (sql.byName.get(catalog.id, selection.name) !== undefined) return { problems: [problem('selection-name-already-exists', 'name', [selection.name])] }
      if (sql.of.all(catalog.id).length >= MOST_SELECTIONS) return { problems: [problem('selection-limit-reached')] }
      if (catalogs.full()) return { problems: [problem('company-size-limit-already-reached')] }
      const long = tooLong(catalog, selection)
      return long.length > 0 ? { problems: [problem('selection-has-invalid-filter', 'filters', long)] } : read
    },

    /** Keeps a selection that {@link check} found good. */
    create(catalog: Catalog, { name, ...definition }: Selection): void {
      sql.insert.run(catalog.id, name, JSON.stringify(definition), clock.now())
      catalogs.touch(catalog.id)
      journal.append('catalog_selection.created', { catalog_name: catalog.name, name, ...definition })
    },

    remove(catalog: Catalog, name: string): void {
      sql.remove.run(sql.byName.get(catalog.id, name)!.id)
      catalogs.touch(catalog.id)
      journal.append('catalog_selection.deleted', { catalog_name: catalog.name, name })
    },

    /** The items that a selection gives, at most its `results_limit`; undefined when there is no such catalog or selection. A filter whose value does not fit its field gives none. */
    items(catalogName: string, selectionName: string, { key = '', values = [] }: SelectionOptions = {}): Record<string, unknown>[] | undefined {
      const catalog = catalogs.find(catalogName)
      const selection = catalog === undefined ? undefined : find(catalog, selectionName)
      if (catalog === undefined || selection === undefined) return undefined
      const tests: Test[] = []
      for (const [index, { field: name, operator, value }] of selection.filters.entries()) {
        const field = catalog.fields.find((one) => one.name === name)!
        const wanted = filterValue(field.type, values[index] === undefined ? value : values[index])
        if (wanted === undefined) return []
        tests.push({ field, operator, value: wanted })
      }
      const sorted = catalog.fields.find(({ name }) => name === selection.sort_field)
      const sort = sorted === undefined ? { shuffle: ids.unit(`selection:${catalogName}:${selectionName}:${key}`) } : { field: sorted, descending: selection.sort_order === 'desc' }
      return sql.select({ catalog_id: catalog.id, tests, sort, limit: selection.results_limit }).map((row) => itemView(catalog, row))
    },
  }
}

export type CatalogSelections = ReturnType<typeof createCatalogSelections>
