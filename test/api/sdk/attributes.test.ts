// The entries of `attributes` in web, iOS and Android form (rules P1, P6, U16, U17).
import { describe, expect, it } from 'vitest'
import { event, known, sendData, T, traces, userView } from '../../kit/sdk-wire.ts'
import { emulator } from '../../kit/world.ts'

async function apply(app: 'web' | 'ios' | 'android', fields: Record<string, unknown>, e = emulator()) {
  const rows = await e.rowsOf(() => sendData(e, app, { attributes: [{ user_id: 'u1', ...fields }] }, 'u1'))
  return { e, rows, view: await userView(e, 'u1') }
}

describe('operations', () => {
  it.each(['web', 'ios', 'android'] as const)('U7: what the REST API takes for inc, add and remove is an object like others in an entry and in ncam (%s)', async (app) => {
    const { e } = await apply(app, { custom: { points: 5, tags: ['a'], a: { inc: 2 }, b: { add: ['x'], remove: ['y'] } } })
    expect((await e.exported('u1')).custom_attributes).toEqual({ points: 5, tags: ['a'], a: { inc: 2 }, b: { add: ['x'], remove: ['y'] } })
    await apply(app, { custom: { points: { inc: 2 }, tags: { add: ['b'] } } }, e)
    await sendData(e, app, { events: [event('ncam', { key: 'a', value: { inc: 3 } }, { user: 'u1' }), event('ncam', { key: 'b', value: { add: ['z'] } }, { user: 'u1' })] }, 'u1')
    expect((await e.exported('u1')).custom_attributes).toEqual({ points: { inc: 2 }, tags: { add: ['b'] }, a: { inc: 3 }, b: { add: ['z'], remove: ['y'] } })
  })

  it('U7: $add, $update and $remove change arrays of objects, as the page shows for the SDKs', async () => {
    // docs: custom_attributes/array_of_objects ("SDK example")
    const { e } = await apply('android', { custom: { pets: [{ id: 1, name: 'Gus' }] } })
    const ncam = (value: object) => sendData(e, 'android', { events: [event('ncam', { key: 'pets', value }, { user: 'u1' })] }, 'u1')
    await ncam({ $add: [{ id: 2, name: 'Doug' }] })
    await ncam({ $update: [{ $identifier_key: 'id', $identifier_value: 2, $new_object: { breed: 'corgi' } }] })
    await ncam({ $remove: [{ $identifier_key: 'id', $identifier_value: 1 }] })
    expect((await e.exported('u1')).custom_attributes).toEqual({ pets: [{ id: 2, name: 'Doug', breed: 'corgi' }] })
  })
})

