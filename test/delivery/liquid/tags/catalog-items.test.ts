// {% catalog_items %} and {% catalog_selection_items %}: rows of a catalog in `items`, Liquid in their cells only when asked for.
import { describe, expect, test } from 'vitest'
import { restaurants } from '../../../kit/catalogs.ts'
import { json, messages } from '../../../kit/rendering.ts'
import { ask } from '../../../kit/rest.ts'

async function table(...items: Record<string, unknown>[]) {
  const m = await messages(() => json({ secret: 1 }))
  await restaurants(m.e, ...items)
  return m
}
const TWO = [{ id: 'r1', Name: 'One', Rating: 5, Location: { city: 'NYC' }, Top_Dishes: ['a', 'b'] }, { id: 'r2', Name: 'Two', Rating: 3 }]

describe('catalog_items', () => {
  test('fills items, in the order of the ids', async () => {
    const m = await table(...TWO)
    const source = '{% catalog_items restaurants r2 r1 %}{{items.size}} {{items[0].Name}} {{items[1].Name}} {{items[1].Location.city}} {{items[1].Top_Dishes | join: "+"}} {{items[0].id}} [{{items[0].Location}}]'
    expect(await m.text(source)).toBe('2 Two One NYC a+b r2 []')
    expect(m.now(source)).toBe('2 Two One NYC a+b r2 []')
  })
  test('ids by variables', async () => expect(await (await table(...TWO)).text('{% assign id = "r1" %}{% catalog_items restaurants {{id}} {{ "r" | append: 2 }} %}{% for i in items %}{{i.Name}} {% endfor %}')).toBe('One Two '))
  test('an id that there is not gives no item; neither does a catalog that there is not, and the author hears of it', async () => {
    const m = await table(...TWO)
    expect(await m.text('{% catalog_items restaurants nope r2 %}{{items.size}}{{items[0].Name}}')).toBe('1Two')
    expect(await m.preview('{% catalog_items nowhere r2 %}{{items.size}}')).toMatchObject({ body: { source: '0' }, notes: [{ message: "there is no catalog 'nowhere'", field: 'source' }] })
  })
  test('more than three ids: the author hears that the dashboard takes three', async () => expect((await (await table(...TWO)).preview('{% catalog_items restaurants r1 r2 r3 r4 %}')).notes).toEqual([{ message: 'catalog_items names 4 items: the dashboard takes 3', field: 'source' }]))
  test('a later tag replaces the items', async () => expect(await (await table(...TWO)).text('{% catalog_items restaurants r1 %}{% assign a = items[0].Name %}{% catalog_items restaurants r2 %}{{a}} {{items[0].Name}}')).toBe('One Two'))
  test.each(['{% catalog_items %}', '{% catalog_items restaurants %}', '{% catalog_selection_items restaurants %}'])('%s is a mistake', async (source) => await expect((await table()).text(source)).rejects.toMatchObject({ line: 1, message: expect.stringMatching(/^Liquid error \(line 1\): catalog_(selection_)?items takes a catalog/) }))
})

