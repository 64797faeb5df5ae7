// Each type of trigger against the rows of the journal that it waits for.
import { describe, expect, test } from 'vitest'
import type { JournalRow } from '../../../emulator/kernel/journal.ts'
import type { ProfileRow } from '../../../emulator/domain/profiles/profiles.ts'
import { INTERACTIONS, TRIGGER_TYPES } from '../../../emulator/domain/campaigns/triggers.ts'
import type { Trigger } from '../../../emulator/delivery/triggers/match.ts'
import { causeOf, matchesTrigger } from '../../../emulator/delivery/triggers/match.ts'

const AT = Date.parse('2026-03-01T12:00:00Z')
const row = (kind: string, data: Record<string, unknown> = {}): JournalRow => ({ seq: 1, at: AT, kind, profile: 'p', data })
const user = { latitude: 52.5, longitude: 13.4 } as ProfileRow
const matches = (trigger: object, one: JournalRow): boolean => matchesTrigger(trigger as Trigger, one, user)
const event = (name: string, properties = {}) => row('custom_event.logged', { name, properties })
const bought = (product_id: string, properties = {}) => row('purchase.made', { product_id, properties })
const changed = (changes: object, more = {}) => row('profile.updated', { source: 'rest', changes, ...more })

type Case = [name: string, trigger: object, yes: JournalRow[], no: JournalRow[]]
const cases: Case[] = [
  ['any purchase', { type: 'purchase' }, [bought('hat')], [event('hat'), row('session.started')]],
  ['a product', { type: 'purchase', product_id: 'hat' }, [bought('hat')], [bought('hats')]],
  ['one of some products', { type: 'purchase', product_id: ['hat', 'coat'] }, [bought('coat')], [bought('sock')]],
  ['a purchase with a property', { type: 'purchase', property_filters: [{ name: 'size', cmp: 'equals', value: 'L' }] }, [bought('hat', { size: 'L' })], [bought('hat', { size: 'M' }), bought('hat')]],
  ['a session', { type: 'session_start', app_ids: null }, [row('session.started', { app_id: 'a' })], [row('session.ended', { app_id: 'a' })]],
  ['a session of an app', { type: 'session_start', app_ids: ['a', 'b'] }, [row('session.started', { app_id: 'b' })], [row('session.started', { app_id: 'c' })]],
  ['an event', { type: 'custom_event', name: 'x' }, [event('x', { any: 1 })], [event('X'), bought('x')]],
  ['an event with all of two properties', { type: 'custom_event', name: 'x', property_filters: [{ name: 'a', cmp: 'more_than', value: 1 }, { name: 'b', cmp: 'is', value: true }] }, [event('x', { a: 2, b: true })], [event('x', { a: 2 }), event('x', { a: 1, b: true })]],
  ['an address that is added', { type: 'add_email' }, [changed({ email: { from: null, to: 'a@b.c' } })], [changed({ email: { from: 'x@b.c', to: 'a@b.c' } }), changed({ email: { from: 'x@b.c', to: null } }), changed({ phone: { from: null, to: '1' } }), changed({ email: { from: null, to: 'a@b.c' } }, { again: true })]],
  ['an attribute that changes', { type: 'attribute_change', name: 'plan' }, [changed({ plan: { from: 'a', to: 'b' } }), changed({ plan: { from: 'a', to: null } })], [changed({ planet: { from: 1, to: 2 } }), event('plan')]],
  ['an attribute that changes to a value', { type: 'attribute_change', name: 'plan', value: 'b' }, [changed({ plan: { from: 'a', to: 'b' } })], [changed({ plan: { from: 'b', to: 'a' } })]],
  ['a subscription status', { type: 'subscription_status_change', channel: 'email' }, [changed({ email_subscribe: { from: 'subscribed', to: 'unsubscribed' } })], [changed({ push_subscribe: { from: 'subscribed', to: 'unsubscribed' } })]],
  ['a subscription status of push, to one', { type: 'subscription_status_change', channel: 'push', to: 'opted_in' }, [changed({ push_subscribe: { from: 'subscribed', to: 'opted_in' } })], [changed({ push_subscribe: { from: 'opted_in', to: 'unsubscribed' } })]],
  ['a subscription group', { type: 'subscription_group_change', subscription_group_id: 'g' }, [row('subscription_group.subscribed', { subscription_group_id: 'g' }), row('subscription_group.unsubscribed', { subscription_group_id: 'g' })], [row('subscription_group.subscribed', { subscription_group_id: 'h' }), row('subscription_group.deleted', { subscription_group_id: 'g' })]],
  ['a subscription group that is left', { type: 'subscription_group_change', subscription_group_id: 'g', to: 'unsubscribed' }, [row('subscription_group.unsubscribed', { subscription_group_id: 'g' })], [row('subscription_group.subscribed', { subscription_group_id: 'g' })]],
  ['an area that is entered', { type: 'location', latitude: 52.5, longitude: 13.4, radius_km: 10 }, [changed({ latitude: { from: 48, to: 52.5 }, longitude: { from: 2, to: 13.4 } }), changed({ latitude: { from: null, to: 52.51 }, longitude: { from: null, to: 13.41 } }), changed({ latitude: { from: 48, to: 52.5 } })], [changed({ latitude: { from: 52.5, to: 52.51 } }), changed({ latitude: { from: 52.5, to: 48 } }), row('location.recorded', { latitude: 52.5, longitude: 13.4 })]],
  ['any place', { type: 'location' }, [row('location.recorded'), changed({ latitude: { from: 1, to: 2 } })], [changed({ latitude: { from: 1, to: null } }), changed({ plan: { from: 1, to: 2 } })]],
  ['a geofence', { type: 'geofence', geofence_id: 'f', event: 'enter' }, [row('geofence.transition', { geo_id: 'f', event_type: 'enter', location_set_id: 's' })], [row('geofence.transition', { geo_id: 'f', event_type: 'exit', location_set_id: 's' }), row('geofence.transition', { geo_id: 'g', event_type: 'enter', location_set_id: 's' }), row('geofence.transition', { geo_id: 'f', event_type: 'enter' }), row('geofence.transition', { geo_id: 'f', event_type: 'enter', location_set_id: 's', within_cooldown: true })]],
  ['a geofence of a set', { type: 'geofence', set: 's' }, [row('geofence.transition', { geo_id: 'f', event_type: 'exit', location_set_id: 's', geofence_set_name: 'Shops' }), row('geofence.transition', { geo_id: 'f', event_type: 'enter', location_set_id: 't', geofence_set_name: 's' })], [row('geofence.transition', { geo_id: 'f', event_type: 'exit', location_set_id: 't', geofence_set_name: 'Shops' })]],
  ['an SMS', { type: 'inbound_sms' }, [row('sms.inbound_received', { message_body: 'hi' })], [row('whats_app.inbound_received', { message_body: 'hi' })]],
  ['an SMS of a category to a group', { type: 'inbound_sms', subscription_group_id: 'g', category: 'OTHER' }, [row('sms.inbound_received', { subscription_group_id: 'g', category: 'other' })], [row('sms.inbound_received', { subscription_group_id: 'g', category: 'help' }), row('sms.inbound_received', { subscription_group_id: 'h', category: 'other' })]],
  ['a WhatsApp message with a word in any casing', { type: 'inbound_whatsapp', words: ['YES', 'OK'] }, [row('whats_app.inbound_received', { message_body: ' ok ' })], [row('whats_app.inbound_received', { message_body: 'ok then' })]],
  ['a LINE message', { type: 'inbound_line' }, [row('line.inbound_received', {})], [row('sms.inbound_received', {})]],
  ['an email that is opened', { type: 'campaign_interaction', campaign_id: 'c', interaction: 'open_email' }, [row('email.opened', { campaign_id: 'c' }), row('email.opened', { campaign_id: 'c', machine_open: true })], [row('email.opened', { campaign_id: 'd' }), row('email.opened', { canvas_id: 'c' }), row('email.sent', { campaign_id: 'c' })]],
  ['an email that a machine opens', { type: 'campaign_interaction', campaign_id: 'c', interaction: 'machine_open_email' }, [row('email.opened', { campaign_id: 'c', machine_open: true }), row('email.opened', { campaign_id: 'c', machine_open: 'true' })], [row('email.opened', { campaign_id: 'c' })]],
  ['an email that somebody opens', { type: 'campaign_interaction', campaign_id: 'c', interaction: 'other_open_email' }, [row('email.opened', { campaign_id: 'c' })], [row('email.opened', { campaign_id: 'c', machine_open: true })]],
  ['an alias of any campaign', { type: 'campaign_interaction', interaction: 'click_alias', alias: 'hero' }, [row('email.clicked', { campaign_id: 'c', link_alias: 'hero' })], [row('email.clicked', { campaign_id: 'c', link_alias: 'foot' }), row('email.clicked', { campaign_id: 'c' })]],
  ['a push button', { type: 'campaign_interaction', campaign_id: 'c', interaction: 'click_push_button', button_id: 'yes' }, [row('push.action_click', { campaign_id: 'c', a: 'yes' })], [row('push.action_click', { campaign_id: 'c', a: 'no' }), row('push.open', { campaign_id: 'c', a: 'yes' })]],
  ['a variation', { type: 'campaign_interaction', campaign_id: 'c', message_variation_id: 'm', interaction: 'view_content_card' }, [row('content_card.impression', { campaign_id: 'c', message_variation_id: 'm' })], [row('content_card.impression', { campaign_id: 'c', message_variation_id: 'n' })]],
  ['a conversion', { type: 'campaign_interaction', campaign_id: 'c', interaction: 'conversion', conversion: 1 }, [row('campaign.converted', { campaign_id: 'c', conversion: 1 })], [row('campaign.converted', { campaign_id: 'c', conversion: 0 })]],
  ['the control group', { type: 'campaign_interaction', campaign_id: 'c', interaction: 'enter_control_group' }, [row('campaign.control_enrolled', { campaign_id: 'c' }), row('in_app_message.control_impression', { campaign_id: 'c' })], [row('campaign.control_enrolled', { campaign_id: 'd' })]],
  ['a step of a Canvas', { type: 'canvas_step_interaction', canvas_id: 'v', canvas_step_id: 's', interaction: 'receive_push' }, [row('push.sent', { canvas_id: 'v', canvas_step_id: 's' })], [row('push.sent', { canvas_id: 'v', canvas_step_id: 't' }), row('push.sent', { campaign_id: 'v' })]],
  ['a Canvas that is entered', { type: 'canvas_interaction', canvas_id: 'v', interaction: 'enter_canvas' }, [row('canvas.entered', { canvas_id: 'v' })], [row('canvas.entered', { canvas_id: 'w' })]],
  ['any of two', { any_of: [{ type: 'custom_event', name: 'x' }, { type: 'purchase' }] }, [event('x'), bought('hat')], [event('y')]],
]

