// Expectations about messages: each passes on what is so, and fails with what was expected, what was there, and what stopped it.
import { describe, expect, test } from 'vitest'
import { scenario, withLocalServer } from '../../scenarios/kit.ts'
import type { Stage } from '../../scenarios/kit.ts'
import { collect } from '../../scenarios/registry.ts'
import { runScenario } from '../../scenarios/runner.ts'
import type { Result } from '../../scenarios/runner.ts'
import { ownEmulator } from '../../scenarios/target.ts'
import { createWire } from '../../scenarios/wire.ts'

async function play(body: (stage: Stage) => Promise<void>): Promise<Result> {
  const [one] = await collect(async () => scenario('it', {}, body))
  return runScenario(one!, ownEmulator())
}

const GOLD = { filter: 'custom_attribute', name: 'plan', type: 'string', cmp: 'is_any_of', value: ['gold'] }
const email = (subject: string) => ({ channel: 'email', subject, from: 'Shop <shop@example.com>', body: '<html><body>Hi</body></html>' })

/** mel is gold and gets a mail, a card, an in-app message and a Banner; bob is not, and gets none. */
async function phones({ device, rest, admin, clock }: Stage) {
  await admin.post('/segments', { id: 'gold', name: 'Gold', filters: { op: 'AND', children: [GOLD] } })
  const common = { audience: { segments: ['gold'] }, trigger: { type: 'custom_event', name: 'go' } }
  await admin.post('/campaigns', { id: 'mail', name: 'Mail', ...common, messages: [email('One')] })
  await admin.post('/campaigns', { id: 'card', name: 'Card', ...common, messages: [{ channel: 'content_cards', type: 'classic', title: 'Card', message: 'Look', url: 'https://example.com/' }] })
  await admin.post('/campaigns', { id: 'iam', name: 'Message', ...common, messages: [{ channel: 'in_app_message', type: 'MODAL', header: 'Hello', message: 'You' }] })
  await admin.post('/banners', { id: 'banner', name: 'Banner', placement_id: 'home', html: '<b>Hi</b>', audience: { segments: ['gold'] } })
  await admin.post('/canvases', { id: 'canvas', name: 'Canvas', entry: common, steps: [{ id: 'step', name: 'Step', messages: { m: email('Two') } }] })
  await rest.post('/users/track', { attributes: [{ external_id: 'mel', plan: 'gold', email: 'mel@example.com' }, { external_id: 'bob', plan: 'tin', email: 'bob@example.com' }] })
  const opened = (user: string) => {
    const phone = device('android')
    phone.launch()
    phone.changeUser(user)
    return phone
  }
  const [mels, bobs] = [opened('mel'), opened('bob')]
  await clock.advance('1m')
  for (const phone of [mels, bobs]) {
    phone.logCustomEvent('go')
    phone.requestBannersRefresh(['home'])
  }
  await clock.advance('1m')
  for (const phone of [mels, bobs]) phone.requestContentCardsRefresh()
  await clock.advance('1m')
  return { mels, bobs }
}

