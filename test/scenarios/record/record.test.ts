// brazier scenarios record: what a person does with an app becomes a scenario that passes, and what was seen is what it expects.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import type { Device } from '../../../sdk-shims/device/index.ts'
import { runScenario } from '../../../scenarios/runner.ts'
import type { PushInbox } from '../../../scenarios/push-inbox.ts'
import { ownEmulator } from '../../../scenarios/target.ts'
import { readScenarios } from '../../../scenarios/yaml/read.ts'
import { stub } from '../broken-emulators.ts'
import { listening, recorded } from './app.ts'

type Phone = Device & PushInbox
const textIn = (cwd: string, name = 'recorded'): string => readFileSync(join(cwd, `${name}.scenario.yaml`), 'utf8')
/** The items of a part of the file, without their dash. */
const items = (text: string): string[] => [...text.matchAll(/^ {2}- (.+)$/gm)].map(([, item]) => item!)

test('a session, a login, events, purchases, attributes, a push that is opened, an in-app message and a REST call', async () => {
  let phone: Phone
  const { code, out, err, cwd } = await recorded([
    ({ device }) => ((phone = device('ios')), phone.launch(), phone.logCustomEvent('browsed', { page: 1 })),
    ({ clock }) => clock.advance('12s'),
    () => (phone.changeUser('mel'), phone.setFirstName('Mel'), phone.allowPush('token-1')),
    ({ clock }) => clock.advance('20s'),
    () => (phone.logCustomEvent('bought', { size: 42 }), phone.logPurchase('socks', 5, 'USD', 2), phone.setCustomUserAttribute('plan', 'gold')),
    ({ clock }) => clock.advance('12s'),
    () => phone.receivePushes(),
    () => phone.tapPush(),
    ({ clock }) => clock.advance('40s'),
    () => phone.logCustomEvent('viewed'),
    ({ clock }) => clock.advance('12s'),
    () => phone.clickInAppMessageButton('Yes'),
    ({ clock }) => clock.advance('12s'),
    () => phone.background(),
    ({ clock }) => clock.advance('40s'),
    () => phone.foreground(),
    ({ clock }) => clock.advance('12s'),
    ({ rest, clock }) => rest.post('/users/track', { events: [{ external_id: 'mel', name: 'paid', time: clock.now() }] }),
  ], {
    options: { file: 'mine' },
    async before({ admin }) {
      await admin.post('/campaigns', { id: 'hello', name: 'Hello', trigger: { type: 'custom_event', name: 'bought' }, messages: [{ channel: 'ios_push', title: 'Hi', alert: 'there' }] })
      await admin.post('/campaigns', { id: 'more', name: 'More', trigger: { type: 'custom_event', name: 'viewed' }, messages: [{ channel: 'in_app_message', type: 'MODAL', header: 'One more', message: 'Half the price.', btns: [{ text: 'No' }, { text: 'Yes' }] }] })
    },
  })
  expect([code, err]).toEqual([0, ''])
  for (const said of ['12:00:00  anonymous (ios)     a session started', `mel                 logged in as 'mel'`, `mel (ios)           event 'bought' {"size":42}`, 'mel (ios)           push opened', 'REST                POST /users/track → 201']) expect(out).toContain(said)
  const text = textIn(cwd, 'mine')
  expect(items(text).filter((item) => item !== 'campaigns:')).toEqual([
    'iphone: launch',
    'iphone: { logCustomEvent: { name: browsed, props: { page: 1 } } }',
    'advance: 12s',
    'iphone: { changeUser: mel }',
    'iphone: { setFirstName: Mel }',
    'iphone: { allowPush: token-1 }',
    'advance: 20s',
    'iphone: { logCustomEvent: { name: bought, props: { size: 42 } } }',
    'iphone: { logPurchase: { productId: socks, price: 5, currency: USD, quantity: 2 } }',
    'iphone: { setCustomUserAttribute: [ plan, gold ] }',
    'advance: 12s',
    'iphone: receivePushes',
    'iphone: tapPush',
    'advance: 40s',
    'iphone: { logCustomEvent: viewed }',
    'advance: 12s',
    'iphone: { clickInAppMessageButton: 1 }',
    'advance: 12s',
    'iphone: background',
    'advance: 40s',
    'iphone: foreground',
    'advance: 12s',
    'rest: { call: POST /users/track, body: { events: [ { external_id: mel, name: paid, time: <now> } ] }, status: 201 }',
    'advance: 15s',
    'expect: { profile: { user: mel, has: { first_name: Mel, push_subscribe: opted_in, custom_attributes: { plan: gold } } } }',
    'expect: { sessions: { user: mel, count: 3 } }',
    'expect: { event: { user: mel, name: browsed, count: 1, properties: { page: 1 } } }',
    'expect: { event: { user: mel, name: bought, count: 1, properties: { size: 42 } } }',
    'expect: { event: { user: mel, name: viewed, count: 1 } }',
    'expect: { event: { user: mel, name: paid, count: 1 } }',
    'expect: { purchase: { user: mel, product: socks, count: 2, price: 5, currency: USD } }',
    'expect: { pushToken: { user: mel, token: token-1 } }',
    'expect: { message: { user: mel, channel: ios_push, count: 1, campaign_id: hello } }',
    'expect: { journal: { kind: push.open, user: mel, count: 1 } }',
    'expect: { journal: { kind: in_app_message.impression, user: mel, count: 1 } }',
    'expect: { journal: { kind: in_app_message.button_click, user: mel, count: 1 } }',
  ])
  expect(text).not.toContain('left out')
  // It is a scenario like any other: it passes, and fails on an emulator that loses what the SDK sends
  const [scenario] = readScenarios('/x.scenario.yaml', text).scenarios
  expect((await runScenario(scenario!, ownEmulator())).status).toBe('passed')
  expect((await runScenario(scenario!, ownEmulator(stub('/api/v3/data', 201, { message: 'success' })))).status).toBe('failed')
})

