// In-app messages of the web shim: what subscribers get, what is shown beside what, what is logged, what clicks and dismissals tell (M12-M17). observed: web SDK 6.13.0 in Chromium
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { headless } from '../../../sdk-shims/web/control.ts'
import * as braze from '../../../sdk-shims/web/index.ts'
import type { Page } from './page.ts'
import { onEvent, openPage } from './page.ts'

let page: Page
beforeEach(() => { page = openPage() })
afterEach(() => headless.reset())

const sdk = braze as unknown as Record<string, (...args: any[]) => any>
const b64 = (text: string): string => Buffer.from(text).toString('base64')

/** Starts with these messages, each on an event of its name; answers what subscribers get. */
async function withMessages(messages: Record<string, Record<string, unknown>>, options = {}): Promise<any[]> {
  page.server.triggers = Object.entries(messages).map(([name, data]) => onEvent(name, data))
  const got: any[] = []
  page.initialize({ minimumIntervalBetweenTriggerActionsInSeconds: 0, ...options })
  braze.subscribeToInAppMessage((message) => got.push(message))
  braze.openSession()
  await headless.idle()
  await page.sent()
  return got
}

/** A message of the page's own, with what its subscribers were told. */
function told<Message extends braze.InAppMessage>(message: Message): [Message, string[]] {
  const heard: string[] = []
  message.subscribeToClickedEvent(() => heard.push('click'))
  message.subscribeToDismissedEvent(() => heard.push('dismiss'))
  const { buttons = [] } = message as unknown as { buttons?: braze.InAppMessageButton[] }
  buttons.forEach((button, i) => button.subscribeToClickedEvent(() => heard.push(`button ${i}`)))
  return [message, heard]
}

const modal = (id: string | undefined, ...buttons: braze.InAppMessageButton[]): braze.ModalMessage => {
  const made = new braze.ModalMessage('text', undefined, {}, id)
  made.buttons = buttons
  return made
}
const button = (id?: number, action: 'URI' | 'NONE' = 'NONE', uri?: string): braze.InAppMessageButton => new braze.InAppMessageButton('Press', 1, 2, 3, action, uri, id)

