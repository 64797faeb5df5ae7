// Every shipped scenario about segments, campaigns, Canvases and push (rows 9 to 14) finds the defects it is there for.
import * as broken from './broken-emulators.ts'
import { brokenForAll, brokenForDevices, proveAbleToFail } from './can-fail.ts'
import type { Proof } from './can-fail.ts'

const proofs: readonly Proof[] = [
  [/a segment follows what users say/, 'drops custom events', broken.without('ce'), /expect\.inSegment\('mel', 'active-pros'\)/],
  [/a segment follows what users say/, 'counts events twice', broken.twice('ce'), /expect\.notInSegment\('mel', 'active-pros'\)[^]*x_custom_event_in_y_days holds/],
  [/a segment follows what users say/, 'forgets the days', broken.defined('segments', (body) => JSON.parse(JSON.stringify(body).replace('"days":3', '"days":30')) as typeof body), /expect\.notInSegment/],
  [/a segment follows what users say/, 'keeps the first value', broken.attributes(({ custom, ...rest }) => (custom?.plan === 'free' ? rest : { ...rest, ...(custom === undefined ? {} : { custom }) })), /expect\.notInSegment\('mel', 'active-pros'\)[^]*'mel' is in the segment/],
  [/a segment has those who fit/, 'takes AND for OR', broken.defined('segments', (body) => JSON.parse(JSON.stringify(body).replace('"AND"', '"OR"')) as typeof body), /expect\.notInSegment\('(mel|bob)', 'gold-to-win'\)/],
  [/a segment has those who fit/, 'forgets purchases', broken.requests('/users/track', ({ purchases: _, ...body }) => body), /expect\.inSegment\('mel', 'buyers'\)/],
  [/a segment has those who fit/, 'counts one too many', broken.answers('/segments/data_series', (body) => ({ ...body, data: body['data']?.map((day: any) => ({ ...day, size: day.size + 1 })) })), /size: expected 2, was 3/],
  [/a segment has those who fit/, 'tells nobody of the export', broken.requests('/users/export/segment', ({ callback_endpoint: _, ...body }) => body), /what the service was told/],
  [/a segment has those who fit/, 'lists nothing', broken.answers('/segments/list', (body) => ({ ...body, segments: [] })), /the segments of the list/],

  [/a scheduled campaign is launched/, 'sends drafts', broken.campaigns((body) => ({ ...body, draft: false })), /the draft/],
  [/a scheduled campaign is launched/, 'launches nothing', broken.deaf(/\/launch$/), /campaign\.launched/],
  [/a scheduled campaign is launched/, 'stops nothing', broken.deaf(/\/stop$/), /expected 1 such message\(s\), there are 3/],
  [/a scheduled campaign is launched/, 'goes out at another hour', broken.campaigns((body) => ({ ...body, schedule: { ...body['schedule'], at: '2026-03-02T18:00:00' } })), /expect\.noMessage\('mel'\)/],
  [/a scheduled campaign is launched/, 'counts nothing', broken.counts((row) => ({ ...row, sent: 0 })), /sent: expected 2, was 0/],
  [/an API-triggered campaign/, 'sends drafts', broken.campaigns((body) => ({ ...body, draft: false })), /the answer before the launch/],
  [/an API-triggered campaign/, 'launches nothing', broken.deaf(/\/launch$/), /expect\.message\('mel', 'email'\)/],
  [/an API-triggered campaign/, 'loses the properties of the call', broken.requests('/campaigns/trigger/send', ({ trigger_properties: _, ...body }) => body), /expected 'Order 7', was 'Order'/],
  [/an API-triggered campaign/, 'sends to everybody', broken.requests('/campaigns/trigger/send', (body) => ({ ...body, recipients: ['mel', 'bob'].map((external_user_id) => ({ external_user_id })) })), /expect\.(noMessage\('bob'\)|message\('mel', 'email'\)[^]*dispatch_id)/],
  [/a Canvas is launched/, 'lets users into drafts', broken.defined('canvases', (body) => ({ ...body, draft: false })), /entries: expected 0, was 1/],
  [/a Canvas is launched/, 'does not wait', broken.defined('canvases', (body) => ({ ...body, steps: body['steps'].map((step: any) => (step.type === 'delay' ? { ...step, settings: { delay: { type: 'duration', value: 1, unit: 'seconds' } } } : step)) })), /expect\.noMessage\('mel'\)/],
  [/a Canvas is launched/, 'sends everybody the same way', broken.requests('/api/v3/data', (body) => ({ ...body, events: (body['events'] ?? []).filter((event: any) => event.data?.n !== 'took tour') })), /expected 'Well done', was 'Take the tour'/],
  [/a Canvas is launched/, 'drops purchases', broken.without('p'), /conversions: expected 1, was 0/],
  [/a Canvas is launched/, 'stops nothing', broken.deaf(/\/stop$/), /expect\.explain/],

  [/each campaign reaches the users/, 'forgets whom to leave out', broken.campaigns((body) => { const { exclude_segments: _, ...audience } = body['audience']; return { ...body, audience } }), /expect\.noMessage\('sue', 'email'\)/],
  [/each campaign reaches the users/, 'forgets the filters', broken.campaigns((body) => { const { filters: _, ...audience } = body['audience']; return { ...body, audience } }), /expect\.noMessage\('bob', 'email'\)/],
  [/each campaign reaches the users/, 'is content with one of two segments', broken.campaigns((body) => ({ ...body, audience: { ...body['audience'], segments: (body['audience'].segments ?? []).slice(0, 1) } })), /expect\.noMessage\('eve', 'email'\)/],
  [/who leaves the segment/, 'does not look again', broken.campaigns((body) => ({ ...body, trigger: { ...body['trigger'], reevaluate_segments: false } })), /expect\.message\('bob', 'email'\)/],
  [/who leaves the segment/, 'has no control group', broken.bodies((message) => (message['percent'] === 0 ? { ...message, percent: 100 } : message['type'] === 'control' ? { ...message, percent: 0 } : message)), /campaign\.control_enrolled/],
  [/who leaves the segment/, 'forgets the segment', broken.campaigns(({ audience: _, ...body }) => body), /expect\.(message\('bob'|noMessage\('eve')/],

  [/a push token is registered/, 'ignores tokens', broken.withoutTokens, /expect\.pushToken\('mel', 'token-1'\)/],
  [/a push token is registered/, 'leaves the token with the first user', broken.answers('/users/export/ids', (body) => ({ ...body, users: body['users'].map((user: any) => (user.external_id === 'mel' ? { ...user, push_tokens: [{ token: 'token-1', app: 'x', platform: user.push_tokens?.[0]?.platform ?? '', device_id: user.push_tokens?.[0]?.device_id ?? '', notifications_enabled: true }] } : user)) })), /expect\.noPushToken\('mel'\)/],
  [/a push token is registered/, 'writes no change log', broken.answers('/_emulator/users/', (body) => ({ ...body, push_token_changes: [] })), /expect\.pushChangelog\('mel'\).*\n {2}it: expected 1 item\(s\), there are 0/],
  [/a push token is registered/, 'forgets the change log of the earlier user', broken.answers('/_emulator/users/', (body) => ({ ...body, push_token_changes: body['push_token_changes']?.filter((row: any) => row.change !== 'moved_away') })), /expected 2 item\(s\), there are 1/],
  [/a new token replaces/, 'ignores tokens', broken.withoutTokens, /expect\.pushToken/],
  [/a new token replaces/, 'takes each token for one of another device', broken.requests('/api/v3/data', (body) => { const token = body['attributes']?.find((one: any) => one.push_token !== undefined)?.push_token; return token === undefined ? body : { ...body, device_id: `${body['device_id']}-${token}` } }), /expect\.profile\('mel'\).*\n {2}push_tokens: expected 1 item\(s\), there are 2/],
  [/who has not said yes/, 'ignores tokens', broken.withoutTokens, /expect\.pushToken\('mel', 'token-1'\)/],
  [/who has not said yes/, 'takes everybody for reachable', broken.defined('segments', (body) => ({ ...body, filters: { op: 'AND', children: [] } })), /expect\.notInSegment\('mel', 'reachable'\)/],

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
]

await proveAbleToFail('sending', proofs, { blanket: brokenForAll, ofDevices: brokenForDevices, atLeast: 2, elsewhere: 2 })
