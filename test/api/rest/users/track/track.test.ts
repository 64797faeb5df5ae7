// POST /users/track: what it stores, what it answers, what it writes into the journal.
import { expect, test } from 'vitest'
import { emulator } from '../../../../kit/world.ts'

test('attributes, an event and a purchase of a new user are stored and exported', async () => {
  const e = emulator()
  const kinds = await e.kindsOf(async () => {
    const answer = await e.post('/users/track', {
      attributes: [{ external_id: 'mel', first_name: 'Mel', email: 'Mel@Example.com', plan: 'pro', score: 7 }],
      events: [{ external_id: 'mel', name: 'watched', time: '2026-02-28T10:00:00Z', properties: { title: 'Alien' } }],
      purchases: [{ external_id: 'mel', product_id: 'sku', currency: 'USD', price: 9.99, quantity: 2, time: '2026-02-28T11:00:00Z' }],
    })
    expect(answer.status).toBe(201)
    expect(answer.body).toEqual({ attributes_processed: 1, events_processed: 1, purchases_processed: 1, message: 'success' })
    expect(answer.headers.get('x-ratelimit-limit')).toBe('3000')
    expect(answer.headers.get('x-ratelimit-remaining')).toBe('2999')
  })
  expect(kinds).toEqual(['profile.created', 'profile.updated', 'custom_event.logged', 'purchase.made'])
  expect(await e.exported('mel')).toEqual({
    created_at: '2026-03-01 12:00:00.000 UTC', external_id: 'mel', braze_id: expect.stringMatching(/^[0-9a-f]{24}$/), random_bucket: expect.any(Number),
    first_name: 'Mel', email: 'mel@example.com', email_subscribe: 'subscribed', push_subscribe: 'subscribed', custom_attributes: { plan: 'pro', score: 7 }, total_revenue: 19.98,
    custom_events: [{ name: 'watched', first: '2026-02-28T10:00:00.000Z', last: '2026-02-28T10:00:00.000Z', count: 1 }],
    purchases: [{ name: 'sku', first: '2026-02-28T11:00:00.000Z', last: '2026-02-28T11:00:00.000Z', count: 2 }],
  })
  expect(e.errors).toEqual([])
})