test('a known user of before, another after it, on the web: attributes of before are in the setup, and what merging leaves behind is not expected', async () => {
  let page: Phone
  const { code, out, cwd } = await recorded([
    ({ device }) => ((page = device('web')), page.launch(), page.logCustomEvent('looked')),
    ({ clock }) => clock.advance('12s'),
    () => page.changeUser('bob'),
    ({ clock }) => clock.advance('12s'),
    () => (page.setDateOfBirth(1991, 3, 4), page.setCustomUserAttribute('sizes', ['s', 'm']), page.setCustomLocationAttribute('shop', 1, 2), page.setEmail(null), page.addAlias('bobby', 'shop')),
    ({ clock }) => clock.advance('12s'),
    () => (page.changeUser('eve'), page.logCustomEvent('came')),
    ({ clock }) => clock.advance('12s'),
  ], { before: ({ rest }) => rest.post('/users/track', { attributes: [{ external_id: 'bob', email: 'bob@example.com', plan: 'gold' }, { external_id: 'never', plan: 'none' }] }) })
  expect([code, out.match(/left out/g)]).toEqual([0, null])
  const all = items(textIn(cwd))
  expect(all.slice(0, 4)).toEqual(['POST /users/track: { attributes: [ { external_id: bob, email: bob@example.com, plan: gold } ] }', 'browser: launch', 'browser: { logCustomEvent: looked }', 'advance: 12s'])
  for (const item of ['browser: { setDateOfBirth: [ 1991, 3, 4 ] }', 'browser: { setCustomLocationAttribute: [ shop, 1, 2 ] }', 'browser: { setEmail: null }', 'browser: { addAlias: { name: bobby, label: shop } }', 'browser: { changeUser: eve }', 'expect: { sessions: { user: bob, count: 2 } }', 'expect: { sessions: { user: eve, count: 1 } }', 'expect: { event: { user: eve, name: came, count: 1 } }']) expect(all).toContain(item)
  const { steps } = parse(textIn(cwd)) as { steps: { expect?: { profile?: { user: string } } }[] }
  expect(steps.filter((step) => step.expect?.profile?.user === 'bob')).toEqual([{ expect: { profile: { user: 'bob', has: { dob: '1991-03-04', custom_attributes: { sizes: ['s', 'm'], shop: { latitude: 1, longitude: 2 } } }, lacks: ['email'] } } }])
  expect(all.filter((item) => item.startsWith('expect') && item.includes('looked'))).toEqual([])
})

test('an app that was logged in before the recording began starts with its user', async () => {
  const emulator = await listening()
  const phone = emulator.stage.device('android')
  phone.launch()
  phone.changeUser('mel')
  await emulator.stage.clock.advance('12s')
  const { code, cwd } = await recorded([
    () => phone.kill(),
    ({ clock }) => clock.advance('5m'),
    () => (phone.launch(), phone.logCustomEvent('back')),
    ({ clock }) => clock.advance('12s'),
  ], { emulator })
  expect(code).toBe(0)
  expect(items(textIn(cwd))).toEqual(expect.arrayContaining(['android: initialize', 'android: { changeUser: mel }', 'android: foreground', 'android: { logCustomEvent: back }', 'expect: { sessions: { user: mel, count: 1 } }']))
})

