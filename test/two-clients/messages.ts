// The script of in-app messages that both clients run: which of several shows, what a click brings next, what is judged at the display, what another user has of it.
import { expect } from 'vitest'
import type { Emulator } from '../../emulator/adapters/package.ts'
import { homeKeys } from '../../emulator/adapters/package.ts'
import type { Act, Client } from './clients.ts'
import type { Step } from './script.ts'

const on = (name: string) => ({ trigger: { type: 'custom_event', name } })
const iam = (id: string, message: object, more: object) => ({ id, name: id, messages: { [`${id}-1`]: { channel: 'in_app_message', type: 'SLIDEUP', message: `This is ${id}`, ...message } }, ...more })
const CAMPAIGNS = [
  iam('hello', { type: 'MODAL', header: 'Hello', btns: [{ text: 'No' }, { text: 'Yes' }] }, { trigger: { type: 'session_start' }, priority: 'high' }),
  iam('hello-too', {}, { trigger: { type: 'session_start' }, priority: 'low' }),
  iam('said-yes', {}, { trigger: { type: 'campaign_interaction', interaction: 'click_in_app_message_button', campaign_id: 'hello', button_id: 1 } }),
  iam('said-no', {}, { trigger: { type: 'campaign_interaction', interaction: 'click_in_app_message_button', campaign_id: 'hello', button_id: 0 } }),
  iam('best', { type: 'FULL', header: 'Best', extras: { deep: { er: 1 } } }, { ...on('several'), priority: 'high' }),
  iam('second', {}, { ...on('several'), priority: 'medium' }),
  iam('page', { type: 'HTML_FULL', message: '<html><body>Own</body></html>' }, on('page')),
  iam('picky', { message: '{% if event_properties.${n} == 1 %}{% abort_message("one") %}{% endif %}n is {{event_properties.${n}}}' }, { ...on('picky'), priority: 'high', reeligibility_seconds: 0 }),
  iam('instead', {}, { ...on('picky'), priority: 'low', reeligibility_seconds: 0 }),
  iam('over', {}, { trigger: { type: 'custom_event', name: 'over', end: '2020-01-01T00:00:00Z' } }),
  iam('vip', {}, { ...on('vip'), reevaluate_before_display: true, audience: { filters: { filter: 'custom_attribute', name: 'vip', cmp: 'is', value: true } } }),
]
async function isVip(emulator: Emulator, vip: boolean): Promise<void> {
  const { status } = await emulator.fetch('/users/track', { method: 'POST', headers: { authorization: `Bearer ${homeKeys.rest}`, 'content-type': 'application/json' }, body: JSON.stringify({ attributes: [{ external_id: 'mel', vip }] }) })
  expect(status).toBe(201)
}

/** What the script needs of an emulator. */
export async function withMessages({ emulator, baseUrl }: Client): Promise<object> {
  for (const campaign of CAMPAIGNS) await emulator.admin('POST', '/campaigns', campaign)
  await isVip(emulator, true)
  return { baseUrl }
}

/** Logs an event; answers what it shows, and takes it from the screen. `looks`, a hundredth of a second each: few where nothing is to come; what came later would be seen in the next step. */
const shows = (name: string, properties: object = {}, looks = 500): Act => new Function('braze', 'kept', `return (${show.toString()})(braze, kept, ${JSON.stringify([name, properties, looks])})`) as Act
const showsNothing = (name: string, properties?: object): Act => shows(name, properties, 15)
async function show(braze: any, kept: any, [name, properties, looks]: [string, object, number]): Promise<unknown> {
  kept.message = undefined
  const logged = braze.logCustomEvent(name, properties)
  await new Promise((done) => braze.requestImmediateDataFlush(done))
  for (let look = 0; look < looks && kept.message === undefined; look++) await new Promise((again) => setTimeout(again, 10))
  const { message } = kept
  if (message === undefined) return [logged, 'nothing']
  const told = [logged, message.constructor === braze.HtmlMessage, message.message, message.extras, message.dismissType, message.orientation ?? null]
  message.closeMessage()
  while (globalThis.document?.querySelector('.ab-iam-root')) await new Promise((again) => setTimeout(again, 10))
  return told
}

export const MESSAGES: readonly Step[] = [
  {
    does: 'initialize', unsent: true,
    act: (braze, kept, { key, baseUrl }) => {
      const started = braze.initialize(key, { baseUrl, doNotLoadFontAwesome: true, allowUserSuppliedJavascript: true, minimumIntervalBetweenTriggerActionsInSeconds: 0 })
      braze.subscribeToInAppMessage((message) => void braze.showInAppMessage(message, null, () => (kept['message'] = message)))
      return started
    },
  },
  {
    does: 'the session begins: the best of its messages',
    act: async (braze, kept) => {
      braze.changeUser('mel')
      for (let look = 0; look < 500 && kept['message'] === undefined; look++) await new Promise((again) => setTimeout(again, 10))
      return [kept['message'].message, kept['message'].buttons.map(({ text }: any) => text)]
    },
  },
  {
    does: 'its second button brings what waits for it',
    act: async (braze, kept) => {
      const first = kept['message']
      kept['message'] = undefined
      const logged = braze.logInAppMessageButtonClick(first.buttons[1], first)
      first.closeMessage()
      for (let look = 0; look < 500 && kept['message'] === undefined; look++) await new Promise((again) => setTimeout(again, 10))
      const told = [logged, kept['message'].message]
      kept['message'].closeMessage()
      while (globalThis.document?.querySelector('.ab-iam-root')) await new Promise((again) => setTimeout(again, 10))
      return told
    },
  },
  { does: 'of several the best', act: shows('several') },
  { does: 'then the next one', act: shows('several') },
  { does: 'a page of its own', act: shows('page') },
  { does: 'rendered at its display', act: shows('picky', { n: 2 }) },
  { does: 'not rendered at its display', act: showsNothing('picky', { n: 1 }) },
  { does: 'over for long', act: showsNothing('over') },
  { does: 'out of the audience by now', before: (emulator) => isVip(emulator, false), act: showsNothing('vip') },
  {
    does: 'another user has the messages anew',
    act: async (braze, kept) => {
      kept['message'] = undefined
      braze.changeUser('kai')
      for (let look = 0; look < 500 && kept['message'] === undefined; look++) await new Promise((again) => setTimeout(again, 10))
      const told = kept['message'].message
      kept['message'].closeMessage()
      while (globalThis.document?.querySelector('.ab-iam-root')) await new Promise((again) => setTimeout(again, 10))
      return told
    },
  },
  { does: 'of several the best, for him', act: shows('several') },
  { does: 'he is not meant', act: showsNothing('vip') },
]
