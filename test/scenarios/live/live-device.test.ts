// Devices that are live: each verb is said to a person, who does it in a real app; the row of the journal that proves it is awaited, and what came instead is told.
import { expect, test } from 'vitest'
import { turnsOf } from '../../../scenarios/live/files.ts'
import { verbs } from '../../../scenarios/live/verbs.ts'
import { takeTurns } from '../../../scenarios/live/walk.ts'
import { platforms } from '../../../scenarios/kit.ts'
import type { Stage } from '../../../scenarios/kit.ts'
import { runScenario } from '../../../scenarios/runner.ts'
import { ownEmulator, wholeEmulator } from '../../../scenarios/target.ts'
import { hall, personOf } from './kit.ts'
import type { Deed, Hall } from './kit.ts'

const scenario = (body: (stage: Stage) => Promise<void>) => ({ name: 'mine', rows: [], tags: [], timeoutInSeconds: 1, at: undefined, body })

/** Runs one scenario with a person who does the deeds. */
async function played(self: Hall, body: (stage: Stage) => Promise<void>, deeds: readonly Deed[], options: Parameters<typeof personOf>[2] & { seconds?: number } = {}) {
  const { person, machine, left } = personOf(self, deeds, options)
  const turns = turnsOf([scenario(body), scenario(async ({ expect: e }) => e.value(1, 'one').toEqual(1))], () => wholeEmulator(self.url), { person, machine, seconds: options.seconds ?? 60 })
  const { results } = await takeTurns(turns, { person, reporters: [], machine })
  return { status: results[0]!.status, next: results[1]!.status, message: results[0]!.failure?.message ?? results[0]!.note ?? '', left: left.map(({ when }) => when.source) }
}

for (const platform of platforms)
  test(`${platform}: a whole scenario with a real app: log in, buy, change, background, and what it got`, async () => {
    const self = await hall()
    const app = self.app(platform)
    const { status, message, left } = await played(self, async ({ device, rest, admin, clock, expect: e }) => {
      await admin.post('/campaigns', { id: 'hello', name: 'Hello', schedule: {}, messages: [{ channel: 'content_cards', type: 'CLASSIC', title: 'Hi', message: 'Hello' }] })
      const phone = device({ platform, live: true })
      phone.launch()
      phone.changeUser('mel')
      phone.changeUser('mel')
      phone.logCustomEvent('looked', { pages: 2 })
      phone.logPurchase('shoe', 12, 'EUR')
      phone.setEmail('mel@example.com')
      phone.setCustomUserAttribute('plan', 'gold')
      await e.profile('mel', { email: 'mel@example.com', custom_attributes: { plan: 'gold' } })
      await e.event(phone, 'looked', { count: 1 })
      await e.event('mel', 'looked', { properties: { pages: 2 } })
      const before = clock.now()
      phone.background()
      await clock.advance('40s')
      phone.foreground()
      await rest.get('/campaigns/list')
      e.value(Date.parse(clock.now()) - Date.parse(before) >= 40_000, 'time passed').toEqual(true)
      await e.journal('session.started', { about: phone })
    }, [
      { when: /Open the app/, do: () => app.launch() },
      { when: /Log in as 'mel'/, do: () => app.changeUser('mel') },
      { when: /logs the custom event 'looked' with \{ pages: 2 \}/, do: () => app.logCustomEvent('looked', { pages: 2 }) },
      { when: /Buy something: product 'shoe' for 12 EUR/, do: () => app.logPurchase('shoe', 12, 'EUR') },
      { when: /Set the attribute 'email' to "mel@example\.com"/, do: () => app.setEmail('mel@example.com') },
      { when: /Set the custom attribute 'plan' to "gold"/, do: () => app.setCustomUserAttribute('plan', 'gold') },
      { when: /in the background/, do: ({ press }) => { app.background(); press('') } },
      { when: /to the front/, do: ({ press }) => { app.foreground(); if (platform === 'web') press('') } },
    ])
    expect([status, message, left]).toEqual(['passed', '', []])
    expect(self.text.said).toContain("'mel' is logged in already")
    expect(self.text.said).toContain('clock.advance("40s") · 0:40 left')
    // What the scenario defined in the app's workspace is gone
    expect((await self.admin('GET', '/campaigns')).campaigns).toEqual([])
  })