describe('Liquid in a cell', () => {
  const CELL = "Hi {{${first_name}}}{% if ${language} == 'en' %}!{% endif %}"
  test('stays as it is without :rerender', async () => expect(await (await table({ id: 'r1', Name: CELL })).text('{% catalog_items restaurants r1 %}{{items[0].Name}}')).toBe(CELL))
  test('is rendered with it, for the user of the message', async () => {
    const m = await table({ id: 'r1', Name: CELL }, { id: 'r2', Name: 'plain {' })
    const source = 'To {{${first_name}}}{% if ${language} %}{% endif %}: {% catalog_items restaurants r1 r2 :rerender %}{{items[0].Name}} {{items[1].Name}}'
    expect(await m.text(source)).toBe('To Jo: Hi Jo! plain {')
    expect(m.now(source)).toBe('To Jo: Hi Jo! plain {')
  })
  test('fields of the profile are those that the message itself names, also in its Content Blocks', async () => {
    const m = await table({ id: 'r1', Name: CELL })
    await m.e.post('/content_blocks/create', { name: 'lang', content: '{% if ${language} %}{% endif %}' })
    const tag = '{% catalog_items restaurants r1 :rerender %}{{items[0].Name}}'
    expect(await m.preview(tag)).toMatchObject({ body: { source: 'Hi ' }, notes: ['first_name', 'language'].map((name) => ({ message: `'${name}' is empty here: the message itself has to name it, for Liquid that is rendered again`, field: 'source' })) })
    expect(await m.text(`{{content_blocks.\${lang}}}${tag}`)).toBe('Hi !')
  })
  test('once: what it gives is not rendered again, and no catalog is read from a cell', async () => {
    const m = await table({ id: 'r1', Name: "{{ '{{ 1 }}' }}" }, { id: 'r2', Name: 'a{% catalog_items restaurants r1 %}{{items.size}}b' })
    expect(await m.text('{% catalog_items restaurants r1 r2 :rerender %}{{items[0].Name}} {{items[1].Name}}')).toBe('{{ 1 }} ab')
  })
  test('not in Banners', async () => expect(await (await table({ id: 'r1', Name: CELL })).text('{% catalog_items restaurants r1 :rerender %}{{items[0].Name}}', { channel: 'banner' })).toBe(CELL))
  test('a mistake in it is the tag\'s, by the catalog\'s name', async () => await expect((await table({ id: 'r1', Name: '{{ | }}' })).text('x\n{% catalog_items restaurants r1 :rerender %}')).rejects.toMatchObject({ line: 2, message: expect.stringContaining('catalog restaurants: Liquid error') }))
  test('may abort the message', async () => expect(await (await table({ id: 'r1', Name: "{% abort_message('sold out') %}" })).preview('{% catalog_items restaurants r1 :rerender %}')).toMatchObject({ body: null, aborted: 'sold out' }))
})

describe('catalog_selection_items', () => {
  const many = Array.from({ length: 8 }, (_, index) => ({ id: `r${index}`, Name: index % 2 === 0 ? 'even' : 'odd', Rating: index }))
  async function selecting(selection: Record<string, unknown>) {
    const m = await table(...many)
    expect((await ask(m.e, 'POST', '/catalogs/restaurants/selections', { selection: { name: 'best', description: '', filters: [], ...selection } })).status).toBe(202)
    await m.e.world.scheduler.settle()
    return m
  }
  const IDS = '{% catalog_selection_items restaurants best %}{% for i in items %}{{i.id}} {% endfor %}'

  test('sorted and cut', async () => {
    const m = await selecting({ sort_field: 'Rating', sort_order: 'desc', results_limit: 3 })
    expect([await m.text(IDS), m.now(IDS)]).toEqual(['r7 r6 r5 ', 'r7 r6 r5 '])
  })
  test('filtered by a value of the user', async () => {
    const m = await selecting({ filters: [{ field: 'Name', operator: 'equals', value: '{{custom_attribute.${kind}}}' }], sort_field: 'Rating', sort_order: 'asc' })
    expect(await m.text(IDS)).toBe('')
    await m.e.post('/users/track', { attributes: [{ external_id: 'jo', kind: 'odd' }] })
    expect([await m.text(IDS), m.now(IDS)]).toEqual(['r1 r3 r5 r7 ', 'r1 r3 r5 r7 '])
  })
  test('without a sort: in an order of chance, the same for the same message', async () => {
    const m = await selecting({})
    const of = (dispatch_id: string) => m.now(IDS, { origin: { dispatch_id } as never }) as string
    expect(of('d1')).toBe(of('d1'))
    expect(new Set(['d1', 'd2', 'd3', 'd4'].map(of)).size).toBeGreaterThan(1)
    expect(of('d1').trim().split(' ').sort()).toEqual(many.map(({ id }) => id))
  })
  test('no Connected Content in a filter', async () => {
    const m = await selecting({ filters: [{ field: 'Name', operator: 'equals', value: '{% connected_content http://h/ %}' }] })
    expect(await m.text(IDS)).toBe('')
    expect(m.asked).toEqual([])
  })
  test('that there is not gives none, and the author hears of it', async () => expect(await (await table()).preview('{% catalog_selection_items restaurants nope %}{{items.size}}')).toMatchObject({ body: { source: '0' }, notes: [{ message: "there is no selection 'nope' of a catalog 'restaurants'" }] }))
})