test('what does not hold on a new emulator is left out, and said', async () => {
  const { code, out, cwd } = await recorded([
    // The block was created in the workspace before, and is not copied
    ({ rest }) => rest.post('/messages/send', { external_user_ids: ['mel'], messages: { email: { app_id: 'b4a2e000-0000-4000-8000-0000000000a1', subject: 'Hi', from: 'Shop <shop@example.com>', body: '<html>{{content_blocks.${hello}}}</html>' } } }),
    ({ rest }) => rest.get('/content_blocks/list'),
    ({ rest }) => rest.get('/content_blocks/info?content_block_id=nope', { status: 400 }),
    ({ rest }) => rest.post('/catalogs/shop/items', { items: [{ id: 'sock' }] }),
    ({ rest }) => rest.post('/users/track', { attributes: [{ external_id: 'eve', plan: 'gold' }] }),
  ], {
    async before({ rest }) {
      await rest.post('/users/track', { attributes: [{ external_id: 'mel', email: 'mel@example.com' }] })
      await rest.post('/content_blocks/create', { name: 'hello', content: 'Hello' })
      await rest.post('/catalogs', { catalogs: [{ name: 'shop', description: 'x', fields: [{ name: 'id', type: 'string' }] }] })
    },
  })
  expect(code).toBe(0)
  expect(out).toMatch(/\n {2}left out, it did not hold there: \{"rest":\{"call":"POST \/catalogs\/shop\/items".*answered 404/)
  const text = textIn(cwd)
  expect(text).toMatch(/\n# Seen, and left out because it did not hold when this was played on a new emulator:\n# - rest: \{ call: POST \/catalogs\/shop\/items, .*\n# {5}rest POST \/catalogs\/shop\/items: answered 404\n/)
  expect(items(text)).toContain('expect: { profile: { user: eve, has: { custom_attributes: { plan: gold } } } }')
  expect(readScenarios('/x.scenario.yaml', text).problems).toEqual([])
})

test('--user: only what this one does', async () => {
  const { code, out, cwd } = await recorded([
    ({ device }) => [['ios', 'mel'], ['android', 'bob']].map(([platform, user]) => {
      const one = device(platform as 'ios')
      one.launch()
      one.changeUser(user!)
      one.logCustomEvent(`${user} was here`)
    }),
    ({ clock }) => clock.advance('12s'),
    ({ rest }) => rest.post('/users/track', { attributes: [{ external_id: 'bob', plan: 'gold' }] }),
  ], { options: { user: 'mel' } })
  expect(code).toBe(0)
  const text = textIn(cwd)
  expect(text).toContain('mel was here')
  expect(text).not.toMatch(/bob|android/)
  expect(out).not.toContain('bob was here')
})

test('Enter ends it too', async () => {
  const input = new Readable({ read() {} })
  const { code } = await recorded([
    ({ rest }) => rest.post('/users/track', { attributes: [{ external_id: 'eve', plan: 'gold' }] }),
    () => input.push('\n'),
    ({ rest }) => rest.post('/users/track', { attributes: [{ external_id: 'late', plan: 'gold' }] }),
  ], { terminal: { input, signal: new AbortController().signal } })
  expect(code).toBe(0)
})

test('an emulator that is lost is said at once, and given up after ten seconds', async () => {
  const emulator = await listening()
  const { code, out, err, cwd } = await recorded([({ device }) => device('ios').launch(), () => emulator.stop(), ...Array.from({ length: 100 }, () => () => {})], { emulator })
  expect(code).toBe(2)
  expect(out.match(/The emulator does not answer \(.*\): trying for 10 s more\./g)).toHaveLength(1)
  expect(err).toMatch(/^brazier scenarios record: the emulator at http:\S+ does not answer any more: nothing was written\n$/)
  expect(existsSync(join(cwd, 'recorded.scenario.yaml'))).toBe(false)
})

test('it says that it waits, and for what', async () => {
  const { out, err, code } = await recorded(Array.from({ length: 220 }, () => () => {}))
  expect(out.match(/… \d:\d\d, 0 thing\(s\) seen; Enter or Ctrl-C ends the recording\n/g)).toEqual(['… 0:30, 0 thing(s) seen; Enter or Ctrl-C ends the recording\n', '… 1:00, 0 thing(s) seen; Enter or Ctrl-C ends the recording\n'])
  expect([code, err]).toEqual([2, 'brazier scenarios record: nothing was seen, so nothing was written: is the app pointed at this emulator? brazier env shows how\n'])
})

test('an admin token is asked for, and given', async () => {
  const emulator = await listening('secret-token')
  const refused = await recorded([], { emulator })
  expect([refused.code, refused.err]).toEqual([2, expect.stringMatching(/^brazier scenarios record: http:\S+ answered GET \/_emulator\/health with 401: .*\n$/)])
  const { code } = await recorded([({ rest }) => rest.post('/users/track', { attributes: [{ external_id: 'eve', plan: 'gold' }] })], { emulator, options: { adminToken: 'secret-token' } })
  expect(code).toBe(0)
})
