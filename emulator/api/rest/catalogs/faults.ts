// What catalog endpoints answer when they refuse: {errors: [{id, message, parameters, parameter_values}], message: 'Invalid Request'}.
import type { Catalog } from '../../../domain/catalogs/catalogs.ts'
import type { Problem } from '../../../domain/catalogs/problems.ts'
import { problem } from '../../../domain/catalogs/problems.ts'
import type { World } from '../../../world.ts'
import type { Fault } from '../../endpoint.ts'
import { fault } from '../realm.ts'

/** Ids are published, messages of five of them (marked); the others are Braze's own words of the pages' troubleshooting tables. */
const MESSAGES: Record<string, string> = {
  'catalog-not-found': 'Could not find catalog', // published
  'item-not-found': 'Could not find item', // published
  'invalid-cursor': `'cursor' is not valid`, // published
  'catalog-name-already-exists': 'A catalog with that name already exists', // published
  'invalid-fields': 'Some of the fields given do not exist in the catalog', // published
  'catalog-array-invalid': `'catalogs' must be an array of objects`,
  'too-many-catalog-atoms': 'You can only create one catalog per request',
  'invalid-catalog-name': 'Catalog name can only include letters, numbers, hyphens, and underscores',
  'catalog-name-too-large': 'Character limit for a catalog name is 250',
  'description-too-long': 'Character limit for description is 250',
  'fields-malformed': `'fields' is not formatted correctly`,
  'id-not-first-column': `The 'id' must be the first field in the array, and its type a string`,
  'too-many-fields': 'Number of fields limit is 500',
  'invalid-field-names': 'Fields can only include letters, numbers, hyphens, and underscores',
  'invalid-field-types': 'Some of the field types are not valid',
  'field-names-too-large': 'Character limit for a field name is 250',
  'field-names-not-unique': 'The same field name is referenced twice',
  'item-array-invalid': `'items' must be an array of objects`,
  'request-includes-too-many-items': 'Your request has too many items',
  'ids-not-strings': 'Item IDs must be of type string',
  'invalid-ids': 'Item IDs can only include letters, numbers, hyphens, and underscores',
  'ids-too-large': `Item IDs can't be more than 250 characters`,
  'ids-not-unique': 'Item IDs must be unique in the request',
  'id-in-body': 'Remove any item IDs in the request body',
  'item-already-exists': 'The item already exists', // an early revision of the page
  'items-too-large': `Item values can't exceed 5,000 characters`,
  'invalid-keys-in-value-object': `Item object keys can't include '.' or '$'`,
  'too-deep-nesting-in-value-object': `Item objects can't have more than 50 levels of nesting`,
  'unable-to-coerce-value': `Item types can't be converted`,
  'filtered-set-field-too-long': 'The field value is being used in a filtered set that exceeds the character limit for an item',
  'company-size-limit-already-reached': 'The catalog storage size limit is reached',
  'request-includes-too-many-fields': 'Each request can support up to 50 new fields',
  'catalog-exceeds-fields-limit': 'Catalog cannot have more than 500 fields',
  'invalid-field-name': 'The catalog field name is not valid',
  'field-referenced-by-selection': 'The catalog field is currently in use by a selection',
  'selection-limit-reached': 'The catalog selections limit is reached',
  'invalid-selection': 'The selection is not valid',
  'too-many-filters': 'The selection has too many filters',
  'selection-name-already-exists': 'The selection name already exists in the catalog',
  'selection-has-invalid-filter': 'The selection filter is not valid',
  'selection-invalid-results-limit': 'The selection results limit is not valid',
  'invalid-sorting': 'The selection sorting is not valid',
  'invalid-sort-field': 'The selection sort field is not valid',
  'invalid-sort-order': 'The selection sort order is not valid',
  'selection-contains-too-many-arrays': 'The selection contains more than one field with array type',
}
/** Two errors share this id on the pages: fields of a definition that are badly formed, and fields of an item that do not exist. */
const WIRE_ID: Record<string, string> = { 'fields-malformed': 'invalid-fields' }

const message = ({ id, count }: Problem): string => (id === 'items-missing-ids' ? `There are ${count} item(s) that do not have ids` : MESSAGES[id]!)

/** The answer to problems. Statuses: some pages print not-found answers under 400, while their lists of statuses name 404; the lists are followed. */
export function refusal(problems: readonly Problem[], status = 400): Fault {
  const errors = problems.map((one) => ({ id: WIRE_ID[one.id] ?? one.id, message: message(one), parameters: one.parameters, parameter_values: one.parameter_values }))
  const [first] = errors
  return fault(status, 'Invalid Request', { errors }, { field: first!.parameters.join(', '), seen: first!.parameter_values, expected: first!.message })
}

/** Throws the answer when there are problems. */
export function refuse(problems: readonly Problem[]): void {
  if (problems.length > 0) throw refusal(problems)
}

/** The catalog that a path names; 404 when there is none. */
export function catalogOf(world: World, catalog_name: string | undefined): Catalog {
  const catalog = world.catalogs.find(catalog_name ?? '')
  if (catalog === undefined) throw refusal([problem('catalog-not-found', 'catalog_name', [catalog_name])], 404)
  return catalog
}
