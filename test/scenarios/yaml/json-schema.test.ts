// The published JSON Schema: it takes what the reader takes and refuses what the reader refuses, and is in the package as built.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { createDevice, createVirtualClock } from '../../../sdk-shims/device/index.ts'
import { createStage } from '../../../scenarios/stage.ts'
import { ownEmulator } from '../../../scenarios/target.ts'
import { deviceVerbs } from '../../../scenarios/yaml/device-verbs.ts'
import { expectations } from '../../../scenarios/yaml/expectations.ts'
import { scenarioSchema } from '../../../scenarios/yaml/json-schema.ts'
import { readScenarios } from '../../../scenarios/yaml/read.ts'
import { reference } from '../../../scenarios/yaml/reference.ts'
import { built } from '../../adapters/cli/kit.ts'

const schema = scenarioSchema()
// `allErrors` would only tell more; strict: a word that no draft knows is a mistake of ours
const validate = new Ajv({ strict: true, strictTypes: false, strictTuples: false, strictRequired: false, allowUnionTypes: true, validateFormats: false }).compile(schema)
const documents = (text: string): unknown[] => (parseAllDocuments(text) as { toJS(): unknown }[]).map((one) => one.toJS())
const taken = (text: string): boolean => documents(text).every((one) => validate(one))

const folder = join(import.meta.dirname, '../../../scenarios/examples')
test.each(readdirSync(folder))('takes the example %s', (name) => {
  expect(documents(readFileSync(join(folder, name), 'utf8')).map((one) => validate(one) || validate.errors)).not.toContainEqual(expect.any(Array))
})

const step = (text: string): string => `name: x\ndevices: { phone: ios }\nsteps:\n  - ${text}\n`
test.each([
  'settle', 'phone: launch', 'phone: { launch: }', 'phone: { changeUser: mel }', 'phone: { logCustomEvent: [bought, { size: 42 }] }', 'phone: { logCustomEvent: { name: bought } }', 'phone: [launch, { changeUser: mel }]', '{ phone: { setEmail: x }, refused: true }',
  'phone: { setFirstName: null }', 'phone: { setDateOfBirth: [1990, 5, 17] }', 'phone: { requestBannersRefresh: [home] }', 'phone: { setAttributes: { any: 1 } }', 'advance: 3d2h30s', 'clock.advance: { by: 40s }', 'rest: POST /users/track', 'rest: { call: GET /campaigns/list, status: 200, keep: { id: campaigns.0.id } }',
  'admin: { call: GET /users, answer: { users: [] } }', 'expect: { users: 1 }', 'expect: [{ noProfile: mel }, { noProfile: { device: phone } }]', 'expect: { profile: { user: { email: a@b.c }, has: { a: 1 }, lacks: [b] } }', 'expect: { banner: { device: phone, placement: home, has: null } }', 'expect: { trackingPlan: }', 'expect: { explain: { user: mel, campaign_id: x, passed: true, reason: null } }',
])('takes, as the reader does: %s', (text) => {
  expect(readScenarios('/x.scenario.yaml', step(text)).problems).toEqual([])
  expect(taken(step(text)) || validate.errors).toBe(true)
})

test.each([
  'nothing', 'phone: lauch', 'phone: changeUser', 'phone: { changeUser: }', 'phone: { logCustomEvent: [bought, { size: 42 }, 3] }', 'phone: { logCustomEvent: { nam: bought } }', 'phone: { setFirstName: 42 }', 'phone: { launch: now }', 'phone: { setEmailNotificationSubscriptionType: maybe }',
  'advance: 40', 'advance: 40 secs', 'advance', 'rest: POST users/track', 'rest: { call: POST /users/track, bdy: {} }', 'expect: x', 'expect: { evnt: { user: mel } }', 'expect: { event: { user: mel } }', 'expect: { event: { user: 42, name: x } }', 'expect: { users: many }', '{ phone: launch, refused: maybe }', 'phone: { subscribe: x }',
])('refuses, as the reader does: %s', (text) => {
  expect(readScenarios('/x.scenario.yaml', step(text)).problems).not.toEqual([])
  expect(taken(step(text))).toBe(false)
})

test('takes platforms of apps in small letters, as the emulator does', () => {
  const text = 'name: x\nsetup:\n  - apps: { name: X, platform: web }\nsteps: []\n'
  expect(readScenarios('/x.scenario.yaml', text).problems).toEqual([])
  expect(taken(text) || validate.errors).toBe(true)
})

test.each(['steps: []', 'name: x', 'name: x\nsteps: []\nnam: y', 'name: 3\nsteps: []', 'name: x\nsteps: []\nfor_each: [iso]', 'name: x\nrow: 19\nsteps: []', 'name: x\nrow: [6, 0]\nsteps: []', 'name: x\nsteps: []\ndevices: { phone: iso }', 'name: x\nsteps: []\ndevices: { phone: { platform: ios, sessionTimeout: 3 } }', 'name: x\nsteps: []\nsetup: [{ campaign: {} }]', 'name: x\nsteps: []\nsetup: [{ campaigns: { name: 7 } }]', 'name: x\nsteps: []\nsetup: [{ campaigns: { id: x, name: x, colour: red } }]'])('refuses the document: %j', (text) => {
  expect(readScenarios('/x.scenario.yaml', text).problems).not.toEqual([])
  expect(taken(text)).toBe(false)
})

test('every verb of a device that needs no code, and every expectation of the kit, is there, described and listed', async () => {
  const target = await ownEmulator()()
  const { expect: kit, device } = createStage(target).stage
  const made = device('ios') as unknown as Record<string, unknown>
  await target.close()
  const verbs = Object.keys(deviceVerbs)
  expect(verbs.filter((name) => typeof made[name] !== 'function')).toEqual([])
  // What is not there hands over functions or objects of the SDK, or only looks
  expect(Object.keys(createDevice({ platform: 'ios', apiKey: 'x', transport: async () => ({ status: 200, headers: {}, body: '' }), clock: createVirtualClock(0) })).filter((name) => !verbs.includes(name)).sort()).toEqual([
    'contentCards', 'contentCardsUpdatedAt', 'deferInAppMessage', 'finishPage', 'getAllBanners', 'getAllFeatureFlags', 'getBanner', 'getDeferredInAppMessage', 'getFeatureFlag', 'idle', 'logInAppMessageButtonClick', 'logInAppMessageClick', 'logInAppMessageHtmlClick', 'logInAppMessageImpression',
    'makeInAppMessage', 'pending', 'requests', 'setInAppMessageHook', 'showInAppMessage', 'state', 'subscribe', 'typedProperty', 'unviewedContentCards',
  ])
  const expected = Object.keys(expectations())
  expect(Object.keys(kit).filter((name) => !expected.includes(name))).toEqual(['value', 'segmentExport'])
  const words = [...Object.values(schema['definitions'].verbs.properties), ...Object.values(schema['definitions'].expectation.properties)] as { description?: string }[]
  expect(words).toHaveLength(verbs.length + expected.length)
  expect(words.filter(({ description }) => description === undefined || !/[.…]$/.test(description))).toEqual([])
  for (const name of [...verbs, ...expected, 'advance', 'rest', 'admin', 'settle', 'for_each', '<like …>']) expect(reference()).toContain(`  ${name}`)
})

test('the package has it', () => {
  expect(JSON.parse(readFileSync(join(built, 'scenario.schema.json'), 'utf8'))).toEqual(schema)
})
