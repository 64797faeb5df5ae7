// The reader of the journal behind series and lists: its cursor over restores, resets, restarts and undone work, and long journals in turns.
import { expect, test, vi } from 'vitest'
import { bought, get, logged, numbers, session } from '../../kit/analytics.ts'
import type { Emulator } from '../../kit/rest.ts'
import { attributes, track } from '../../kit/rest.ts'
import { emulator } from '../../kit/world.ts'

const DAY = { length: 2 }
/** Everything that analytics answers about a small world. */
async function everything(e: Emulator) {
  return {
    dau: await numbers(e, '/kpi/dau/data_series', DAY), mau: await numbers(e, '/kpi/mau/data_series', DAY), new_users: await numbers(e, '/kpi/new_users/data_series', DAY),
    sessions: await numbers(e, '/sessions/data_series', DAY), seen: await numbers(e, '/events/data_series', { ...DAY, event: 'seen' }), revenue: await numbers(e, '/purchases/revenue_series', DAY),
    events: (await get(e, '/events/list')).body.events, products: (await get(e, '/purchases/product_list')).body.products,
    attributes: (await get(e, '/custom_attributes')).body.attributes.map(({ name }: { name: string }) => name),
  }
}
async function begin(e: Emulator): Promise<void> {
  await session(e, 'ann', '2026-02-28T10:00Z')
  await session(e, 'bob', '2026-03-01T10:00Z')
  await track(e, { events: [logged('ann', 'seen', '2026-02-28T10:00Z')], purchases: [bought('ann', 'hat', 2, '2026-03-01T10:00Z')] })
  await attributes(e, { plan: 'pro' })
}
const BEGUN = { dau: [1, 1], mau: [1, 2], new_users: [1, 1], sessions: [1, 1], seen: [1, 0], revenue: [0, 2], events: ['seen'], products: ['hat'], attributes: ['plan'] }
async function goOn(e: Emulator): Promise<void> {
  await session(e, 'cid', '2026-03-01T10:00Z')
  await track(e, { events: [logged('ann', 'seen', '2026-03-01T10:00Z'), logged('ann', 'more', '2026-03-01T10:00Z')], purchases: [bought('ann', 'tea', 3, '2026-03-01T10:00Z')] })
  await attributes(e, { size: 1 })
}
const GONE_ON = { dau: [1, 2], mau: [1, 3], new_users: [1, 2], sessions: [1, 2], seen: [1, 1], revenue: [0, 5], events: ['more', 'seen'], products: ['hat', 'tea'], attributes: ['plan', 'size'] }
const NOTHING = { dau: [0, 0], mau: [0, 0], new_users: [0, 0], sessions: [0, 0], seen: [0, 0], revenue: [0, 0], events: [], products: [], attributes: [] }

test('each row counts once, however often somebody asks', async () => {
  const e = emulator()
  expect(await everything(e)).toEqual(NOTHING)
  await begin(e)
  expect(await everything(e)).toEqual(BEGUN)
  expect(await everything(e)).toEqual(BEGUN)
  await goOn(e)
  expect(await everything(e)).toEqual(GONE_ON)
})

test.each([['asked before the snapshot', true], ['not asked before the snapshot', false]])('a restored world answers as it stood, and goes on from there: %s', async (_name, asked) => {
  const e = emulator()
  await begin(e)
  if (asked) await everything(e)
  const image = e.world.snapshot()
  await goOn(e)
  expect(await everything(e)).toEqual(GONE_ON)
  e.world.restore(image)
  expect(await everything(e)).toEqual(BEGUN)
  await goOn(e)
  expect(await everything(e)).toEqual(GONE_ON)
})

test('a reset world has nothing, and counts anew', async () => {
  const e = emulator()
  await begin(e)
  expect(await everything(e)).toEqual(BEGUN)
  e.world.reset()
  expect(await everything(e)).toEqual(NOTHING)
  await begin(e)
  expect(await everything(e)).toEqual(BEGUN)
})

test('another emulator started from the snapshot reads on where the first one stood', async () => {
  const e = emulator()
  await begin(e)
  await everything(e)
  const other = emulator({ image: e.world.snapshot() })
  expect(await everything(other)).toEqual(BEGUN)
  await goOn(other)
  expect(await everything(other)).toEqual(GONE_ON)
  expect(await everything(e)).toEqual(BEGUN)
})

test('a world from before there were analytics is read from its first row', async () => {
  const e = emulator()
  await begin(e)
  await everything(e)
  for (const table of ['counters', 'users', 'apps', 'activity', 'heirs', 'first_sessions', 'names', 'memory']) e.world.db.raw.exec(`DELETE FROM analytics_${table}`)
  e.world.db.raw.exec(`DELETE FROM journal_cursors WHERE reader = 'analytics'`)
  e.world.restore(e.world.snapshot())
  expect(await everything(e)).toEqual(BEGUN)
})

test('what was read in work that was undone is read again', async () => {
  const e = emulator()
  await begin(e)
  const window = { ending: e.world.clock.now(), length: 2, unit: 'day' as const }
  expect(() =>
    e.world.db.tx(() => {
      expect(e.world.analytics.series({ metric: 'sessions' }, window).map(({ value }) => value)).toEqual([1, 1])
      expect(e.world.analytics.active(window).map(({ mau }) => mau)).toEqual([1, 2])
      throw new Error('undone')
    }),
  ).toThrow('undone')
  expect(await everything(e)).toEqual(BEGUN)
})

test('sessions that a transaction took back are not remembered', async () => {
  const e = emulator()
  const window = { ending: e.world.clock.now(), length: 1 }
  expect(() =>
    e.world.db.tx(() => {
      e.world.journal.append('session.started', { session_id: 's', app_id: 'a', device_id: 'd', time: e.world.clock.now() }, 'b'.repeat(24))
      expect(e.world.analytics.active(window)[0]!.dau).toBe(1)
      throw new Error('undone')
    }),
  ).toThrow('undone')
  expect(e.world.analytics.active(window)[0]!.dau).toBe(0)
})

test('a long journal is read in turns, between which others are answered', async () => {
  const e = emulator()
  const time = e.world.clock.now()
  e.world.db.tx(() => {
    for (let n = 0; n < 12_000; n++) e.world.journal.append('custom_event.logged', { name: 'seen', time: time - (n % 48) * 3_600_000, properties: {}, source: 'rest', app_id: null }, 'b'.repeat(24))
  })
  const turns = vi.spyOn(e.world.analytics, 'catchUp')
  const order: string[] = []
  await Promise.all([
    e.get('/events/data_series?event=seen&length=3').then(({ body }) => order.push(`series ${body.data.map(({ count }: { count: number }) => count).join(' ')}`)),
    e.post('/users/track', { attributes: [{ external_id: 'ann' }] }).then(({ status }) => order.push(`track ${status}`)),
  ])
  expect(turns.mock.calls).toEqual([[5000], [5000]])
  expect(order).toEqual(['track 201', 'series 2750 6000 3250'])
  turns.mockClear()
  expect(await numbers(e, '/events/data_series', { event: 'seen', length: 3 })).toEqual([2750, 6000, 3250])
  expect(turns).not.toHaveBeenCalled()
})
