// In-app messages from the definition to the screen and back: a device of each platform against the emulator (M1 to M14, M18, P19).
import { describe, expect, test } from 'vitest'
import type { Device } from '../../../sdk-shims/device/index.ts'
import { canvas, people, trigger as enter } from '../../kit/canvas.ts'
import { devicesOf } from '../../kit/devices.ts'
import { iam, shown } from '../../kit/in-app.ts'
import { define } from '../../kit/messaging.ts'
import { emulator } from '../../kit/world.ts'

const PLATFORMS = ['web', 'ios', 'android'] as const
const on = (platform: (typeof PLATFORMS)[number], options: object = {}) => {
  const e = emulator()
  const { device, settle, pass } = devicesOf(e)
  const one = device(platform, options)
  const texts: unknown[] = []
  one.subscribe('in_app_message_displayed', ({ data, kind }) => texts.push(kind === 'CONTROL' ? 'control' : data['message']))
  return { e, one, texts, settle, pass, start: async (user = 'u1') => (one.launch(), one.changeUser(user), await settle(), await settle()) }
}
const kinds = (e: ReturnType<typeof emulator>): string[] => e.journal().map(({ kind }) => kind).filter((kind) => kind.startsWith('in_app_message.'))
const flush = async (one: Device, settle: () => Promise<unknown>): Promise<void> => {
  one.requestImmediateDataFlush()
  await settle()
}

