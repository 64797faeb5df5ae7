// Rows 9 to 18 of the QA table with a person and their app: messaging. What can be looked up needs no hand.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Facts, LiveCheck, Look } from './checks.ts'
import { kind } from './checks.ts'

const known = (facts: Facts): string | undefined => (facts.external_id === undefined ? 'nobody has logged in yet: it needs a known user' : undefined)
const anybody = (facts: Facts): string | undefined => (facts.braze_id === undefined ? 'nothing has arrived from the app yet' : undefined)
const me = (facts: Facts): object => ({ filters: { filter: 'external_user_id', cmp: 'is', value: facts.external_id } })
const PREFIX = 'brazier-live'

const define = ({ wire }: Look, list: string, body: { id: string }): Promise<unknown> => wire.adminBody('PUT', `/${list}/${body.id}`, body).catch(() => wire.adminBody('POST', `/${list}`, body))
const mine = ({ braze_id }: Facts) => ({ fits: (_data: object, row: { profile: string | null }) => row.profile === braze_id })

async function explained({ wire, facts }: Look, query: string): Promise<{ passed: boolean; why: string | null; reason: string | null }> {
  return wire.adminBody('GET', `/users/${facts.braze_id}/explain?${query}`)
}
const messagesOf = async ({ wire, facts }: Look, campaign_id: string): Promise<{ channel: string; status: string; reason: string | null; payload: unknown }[]> =>
  (await wire.adminBody('GET', `/messages?braze_id=${facts.braze_id}&campaign_id=${campaign_id}`)).messages

/** Sends of a campaign's statistics, summed over its days. */
async function counted({ wire }: Look, campaign_id: string, channel: string, name: string): Promise<number> {
  const { body } = await wire.rest('GET', `/campaigns/data_series?campaign_id=${campaign_id}&length=2`)
  return ((body.data ?? []) as { messages: Record<string, Record<string, number>[]> }[]).flatMap((day) => day.messages[channel] ?? []).reduce((sum, one) => sum + (one[name] ?? 0), 0)
}

