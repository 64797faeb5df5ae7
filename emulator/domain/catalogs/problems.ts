// What can be wrong with a catalog request: Braze's own error ids, with what they name. The wire's words stand beside the endpoints.

/** One error of a request. More than one parameter: each value is an object by parameter. observed: segmentio/action-destinations, upsertCatalogItem */
export type Problem = { id: string; parameters: readonly string[]; parameter_values: readonly unknown[]; count?: number }

export const problem = (id: string, parameter?: string, values: readonly unknown[] = []): Problem => ({ id, parameters: parameter === undefined ? [] : [parameter], parameter_values: values })

/** Letters, digits, hyphens and underscores: names of catalogs, fields and selections, ids of items. docs: post_create_catalog, post_create_catalog_items_bulk */
export const isPlainName = (text: string): boolean => /^[A-Za-z0-9_-]+$/.test(text)

/** "Character limit … is 250": names, ids, descriptions. docs: post_create_catalog */
export const LONGEST_NAME = 250

/** Characters as people count them: a surrogate pair is one. */
export const longer = (text: string, limit: number): boolean => text.length > limit && (text.length > 2 * limit || [...text].length > limit)

export const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)