type Phones = Awaited<ReturnType<typeof phones>>
type Step = (expected: Stage['expect'], on: Phones) => Promise<unknown>
const checks: readonly (readonly [name: string, right: Step, wrong: Step, report: readonly (string | RegExp)[]])[] = [
  ['inSegment', (e) => e.inSegment('mel', 'gold'), (e) => e.inSegment('bob', 'gold'), [`expect.inSegment('bob', 'gold')`, `'bob' is not in the segment 'Gold'`, `filters.children[0] custom_attribute does not hold: the user has 'tin'`, `last journal rows of 'bob'`]],
  ['notInSegment', (e) => e.notInSegment('bob', 'gold'), (e) => e.notInSegment('mel', 'gold'), [`'mel' is in the segment 'Gold'`, `filters.children[0] custom_attribute holds: the user has 'gold'`]],
  ['a segment that is not there', (e) => e.inSegment('mel', 'gold'), (e) => e.inSegment('mel', 'silver'), ['there is no segment with this id']],
  ['explain', (e) => e.explain('bob', { campaign_id: 'mail' }, { passed: false, reason: 'not_in_audience', gates: { status: true, audience: false } }), (e) => e.explain('bob', { campaign_id: 'mail' }, { passed: false, reason: 'unsubscribed' }), [`expect.explain('bob', {"campaign_id":"mail"})`, `reason: expected 'unsubscribed', was 'not_in_audience'`, 'why: ']],
  ['explain of a Canvas', (e) => e.explain('bob', { canvas_id: 'canvas' }, { passed: false }), (e) => e.explain('bob', { canvas_id: 'canvas' }, { passed: true }), ['passed: expected true, was false']],
  ['message', (e) => e.message('mel', 'email', { campaign_id: 'mail', status: 'delivered', payload: { subject: 'One' }, count: 1 }), (e) => e.message('mel', 'email', { payload: { subject: 'Three' } }), [`expect.message('mel', 'email')`, 'expected at least 1 such message(s), there are 0', /message \S+ is near: payload\.subject: expected 'Three', was 'One'/]],
  ['message, counted', (e) => e.message('mel', 'email', { count: 2 }), (e) => e.message('mel', 'email', { count: 3 }), ['expected 3 such message(s), there are 2', "expected: { channel: 'email', count: 3 }"]],
  ['message that was stopped', (e) => e.message('bob', 'email', { status: 'withheld', reason: 'not_in_audience' }), (e) => e.message('bob', 'email'), [/was stopped: email: withheld, not_in_audience/]],
  ['message on another channel', (e) => e.message('mel', 'content_cards'), (e) => e.message('mel', 'sms'), ['there are 0', /there is another one, on (email|content_cards|in_app_message|banner): (sent|delivered)/]],
  ['message on no channel', (e) => e.message('mel', 'email'), (e) => e.message('mel', 'pigeon'), ['channel is none of']],
  ['noMessage', (e) => e.noMessage('bob'), (e) => e.noMessage('mel', 'email', { campaign_id: 'mail' }), [`expect.noMessage('mel', 'email')`, '1 message(s) went out: email: delivered']],
  ['inAppMessage', (e, { mels }) => e.inAppMessage(mels, { kind: 'MODAL', header: 'Hello' }), (e, { mels }) => e.inAppMessage(mels, { header: 'Bye' }), ['expect.inAppMessage(the android device)', `header: expected 'Bye', was 'Hello'`]],
  ['inAppMessage where nothing is', (e, { mels }) => e.inAppMessage(mels), (e, { bobs }) => e.inAppMessage(bobs), ['no in-app message is on screen', `'Message' to bob: audience says not_in_audience`]],
  ['noInAppMessage', (e, { bobs }) => e.noInAppMessage(bobs), (e, { mels }) => e.noInAppMessage(mels), ['1 in-app message(s) on screen', `header: 'Hello'`]],
  ['cards', (e, { mels }) => e.cards(mels, [{ title: 'Card', message: 'Look', url: 'https://example.com/', viewed: false }]), (e, { mels }) => e.cards(mels, [{ title: 'Map' }]), ['expect.cards(the android device)', `[0].title: expected 'Map', was 'Card'`]],
  ['no cards', (e, { bobs }) => e.cards(bobs, []), (e, { mels }) => e.cards(mels, []), ['expected 0 item(s), there are 1']],
  ['banner', (e, { mels }) => e.banner(mels, 'home', { html: /Hi/ }), (e, { bobs }) => e.banner(bobs, 'home', { html: /Hi/ }), [`expect.banner(the android device, 'home')`, 'nothing stands at this placement']],
  ['banner with something else', (e, { mels }) => e.banner(mels, 'home', { placementId: 'home' }), (e, { mels }) => e.banner(mels, 'home', { html: /Bye/ }), ['html: expected a text like /Bye/']],
  ['no banner', (e, { bobs }) => e.banner(bobs, 'home', null), (e, { mels }) => e.banner(mels, 'home', null), ['there is a Banner at this placement']],
  ['campaignStats', (e) => e.campaignStats('mail', 'email', { sent: 1, delivered: 1, opens: 0, unique_recipients: 1 }), (e) => e.campaignStats('mail', 'email', { opens: 1 }), [`expect.campaignStats('mail', 'email')`, 'opens: expected 1, was 0']],
  ['campaignStats of a channel it has not', (e) => e.campaignStats('iam', 'trigger_in_app_message', { impressions: 1 }), (e) => e.campaignStats('mail', 'sms', { sent: 1 }), [`the campaign has no channel 'sms': it has email`]],
  ['campaignStats of no campaign', (e) => e.campaignStats('mail', 'email', { sent: 1 }), (e) => e.campaignStats('male', 'email', { sent: 1 }), ['GET /campaigns/data_series answered 40']],
  ['canvasStats', (e) => e.canvasStats('canvas', { entries: 1, conversions: 0 }), (e) => e.canvasStats('canvas', { entries: 2 }), [`expect.canvasStats('canvas')`, 'entries: expected 2, was 1']],
  ['canvasStats of a step', (e) => e.canvasStats('canvas', { email: { sent: 1 } }, 'step'), (e) => e.canvasStats('canvas', { email: { sent: 2 } }, 'step'), [`expect.canvasStats('canvas', step 'step')`, 'email.sent: expected 2, was 1']],
  ['canvasStats of no step', (e) => e.canvasStats('canvas', { email: { sent: 1 } }, 'step'), (e) => e.canvasStats('canvas', { email: { sent: 1 } }, 'leap'), [`email: expected { sent: 1 }, is not there`]],
]

