// POST /users/track/bulk: 1,000 objects, 100 a user, 2 MB; the objects themselves as in /users/track.
import { expect, test } from 'vitest'
import { NOTHING_VALID, say, users } from '../../../../kit/rest.ts'
import type { Emulator } from '../../../../kit/rest.ts'
import { emulator } from '../../../../kit/world.ts'

const bulk = (e: Emulator, body: unknown) => say(e, '/users/track/bulk', body)
const TIME = '2026-02-28T10:00:00Z'

test('objects of all kinds, with the errors of the bad ones', async () => {
  const e = emulator()
  const { status, body, kinds, headers } = await bulk(e, { attributes: [{ external_id: 'mel' }, { external_id: 'x'.repeat(988) }], events: [{ external_id: 'mel', name: 'x', time: TIME }], purchases: [{ external_id: 'mel', product_id: 'p', currency: 'USD', price: 1, time: TIME }] })
  expect({ status, body, kinds }).toEqual({
    status: 201,
    body: { attributes_processed: 1, events_processed: 1, purchases_processed: 1, errors: [{ type: `'external_id' must be fewer than 988 bytes`, input_array: 'attributes', index: 1 }], message: 'success' },
    kinds: ['profile.created', 'decision.refused', 'custom_event.logged', 'purchase.made'],
  })
  expect([headers.get('x-ratelimit-limit'), headers.get('x-ratelimit-remaining'), headers.get('x-ratelimit-reset')]).toEqual(['50', '49', String(Date.parse('2026-03-01T12:00:01Z') / 1000)])
})

test('1,000 objects are taken, 1,001 are not', async () => {
  const e = emulator()
  const many = (n: number) => Array.from({ length: n }, (_, i) => ({ external_id: `u${i}` }))
  expect(await bulk(e, { attributes: many(1001) })).toMatchObject({ status: 400, body: { message: 'Max Input Length Exceeded' }, kinds: ['request.refused'] })
  expect(users(e)).toBe(0)
  expect((await bulk(e, { attributes: many(1000) })).body).toEqual({ attributes_processed: 1000, message: 'success' })
  expect(users(e)).toBe(1000)
})

test('100 objects of one user are taken; 101 are not, by whatever names, and nothing is written', async () => {
  const e = emulator()
  const events = (n: number) => Array.from({ length: n }, () => ({ external_id: 'mel', name: 'x', time: TIME }))
  expect((await bulk(e, { events: events(100) })).body).toEqual({ events_processed: 100, message: 'success' })
  const { braze_id } = await e.exported('mel', ['braze_id'])
  expect(await bulk(e, { events: events(100), attributes: [{ braze_id, plan: 'pro' }] })).toMatchObject({ status: 400, body: { message: 'Max Input Length Exceeded' }, kinds: ['request.refused'] })
  expect((await e.exported('mel', ['custom_events'])).custom_events[0].count).toBe(100)
  expect(await e.exported('mel', ['custom_attributes'])).toEqual({})
})

test('over 2 MB is 400, not 413', async () => {
  const e = emulator()
  const body = (bytes: number) => {
    const frame = JSON.stringify({ attributes: [{ external_id: 'mel' }], pad: '' })
    return frame.replace('"pad":""', `"pad":"${'x'.repeat(bytes - frame.length)}"`)
  }
  expect((await bulk(e, body(2 * 1024 * 1024 + 1))).status).toBe(400)
  expect(users(e)).toBe(0)
  expect((await bulk(e, body(2 * 1024 * 1024))).status).toBe(201)
})

test('nothing acceptable is 400', async () => {
  const e = emulator()
  expect(await bulk(e, { attributes: [] })).toMatchObject({ status: 400, body: { message: NOTHING_VALID } })
})
