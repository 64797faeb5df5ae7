// emulator/domain/campaigns/odd-members.ts: members of messages on devices that there are not.
import { expect, test } from 'vitest'
import { emulator } from '../../kit/world.ts'

const campaign = (message: object, more: object = {}) => ({ id: 'c', name: 'C', messages: { m: message }, ...more })
const iam = { channel: 'in_app_message', message: 'Hi' }
const onDevice = { trigger: { type: 'session_start' } }

test.each<[object, object, string, string]>([
  [{ ...iam, headr: 'x' }, onDevice, 'messages.m.headr', 'messages.m.headr is no member of in_app_message: header is meant'],
  [{ ...iam, url: 'https://x.example' }, onDevice, 'messages.m.url', 'messages.m.url is no member of in_app_message: uri is meant'],
  [{ ...iam, btns: [{ text: 'Yes', click_actoin: 'NONE' }] }, onDevice, 'messages.m.btns.0.click_actoin', 'messages.m.btns.0.click_actoin is no member of in_app_message: click_action is meant'],
  [{ ...iam, themes: { dark: { bg_colour: '#000000' } } }, onDevice, 'messages.m.themes.dark.bg_colour', 'messages.m.themes.dark.bg_colour is no member of in_app_message: bg_color is meant'],
  [{ channel: 'feature_flag', flagId: 'f' }, {}, 'messages.m.flagId', 'messages.m.flagId is no member of feature_flag: flag_id is meant'],
  [{ channel: 'content_card', titel: 'x', message: 'y' }, { schedule: {} }, 'messages.m.titel', 'messages.m.titel is no member of content_cards: title is meant'],
  [{ channel: 'banner', placementId: 'home', html: 'x' }, { schedule: {}, draft: true }, 'messages.m.placementId', 'messages.m.placementId is no member of banner: placement_id is meant'],
])('%j is refused at its misspelt member', async (message, more, path, words) => {
  const e = emulator()
  const kinds = await e.kindsOf(async () => {
    expect(await e.admin('POST', '/campaigns', campaign(message, more))).toMatchObject({ status: 422, body: { error: { message: words, details: { issues: expect.arrayContaining([{ path, message: words }]) } } } })
  })
  expect(kinds).toEqual([])
})

test('a member that is near to none is kept, and diagnostics say once that nothing reads it', async () => {
  const e = emulator()
  const rows = await e.rowsOf(async () => {
    expect((await e.admin('POST', '/campaigns', campaign({ ...iam, body: 'x', btns: [{ text: 'Yes', colour: 'red' }] }, onDevice))).status).toBe(201)
    expect((await e.admin('PUT', '/campaigns/c', { description: 'New' })).status).toBe(200)
  })
  const ignored = { rule: 'messages.members', why: 'nothing reads such a member of in_app_message', compared: { field: 'messages.m.body, messages.m.btns.0.colour', campaign_id: 'c' } }
  expect(rows.map(({ kind, data }) => (kind === 'decision.ignored' ? data : kind))).toEqual(['campaign.created', ignored, 'campaign.launched', 'campaign.updated'])
  expect((await e.admin('GET', '/diagnostics')).body.diagnostics).toMatchObject([{ level: 'ignored', field: 'messages.m.body, messages.m.btns.0.colour', braze: 'ignores it: nothing reads such a member of in_app_message' }])
})

test('so are those of a step of a Canvas', async () => {
  const e = emulator()
  const canvas = (message: object) => ({ id: 'j', name: 'J', variants: [{ name: 'V', first_step_ids: ['s'] }], steps: [{ id: 's', name: 'S', type: 'message', messages: { m: { channel: 'content_cards', title: 'x', message: 'y', ...message } } }] })
  expect(await e.admin('POST', '/canvases', canvas({ dismissable: true }))).toMatchObject({ status: 422, body: { error: { message: 'steps[0].messages.m.dismissable is no member of content_cards: dismissible is meant' } } })
  const rows = await e.rowsOf(() => e.admin('POST', '/canvases', canvas({ sound: 'ping' })))
  expect(rows.filter(({ kind }) => kind === 'decision.ignored').map(({ data }) => data['compared'])).toEqual([{ field: 'steps[0].messages.m.sound', canvas_id: 'j' }])
})

test('every member that a message has is known', async () => {
  const e = emulator()
  const all = { ...iam, header: 'x', image_url: 'https://x.example/a.png', icon: 'x', uri: 'shop://x', text_align_header: 'CENTER', frame_color: '#000000', themes: { dark: { bg_color: '#000000' } }, extras: { a: 'b' }, platforms: 'both', asset_urls: [], timeout: 1, trusted: true, btns: [{ id: 0, text: 'x', border_color: 1, use_webview: true }] }
  expect(await e.kindsOf(() => e.admin('POST', '/campaigns', campaign(all, onDevice)))).toEqual(['campaign.created', 'campaign.launched'])
})
