// Broadcasts have limits of their own: 10 a minute for one audience, 250 over all; every other call counts against the common pool.
import { expect, test } from 'vitest'
import { define, EYES, IDS, PUSH, recipients } from '../../../kit/sends.ts'
import type { Answer } from '../../../kit/world.ts'
import { emulator } from '../../../kit/world.ts'

const left = ({ headers }: Answer) => ['limit', 'remaining', 'reset'].map((name) => Number(headers.get(`x-ratelimit-${name}`)))
const MINUTE = Date.parse('2026-03-01T12:01:00Z') / 1000
const HOUR = Date.parse('2026-03-01T13:00:00Z') / 1000
const eyes = (value: string) => ({ custom_attribute: { ...EYES.custom_attribute, value } })
const cast = (color = 'blue') => ({ broadcast: true, audience: eyes(color), messages: PUSH })

test('a named user counts against the pool, a broadcast against its audience', async () => {
  const e = emulator()
  expect(left(await e.post('/messages/send', { external_user_ids: ['a'], messages: PUSH }))).toEqual([250_000, 249_999, HOUR])
  expect(left(await e.post('/messages/send', cast()))).toEqual([10, 9, MINUTE])
  expect(left(await e.post('/messages/send', { external_user_ids: ['a'], audience: eyes('blue'), messages: PUSH }))).toEqual([250_000, 249_998, HOUR])
})

test('the eleventh broadcast to one audience is refused, another audience is not', async () => {
  const e = emulator({ limits: 'braze' })
  for (let n = 1; n <= 10; n++) expect([(await e.post('/messages/send', cast())).status, n]).toEqual([201, n])
  const over = await e.post('/messages/send', cast())
  expect([over.status, over.body, left(over)]).toEqual([429, { message: 'Rate Limited' }, [10, 0, MINUTE]])
  expect((await e.post('/messages/send', cast('green'))).status).toBe(201)
  expect((await e.post('/messages/send', { external_user_ids: ['a'], messages: PUSH })).status).toBe(201)
  e.world.clock.moveTo(MINUTE * 1000)
  expect((await e.post('/messages/send', cast())).status).toBe(201)
})

test('the 251st broadcast of a minute is refused whatever its audience, on every endpoint that sends', async () => {
  const e = emulator({ limits: 'braze' })
  define(e)
  for (let n = 1; n <= 250; n++) expect([(await e.post('/messages/send', cast(`color ${n}`))).status, n]).toEqual([201, n])
  for (const [path, body] of [
    ['/messages/send', cast('another')], ['/campaigns/trigger/send', { campaign_id: IDS.triggered, broadcast: true }], ['/canvas/trigger/send', { canvas_id: IDS.canvas, broadcast: 'true' }],
    ['/campaigns/trigger/schedule/create', { campaign_id: IDS.triggered, broadcast: true, schedule: { time: '2026-04-01' } }], ['/canvas/trigger/schedule/create', { canvas_id: IDS.canvas, broadcast: true, schedule: { time: '2026-04-01' } }],
  ] as const) {
    const over = await e.post(path, body)
    expect([path, over.status, left(over)[1]]).toEqual([path, 429, 0])
  }
  expect((await e.post('/campaigns/trigger/send', { campaign_id: IDS.triggered, recipients: recipients(1) })).status).toBe(201)
  expect((await e.post('/messages/schedule/create', { ...cast(), schedule: { time: '2026-04-01' } })).status).toBe(201) // in no list of the limit
})

test('an audience is a campaign or Canvas with its filters: each has its own ten', async () => {
  const e = emulator()
  define(e)
  for (const [path, body] of [
    ['/campaigns/trigger/send', { campaign_id: IDS.triggered, broadcast: true }], ['/campaigns/trigger/send', { campaign_id: IDS.triggered, broadcast: true, audience: EYES }], ['/canvas/trigger/send', { canvas_id: IDS.canvas, broadcast: true }],
  ] as const) expect(left(await e.post(path, body))).toEqual([10, 9, MINUTE])
  expect(left(await e.post('/campaigns/trigger/schedule/create', { campaign_id: IDS.triggered, broadcast: true, schedule: { time: '2026-04-01' } }))).toEqual([10, 8, MINUTE])
})

test('an audience nested deeper than anything can follow is refused, not failed', async () => {
  const e = emulator()
  const deep = (levels: number) => `${'{"AND":['.repeat(levels)}{}${']}'.repeat(levels)}`
  for (const path of ['/messages/send', '/campaigns/trigger/send', '/canvas/trigger/send', '/campaigns/trigger/schedule/create', '/canvas/trigger/schedule/create']) {
    const said = await e.post(path, `{"broadcast":true,"audience":${deep(50_000)}}`)
    expect([path, said.status, said.body]).toEqual([path, 400, { message: 'Bad Request' }])
  }
  expect(e.errors).toEqual([])
})

test('what is no JSON, or no object, counts against the pool', async () => {
  const e = emulator()
  for (const [n, body] of ['{"broadcast":true', '[]', 'null'].entries()) expect(left(await e.post('/messages/send', body))).toEqual([250_000, 249_999 - n, HOUR])
})