/** A service of the tester's own, which says what the weather is, while `work` runs; `hits` counts who asked. */
async function withService<T>(work: (url: string, hits: () => number) => Promise<T>): Promise<T> {
  let hits = 0
  const server = createServer((request, response) => {
    hits++
    request.resume()
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"weather":"sunny"}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  try {
    return await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}/oslo`, () => hits)
  } finally {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
}

const reached = (messages: readonly { status: string }[]): boolean => messages.some(({ status }) => status === 'sent' || status === 'delivered')
const trouble = (messages: readonly { channel: string; status: string; reason: string | null }[]): string => (messages.length === 0 ? 'nothing was sent' : messages.map((one) => `${one.channel}: ${one.status} ${one.reason ?? ''}`).join(', '))

export const messagingRows: readonly LiveCheck[] = [
  {
    row: 9,
    needs: known,
    setup: async (look) => void (await define(look, 'segments', { id: `${PREFIX}-segment`, name: 'Brazier live: this user', ...me(look.facts) } as { id: string })),
    steps: [],
    async verify(look) {
      const { passed, why } = await explained(look, `segment_id=${PREFIX}-segment`)
      return passed ? [] : [`the user is not in the segment${why === null ? '' : `: ${why}`}`]
    },
  },
  {
    row: 10,
    needs: known,
    async setup(look) {
      await define(look, 'campaigns', { id: `${PREFIX}-campaign`, name: 'Brazier live: campaign', trigger: { type: 'custom_event', name: 'brazier live' }, reeligibility_seconds: 0, audience: me(look.facts), messages: { 'brazier-live-10': { channel: 'content_cards', type: 'CLASSIC', title: 'Brazier', message: 'Hi' } } } as { id: string })
      await define(look, 'canvases', { id: `${PREFIX}-canvas`, name: 'Brazier live: Canvas', entry: { trigger: { type: 'custom_event', name: 'brazier live canvas' }, audience: me(look.facts) }, steps: [{ id: `${PREFIX}-wait`, type: 'delay', settings: { delay: { type: 'duration', value: 1, unit: 'days' } } }] } as { id: string })
    },
    steps: [],
    async verify(look) {
      await look.wire.rest('POST', '/users/track', { events: [{ external_id: look.facts.external_id, name: 'brazier live canvas', time: (await look.wire.adminBody('GET', '/clock')).now }] })
      await look.wire.adminBody('POST', '/settle')
      const [campaign, canvas] = await Promise.all([look.wire.adminBody('GET', `/campaigns/${PREFIX}-campaign`), look.wire.adminBody('GET', `/canvases/${PREFIX}-canvas`)])
      const entered = ((await look.wire.adminBody('GET', `/journal?kind=canvas.entered&braze_id=${look.facts.braze_id}&limit=10000`)).journal as { data: { canvas_id: string } }[]).some((row) => row.data.canvas_id === `${PREFIX}-canvas`)
      return [...[campaign, canvas].filter((one) => one.status !== 'active').map((one) => `'${String(one.name)}' is ${String(one.status)}`), ...(entered ? [] : ['the user did not enter the Canvas'])]
    },
  },
  {
    row: 11,
    needs: known,
    async setup(look) {
      await define(look, 'campaigns', { id: `${PREFIX}-right`, name: 'Brazier live: for this user', trigger: { type: 'custom_event', name: 'brazier live right' }, reeligibility_seconds: 0, audience: me(look.facts), messages: { 'brazier-live-11a': { channel: 'content_cards', type: 'CLASSIC', title: 'Brazier', message: 'For you' } } } as { id: string })
      await define(look, 'campaigns', { id: `${PREFIX}-wrong`, name: 'Brazier live: for nobody', trigger: { type: 'custom_event', name: 'brazier live right' }, audience: { filters: { filter: 'external_user_id', cmp: 'is', value: 'brazier live nobody' } }, messages: { 'brazier-live-11b': { channel: 'content_cards', type: 'CLASSIC', title: 'Brazier', message: 'Not for you' } } } as { id: string })
    },
    steps: [],
    async verify(look) {
      await look.wire.rest('POST', '/users/track', { events: [{ external_id: look.facts.external_id, name: 'brazier live right', time: (await look.wire.adminBody('GET', '/clock')).now }] })
      await look.wire.adminBody('POST', '/settle')
      const [right, wrong] = [await messagesOf(look, `${PREFIX}-right`), await messagesOf(look, `${PREFIX}-wrong`)]
      return [...(reached(right) ? [] : [`the campaign for the user did not reach them: ${trouble(right)}`]), ...(reached(wrong) ? ['the campaign for others reached the user'] : [])]
    },
  },
  { row: 12, needs: anybody, steps: [{ say: 'Allow notifications: accept the prompt, or switch them on in the settings, so that the app registers its push token.', watches: () => [kind('a push token', 'push_token.registered')] }], verify: async ({ wire, facts, rows: [token] }) => {
    const { devices } = await wire.adminBody('GET', `/devices?push_token=${encodeURIComponent(String(token!.data['token']))}`)
    return (devices as { user: { braze_id: string } | null }[]).some((one) => one.user?.braze_id === facts.braze_id) ? [] : ['the token belongs to another user']
  } },
  {
    row: 14,
    needs: known,
    async setup(look) {
      const { facts, wire } = look
      const channel = { Web: 'web_push', iOS: 'ios_push', Android: 'android_push' }[facts.platform ?? ''] ?? 'android_push'
      const text = channel === 'ios_push' ? { alert: { title: 'Brazier', body: 'Tap me' } } : { title: 'Brazier', alert: 'Tap me' }
      await define(look, 'campaigns', { id: `${PREFIX}-push`, name: 'Brazier live: push', trigger: { type: 'custom_event', name: 'brazier live push' }, reeligibility_seconds: 0, audience: me(facts), messages: { 'brazier-live-14': { channel, ...text } } } as { id: string })
      await wire.rest('POST', '/users/track', { events: [{ external_id: facts.external_id, name: 'brazier live push', time: (await wire.adminBody('GET', '/clock')).now }] })
      await wire.adminBody('POST', '/settle')
    },
    steps: [{
      say: (facts) => `A push "Brazier: Tap me" was sent. ${facts.platform === 'iOS' ? 'For the Simulator: GET /_emulator/messages?campaign_id=brazier-live-push shows its id; drag …/messages/<id>/payload.apns onto the Simulator.' : 'It arrives where forwarding is set up (README: forwarding).'} Tap it.`,
      watches: (facts) => [kind('the tap on the push', 'push.open', mine(facts))],
    }],
    async verify(look) {
      const messages = await messagesOf(look, `${PREFIX}-push`)
      return reached(messages) ? [] : [`the push was not sent: ${trouble(messages)}`]
    },
  },
  { row: 13, needs: anybody, steps: [{ say: 'Take the push token away: log in as another user on this device (the token moves), or unregister push in the app (web: unregisterPush()).', watches: () => [{ what: 'the token leaving the user', fits: ({ kind: name }) => name === 'push_token.removed' || name === 'push_token.moved' }] }] },
  {
    row: 15,
    needs: known,
    setup: async (look) => void (await define(look, 'campaigns', { id: `${PREFIX}-iam`, name: 'Brazier live: in-app message', trigger: { type: 'session_start' }, reeligibility_seconds: 0, audience: me(look.facts), messages: { 'brazier-live-15': { channel: 'in_app_message', type: 'MODAL', header: 'Brazier', message: 'Tap a button', btns: [{ text: 'No' }, { text: 'Yes' }] } } } as { id: string })),
    steps: [
      { say: 'Close the app fully and open it again (after its session has ended): an in-app message "Brazier" appears. Wait for it.', watches: (facts) => [kind('the impression of the message', 'in_app_message.impression', mine(facts))] },
      { say: 'Tap one of its buttons.', watches: (facts) => [kind('the tap on a button', 'in_app_message.button_click', mine(facts))] },
    ],
    async verify(look) {
      const [seen, first, second] = [await counted(look, `${PREFIX}-iam`, 'trigger_in_app_message', 'impressions'), await counted(look, `${PREFIX}-iam`, 'trigger_in_app_message', 'first_button_clicks'), await counted(look, `${PREFIX}-iam`, 'trigger_in_app_message', 'second_button_clicks')]
      return seen >= 1 && first + second >= 1 ? [] : [`the campaign counts ${seen} impression(s) and ${first + second} button click(s)`]
    },
  },
  {
    row: 16,
    needs: known,
    async setup(look) {
      await define(look, 'campaigns', { id: `${PREFIX}-card`, name: 'Brazier live: card', trigger: { type: 'custom_event', name: 'brazier live card' }, reeligibility_seconds: 0, audience: me(look.facts), messages: { 'brazier-live-16': { channel: 'content_cards', type: 'CLASSIC', title: 'Brazier', message: 'Tap me', url: 'https://example.com/brazier' } } } as { id: string })
      await look.wire.rest('POST', '/users/track', { events: [{ external_id: look.facts.external_id, name: 'brazier live card', time: (await look.wire.adminBody('GET', '/clock')).now }] })
      await look.wire.adminBody('POST', '/settle')
    },
    steps: [
      { say: 'Open the Content Cards of the app (refresh them): a card "Brazier" is there. Look at it.', watches: (facts) => [kind('the impression of the card', 'content_card.impression', mine(facts))] },
      { say: 'Tap the card.', watches: (facts) => [kind('the tap on the card', 'content_card.click', mine(facts))] },
    ],
    async verify(look) {
      const messages = await messagesOf(look, `${PREFIX}-card`)
      return reached(messages) ? [] : [`the card was not made: ${trouble(messages)}`]
    },
  },
  {
    row: 17,
    needs: known,
    steps: [],
    verify: (look) => withService(async (url) => {
      await define(look, 'campaigns', { id: `${PREFIX}-weather`, name: 'Brazier live: weather', trigger: { type: 'custom_event', name: 'brazier live weather' }, reeligibility_seconds: 0, audience: me(look.facts), messages: { 'brazier-live-17': { channel: 'content_cards', type: 'CLASSIC', title: 'Weather', message: `{% connected_content ${url} :save w %}It is {{w.weather}}.` } } } as { id: string })
      await look.wire.rest('POST', '/users/track', { events: [{ external_id: look.facts.external_id, name: 'brazier live weather', time: (await look.wire.adminBody('GET', '/clock')).now }] })
      await look.wire.adminBody('POST', '/settle')
      const messages = await messagesOf(look, `${PREFIX}-weather`)
      return JSON.stringify(messages.at(-1)?.payload ?? '').includes('It is sunny.') ? [] : [`the message does not have the weather: ${messages.length === 0 ? 'nothing was sent' : JSON.stringify(messages.at(-1))}`]
    }),
  },
  {
    row: 18,
    needs: known,
    steps: [],
    verify: (look) => withService(async (url, hits) => {
      const { wire, facts } = look
      const { status, body } = await wire.rest('POST', '/messages/send', { external_user_ids: [facts.external_id], override_messaging_limits: true, messages: { email: { app_id: facts.app_id, subject: 'Brazier', from: 'Brazier <brazier@example.com>', body: '<p>Hi</p>' }, webhook: { url, request_method: 'POST', body: 'hi' }, content_card: { type: 'CLASSIC', title: 'Brazier', message: 'Hi' } } })
      if (status >= 300) return [`POST /messages/send answered ${status}: ${JSON.stringify(body)}`]
      await wire.adminBody('POST', '/settle')
      const { messages } = await wire.adminBody('GET', `/messages?braze_id=${facts.braze_id}&dispatch_id=${String(body.dispatch_id)}`)
      const channels = new Set((messages as { channel: string }[]).map((one) => one.channel))
      return [...['email', 'webhook', 'content_cards'].filter((one) => !channels.has(one)).map((one) => `nothing went out by ${one}`), ...(hits() > 0 ? [] : ['the webhook was not posted'])]
    }),
  },
]

/** The ids of everything that these rows define, to be taken away at the end. */
export const definedIds: Readonly<Record<string, readonly string[]>> = {
  campaigns: ['campaign', 'right', 'wrong', 'push', 'iam', 'card', 'weather'].map((name) => `${PREFIX}-${name}`),
  canvases: [`${PREFIX}-canvas`],
  segments: [`${PREFIX}-segment`],
}
