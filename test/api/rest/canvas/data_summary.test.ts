// GET /canvas/data_summary stands with '/canvas/data_series'; here is what only it does: the days of a window are one.
import { expect, test } from 'vitest'
import { define, happened, to } from '../../../kit/messaging.ts'
import { ask } from '../../../kit/rest.ts'
import { emulator } from '../../../kit/world.ts'

test('agrees with the series of the same window, also in another zone', async () => {
  const e = emulator()
  await define(e, 'canvases', { id: 'v', name: 'V', steps: [{ id: 's', type: 'delay' }] })
  await e.admin('PATCH', '/settings', { time_zone: 'Asia/Kathmandu' }) // UTC+5:45: days begin at a quarter past six in the evening UTC
  for (const [index, time] of ['2026-03-01T18:14:59Z', '2026-03-01T18:15:00Z', '2026-03-02T18:14:59Z', '2026-03-02T18:15:00Z'].entries()) {
    await to(e, time)
    happened(e, 'canvas.entered', { canvas_id: 'v' }, `u${index}`)
  }
  const query = '?canvas_id=v&starting_at=2026-03-02&ending_at=2026-03-02'
  expect((await ask(e, 'GET', `/canvas/data_series${query}`)).body.data.stats).toEqual([{ time: '2026-03-02', total_stats: { revenue: 0, conversions: 0, conversions_by_entry_time: 0, entries: 2 } }])
  expect((await ask(e, 'GET', `/canvas/data_summary${query}`)).body.data.total_stats.entries).toBe(2)
})
