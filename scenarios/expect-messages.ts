// Expectations about messages: who is in a segment, what was sent to whom and why not, what a device shows, and what campaigns and Canvases count.
import type { Banner, ContentCard, Device, InAppMessage } from '../sdk-shims/device/index.ts'
import { differences, show } from './compare.ts'
import type { Ask } from './expect.ts'
import { nameOf } from './people.ts'
import type { Profile, Who } from './people.ts'
import type { Fail } from './steps.ts'

/** A message as GET /_emulator/messages shows it. */
export type Message = { id: string; channel: string; status: string; reason: string | null; campaign_id: string | null; canvas_id: string | null; device_id: string | null; dispatch_id: string | null; payload: any; engagement: { action: string }[] }
/** Members of the message, as far as they matter; without `status`, one that was not stopped. `count`: exactly so many fit (default: one or more). */
export type ExpectedMessage = Partial<Record<Exclude<keyof Message, 'channel' | 'payload' | 'engagement'>, unknown>> & { payload?: Record<string, unknown>; engagement?: readonly Record<string, unknown>[]; count?: number }
/** What is asked of a user; `explain` answers gate by gate. */
export type Asked = { campaign_id: string } | { canvas_id: string }
/** `gates`: those named, by their name. */
export type ExpectedExplanation = { passed: boolean; reason?: string | null; gates?: Record<string, boolean> }
/** A card in words: what the wire calls tp, tt, ds, i, u and dm, and what the user did with it. */
export type ExpectedCard = Partial<{ id: unknown; kind: unknown; title: unknown; message: unknown; url: unknown; image_url: unknown; link_text: unknown; viewed: boolean; clicked: boolean; pinned: boolean; dismissible: boolean; extras: unknown }>

export type ExpectMessages = {
  /** The user is in the segment, by its id. */
  inSegment(who: Who, segmentId: string): Promise<void>
  notInSegment(who: Who, segmentId: string): Promise<void>
  /** Why the user gets it or not: passed, the reason, and single gates. */
  explain(who: Who, asked: Asked, expected: ExpectedExplanation): Promise<void>
  /** A message on this channel (spelled as in series and exports: email, ios_push, content_cards …) went out to the user. Answers the last one. */
  message(who: Who, channel: string, expected?: ExpectedMessage): Promise<Message>
  /** Nothing went out to the user: on this channel, of this campaign or Canvas, where they are named. */
  noMessage(who: Who, channel?: string, of?: { campaign_id?: string; canvas_id?: string }): Promise<void>
  /** The device shows an in-app message; its members by the wire's words: kind, header, message, btns … Answers the message, for the verbs of the device. */
  inAppMessage(device: Device, expected?: Record<string, unknown>): Promise<InAppMessage>
  noInAppMessage(device: Device): Promise<void>
  /** The feed of the device, all of it and in its order. Answers the cards. */
  cards(device: Device, expected: readonly ExpectedCard[]): Promise<ContentCard[]>
  /** What stands at a placement; null: nothing. */
  banner(device: Device, placementId: string, expected: Partial<Record<keyof Banner, unknown>> | null): Promise<Banner | null>
  /** Statistics of a campaign on one channel of /campaigns/data_series, summed over its days and variants; other names (unique_recipients, conversions, revenue) are those of the whole campaign. */
  campaignStats(campaignId: string, channel: string, expected: Record<string, number>): Promise<void>
  /** The same of a Canvas (`entries`, `conversions` …); `step`: the id of a step, whose channels are members: { email: { sent: 1 } }. */
  canvasStats(canvasId: string, expected: Record<string, unknown>, step?: string): Promise<void>
}

const SENT = ['sent', 'delivered']
const LONGEST_CAMPAIGN_SERIES = 100
const LONGEST_CANVAS_SERIES = 14

type Numbers = Record<string, unknown>
/** Adds up numbers of the same name; lists of variants become one. */
function total(rows: readonly Numbers[]): Numbers {
  const sum: Numbers = {}
  for (const [name, value] of rows.flatMap((row) => Object.entries(row)))
    if (typeof value === 'number') sum[name] = ((sum[name] as number | undefined) ?? 0) + value
    else if (typeof value === 'object' && value !== null) sum[name] = total([...(sum[name] === undefined ? [] : [sum[name] as Numbers]), ...(Array.isArray(value) ? (value as Numbers[]) : [value as Numbers])])
  return sum
}

