// What the three writing calls about one item share: one object in `items`, without its id, done before the answer.
import type { Catalog } from '../../../../../domain/catalogs/catalogs.ts'
import { arrayProblems, idProblem, prepareAll } from '../../../../../domain/catalogs/item-checks.ts'
import type { ItemObject, ItemVerb } from '../../../../../domain/catalogs/item-checks.ts'
import { problem } from '../../../../../domain/catalogs/problems.ts'
import type { World } from '../../../../../world.ts'
import { refusal, refuse } from '../../faults.ts'

/** Writes the item, or throws why it cannot be. */
export function putItem(world: World, catalog: Catalog, item_id: string, given: unknown, verb: Exclude<ItemVerb, 'delete'>): { message: 'success' } {
  const wrongId = idProblem(item_id)
  if (wrongId !== undefined) refuse([wrongId])
  refuse(arrayProblems(given, 1))
  const [item] = given as [ItemObject]
  if (Object.hasOwn(item, 'id')) refuse([problem('id-in-body', 'id', [item_id])])
  const { prepared, problems } = prepareAll(catalog, [{ item_id, item }], verb)
  refuse(problems)
  if (world.catalogs.full()) refuse([problem('company-size-limit-already-reached')])
  const refused = world.catalogItems.put(catalog, prepared[0]!, verb)
  if (refused.length > 0) throw refusal(refused, refused[0]!.id === 'item-not-found' ? 404 : 400)
  return { message: 'success' }
}