describe.each(PLATFORMS)('%s', (platform) => {
  test('M1, M13: shown at the session start; the impression and the click come back to their message', async () => {
    const { e, one, texts, settle, start } = on(platform)
    await iam(e, { message: 'Hi {{${user_id}}}', btns: [{ text: 'No' }, { text: 'Yes', uri: 'https://x.test' }] })
    await start()
    expect(texts).toEqual(['Hi u1'])
    one.clickInAppMessageButton(1)
    await flush(one, settle)
    expect(kinds(e)).toEqual(['in_app_message.impression', 'in_app_message.button_click'])
    expect((await shown(e)).map(({ user, engagement }) => [user.external_id, engagement.map(({ action, button }: any) => [action, button])])).toEqual([['u1', [['impression', undefined], ['button_click', 1]]]])
  })

  test('M2: a purchase whose properties fit, not one whose do not', async () => {
    const { e, one, texts, settle, start } = on(platform)
    await iam(e, {}, { trigger: { type: 'purchase', product_id: 'sock', property_filters: [{ name: 'size', cmp: 'is_any_of', value: ['L', 'XL'] }, { name: 'n', cmp: 'more_than', value: 1 }] } })
    await start()
    one.logPurchase('sock', 3, 'USD', 1, { size: 'S', n: 2 })
    one.logPurchase('sock', 3, 'USD', 1, { size: 'XL', n: 1 })
    one.logPurchase('hat', 3, 'USD', 1, { size: 'XL', n: 2 })
    await settle()
    expect(texts).toEqual([])
    one.logPurchase('sock', 3, 'USD', 1, { size: 'XL', n: 2 })
    await settle()
    expect(texts).toEqual(['Hello'])
  })

  test('M4: of several only the best', async () => {
    const { e, texts, start } = on(platform)
    for (const [id, priority] of [['low', 'low'], ['high', 'high'], ['medium', 'medium']]) await define(e, 'campaigns', { id, name: id, priority, trigger: { type: 'session_start' }, messages: { [`${id}-m`]: { channel: 'in_app_message', message: id } } })
    await start()
    expect(texts).toEqual(['high'])
  })

  test('M5, M7: the delay, then the 30 seconds until the next', async () => {
    const { e, one, texts, settle, start, pass } = on(platform)
    await iam(e, {}, { reeligibility_seconds: 0, trigger: { type: 'custom_event', name: 'buy', delay_seconds: 4 } })
    await start()
    one.logCustomEvent('buy')
    await pass(3)
    expect(texts).toEqual([])
    await pass(1)
    expect(texts).toEqual(['Hello'])
    one.dismissInAppMessage()
    one.logCustomEvent('buy')
    await pass(20)
    expect(texts).toEqual(['Hello'])
    await pass(10)
    one.logCustomEvent('buy')
    await pass(4)
    await settle()
    expect(texts).toEqual(['Hello', 'Hello'])
  })

  test('M9: once; the next session does not even bring it', async () => {
    const { e, one, texts, settle, start, pass } = on(platform)
    await iam(e)
    await start()
    one.dismissInAppMessage()
    await flush(one, settle)
    one.background()
    await pass(3600)
    one.foreground()
    await settle()
    expect([texts, one.state().triggers]).toEqual([['Hello'], []])
  })

  test('M10: what is rendered at the display knows the event; who is out by then sees the next best', async () => {
    const { e, one, texts, settle, start } = on(platform)
    await define(e, 'campaigns', { id: 'best', name: 'Best', priority: 'high', reevaluate_before_display: true, trigger: { type: 'custom_event', name: 'buy' }, audience: { filters: { filter: 'custom_attribute', name: 'out', type: 'boolean', cmp: 'is', value: 'false_or_not_set' } }, messages: { b: { channel: 'in_app_message', message: 'Best' } } })
    await iam(e, { message: 'Size {{event_properties.${size}}}' }, { trigger: { type: 'custom_event', name: 'buy' } })
    await start()
    await e.post('/users/track', { attributes: [{ external_id: 'u1', out: true }] })
    one.logCustomEvent('buy', { size: 'L' })
    await settle()
    await settle()
    expect(texts).toEqual(['Size L'])
    expect(e.journal().filter(({ kind }) => kind === 'message.withheld').map(({ data }) => [data['campaign_id'], data['reason']])).toEqual([['best', 'not_in_audience']])
  })

  test('M12: the control group shows nothing and is enrolled', async () => {
    const { e, one, settle, start } = on(platform)
    await define(e, 'campaigns', { id: 'c', name: 'C', trigger: { type: 'session_start' }, messages: { m: { channel: 'in_app_message', message: 'x', percent: 0 }, k: { type: 'control', percent: 100 } } })
    await start()
    await flush(one, settle)
    expect(one.state().shownMessages).toEqual([])
    expect(kinds(e)).toEqual(['in_app_message.control_impression'])
  })

  test('M13: a click brings the message that waits for it', async () => {
    const { e, one, texts, settle, start } = on(platform, { minimumIntervalBetweenTriggerActionsInSeconds: 0 })
    await iam(e, { btns: [{ text: 'No' }, { text: 'Yes' }] })
    await define(e, 'campaigns', { id: 'next', name: 'Next', trigger: { type: 'campaign_interaction', campaign_id: 'c', interaction: 'click_in_app_message_button', button_id: 1 }, messages: { n: { channel: 'in_app_message', message: 'Thanks' } } })
    await start()
    expect(texts).toEqual(['Hello'])
    one.clickInAppMessageButton(1)
    await settle()
    expect(texts).toEqual(['Hello', 'Thanks'])
  })

  test('M18: an event that starts nothing', async () => {
    const { e, one, settle, start } = on(platform)
    await iam(e, {}, { trigger: { type: 'custom_event', name: 'buy' } })
    const missed: string[] = []
    await start()
    one.subscribe('no_matching_trigger', ({ event }) => missed.push(event))
    one.logCustomEvent('other')
    await settle()
    expect(missed).toEqual(['custom_event'])
  })

  test('U14: another user has other messages', async () => {
    const { e, one, texts, settle, start } = on(platform, { minimumIntervalBetweenTriggerActionsInSeconds: 0 })
    await iam(e, { message: 'Hi {{${user_id}}}' })
    await start()
    one.dismissInAppMessage()
    one.changeUser('u2')
    await settle()
    await settle()
    expect(texts).toEqual(['Hi u1', 'Hi u2'])
  })

  test('a Canvas message, at the session after the step', async () => {
    const { e, one, texts, settle, start, pass } = on(platform)
    await people(e, 'u1')
    await canvas(e, [{ id: 's', messages: { i: { channel: 'in_app_message', message: 'From the Canvas' } } }])
    await start()
    await enter(e, ['u1'])
    await pass(60)
    expect(texts).toEqual([])
    one.background()
    await pass(3600)
    one.foreground()
    await settle()
    expect(texts).toEqual(['From the Canvas'])
    await flush(one, settle)
    expect((await shown(e)).map(({ engagement }) => engagement.length)).toEqual([1])
  })
})

