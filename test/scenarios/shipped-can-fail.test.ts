// Every shipped scenario finds the defect it is there for: each is run against emulators broken in that way.
import { describe, expect, test } from 'vitest'
import { shipped } from '../../scenarios/shipped.ts'
import { runScenario } from '../../scenarios/runner.ts'
import { ownEmulator } from '../../scenarios/target.ts'
import type { Wrap } from '../../scenarios/target.ts'
import * as broken from './broken-emulators.ts'

/** Which scenarios, what is broken, and what the report must say. */
const proofs: readonly (readonly [scenario: RegExp, defect: string, wrap: Wrap, report: RegExp])[] = [
  [/back within the session timeout/, 'counts sessions twice', broken.twice('ss'), /expect\.sessions.*\n {2}count: expected 1, was 2/],
  [/back within the session timeout/, 'ends a session at once', broken.events((event) => (event['name'] === 'ss' ? [event, { ...event, name: 'se', data: { d: 0 } }] : [event])), /open: expected 1, was 0/],
  [/back within the session timeout/, 'forgets the session of an event', broken.events((event) => [event['name'] === 'ce' ? { ...event, session_id: 'another' } : event]), /session_id: expected '.+', was 'another'/],
  [/back after the session timeout/, 'drops session ends', broken.without('se'), /(open|seconds): expected/],
  [/back after the session timeout/, 'drops session starts', broken.without('ss'), /expect\.sessions/],
  [/back after the session timeout/, 'loses the duration', broken.events((event) => [event['name'] === 'se' ? { ...event, data: {} } : event]), /seconds\[0\]: expected 30, was 0/],
  [/after a force quit/, 'drops session ends', broken.without('se'), /open: expected 1, was 2/],
  [/after a force quit/, 'loses the duration', broken.events((event) => [event['name'] === 'se' ? { ...event, data: {} } : event]), /seconds\[0\]: expected \d+, was 0/],
  [/after a force quit/, 'invents a session end', broken.events((event) => (event['name'] === 'ss' ? [event, { ...event, name: 'se', data: { d: 20 } }] : [event])), /open: expected 1, was 0/],

  [/changeUser to a new id/, 'drops user ids', broken.withoutUserIds, /expect\.profile\('mel'\).*\n {2}there is no such user/],
  [/changeUser to a new id/, 'makes a new profile for a new id', broken.newDeviceForEachUser, /braze_id: expected/],
  [/changeUser to a new id/, 'drops custom events', broken.without('ce'), /browsed/],
  [/changeUser to a new id/, 'counts events twice', broken.twice('ce'), /expected 2 time\(s\), happened 4 time\(s\)/],
  [/changeUser to a new id/, 'drops aliases', broken.without('uae'), /user_aliases: expected .* is not there/],
  [/changeUser to a new id/, 'invents an attribute', broken.requests('/api/v3/data', (body) => (body['respond_with']?.user_id === undefined ? body : { ...body, attributes: [...(body['attributes'] ?? []), { user_id: body['respond_with'].user_id, country: 'AQ' }] })), /the profile, but for its id and apps[^]*country/],
  [/changeUser to an existing id/, 'merges everything', broken.setting({ merge_mode: 'merge-endpoint' }), /custom_events: expected 1 item\(s\), there are 2/],
  [/changeUser to an existing id/, 'merges nothing', broken.setting({ merge_mode: 'none' }), /last_name: expected 'Onymous', is not there/],
  [/changeUser to an existing id/, 'leaves the anonymous user where it is', broken.newDeviceForEachUser, /last_name: expected 'Onymous', is not there/],

  [/one known user to another/, 'gives events to the wrong user', broken.events((event) => [event['name'] === 'ce' || event['name'] === 'p' ? { ...event, user_id: 'ann' } : event]), /total_revenue: expected 25, is not there/],
  [/one known user to another/, 'drops user ids', broken.withoutUserIds, /there is no such user/],
  [/one known user to another/, 'counts sessions twice', broken.twice('ss'), /count: expected 2, was 4/],

  [/a push token is registered/, 'ignores tokens', broken.withoutTokens, /expect\.pushToken\('mel', 'token-1'\)/],
  [/a push token is registered/, 'leaves the token with the first user', broken.answers('/users/export/ids', (body) => ({ ...body, users: body['users'].map((user: any) => (user.external_id === 'mel' ? { ...user, push_tokens: [{ token: 'token-1', app: 'x', platform: user.push_tokens?.[0]?.platform ?? '', device_id: user.push_tokens?.[0]?.device_id ?? '', notifications_enabled: true }] } : user)) })), /expect\.noPushToken\('mel'\)/],
  [/a push token is registered/, 'writes no change log', broken.answers('/_emulator/users/', (body) => ({ ...body, push_token_changes: [] })), /expect\.pushChangelog\('mel'\).*\n {2}it: expected 1 item\(s\), there are 0/],
  [/a push token is registered/, 'forgets the change log of the earlier user', broken.answers('/_emulator/users/', (body) => ({ ...body, push_token_changes: body['push_token_changes']?.filter((row: any) => row.change !== 'moved_away') })), /expected 2 item\(s\), there are 1/],
  [/a new token replaces/, 'ignores tokens', broken.withoutTokens, /expect\.pushToken/],
  [/a new token replaces/, 'takes each token for one of another device', broken.requests('/api/v3/data', (body) => { const token = body['attributes']?.find((one: any) => one.push_token !== undefined)?.push_token; return token === undefined ? body : { ...body, device_id: `${body['device_id']}-${token}` } }), /expect\.profile\('mel'\).*\n {2}push_tokens: expected 1 item\(s\), there are 2/],

  [/a push is displayed, tapped and counted/, 'sends nothing', broken.stub('/messages/send', 201, { message: 'success', dispatch_id: 'x' }), /what the user sees is not what was expected/],
  [/a push is displayed, tapped and counted/, 'leaves the title out', broken.requests('/messages/send', ({ messages, ...body }) => ({ ...body, messages: JSON.parse(JSON.stringify(messages).replaceAll('"Hello"', '"Hallo"')) as Record<string, unknown> })), /what the user sees/],
  [/a push is displayed, tapped and counted/, 'drops opens', broken.without('pc'), /direct_opens: expected 1, was 0/],
  [/a push is displayed, tapped and counted/, 'counts opens twice', broken.twice('pc'), /direct_opens: expected 1, was 2/],
  [/a push is displayed, tapped and counted/, 'takes every button for an open', broken.events((event) => [event['name'] === 'ca' ? { ...event, name: 'pc', data: { cid: event['data'].cid } } : event]), /push\.action_click.*\n {2}expected 1 such row/],
  [/a push is displayed, tapped and counted/, 'forgets that the button says no', broken.events((event) => [event['name'] === 'ca' ? { ...event, data: { ...event['data'], a: 'yes' } } : event]), /dismissive: expected true/],
  [/a push is displayed, tapped and counted/, 'hears of no uninstall', broken.stub('/_emulator/devices/', 404, { error: {} }), /(receivePushes|what the user sees)/],
  [/a push is displayed, tapped and counted/, 'sends to tokens of apps that are gone', broken.uninstallsUnheard, /expect\.noPushToken\('mel'\)/],
  [/a push seen but not tapped/, 'takes no session for an influenced open', broken.setting({ push: { influenced_open_minutes: 0 } }), /push\.influenced_open.*\n {2}expected 1 such row/],
  [/a push seen but not tapped/, 'drops session starts', broken.without('ss'), /push\.influenced_open/],
  [/web: no push is sent where notifications/, 'never hears of a dropped subscription', broken.uninstallsUnheard, /push\.bounced.*\n {2}expected 1 such row/],
  [/(ios|android): no push is sent where notifications/, 'takes every device for allowed', broken.requests('/api/v3/data', ({ device: _, ...body }) => ({ ...body, attributes: (body['attributes'] ?? []).map((entry: any) => (entry.push_token === null ? {} : entry)) })), /message\.withheld/],
  [/no push is sent where notifications/, 'forgets who has unsubscribed', broken.attributes(({ push_subscribe: state, ...rest }) => (state === undefined || state === 'unsubscribed' ? rest : { ...rest, push_subscribe: state })), /message\.withheld.*\n {2}expected 2 such row/],

  [/a campaign reaches only the devices/, 'forgets the segment', broken.campaigns(({ audience: _, ...body }) => body), /what the devices show is not what was expected[^]*bobs/],
  [/a campaign reaches only the devices/, 'takes every such event for the trigger', broken.campaigns((body) => ({ ...body, trigger: { ...body['trigger'], property_filters: [] } })), /what the devices show is not what was expected[^]*eves/],
  [/a campaign reaches only the devices/, 'does not wait', broken.campaigns((body) => ({ ...body, trigger: { ...body['trigger'], delay_seconds: 0 } })), /what the devices show before the delay is over/],
  [/a campaign reaches only the devices/, 'sends to the newest device alone', broken.campaigns((body) => ({ ...body, messages: Object.fromEntries(Object.entries(body['messages'] as object).map(([id, message]) => [id, { ...message, send_to_most_recent_device_only: true }])) })), /what the devices show is not what was expected[^]*(phone|tablet)/],
  [/a campaign reaches only the devices/, 'leaves a device with its first user', broken.tokensStayBefore('bob'), /what the devices show when the tablet is another user's/],
  [/a campaign reaches only the devices/, 'reaches nobody a second time', broken.campaigns(({ reeligibility_seconds: _, ...body }) => body), /when the tablet is another user's/],
  [/a campaign reaches only the devices/, 'drops opens', broken.without('pc'), /direct_opens: expected 1, was 0/],
  [/a campaign reaches only the devices/, 'counts no engagement for the user', broken.answers('/users/export/ids', (body) => ({ ...body, users: body['users'].map(({ campaigns_received: _, ...user }: any) => user) })), /expect\.profile\('mel'\).*\n {2}campaigns_received/],

  [/offline, then online/, 'drops old events', broken.events((event, batch) => (batch['time'] - event['time'] > 60 ? [] : [event])), /expect\./],
  [/offline, then online/, 'counts events twice', broken.twice('ce'), /expected 2 time\(s\), happened 4 time\(s\)/],
  [/offline, then online/, 'takes the time of arrival', broken.timeOfArrival, /first: expected/],
  [/the event counts twice/, 'drops what comes again', broken.setting({ sdk_duplicates: 'drop' }), /expected 2 time\(s\), happened 1 time\(s\)/],
  [/the event counts twice/, 'injects no faults', broken.stub('/_emulator/faults', 200, { faults: [] }), /the last two requests/],
  [/the workspace drops duplicates/, 'ignores the setting', broken.stub('/_emulator/settings', 200, {}), /expected 1 time\(s\), happened 2 time\(s\)/],

  [/gives a new anonymous user/, 'takes every device for the same one', broken.oneDeviceForAll, /expect\.profile\(the user of the \w+ device\).*\n {2}there is no such user/],
  [/gives a new anonymous user/, 'keeps the user that the device had', broken.requests('/api/v3', (body) => ({ ...body, user_id: 'mel', respond_with: { ...body['respond_with'], user_id: 'mel' }, events: (body['events'] ?? []).map((event: any) => ({ ...event, user_id: 'mel' })) })), /external_id: must not be there, was 'mel'/],
  [/gives a new anonymous user/, 'drops custom events', broken.without('ce'), /custom_events: expected/],

  [/REST and SDK data meet/, 'drops SDK events', broken.without('ce'), /expect\.event/],
  [/REST and SDK data meet/, 'ignores increments', broken.without('inc'), /points: expected 15, was 10/],
  [/REST and SDK data meet/, 'drops events of the REST API', broken.requests('/users/track', ({ events: _, ...body }) => body), /events_processed/],
  [/REST and SDK data meet/, 'drops user ids', broken.withoutUserIds, /total_revenue: expected 35, was 25/],
]

/** Broken in ways that no scenario may miss. */
const blanket: readonly (readonly [defect: string, wrap: Wrap])[] = [
  ['answers 500 to SDKs', broken.stub('/api/v3', 500, { error: 'Internal Server Error' })],
  ['answers success to SDKs and does nothing', broken.stub('/api/v3', 201, { message: 'success' })],
  ['answers success to REST calls and does nothing', broken.stub('/users', 201, { message: 'success', users: [] })],
]

const scenarios = await shipped()

describe.each(scenarios.map((one) => [one.name, one] as const))('%s', (_, scenario) => {
  const own = proofs.filter(([name]) => name.test(scenario.name))

  test('has a proof of its own', () => expect(own.length).toBeGreaterThan(0))

  test.each(own.map(([, defect, wrap, report]) => [defect, wrap, report] as const))('fails when the emulator %s', async (_defect, wrap, report) => {
    const result = await runScenario(scenario, ownEmulator(wrap))
    expect(result.status).toBe('failed')
    expect(result.failure!.message).toMatch(report)
    expect(result.failure!.at!.file).toMatch(/\.scenario\.ts$/)
  })

  test.each(blanket)('fails when the emulator %s', async (_defect, wrap) => {
    const result = await runScenario(scenario, ownEmulator(wrap))
    expect(result.status).toBe('failed')
  })
})

test('every proof is of a scenario that exists', () => {
  for (const [name] of proofs) expect(scenarios.some((one) => name.test(one.name)), String(name)).toBe(true)
})