describe('profile fields', () => {
  it.each(['web', 'ios', 'android'] as const)('U7: every standard field is stored and exported (%s)', async (app) => {
    const dob = { web: '1987-7-4', ios: '1987-07-04T00:00:00Z', android: '1987-07-04' }[app]
    const { e, rows } = await apply(app, { first_name: 'Ada', last_name: 'Lovelace', email: 'Ada@Example.com', gender: 'f', dob, country: 'GB', home_city: 'London', language: 'en', phone: '+12125551234', image_url: 'https://i/1.png', email_subscribe: 'opted_in', push_subscribe: 'unsubscribed', native_line_id: 'U1' })
    expect(rows.map((row) => row.kind)).toEqual(['device.registered', 'profile.created', 'profile.updated'])
    const { braze_id: _, created_at: __, random_bucket: ___, ...exported } = await e.exported('u1')
    expect(exported).toMatchObject({ external_id: 'u1', first_name: 'Ada', last_name: 'Lovelace', email: 'ada@example.com', gender: 'F', dob: '1987-07-04', country: 'GB', home_city: 'London', language: 'en', phone: '+12125551234', email_subscribe: 'opted_in', push_subscribe: 'unsubscribed' })
    expect((await userView(e, 'u1')).attributes).toMatchObject({ image_url: 'https://i/1.png', native_line_id: 'U1' })
  })

  it.each([['1990-1-2', '1990-01-02'], ['1990-12-31', '1990-12-31'], ['1990-12-31T00:00:00Z', '1990-12-31'], ['2000-02-29T23:59:59.999+05:00', '2000-02-29']])('U17: dob %s is the calendar day %s in every zone', async (dob, day) => {
    const { view } = await apply('ios', { dob })
    expect(view.attributes.dob).toBe(day)
  })

  it.each([['m', 'M'], ['f', 'F'], ['o', 'O'], ['n', 'N'], ['p', 'P'], ['u', undefined]])('U7: gender %s', async (gender, stored) => {
    const { e } = await apply('web', { gender: 'o' })
    expect((await apply('web', { gender }, e)).view.attributes.gender).toBe(stored)
  })

  it('U7: null empties a field', async () => {
    const { e } = await apply('web', { first_name: 'Ada', email: 'ada@example.com', phone: '+12125551234', dob: '1990-1-2' })
    expect((await apply('web', { first_name: null, email: null, phone: null, dob: null }, e)).view.attributes).toEqual({})
  })

  it.each([['email', 'no address'], ['email', 7], ['first_name', { a: 1 }], ['gender', 'x'], ['dob', 'yesterday'], ['dob', '1990-13-1'], ['email_subscribe', 'perhaps'], ['push_subscribe', null], ['language', '!!'], ['bio', 'legacy'], ['session_count', 99], ['external_id', 'other'], ['braze_id', 'x']])(
    'U17: %s %j is ignored with a trace, its neighbour stays',
    async (field, value) => {
      const { rows, view } = await apply('web', { [field]: value, last_name: 'Lovelace' })
      const trace = rows.find((row) => row.kind === 'decision.ignored')
      expect(trace?.data).toMatchObject({ rule: expect.any(String), why: expect.any(String), compared: expect.any(Object) })
      expect(view.attributes).toEqual({ last_name: 'Lovelace' })
      expect(view).toMatchObject({ external_id: 'u1', email_subscribe: 'subscribed', push_subscribe: 'subscribed', sessions: { count: 0 } })
    },
  )
})

describe('custom attributes', () => {
  it('U7: every type of value; dates as each platform writes them; null removes', async () => {
    const custom = { s: 'text', n: 1.5, b: false, when: '2026-01-02T03:04:05', nested: { a: { b: [1] }, at: '2026-01-02T03:04:05.678Z' }, objects: [{ id: 1 }, { id: 2 }], list: ['x', 'y'] }
    const { e, view } = await apply('web', { custom })
    expect(view.custom_attributes).toEqual(custom)
    expect(view.custom_attribute_types).toMatchObject({ s: 'string', n: 'number', b: 'boolean', when: 'time', nested: 'object', objects: 'object_array', list: 'array' })
    const after = await apply('ios', { custom: { s: null, n: null, when: '2026-01-02T03:04:05Z' } }, e)
    expect(after.view.custom_attributes).toMatchObject({ b: false, when: '2026-01-02T03:04:05Z' })
    expect(Object.keys(after.view.custom_attributes).sort()).toEqual(['b', 'list', 'nested', 'objects', 'when'])
  })

  it('U18: names on the block list are not stored, whatever carries them', async () => {
    const e = emulator()
    await e.admin('PATCH', '/settings', { block_lists: { attributes: ['secret'], events: ['noise'], purchases: ['bag'] } })
    const kinds = await traces(e, () => sendData(e, 'web', { events: [event('ss'), event('ce', { n: 'noise' }), event('p', { pid: 'bag', c: 'USD', p: '1.00', q: 1 }), event('inc', { key: 'secret', value: 1 }), event('set', { key: 'secret', value: ['a'] })], attributes: [{ custom: { secret: 1, open: 2 } }] }))
    expect(kinds).toEqual(['device.registered', 'profile.created', 'decision.ignored:block_list.attributes', 'profile.updated', 'session.started', 'decision.ignored:block_list.events', 'decision.ignored:block_list.purchases', 'decision.ignored:block_list.attributes', 'decision.ignored:block_list.attributes'])
  })

  it.each(['email', 'first_name', 'current_location', 'date_of_first_session', 'push_subscribe'])('U7: a custom attribute called %s does not change the profile field', async (name) => {
    const { rows, view } = await apply('web', { custom: { [name]: '2020-01-01', plain: 1 } })
    expect(rows.some((row) => row.kind === 'decision.ignored' && (row.data['compared'] as any).field === name)).toBe(true)
    expect(view).toMatchObject({ attributes: {}, custom_attributes: { plain: 1 }, sessions: { first: null } })
  })

  it('U7: one object alone is as good as a list', async () => {
    const e = emulator()
    await sendData(e, 'ios', { attributes: { user_id: 'u1', first_name: 'Ada' } }, 'u1')
    expect((await userView(e, 'u1')).attributes).toEqual({ first_name: 'Ada' })
  })
})

