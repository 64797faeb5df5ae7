// GET /catalogs/:catalog_name/items: pages of fifty, their neighbours in the Link header, cursors.
import { expect, test } from 'vitest'
import { CATALOG_NOT_FOUND, EMPTY, expectRefused, restaurants } from '../../../../kit/catalogs.ts'
import type { Emulator } from '../../../../kit/rest.ts'
import { ask } from '../../../../kit/rest.ts'
import { emulator } from '../../../../kit/world.ts'

const PATH = '/catalogs/restaurants/items'
const many = (n: number) => Array.from({ length: n }, (_, i) => ({ id: `r${i}`, Rating: i }))
const skip = (n: number): string => Buffer.from(`skip:${n}`).toString('base64')

/** A page and where its links lead. */
async function page(e: Emulator, path = PATH) {
  const { status, body, headers, kinds } = await ask(e, 'GET', path)
  expect([status, body.message, kinds]).toEqual([200, 'success', []])
  const link = headers.get('link')
  const to = (rel: string): string | undefined => new RegExp(`<([^>]+)>; rel="${rel}"`).exec(link ?? '')?.[1]
  return { ids: body.items.map(({ id }: { id: string }) => id) as string[], link, prev: to('prev'), next: to('next') }
}

test('no items, then up to fifty: one page and no Link header', async () => {
  const e = emulator()
  await restaurants(e)
  expect(await page(e)).toEqual({ ids: [], link: null, prev: undefined, next: undefined })
  await e.post(PATH, { items: many(50) })
  await e.world.scheduler.settle()
  expect(await page(e)).toMatchObject({ ids: { length: 50 }, link: null })
  expect((await e.get(PATH)).body.items[7]).toEqual({ id: 'r7', ...EMPTY, Rating: 7 })
})

test('from page to page by next and back by prev', async () => {
  const e = emulator()
  await restaurants(e, ...many(120))
  const ids = many(120).map(({ id }) => id)
  const first = await page(e)
  expect(first).toMatchObject({ ids: ids.slice(0, 50), prev: undefined })
  expect(first.link).toMatch(/^<\/catalogs\/restaurants\/items\?cursor=[A-Za-z0-9=]+>; rel="next"$/)
  const second = await page(e, first.next)
  expect(second).toMatchObject({ ids: ids.slice(50, 100), prev: `${PATH}?cursor=c2tpcDow` })
  expect(second.link).toMatch(/^<[^>]+>; rel="prev",<[^>]+>; rel="next"$/)
  const third = await page(e, second.next)
  expect(third).toMatchObject({ ids: ids.slice(100), prev: `${PATH}?cursor=${skip(50)}`, next: undefined })
  const back = await page(e, third.prev)
  expect(back).toMatchObject({ ids: second.ids, prev: second.prev, next: second.next })
  expect(await page(e, back.prev)).toEqual(first)
})

test('the cursors of the documents work: skip:0, skip:100', async () => {
  const e = emulator()
  await restaurants(e, ...many(160))
  expect((await page(e, `${PATH}?cursor=c2tpcDow`)).ids[0]).toBe('r0')
  expect((await page(e, `${PATH}?cursor=c2tpcDoxMDA=`)).ids[0]).toBe('r100')
  expect((await page(e, `${PATH}?cursor=c2tpcDoxMDA`)).ids[0]).toBe('r100')
  expect((await page(e, `${PATH}?cursor=${skip(7)}`))).toMatchObject({ ids: { 0: 'r7' }, prev: `${PATH}?cursor=c2tpcDow` })
})

test('beyond the end: empty, back by prev; the last full page has no next', async () => {
  const e = emulator()
  await restaurants(e, ...many(100))
  const first = await page(e)
  expect(await page(e, first.next)).toMatchObject({ ids: { length: 50 }, next: undefined })
  expect(await page(e, `${PATH}?cursor=${skip(100)}`)).toMatchObject({ ids: [], prev: `${PATH}?cursor=${skip(50)}`, next: undefined })
  expect((await page(e, `${PATH}?cursor=${skip(999_999_999)}`)).ids).toEqual([])
})

test('deleted items on the way neither repeat nor hide others; new ones come last', async () => {
  const e = emulator()
  await restaurants(e, ...many(70))
  const first = await page(e)
  await e.delete(`${PATH}/r0`)
  await e.delete(`${PATH}/r49`)
  await e.post(`${PATH}/a`, { items: [{}] })
  expect((await page(e, first.next)).ids).toEqual([...many(70).map(({ id }) => id).slice(50), 'a'])
})

test.each(['bad-cursor', 'x', skip(-1), 'c2tpcDow!', Buffer.from('skip:').toString('base64'), Buffer.from('skip:1.5').toString('base64'), Buffer.from('skip:0:0').toString('base64'), Buffer.from('skip:99999999999999').toString('base64'), Buffer.from('other:1').toString('base64'), '%00', 'ÿ'])('cursor %s', async (cursor) => {
  const e = emulator()
  await restaurants(e)
  expectRefused(await ask(e, 'GET', `${PATH}?cursor=${cursor}`), 400, { id: 'invalid-cursor', message: `'cursor' is not valid`, parameters: ['cursor'], parameter_values: [decodeURIComponent(cursor)] })
})

test('a list of cursors is none; an empty one is the first page', async () => {
  const e = emulator()
  await restaurants(e, { id: 'r1' })
  expectRefused(await ask(e, 'GET', `${PATH}?cursor[]=c2tpcDow`), 400, { id: 'invalid-cursor', parameters: ['cursor'], parameter_values: [['c2tpcDow']] })
  expect((await page(e, `${PATH}?cursor=`)).ids).toEqual(['r1'])
})

test('an unknown catalog', async () => expectRefused(await ask(emulator(), 'GET', '/catalogs/nowhere/items?cursor=bad'), 404, CATALOG_NOT_FOUND))