describe('what subscribers get', () => {
  test('a modal with buttons', async () => {
    const got = await withMessages({ m: { type: 'MODAL', header: 'Hi', message: 'text', message_close: 'SWIPE', click_action: 'NONE', message_extras: { a: 'b' }, extras: { k: 'v' }, btns: [{ id: 0, text: 'No', click_action: 'NONE' }, { id: 1, text: 'Yes', click_action: 'URI', uri: '#yes', bg_color: 5 }, { text: 'none' }] } })
    braze.logCustomEvent('m')
    expect(got).toHaveLength(1)
    const [message] = got as [braze.ModalMessage]
    expect([message instanceof braze.ModalMessage, message instanceof braze.InAppMessage, message instanceof braze.FullScreenMessage]).toEqual([true, true, false])
    expect(message).toMatchObject({
      message: 'text', header: 'Hi', triggerId: b64('m_1'), extras: { k: 'v' }, messageExtras: { a: 'b' }, dismissType: 'SWIPE', duration: 5000, clickAction: 'NONE', openTarget: 'NONE',
      messageAlignment: 'CENTER', headerAlignment: 'CENTER', imageStyle: 'TOP', cropType: 'FIT_CENTER', iconColor: 0xffffffff, iconBackgroundColor: 0xff0073d5, backgroundColor: 0xffffffff,
      textColor: 0xff333333, closeButtonColor: 0xff9b9b9b, headerTextColor: 0xff333333, frameColor: 0xc0333333, animateIn: true, animateOut: true, isControl: false,
    })
    expect(message.buttons.map((one) => ({ ...one }))).toEqual([
      { text: 'No', backgroundColor: 0xff0073d5, textColor: 0xffffffff, borderColor: 0xff0073d5, clickAction: 'NONE', uri: undefined, id: 0 },
      { text: 'Yes', backgroundColor: 5, textColor: 0xffffffff, borderColor: 5, clickAction: 'URI', uri: '#yes', id: 1 },
      { text: 'none', backgroundColor: 0xff0073d5, textColor: 0xffffffff, borderColor: 0xff0073d5, clickAction: 'NONE', uri: undefined, id: -1 },
    ])
  })

  test('a slide-up, a full-screen message, HTML, a control', async () => {
    const got = await withMessages({
      slide: { type: 'SLIDEUP', message: 's', click_action: 'URI', uri: '#s', slide_from: 'TOP', duration: 3000, text_align_message: 'END' },
      full: { type: 'FULL', message: 'f', orientation: 'LANDSCAPE', crop_type: 'CENTER_CROP', language: 'de', image_alt: 'alt', text_align_header: 'START', header_text_color: 7, frame_color: 8, html_id: 'hid', css: '.a{}', animate_in: false },
      html: { type: 'WEB_HTML', message: '<b>x</b>', message_fields: { x: 1 } }, control: { is_control: true }, styled: { type: 'MODAL_STYLED', message: 'm' }, odd: { type: 'ODD', message: 'o' },
    }, { allowUserSuppliedJavascript: true })
    for (const name of ['slide', 'full', 'html', 'control', 'styled', 'odd']) braze.logCustomEvent(name)
    expect(got.map((one) => one.constructor.name)).toEqual(['SlideUpMessage', 'FullScreenMessage', 'HtmlMessage', 'ControlMessage', 'ModalMessage'])
    const [slide, full, html, control] = got
    expect(slide).toMatchObject({ message: 's', slideFrom: 'TOP', messageAlignment: 'END', clickAction: 'URI', uri: '#s', dismissType: 'AUTO_DISMISS', duration: 3000, backgroundColor: 0xffefefef, textColor: 0xff555555 })
    expect(full).toMatchObject({ orientation: 'LANDSCAPE', cropType: 'CENTER_CROP', language: 'de', altImageText: 'alt', headerAlignment: 'START', headerTextColor: 7, frameColor: 8, htmlId: 'hid', css: '.a{}', animateIn: false })
    expect(html).toMatchObject({ message: '<b>x</b>', messageFields: { x: 1 }, dismissType: 'SWIPE', frameColor: 0xc0333333 })
    expect({ ...control }).toEqual({ triggerId: b64('control_1'), extras: {}, isControl: true })
  })

  test('nothing is triggered while nobody listens', async () => {
    page.server.triggers = [onEvent('m', { type: 'MODAL', message: 'x' })]
    await page.start({ minimumIntervalBetweenTriggerActionsInSeconds: 0 })
    expect(sdk['subscribeToInAppMessage']!(null)).toBe(null)
    braze.logCustomEvent('m')
    expect(headless.device.state().triggersShownAt).toEqual({})
    const got: unknown[] = []
    const id = braze.subscribeToInAppMessage((message) => got.push(message))
    expect(got).toEqual([])
    page.server.triggers[0]!['re_eligibility'] = 0
    braze.logCustomEvent('m')
    expect(got).toHaveLength(1)
    braze.removeSubscription(id!)
    const before = headless.device.state().triggersShownAt
    await headless.advance(5)
    braze.logCustomEvent('m')
    // It does not even count as shown
    expect([got.length, headless.device.state().triggersShownAt]).toEqual([1, before])
  })

  test('purchases and session starts trigger too; 30 seconds pass between two', async () => {
    page.server.triggers = [
      { ...onEvent('o', { type: 'SLIDEUP', message: 'open' }, { min_seconds_since_last_trigger: null }), trigger_condition: [{ type: 'open' }] },
      { ...onEvent('p', { type: 'SLIDEUP', message: 'bought' }, { min_seconds_since_last_trigger: null }), trigger_condition: [{ type: 'purchase', data: { product_id: 'shoe' } }] },
    ]
    page.initialize()
    braze.automaticallyShowInAppMessages()
    braze.openSession()
    await headless.idle()
    expect(headless.messages().map((one) => one.message)).toEqual(['open'])
    braze.logPurchase('shoe', 1)
    expect(headless.messages()).toHaveLength(1)
    await headless.advance(31)
    expect(headless.messages()).toEqual([])
    braze.logPurchase('hat', 1)
    braze.logPurchase('shoe', 1)
    expect(headless.messages().map((one) => one.message)).toEqual(['bought'])
  })
})

