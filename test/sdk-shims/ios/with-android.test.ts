// One user with two phones on one emulator of real time, as the README shows it: both SDKs in one process, each on its own phone.
import { expect, test } from 'vitest'
import { createEmulator } from '../../../emulator/adapters/package.ts'
import { Braze, BrazeInAppMessageUI } from '../../../sdk-shims/ios/index.ts'
import { headless as iphone } from '../../../sdk-shims/ios/control.ts'
import { Braze as AndroidBraze, BrazeActivityLifecycleCallbackListener, BrazeConfig } from '../../../sdk-shims/android/index.ts'
import { headless as pixel } from '../../../sdk-shims/android/control.ts'

test('a message on a custom event appears on both, and each press of its button counts', async () => {
  const emulator = createEmulator()
  await emulator.admin('POST', '/campaigns', {
    id: 'hi', name: 'Hi', reeligibility_seconds: 0, trigger: { type: 'custom_event', name: 'seen' },
    messages: { a: { channel: 'in_app_message', type: 'MODAL', header: 'Hi', message: 'there', btns: [{ id: 0, text: 'Go', click_action: 'URI', uri: 'myapp://go' }] } },
  })
  iphone.reset({ fetch: emulator.fetch })
  const braze = new Braze(new Braze.Configuration('b4a2e000-0000-4000-8000-0000000000a2', 'http://localhost'))
  braze.inAppMessagePresenter = new BrazeInAppMessageUI()
  braze.changeUser('ada')
  await iphone.idle()
  braze.logCustomEvent('seen')
  expect(iphone.message()?.message).toBe('there')
  iphone.click('Go')
  braze.requestImmediateDataFlush()
  await iphone.idle()
  expect(iphone.links()).toEqual([{ url: 'myapp://go', how: 'system', channel: 'inAppMessage' }])

  pixel.reset({ fetch: emulator.fetch })
  AndroidBraze.configure(new BrazeConfig.Builder().setApiKey('b4a2e000-0000-4000-8000-0000000000a3').setCustomEndpoint('http://localhost').build())
  new BrazeActivityLifecycleCallbackListener().registerOnApplication()
  pixel.foreground()
  AndroidBraze.getInstance().changeUser('ada')
  await pixel.idle()
  AndroidBraze.getInstance().logCustomEvent('seen')
  expect(pixel.message()?.message).toBe('there')
  pixel.click('Go')
  AndroidBraze.getInstance().requestImmediateDataFlush()
  await pixel.idle()
  expect(pixel.links()).toEqual([{ url: 'myapp://go', how: 'system', channel: 'INAPP_MESSAGE' }])

  const { messages } = await emulator.admin('GET', '/messages?channel=in_app_message')
  expect(messages.map((one: any) => one.engagement.map(({ action }: any) => action))).toEqual([['impression', 'button_click'], ['impression', 'button_click']])
  iphone.reset()
  pixel.reset()
  await emulator.close()
})
