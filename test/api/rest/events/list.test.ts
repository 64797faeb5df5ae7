// GET /events/list and GET /events: names of events that were ever logged, by page number and by cursor; the limit they share with the other lists.
import { describe, expect, test } from 'vitest'
import { get, logged, refuses } from '../../../kit/analytics.ts'
import type { Emulator } from '../../../kit/rest.ts'
import { track } from '../../../kit/rest.ts'
import { event, sendData } from '../../../kit/sdk-wire.ts'
import { emulator } from '../../../kit/world.ts'

const log = (e: Emulator, ...names: string[]) => track(e, { events: names.map((name) => logged('ann', name, '2026-03-01T10:00Z')) })
const numbered = (n: number): string => `event ${String(n).padStart(3, '0')}`
async function logMany(e: Emulator, count: number): Promise<string[]> {
  const names = Array.from({ length: count }, (_, n) => numbered(n))
  for (let n = 0; n < count; n += 75) await log(e, ...names.slice(n, n + 75))
  return names
}

describe('/events/list', () => {
  test('alphabetical, each once, of every source; nothing when nothing was logged', async () => {
    const e = emulator()
    expect((await get(e, '/events/list')).body).toEqual({ message: 'success', events: [] })
    await log(e, 'zebra', 'apple', 'zebra', 'Mango')
    await sendData(e, 'web', { events: [event('ce', { n: 'banana' })] })
    const said = await get(e, '/events/list')
    expect({ status: said.status, body: said.body, kinds: said.kinds }).toEqual({ status: 200, body: { message: 'success', events: ['Mango', 'apple', 'banana', 'zebra'] }, kinds: [] })
  })

  test('names stay when the users are gone', async () => {
    const e = emulator()
    await log(e, 'seen')
    await e.post('/users/delete', { external_ids: ['ann'] })
    expect((await get(e, '/events/list')).body.events).toEqual(['seen'])
  })

  test('250 a page from 0; past the end it is empty', async () => {
    const e = emulator()
    const names = await logMany(e, 260)
    for (const query of [{}, { page: 0 }, { page: '' }, { page: '00' }] as Record<string, string | number>[]) expect((await get(e, '/events/list', query)).body.events).toEqual(names.slice(0, 250))
    expect((await get(e, '/events/list', { page: 1 })).body.events).toEqual(names.slice(250))
    expect((await get(e, '/events/list', { page: 2 })).body).toEqual({ message: 'success', events: [] })
    expect((await get(e, '/events/list', { page: 999999999 })).body.events).toEqual([])
    for (const page of ['-1', '1.5', 'one', '999999999999999', ' 1']) await refuses(e, '/events/list', { page }, `'page' must be a non-negative integer`)
    await refuses(e, '/events/list', { 'page[]': '1' }, `'page' must be a non-negative integer`)
  })
})

describe('/events', () => {
  const shown = (name: string, status = 'Active') => ({ name, description: '', included_in_analytics_report: false, status, tag_names: [] })

  test('each with its status; on the block list also what was never logged', async () => {
    const e = emulator()
    await log(e, 'old', 'seen')
    await e.admin('PATCH', '/settings', { block_lists: { events: ['old', 'known to be bad'] } })
    await log(e, 'old')
    const said = await get(e, '/events')
    expect({ status: said.status, body: said.body, kinds: said.kinds }).toEqual({
      status: 200, body: { message: 'success', events: [shown('known to be bad', 'Blocklisted'), shown('old', 'Blocklisted'), shown('seen')] }, kinds: [],
    })
    expect(said.headers.get('link')).toBeNull()
    expect((await get(e, '/events/list')).body.events).toEqual(['old', 'seen']) // what was recorded
  })

  test('50 a page; Link leads forth and back', async () => {
    const e = emulator()
    const names = await logMany(e, 120)
    const page = async (query: Record<string, string> = {}) => {
      const { body, headers } = await get(e, '/events', query)
      return [body.events.map(({ name }: { name: string }) => name), headers.get('link')]
    }
    expect(await page()).toEqual([names.slice(0, 50), '</events?cursor=c2tpcDo1MA==>; rel="next"'])
    expect(await page({ cursor: 'c2tpcDo1MA==' })).toEqual([names.slice(50, 100), '</events?cursor=c2tpcDow>; rel="prev",</events?cursor=c2tpcDoxMDA=>; rel="next"'])
    expect(await page({ cursor: 'c2tpcDoxMDA=' })).toEqual([names.slice(100), '</events?cursor=c2tpcDo1MA==>; rel="prev"'])
    expect(await page({ cursor: 'c2tpcDow' })).toEqual([names.slice(0, 50), '</events?cursor=c2tpcDo1MA==>; rel="next"']) // the sample of the page
    expect((await page({ cursor: Buffer.from('skip:500').toString('base64') }))[0]).toEqual([])
  })

  test('exactly 50 fit on a page', async () => {
    const e = emulator()
    await logMany(e, 50)
    expect((await get(e, '/events')).headers.get('link')).toBeNull()
    await log(e, 'one more')
    expect((await get(e, '/events')).headers.get('link')).toBe('</events?cursor=c2tpcDo1MA==>; rel="next"')
  })

  test('a cursor that is none', async () => {
    const e = emulator()
    for (const cursor of ['bad-cursor', '', 'skip:50', Buffer.from('skip:-1').toString('base64'), Buffer.from('skip:').toString('base64'), Buffer.from('skip:9999999999').toString('base64')]) await refuses(e, '/events', { cursor }, 'Invalid cursor')
    await refuses(e, '/events', { 'cursor[]': 'c2tpcDow' }, `'cursor' is not valid`)
  })
})

test('the lists and the series of purchases share 1,000 calls an hour', async () => {
  const e = emulator()
  const paths = ['/events', '/events/list', '/custom_attributes', '/purchases/product_list', '/purchases/quantity_series', '/purchases/revenue_series']
  for (const [n, path] of paths.entries()) {
    const { headers } = await get(e, path, path.endsWith('series') ? { length: 1 } : {})
    expect([path, headers.get('x-ratelimit-limit'), headers.get('x-ratelimit-remaining')]).toEqual([path, '1000', String(999 - n)])
  }
})
