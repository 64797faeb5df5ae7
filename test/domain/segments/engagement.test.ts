// Filters on the history of messages: each by a table of users, and all against a plain evaluator over random histories. docs: user_guide/audience/segments/segmentation_filters ("Retargeting")
import { beforeEach, describe, expect, test } from 'vitest'
import { compositeId } from '../../../emulator/domain/campaigns/tracking-ids.ts'
import { engagementFilters } from '../../../emulator/domain/segments/filters/engagement.sql.ts'
import { receivedFilters } from '../../../emulator/domain/segments/filters/received.sql.ts'
import { define } from '../../kit/messaging.ts'
import type { Emulator } from '../../kit/rest.ts'
import { event, sendData } from '../../kit/sdk-wire.ts'
import { emulator, NOW } from '../../kit/world.ts'
import type { Definitions, Happened } from './naive-engagement.ts'
import { holds, INTERACTIONS } from './naive-engagement.ts'

const AT = Date.parse(NOW)
const HOUR = 3_600_000
const DAY = 24 * HOUR
const [C1, C2, CANVAS] = ['camp-1', 'camp-2', 'canvas-1']
const message = (channel: string, more: object = {}) => ({ channel, ...more })

let e: Emulator
beforeEach(async () => {
  e = emulator()
  await define(e, 'campaigns', { id: C1, name: 'One', tags: ['news', 'hot'], trigger: { type: 'custom_event', name: 'x' }, messages: { iam: message('in_app_message') } })
  await define(e, 'campaigns', { id: C2, name: 'Two', tags: ['hot'], messages: { mail: message('email', { percent: 50 }), mail2: message('email', { percent: 30 }), none: message('email', { type: 'control', percent: 20 }), text: message('sms'), card: message('content_cards') } })
  await define(e, 'canvases', { id: CANVAS, name: 'Walk', tags: ['news'], variants: [{ id: 'v1', percent: 80 }, { id: 'vc', type: 'control', percent: 20 }], steps: [{ id: 'step', type: 'message', messages: { smail: message('email') } }, { id: 'other', type: 'delay' }] })
})

const ids = new Map<string, string>()
async function users(...names: string[]): Promise<void> {
  expect((await e.post('/users/track', { attributes: names.map((external_id) => ({ external_id, email: external_id.startsWith('both') ? 'both@example.com' : `${external_id}@example.com` })) })).status).toBe(201)
  for (const name of names) ids.set(name, e.world.profiles.byExternalId(name)!.braze_id)
}
/** Writes a row as whoever sends does; `ago` hours before now. */
const row = (kind: string, who: string, ago: number, event: object): void => e.world.db.tx(() => void e.world.messageEvents.record(kind as never, { ...event, time: AT - ago * HOUR }, ids.get(who)!))
const MAIL = { campaign_id: C2, message_variation_id: 'mail', channel: 'email', dispatch_id: 'd1' }
const STEP = { canvas_id: CANVAS, canvas_step_id: 'step', canvas_variation_id: 'v1', message_variation_id: 'smail', channel: 'email', dispatch_id: 'd2' }
const takes = (filters: object): string[] => {
  const found = e.world.segments.each({ filters }, 0, 100)
  expect(e.world.segments.size({ filters })).toBe(found.length)
  return found.map((id) => e.world.profiles.byId(id)!.external_id!)
}

