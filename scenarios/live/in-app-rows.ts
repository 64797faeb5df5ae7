// Rows 15 to 18 of the QA table with a person and their app: messages inside the app, Connected Content, and all channels. docs: developer_guide/getting_started/integration_overview, "QA messaging"
import { withLocalServer } from '../local-server.ts'
import { ask } from './asking.ts'
import type { LiveCheck } from './checks.ts'
import { aKnownUser, afterwards, kind, stored } from './checks.ts'
import { awaySeconds, deviceOf } from './facts.ts'
import { card, counted, members, messagesOf, onlyMine, reached, trouble } from './sends.ts'

const SESSION = { Web: 'log in as another user and back again, or reload the page when its session is over (30 minutes, or sessionTimeoutInSeconds)', phone: 'close the app, and open it again after 40 s' }

export const inAppRows: readonly LiveCheck[] = [
  {
    row: 15,
    async walk(walker) {
      const name = await aKnownUser(walker)
      const { facts } = walker
      const campaign = await walker.definitions.make('campaigns', 'in-app-message', { trigger: { type: 'session_start' }, reeligibility_seconds: 0, audience: members(name), messages: [{ channel: 'in_app_message', type: 'MODAL', header: 'Brazier', message: 'Tap a button', btns: [{ text: 'No' }, { text: 'Yes' }] }] })
      const mine = onlyMine(facts)
      await ask(walker, {
        say: `Begin a new session: ${facts.platform === 'Web' ? SESSION.Web : SESSION.phone}. An in-app message "Brazier" appears; look at it.`,
        watches: [kind('the impression of the message', 'in_app_message.impression', { fits: mine, near: ({ kind: was, data, profile }) => (was === 'session.started' ? (profile === facts.braze_id ? `a session of '${name}' started, and no message was shown: does the app show in-app messages (automaticallyShowInAppMessages, a presenter)?` : 'a session of another user started') : was === 'in_app_message.display_failure' ? `the app could not show it: ${JSON.stringify(data).slice(0, 200)}` : undefined) })],
        extraSeconds: awaySeconds(facts),
        ifSilent: 'the app spoke, and showed nothing: did a new session begin?',
      })
      await ask(walker, { say: 'Tap one of its buttons.', watches: [kind('the tap on a button', 'in_app_message.button_click', { fits: mine, near: ({ kind: was }) => (was === 'in_app_message.click' ? 'the body of the message was tapped, and not a button' : undefined) })], ifSilent: 'the app spoke, and logged no tap: it was closed, or a message view of the app\'s own does not log clicks' })
      await afterwards(walker)
      const { impressions = 0, first_button_clicks: first = 0, second_button_clicks: second = 0 } = await counted(walker, campaign, 'trigger_in_app_message')
      return impressions >= 1 && first + second >= 1 ? [] : [`the campaign counts ${impressions} impression(s) and ${first + second} button click(s)`]
    },
  },
  {
    row: 16,
    async walk(walker) {
      const name = await aKnownUser(walker)
      const mine = onlyMine(walker.facts)
      const campaign = await walker.definitions.make('campaigns', 'content-card', { schedule: {}, audience: members(name), messages: [card('Brazier', { url: 'https://example.com/brazier' })] })
      await afterwards(walker)
      const messages = await messagesOf(walker, campaign)
      if (!reached(messages)) return [`the card was not made: ${trouble(messages)}`]
      await ask(walker, { say: 'Open the Content Cards of the app and refresh them: a card "Brazier" is there. Look at it.', watches: [kind('the impression of the card', 'content_card.impression', { fits: mine })], ifSilent: 'the app spoke, and logged no impression: is the feed refreshed, and does a feed of the app\'s own log impressions?' })
      await ask(walker, { say: 'Tap the card.', watches: [kind('the tap on the card', 'content_card.click', { fits: mine, near: ({ kind: was }) => (was === 'content_card.dismissal' ? 'the card was dismissed' : undefined) })], ifSilent: 'the app spoke, and logged no click: a feed of the app\'s own has to' })
      await afterwards(walker)
      const { sent = 0, total_impressions = 0, total_clicks = 0 } = await counted(walker, campaign, 'content_cards')
      return sent >= 1 && total_impressions >= 1 && total_clicks >= 1 ? [] : [`the campaign counts ${sent} sent, ${total_impressions} impression(s) and ${total_clicks} click(s)`]
    },
  },
  {
    row: 17,
    async walk(walker) {
      const name = await aKnownUser(walker)
      return withLocalServer(() => ({ json: { weather: 'sunny' } }), async ({ url, hits }) => {
        const campaign = await walker.definitions.make('campaigns', 'weather', { schedule: {}, audience: members(name), messages: [card('Weather', { message: `{% connected_content ${url}/oslo :save w %}It is {{w.weather}}.` })] })
        await afterwards(walker)
        const messages = await messagesOf(walker, campaign)
        if (JSON.stringify(messages.at(-1)?.payload ?? '').includes('It is sunny.')) return []
        return [`the message does not have the weather: ${messages.length === 0 ? 'nothing was sent' : `${trouble(messages)} ${JSON.stringify(messages.at(-1)!.payload).slice(0, 200)}`}`, hits.length === 0 ? `the weather service on this machine (${url}) was not asked: the emulator can not reach it` : `the weather service was asked ${hits.length} time(s)`]
      })
    },
  },
  {
    row: 18,
    async walk(walker) {
      const name = await aKnownUser(walker)
      const { wire, facts } = walker
      const [user, device] = [await stored(walker), await deviceOf(walker)]
      const { email } = user['attributes'] as { email?: string }
      const push = { Web: 'web_push', iOS: 'apple_push' }[facts.platform ?? ''] ?? 'android_push'
      const token = (device?.push_tokens.length ?? 0) > 0
      const untried = [...(email === undefined ? ['email: the user has no e-mail address'] : []), ...(token ? [] : ['push: the device has no token']), 'SMS, WhatsApp and LINE: brazier scenarios checks them']
      walker.remark(`not tried: ${untried.join('; ')}`)
      return withLocalServer(() => ({ json: {} }), async ({ url, hits }) => {
        const { status, body } = await wire.rest('POST', '/messages/send', {
          external_user_ids: [name], override_messaging_limits: true,
          messages: {
            ...(email === undefined ? {} : { email: { app_id: facts.app_id, subject: 'Brazier', from: 'Brazier <brazier@example.com>', body: '<p>Hi</p>' } }),
            ...(token ? { [push]: { title: 'Brazier', alert: push === 'apple_push' ? { title: 'Brazier', body: 'Hi' } : 'Hi' } } : {}),
            webhook: { url: `${url}/webhook`, request_method: 'POST', body: 'hi' },
            content_card: { type: 'CLASSIC', title: 'Brazier', description: 'Of brazier scenarios --live', time_to_live: 60 },
          },
        })
        if (status >= 300) return [`POST /messages/send answered ${status}: ${JSON.stringify(body)}`]
        await afterwards(walker)
        const messages = await messagesOf(walker, undefined, String(body.dispatch_id))
        const channels = [...(email === undefined ? [] : ['email']), ...(token ? [push.replace('apple', 'ios')] : []), 'webhook', 'content_cards']
        const stopped = channels.flatMap((channel) => {
          const own = messages.filter((one) => one.channel === channel)
          return reached(own) ? [] : [`${channel} did not go out: ${trouble(own)}`]
        })
        return [...stopped, ...(hits.length > 0 ? [] : [`the webhook was not posted to ${url} on this machine`])]
      })
    },
  },
]
