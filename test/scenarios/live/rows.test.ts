// Live mode with a right app: each of the eighteen rows passes on web, iOS and Android, and nothing of it is left behind.
import { expect, test } from 'vitest'
import { liveChecks } from '../../../scenarios/live/walk.ts'
import { wholeEmulator } from '../../../scenarios/target.ts'
import { platforms } from '../../../scenarios/kit.ts'
import { hall, rightDeeds, walked } from './kit.ts'

test('there is a check for each row of the table', () => {
  expect(liveChecks.map(({ row }) => row).sort((a, b) => a - b)).toEqual(Array.from({ length: 18 }, (_, index) => index + 1))
})

for (const platform of platforms)
  test(`${platform}: all rows pass, and campaigns, Canvases and segments are gone afterwards`, async () => {
    const self = await hall()
    const { byRow, passed, exitCode, said } = await walked(self, [], rightDeeds(self.app(platform)))
    expect(byRow, said).toEqual({ ...Object.fromEntries(Array.from({ length: 18 }, (_, index) => [index + 1, 'passed'])), 3: expect.stringMatching(/^the app: (Web, Chrome|iOS, iPhone17,1|Android, Pixel 9), device [0-9a-fA-F-]{36}, user anonymous$/), 18: expect.stringMatching(/^not tried: /) })
    expect([passed, exitCode]).toEqual([18, 0])
    for (const list of ['campaigns', 'canvases', 'segments']) expect((await self.admin('GET', `/${list}`))[list]).toEqual([])
    expect(said).not.toContain('nobody, brazier')
  })

test('values of every kind are stored as they were sent', async () => {
  const self = await hall()
  const app = self.app('web')
  const { byRow, results } = await walked(self, [2], [
    { when: /Open the app/, do: () => app.launch() },
    { when: /Use the app for a moment/, do: () => {
      app.setCustomUserAttribute('since', new Date('2026-01-01T10:00:00Z'))
      app.setCustomUserAttribute('tags', ['a', 'b'])
      app.addToCustomAttributeArray('tags', 'c')
      app.setCustomUserAttribute('car', { make: 'Volvo', wheels: 4 })
      app.setCustomUserAttribute('happy', true)
      app.setCustomUserAttribute('height', 1.75)
      app.incrementCustomUserAttribute('visits', 3)
      app.incrementCustomUserAttribute('visits', 2)
      app.setCustomUserAttribute('gone', 'soon')
      app.unsetCustomUserAttribute('gone')
      app.setGender('F')
      app.setDateOfBirth(1990, 2, 3)
      app.setPhoneNumber('+4712345678')
      app.setEmailNotificationSubscriptionType('opted_in')
      for (let n = 0; n < 60; n++) app.logCustomEvent('many', { n })
      app.logPurchase('shoe', 12.5, 'USD', 2, { size: 42, on_sale: false })
    } },
  ])
  // Taking away what is not there is a data point all the same
  expect([results[0]!.status, byRow[2]]).toEqual(['passed', 'data points wasted: gone came with the value that the profile has already'])
})

test('another workspace: the app is looked for there, and found elsewhere when it speaks to another', async () => {
  const self = await hall()
  const { apps } = await self.admin('POST', '/workspaces', { id: 'staging' })
  const target = await wholeEmulator(self.url, { workspace: 'staging' })
  const key = apps.find((one: { platform: string }) => one.platform === 'iOS').app_id
  expect(target.keys.ios).toBe(key)
  const [right, stray, lost] = [self.app('ios', { apiKey: key }), self.app('ios'), self.app('ios', { apiKey: 'old-key' })]
  const passed = await walked(self, [3, 9], [...rightDeeds(right)], { target })
  expect(passed.byRow[9]).toBe('passed')
  expect(passed.results.map(({ status }) => status)).toEqual(['passed', 'passed'])
  const failed = await walked(self, [3], [{ when: /Open the app/, do: () => { stray.launch(); lost.launch() } }], { target, present: false })
  expect(failed.byRow[3]).toContain(`the app spoke to workspace 'default' instead, with the SDK key of its app ${self.target.keys.ios}: device.registered, profile.created, session.started`)
  expect(failed.byRow[3]).toContain("an SDK request came with the key 'old-key', which is none of this emulator's")
})

test('data that went to two workspaces fails row 3, though the session is here', async () => {
  const self = await hall()
  const { apps } = await self.admin('POST', '/workspaces', { id: 'staging' })
  const [app, twin] = [self.app('ios'), self.app('ios', { apiKey: apps.find((one: { platform: string }) => one.platform === 'iOS').app_id })]
  const { byRow } = await walked(self, [3], [{ when: /Open the app/, do: async () => { twin.launch(); await twin.idle(); app.launch() } }])
  expect(byRow[3]).toContain("data went to workspace 'staging' too: device.registered, profile.created, session.started")
})

test('a session that ended between two rows is not taken for the open one', async () => {
  const self = await hall()
  const app = self.app('android')
  let left = false
  // While nothing is asked of anybody, the app is left: Android ends the session by itself
  const target = { ...self.target, fetch: async (request: Request) => {
    if (left) {
      left = false
      app.background()
      await self.pass(15_000)
    }
    return self.target.fetch(request)
  } }
  const { results, said } = await walked(self, [3, 4], [
    { when: /Open the app/, do: () => app.launch() },
    { when: /Open the app/, do: () => app.foreground() },
    ...rightDeeds(app),
  ], { target, reporters: [{ end: ({ scenario }) => void (left = scenario.rows[0]!.startsWith('3 ')), finish: () => {} }] })
  expect(results.map(({ status }) => status), said).toEqual(['passed', 'passed'])
  expect(said.match(/▸ Open the app/g)).toHaveLength(2)
})

test('a row alone: anything that the app tells is enough to know it; whom a server makes meanwhile is not taken for a login', async () => {
  const self = await hall()
  const app = self.app('web')
  app.launch()
  await self.pass(15_000)
  const rest = (body: object) => fetch(`${self.url}/users/track`, { method: 'POST', headers: { authorization: `Bearer ${self.target.keys.rest}`, 'content-type': 'application/json' }, body: JSON.stringify(body) })
  const { byRow, said } = await walked(self, [9], [
    { when: /Open the app .*, or do something in it/, do: () => app.logCustomEvent('clicked') },
    { when: /Log in/, do: async ({ pass }) => { await rest({ attributes: [{ external_id: 'bob' }] }); await pass(5000); app.changeUser('mel') } },
  ])
  expect(byRow[9], said).toBe('passed')
  expect(said).toContain("✔ custom_event.logged 'clicked'")
})
