// What the four bulk calls share: the request is checked whole at once, the work is done by a job after the answer.
import type { Catalog } from '../../../../domain/catalogs/catalogs.ts'
import type { ItemObject, ItemVerb } from '../../../../domain/catalogs/item-checks.ts'
import { arrayProblems, idProblems, MOST_ITEMS, prepareAll } from '../../../../domain/catalogs/item-checks.ts'
import { problem } from '../../../../domain/catalogs/problems.ts'
import type { World } from '../../../../world.ts'
import { refuse } from '../faults.ts'

/** Queues the items of a request, or throws what is wrong with them: one bad item refuses all. */
export function queueItems(world: World, catalog: Catalog, given: unknown, verb: ItemVerb): { message: 'success' } {
  refuse(arrayProblems(given, MOST_ITEMS))
  const items = given as ItemObject[]
  refuse(idProblems(items))
  if (verb !== 'delete') {
    refuse(prepareAll(catalog, items.map((item) => ({ item_id: item['id'] as string, item })), verb).problems)
    if (world.catalogs.full()) refuse([problem('company-size-limit-already-reached')])
  }
  world.catalogJobs.queue(catalog, { work: 'items', verb, items: verb === 'delete' ? items.map(({ id }) => ({ id })) : items })
  return { message: 'success' }
}
