// Row 3: session data lands in the intended workspace: each key leads to its own, a wrong one nowhere; the apps of one workspace stay apart.
import { platforms, scenario } from './kit.ts'
import type { Admin } from './kit.ts'

const row = 3
type Keys = { id: string; rest: string; web: string; ios: string; android: string }

/** A second workspace, with keys of its own and the time of this one; deleted afterwards. */
async function withAnotherWorkspace(admin: Admin, now: string, work: (keys: Keys) => Promise<void>): Promise<void> {
  const { id, rest_keys, apps } = await admin.post('/workspaces', {})
  const app = (platform: string): string => apps.find((one: any) => one.platform === platform).app_id
  try {
    await admin.put(`/clock?workspace=${id}`, { mode: 'held', now })
    await work({ id, rest: rest_keys[0].key, web: app('Web'), ios: app('iOS'), android: app('Android') })
  } finally {
    await admin.delete(`/workspaces/${id}`)
  }
}

const sessionsOfTheDay = '/sessions/data_series?length=1&ending_at=2026-03-01T23:00:00Z'

for (const platform of platforms) {
  const tags = [platform, 'sessions', 'workspaces']

  scenario(`${platform}: sessions and data land in the workspace whose key the app has, and in no other`, { row, tags }, async ({ device, rest, admin, clock, expect }) => {
    await withAnotherWorkspace(admin, clock.now(), async (testing) => {
      const live = device(platform)
      live.launch()
      live.changeUser('mel')
      live.logCustomEvent('bought')
      const test = device({ platform, apiKey: testing[platform] })
      for (let launch = 1; launch <= 3; launch++) {
        test.launch()
        test.changeUser('mel')
        test.logCustomEvent('tried')
        await clock.advance('20s')
        test.kill()
        await clock.advance('1h')
      }
      await rest.post('/users/track', { attributes: [{ external_id: 'bob', plan: 'test' }] }, { key: testing.rest })

      const mel = await expect.profile('mel', { custom_events: [{ name: 'bought', count: 1 }] })
      await expect.sessions('mel', { count: 2, open: 1 })
      await expect.noProfile('bob')
      await expect.users(1)
      const { users } = (await rest.post('/users/export/ids', { external_ids: ['mel', 'bob'] }, { key: testing.rest })).body
      expect.value(users, 'the users of the testing workspace').toMatch([{ external_id: 'mel', custom_events: [{ name: 'tried', count: 3 }], apps: [{ sessions: 4 }] }, { external_id: 'bob', custom_attributes: { plan: 'test' } }])
      expect.value(users[0].braze_id, "the braze_id of the testing workspace's mel").notToEqual(mel.braze_id)
      const count = async (key?: string) => (await rest.get(sessionsOfTheDay, key === undefined ? {} : { key })).body.data
      expect.value([...(await count()), ...(await count(testing.rest))].map(({ sessions }) => sessions), 'the sessions of the day here and there').toEqual([2, 4])
    })
  })

  scenario(`${platform}: with a wrong key nothing lands anywhere, and the app is told`, { row, tags }, async ({ device, rest, admin, clock, expect }) => {
    await withAnotherWorkspace(admin, clock.now(), async (other) => {
      await rest.post('/users/track', { attributes: [{ external_id: 'mel', plan: 'pro' }] })
      // mistyped, the key of the REST API, and one that was taken back
      const { app_id: removed } = await admin.post('/apps', { name: 'Old', platform })
      await admin.delete(`/apps/${removed}`)
      for (const apiKey of [`${other[platform]}0`, other.rest, removed]) {
        const phone = device({ platform, apiKey })
        phone.launch()
        phone.changeUser('mel')
        phone.logCustomEvent('looked around')
        await clock.advance('1m')
        const data = phone.requests.filter((one) => one.path.startsWith('/api/v3/data'))
        expect.value(data.length > 0 && data.every(({ failure }) => failure === 'invalid_api_key'), 'every data request is answered invalid_api_key').toEqual(true)
      }
      await expect.users(1)
      const mel = await expect.profile('mel', { custom_events: undefined, apps: undefined, devices: undefined })
      expect.value(mel['custom_attributes'], "mel's custom attributes").toEqual({ plan: 'pro' })
      await expect.journal('session.started', { count: 0 })
      expect.value((await rest.post('/users/export/ids', { external_ids: ['mel'] }, { key: other.rest })).body.users, 'the users of the other workspace').toEqual([])

      // the same for a backend: a key of an app, or one that may do something else
      const { key: readOnly } = await admin.post('/rest_keys', { name: 'Exports', permissions: ['users.export.ids'] })
      const track = { attributes: [{ external_id: 'mel', plan: 'free' }] }
      const refused = [await rest.post('/users/track', track, { key: other[platform], status: 401 }), await rest.post('/users/track', track, { key: readOnly, status: 403 })]
      expect.value(refused.map(({ body }) => typeof body.message), 'the refusals have a message').toEqual(['string', 'string'])
      await expect.profile('mel', { custom_attributes: { plan: 'pro' } })
      await admin.delete(`/rest_keys/${readOnly}`)
    })
  })
}

scenario('the apps of one workspace share the user, and keep their sessions apart', { row, tags: ['web', 'ios', 'android', 'sessions', 'workspaces'] }, async ({ device, rest, admin, clock, expect }) => {
  const launches = { web: 1, ios: 2, android: 3 }
  const { apps } = { apps: (await admin.get('/apps')).apps as { app_id: string; platform: string }[] }
  for (const platform of platforms) {
    const one = device({ platform, appVersion: `1.${launches[platform]}.0` })
    for (let n = 0; n < launches[platform]; n++) {
      one.launch()
      // the first time an anonymous session comes before it
      one.changeUser('mel')
      one.logCustomEvent('opened', { on: platform })
      await clock.advance('20s')
      one.kill()
      await clock.advance('1h')
    }
  }
  const sessions = { web: 2, ios: 3, android: 4 }
  await expect.profile('mel', { apps: [{ platform: 'Web', sessions: sessions.web }, { platform: 'iOS', sessions: sessions.ios, version: '1.2.0' }, { platform: 'Android', sessions: sessions.android, version: '1.3.0' }], custom_events: [{ name: 'opened', count: 6 }] })
  await expect.sessions('mel', { count: 9 })
  for (const platform of platforms) {
    const { app_id } = apps.find((one) => one.platform.toLowerCase() === platform)!
    const { data } = (await rest.get(`${sessionsOfTheDay}&app_id=${app_id}`)).body
    expect.value(data.map((day: any) => day.sessions), `the sessions of the ${platform} app`).toEqual([sessions[platform]])
    await expect.journal('custom_event.logged', { about: 'mel', data: { app_id, properties: { on: platform } }, count: launches[platform] })
  }
  await expect.users(1)
})