const wrongs: { name: string; act: (phone: ReturnType<Stage['device']>) => unknown; does: (app: ReturnType<Hall['app']>, self: Hall) => unknown; expected: (string | RegExp)[] }[] = [
  { name: 'an event of another name', act: (phone) => phone.logCustomEvent('looked'), does: (app) => app.logCustomEvent('locked'), expected: [/^logCustomEvent\("looked"\): \[android\] Do what logs the custom event 'looked'\. at live-device\.test\.ts:\d+\n/, "the custom event 'looked' did not arrive within 1:00", "the custom event 'locked' was logged"] },
  { name: 'an event with other properties', act: (phone) => phone.logCustomEvent('looked', { pages: 2 }), does: (app) => app.logCustomEvent('looked', { pages: 3 }), expected: [/'looked' came, but .*pages.*2.*3/] },
  { name: 'an event in place of a purchase', act: (phone) => phone.logPurchase('shoe', 5), does: (app) => app.logCustomEvent('bought'), expected: ["a purchase of 'shoe' did not arrive", "the custom event 'bought' was logged"] },
  { name: 'a purchase at another price', act: (phone) => phone.logPurchase('shoe', 5), does: (app) => app.logPurchase('shoe', 6), expected: [/'shoe' came, but .*price.*5.*6/] },
  { name: 'another user', act: (phone) => phone.changeUser('mel'), does: (app) => app.changeUser('bob'), expected: ["changeUser('mel') did not arrive", "changeUser('bob') was called"] },
  { name: 'nobody logged in', act: (phone) => phone.changeUser('mel'), does: (app) => app.logCustomEvent('logged in'), expected: ['custom_event.logged of the user as before: changeUser() was not called'] },
  { name: 'another value', act: (phone) => phone.setEmail('mel@example.com'), does: (app) => app.setEmail('mel@example.org'), expected: ['email = "mel@example.com" did not arrive', 'email was set to "mel@example.org"'] },
  { name: 'another attribute', act: (phone) => phone.setCustomUserAttribute('plan', 'gold'), does: (app) => app.setCustomUserAttribute('Plan', 'gold'), expected: ['Plan was set'] },
  { name: 'another app', act: (phone) => phone.logCustomEvent('looked'), does: (_, self) => { const web = self.app('web'); web.launch(); web.logCustomEvent('looked') }, expected: ["the custom event 'looked' did not arrive", 'custom_event.logged came from another app: Web'] },
  { name: 'nothing', act: (phone) => phone.allowPush(), does: () => {}, expected: ['a push token did not arrive within 1:00', 'nothing arrived: is the app pointed at'] },
]

for (const { name, act, does, expected } of wrongs)
  test(`${name}: the step fails at its line, with what arrived instead`, async () => {
    const self = await hall()
    const app = self.app('android')
    app.launch()
    await self.pass(15_000)
    const { status, next, message } = await played(self, async ({ device, settle, expect: e }) => {
      const phone = device({ platform: 'android', live: true })
      act(phone)
      phone.logCustomEvent('never asked for')
      await settle()
      await e.users(1)
    }, [{ when: /\[android\]/, do: () => does(app, self) }], { present: false })
    expect([status, next]).toEqual(['failed', 'passed'])
    for (const word of expected) {
      if (typeof word === 'string') expect(message).toContain(word)
      else expect(message).toMatch(word)
    }
    expect(self.text.said).not.toContain('never asked for')
  })

test('a step that the tester skips leaves out the scenario; q leaves out the rest too', async () => {
  const self = await hall()
  const body = async ({ device, settle }: Stage): Promise<void> => { device({ platform: 'ios', live: true }).launch(); await settle() }
  const skipped = await played(self, body, [{ when: /Open the app/, do: ({ press }) => press('s') }])
  expect([skipped.status, skipped.next]).toEqual(['skipped', 'passed'])
  expect(skipped.message).toMatch(/^skipped by the tester while it waited for a session that starts/)
  const quit = await played(self, body, [{ when: /Open the app/, do: ({ press }) => press('q') }])
  expect([quit.status, quit.next]).toEqual(['skipped', 'skipped'])
})

test('q while time passes ends it', async () => {
  const self = await hall()
  self.press('q')
  await new Promise((resolve) => setImmediate(resolve))
  const { status, next, message } = await played(self, async ({ clock, expect: e }) => { await clock.advance('10m'); await e.users(0) }, [])
  expect([status, next, message]).toEqual(['skipped', 'skipped', 'ended by the tester while time passed'])
})

test('verbs at the end of a scenario are asked for, without any expectation after them', async () => {
  const self = await hall()
  const app = self.app('ios')
  const { status, left } = await played(self, async ({ device, expect: e }) => { await e.users(0); device({ platform: 'ios', live: true }).launch() }, [{ when: /Open the app/, do: () => app.launch() }])
  expect([status, left]).toEqual(['passed', []])
})

test('nobody there: what only a person can confirm goes on, the rest is awaited', async () => {
  const self = await hall()
  const app = self.app('ios')
  const { status } = await played(self, async ({ device, expect: e }) => {
    const phone = device({ platform: 'ios', live: true })
    phone.launch()
    phone.kill()
    await e.sessions(phone, { count: 1 })
  }, [{ when: /Open the app/, do: () => app.launch() }], { present: false })
  expect(status).toBe('passed')
  expect(self.text.said).toContain('Close the app fully (close the tab). Then press Enter. Nobody can say that it is done: it goes on.')
})

test('a verb that nobody can do in an app is refused at its line, with those that there are', async () => {
  const self = await hall()
  const { status, message } = await played(self, async ({ device }) => void device({ platform: 'web', live: true }).logEvent('ce', {}), [])
  expect(status).toBe('failed')
  expect(message).toMatch(/^logEvent\("ce", \{\}\) at live-device\.test\.ts:\d+\n {2}a live device has no verb 'logEvent': a person does launch, openSession, /)
})

test('without --live a live device is refused, and says how', async () => {
  const { status, failure } = await runScenario(scenario(async ({ device }) => void device({ platform: 'web', live: true })), ownEmulator())
  expect(status).toBe('failed')
  expect(failure!.message).toMatch(/^device at live-device\.test\.ts:\d+\n {2}a live device is a real app in a person's hands: run the file with --live, and --url of the emulator that the app talks to$/)
})

test('each verb says what to do, and what proves it or that Enter ends it', () => {
  for (const [name, verb] of Object.entries(verbs)) {
    const { say, watches, enter = false } = verb(['a', 1, 2, 3], {})
    expect(say, name).toMatch(/^[A-Z].*\.$/)
    expect(watches.length > 0 || enter, name).toBe(true)
    for (const { what } of watches) expect(what, name).not.toBe('')
  }
})