describe('showing', () => {
  test('automaticallyShowInAppMessages() shows what is triggered and subscribes once', async () => {
    await withMessages({ m: { type: 'MODAL', message: 'x', message_extras: { a: 'b' } } })
    const id = braze.automaticallyShowInAppMessages()
    expect(braze.automaticallyShowInAppMessages()).toBe(id)
    braze.logCustomEvent('m')
    expect(headless.messages().map((one) => one.message)).toEqual(['x'])
    expect((await page.events()).filter(([name]) => name === 'si')).toEqual([['si', { trigger_ids: [b64('m_1')], message_extras: { a: 'b' } }]])
    // It stays subscribed in its own mind: after removeAllSubscriptions() it shows nothing any more, called again or not
    headless.dismiss()
    braze.removeAllSubscriptions()
    expect(braze.automaticallyShowInAppMessages()).toBe(id)
    braze.logCustomEvent('m')
    expect(headless.messages()).toEqual([])
  })

  test('one modal at a time, slide-ups beside it, a control never; a place and a callback', async () => {
    await page.start({ allowUserSuppliedJavascript: true })
    const [first, place, shown] = [modal('m1'), {} as Element, [] as string[]]
    expect(braze.showInAppMessage(first, place, () => shown.push('first'))).toBe(true)
    expect(braze.showInAppMessage(first, place, () => shown.push('again'))).toBe(false)
    expect(braze.showInAppMessage(modal('m2'), null, () => shown.push('second'))).toBe(false)
    expect(braze.showInAppMessage(new braze.HtmlMessage('<b>'))).toBe(false)
    const slide = new braze.SlideUpMessage('s', undefined, undefined, {}, 's1')
    expect([braze.showInAppMessage(slide), braze.showInAppMessage(slide)]).toEqual([true, true])
    const control = new braze.ControlMessage('c1')
    expect([braze.showInAppMessage(control), braze.showInAppMessage(control)]).toEqual([true, true])
    expect([sdk['showInAppMessage']!({}), sdk['showInAppMessage']!()]).toEqual([false, false])
    expect([shown, headless.messages(), headless.placeOf(first) === place]).toEqual([['first'], [first, slide, slide], true])
    expect((await page.events()).slice(1)).toEqual([['si', { trigger_ids: ['m1'] }], ['si', { trigger_ids: ['s1'] }], ['iec', { trigger_ids: ['c1'] }]])
  })

  test('HTML needs allowUserSuppliedJavascript', async () => {
    await page.start()
    expect(braze.showInAppMessage(new braze.HtmlMessage('<b>', {}, 'h'))).toBe(false)
    expect(headless.messages()).toEqual([])
  })

  test('a message without trigger id is shown and not logged', async () => {
    await page.start()
    await page.events()
    expect(braze.showInAppMessage(modal(undefined))).toBe(true)
    expect(await page.events()).toEqual([])
  })
})

