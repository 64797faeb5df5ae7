// Definitions of in-app messages: what is wrong is refused with its place, in campaigns and in Canvas steps.
import { describe, expect, test } from 'vitest'
import { emulator } from '../../kit/world.ts'

const campaign = async (message: object, more: object = {}) => emulator().admin('POST', '/campaigns', { id: 'c', name: 'C', trigger: { type: 'session_start' }, messages: { m: { channel: 'in_app_message', ...message } }, ...more })
const said = async (message: object, more: object = {}): Promise<unknown> => ((answer) => (answer.status === 201 ? 'taken' : [answer.status, answer.body.error.message]))(await campaign(message, more))

describe('members', () => {
  test.each<[object, string]>([
    [{ type: 'BIG' }, 'type is none of SLIDEUP, MODAL, MODAL_STYLED, FULL, HTML, HTML_FULL, WEB_HTML, SURVEY'],
    [{ message: 7 }, 'message is no text'], [{ header: {} }, 'header is no text'], [{ use_webview: 'yes' }, 'use_webview is neither true nor false'],
    [{ message_close: 'NEVER' }, 'message_close is none of AUTO_DISMISS, SWIPE, MANUAL'], [{ click_action: 'NEWS_FEED' }, 'click_action is none of URI, NONE'], [{ click_action: 'URI' }, 'uri is missing: the click_action is URI'],
    [{ orientation: 'UP' }, 'orientation is none of ANY, PORTRAIT, LANDSCAPE'], [{ slide_from: 'LEFT' }, 'slide_from is none of TOP, BOTTOM'], [{ text_align_header: 'LEFT' }, 'text_align_header is none of START, CENTER, END'],
    [{ duration: -1 }, 'duration is no number of at least 0'], [{ timeout: 'x' }, 'timeout is no number of at least 0'], [{ extras: [] }, 'extras is no object'], [{ message_fields: 'x' }, 'message_fields is no object'],
    [{ bg_color: 'red' }, 'bg_color is no colour: #RRGGBB, #RRGGBBAA, or an ARGB integer as on the wire'], [{ frame_color: 4294967296 }, 'frame_color is no colour: #RRGGBB, #RRGGBBAA, or an ARGB integer as on the wire'],
    [{ btns: {} }, 'btns is no list of buttons'], [{ btns: [{ text: 'a' }, { text: 'b' }, { text: 'c' }] }, 'btns are 3: at most 2'], [{ btns: [{}] }, 'btns.0.text is missing'], [{ btns: [7] }, 'btns.0 is no object'],
    [{ btns: [{ text: 'a', id: '0' }] }, 'btns.0.id is no whole number: 0 for the first, 1 for the second'], [{ btns: [{ text: 'a', id: 1 }, { text: 'b', id: 1 }] }, 'btns.1.id is that of another button too: 1'],
    [{ btns: [{ text: 'a', click_action: 'URI' }] }, 'btns.0.uri is missing: the click_action is URI'], [{ btns: [{ text: 'a', bg_color: '#12' }] }, 'btns.0.bg_color is no colour: #RRGGBB, #RRGGBBAA, or an ARGB integer as on the wire'],
    [{ btns: [{ text: 'a', uri: { a: 1 } }] }, 'btns.0.uri is no text'], [{ btns: [{ text: 'a', use_webview: 'yes' }] }, 'btns.0.use_webview is neither true nor false'],
    [{ type: 'HTML', btns: [{ text: 'a' }] }, 'btns are for messages that the SDK draws: HTML has buttons of its own'],
    [{ themes: { light: {} } }, 'themes.light is no theme: dark is the only one'], [{ themes: { dark: { text_color: 'x' } } }, 'themes.dark.text_color is no colour: #RRGGBB, #RRGGBBAA, or an ARGB integer as on the wire'],
    [{ themes: { dark: { btns: {} } } }, 'themes.dark.btns is no list of the colours of the buttons'],
    [{ themes: { dark: { btns: [{ bg_color: 'x' }] } } }, 'themes.dark.btns.0.bg_color is no colour: #RRGGBB, #RRGGBBAA, or an ARGB integer as on the wire'],
    [{ css: 'p {}' }, 'html_id is missing: css stands alone'], [{ html_id: 'promo' }, 'css is missing: html_id stands alone'], [{ css: 'p {}', html_id: 'sale' }, 'html_id is shorter than 5 characters: browsers ignore it and its css'],
    [{ platforms: 'android' }, 'platforms is none of mobile, web, both, ios'], [{ platforms: 'WEB' }, 'platforms is none of mobile, web, both, ios'], [{ app_ids: [] }, 'app_ids is no list of app ids'],
    [{ type: '{{x}}' }, 'type is none of SLIDEUP, MODAL, MODAL_STYLED, FULL, HTML, HTML_FULL, WEB_HTML, SURVEY'], [{ platforms: '{{x}}' }, 'platforms is none of mobile, web, both, ios'], [{ app_ids: '{{x}}' }, 'app_ids is no list of app ids'],
    [{ timeout: '{{x}}' }, 'timeout is no number of at least 0'], [{ extras: '{{x}}' }, 'extras is no object'], [{ themes: '{% if x %}{% endif %}' }, 'themes is no object'],
    [{ asset_urls: ['a', 1] }, 'asset_urls is no list of texts'], [{ zipped_assets_url: {} }, 'zipped_assets_url is no text'], [{ is_control: true }, 'is_control is for answers to SDKs: a control group is a message of the type control'],
    [{ type: 'survey', data: 'x' }, 'data is no object with a list of pages'], [{ type: 'survey', data: { pages: [7] } }, 'data.pages.0 is no page with a list of choices'], [{ type: 'survey', data: { pages: [{ choices: [{ text: 'a' }, {}] }] } }, 'data.pages.0.choices.1.text is missing'],
    [{ type: 'survey', data: { pages: [{ choices: Array.from({ length: 13 }, () => ({ text: 'a' })) }] } }, 'data.pages.0.choices are 13: at most 12'],
    [{ trigger: { type: 'session_start' } }, 'trigger is for messages of a Canvas step: a campaign has its own'], [{ expires_in: { value: 1, unit: 'days' } }, 'expires_in is for messages of a Canvas step: a campaign has its own'],
  ])('%j', async (message, what) => expect(await said(message)).toEqual([422, `messages.m.${what}`]))

  test.each<object>([
    {}, { type: 'control' }, { type: 'slideup', slide_from: 'top', message_close: 'auto_dismiss' }, { type: 'survey', data: { pages: [] } }, { message: '{{${first_name}}}', bg_color: '{{custom_attribute.${c}}}', click_action: '{% if x %}URI{% endif %}' },
    { bg_color: 0, text_color: '#12345678', btns: [{ id: 1, text: 'x', uri: 'a://b', click_action: 'URI' }], themes: { dark: { bg_color: '#000000', btns: [{}] } } }, { css: 'p {}', html_id: 'promo' }, { css: '', html_id: '' }, { header: null, btns: null, duration: null },
    { platforms: 'ios', app_ids: ['a'], timeout: 0, min_seconds_since_last_trigger: 0 },
  ])('%j is taken', async (message) => expect(await said(message)).toBe('taken'))
})

