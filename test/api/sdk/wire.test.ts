// Transport of the SDK side: paths, keys, encodings, CORS, errors (web and mobile wire, sections 1, 2 and 5).
import { deflateSync, gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { homeKeys, table } from '../../../emulator/index.ts'
import { envelope, event, sendData, T } from '../../kit/sdk-wire.ts'
import { emulator } from '../../kit/world.ts'

const start = envelope('web', { events: [event('ss')], respond_with: { config: { config_time: T } } })
const key = { 'x-braze-api-key': homeKeys.web }
const paths = table.filter((endpoint) => endpoint.realm === 'sdk').map((endpoint) => ({ path: endpoint.path, built: endpoint.handle !== undefined || endpoint.perform !== undefined }))

describe('paths', () => {
  it.each(['/api/v3/data', '/api/v3/data/', '/api/v3//data/', '//api/v3/data', '/api/v3/data//'])('S1: %s takes data, answered 201', async (path) => {
    const e = emulator()
    const answer = await e.call('POST', path, start, key)
    expect([answer.status, answer.body]).toEqual([201, { message: 'success' }])
    expect(e.journal().at(-1)!.kind).toBe('session.started')
  })

  it('S1: the table of paths is complete', () => {
    const of = (built: boolean) => paths.filter((one) => one.built === built).map((one) => one.path.slice('/api/v3'.length)).sort()
    expect(of(true)).toEqual(['/banners/sync', '/content_cards/sync', '/data', '/debugger/init', '/debugger/log', '/dust/config', '/feature_flags/sync', '/geofence/report', '/geofence/request', '/push/delivery_events', '/push/unregister', '/push_token_tag', '/template', '/web_push'])
    expect(of(false)).toEqual(['/conversational_chat/config', '/conversational_chat/message', '/push/redeliver'])
  })

  it.each(paths.filter((one) => !one.built).map((one) => one.path))('S1: %s is not built and says so: 501, JSON, CORS', async (path) => {
    const e = emulator()
    const answer = await e.call('POST', path, start, key)
    expect([answer.status, answer.body, answer.headers.get('access-control-allow-origin')]).toEqual([501, { error: `Brazier does not emulate POST ${path} yet` }, '*'])
  })

  it.each(['/api/v3/unknown', '/api/v3', '/api/v3/data/more'])('S1: %s is 404 in JSON, with CORS and a row, never an empty success', async (path) => {
    const e = emulator()
    const rows = await e.rowsOf(async () => {
      const answer = await e.call('POST', path, start, key)
      expect([answer.status, answer.body, answer.headers.get('access-control-allow-origin')]).toEqual([404, { error: 'Not Found' }, '*'])
    })
    expect(rows.map((row) => row.kind)).toEqual(['request.refused'])
  })

  it('S1: another method is 405 with Allow', async () => {
    const e = emulator()
    const answer = await e.call('GET', '/api/v3/data', undefined, key)
    expect([answer.status, answer.headers.get('allow'), answer.body]).toEqual([405, 'POST', { error: 'Method Not Allowed' }])
  })
})

describe('CORS', () => {
  it.each([...paths.map((one) => one.path), '/api/v3/data/', '/api/v3/unknown'])('S1: preflight of %s', async (path) => {
    const e = emulator()
    const rows = await e.rowsOf(async () => {
      const answer = await e.call('OPTIONS', path, undefined, { origin: 'http://shop.test', 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type,x-braze-api-key,x-new-header' })
      expect(answer.status).toBe(204)
      expect(answer.body).toBe('')
      expect(Object.fromEntries([...answer.headers].filter(([name]) => name.startsWith('access-control')))).toEqual({
        'access-control-allow-origin': '*', 'access-control-allow-methods': 'POST, GET, OPTIONS', 'access-control-allow-headers': 'content-type,x-braze-api-key,x-new-header', 'access-control-max-age': '86400',
      })
    })
    expect(rows).toEqual([])
  })

  it('S1: a preflight that names no headers is told every header of the web SDK', async () => {
    const answer = await emulator().call('OPTIONS', '/api/v3/data/', undefined, { origin: 'http://shop.test' })
    const allowed = answer.headers.get('access-control-allow-headers')!.split(', ')
    for (const name of ['content-type', 'x-requested-with', 'x-braze-api-key', 'x-braze-datarequest', 'x-braze-triggersrequest', 'x-braze-contentcardsrequest', 'x-braze-featureflagsrequest', 'x-braze-bannersrequest', 'x-braze-auth-signature', 'x-braze-last-req-ms-ago', 'x-braze-req-attempt', 'x-braze-req-tokens-remaining', 'x-braze-request-initiated-by', 'braze-sync-retry-count']) expect(allowed).toContain(name)
  })

  it.each([['a good answer', '/api/v3/data/', JSON.stringify(start), 201], ['a bad key', '/api/v3/data/', '{}', 201], ['no JSON', '/api/v3/data/', '{', 400], ['an unknown path', '/api/v3/x', '{}', 404], ['too much', '/api/v3/data/', ' '.repeat(32 * 1024 * 1024 + 1), 413], ['not built', '/api/v3/conversational_chat/config', JSON.stringify(start), 501]])(
    'S1: %s can be read by a page of another origin, Retry-After too',
    async (_, path, body, status) => {
      const answer = await emulator().call('POST', path, body, { ...(body === '{}' ? {} : key), origin: 'http://shop.test' })
      expect([answer.status, answer.headers.get('access-control-allow-origin'), answer.headers.get('access-control-expose-headers'), answer.headers.get('content-type')]).toEqual([status, '*', 'Retry-After', 'application/json; charset=utf-8'])
    },
  )

  it('N6: an injected 429 carries its Retry-After to the page', async () => {
    const e = emulator()
    await e.admin('PUT', '/faults', { faults: [{ match: { path: '/api/v3/data' }, status: 429, headers: { 'retry-after': '7' }, times: 1 }] })
    const answer = await e.call('POST', '/api/v3/data/', start, key)
    expect([answer.status, answer.headers.get('retry-after'), answer.headers.get('access-control-expose-headers')]).toEqual([429, '7', 'Retry-After'])
    expect((await e.call('POST', '/api/v3/data/', start, key)).status).toBe(201)
  })
})

describe('bodies and keys', () => {
  const bytes = Buffer.from(JSON.stringify(start))
  it.each([['gzip', gzipSync(bytes)], ['GZIP', gzipSync(bytes)], ['deflate', deflateSync(bytes)], ['identity', bytes]])('N1: a %s body is read', async (coding, body) => {
    const e = emulator()
    const answer = await e.call('POST', '/api/v3/data/', body, { ...key, 'content-encoding': coding })
    expect([answer.status, answer.body]).toEqual([201, { message: 'success' }])
    expect(e.journal().at(-1)!.kind).toBe('session.started')
  })

  it.each([['broken gzip', 'gzip', Buffer.from('no gzip'), 400], ['an unknown coding', 'zebra', bytes, 415], ['a bomb', 'gzip', gzipSync(Buffer.alloc(33 * 1024 * 1024, ' ')), 413]])('N1: %s is refused whole', async (_, coding, body, status) => {
    const e = emulator()
    const rows = await e.rowsOf(async () => expect((await e.call('POST', '/api/v3/data/', body, { ...key, 'content-encoding': coding })).status).toBe(status))
    expect(rows.map((row) => row.kind)).toEqual(['request.refused'])
    expect(e.errors).toEqual([])
  })

  it.each(['deflate/gzip', 'gzip, deflate, br', '*;q=0', ''])('N3: Accept-Encoding "%s" disturbs nothing', async (accept) => {
    const e = emulator()
    expect((await e.call('POST', '/api/v3/data/', start, { ...key, 'accept-encoding': accept })).body).toEqual({ message: 'success' })
  })

  it.each(['text/plain', 'application/json; charset=UTF-8', 'application/x-www-form-urlencoded'])('N1: content type %s is as good as JSON: SDKs are not asked', async (type) => {
    expect((await emulator().call('POST', '/api/v3/data/', start, { ...key, 'content-type': type })).status).toBe(201)
  })

  const { api_key: _, ...keyless } = start as Record<string, unknown>
  it('U1: the key may stand in the header only, or in the body only', async () => {
    const e = emulator()
    expect((await e.call('POST', '/api/v3/data', keyless, key)).body).toEqual({ message: 'success' })
    expect((await e.call('POST', '/api/v3/data', start)).body).toEqual({ message: 'success' })
    expect((await e.call('POST', '/api/v3/data', start, { 'x-braze-api-key': '' })).body).toEqual({ message: 'success' })
  })

  it.each([['none', {}, {}], ['unknown', { 'x-braze-api-key': 'nope' }, {}], ['a REST key', { 'x-braze-api-key': homeKeys.rest }, {}], ['no text', {}, { api_key: 7 }], ['empty', { 'x-braze-api-key': '' }, { api_key: '' }]])('U1: a key that is %s answers invalid_api_key and stores nothing', async (_name, headers, more) => {
    const e = emulator()
    const rows = await e.rowsOf(async () => {
      const answer = await e.call('POST', '/api/v3/data', { ...keyless, ...more }, headers as Record<string, string>)
      expect([answer.status, answer.body]).toEqual([201, { error: 'invalid_api_key' }])
    })
    expect(rows.map((row) => row.kind)).toEqual(['request.refused'])
  })

  it.each([undefined, null, '', 7, {}, []])('U1: device_id %j answers no_device_identifier, on every path', async (device_id) => {
    const e = emulator()
    for (const { path } of paths.filter((one) => one.built)) {
      const answer = await e.call('POST', path, { ...keyless, device_id }, key)
      expect([path, answer.status, answer.body]).toEqual([path, 201, { error: 'no_device_identifier' }])
    }
    expect((await e.admin('GET', '/devices')).body.devices).toEqual([])
  })

  it('S15: a user of more than 5,000,000 sessions is blacklisted; others on the device are not', async () => {
    const e = emulator()
    await sendData(e, 'web', { events: [event('ss', {}, { user: 'robot' })] }, 'robot')
    const robot = e.world.profiles.byExternalId('robot')!
    e.world.profiles.save({ ...robot, session_count: 5_000_000 })
    expect((await sendData(e, 'web', { events: [event('ss', {}, { user: 'robot', session: 's-2' })] }, 'robot')).body).toEqual({ message: 'success' })
    const before = e.journal().length
    // on its device, and on one that was never seen
    for (const device_id of ['e5585b85-web', 'fresh']) expect((await sendData(e, 'web', { device_id, events: [event('ce', { n: 'x' }, { user: 'robot' })] }, 'robot')).body).toEqual({ error: 'blacklisted' })
    expect(e.journal().slice(before).map((row) => row.kind)).toEqual(['request.refused', 'request.refused'])
    expect(e.world.devices.find('fresh', homeKeys.web)).toBeUndefined()
    // the next user of the device is taken, what is still the robot's is left out
    const rows = await e.rowsOf(() => sendData(e, 'web', { events: [event('ce', { n: 'late' }, { user: 'robot' }), event('ss', {}, { at: T + 1, session: 's-3', user: 'human' })] }, 'human'))
    expect(rows.map((row) => row.kind)).toEqual(['decision.ignored', 'profile.created', 'device.moved', 'session.started'])
    expect(rows[0]!.data).toMatchObject({ rule: 'S15', compared: { sessions: 5_000_001, event: 'ce' } })
  })
})