describe('received', () => {
  test('an email counts when it is handed over, whatever becomes of it; only for the one it was sent to', async () => {
    await users('both1', 'both2', 'ann')
    row('email.sent', 'both1', 50, MAIL)
    const of = { filter: 'received_message_from_campaign', campaign_id: C2 }
    const tagged = { filter: 'received_message_from_campaign_or_canvas_with_tag', tag: 'hot' }
    expect([takes(of), takes(tagged), takes({ filter: 'last_received_any_message', cmp: 'is_not_blank' })]).toEqual([['both1'], ['both1'], ['both1']])
    row('email.delivered', 'both1', 10, MAIL) // one row for each profile with the address
    expect(takes(of)).toEqual(['both1'])
    expect(takes({ ...of, value: false })).toEqual(['both2', 'ann'])
    expect(takes(tagged)).toEqual(['both1', 'both2'])
    const recent = { cmp: 'less_than_x_days_ago', value: 1 }
    expect(takes({ filter: 'last_received_any_message', ...recent })).toEqual(['both2'])
    expect(takes({ filter: 'last_received_message_from_campaign_or_canvas_with_tag', tag: 'hot', ...recent })).toEqual(['both2'])
    expect(takes({ filter: 'last_received_any_message', cmp: 'more_than_x_days_ago', value: 2 })).toEqual(['both1'])
    expect(takes({ filter: 'last_received_email', cmp: 'is_not_blank' })).toEqual(['both1'])
    expect(takes({ filter: 'received_campaign_variant', campaign_id: C2, message_variation_id: 'mail' })).toEqual(['both1'])
    expect(takes({ filter: 'received_campaign_variant', campaign_id: C2, message_variation_id: 'mail2' })).toEqual([])
    expect(takes({ filter: 'has_never_received_a_message_from_campaign_or_canvas_step' })).toEqual(['both2', 'ann'])
  })

  test('cards, Banners and in-app messages count when they are seen, not when they are sent; as the SDK tells', async () => {
    await users('ann')
    row('content_card.sent', 'ann', 5, { campaign_id: C2, message_variation_id: 'card', channel: 'content_cards' })
    const card = { filter: 'received_campaign_variant', campaign_id: C2, message_variation_id: 'card' }
    const seen = { filter: 'received_message_from_campaign', campaign_id: C1 }
    expect([takes(card), takes(seen)]).toEqual([[], []])
    await sendData(e, 'web', { events: [event('si', { trigger_ids: [compositeId({ owner: C1, message_variation_id: 'iam' })] }, { user: 'ann' }), event('cci', { ids: [compositeId({ owner: C2, message_variation_id: 'card', card: 'x' })] }, { user: 'ann' })] }, 'ann')
    expect([takes(card), takes(seen), takes({ filter: 'last_in_app_message_impression', cmp: 'less_than_x_days_ago', value: 1 })]).toEqual([['ann'], ['ann'], ['ann']])
    await sendData(e, 'web', { events: [event('ccc', { ids: [compositeId({ owner: C2, message_variation_id: 'card', card: 'x' })] }, { user: 'ann' })] }, 'ann')
    expect(takes({ filter: 'clicked_card', campaign_id: C2 })).toEqual(['ann'])
    expect(takes({ filter: 'clicked_card', campaign_id: C2, message_variation_id: 'mail' })).toEqual([])
    expect(takes({ filter: 'clicked_card', tag: 'hot' })).toEqual(['ann'])
    expect(takes({ filter: 'clicked_opened_campaign', campaign_id: C2, interaction: 'clicked_card' })).toEqual(['ann'])
  })

  test('tags are those that a campaign or Canvas has now', async () => {
    await users('ann', 'bob')
    row('email.sent', 'ann', 5, MAIL)
    row('email.sent', 'bob', 5, STEP)
    const tagged = (tag: string) => takes({ filter: 'received_message_from_campaign_or_canvas_with_tag', tag })
    expect([tagged('hot'), tagged('news'), tagged('none')]).toEqual([['ann'], ['bob'], []])
    await e.admin('PATCH', `/campaigns/${C2}`, { tags: ['news'] })
    expect([tagged('hot'), tagged('news')]).toEqual([[], ['ann', 'bob']])
    expect(takes({ filter: 'last_received_message_from_campaign_with_tag', tag: 'news', cmp: 'is_not_blank' })).toEqual(['ann'])
  })

  test('days are 24 hours each', async () => {
    await users('ann')
    row('push.sent', 'ann', 24, { campaign_id: C1, channel: 'ios_push' })
    for (const filter of ['last_received_push', 'last_received_any_message']) {
      expect(takes({ filter, cmp: 'less_than_x_days_ago', value: 1 })).toEqual(['ann'])
      expect(takes({ filter, cmp: 'less_than_x_days_ago', value: 0.99 })).toEqual([])
    }
    expect(takes({ filter: 'last_received_webhook', cmp: 'is_blank' })).toEqual(['ann'])
  })

  test('test sends and messages of nobody leave nothing', async () => {
    await users('ann')
    row('email.sent', 'ann', 5, { ...MAIL, test: true })
    row('webhook.failed', 'ann', 5, { campaign_id: C2 })
    expect(takes({ filter: 'last_received_any_message', cmp: 'is_blank' })).toEqual(['ann'])
  })
})