describe('what the device says', () => {
  it('P10, S13: details are kept and merged, the profile learns language, country and zone until somebody sets them', async () => {
    const e = emulator()
    const device = { os_version: '18.2', model: 'iPhone17,1', locale: 'de_AT', time_zone: 'Europe/Vienna', remote_notification_enabled: 1, ios_push_auth: 'authorized' }
    const kinds = await traces(e, () => sendData(e, 'ios', { device, events: [event('ss', {}, { user: 'u1' })] }, 'u1'))
    expect(kinds).toEqual(['device.registered', 'profile.created', 'session.started', 'device.updated', 'profile.updated'])
    expect(await traces(e, () => sendData(e, 'ios', { device }, 'u1'))).toEqual([])
    expect((await userView(e, 'u1')).attributes).toEqual({ language: 'de', country: 'AT', time_zone: 'Europe/Vienna' })
    await known(e, 'u1', { language: 'fr', country: 'FR' })
    await sendData(e, 'ios', { device: { locale: 'en_GB', carrier: 'One' } }, 'u1')
    const view = await userView(e, 'u1')
    expect(view.attributes).toMatchObject({ language: 'fr', country: 'FR' })
    expect(view.devices[0].details).toEqual({ ...device, locale: 'en_GB', carrier: 'One' })
  })

  it('S13: the build of the app stands beside its version, outlives a call without it, and is not the device\'s to say', async () => {
    const e = emulator()
    await sendData(e, 'ios', { app_version: '2.0', app_version_code: '2.0.0.7', device: { model: 'iPhone17,1', app_version_code: 'no' }, events: [event('ss', {}, { user: 'u1' })] }, 'u1')
    const first = await userView(e, 'u1')
    expect(first.devices[0]).toMatchObject({ app_version: '2.0', app_version_code: '2.0.0.7', details: { model: 'iPhone17,1' } })
    expect(first.devices[0].details).not.toHaveProperty('app_version_code')
    await sendData(e, 'ios', { app_version: undefined, app_version_code: undefined }, 'u1')
    expect((await userView(e, 'u1')).devices[0]).toMatchObject({ app_version: '2.0', app_version_code: '2.0.0.7' })
    expect(await traces(e, () => sendData(e, 'ios', { app_version_code: '2.0.0.8' }, 'u1'))).toEqual([])
    expect((await userView(e, 'u1')).devices[0].app_version_code).toBe('2.0.0.8')
  })

  it('P4: a device that speaks again is no longer uninstalled, and cannot say that it is', async () => {
    const e = emulator()
    await sendData(e, 'android', { events: [event('ss', {}, { user: 'u1' })], attributes: [{ user_id: 'u1', push_token: 'tok' }] }, 'u1')
    await e.admin('POST', '/devices/a0d0-android/uninstall')
    expect(await e.exported('u1', ['uninstalled_at', 'push_tokens'])).toEqual({ uninstalled_at: '2026-03-01T12:00:00.000Z' })
    await sendData(e, 'android', { device: { uninstalled_at: 'whenever' }, events: [event('ss', {}, { at: T + 1, session: 's-2', user: 'u1' })] }, 'u1')
    expect(await e.exported('u1', ['uninstalled_at'])).toEqual({})
    expect(e.errors).toEqual([])
  })
})