describe.each(['ios', 'android'] as const)('pushes and messages on %s', (platform) => {
  const channel = `${platform}_push`
  const latest = async (e: ReturnType<typeof emulator>): Promise<any> => (await e.admin('GET', `/messages?channel=${channel}`)).body.messages.at(-1)

  test('P11: a push that is tapped brings the message that waits for it', async () => {
    const { e, one, texts, settle, start } = on(platform)
    await define(e, 'campaigns', { id: 'push', name: 'Push', schedule_type: 'api_triggered', messages: { p: { channel, title: 'Come', alert: 'in' } } })
    await iam(e, { message: 'Welcome back' }, { trigger: { type: 'campaign_interaction', campaign_id: 'push', interaction: 'open_push' } })
    await start()
    one.allowPush('token-1')
    await settle()
    await e.post('/campaigns/trigger/send', { campaign_id: 'push', recipients: [{ external_user_id: 'u1' }] })
    await e.world.scheduler.settle()
    one.receivePush((await latest(e)).payload)
    expect(texts).toEqual([])
    one.tapPush()
    await settle()
    await settle()
    expect(texts).toEqual(['Welcome back'])
  })

  test('M21: a silent push, from which the app logs an event, shows the message that the server could not start', async () => {
    const { e, one, texts, settle, start } = on(platform)
    await iam(e, {}, { trigger: { type: 'custom_event', name: 'IAM Trigger' } })
    await start()
    one.allowPush('token-1')
    await settle()
    one.subscribe('push', ({ event, silent }) => void (event === 'received' && silent && one.logCustomEvent('IAM Trigger')))
    await e.post('/users/track', { events: [{ external_id: 'u1', name: 'IAM Trigger', time: '2026-03-01T12:00:00Z' }] })
    await settle()
    expect(texts).toEqual([])
    const body = platform === 'ios' ? { apple_push: { 'content-available': true, extra: { IS_SERVER_EVENT: 'true' } } } : { android_push: { send_to_sync: true, alert: '', title: '', extra: { IS_SERVER_EVENT: 'true' } } }
    const sent = await e.post('/messages/send', { external_user_ids: ['u1'], messages: body })
    expect(sent.status).toBe(201)
    await e.world.scheduler.settle()
    expect(one.receivePush((await latest(e)).payload)).toMatchObject({ silent: true, displayed: false })
    await settle()
    expect(texts).toEqual(['Hello'])
  })
})

describe.each(['ios', 'android'] as const)('P19, Q5: a test on %s', (platform) => {
  test('is called for by the push, shown once, and counts nowhere', async () => {
    const { e, one, texts, settle, start, pass } = on(platform)
    await iam(e, {}, { trigger: { type: 'custom_event', name: 'never' } })
    await start()
    one.allowPush('token-1')
    await settle()
    await e.admin('POST', '/campaigns/c/test', { external_ids: ['u1'] })
    const { body } = await e.admin('GET', `/messages?channel=${platform}_push`)
    one.receivePush(body.messages[0].payload)
    if (platform === 'ios') one.tapPush()
    await settle()
    await pass(15)
    await settle()
    expect(texts).toEqual(['Hello'])
    await flush(one, settle)
    expect(kinds(e)).toEqual(['in_app_message.impression'])
    const series = await e.get('/campaigns/data_series?campaign_id=c&length=1&ending_at=2026-03-01T23:00:00Z')
    expect(series.body.data[0].messages.trigger_in_app_message[0].impressions).toBe(0)
  })
})