describe.each(checks)('%s', (_, right, wrong, report) => {
  test('passes on what is so', async () => {
    const result = await play(async (stage) => void (await right(stage.expect, await phones(stage))))
    expect(result.failure?.message).toBeUndefined()
  })

  test('fails with all that helps', async () => {
    const result = await play(async (stage) => void (await wrong(stage.expect, await phones(stage))))
    expect(result.status).toBe('failed')
    for (const part of report) expect(result.failure!.message)[typeof part === 'string' ? 'toContain' : 'toMatch'](part as never)
    expect(result.failure!.at).toEqual({ file: import.meta.filename, line: expect.any(Number) })
  })
})

test('statistics are those of all days together', async () => {
  const { failure } = await play(async ({ rest, admin, clock, expect: e }) => {
    await admin.post('/campaigns', { id: 'daily', name: 'Daily', reeligibility_seconds: 0, messages: [email('A'), email('B')] })
    await rest.post('/users/track', { attributes: [{ external_id: 'mel', email: 'mel@example.com' }] })
    for (const _ of [1, 2, 3]) {
      await rest.post('/campaigns/trigger/send', { campaign_id: 'daily', recipients: [{ external_user_id: 'mel' }] })
      await clock.advance('1d')
    }
    await e.campaignStats('daily', 'email', { sent: 3 })
  })
  expect(failure?.message).toBeUndefined()
})

test('a local server hears what is said to it, and is gone after a failure', async () => {
  let url = ''
  const work = withLocalServer(({ query }) => ({ status: 202, json: { said: query['q'] } }), async (server) => {
    url = server.url
    const answer = await fetch(`${url}/a?q=1`, { method: 'PUT', body: 'x', headers: { 'x-b': 'c' } })
    expect([answer.status, await answer.json()]).toEqual([202, { said: '1' }])
    expect(server.hits).toMatchObject([{ method: 'PUT', path: '/a', query: { q: '1' }, body: 'x', headers: { 'x-b': 'c' } }])
    throw new Error('enough')
  })
  await expect(work).rejects.toThrow('enough')
  await expect(fetch(url)).rejects.toThrow()
})

test('a local server that can not answer says so, and fails the scenario', async () => {
  const said: unknown[] = []
  const work = withLocalServer(() => { throw new Error('no idea') }, async ({ url, hits }) => {
    const answer = await fetch(url)
    said.push(answer.status, await answer.json(), hits.length)
  })
  await expect(work).rejects.toThrow('no idea')
  expect(said).toEqual([500, { message: 'Error: no idea' }, 1])
})

test('a redirect is answered, not followed: what a tracked link leads to is not called', async () => {
  const asked: string[] = []
  const fetch = async ({ redirect }: Request) => {
    asked.push(redirect)
    return new Response(null, { status: 302, headers: { location: 'https://example.com/' } })
  }
  const { status, headers } = await createWire({ url: 'http://localhost', fetch, keys: { rest: 'k', web: '', ios: '', android: '' }, workspace: undefined, adminHeaders: {}, unexpected: () => [], close: async () => {} }).rest('GET', '/links/a-0')
  expect([status, headers.get('location'), asked]).toEqual([302, 'https://example.com/', ['manual']])
})
