// What a YAML scenario does when it runs: every way to write a step, placeholders, and each failure with its line.
import { expect, test } from 'vitest'
import { runScenario } from '../../../scenarios/runner.ts'
import { ownEmulator } from '../../../scenarios/target.ts'
import { readScenarios } from '../../../scenarios/yaml/read.ts'

const FILE = '/qa/x.scenario.yaml'

/** Runs the one scenario of a text; answers 'passed', or where and why it failed. */
async function played(text: string): Promise<string> {
  const { scenarios, problems } = readScenarios(FILE, text)
  expect(problems).toEqual([])
  const { failure } = await runScenario(scenarios[0]!, ownEmulator())
  return failure === undefined ? 'passed' : `${failure.at?.file}:${failure.at?.line} ${failure.brief}`
}
const scenario = (steps: string, devices = 'phone: ios'): string => `name: x\ndevices: { ${devices} }\nsteps:\n${steps.split('\n').map((line) => `  ${line}\n`).join('')}`
const login = '- phone: [launch, { changeUser: mel }]\n'

test('a verb by one value, by values in order, by names, several, and a list', async () => {
  expect(await played(scenario(`- phone: launch
- phone: { changeUser: mel }
- phone: { logCustomEvent: plain }
- phone: { logCustomEvent: [ordered, { size: 1 }] }
- phone: { logCustomEvent: { name: named, props: { size: 2 } } }
- phone: { setFirstName: Mel, setLastName: Bee, setDateOfBirth: [1990, 5, 17] }
- phone: [{ setCustomUserAttribute: { key: plan, value: gold } }, { setAttributes: { home_city: Lyon } }, requestImmediateDataFlush]
- phone: { setLastName: null }
- phone: { launch: }
- clock.advance: 15s
- settle
- expect:
    - event: { user: mel, name: plain, count: 1 }
    - event: { user: mel, name: ordered, properties: { size: 1 } }
    - event: { user: mel, name: named, properties: { size: 2 } }
- expect: { users: { count: 1 }, profile: { user: mel, has: { first_name: Mel, dob: 1990-05-17, home_city: Lyon, custom_attributes: { plan: gold } }, lacks: [last_name] } }`))).toBe('passed')
})

test.each<[string, string, string]>([
  ['an expectation', `${login}- advance: 15s\n- expect:\n    users: 1\n    event: { user: mel, name: bought }`, `${FILE}:8 expect.event('mel', 'bought'): expected at least once, never happened`],
  ['an expectation in a list of them', `- expect: [{ users: 0 }, { users: 1 }]`, `${FILE}:4 expect.users(1): expected 1 user(s), there are 0`],
  ['a verb of an app that does not run', `- phone: [launch,\n    kill,\n    { logCustomEvent: x }]`, `${FILE}:6 phone: logCustomEvent: `],
  ['a call that is refused', `- rest:\n    call: POST /users/track\n    body: { events: [{}] }`, `${FILE}:4 rest POST /users/track: answered 400`],
  ['a call that is not refused', `- rest: { call: POST /users/track, body: { attributes: [{ external_id: mel }] }, status: 400 }`, `${FILE}:4 rest POST /users/track: answered 201`],
  ['an answer', `- rest: { call: POST /users/track, body: { attributes: [{ external_id: mel }] }, answer: { attributes_processed: 2 } }`, `${FILE}:4 expect.value(the answer of POST /users/track).toMatch: attributes_processed: expected 2, was 1`],
  ['an admin call', `- admin: { call: POST /segments, body: { name: 3 } }`, `${FILE}:4 admin POST /segments: POST /_emulator/segments answered 422`],
  ['what the SDK refuses', `${login}- phone: { setEmail: nonsense }`, `${FILE}:5 phone: setEmail: the SDK refused this and sent nothing; write 'refused: true' beside it when that is what you expect`],
  ['what the SDK was to refuse', `${login}- phone: { setEmail: a@example.com }\n  refused: true`, `${FILE}:5 expect.value(whether phone: setEmail was refused).toEqual: `],
  ['what the device knows', `${login}- expect: { state: { device: phone, has: { userId: bob } } }`, `${FILE}:5 expect.value(what phone knows).toMatch: userId: expected 'bob', was 'mel'`],
  ['a card that is not there', `${login}- phone: { clickContentCard: Sale }`, `${FILE}:5 phone: clickContentCard: the device has no card 'Sale': it has none`],
  ['a part of an answer that is not there', `- rest: { call: POST /users/track, body: { attributes: [{ external_id: mel }] }, keep: { id: users.0.id } }`, `${FILE}:4 rest POST /users/track: the answer of POST /users/track has no 'users.0.id' to keep as 'id'`],
  ['nothing is expected', login.trimEnd(), 'undefined:undefined the scenario: expects nothing: it would pass whatever the emulator does'],
])('where it failed: %s', async (_, steps, expected) => expect((await played(scenario(steps))).slice(0, expected.length)).toBe(expected))

test('the setup fails with its line', async () => {
  expect(await played(`name: x\nsetup:\n  - segments:\n      - { id: a, name: A, filters: { filter: custom_event, name: x, cmp: more_than, value: 0 } }\n      - { id: a, name: A, filters: { filter: custom_event, name: x, cmp: more_than, value: 0 } }\nsteps:\n  - expect: { users: 0 }\n`)).toMatch(/^\/qa\/x\.scenario\.yaml:3 admin POST \/segments: .*already/)
})