describe('triggers: only what a device sees', () => {
  const filters = (filter: object) => ({ type: 'custom_event', name: 'x', property_filters: [filter] })
  const NOT_ASKED = 'can not be asked on a device: SDKs compare texts, numbers, booleans and times of the top level, no arrays and no nested properties'
  test.each<[object, string]>([
    [{ type: 'add_email' }, 'trigger.type is add_email: in-app messages are triggered on the device, by one of session_start, custom_event, purchase, conversion_event, campaign_interaction, canvas_interaction'],
    [{ any_of: [{ type: 'session_start' }, { type: 'attribute_change', name: 'x' }] }, 'trigger.any_of[1].type is attribute_change: in-app messages are triggered on the device, by one of session_start, custom_event, purchase, conversion_event, campaign_interaction, canvas_interaction'],
    [{ type: 'campaign_interaction', campaign_id: 'p', interaction: 'open_email' }, 'trigger.interaction is open_email: the device sees open_push, click_push_button, click_in_app_message, click_in_app_message_button'],
    [{ type: 'campaign_interaction', interaction: 'click_in_app_message' }, 'trigger.campaign_id is missing: the device asks for clicks on the messages of one'],
    [filters({ name: 'a', path: 'b', cmp: 'equals', value: 'x' }), `trigger.property_filters[0] ${NOT_ASKED}`], [filters({ name: 'a', cmp: 'includes_any_of', value: ['x'] }), `trigger.property_filters[0] ${NOT_ASKED}`],
    [{ type: 'session_start', delay: { days: 1, at: '09:00' } }, 'trigger.delay can not be kept by a device: in-app messages are delayed by seconds'],
    [{ type: 'session_start', window: { start: '09:00', end: '17:00' } }, 'trigger.window can not be kept by a device: it is for messages that wait here'],
    [{ type: 'session_start', delay_seconds: 60, exception_events: [{ type: 'purchase' }] }, 'trigger.exception_events can not be kept by a device: it is for messages that wait here'],
    [{ type: 'session_start', reevaluate_segments: true }, 'trigger.reevaluate_segments is for messages that wait here: reevaluate_before_display does it for in-app messages'],
  ])('%j', async (trigger, what) => expect(await said({}, { trigger })).toEqual([422, what]))

  test('a conversion event that no device sees', async () => {
    const opens = { conversion_behaviors: [{ type: 'Opens Email', window: 3600 }], trigger: { type: 'conversion_event' } }
    expect(await said({}, opens)).toEqual([422, "trigger.type is conversion_event, which is 'Opens Email': no device sees it"])
    expect(await said({}, { ...opens, conversion_behaviors: [{ type: 'Starts Session', window: 3600 }] })).toBe('taken')
    expect(await said({}, { ...opens, conversion_behaviors: [] })).toEqual([422, 'trigger.type is conversion_event, and the campaign has none: conversion_behaviors are missing'])
  })

  test('other channels may still have them', async () => {
    const answer = await emulator().admin('POST', '/campaigns', { name: 'C', trigger: { type: 'add_email' }, messages: { m: { channel: 'email', subject: 's', body: 'b', from: 'A <a@example.com>' } } })
    expect(answer.status).toBe(201)
  })
})

