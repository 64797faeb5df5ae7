// What catalogs do later: asynchronous calls are checked at once and done by a durable timer, each call's job after those before it.
import type { Clock } from '../../kernel/clock.ts'
import type { Scheduler } from '../../kernel/scheduler.ts'
import type { Decisions } from '../decisions.ts'
import type { Catalog, Catalogs } from './catalogs.ts'
import type { CatalogFields, NewField } from './fields.ts'
import { prepare } from './item-checks.ts'
import type { ItemObject, ItemVerb } from './item-checks.ts'
import type { CatalogItems } from './items.ts'
import type { Problem } from './problems.ts'
import type { CatalogSelections } from './selections.ts'
import type { Selection } from './selection-rules.ts'

export type CatalogJob =
  | { work: 'items'; verb: ItemVerb; items: readonly ItemObject[] }
  | { work: 'create_fields'; fields: readonly NewField[] }
  | { work: 'delete_field'; name: string }
  | { work: 'create_selection'; selection: Selection }
  | { work: 'delete_selection'; name: string }

type Nouns = { clock: Clock; scheduler: Scheduler; decisions: Decisions; catalogs: Catalogs; catalogFields: CatalogFields; catalogItems: CatalogItems; catalogSelections: CatalogSelections }

/** The jobs of the catalogs of one world. What a job cannot do any more leaves a decision and does no harm. */
export function createCatalogJobs({ clock, scheduler, decisions, catalogs, catalogFields, catalogItems, catalogSelections }: Nouns) {
  const ignored = (rule: string, problems: readonly Problem[], compared: Record<string, unknown>): void => {
    for (const { id } of problems) decisions.ignored({ rule, why: id, compared })
  }

  function items(catalog: Catalog, verb: ItemVerb, all: readonly ItemObject[]): void {
    const filtered = catalogSelections.filteredStrings(catalog)
    for (const item of all) {
      const item_id = item['id'] as string
      const about = { catalog_name: catalog.name, item_id }
      const rule = `catalog_items.${verb}`
      if (verb === 'delete') {
        ignored(rule, catalogItems.remove(catalog, item_id), about)
        continue
      }
      // fields may have come and gone since the call was checked
      const { prepared, unknown, wrong } = prepare(catalog, item_id, item, verb)
      if (unknown.length > 0) decisions.ignored({ rule, why: 'invalid-fields', compared: { ...about, fields: unknown } })
      else if (wrong.length > 0) for (const { id, field } of wrong) decisions.ignored({ rule, why: id, compared: { ...about, field } })
      else ignored(rule, catalogItems.put(catalog, prepared, verb, filtered), about)
    }
  }

  function run(catalog: Catalog, job: CatalogJob): void {
    const about = { catalog_name: catalog.name }
    if (job.work === 'items') return items(catalog, job.verb, job.items)
    if (job.work === 'create_fields') {
      const problems = catalogFields.check(catalog, job.fields)
      if (problems.length === 0) for (const field of job.fields) catalogFields.create(catalog, field)
      return ignored('catalog_fields.create', problems, { ...about, fields: job.fields.map(({ name }) => name) })
    }
    if (job.work === 'delete_field') {
      const problems = catalogFields.checkRemove(catalog, job.name)
      if (problems.length === 0) catalogFields.remove(catalog, job.name)
      return ignored('catalog_fields.delete', problems, { ...about, name: job.name })
    }
    if (job.work === 'create_selection') {
      const checked = catalogSelections.check(catalog, job.selection)
      if ('selection' in checked) return catalogSelections.create(catalog, checked.selection)
      return ignored('catalog_selections.create', checked.problems, { ...about, name: job.selection.name })
    }
    if (catalogSelections.find(catalog, job.name) !== undefined) return catalogSelections.remove(catalog, job.name)
    decisions.ignored({ rule: 'catalog_selections.delete', why: 'invalid-selection', compared: { ...about, name: job.name } })
  }

  scheduler.on('catalog.job', (data) => {
    const { catalog_id, catalog_name, job } = data as { catalog_id: number; catalog_name: string; job: CatalogJob }
    const catalog = catalogs.byId(catalog_id)
    if (catalog === undefined) decisions.ignored({ rule: 'catalogs.job', why: 'catalog-not-found', compared: { catalog_name, work: job.work } })
    else run(catalog, job)
  })

  return {
    /** Has a job done after the answer: due at once, run at the next turn. How long Braze takes is not published. */
    queue: (catalog: Catalog, job: CatalogJob): void => scheduler.schedule(clock.now(), 'catalog.job', { catalog_id: catalog.id, catalog_name: catalog.name, job }),
  }
}

export type CatalogJobs = ReturnType<typeof createCatalogJobs>
