// The real-time channel: who may listen, what is told to whom, and that a listener who leaves is forgotten. observed: web SDK 6.13.0
import { afterEach, describe, expect, test } from 'vitest'
import { createEmulator } from '../../../emulator/adapters/package.ts'
import { homeKeys } from '../../../emulator/index.ts'
import { emulator, NOW } from '../../kit/world.ts'

const T = Date.parse(NOW) / 1000
const MODAL = { channel: 'in_app_message', type: 'MODAL', header: 'Hi', message: 'x' }
const iam = (id: string) => ({ id, name: id, schedule_type: 'action_based', trigger: { type: 'session_start' }, messages: { [`${id}v`]: MODAL } })

/** An EventSource in small: reads what has come, without waiting for more. */
async function listener(answer: Response) {
  const reader = answer.body!.getReader()
  const decoder = new TextDecoder()
  return {
    read: async (): Promise<string> => decoder.decode((await reader.read()).value),
    leave: () => reader.cancel(),
  }
}
const CIR = 'event: msg\ndata: {"type":"cir","body":{}}\n\n'

function stage() {
  const e = emulator()
  const asked = async (user_id: string | undefined, device_id: string) => (await e.sdk('web', '/dust/config', { device_id, time: T, ...(user_id === undefined ? {} : { user_id }) })).body
  const pathOf = ({ host, mite, auth }: Record<string, string>): string => `${host!.replace('http://localhost', '')}/sse?mite=${mite}&attempts=0&auth=${auth}`
  const listens = async (user_id: string | undefined, device_id: string) => {
    const one = await listener(await e.fetch(pathOf(await asked(user_id, device_id))))
    expect(await one.read()).toBe(CIR)
    return one
  }
  return { e, asked, pathOf, listens }
}

test('an SDK is told where to listen, as whom, and until when', async () => {
  const { e, asked } = stage()
  const config = await asked('mel', 'd1')
  const mel = e.world.profiles.byExternalId('mel')!
  expect(config).toEqual({ mite: `${homeKeys.web}:${mel.braze_id}:d1`, host: 'http://localhost/_hosted/default/real-time', auth: expect.stringMatching(/^[0-9a-f]{32}$/), expiration: T + 86_400 })
  expect((await asked('mel', 'd1')).auth).not.toBe(config.auth)
  expect((await asked(undefined, '')).error).toBe('no_device_identifier')
})

test.each([[-200, 1], [0, 1], [200, 201]])('until when is a time to come by the clock of the device, too, which stands %i days from ours: what is over already the SDK asks for anew without end', async (apart, days) => {
  const e = emulator()
  const { body } = await e.sdk('web', '/dust/config', { device_id: 'd1', time: T + apart * 86_400 })
  expect(body.expiration).toBe(T + days * 86_400)
})

test('what is queued travels with it', async () => {
  const { e } = stage()
  await e.sdk('web', '/dust/config', { device_id: 'd1', time: T, user_id: 'mel', events: [{ name: 'ce', time: T, session_id: 's', user_id: 'mel', data: { n: 'queued' } }] })
  expect(await e.exported('mel', ['custom_events'])).toMatchObject({ custom_events: [{ name: 'queued', count: 1 }] })
})

test('only a token that was handed out opens the stream, until it ends; no answer of it is kept open otherwise', async () => {
  const { e, asked, pathOf } = stage()
  const config = await asked('mel', 'd1')
  expect((await e.fetch(pathOf({ ...config, auth: 'x' }))).status).toBe(401)
  expect((await e.fetch('/_hosted/default/real-time/sse')).status).toBe(401)
  const answer = await e.fetch(pathOf(config))
  expect([answer.status, answer.headers.get('content-type'), answer.headers.get('access-control-allow-origin')]).toEqual([200, 'text/event-stream; charset=utf-8', '*'])
  expect(e.world.realTime.listeners()).toBe(1)
  // Time went on here, not on the device: its token is still the one it has
  await e.admin('POST', '/clock/advance', { by: '30d' })
  expect((await e.fetch(pathOf(config))).status).toBe(200)
  await e.admin('POST', '/clock/advance', { by: '366d' })
  expect((await e.fetch(pathOf(config))).status).toBe(401)
})

