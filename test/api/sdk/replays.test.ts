// A batch that comes again byte for byte (rule N9): counted again or dropped as the workspace says, and diagnostics name it.
import { describe, expect, it } from 'vitest'
import { event, sendData, T, traces, userView } from '../../kit/sdk-wire.ts'
import { emulator } from '../../kit/world.ts'

const tea = (more: object = {}) => ({ events: [event('ce', { n: 'tea' }, { user: 'mel' }), event('si', { trigger_ids: ['x'] }, { user: 'mel' })], ...more })
const teas = async (e: ReturnType<typeof emulator>) => (await userView(e, 'mel')).custom_events[0].count

describe('N9: the same bytes again', () => {
  it('count again, and one row says so each time', async () => {
    const e = emulator()
    await sendData(e, 'web', tea(), 'mel')
    for (const count of [2, 3]) {
      expect(await traces(e, () => sendData(e, 'web', tea(), 'mel'))).toEqual(['custom_event.logged', 'in_app_message.impression', 'request.suspicious'])
      expect(await teas(e)).toBe(count)
    }
    expect((await e.admin('GET', '/diagnostics')).body.diagnostics).toMatchObject([{ level: 'suspicious', field: 'events', seen: 2, braze: expect.stringContaining('counts once more') }, {}])
  })

  it('are dropped where the workspace says so, each event with its trace and no further row', async () => {
    const e = emulator()
    await e.admin('PATCH', '/settings', { sdk_duplicates: 'drop' })
    await sendData(e, 'web', tea(), 'mel')
    expect(await traces(e, () => sendData(e, 'web', tea(), 'mel'))).toEqual(['decision.ignored:N9', 'decision.ignored:N9'])
    expect(await teas(e)).toBe(1)
  })

  it('with a session in them have its own trace', async () => {
    const e = emulator()
    const batch = { events: [event('ss', {}, { user: 'mel' }), event('ce', { n: 'tea' }, { user: 'mel' })] }
    await sendData(e, 'web', batch, 'mel')
    expect(await traces(e, () => sendData(e, 'web', batch, 'mel'))).toEqual(['decision.ignored:S1', 'custom_event.logged'])
  })

  it('another time, another app, no events, and a world that was reset are no replay', async () => {
    const e = emulator()
    await sendData(e, 'web', tea(), 'mel')
    const suspicious = async (work: () => Promise<unknown>) => (await e.kindsOf(work)).includes('request.suspicious')
    expect(await suspicious(() => sendData(e, 'web', tea({ time: T + 1 }), 'mel'))).toBe(false)
    expect(await suspicious(() => sendData(e, 'ios', tea({ device_id: 'e5585b85-web' }), 'mel'))).toBe(false)
    for (let n = 0; n < 2; n++) expect(await suspicious(() => sendData(e, 'web', { attributes: [{ user_id: 'mel', first_name: 'Mel' }] }, 'mel'))).toBe(false)
    await e.admin('POST', '/reset', {})
    expect((await traces(e, () => sendData(e, 'web', tea(), 'mel'))).includes('request.suspicious')).toBe(false)
  })
})