type Filter = { path: string; filter?: string; match: boolean; seen?: unknown; children?: Filter[] }
/** The filters of a tree, without AND, OR and NOT. */
const filtersOf = (tree: Filter | null | undefined): Filter[] => (tree === null || tree === undefined ? [] : tree.children === undefined ? [tree] : tree.children.flatMap(filtersOf))

const cardView = ({ id, kind, data, url, viewed, clicked, pinned, dismissible }: ContentCard): Record<string, unknown> =>
  ({ id, kind, title: data['tt'], message: data['ds'], url, image_url: data['i'], link_text: data['dm'], viewed, clicked, pinned, dismissible, extras: data['e'] })

const platformOf = (device: Device): string => `the ${device.state().platform} device`

export function createExpectMessages({ check, one, compare, wire }: Ask): ExpectMessages {
  const explained = async ({ braze_id }: Profile, asked: Asked | { segment_id: string }): Promise<any> => {
    const [name, id] = Object.entries(asked)[0] as [string, string]
    return wire.adminBody('GET', `/users/${braze_id}/explain?${name}=${encodeURIComponent(id)}`)
  }

  const membership = async (who: Who, segment_id: string, expected: boolean, fail: Fail): Promise<void> => {
    const actual = await explained(await one(who, fail), { segment_id })
    const filters = filtersOf(actual.filters).map(({ path, filter, match, seen }) => `${path} ${filter} ${match ? 'holds' : 'does not hold'}: the user has ${show(seen)}`)
    await compare(who, fail, { expected: { match: expected }, actual: { match: actual.match }, because: actual.match === expected ? [] : [`${nameOf(who)} is ${expected ? 'not ' : ''}in the segment '${actual.name}'`, ...filters] })
  }
  const inSegment: ExpectMessages['inSegment'] = (who, id) => check(inSegment, `expect.inSegment(${nameOf(who)}, '${id}')`, (fail) => membership(who, id, true, fail))
  const notInSegment: ExpectMessages['notInSegment'] = (who, id) => check(notInSegment, `expect.notInSegment(${nameOf(who)}, '${id}')`, (fail) => membership(who, id, false, fail))

  const explain: ExpectMessages['explain'] = (who, asked, expected) =>
    check(explain, `expect.explain(${nameOf(who)}, ${JSON.stringify(asked)})`, async (fail) => {
      const answer = await explained(await one(who, fail), asked)
      const gates = Object.fromEntries((answer.gates as { gate: string; passed: boolean }[]).map(({ gate, passed }) => [gate, passed]))
      await compare(who, fail, { expected, actual: { passed: answer.passed, reason: answer.reason, why: answer.why, gates } })
    })

  const messagesOf = async ({ braze_id }: Profile, query: Record<string, string | undefined>): Promise<Message[]> => {
    const asked = Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [`&${name}=${encodeURIComponent(value)}`]))
    return (await wire.adminBody('GET', `/messages?limit=1000&braze_id=${braze_id}${asked.join('')}`)).messages
  }
  const inWords = ({ channel, status, reason }: Message): string => `${channel}: ${status}${reason === null ? '' : `, ${reason}`}`

  const message: ExpectMessages['message'] = (who, channel, { count, ...expected } = {}) =>
    check(message, `expect.message(${nameOf(who)}, '${channel}')`, async (fail) => {
      const profile = await one(who, fail)
      const all = await messagesOf(profile, { channel })
      const why = (candidate: Message): string[] => [...(expected.status !== undefined || SENT.includes(candidate.status) ? [] : [`was stopped: ${inWords(candidate)}`]), ...differences(expected, candidate)]
      const fitting = all.filter((candidate) => why(candidate).length === 0)
      if (count === undefined ? fitting.length === 0 : fitting.length !== count) {
        const near = all.filter((candidate) => !fitting.includes(candidate)).slice(-3)
        const others = all.length > 0 ? [] : (await messagesOf(profile, {})).slice(-3).map((other) => `there is another one, on ${inWords(other)}`)
        await compare(who, fail, { expected: { channel, ...(count === undefined ? {} : { count }), ...expected }, actual: all.slice(-3), because: [`expected ${count ?? 'at least 1'} such message(s), there are ${fitting.length}`, ...near.map((candidate) => `message ${candidate.id} is near: ${why(candidate).join('; ')}`), ...others] })
      }
      return fitting.at(-1)!
    })

  const noMessage: ExpectMessages['noMessage'] = (who, channel, of = {}) =>
    check(noMessage, `expect.noMessage(${nameOf(who)}${channel === undefined ? '' : `, '${channel}'`})`, async (fail) => {
      const sent = (await messagesOf(await one(who, fail), { channel, ...of })).filter(({ status }) => SENT.includes(status))
      await compare(who, fail, { expected: [], actual: sent.slice(-3), because: sent.length === 0 ? [] : [`${sent.length} message(s) went out: ${sent.map(inWords).join('; ')}`] })
    })

  const inAppMessage: ExpectMessages['inAppMessage'] = (device, expected = {}) =>
    check(inAppMessage, `expect.inAppMessage(${platformOf(device)})`, async (fail) => {
      const shown = device.state().shownMessages.at(-1)
      const actual = shown === undefined ? undefined : { ...shown.data, kind: shown.kind }
      const waiting = device.state().messageStack.length
      await compare(device, fail, { expected, actual, because: actual === undefined ? [`no in-app message is on screen${waiting === 0 ? '' : `; ${waiting} wait(s) to be shown`}`] : differences(expected, actual) })
      return shown!
    })

  const noInAppMessage: ExpectMessages['noInAppMessage'] = (device) =>
    check(noInAppMessage, `expect.noInAppMessage(${platformOf(device)})`, async (fail) => {
      const shown = device.state().shownMessages.map(({ kind, data }) => ({ kind, header: data['header'], message: data['message'] }))
      await compare(device, fail, { expected: [], actual: shown, because: shown.length === 0 ? [] : [`${shown.length} in-app message(s) on screen`] })
    })

  const cards: ExpectMessages['cards'] = (device, expected) =>
    check(cards, `expect.cards(${platformOf(device)})`, async (fail) => {
      const seen = device.contentCards().filter(({ isControl }) => !isControl)
      await compare(device, fail, { expected, actual: seen.map(cardView) })
      return seen
    })

  const banner: ExpectMessages['banner'] = (device, placementId, expected) =>
    check(banner, `expect.banner(${platformOf(device)}, '${placementId}')`, async (fail) => {
      const found = device.getBanner(placementId)
      const because = expected !== null && found === null ? ['nothing stands at this placement'] : expected === null && found !== null ? ['there is a Banner at this placement'] : differences(expected, found)
      await compare(device, fail, { expected, actual: found, because })
      return found
    })

  async function days(path: string, fail: Fail): Promise<any> {
    const { status, body } = await wire.rest('GET', path)
    return status === 200 ? body.data : fail({ because: [`GET ${path.split('?')[0]} answered ${status}`], actual: body })
  }

  const campaignStats: ExpectMessages['campaignStats'] = (id, channel, expected) =>
    check(campaignStats, `expect.campaignStats('${id}', '${channel}')`, async (fail) => {
      const series = (await days(`/campaigns/data_series?campaign_id=${encodeURIComponent(id)}&length=${LONGEST_CAMPAIGN_SERIES}`, fail)) as Numbers[]
      const { messages = {}, ...whole } = total(series)
      const own = (messages as Numbers)[channel] as Numbers | undefined
      const because = own === undefined ? [`the campaign has no channel '${channel}': it has ${Object.keys(messages as Numbers).join(', ') || 'none'}`] : differences(expected, { ...whole, ...own })
      await compare(undefined, fail, { expected, actual: { ...whole, ...own }, because })
    })

  const canvasStats: ExpectMessages['canvasStats'] = (id, expected, step) =>
    check(canvasStats, `expect.canvasStats('${id}'${step === undefined ? '' : `, step '${step}'`})`, async (fail) => {
      const { stats } = (await days(`/canvas/data_series?canvas_id=${encodeURIComponent(id)}&length=${LONGEST_CANVAS_SERIES}&include_step_breakdown=true`, fail)) as { stats: { total_stats: Numbers; step_stats: Record<string, Numbers> }[] }
      if (step === undefined) return compare(undefined, fail, { expected, actual: total(stats.map(({ total_stats }) => total_stats)) })
      const { messages = {}, ...whole } = total(stats.flatMap(({ step_stats }): Numbers[] => (step_stats[step] === undefined ? [] : [step_stats[step]])))
      await compare(undefined, fail, { expected, actual: { ...whole, ...(messages as Numbers) } })
    })

  return { inSegment, notInSegment, explain, message, noMessage, inAppMessage, noInAppMessage, cards, banner, campaignStats, canvasStats }
}
