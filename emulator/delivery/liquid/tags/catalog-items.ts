// {% catalog_items <catalog> <id> … :rerender %} and {% catalog_selection_items <catalog> <selection> :rerender %}: rows of a catalog in the array `items`. docs: catalogs/use, catalogs/selections
import type { Catalogs } from '../../../domain/catalogs/catalogs.ts'
import type { CatalogItems } from '../../../domain/catalogs/items.ts'
import { isTemplate } from '../../../domain/catalogs/selection-rules.ts'
import type { CatalogSelections } from '../../../domain/catalogs/selections.ts'
import type { Given, Tag, TagCall } from '../tag.ts'
import { wordsOf } from '../tag-words.ts'

const VARIABLE = 'items'
const MOST_IDS = 3 // that the dashboard's dialog takes. docs: catalogs/use
type Item = Record<string, unknown>
type Nouns = { catalogs: Catalogs; catalogItems: CatalogItems; catalogSelections: CatalogSelections }

/** `word0`, `word1` … and `rerender`. */
function partsOf(name: string, least: number) {
  return (args: string): Record<string, string> => {
    const words = wordsOf(args)
    const plain = words.filter((word) => word !== ':rerender')
    if (plain.length < least) throw new Error(`${name} takes ${least === 2 && name === 'catalog_items' ? 'a catalog and ids of its items' : 'a catalog and one of its selections'}`)
    return { ...Object.fromEntries(plain.map((word, index) => [`word${index}`, word])), ...(plain.length < words.length ? { rerender: '' } : {}) }
  }
}
const wordsIn = (parts: Record<string, string>): string[] => Object.entries(parts).flatMap(([name, word]) => (name.startsWith('word') && word.trim() !== '' ? [word.trim()] : []))

/** Several templates one after the other: at once when nothing may wait. */
function renderAll(texts: readonly string[], { render, now }: TagCall, given: Given): string[] | Promise<string[]> {
  if (now) return texts.map((text) => render(text, given) as string)
  return (async () => {
    const done: string[] = []
    for (const text of texts) done.push(await render(text, given))
    return done
  })()
}

/** Puts the items into the template; with `:rerender` the Liquid in their cells is rendered, once. docs: catalogs/use ("templating catalog items that include Liquid") */
function give(items: readonly Item[], call: TagCall, catalog: string): string | Promise<string> {
  const again = call.parts['rerender'] !== undefined && call.session?.channel !== 'banner' ? items.flatMap((item) => Object.entries(item).flatMap(([field, value]) => (isTemplate(value) ? [{ item, field, text: value as string }] : []))) : []
  const put = (texts: readonly string[]): string => {
    const cells = new Map(again.map(({ item, field }, index) => [`${items.indexOf(item)}:${field}`, texts[index]!]))
    call.set(VARIABLE, items.map((item, index) => Object.fromEntries(Object.entries(item).map(([field, value]) => [field, cells.get(`${index}:${field}`) ?? value]))))
    return ''
  }
  const texts = renderAll(again.map(({ text }) => text), call, { within: `catalog ${catalog}`, passedBack: true })
  return Array.isArray(texts) ? put(texts) : texts.then(put)
}

export const catalogItems = ({ catalogs, catalogItems: items }: Nouns): Tag => ({
  name: 'catalog_items',
  parts: partsOf('catalog_items', 2),
  run(call) {
    if (call.nesting.cells > 0) return '' // no catalog within a catalog
    const [name = '', ...ids] = wordsIn(call.parts)
    const catalog = catalogs.find(name)
    if (catalog === undefined) call.session?.notes.push({ message: `there is no catalog '${name}'` })
    if (ids.length > MOST_IDS) call.session?.notes.push({ message: `catalog_items names ${ids.length} items: the dashboard takes ${MOST_IDS}` })
    return give(catalog === undefined ? [] : ids.flatMap((id): Item[] => [items.find(catalog, id) ?? []].flat()), call, name)
  },
})

export const catalogSelectionItems = ({ catalogs, catalogSelections }: Nouns): Tag => ({
  name: 'catalog_selection_items',
  parts: partsOf('catalog_selection_items', 2),
  run(call) {
    if (call.nesting.cells > 0) return ''
    const [name = '', selectionName = ''] = wordsIn(call.parts)
    const catalog = catalogs.find(name)
    const selection = catalog === undefined ? undefined : catalogSelections.find(catalog, selectionName)
    if (selection === undefined) {
      call.session?.notes.push({ message: `there is no selection '${selectionName}' of a catalog '${name}'` })
      return give([], call, name)
    }
    const take = (values: readonly unknown[]) => give(catalogSelections.items(name, selectionName, { key: call.session?.key ?? '', values }) ?? [], call, name)
    const filters = selection.filters.map(({ value }) => value)
    // docs: catalogs/selections ("Connected Content isn't supported" in the filters of one)
    const texts = filters.filter(isTemplate).map((value) => (/\{%-?\s*connected_content\b/.test(value as string) ? '' : (value as string)))
    const fill = (rendered: readonly string[]) => {
      let next = 0
      return take(filters.map((value) => (isTemplate(value) ? rendered[next++] : undefined)))
    }
    const rendered = renderAll(texts, call, { within: `selection ${selectionName}`, passedBack: false })
    return Array.isArray(rendered) ? fill(rendered) : rendered.then(fill)
  },
})