describe('engaged', () => {
  test('machine opens count as opens, and can be told apart', async () => {
    await users('ann', 'bob', 'cid')
    row('email.opened', 'ann', 5, { ...MAIL, machine_open: true })
    row('email.opened', 'bob', 5, MAIL)
    row('email.opened', 'cid', 5, { ...STEP, machine_open: true })
    const of = (interaction?: string) => takes({ filter: 'clicked_opened_campaign', campaign_id: C2, ...(interaction === undefined ? {} : { interaction }) })
    expect([of(), of('opened_email'), of('opened_email_machine_opens'), of('opened_email_other_opens'), of('clicked_email')]).toEqual([['ann', 'bob'], ['ann', 'bob'], ['ann'], ['bob'], []])
    expect(takes({ filter: 'clicked_opened_step', canvas_step_id: 'step', interaction: 'opened_email_machine_opens' })).toEqual(['cid'])
    expect(takes({ filter: 'last_engaged_with_message', interaction: 'opened_email_other_opens', cmp: 'is_not_blank' })).toEqual(['bob'])
    expect(takes({ filter: 'clicked_opened_campaign_or_canvas_with_tag', tag: 'news' })).toEqual(['cid'])
  })

  test('clicks on unsubscribe links and preference centers do not count; influenced opens are no acts', async () => {
    await users('ann', 'bob', 'cid')
    row('email.clicked', 'ann', 5, { ...MAIL, unsubscribe: true })
    row('email.clicked', 'bob', 5, { ...MAIL, preference_center: true })
    row('email.clicked', 'cid', 5, { ...MAIL, link_alias: 'shop', url: 'https://x.example' })
    row('push.influenced_open', 'ann', 5, { campaign_id: C1 })
    expect(takes({ filter: 'clicked_opened_campaign', campaign_id: C2 })).toEqual(['cid'])
    expect(takes({ filter: 'clicked_opened_campaign', campaign_id: C1 })).toEqual([])
    expect(takes({ filter: 'clicked_opened_campaign', campaign_id: C1, interaction: 'influenced_open_push' })).toEqual(['ann'])
    expect(takes({ filter: 'clicked_alias_in_campaign', campaign_id: C2, alias: 'shop' })).toEqual(['cid'])
    expect(takes({ filter: 'clicked_alias_in_campaign', campaign_id: C1, alias: 'shop' })).toEqual([])
    expect(takes({ filter: 'clicked_alias_in_any_campaign_or_canvas_step', alias: 'shop', value: false })).toEqual(['ann', 'bob'])
  })

  test('a reply by SMS belongs to the newest message of the four hours before it', async () => {
    await users('ann', 'bob', 'cid')
    const sms = (campaign_id: string) => ({ campaign_id, channel: 'sms' })
    row('sms.sent', 'ann', 10, sms(C2))
    row('sms.inbound_received', 'ann', 6, { campaign_id: C2, action: 'help' })
    row('sms.sent', 'bob', 10, sms(C2))
    row('sms.inbound_received', 'bob', 5.9, { campaign_id: C2, action: 'help' })
    row('sms.sent', 'cid', 10, sms(C2))
    row('sms.sent', 'cid', 9, sms(C1))
    row('sms.inbound_received', 'cid', 8, { campaign_id: C2, keyword_category: 'promo', action: 'other' })
    const of = (campaign_id: string, more: object = {}) => takes({ filter: 'clicked_opened_campaign', campaign_id, ...more })
    expect([of(C2), of(C1), of(C2, { interaction: 'replied_to_sms' })]).toEqual([['ann'], ['cid'], ['ann']])
    expect([of(C1, { interaction: 'replied_to_sms', keyword_category: 'promo' }), of(C1, { interaction: 'replied_to_sms', keyword_category: 'other' })]).toEqual([['cid'], []])
    row('sms.clicked', 'bob', 1, sms(C2))
    expect(of(C2)).toEqual(['ann', 'bob'])
    expect(takes({ filter: 'last_engaged_with_message', cmp: 'is_not_blank' })).toEqual(['bob'])
  })

  test('a soft bounce counts once for each email, unless it was delivered within 72 hours', async () => {
    await users('ann', 'bob', 'cid')
    for (const ago of [80, 79, 78]) row('email.soft_bounced', 'ann', ago, MAIL)
    row('email.soft_bounced', 'bob', 80, MAIL)
    row('email.delivered', 'bob', 80 - 72, MAIL)
    row('email.soft_bounced', 'cid', 80, MAIL)
    row('email.delivered', 'cid', 80 - 72.1, MAIL)
    const times = (cmp: string, value: number, days = 30) => takes({ filter: 'soft_bounced', cmp, value, days })
    expect([times('exactly', 1), times('exactly', 0), times('more_than', 1), times('more_than', 0, 2)]).toEqual([['ann', 'cid'], ['bob'], [], []])
  })

  test('inbound keywords by category and subscription group', async () => {
    await users('ann')
    row('sms.inbound_received', 'ann', 30, { campaign_id: C2, subscription_group_id: 'g', keyword_category: 'promo' })
    const last = (subscription_group_id: string, keyword_category: string, value: number) => takes({ filter: 'last_sent_specific_sms_inbound_keyword_category', subscription_group_id, keyword_category, cmp: 'less_than_x_days_ago', value })
    expect([last('g', 'promo', 2), last('g', 'promo', 1), last('h', 'promo', 2), last('g', 'help', 2)]).toEqual([['ann'], [], [], []])
    row('sms.inbound_received', 'ann', 1, { campaign_id: C2, subscription_group_id: 'h', category: 'vip', action: 'other' })
    expect([last('h', 'vip', 1), last('h', 'other', 1)]).toEqual([['ann'], []])
  })
})