describe('what the user does with a message', () => {
  beforeEach(async () => {
    await page.start({ allowUserSuppliedJavascript: true })
    await page.events()
  })
  /** Events but the impression. */
  const clicks = async (): Promise<unknown[]> => (await page.events()).filter(([name]) => name !== 'si')

  test('clicks a slide-up: logged, closed, its link followed; no dismissal', async () => {
    const [message, heard] = told(new braze.SlideUpMessage('s', undefined, undefined, {}, 's1', 'URI', '#s', 'BLANK'))
    braze.showInAppMessage(message)
    headless.click()
    expect([heard, headless.messages(), headless.links()]).toEqual([['click'], [], [{ url: '#s', inNewTab: true }]])
    expect(await clicks()).toEqual([['sc', { trigger_ids: ['s1'] }]])
  })

  test('clicks a modal: with buttons nothing, without it closes', async () => {
    const [with_, one] = told(modal('m1', button(3)))
    braze.showInAppMessage(with_)
    headless.click()
    expect([one, headless.messages()]).toEqual([[], [with_]])
    headless.dismiss()
    const [without, two] = told(modal('m2'))
    braze.showInAppMessage(without)
    headless.click(without)
    expect([one, two, headless.messages()]).toEqual([['dismiss'], ['click'], []])
    expect(await clicks()).toEqual([['sc', { trigger_ids: ['m2'] }]])
  })

  test.each<[string, number | string]>([['id', 7], ['text', 'Press'], ['number', 0]])('presses a button by its %s', async (_how, which) => {
    const [message, heard] = told(modal('m1', button(7, 'URI', 'https://shop.invalid')))
    braze.showInAppMessage(message)
    headless.clickButton(which)
    expect([heard, headless.messages(), headless.links()]).toEqual([['button 0'], [], [{ url: 'https://shop.invalid', inNewTab: false }]])
    expect(await clicks()).toEqual([['sbc', { trigger_ids: ['m1'], bid: 7 }]])
  })

  test('clicks in HTML again and again; the message stays', async () => {
    const [message, heard] = told(new braze.HtmlMessage('<a>', {}, 'h1'))
    braze.showInAppMessage(message)
    headless.clickHtml('first')
    headless.clickHtml('second', message)
    expect([heard, headless.messages()]).toEqual([['click', 'click'], [message]])
    expect(await clicks()).toEqual([['sbc', { trigger_ids: ['h1'], bid: 'first' }], ['sbc', { trigger_ids: ['h1'], bid: 'second' }]])
  })

  test('closes it, lets it go by itself, or the page closes it: each is a dismissal', async () => {
    const [one, first] = told(modal('m1'))
    braze.showInAppMessage(one)
    headless.dismiss()
    const [two, second] = told(new braze.SlideUpMessage('s', undefined, undefined, {}, 's1', 'NONE', undefined, undefined, 'AUTO_DISMISS', 1000))
    braze.showInAppMessage(two)
    await headless.advance(2)
    const [three, third] = told(modal('m3'))
    three.closeMessage()
    expect(third).toEqual([])
    braze.showInAppMessage(three)
    three.closeMessage()
    expect([first, second, third, headless.messages()]).toEqual([['dismiss'], ['dismiss'], ['dismiss'], []])
    expect(await clicks()).toEqual([])
  })

  test('another user comes: it goes without a dismissal', async () => {
    const [message, heard] = told(modal('m1'))
    braze.showInAppMessage(message)
    braze.changeUser('next')
    expect([heard, headless.messages()]).toEqual([[], []])
  })

  test('the SDK ends: it goes, and the next page can show another', async () => {
    braze.showInAppMessage(modal('m1'))
    braze.destroy()
    expect(headless.messages()).toEqual([])
    await headless.idle()
    page.initialize({ openInAppMessagesInNewTab: true })
    const next = new braze.SlideUpMessage('s', undefined, undefined, {}, 's1', 'URI', '#s')
    expect([braze.showInAppMessage(modal('m2')), braze.showInAppMessage(next)]).toEqual([true, true])
    headless.click(next)
    const last = new braze.SlideUpMessage('s', undefined, undefined, {}, 's2', 'URI', '#t')
    braze.showInAppMessage(last)
    headless.click(last)
    expect(headless.links()).toEqual([{ url: '#s', inNewTab: true }, { url: '#t', inNewTab: true }])
  })

  test('subscriptions of a message end', () => {
    const [message, heard] = told(modal('m1'))
    expect(message.subscribeToClickedEvent(5 as never)).toBe(null)
    message.removeAllSubscriptions()
    const id = message.subscribeToDismissedEvent(() => heard.push('late'))
    message.removeSubscription(id!)
    braze.showInAppMessage(message)
    headless.dismiss()
    expect(heard).toEqual([])
  })

  test('what is not there can not be touched', () => {
    expect(() => headless.click()).toThrow('no in-app message')
    expect(() => headless.dismiss(modal('m'))).toThrow('not on the screen')
    braze.showInAppMessage(modal('m1', button(1)))
    expect(() => headless.clickButton('Nope')).toThrow('no button')
  })
})

