// Live mode with a wrong app: each row fails, and the words say what was awaited and what arrived instead.
import { expect, test } from 'vitest'
import type { Device, Platform } from '../../../sdk-shims/device/index.ts'
import { hall, rightDeeds, walked } from './kit.ts'
import type { Deed, Hall } from './kit.ts'

type Wrong = {
  name: string
  row: number
  platform?: Platform
  /** What this person does otherwise; the rest is done rightly. */
  deeds?: (app: Device, self: Hall) => Deed[]
  /** The emulator that answers wrongly: where the app can not be to blame. */
  lie?: (path: string, body: any) => any
  before?: (app: Device, self: Hall) => unknown
  app?: (self: Hall) => Device | Promise<Device>
  expected: (RegExp | string)[]
}

const launchOf = (app: Device): Deed => ({ when: /Open the app \(reload/, do: () => app.launch() })
const logIn = (app: Device): Deed => ({ when: /Log in, so that/, do: () => app.changeUser('mel') })
const knownUser = (app: Device): Deed[] => [launchOf(app), logIn(app)]

const wrong: Wrong[] = [
  { name: 'an app that sends nothing', row: 3, deeds: () => [{ when: /Open the app/, do: () => {} }], expected: ['a session that starts did not arrive within 1:00', /nothing arrived: is the app pointed at http:\/\/127\.0\.0\.1:\d+ \(brazier env\)/] },
  { name: 'an unknown SDK key', row: 3, app: (self) => self.app('web', { apiKey: 'my-prod-key' }), expected: ['a session that starts did not arrive', "an SDK request came with the key 'my-prod-key', which is none of this emulator's"] },
  {
    name: 'the key of another workspace', row: 3,
    app: async (self) => self.app('ios', { apiKey: (await self.admin('POST', '/workspaces', { id: 'staging' })).apps.find((one: any) => one.platform === 'iOS').app_id }),
    expected: ['a session that starts did not arrive', /the app spoke to workspace 'staging' instead, with the SDK key of its app [0-9a-f-]{36}: device\.registered, profile\.created, session\.started/],
  },
  { name: 'the key of another platform', row: 3, app: (self) => self.app('ios', { apiKey: self.target.keys.android }), expected: ["wrong platform: the SDK key is that of the Android app 'Android', and what uses it is iOS (iPhone17,1)"] },
  { name: 'a session that goes on', row: 3, before: async (app, self) => { app.launch(); await self.pass(1000) }, deeds: (app) => [{ when: /Open the app/, do: () => { app.logCustomEvent('opened'); app.requestImmediateDataFlush() } }], expected: ['a session that starts did not arrive', 'it goes on with the session that it has', "custom_event.logged"] },
  { name: 'a session timeout that is too long', row: 4, platform: 'android', app: (self) => self.app('android', { sessionTimeoutInSeconds: 300 }), deeds: (app) => [launchOf(app), { when: /background for 40 s/, do: async ({ pass }) => { app.background(); await pass(41_000); app.foreground(); app.logCustomEvent('back') } }], expected: ['the end of the session, a new session did not arrive within 1:40', /custom_event\.logged arrived in the session that was there before \([0-9a-f-]{36}\): the session timeout of the app is longer than that/] },
  { name: 'a session timeout that is too long, seen by requests only', row: 4, app: (self) => self.app('web', { sessionTimeoutInSeconds: 3600 }), deeds: (app) => [launchOf(app), { when: /for 31 minutes/, do: async ({ pass }) => { await pass(1_860_000); app.requestContentCardsRefresh() } }], expected: ['the app spoke, and its session goes on: its session timeout is longer than that', /\d+ request\(s\) of the SDK arrived \(.*\/api\/v3\/content_cards\/sync → 201.*\), and nothing in them that changes anything/] },
  { name: 'an app that logs in by itself', row: 7, deeds: (app) => [{ when: /Delete the app's data/, do: () => { app.initialize(); app.changeUser('mel'); app.launch() } }], expected: ['a new anonymous profile did not arrive', "a profile of 'mel' was made: the app called changeUser() before anything was sent"] },
  { name: 'an app whose data was not deleted', row: 7, platform: 'ios', before: async (app, self) => { app.launch(); await self.pass(1000) }, deeds: (app) => [{ when: /Delete the app's data/, do: async ({ pass }) => { app.kill(); await pass(15_000); app.launch() } }], expected: ['a session of a user who is there already: the app still has its data'] },
  { name: 'an app that never calls changeUser', row: 8, deeds: (app) => [{ when: /Log in, so that/, do: () => { app.logCustomEvent('logged in'); app.setEmail('mel@example.com') } }], expected: ['the anonymous user becoming known (changeUser) did not arrive', 'custom_event.logged of the user who is anonymous still: changeUser() was not called'] },
  { name: 'an app that logs an event where an attribute is due', row: 5, deeds: (app) => [launchOf(app), { when: /Set an attribute/, do: () => app.logCustomEvent('email changed') }], expected: ['a change of the profile did not arrive', "a custom event 'email changed' arrived, and no attribute"] },
  { name: 'the value that the profile has', row: 5, before: async (app, self) => { app.launch(); app.setEmail('a@example.com'); await self.pass(15_000) }, deeds: (app) => [{ when: /Open the app/, do: async ({ pass }) => { app.kill(); await pass(31 * 60_000); app.launch() } }, { when: /Set an attribute/, do: () => app.setEmail('a@example.com') }], expected: ['email arrived with the value that the profile has already'] },
  { name: 'a REST call in place of the SDK', row: 6, deeds: (app, self) => [...knownUser(app), { when: /sends custom data/, do: () => fetch(`${self.url}/users/track`, { method: 'POST', headers: { authorization: `Bearer ${self.target.keys.rest}`, 'content-type': 'application/json' }, body: JSON.stringify({ events: [{ external_id: 'mel', name: 'by the server', time: '2026-01-01T00:00:00Z' }] }) }) }], expected: ['custom data (an event, a purchase or a custom attribute) did not arrive', 'custom_event.logged arrived, but not from the SDK'] },
  { name: 'a purchase where an event is due', row: 1, deeds: (app) => [launchOf(app), { when: /logs a custom event/, do: () => app.logPurchase('shoe', 5) }], expected: ['a custom event of the app did not arrive', "a purchase of 'shoe' arrived, and no custom event"] },
  { name: 'data that is ignored', row: 2, deeds: (app) => [launchOf(app), { when: /Use the app/, do: () => { app.logCustomEvent('x'); app.addToSubscriptionGroup('no-such-group') } }], expected: ['ignored: the workspace has no such subscription group'] },
  { name: 'a prompt that was refused', row: 12, platform: 'ios', deeds: (app) => [launchOf(app), { when: /Allow notifications/, do: () => { app.denyPush(); app.logCustomEvent('x') } }], expected: ['a push token did not arrive', 'the prompt was refused on the device'] },
  { name: 'no token for a push', row: 14, deeds: (app) => knownUser(app), expected: ['no push token is registered for the device (row 12)'] },
  { name: 'a user who is unsubscribed', row: 14, before: async (app, self) => { app.launch(); app.changeUser('mel'); app.allowPush('t'); await self.pass(15_000); app.setPushNotificationSubscriptionType('unsubscribed'); await self.pass(15_000) }, deeds: (app) => [{ when: /Open the app/, do: async ({ pass }) => { app.kill(); await pass(31 * 60_000); app.launch() } }], expected: ['the push was not sent: web_push: withheld (unsubscribed)'] },
  { name: 'a push that is not tapped', row: 14, platform: 'ios', before: async (app, self) => { app.launch(); app.changeUser('mel'); app.allowPush('t'); await self.pass(15_000); app.kill(); await self.pass(15_000) }, deeds: (app) => [launchOf(app), { when: /Tap me/, do: async ({ pass, pushesTo }) => { await pushesTo(app); app.kill(); await pass(15_000); app.launch() } }], expected: ['the tap on the push did not arrive', 'the app was opened, and not by a tap on the push'] },
  { name: 'unsubscribed in place of unregistered', row: 13, before: async (app, self) => { app.launch(); app.changeUser('mel'); app.allowPush('t'); await self.pass(15_000) }, deeds: (app) => [{ when: /Open the app/, do: async ({ pass }) => { app.kill(); await pass(31 * 60_000); app.launch() } }, { when: /Take the push token/, do: () => app.setPushNotificationSubscriptionType('unsubscribed') }], expected: ['the token leaving the user did not arrive', 'the user was unsubscribed from push: that keeps the token'] },
  { name: 'an app that does not show in-app messages', row: 15, platform: 'ios', app: (self) => self.app('ios', { automaticallyShowInAppMessages: false }), deeds: (app) => [...knownUser(app), { when: /Begin a new session/, do: async ({ pass }) => { app.kill(); await pass(41_000); app.launch() } }], expected: ['the impression of the message did not arrive', "a session of 'mel' started, and no message was shown"] },
  { name: 'the message closed, and no button tapped', row: 15, platform: 'ios', deeds: (app) => [...knownUser(app), { when: /Begin a new session/, do: async ({ pass }) => { app.kill(); await pass(41_000); app.launch() } }, { when: /Tap one of its buttons/, do: () => { app.dismissInAppMessage(); app.requestImmediateDataFlush(); app.requestContentCardsRefresh() } }], expected: ['the tap on a button did not arrive', 'the app spoke, and logged no tap'] },
  { name: 'a feed that logs no impressions', row: 16, deeds: (app) => [...knownUser(app), { when: /Open the Content Cards/, do: () => app.requestContentCardsRefresh() }], expected: ['the impression of the card did not arrive', 'the app spoke, and logged no impression'] },
  { name: 'a card that is dismissed', row: 16, deeds: (app) => [...knownUser(app), { when: /Open the Content Cards/, do: async ({ pass }) => { app.requestContentCardsRefresh(); await pass(1000); app.openContentCardsFeed() } }, { when: /Tap the card/, do: () => app.logContentCardDismissal(app.contentCards()[0]!.id) }], expected: ['the tap on the card did not arrive', 'the card was dismissed'] },

  // Where the app is not to blame, the emulator is made to lie
  { name: 'a session that is nowhere stored', row: 3, lie: (path, body) => (/\/users\/[0-9a-f]{24}/.test(path) ? { ...body, sessions: { ...body.sessions, recent: [] } } : body), expected: ['the session is not in the profile'] },
  { name: 'an end of the session that is not kept', row: 4, platform: 'ios', lie: (path, body) => (/\/users\/[0-9a-f]{24}/.test(path) ? { ...body, sessions: { ...body.sessions, recent: body.sessions.recent.map((one: any) => ({ ...one, ended_at: null })) } } : body), expected: ['the profile does not have the end of the session'] },
  { name: 'an anonymous profile with another user on its device', row: 7, lie: (path, body) => (/\/devices\//.test(path) ? { ...body, user: { ...body.user, braze_id: body.user.braze_id === undefined ? 'x' : body.user.braze_id.replace(/^./, 'f') } } : body), expected: [/GET \/_emulator\/users\/f[0-9a-f]+ answered 404|the device has another user/] },
  { name: 'an export that does not know the user', row: 8, lie: (path, body) => (path === '/users/export/ids' ? { ...body, users: [] } : body), expected: ["the export finds 0 user(s) named 'mel'"] },
  { name: 'an attribute that is stored otherwise', row: 5, lie: (path, body) => (/\/users\/[0-9a-f]{24}/.test(path) ? { ...body, attributes: { ...body.attributes, email: 'else@example.com' } } : body), expected: ['email should be "mel@example.com", the profile has "else@example.com"'] },
  { name: 'a purchase that is stored otherwise', row: 6, lie: (path, body) => (/\/users\/[0-9a-f]{24}/.test(path) ? { ...body, recent_purchases: (body.recent_purchases ?? []).map((one: any) => ({ ...one, price: 1 })) } : body), expected: [/the purchase of 'shoe' was sent with \{"price":12,"currency":"EUR","quantity":2,"properties":\{"size":42\}\}, the profile has .*"price":1[,}]/] },
  { name: 'an event that is stored otherwise', row: 2, lie: (path, body) => (/\/users\/[0-9a-f]{24}/.test(path) ? { ...body, recent_events: [] } : body), expected: [/the event 'searched' of 2026-\S+Z is not in the profile/] },
  { name: 'an event that is not exported', row: 1, lie: (path, body) => (path === '/users/export/ids' ? { ...body, users: body.users.map((one: any) => ({ ...one, custom_events: [] })) } : body), expected: ["'looked around' is stored 2 time(s), and exported 0 time(s)"] },
  { name: 'an event that is stored once too often', row: 1, lie: (path, body) => (/\/users\/[0-9a-f]{24}/.test(path) ? { ...body, custom_events: (body.custom_events ?? []).map((one: any) => ({ ...one, count: one.count + 1 })) } : body), expected: ["'looked around' came 2 time(s), and is stored 3 time(s) more than before"] },
  { name: 'a segment without its user', row: 9, lie: (path, body) => (path.includes('/explain') ? { ...body, match: false } : body), expected: ["'mel' is not in the segment of the user 'mel'"] },
  { name: 'a segment with everybody', row: 9, lie: (path, body) => (path.includes('/explain') ? { ...body, match: true } : body), expected: ["'mel' is in the segment of somebody else"] },
  { name: 'a campaign that stays a draft', row: 10, lie: (path, body) => (path === '/campaigns/details' ? { ...body, draft: true } : body), expected: [/not launched: \{"status":200,"name":"Brazier live: campaign","draft":true,"enabled":true/] },
  { name: 'a Canvas that nobody enters', row: 10, lie: (path, body) => (path === '/_emulator/journal' && body.journal.some((row: any) => row.kind === 'canvas.entered') ? { ...body, journal: [] } : body), expected: ["'mel' did not enter the Canvas"] },
  { name: 'a campaign that does not reach its user', row: 11, lie: (path, body) => (path === '/_emulator/messages' ? { ...body, messages: body.messages.map((one: any) => ({ ...one, status: 'withheld', reason: 'not_in_audience' })) } : body), expected: ["the campaign for 'mel' did not reach them: content_cards: withheld (not_in_audience)"] },
  { name: 'a campaign that reaches everybody', row: 11, lie: (path, body) => (path === '/_emulator/messages' ? { ...body, messages: [{ channel: 'content_cards', status: 'sent', reason: null }] } : body), expected: ["the campaign for others reached 'mel'"] },
  { name: 'a token of another user', row: 12, lie: (path, body) => (path === '/_emulator/devices' ? { ...body, devices: body.devices.map((one: any) => ({ ...one, user: { braze_id: 'x', external_id: 'bob' } })) } : body), expected: ['the token belongs to bob, not to the user of the app'] },
  { name: 'a token that stays', row: 13, lie: (path, body) => (/\/users\/[0-9a-f]{24}/.test(path) ? { ...body, push_tokens: [{ token: 'token-1' }] } : body), before: async (app, self) => { app.launch(); app.changeUser('mel'); app.allowPush('token-1'); await self.pass(15_000); app.kill(); await self.pass(31 * 60_000) }, expected: ['the user still has the token'] },
  { name: 'a tap that is not counted', row: 14, lie: (path, body) => (path === '/campaigns/data_series' ? { ...body, data: [] } : body), before: async (app, self) => { app.launch(); app.changeUser('mel'); app.allowPush('t'); await self.pass(15_000); app.kill(); await self.pass(31 * 60_000) }, expected: ['the campaign counts 0 sent and 0 opened directly'] },
  { name: 'a click that is not counted', row: 15, lie: (path, body) => (path === '/campaigns/data_series' ? { ...body, data: [] } : body), expected: ['the campaign counts 0 impression(s) and 0 button click(s)'] },
  { name: 'a card that is not counted', row: 16, lie: (path, body) => (path === '/campaigns/data_series' ? { ...body, data: [] } : body), expected: ['the campaign counts 0 sent, 0 impression(s) and 0 click(s)'] },
  { name: 'a card that was not made', row: 16, lie: (path, body) => (path === '/_emulator/messages' ? { ...body, messages: [] } : body), expected: ['the card was not made: nothing was sent'] },
  { name: 'a message without the weather', row: 17, lie: (path, body) => (path === '/_emulator/messages' ? { ...body, messages: body.messages.map((one: any) => ({ ...one, payload: { message: 'It is .' } })) } : body), expected: ['the message does not have the weather', 'the weather service was asked 1 time(s)'] },
  { name: 'a channel that does not go out', row: 18, lie: (path, body) => (path === '/_emulator/messages' ? { ...body, messages: body.messages.filter((one: any) => one.channel !== 'webhook') } : body), expected: ['webhook did not go out: nothing was sent'] },
]

for (const { name, row, platform = 'web', deeds = () => [], lie, before, app, expected } of wrong)
  test(`row ${row}: ${name}`, async () => {
    const self = await hall()
    const device = app === undefined ? self.app(platform) : await app(self)
    await before?.(device, self)
    const honest = self.target.fetch
    const target = lie === undefined ? self.target : {
      ...self.target,
      fetch: async (request: Request) => {
        const { pathname, search } = new URL(request.url)
        const answer = await honest(request)
        const text = await answer.text()
        return new Response(text === '' || answer.status >= 300 ? text || null : JSON.stringify(lie(/explain/.test(pathname) ? pathname + search : pathname, JSON.parse(text))), { status: answer.status, headers: answer.headers })
      },
    }
    const special = deeds(device, self)
    const { byRow, results } = await walked(self, [row], [...special, ...rightDeeds(device).filter(({ when }) => !special.some((one) => one.when.source === when.source))], { target, present: false })
    const leftOut = expected[0] === 'no push token is registered for the device (row 12)'
    expect(results.map(({ status }) => status), byRow[row]).toEqual([leftOut ? 'skipped' : 'failed'])
    for (const word of expected) {
      if (typeof word === 'string') expect(byRow[row]).toContain(word)
      else expect(byRow[row]).toMatch(word)
    }
    for (const list of ['campaigns', 'canvases', 'segments']) expect((await self.admin('GET', `/${list}`))[list]).toEqual([])
  })

test('every row has a wrong app', () => {
  expect([...new Set(wrong.map(({ row }) => row))].sort((a, b) => a - b)).toEqual(Array.from({ length: 18 }, (_, index) => index + 1))
})
