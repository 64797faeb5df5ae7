// Rows 9 to 14 of the QA table with a person and their app: segments, launches and push. docs: developer_guide/getting_started/integration_overview, "QA messaging"
import { ask } from './asking.ts'
import type { LiveCheck, Walker } from './checks.ts'
import { aKnownUser, anApp, afterwards, kind, leftOut, oneOf, stored, text } from './checks.ts'
import { deviceOf } from './facts.ts'
import { card, counted, members, messagesOf, nobody, onlyMine, reached, trouble } from './sends.ts'

/** The user is in it, and somebody else is not. */
async function inSegment({ wire, facts }: Walker, id: string): Promise<boolean> {
  return (await wire.adminBody('GET', `/users/${facts.braze_id}/explain?segment_id=${id}`)).match === true
}

/** A token of the device of the app. */
const tokenHere = async (walker: Walker): Promise<string | undefined> => (await deviceOf(walker))?.push_tokens.at(-1)

export const messagingRows: readonly LiveCheck[] = [
  {
    row: 9,
    async walk(walker) {
      const name = await aKnownUser(walker)
      const [his, others] = [await walker.definitions.make('segments', 'segment', members(name)), await walker.definitions.make('segments', 'segment-of-nobody', nobody)]
      return [...((await inSegment(walker, his)) ? [] : [`'${name}' is not in the segment of the user '${name}'`]), ...((await inSegment(walker, others)) ? [`'${name}' is in the segment of somebody else`] : [])]
    },
  },
  {
    row: 10,
    async walk(walker) {
      const name = await aKnownUser(walker)
      const { wire, facts, definitions } = walker
      const campaign = await definitions.make('campaigns', 'campaign', { schedule: {}, audience: members(name), messages: [card('Launched')] })
      const canvas = await definitions.make('canvases', 'canvas', { entry: { schedule: {}, audience: members(name) }, steps: [{ id: 'brazier-live-wait', type: 'delay', settings: { delay: { type: 'duration', value: 1, unit: 'days' } } }] })
      await afterwards(walker)
      const details = await Promise.all([wire.rest('GET', `/campaigns/details?campaign_id=${campaign}`), wire.rest('GET', `/canvas/details?canvas_id=${canvas}`)])
      const entered = ((await wire.adminBody('GET', `/journal?kind=canvas.entered&braze_id=${facts.braze_id}&limit=10000`)).journal as { data: { canvas_id: string } }[]).some(({ data }) => data.canvas_id === canvas)
      const messages = await messagesOf(walker, campaign)
      return [
        ...details.flatMap(({ status, body }) => (status === 200 && body.draft === false && body.enabled === true ? [] : [`not launched: ${text({ status, name: body.name, draft: body.draft, enabled: body.enabled, message: body.message })}`])),
        ...(reached(messages) ? [] : [`the campaign did not go out to '${name}': ${trouble(messages)}`]),
        ...(entered ? [] : [`'${name}' did not enter the Canvas`]),
      ]
    },
  },
  {
    row: 11,
    async walk(walker) {
      const name = await aKnownUser(walker)
      const right = await walker.definitions.make('campaigns', 'for-this-user', { schedule: {}, audience: members(name), messages: [card('For you')] })
      const wrong = await walker.definitions.make('campaigns', 'for-nobody', { schedule: {}, audience: nobody, messages: [card('Not for you')] })
      await afterwards(walker)
      const [his, others] = [await messagesOf(walker, right), await messagesOf(walker, wrong)]
      return [...(reached(his) ? [] : [`the campaign for '${name}' did not reach them: ${trouble(his)}`]), ...(reached(others) ? [`the campaign for others reached '${name}'`] : [])]
    },
  },
  {
    row: 12,
    async walk(walker) {
      const { wire, facts } = walker
      await anApp(walker)
      let token = await tokenHere(walker)
      if (token !== undefined) walker.remark('the token was registered before')
      else {
        const refused = ({ kind: name, data }: { kind: string; data: Record<string, any> }): string | undefined => (name === 'device.updated' && data['details']?.['ios_push_auth'] === 'denied' ? 'the prompt was refused on the device' : undefined)
        const { rows: [registered] } = await ask(walker, { say: 'Allow notifications: accept the prompt, or switch them on in the settings, so that the app registers its push token.', watches: [oneOf('a push token', [kind('', 'push_token.registered', { near: refused, fits: ({ imported }) => imported !== true }), kind('', 'push_token.moved')])], ifSilent: 'the app spoke, and sent no token: does it hand the token to the SDK (setDeviceToken, registerAppboyPushMessages, requestPushPermission)?' })
        token = String(registered!.data['token'])
      }
      const { devices } = await wire.adminBody('GET', `/devices?push_token=${encodeURIComponent(token)}`) as { devices: { device_id: string; user: { braze_id: string; external_id: string | null } | null; push: string | null }[] }
      const here = devices.find(({ device_id }) => device_id === facts.device_id)
      if (here?.push === 'Background') walker.remark('notifications are off on the device: the token is for background push')
      const { push_tokens } = await stored(walker)
      return [
        ...(here?.user?.braze_id === facts.braze_id ? [] : [`the token belongs to ${here?.user?.external_id ?? 'another user'}, not to the user of the app`]),
        ...(devices.length > 1 ? [`${devices.length} devices have this token`] : []),
        ...((push_tokens as { token: string }[]).some((one) => one.token === token) ? [] : ['the profile does not have the token']),
      ]
    },
  },
  {
    row: 14,
    async walk(walker) {
      const name = await aKnownUser(walker)
      const { facts, url, workspace } = walker
      if ((await tokenHere(walker)) === undefined) throw leftOut('no push token is registered for the device (row 12)')
      const channel = { Web: 'web_push', iOS: 'ios_push' }[facts.platform ?? ''] ?? 'android_push'
      const campaign = await walker.definitions.make('campaigns', 'push', { schedule: {}, audience: members(name), messages: [{ channel, title: 'Brazier', alert: 'Tap me' }] })
      await afterwards(walker)
      const messages = await messagesOf(walker, campaign)
      if (!reached(messages)) return [`the push was not sent: ${trouble(messages)}`]
      const id = messages.find(({ device_id }) => device_id === facts.device_id)?.id ?? messages.at(-1)!.id
      const how = facts.platform === 'iOS' ? ` iOS Simulator: drag ${url}/_emulator/messages/${id}/payload.apns${workspace === 'default' ? '' : `?workspace=${workspace}`} onto it.` : ''
      await ask(walker, { say: `A push "Brazier: Tap me" was sent to '${name}'.${how} A real device gets it where forwarding is set up. Tap it.`, watches: [kind('the tap on the push', 'push.open', { fits: onlyMine(facts), near: ({ kind: was }) => (was === 'push.delivery' ? 'the push was shown, and not tapped' : was === 'session.started' ? 'the app was opened, and not by a tap on the push' : undefined) })], ifSilent: 'the app spoke, and logged no tap: are taps handed to the SDK (UNUserNotificationCenter delegate, service worker)?' })
      await afterwards(walker)
      const { sent, direct_opens } = await counted(walker, campaign, channel)
      return (sent ?? 0) >= 1 && (direct_opens ?? 0) >= 1 ? [] : [`the campaign counts ${sent ?? 0} sent and ${direct_opens ?? 0} opened directly`]
    },
  },
  {
    row: 13,
    async walk(walker) {
      await anApp(walker)
      const { facts } = walker
      const [token, owner] = [await tokenHere(walker), facts.braze_id!]
      if (token === undefined) throw leftOut('no push token is registered for the device (row 12)')
      await ask(walker, {
        say: 'Take the push token away: log in as another user on this device (the token moves to them), or unregister push in the app (web: unregisterPush()).',
        watches: [oneOf('the token leaving the user', [
          kind('', 'push_token.removed', { fits: (data) => data['token'] === token }),
          kind('', 'push_token.moved', { fits: (data) => data['token'] === token && data['from'] === owner, near: ({ kind: name, data }) => (name === 'profile.updated' && (data['changes'] as Record<string, unknown>)['push_subscribe'] !== undefined ? 'the user was unsubscribed from push: that keeps the token' : name === 'device.updated' ? 'the settings of the device changed: turned off there, a phone keeps its token for background push' : undefined) }),
        ])],
        ifSilent: 'the app spoke, and the token is still there',
      })
      const { push_tokens } = await walker.wire.adminBody('GET', `/users/${owner}`) as { push_tokens: { token: string }[] }
      return push_tokens.some((one) => one.token === token) ? ['the user still has the token'] : []
    },
  },
]