describe('what is told', () => {
  test('another Global Control Group: everybody asks for all; the same one again and other settings tell nothing', async () => {
    const { e, asked } = stage()
    const stream = e.world.realTime.connect((await asked('mel', 'd1')).auth)![Symbol.asyncIterator]()
    const heard = async (): Promise<string> => /"type":"(\w+)"/.exec(new TextDecoder().decode((await stream.next()).value))![1]!
    expect(await heard()).toBe('cir')
    for (const global_control_group of [{ percentage: 10 }, { percentage: 10, excluded_tags: ['legal'] }, null]) {
      for (const settings of [{ global_control_group }, { global_control_group }, { sdk_duplicates: 'drop' }]) expect((await e.admin('PATCH', '/settings', settings)).status).toBe(200)
      e.world.db.tx(() => e.world.realTime.tell('ffr')) // a mark: nothing came between
      expect([await heard(), await heard(), await heard(), await heard()]).toEqual(['tgr', 'ccr', 'ffr', 'ffr'])
    }
  })

  test('a campaign of in-app messages that begins, changes or ends: everybody asks for triggers; others tell nothing', async () => {
    const { e, listens } = stage()
    const [mel, kai] = [await listens('mel', 'd1'), await listens(undefined, 'd2')]
    await e.admin('POST', '/campaigns', { ...iam('c'), draft: true })
    await e.admin('POST', '/campaigns', { id: 'mail', name: 'Mail', schedule_type: 'action_based', trigger: { type: 'session_start' }, messages: { m: { channel: 'email', subject: 's', body: 'b' } } })
    await e.admin('POST', '/campaigns/c/launch')
    await e.admin('POST', '/campaigns/c/stop')
    const tgr = 'event: msg\ndata: {"type":"tgr","body":{}}\n\n'
    for (const one of [mel, kai]) expect([await one.read(), await one.read()]).toEqual([tgr, tgr])
    await e.admin('POST', '/campaigns/mail/stop')
    await e.admin('POST', '/campaigns/c/launch')
    expect(await mel.read()).toBe(tgr)
  })

  test('what a page misses before it listens, or while its connection is down, is told when it comes; another user’s is not', async () => {
    const { e, asked, pathOf } = stage()
    const address = pathOf(await asked('mel', 'd1'))
    e.world.db.tx(() => e.world.realTime.tell('ccr', e.world.profiles.byExternalId('mel')!.id))
    e.world.db.tx(() => e.world.realTime.tell('ccr', e.world.profiles.byExternalId('mel')!.id))
    await asked('kai', 'd2')
    e.world.db.tx(() => e.world.realTime.tell('ffr', e.world.profiles.byExternalId('kai')!.id))
    const first = await listener(await e.fetch(address))
    expect([await first.read(), await first.read()]).toEqual([CIR, 'event: msg\ndata: {"type":"ccr","body":{}}\n\n'])
    await first.leave()
    await e.admin('POST', '/campaigns', iam('c'))
    const second = await listener(await e.fetch(address))
    expect([await second.read(), await second.read()]).toEqual([CIR, 'event: msg\ndata: {"type":"tgr","body":{}}\n\n'])
    // Once is enough
    await second.leave()
    const third = await listener(await e.fetch(address))
    e.world.db.tx(() => e.world.realTime.tell('ffr'))
    expect([await third.read(), await third.read()]).toEqual([CIR, 'event: msg\ndata: {"type":"ffr","body":{}}\n\n'])
  })

  test('a page that comes back to another process, or to other rows, is told of everything: nobody knows what it missed', async () => {
    const { e, asked, pathOf } = stage()
    const address = pathOf(await asked('mel', 'd1'))
    const all = ['tgr', 'ccr', 'ffr'].map((type) => `event: msg\ndata: {"type":"${type}","body":{}}\n\n`)
    const other = emulator()
    other.world.restore(e.world.snapshot())
    const first = await listener(await other.fetch(address))
    expect([await first.read(), await first.read(), await first.read(), await first.read()]).toEqual([CIR, ...all])
    const tab = await listener(await other.fetch(address)) // a second one of the same device has nothing to hear
    other.world.db.tx(() => other.world.realTime.tell('ffr'))
    expect([await tab.read(), await tab.read()]).toEqual([CIR, all[2]])
    e.world.restore(e.world.snapshot())
    const again = await listener(await e.fetch(address))
    expect([await again.read(), await again.read()]).toEqual([CIR, all[0]])
  })

  test('a page whose user was merged away hears what is for the user that lives on', async () => {
    const { e, listens } = stage()
    const mel = await listens('mel', 'd1')
    await e.post('/users/track', { attributes: [{ external_id: 'zoe' }] })
    const idOf = (name: string): number => e.world.profiles.byExternalId(name)!.id
    e.world.db.tx(() => e.world.realTime.tell('ccr', idOf('mel')))
    expect(await mel.read()).toContain('ccr')
    await e.post('/users/merge', { merge_updates: [{ identifier_to_merge: { external_id: 'mel' }, identifier_to_keep: { external_id: 'zoe' } }] })
    await e.admin('POST', '/settle')
    e.world.db.tx(() => e.world.realTime.tell('ffr', idOf('zoe')))
    expect(await mel.read()).toContain('ffr')
  })

  test('a Canvas with in-app messages that is stopped: what waits on devices is taken back; other Canvases tell nothing', async () => {
    const { e, listens } = stage()
    const canvas = (id: string, message: object) => ({ id, name: id, schedule_type: 'action_based', entry: { trigger: { type: 'session_start' } }, variants: [{ id: `${id}v`, first_step_ids: [`${id}s`] }], steps: [{ id: `${id}s`, name: 'S', type: 'message', messages: { [`${id}m`]: message } }] })
    expect((await e.admin('POST', '/canvases', canvas('mail', { channel: 'email', subject: 's', body: 'b' }))).status).toBe(201)
    expect((await e.admin('POST', '/canvases', canvas('app', MODAL))).status).toBe(201)
    const mel = await listens('mel', 'd1')
    await e.admin('POST', '/canvases/mail/stop')
    await e.admin('POST', '/canvases/app/stop')
    e.world.db.tx(() => e.world.realTime.tell('ffr'))
    expect([await mel.read(), await mel.read()]).toEqual(['event: msg\ndata: {"type":"tgr","body":{}}\n\n', 'event: msg\ndata: {"type":"ffr","body":{}}\n\n'])
  })

  test('a card: its user alone hears of it, once for one commit, after it', async () => {
    const { e, listens } = stage()
    const [mel, kai] = [await listens('mel', 'd1'), await listens('kai', 'd2')]
    const seen: number[] = []
    e.world.db.tx(() => {
      const { braze_id } = e.world.profiles.byExternalId('mel')!
      for (const id of ['a', 'b']) e.world.journal.append('content_card.sent', { message_id: id }, braze_id)
      seen.push(e.world.realTime.listeners())
    })
    e.world.db.tx(() => e.world.realTime.tell('ffr'))
    expect(await mel.read()).toBe('event: msg\ndata: {"type":"ccr","body":{}}\n\n')
    expect(await mel.read()).toBe('event: msg\ndata: {"type":"ffr","body":{}}\n\n')
    expect(await kai.read()).toBe('event: msg\ndata: {"type":"ffr","body":{}}\n\n')
  })

  test('what is rolled back is told nobody', async () => {
    const { e, listens } = stage()
    const mel = await listens('mel', 'd1')
    expect(() => e.world.db.tx(() => {
      e.world.realTime.tell('ccr')
      throw new Error('undone')
    })).toThrow('undone')
    e.world.db.tx(() => e.world.realTime.tell('ffr'))
    expect(await mel.read()).toBe('event: msg\ndata: {"type":"ffr","body":{}}\n\n')
  })
})