test('placeholders: times, what was kept, texts like and members that are absent, also in names', async () => {
  expect(await played(`name: x
setup:
  - settings: { merge_mode: none }
  - POST /users/track: { attributes: [{ external_id: mel, since: "<now-1d2h>", note: "at <now>" }] }
steps:
  - advance: 1h
  - rest: { call: POST /users/export/ids, body: { external_ids: [mel] }, answer: { users: [{ external_id: mel, custom_attributes: { since: "<like ^2026-02-28T10:00:00>", note: "at 2026-03-01T12:00:00.000Z" }, first_name: <absent> }] }, keep: { id: "users[0].braze_id", since: users.0.custom_attributes.since } }
  - rest: { call: POST /users/track, body: { attributes: [{ external_id: bob, same_as: <kept.id>, text: "is <kept.id>", at: <now> }] } }
  - admin: { call: GET /users/<kept.id>, answer: { external_id: mel, braze_id: <kept.id> } }
  - expect:
      profile: { user: { braze_id: <kept.id> }, has: { external_id: mel, custom_attributes: { note: <like ^at> } } }
      journal: { kind: profile.updated, user: bob, data: { changes: { same_as: { to: <kept.id> }, at: { to: "2026-03-01T13:00:00.000Z" } } } }
      noProfile: { alias: { name: a, label: b } }
`)).toBe('passed')
})

test('<absent> and <like …> are texts outside of expectations', async () => {
  expect(await played(`name: x\nsteps:\n  - rest: { call: POST /users/track, body: { attributes: [{ external_id: mel, a: <absent>, b: "<like x>" }] } }\n  - expect: { profile: { user: mel, has: { custom_attributes: { a: "<like ^<absent>$>", b: "<like ^<like x>$>" } } } }\n`)).toBe('passed')
})

test('users by the device, and a card by its title', async () => {
  expect(await played(`name: x
setup:
  - campaigns: { id: sale, name: Sale, trigger: { type: custom_event, name: came }, messages: [{ channel: content_cards, type: classic, title: Sale, message: Look, url: "https://example.com/sale" }] }
devices: { page: web }
steps:
  - page: launch
  - expect: { profile: { device: page }, noProfile: mel }
  - page: { changeUser: mel }
  - page: { logCustomEvent: came }
  - advance: 15s
  - page: requestContentCardsRefresh
  - advance: 15s
  - page: [openContentCardsFeed, { clickContentCard: Sale }, closeContentCardsFeed]
  - advance: 15s
  - expect:
      cards: { device: page, cards: [{ title: Sale, viewed: true, clicked: true }] }
      state: { device: page, has: { openedLinks: ["https://example.com/sale"] } }
      campaignStats: { campaign: sale, channel: content_cards, counts: { total_clicks: 1 } }
      sessions: { user: { device: page }, count: 2 }
`)).toBe('passed')
})

test('for_each: a scenario for each platform, named after it', async () => {
  const { scenarios, problems } = readScenarios(FILE, `name: it works\nfor_each: [web, ios]\ndevices: { phone: <platform> }\nsteps:\n  - phone: launch\n  - expect: { state: { device: phone, has: { platform: <platform> } } }\n---\nname: on <platform> too\nfor_each: [android]\ntags: [a]\nrow: [4, mine]\ntimeout: 2m\nsteps:\n  - expect: { users: 0 }\n`)
  expect(problems).toEqual([])
  expect(scenarios.map(({ name, tags, rows, timeoutInSeconds }) => [name, tags, rows, timeoutInSeconds])).toEqual([['web: it works', ['web'], [], 60], ['ios: it works', ['ios'], [], 60], ['on android too', ['a', 'android'], ['4 · Session starts and ends are recorded', 'mine'], 120]])
  for (const one of scenarios) expect((await runScenario(one, ownEmulator())).failure?.message).toBeUndefined()
})

test('anchors: what is written once and used again', async () => {
  expect(await played(`name: x\nsetup:\n  - POST /users/track: { attributes: [&mel { external_id: mel, first_name: Mel }] }\nsteps:\n  - rest: { call: POST /users/track, body: { attributes: [*mel] } }\n  - expect: { profile: { user: mel, has: { first_name: Mel } } }\n`)).toBe('passed')
})

test('a device in a person’s hands needs --live, and says so at its line', async () => {
  expect(await played(`name: x\ndevices:\n  mine: { platform: ios, live: true }\nsteps:\n  - mine: launch\n`)).toMatch(/^\/qa\/x\.scenario\.yaml:3 device: a live device is a real app in a person's hands: run the file with --live/)
})

test('a time in a definition', async () => {
  expect(await played(`name: x
setup:
  - campaigns: { id: news, name: News, schedule: { at: <now+2h> }, messages: [{ channel: email, subject: News, from: Shop <shop@example.com>, body: <html><body>Hi</body></html> }] }
  - POST /users/track: { attributes: [{ external_id: mel, email: mel@example.com }] }
steps:
  - advance: 1h
  - expect: { noMessage: mel }
  - advance: 61m
  - expect: { message: { user: mel, channel: email, campaign_id: news, count: 1 } }
`)).toBe('passed')
})
