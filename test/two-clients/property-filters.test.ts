// Property filters of triggers, every comparator: the real @braze/web-sdk in Chromium and sdk-shims/web judge the same events and purchases, and as the words of the filters say (rules M2; web wire 6).
import { expect, test } from 'vitest'
import { describeInChromium, webVisits } from '../kit/chromium.ts'
import type { Act, Client } from './clients.ts'
import { clientOn, shimClient } from './clients.ts'

const visit = webVisits()
const DAY = 86_400
/** A filter of the property `x`; values that pass and that do not. `null`: the event has no `x`; `{at}` is a time, `{ago}` one so many seconds ago. */
type Case = readonly [type: string, cmp: string, value: unknown, passes: readonly unknown[], fails: readonly unknown[]]
const CASES: readonly Case[] = [
  ['string', 'is_any_of', ['a', 'ü.'], ['a', 'ü.'], ['A', 'b', 'üx', 1, '', null]],
  ['string', 'is_none_of', ['a', 'b'], ['A', 'c', null], ['a', 'b']],
  ['string', 'contains_any_of', ['a.b', '(c'], ['xa.by', '(c'], ['axb', 'c', null]],
  ['string', 'does_not_contain_any_of', ['a.b'], ['axb', null], ['xa.by']],
  ['string', 'matches_regex', '^a+$', ['aaa'], ['ab', 5, null]],
  ['string', 'does_not_match_regex', '^a+$', ['ab'], ['aaa', null]],
  ['string', 'is_blank', undefined, ['', null], ['a']],
  ['string', 'is_not_blank', undefined, ['a'], ['', null]],
  ['number', 'exactly', 2.5, [2.5], [2, '2.5', null]],
  ['number', 'does_not_equal', 0, [1, null], [0]],
  ['number', 'more_than', 0, [1, 0.1], [0, -1, '5', null]],
  ['number', 'more_than_or_equal_to', 5, [5, 6], [4, '5', null]],
  ['number', 'less_than', -1, [-2], [-1, 0, null]],
  ['number', 'less_than_or_equal_to', -1, [-1, -2], [0, null]],
  ['boolean', 'is', true, [true], [false, 'true', 1, null]],
  ['boolean', 'is', 'false_or_not_set', [false, null], [true]],
  ['boolean', 'does_not_equal', true, [false, null], [true]],
  ['time', 'before', '2026-03-01', [{ at: '2026-02-28T23:59:59Z' }], [{ at: '2026-03-01T00:00:00Z' }, null]],
  ['time', 'after', '2026-03-01', [{ at: '2026-03-02T00:00:00Z' }], [{ at: '2026-03-01T23:59:59Z' }, null]],
  ['time', 'after', '2026-03-01T10:00:00Z', [{ at: '2026-03-01T10:00:01Z' }], [{ at: '2026-03-01T10:00:00Z' }]],
  ['time', 'less_than_x_days_ago', 2, [{ ago: DAY }], [{ ago: 3 * DAY }, { ago: -DAY }, null]],
  ['time', 'more_than_x_days_ago', 2, [{ ago: 3 * DAY }], [{ ago: DAY }, { ago: -DAY }, null]],
  ['time', 'less_than_x_days_in_the_future', 2, [{ ago: -DAY }], [{ ago: DAY }, { ago: -3 * DAY }, null]],
  ['time', 'more_than_x_days_in_the_future', 2, [{ ago: -3 * DAY }], [{ ago: -DAY }, { ago: DAY }, null]],
  ['time', 'is_blank', undefined, [null], [{ ago: 0 }]],
  ['any', 'is_not_blank', undefined, ['a', 1, 0, false, { ago: 0 }], ['', null]],
]

/** Logs every value as an event and as a purchase; answers what each of them showed. */
const logAll: Act = (braze, { seen }, cases: Case[]) => {
  const shows = (logged: () => boolean | undefined): unknown => {
    seen.length = 0
    return logged() === true ? [...seen] : 'refused'
  }
  return cases.map(([, , , passes, fails], index) =>
    [passes, fails].map((values) =>
      values.map((value: any) => {
        const x = typeof value !== 'object' || value === null ? value : 'at' in value ? new Date(value.at) : new Date(Date.now() - value.ago * 1000)
        const properties = value === null ? {} : { x }
        return [shows(() => braze.logCustomEvent(`e${index}`, properties)), shows(() => braze.logPurchase(`p${index}`, 1, 'USD', 1, properties))]
      }),
    ),
  )
}

async function answers(client: Client): Promise<unknown> {
  for (const [index, [type, cmp, value]] of CASES.entries()) {
    for (const [id, trigger] of [[`e${index}`, { type: 'custom_event', name: `e${index}` }], [`p${index}`, { type: 'purchase', product_id: `p${index}` }]] as const) {
      await client.emulator.admin('POST', '/campaigns', { id, name: id, reeligibility_seconds: 0, trigger: { ...trigger, property_filters: [{ name: 'x', type, cmp, ...(value === undefined ? {} : { value }) }] }, messages: { [`${id}-1`]: { channel: 'in_app_message', type: 'SLIDEUP', message: id } } })
    }
  }
  await client.act((braze, { seen }, { key, baseUrl }) => {
    braze.initialize(key, { baseUrl, doNotLoadFontAwesome: true, minimumIntervalBetweenTriggerActionsInSeconds: 0 })
    braze.subscribeToInAppMessage((message) => void seen.push((message as unknown as { message: string }).message))
    braze.changeUser('mel')
    return new Promise((done) => braze.requestImmediateDataFlush(done))
  }, { key: client.key, baseUrl: client.baseUrl })
  await expect.poll(async () => (await client.emulator.admin('GET', '/messages?channel=in_app_message&limit=1000')).messages.length, { timeout: 15_000 }).toBe(2 * CASES.length)
  // A trigger that fires at once says that the list has arrived
  await expect.poll(() => client.act((braze, { seen }) => ((seen.length = 0), braze.logCustomEvent('e1', { x: 'c' }), seen.length)), { timeout: 15_000 }).toBe(1)
  return client.act(logAll, CASES)
}

describeInChromium('property filters of triggers', () => {
  test.each([
    ['the real SDK', async () => clientOn(await visit())],
    ['the shim', () => shimClient({})],
  ])('%s', { timeout: 60_000 }, async (_, start) => {
    const client = await start()
    try {
      const expected = CASES.map(([, , , passes, fails], index) => [passes.map(() => [[`e${index}`], [`p${index}`]]), fails.map(() => [[], []])])
      expect(await answers(client)).toEqual(expected)
    } finally {
      await client.end()
    }
  })
})
