// Shares, tracking ids and links of messages: the small rules that campaigns and Canvases stand on.
import { describe, expect, test } from 'vitest'
import { linksOf, withLinkId } from '../../../emulator/domain/campaigns/links.ts'
import { MESSAGE_KINDS } from '../../../emulator/domain/campaigns/message-events.ts'
import { fillPercents, trackingId } from '../../../emulator/domain/campaigns/messages.ts'
import { compositeId, variationIn } from '../../../emulator/domain/campaigns/tracking-ids.ts'
import { emulator } from '../../kit/world.ts'

describe('shares', () => {
  test.each<[(number | undefined)[], number[]]>([
    [[undefined], [100]],
    [[undefined, undefined, undefined], [34, 33, 33]],
    [[20, undefined], [20, 80]],
    [[60, 60, undefined], [60, 60, 0]],
    [[undefined, 99, undefined], [1, 99, 0]],
    [[10, 20], [10, 20]],
    [[], []],
  ])('%j become %j', (given, filled) => {
    const members = given.map((percent) => (percent === undefined ? {} : { percent })) as { percent?: number }[]
    fillPercents(members)
    expect(members.map(({ percent }) => percent)).toEqual(filled)
  })
})

describe('tracking ids', () => {
  test('are 24 hex digits, always the same, of each id another', () => {
    expect(trackingId('a')).toMatch(/^[0-9a-f]{24}$/)
    expect(trackingId('a')).toBe(trackingId('a'))
    expect(trackingId('a')).not.toBe(trackingId('b'))
  })

  test('the composite form that SDKs accept', () => {
    const text = (id: string) => Buffer.from(id, 'base64').toString()
    expect(text(compositeId({ owner: 'c', message_variation_id: 'm', card: 'b4a2e000-0000-4000-8000-000000000001' }))).toBe(`${trackingId('c')}_$_cc=b4a2e000-0000-4000-8000-000000000001&mv=${trackingId('m')}&pi=cmp`)
    expect(text(compositeId({ owner: 'c', message_variation_id: 'm' }))).toBe(`${trackingId('c')}_$_mv=${trackingId('m')}&pi=cmp`)
  })

  test('and back', () => {
    expect(variationIn(compositeId({ owner: 'c', message_variation_id: 'm' }))).toBe(trackingId('m'))
    expect(variationIn(compositeId({ owner: 'c', message_variation_id: 'm', card: 'x' }))).toBe(trackingId('m'))
  })

  test.each([[undefined], [7], [''], ['not base64 at all'], [Buffer.from('abc_$_mv=abc').toString('base64')], ['A'.repeat(100_000)], [Buffer.from(`${'0'.repeat(24)}_$_${'a=b&'.repeat(200)}`).toString('base64')]])('%s names no message', (id) => expect(variationIn(id)).toBeUndefined())
})

describe('links', () => {
  const urls = (body: string) => linksOf('m', { channel: 'email', name: 'N', body }).map(({ url }) => url)
  test.each<[string, string[]]>([
    ['<a href="https://a">', ['https://a']],
    [`<A class=x HREF = 'http://a'>`, ['http://a']],
    ['<a href=https://a/b>', ['https://a/b']],
    ['<a data-href="https://no" href="https://a">', ['https://a']],
    ['<a href="https://a?x=1&amp;y=2">', ['https://a?x=1&y=2']],
    ['<a href="mailto:a@b.c"><a href="#x"><a href="{{u}}"><a><abbr href="https://no"><!-- <a href="https://no"> -->', []],
    ['<map><area href="https://a"></map><a class="x>y" href="https://b?c=1&#38;d">', ['https://a', 'https://b?c=1&d']],
    ['<link href="https://no"><img src="https://no">', []],
    ['', []],
  ])('%s', (body, found) => expect(urls(body)).toEqual(found))

  test('a body that never closes is read in no time', () => expect(urls(`${'<a '.repeat(50_000)}href="`)).toEqual([]))
  test('a message without a body', () => expect(linksOf('m', { channel: 'email', name: 'N' })).toEqual([]))
  test('one address twice has two ids; another message others', () => {
    const [one, two] = linksOf('m', { channel: 'email', name: 'N', body: '<a href="https://a"><a href="https://a">' })
    expect(one!.link_id).not.toBe(two!.link_id)
    expect(linksOf('m2', { channel: 'email', name: 'N', body: '<a href="https://a">' })[0]!.link_id).not.toBe(one!.link_id)
    expect(linksOf('m', { channel: 'email', name: 'N', body: '<a href="https://new"><a href="https://a">' })[1]!.link_id).toBe(one!.link_id)
  })
  test.each([['https://a', 'https://a?lid=x'], ['https://a?b=1', 'https://a?b=1&lid=x'], ['https://a#f', 'https://a?lid=x#f'], ['https://a?b#f?g', 'https://a?b&lid=x#f?g']])('%s with its id is %s', (url, with_) => expect(withLinkId(url, 'x')).toBe(with_))
})

test('each kind of message event is a row of its own, about its user', () => {
  const { world } = emulator()
  const before = world.journal.lastSeq()
  world.db.tx(() => MESSAGE_KINDS.forEach((kind) => world.messageEvents.record(kind, { campaign_id: 'c' }, 'u1')))
  expect(world.journal.read({ since: before }).map(({ kind, profile, data }) => [kind, profile, data])).toEqual(MESSAGE_KINDS.map((kind) => [kind, 'u1', { campaign_id: 'c' }]))
})