describe('groups and conversions', () => {
  test('who is in the control group has not converted; of a Canvas only those who entered are looked at', async () => {
    await users('ann', 'bob', 'cid', 'dee')
    row('campaign.converted', 'ann', 5, { campaign_id: C2, conversion: 1 })
    row('campaign.converted', 'bob', 5, { campaign_id: C2 })
    row('campaign.control_enrolled', 'bob', 6, { campaign_id: C2, message_variation_id: 'none' })
    expect(takes({ filter: 'converted_from_campaign', campaign_id: C2 })).toEqual(['ann'])
    expect(takes({ filter: 'converted_from_campaign', campaign_id: C2, conversion_event: 'B' })).toEqual(['ann'])
    expect(takes({ filter: 'converted_from_campaign', campaign_id: C2, conversion_event: 'A' })).toEqual([])
    expect(takes({ filter: 'in_campaign_control_group', campaign_id: C2 })).toEqual(['bob'])
    expect(takes({ filter: 'in_campaign_control_group', campaign_id: C2, value: false })).toEqual(['ann', 'cid', 'dee'])
    expect(takes({ filter: 'last_enrolled_in_any_control_group', cmp: 'less_than_x_days_ago', value: 1 })).toEqual(['bob'])
    const entered = (who: string, canvas_variation_id: string, more: object = {}) => row('canvas.entered', who, 5, { canvas_id: CANVAS, canvas_variation_id, ...more })
    entered('ann', 'v1')
    entered('bob', 'vc')
    entered('cid', 'gone', { control: true })
    for (const who of ['ann', 'bob', 'cid']) row('canvas.converted', who, 4, { canvas_id: CANVAS })
    expect(takes({ filter: 'in_canvas_control_group', canvas_id: CANVAS })).toEqual(['bob', 'cid'])
    expect(takes({ filter: 'in_canvas_control_group', canvas_id: CANVAS, value: false })).toEqual(['ann'])
    expect(takes({ filter: 'in_canvas_control_group', canvas_id: CANVAS, cmp: 'is_not' })).toEqual(['ann'])
    expect(takes({ filter: 'entered_canvas_variation', canvas_id: CANVAS, canvas_variation_id: 'v1', value: false })).toEqual(['bob', 'cid', 'dee'])
    expect(takes({ filter: 'entered_canvas_variation', canvas_id: CANVAS })).toEqual(['ann', 'bob', 'cid'])
    expect(takes({ filter: 'converted_from_canvas', canvas_id: CANVAS })).toEqual(['ann'])
  })
})

