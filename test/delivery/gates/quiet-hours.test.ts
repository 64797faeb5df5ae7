// Quiet hours: of the campaign or of the workspace, by the user's clock, over midnight; aborted or sent at their end.
import { describe, expect, test } from 'vitest'
import { isQuiet, readQuietHours } from '../../../emulator/delivery/gates/quiet-hours.ts'
import { advance, brief, email, outcome, people, trigger } from '../../kit/campaigns.ts'
import { emulator } from '../../kit/world.ts'

async function setUp(more: Record<string, unknown>, settings: Record<string, unknown> = {}) {
  const e = emulator()
  await people(e, ['berlin', 'tokyo', 'none'], { berlin: { time_zone: 'Europe/Berlin' }, tokyo: { time_zone: 'Asia/Tokyo' } }) // 13:00 and 21:00 at 12:00 UTC
  expect((await e.admin('PATCH', '/settings', settings)).status).toBe(200)
  await email(e, { reeligibility_seconds: 0, ...more })
  return e
}
const times = async (e: any) => (await outcome(e)).map(({ user, status, reason, at }) => [user, status, reason ?? at].join(' '))

test('the message waits for their end by the user\'s clock, over midnight', async () => {
  const e = await setUp({ quiet_hours: { start: '20:00', end: '08:30', fallback: 'send_at_end' } })
  await trigger(e, 'berlin', 'tokyo', 'none')
  expect(await brief(e)).toEqual(['berlin delivered', 'tokyo pending', 'none delivered'])
  await advance(e, '1d')
  expect((await outcome(e)).find(({ user }) => user === 'tokyo')).toMatchObject({ status: 'delivered', at: '2026-03-01T23:30:00Z' })
})

test('or is aborted, with the hours and the minute compared', async () => {
  const e = await setUp({ quiet_hours: { start: '20:00', end: '08:00', fallback: 'abort' } })
  await trigger(e, 'tokyo')
  expect((await e.admin('GET', '/messages')).body.messages[0]).toMatchObject({ status: 'aborted', reason: 'quiet_hours', detail: { start: '20:00', end: '08:00', time_zone: 'Asia/Tokyo', minute_of_day: 1260 } })
})

test('users without a zone have the workspace\'s', async () => {
  const e = await setUp({ quiet_hours: { start: '20:00', end: '22:00', fallback: 'abort' } }, { time_zone: 'Asia/Tokyo' })
  await trigger(e, 'none', 'berlin')
  expect(await brief(e)).toEqual(['none aborted quiet_hours', 'berlin delivered'])
})

// In New York 1 November 2026 has the hour from 01:00 twice, 8 March none from 02:00
test.each([
  ['2026-11-01T05:10:00Z', '01:30', '2026-11-01T05:30:00Z'],
  ['2026-11-01T06:10:00Z', '01:30', '2026-11-01T06:30:00Z'],
  ['2026-11-01T06:10:00Z', '00:30', '2026-11-02T05:30:00Z'],
  ['2026-03-08T06:10:00Z', '02:30', '2026-03-08T07:30:00Z'],
])('an end in the hour that clocks change is found: at %s until %s', async (now, end, due) => {
  const e = emulator({ holdClock: now })
  await people(e, ['mel'], { mel: { time_zone: 'America/New_York' } })
  await email(e, { quiet_hours: { start: end === '00:30' ? '01:00' : '22:00', end } })
  await trigger(e, 'mel')
  await advance(e, '2d')
  expect(await times(e)).toEqual([`mel delivered ${due}`])
})

test('the workspace\'s own hold where the campaign has none', async () => {
  const e = await setUp({}, { quiet_hours: { start: '12:00', end: '12:30' } })
  await trigger(e, 'none')
  await advance(e, '1h')
  expect(await times(e)).toEqual(['none delivered 2026-03-01T12:30:00Z'])
  const own = await setUp({ quiet_hours: { start: '12:00', end: '12:00' } }, { quiet_hours: { start: '11:00', end: '13:00' } })
  await trigger(own, 'none')
  expect(await times(own)).toEqual(['none delivered 2026-03-01T12:00:00Z'])
})

test('when they end all gates are asked again', async () => {
  const e = await setUp({ quiet_hours: { start: '11:00', end: '13:00' } })
  await trigger(e, 'none')
  await people(e, ['none'], { none: { email_subscribe: 'unsubscribed' } })
  await advance(e, '1h')
  expect(await brief(e)).toEqual(['none withheld unsubscribed'])
})

test('settings that are no hours are refused with the place', async () => {
  const e = emulator()
  for (const [quiet_hours, message] of [[{ start: '9' }, 'quiet_hours.start is a time of day such as 09:30'], ['night', 'quiet_hours are {"start": "22:00", "end": "08:00", "fallback": "abort" or "send_at_end"}'], [{ start: '22:00', end: '08:00', zone: 'x' }, 'quiet_hours.zone is no member: start, end, fallback']] as const) {
    const { status, body } = await e.admin('PATCH', '/settings', { quiet_hours })
    expect([status, body.error.message]).toEqual([422, message])
  }
  expect((await e.admin('PATCH', '/settings', { quiet_hours: null })).status).toBe(200)
})

describe('the hours', () => {
  const hours = (start: string, end: string) => readQuietHours({ start, end })!
  test.each([['09:00', '17:00', 539, false], ['09:00', '17:00', 540, true], ['09:00', '17:00', 1019, true], ['09:00', '17:00', 1020, false], ['22:00', '08:00', 1319, false], ['22:00', '08:00', 1320, true], ['22:00', '08:00', 0, true], ['22:00', '08:00', 479, true], ['22:00', '08:00', 480, false], ['12:00', '12:00', 720, false]])('%s to %s at minute %i: %s', (start, end, minute, quiet) => expect(isQuiet(hours(start, end), minute)).toBe(quiet))
  test('without a fallback the message waits', () => expect(hours('22:00', '08:00').fallback).toBe('send_at_end'))
  test('what is no time of day is none', () => expect(readQuietHours({ start: '24:00', end: '08:00' })).toBeNull())
})