describe('in a Canvas step', () => {
  const step = async (message: object): Promise<unknown> => ((answer) => (answer.status === 201 ? 'taken' : [answer.status, answer.body.error.message]))(await emulator().admin('POST', '/canvases', { name: 'J', steps: [{ id: 's', messages: { m: { channel: 'in_app_message', message: 'x', ...message } } }] }))
  test.each<[object, string]>([
    [{ trigger: { type: 'add_email' } }, 'trigger.type is add_email: in-app messages are triggered on the device, by one of session_start, custom_event, purchase, conversion_event, campaign_interaction, canvas_interaction'],
    [{ trigger: { type: 'conversion_event' } }, 'trigger.campaign_id is missing: whose conversion event it is'], [{ trigger: { type: 'custom_event' } }, 'trigger.name is missing: custom_event needs it'], [{ trigger: { type: 'session_start', delay_seconds: 'x' } }, 'trigger.delay_seconds is no number of seconds'],
    [{ expires_in: { value: 0, unit: 'days' } }, 'expires_in is not {value, unit} with a number over 0 and one of seconds, minutes, hours, days, weeks'], [{ expires_at: 'soon' }, 'expires_at is no time in ISO 8601'],
    [{ expires_in: { value: 1, unit: 'days' }, expires_at: '2026-03-02' }, 'expires_in stands beside expires_at: one of the two is enough'], [{ priority: 'top' }, 'priority is none of high, medium, low'],
  ])('%j', async (message, what) => expect(await step(message)).toEqual([422, `steps[0].messages.m.${what}`]))
  test.each<object>([{ trigger: { type: 'custom_event', name: 'x', delay_seconds: 3 } }, { expires_in: { value: 2, unit: 'weeks' } }, { expires_at: '2026-03-02T10:00:00' }, { priority: 'high', reevaluate_before_display: true }])('%j is taken', async (message) => expect(await step(message)).toBe('taken'))
})

test('one in a step: the second is refused, beside other channels; so is a control group', async () => {
  const message = { channel: 'in_app_message', message: 'x' }
  const answer = await emulator().admin('POST', '/canvases', { name: 'J', steps: [{ id: 's', messages: { a: message, b: { channel: 'content_cards', title: 't', message: 'm' }, d: message } }, { id: 't', messages: { e: message } }] })
  expect([answer.status, answer.body.error.message]).toEqual([422, 'steps[0].messages.d is an in-app message beside a in the step s: a step has one'])
  const control = await emulator().admin('POST', '/canvases', { name: 'J', steps: [{ id: 's', messages: { a: { channel: 'content_cards', title: 't', message: 'm' }, b: { channel: 'content_cards', type: 'control' } } }] })
  expect([control.status, control.body.error.message]).toEqual([422, 'steps[0].messages.b.type is control: a Canvas has its control group among its variants, or in an experiment step'])
})

describe('nothing is sent, so nothing is paced or kept quiet', () => {
  const banner = { trigger: null, schedule: {}, messages: { m: { channel: 'banner', placement_id: 'home', html: 'x' } } }
  const night = { quiet_hours: { start: '22:00', end: '07:00' } }
  test.each<[object, string]>([
    [night, 'quiet_hours is for messages that are sent: in_app_message is shown when the user looks'], [{ rate_limit_per_minute: 100 }, 'rate_limit_per_minute is for messages that are sent: in_app_message is shown when the user looks'],
    [{ ...banner, ...night }, 'quiet_hours is for messages that are sent: banner is shown when the user looks'], [{ ...banner, schedule: { at: '2026-04-01T00:00:00', recurrence: 'daily' } }, 'schedule.recurrence is for messages that are sent: a Banner is there from its start to its end'],
    [{ ...banner, schedule: { at: '2026-04-01T00:00:00', intelligent_timing: true } }, 'schedule.intelligent_timing is for messages that are sent: a Banner is there from its start to its end'], [{ ...banner, reevaluate_before_display: true }, 'reevaluate_before_display is for in-app messages: who has a Banner is judged at every request'],
    [{ ...banner, rate_limit_per_minute: { email: 100 } }, 'rate_limit_per_minute is for messages that are sent: banner is shown when the user looks'],
  ])('%j', async (more, what) => expect(await said({}, more)).toEqual([422, what]))
  test('beside another channel they hold for that one', async () => {
    expect(await said({}, { ...banner, ...night, rate_limit_per_minute: 100, messages: { ...banner.messages, n: { channel: 'email', subject: 's', body: 'b', from: 'A <a@example.com>' } } })).toBe('taken')
  })
})

test('a schedule would do nothing', async () => expect(await said({}, { schedule: { at: '2026-04-01T00:00:00Z' } })).toEqual([422, 'schedule is not for in-app messages: start and end of the trigger frame them']))

test('priority_order is a place', async () => {
  expect(await said({}, { priority_order: 1 })).toBe('taken')
  expect((await campaign({}, { priority_order: 0 })).status).toBe(422)
})