describe('what a page with its own looks logs', () => {
  beforeEach(async () => {
    await page.start()
    await page.events()
  })

  test('impressions: once, and only with a trigger id', async () => {
    const message = modal('m1')
    expect([braze.logInAppMessageImpression(message), braze.logInAppMessageImpression(message), braze.logInAppMessageImpression(modal(undefined)), sdk['logInAppMessageImpression']!({}), braze.logInAppMessageImpression(new braze.ControlMessage('c1'))]).toEqual([true, false, false, false, true])
    expect(await page.events()).toEqual([['si', { trigger_ids: ['m1'] }], ['iec', { trigger_ids: ['c1'] }]])
  })

  test('clicks: once; subscribers hear of the first, logged or not', async () => {
    const [message, heard] = told(modal('m1'))
    braze.logInAppMessageImpression(message)
    expect([braze.logInAppMessageClick(message), braze.logInAppMessageClick(message), heard]).toEqual([true, false, ['click']])
    const [unnamed, silent] = told(modal(undefined))
    expect([braze.logInAppMessageClick(unnamed), silent, sdk['logInAppMessageClick']!({}), sdk['logInAppMessageClick']!(new braze.ControlMessage('c'))]).toEqual([false, ['click'], false, false])
    expect(await page.events()).toEqual([['si', { trigger_ids: ['m1'] }], ['sc', { trigger_ids: ['m1'] }]])
  })

  test('buttons: once each; one without id is not logged, its subscribers hear of it', async () => {
    const [message, heard] = told(modal('m1', button(4), button()))
    const [named, unnamed] = message.buttons as [braze.InAppMessageButton, braze.InAppMessageButton]
    expect([braze.logInAppMessageButtonClick(named, message), braze.logInAppMessageButtonClick(named, message), braze.logInAppMessageButtonClick(unnamed, message)]).toEqual([true, false, false])
    expect([sdk['logInAppMessageButtonClick']!({}, message), sdk['logInAppMessageButtonClick']!(named, {}), heard]).toEqual([false, false, ['button 0', 'button 1']])
    expect(await page.events()).toEqual([['sbc', { trigger_ids: ['m1'], bid: 4 }]])
  })

  test('HTML clicks: of the server\'s kind once, with or without a button', async () => {
    page = openPage()
    const got = await withMessages({ html: { type: 'WEB_HTML', message: '<b>' } }, { allowUserSuppliedJavascript: true })
    braze.logCustomEvent('html')
    await page.events()
    expect([braze.logInAppMessageHtmlClick(got[0]), braze.logInAppMessageHtmlClick(got[0]), braze.logInAppMessageHtmlClick(got[0], 'x', 'u'), sdk['logInAppMessageHtmlClick']!(modal('m'))]).toEqual([true, false, false, false])
    expect((await page.events()).filter(([name]) => name !== 'si')).toEqual([['sc', { trigger_ids: [b64('html_1')] }]])
  })

  test('a click sets off the triggers on it', async () => {
    page = openPage()
    const got = await withMessages({ first: { type: 'MODAL', message: '1' }, after: { type: 'MODAL', message: '2' } })
    page.server.triggers[1]!['trigger_condition'] = [{ type: 'iam_click', data: { id: 'first' } }]
    page.server.config = { ...page.server.config }
    braze.changeUser('u')
    await headless.idle()
    braze.logCustomEvent('first')
    braze.showInAppMessage(got[0])
    headless.click()
    expect(got.map((one) => one.message)).toEqual(['1', '2'])
  })
})

describe('deferring', () => {
  test('one message, once, as a fresh object', async () => {
    const got = await withMessages({ a: { type: 'MODAL', message: 'a' }, b: { type: 'FULL', message: 'b', extras: { k: 'v' } } })
    braze.logCustomEvent('a')
    braze.logCustomEvent('b')
    expect(braze.getDeferredInAppMessage()).toBe(null)
    expect([braze.deferInAppMessage(got[0]), braze.deferInAppMessage(got[1]), sdk['deferInAppMessage']!({}), sdk['deferInAppMessage']!(new braze.ControlMessage('c'))]).toEqual([true, true, false, false])
    headless.reload()
    page.initialize()
    const later = braze.getDeferredInAppMessage() as braze.FullScreenMessage
    expect([later instanceof braze.FullScreenMessage, later === got[1], later.message, later.extras, braze.getDeferredInAppMessage()]).toEqual([true, false, 'b', { k: 'v' }, null])
    expect([braze.showInAppMessage(later), headless.messages()]).toEqual([true, [later]])
  })

  test('is forgotten when triggers come', async () => {
    await page.start()
    braze.deferInAppMessage(modal('m1'))
    braze.changeUser('u')
    await headless.idle()
    expect(braze.getDeferredInAppMessage()).toBe(null)
  })
})
