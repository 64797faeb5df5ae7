// The live stream over a real WebSocket: backlog and then live, no gap and no duplicate after a reconnect, filters, refusals, only what is committed.
import { afterEach, describe, expect, test } from 'vitest'
import { listen } from '../../emulator/adapters/listen.ts'
import type { EmulatorOptions } from '../../emulator/adapters/package.ts'
import { createEmulator, homeKeys } from '../../emulator/adapters/package.ts'
import { createCore } from '../../emulator/index.ts'
import { liveClient, refusedUpgrade } from '../kit/live-client.ts'

const open: (() => unknown)[] = []
afterEach(async () => {
  for (const end of open.splice(0).reverse()) await end()
})

async function listening(options: EmulatorOptions = {}) {
  const emulator = createEmulator({ holdClock: '2026-03-01T12:00:00.000Z', ...options })
  open.push(emulator.close)
  const url = await emulator.listen({ port: 0 })
  const post = async (path: string, body: unknown): Promise<void> => {
    const response = await fetch(`${url}${path}`, { method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${homeKeys.rest}` }, body: JSON.stringify(body) })
    expect(response.ok).toBe(true)
    await response.arrayBuffer()
  }
  const track = (external_id: string, name = 'seen') => post('/users/track', { events: [{ external_id, name, time: '2026-03-01T11:00:00Z' }] })
  const journal = async (): Promise<any[]> => (await emulator.admin('GET', '/journal?limit=10000')).journal
  return { emulator, url, post, track, journal }
}

describe('what arrives', () => {
  test('since=0: everything there is, then what happens, as the journal has it', async () => {
    const { url, track, journal } = await listening()
    await track('u1')
    const live = await liveClient(url, '?since=0')
    const before = (await journal()).length
    await live.until((rows) => rows.length === before)
    await track('u2')
    const after = await journal()
    expect(after.length).toBeGreaterThan(before)
    await live.until((rows) => rows.length === after.length)
    expect(live.rows).toEqual(after)
  })

  test('without since: only what happens from now on', async () => {
    const { url, track, journal } = await listening()
    await track('u1')
    const before = (await journal()).length
    const live = await liveClient(url, '')
    await track('u2')
    const after = (await journal()).slice(before)
    await live.until((rows) => rows.length === after.length)
    expect(live.rows).toEqual(after)
  })

  test('a long backlog comes whole and in order', async () => {
    const { url, post, journal } = await listening()
    for (let n = 0; n < 30; n++) await post('/users/track', { events: Array.from({ length: 75 }, (_, m) => ({ external_id: `u${m}`, name: `e${n}.${m}`, time: '2026-03-01T11:00:00Z' })) })
    const all = await journal()
    expect(all.length).toBeGreaterThan(2000)
    const live = await liveClient(url, '?since=3')
    await live.until((rows) => rows.length >= all.length - 3)
    expect(live.rows).toEqual(all.slice(3))
  })

  test('cut and reconnected with the last seq while others write: no gap, no duplicate', async () => {
    const { url, track, journal } = await listening()
    const WRITES = 120
    let written = 0
    const writers = [0, 1, 2].map(async (writer) => {
      while (written < WRITES) {
        written++
        await track(`w${writer}`, `e${written}`)
      }
    })
    const seen: any[] = []
    let connections = 0
    for (let done = false; !done; connections++) {
      const live = await liveClient(url, `?since=${seen.at(-1)?.seq ?? 0}`)
      const enough = 3 + ((connections * 7) % 23)
      if (written < WRITES) await live.until((rows) => rows.length >= enough || written >= WRITES)
      else {
        await Promise.all(writers)
        const rest = (await journal()).at(-1).seq - (seen.at(-1)?.seq ?? 0)
        await live.until((rows) => rows.length >= rest)
        done = true
      }
      await live.cut()
      seen.push(...live.rows)
    }
    expect(connections).toBeGreaterThan(5)
    expect(seen.map((row) => row.seq)).toEqual(seen.map((_, index) => index + 1))
    expect(seen).toEqual(await journal())
    expect(seen.filter((row) => row.kind === 'custom_event.logged')).toHaveLength(written)
  })

  test('two clients get the same, each from its own place', async () => {
    const { url, track, journal } = await listening()
    const [one, two] = await Promise.all([liveClient(url, '?since=0'), liveClient(url, '?since=2')])
    for (let n = 0; n < 10; n++) await track('u1', `e${n}`)
    const all = await journal()
    await one.until((rows) => rows.length === all.length)
    await two.until((rows) => rows.length === all.length - 2)
    expect([one.rows, two.rows]).toEqual([all, all.slice(2)])
  })
})

describe('filters', () => {
  test('kind takes prefixes, several of them', async () => {
    const { url, post, track } = await listening()
    const live = await liveClient(url, '?since=0&kind=profile,custom_event.logged')
    const none = await liveClient(url, '?since=0&kind=rofile,logged')
    await track('u1')
    await post('/users/delete', { external_ids: ['u1'] })
    await live.until((rows) => rows.at(-1)?.kind === 'profile.deleted')
    expect(live.kinds()).toEqual(['profile.created', 'custom_event.logged', 'profile.deleted'])
    expect(none.rows).toEqual([])
  })

  test('external_id takes the rows of one user, also those from before it was merged in', async () => {
    const { url, post, track } = await listening()
    await track('keep')
    await track('lost')
    await track('other')
    await post('/users/merge', { merge_updates: [{ identifier_to_merge: { external_id: 'lost' }, identifier_to_keep: { external_id: 'keep' } }] })
    const live = await liveClient(url, '?since=0&external_id=keep&kind=custom_event')
    await live.until((rows) => rows.length === 2)
    await track('other', 'not mine')
    await track('keep', 'mine')
    await live.until((rows) => rows.length === 3)
    expect(live.rows.map((row) => row.data['name'])).toEqual(['seen', 'seen', 'mine'])
  })

  test('a user who does not exist yet is followed from the first row on', async () => {
    const { url, track } = await listening()
    const live = await liveClient(url, '?external_id=later')
    await track('somebody')
    await track('later')
    await live.until((rows) => rows.some((row) => row.kind === 'custom_event.logged'))
    expect(live.kinds()).toEqual(['profile.created', 'custom_event.logged'])
  })

  test('workspace chooses the world', async () => {
    const { emulator, url, track } = await listening()
    await emulator.admin('POST', '/workspaces', { id: 'second' })
    const live = await liveClient(url, '?workspace=second')
    await track('u1')
    await emulator.admin('PATCH', '/settings?workspace=second', { track_limit: 'per_array' })
    await live.until((rows) => rows.length > 0)
    expect(live.kinds()).toEqual(['settings.changed'])
  })
})

describe('refusals', () => {
  test.each([
    ['a foreign page', '/_emulator/live', { origin: 'https://evil.example' }, 403],
    ['another port of this machine', '/_emulator/live', { origin: 'http://localhost:1' }, 403],
    ['a rebound name', '/_emulator/live', { host: 'evil.example' }, 403],
    ['an unknown workspace', '/_emulator/live?workspace=none', {}, 404],
    ['another path', '/_emulator/alive', {}, 404],
    ['a path of the SDK', '/api/v3/data', { origin: 'https://evil.example' }, 404],
    ['a target that is no path', '//', {}, 400],
    ['a since that is no seq', '/_emulator/live?since=yesterday', {}, 400],
    ['a negative since', '/_emulator/live?since=-1', {}, 400],
  ])('%s', async (_name, path, headers, status) => {
    const { url } = await listening()
    expect(await refusedUpgrade(url, path, headers)).toBe(status)
  })

  test('with an admin token: asked for in the header or in the query', async () => {
    const { url } = await listening({ adminToken: 'secret' })
    expect(await refusedUpgrade(url, '/_emulator/live')).toBe(401)
    expect(await refusedUpgrade(url, '/_emulator/live?token=wrong')).toBe(401)
    await (await liveClient(url, '?token=secret')).cut()
    await (await liveClient(url, '', { authorization: 'Bearer secret' })).cut()
  })

  test('its own page may connect', async () => {
    const { url } = await listening()
    await (await liveClient(url, '', { origin: url })).cut()
  })
})

describe('only what is committed', () => {
  async function coreListening() {
    const core = createCore({})
    const host = await listen(core, { port: 0, host: '127.0.0.1' })
    open.push(core.close, host.close)
    const world = core.world()
    const say = (word: string) => world.db.tx(() => void world.journal.append('settings.changed', { changes: {}, word }))
    return { world, url: host.url, say }
  }
  const words = (rows: readonly { data: Record<string, unknown> }[]) => rows.map((row) => row.data['word'])

  test('rows that were rolled back are never seen, whole or in part', async () => {
    const { world, url, say } = await coreListening()
    const live = await liveClient(url, '')
    expect(() =>
      world.db.tx(() => {
        world.journal.append('settings.changed', { changes: {}, word: 'undone' })
        throw new Error('no')
      }),
    ).toThrow('no')
    await expect(
      world.db.shareCommit(() => {
        world.journal.append('settings.changed', { changes: {}, word: 'undone too' })
        throw new Error('no')
      }),
    ).rejects.toThrow('no')
    await world.db.shareCommit(() => void world.journal.append('settings.changed', { changes: {}, word: 'kept' }))
    say('last')
    await live.until((rows) => words(rows).includes('last'))
    expect(words(live.rows)).toEqual(['kept', 'last'])
  })

  test('rows of a transaction that is still open wait for its end', async () => {
    const { world, url, say } = await coreListening()
    say('first')
    world.db.raw.exec('BEGIN IMMEDIATE')
    world.journal.append('settings.changed', { changes: {}, word: 'open' })
    const live = await liveClient(url, '?since=0&kind=settings')
    await live.until((rows) => rows.length > 0)
    // Another client is served completely in between: had the first been given more, it would be here
    const other = await liveClient(url, '?since=0&kind=settings')
    await other.until((rows) => rows.length > 0)
    expect([words(live.rows), words(other.rows)]).toEqual([['first'], ['first']])
    world.db.raw.exec('ROLLBACK')
    say('second')
    await live.until((rows) => rows.length > 1)
    expect(words(live.rows)).toEqual(['first', 'second'])
  })

  test('after a reset a client that stayed goes on with the new journal', async () => {
    const { emulator, url, track } = await listening()
    for (let n = 0; n < 5; n++) await track('u1', `e${n}`)
    const live = await liveClient(url, '')
    await emulator.reset()
    await track('fresh')
    await live.until((rows) => rows.some((row) => row.kind === 'custom_event.logged'))
    expect(live.kinds()).toContain('workspace.reset')
  })
})