describe('a trigger', () => {
  test.each(cases)('%s', (_name, trigger, yes, no) => {
    expect(yes.map((one) => matches(trigger, one))).toEqual(yes.map(() => true))
    expect(no.map((one) => matches(trigger, one))).toEqual(no.map(() => false))
  })

  test('every type and every interaction is known here', () => {
    const covered = new Set(cases.map(([, trigger]) => (trigger as Trigger).type))
    expect(TRIGGER_TYPES.filter((type) => !covered.has(type)).sort()).toEqual(['conversion_event', 'exception_event']) // plain-triggers
    const kinds = new Map(INTERACTIONS.map((interaction) => [interaction, ['push.open', 'email.sent', 'email.opened', 'email.clicked', 'email.bounced', 'email.unsubscribed', 'email.marked_as_spam', 'push.sent', 'push.bounced', 'push.action_click', 'push.story_page_click', 'push.influenced_open', 'sms.sent', 'sms.clicked', 'whats_app.sent', 'whats_app.read', 'whats_app.clicked', 'line.sent', 'line.clicked', 'webhook.sent', 'content_card.sent', 'content_card.impression', 'content_card.click', 'content_card.dismissal', 'in_app_message.impression', 'in_app_message.click', 'in_app_message.button_click', 'banner.impression', 'banner.click', 'banner.dismissal', 'campaign.converted', 'campaign.control_enrolled', 'canvas.entered', 'canvas.exited'].filter((kind) => ['campaign', 'canvas'].some((noun) => matches({ type: `${noun}_interaction`, interaction }, row(kind, { [`${noun}_id`]: 'c', link_alias: 'x', machine_open: interaction === 'machine_open_email' }))))]))
    expect([...kinds].filter(([, some]) => some.length !== 1)).toEqual([])
  })
})

describe('what Liquid sees of it', () => {
  test.each([
    ['an event', event('x', { a: 1 }), { event_properties: { a: 1 } }],
    ['a purchase', bought('hat', { size: 'L' }), { event_properties: { size: 'L' } }],
    ['an SMS', row('sms.inbound_received', { message_body: 'hi', media_urls: ['u'] }), { sms: { inbound_message_body: 'hi', inbound_media_urls: ['u'] } }],
    ['a WhatsApp message', row('whats_app.inbound_received', { message_body: 'hi' }), { whats_app: { inbound_message_body: 'hi', inbound_media_urls: [] } }],
    ['a session', row('session.started', { app_id: 'a' }), {}],
  ])('%s', (_name, one, cause) => expect(causeOf(one)).toEqual(cause))
})
