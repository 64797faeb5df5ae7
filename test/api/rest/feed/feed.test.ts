// The retired News Feed: GET /feed/list is empty, /feed/details and /feed/data_series know no card.
import { expect, test } from 'vitest'
import { get, refuses } from '../../../kit/analytics.ts'
import { emulator } from '../../../kit/world.ts'

test('/feed/list: there are no cards, on any page, in any order', async () => {
  const e = emulator()
  for (const query of [{}, { page: 0 }, { page: 3, include_archived: 'true', sort_direction: 'desc' }, { include_archived: 'false', sort_direction: 'asc' }, { 'last_edit.time[gt]': '2020-01-01' }] as Record<string, string>[]) {
    const said = await get(e, '/feed/list', query)
    expect({ status: said.status, body: said.body, kinds: said.kinds }).toEqual({ status: 200, body: { message: 'success', cards: [] }, kinds: [] })
  }
  await refuses(e, '/feed/list', { page: '-1' }, `'page' must be a non-negative integer`)
  await refuses(e, '/feed/list', { include_archived: 'yes' }, `'include_archived' is not valid`)
  await refuses(e, '/feed/list', { sort_direction: 'up' }, `'sort_direction' must be 'asc' or 'desc'`)
})

test('/feed/details: no card is known', async () => {
  const e = emulator()
  await refuses(e, '/feed/details', {}, `'card_id' is required`)
  await refuses(e, '/feed/details', { card_id: '' }, `'card_id' is required`)
  await refuses(e, '/feed/details', { card_id: '3bbc4555-8fa0-4c9b-a5c0-4505edf3e064' }, 'Invalid Card ID')
})

test('/feed/data_series: what is wrong with a query, then that no card is known', async () => {
  const e = emulator()
  await refuses(e, '/feed/data_series', { length: 14 }, `'card_id' is required`)
  await refuses(e, '/feed/data_series', { card_id: 'x' }, `'length' is required`)
  await refuses(e, '/feed/data_series', { card_id: 'x', length: 101 }, `'length' must be an integer between 1 and 100`)
  await refuses(e, '/feed/data_series', { card_id: 'x', length: 1, unit: 'x' }, `'unit' must be 'day' or 'hour'`)
  await refuses(e, '/feed/data_series', { card_id: 'x', length: 1, ending_at: 'x' }, `'ending_at' is not valid`)
  await refuses(e, '/feed/data_series', { card_id: 'x', length: 14, unit: 'day', ending_at: '2018-06-28T23:59:59-5:00' }, 'Invalid Card ID')
})