test('a card of the first impression that is scheduled reaches an open page when its time has come, and at each round', async () => {
  const { e, listens } = stage()
  const ccr = 'event: msg\ndata: {"type":"ccr","body":{}}\n\n'
  await e.admin('POST', '/campaigns', { id: 'c', name: 'C', schedule: { at: '2026-03-02T09:00:00Z', recurrence: 'daily', end: '2026-03-03T12:00:00Z' }, reeligibility_seconds: 0, messages: { m: { channel: 'content_cards', title: 'New here?', message: 'x', card_creation: 'first_impression' } } })
  for (const by of ['21h', '1d']) {
    const mel = await listens('mel', 'd1')
    expect(await e.kindsOf(() => e.admin('POST', '/clock/advance', { by }))).toEqual(['clock.changed'])
    expect(await mel.read()).toBe(ccr)
    await mel.leave()
  }
  expect(e.world.scheduler.nextDue()).toBeUndefined()
})

test('who leaves is forgotten; a reset lets go of all', async () => {
  const { e, listens } = stage()
  const [mel] = [await listens('mel', 'd1'), await listens('kai', 'd2')]
  await mel.leave()
  expect(e.world.realTime.listeners()).toBe(1)
  await e.admin('POST', '/reset')
  expect(e.world.realTime.listeners()).toBe(0)
})

describe('over a socket', () => {
  const open: (() => unknown)[] = []
  afterEach(async () => {
    for (const end of open.splice(0).reverse()) await end()
  })

  test('events arrive while the answer goes on; closing the emulator ends it at once', async () => {
    const emulator = createEmulator()
    open.push(emulator.close)
    const url = await emulator.listen(0)
    const asked = await fetch(`${url}/api/v3/dust/config`, { method: 'POST', headers: { 'x-braze-api-key': homeKeys.web, origin: 'https://app.example', 'content-type': 'application/json' }, body: JSON.stringify({ device_id: 'd1' }) })
    const { host, mite, auth } = (await asked.json()) as Record<string, string>
    expect(host).toBe(`${url}/_hosted/default/real-time`)
    const one = await listener(await fetch(`${host}/sse?mite=${mite}&attempts=0&auth=${auth}`, { headers: { origin: 'https://app.example' } }))
    expect(await one.read()).toBe(CIR)
    await emulator.admin('POST', '/campaigns', iam('c'))
    expect(await one.read()).toBe('event: msg\ndata: {"type":"tgr","body":{}}\n\n')
    const rest = one.read()
    await emulator.close()
    expect(await rest).toBe('')
  })
})