describe('random histories', () => {
  const KINDS = ['push.sent', 'push.open', 'push.action_click', 'push.influenced_open', 'email.sent', 'email.delivered', 'email.opened', 'email.clicked', 'email.soft_bounced', 'sms.sent', 'sms.clicked', 'sms.inbound_received', 'whats_app.sent', 'whats_app.read', 'line.sent', 'webhook.sent', 'webhook.failed',
    'content_card.sent', 'content_card.impression', 'content_card.click', 'in_app_message.impression', 'in_app_message.click', 'in_app_message.control_impression', 'banner.impression', 'banner.click', 'feature_flag.impression', 'feature_flag.control_impression', 'campaign.control_enrolled', 'campaign.converted', 'canvas.entered', 'canvas.converted']
  const TIMED = { less: 'less_than_x_days_ago', more: 'more_than_x_days_ago' }

  test.each([1, 2])('the SQL and the plain evaluator agree, seed %i', async (seed) => {
    let state = seed
    const below = (n: number): number => (state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0, Math.floor((state / 2 ** 32) * n))
    const pick = <T>(from: readonly T[]): T => from[below(from.length)]!
    const often = (percent: number): boolean => below(100) < percent
    const definitions: Definitions = { tags: { [C1]: ['news', 'hot'], [C2]: ['hot'], [CANVAS]: ['news'] }, controls: ['vc'] }
    const names = Array.from({ length: 60 }, (_, n) => `u${n}`)
    await users(...names)
    const histories = new Map<string, Happened[]>(names.map((name) => [name, []]))
    for (const name of names) {
      for (let n = below(22); n > 0; n--) {
        const kind = pick(KINDS)
        const place = kind.startsWith('campaign.') ? { campaign_id: pick([C1, C2]) } : kind.startsWith('canvas.') ? { canvas_id: CANVAS, ...(kind === 'canvas.entered' ? { canvas_variation_id: pick(['v1', 'vc', 'v9']) } : {}) }
          : pick<Record<string, string>>([{ campaign_id: C1, message_variation_id: 'iam' }, { campaign_id: C2, message_variation_id: pick(['mail', 'card']) }, { canvas_id: CANVAS, canvas_step_id: pick(['step', 'other']), message_variation_id: 'smail', canvas_variation_id: 'v1' }])
        const dispatch = kind.startsWith('email.') ? { dispatch_id: pick(['d1', 'd2']) } : {}
        const data = { ...(often(50) ? { machine_open: true } : {}), ...(often(20) ? { unsubscribe: true } : {}), ...(often(20) ? { dismissive: true } : {}), ...(often(50) ? { link_alias: pick(['a', 'b']) } : {}), ...(often(20) ? { control: true } : {}), ...(kind === 'sms.inbound_received' ? { subscription_group_id: 'g', action: pick(['help', 'other']), ...(often(40) ? { keyword_category: 'promo' } : {}) } : {}) }
        const ago = often(60) ? below(12) : below(24 * 9) + 0.5
        row(kind, name, ago, { ...place, ...dispatch, ...data })
        histories.get(name)!.push({ kind, at: AT - ago * HOUR, ...place, ...dispatch, data })
      }
    }
    const last = () => (often(25) ? { cmp: pick(['is_blank', 'is_not_blank']) } : { cmp: pick(Object.values(TIMED)), value: pick([0.25, 1, 3, 6]) })
    const yes = () => (often(70) ? {} : { value: often(50) })
    const step = () => ({ canvas_step_id: pick(['step', 'other']), ...(often(50) ? { canvas_id: CANVAS } : {}) })
    const campaign = () => ({ campaign_id: pick([C1, C2]) })
    const tag = () => ({ tag: pick(['news', 'hot', 'none']) })
    const interaction = (replies = true) => (often(40) ? {} : { interaction: pick([...INTERACTIONS, ...(replies ? ['replied_to_sms'] : [])]) })
    const leaf = (filter: string): object => {
      if (filter === 'soft_bounced') return { cmp: pick(['exactly', 'more_than', 'less_than']), value: below(3), days: 1 + below(8) }
      if (filter === 'last_sent_specific_sms_inbound_keyword_category') return { subscription_group_id: pick(['g', 'h']), keyword_category: pick(['promo', 'help', 'other']), ...last() }
      if (filter === 'last_engaged_with_message') return { ...interaction(false), ...last() }
      const place = filter === 'clicked_card' ? { ...campaign(), ...(often(30) ? { message_variation_id: 'card' } : {}) } : filter.includes('any') || filter.includes('never') ? {} : filter.includes('tag') ? tag() : filter.includes('variation') ? { canvas_id: CANVAS, canvas_variation_id: pick(['v1', 'vc', 'v9']) } : filter.includes('step') ? step()
        : filter.includes('canvas') ? { canvas_id: CANVAS } : filter.includes('campaign') ? campaign() : {}
      const more = filter === 'received_feature_flag_variant' ? { ...campaign(), ...(often(50) ? { message_variation_id: pick(['iam', 'mail', 'card']) } : {}) } : filter === 'received_campaign_variant' ? { message_variation_id: pick(['iam', 'mail', 'card']) } : filter.startsWith('clicked_alias') ? { alias: pick(['a', 'b', 'c']) } : filter.startsWith('clicked_opened') ? interaction() : {}
      return { ...place, ...more, ...(filter.startsWith('last_') ? last() : yes()) }
    }
    const telling = new Set<string>()
    const all = Object.keys({ ...receivedFilters, ...engagementFilters })
    for (let round = 0; round < 16; round++) {
      for (const filter of all) {
        const tree = { filter, ...leaf(filter) }
        const expected = names.filter((name) => holds(histories.get(name)!, tree, definitions, AT))
        expect({ tree, found: takes(tree) }, JSON.stringify(tree)).toEqual({ tree, found: expected })
        if (expected.length > 0 && expected.length < names.length) telling.add(filter)
      }
    }
    expect(all.filter((filter) => !telling.has(filter))).toEqual([]) // each filter told users apart at least once
  })
})
