// Triggers of definitions: what is refused, in words that name the place.
import { describe, expect, test } from 'vitest'
import { checkCampaignTrigger, checkTrigger, TRIGGER_TYPES } from '../../../emulator/domain/campaigns/triggers.ts'

const wrong = (trigger: unknown): string[] => checkCampaignTrigger('trigger', trigger).map(({ message }) => message)
const EVENT = { type: 'custom_event', name: 'x' }
const CART = { ...EVENT, delay_seconds: 60 }

test.each([
  [EVENT],
  [{ ...EVENT, property_filters: [], delay_seconds: 0, exception_events: [], start: '2026-03-01T00:00:00Z', end: null, window: null }],
  [{ type: 'purchase' }],
  [{ type: 'purchase', product_id: ['a', 'b'], property_filters: [{ name: 'size', cmp: 'equals', value: 'L' }] }],
  [{ type: 'session_start', app_ids: ['a'] }],
  [{ any_of: [EVENT, { type: 'add_email' }], delay: { weekday: 'friday', at: '09:00' }, in_local_time: true }],
  [{ ...CART, exception_events: [{ type: 'purchase' }, { type: 'conversion_event' }, { type: 'session_start' }, EVENT], reevaluate_segments: true }],
  [{ ...EVENT, window: { start: '22:00', end: '06:00', send_at_next_available_time: true } }],
  [{ type: 'canvas_step_interaction', canvas_step_id: 's', interaction: 'open_push' }],
  [{ type: 'inbound_sms', subscription_group_id: 'g', keyword: 'YES' }],
  [{ type: 'geofence', geofence_id: 'g', event: 'exit' }],
])('%j is right', (trigger) => expect(wrong(trigger)).toEqual([]))

test.each<[unknown, string[]]>([
  ['session_start', ['trigger must be an object {type, …}']],
  [{}, [`trigger.type is missing: one of ${TRIGGER_TYPES.join(', ')}`]],
  [{ type: 'purchased' }, [`trigger.type is no trigger: purchased (one of ${TRIGGER_TYPES.join(', ')})`]],
  [{ type: 'constructor' }, [`trigger.type is no trigger: constructor (one of ${TRIGGER_TYPES.join(', ')})`]],
  [{ type: 'custom_event' }, ['trigger.name is missing: custom_event needs it']],
  [{ type: 'custom_event', name: '' }, ['trigger.name must be a text']],
  [{ ...EVENT, nam: 'y' }, ['trigger.nam is no member of a trigger of type custom_event: type, name, property_filters']],
  [{ ...EVENT, property_filters: [{ name: 'a', cmp: 'is like', value: 1 }] }, [`trigger.property_filters[0].cmp 'is like' is no comparison that the value tells the type of: write type, one of string, number, boolean, array, time, any`]],
  [{ ...EVENT, property_filters: [{ name: 'a', cmp: 'equals', value: { context_variable: 'v' } }] }, [`trigger.property_filters[0].cmp 'equals' is no comparison that the value tells the type of: write type, one of string, number, boolean, array, time, any`]],
  [{ type: 'campaign_interaction', campaign_id: 'c', interaction: 'open' }, [expect.stringContaining('trigger.interaction must be one of view_in_app_message, click_in_app_message')] as never],
  [{ type: 'subscription_status_change', channel: 'sms' }, ['trigger.channel must be one of email, push']],
  [{ any_of: [] }, ['trigger.any_of must be a list of triggers']],
  [{ any_of: [EVENT, { type: 'nothing' }] }, [`trigger.any_of[1].type is no trigger: nothing (one of ${TRIGGER_TYPES.join(', ')})`]],
  [{ ...EVENT, delay_seconds: -1 }, ['trigger.delay_seconds must be a whole number from 0 to 63072000']],
  [{ ...EVENT, delay: {} }, ['trigger.delay has one of seconds, weekday (on the next one) and days (in so many)']],
  [{ ...EVENT, delay: { days: 1 } }, ['trigger.delay.at is missing: the time of day, HH:MM']],
  [{ ...EVENT, delay: { weekday: 'mon', at: '9:00' } }, ['trigger.delay.weekday must be one of monday, tuesday, wednesday, thursday, friday, saturday, sunday', 'trigger.delay.at must be a time of day, HH:MM']],
  [{ ...CART, delay: { seconds: 1 } }, ['trigger.delay stands beside delay_seconds: one of the two is enough']],
  [{ ...EVENT, start: 'tomorrow' }, ['trigger.start must be a time in ISO 8601']],
  [{ ...EVENT, start: '2026-03-02T00:00:00Z', end: '2026-03-01T00:00:00Z' }, ['trigger.end is not after start']],
  [{ ...EVENT, window: { start: '09:00' } }, ['trigger.window.end is missing: HH:MM']],
  [{ ...EVENT, window: { start: '09:00', end: '24:00' } }, ['trigger.window.end must be a time of day, HH:MM']],
  [{ ...EVENT, exception_events: [{ type: 'purchase' }] }, ['trigger.exception_events need a delay: without one the message is sent before anything else can happen']],
  [{ ...CART, exception_events: [{ type: 'add_email' }] }, ['trigger.exception_events[0].type is add_email: an exception event is one of purchase, session_start, conversion_event, custom_event']],
  [{ type: 'session_start', delay_seconds: 60, exception_events: [{ type: 'session_start' }] }, ['trigger.exception_events[0].type is session_start, which is the trigger too: it can not be both']],
  [{ ...CART, exception_events: [{ type: 'custom_event' }] }, ['trigger.exception_events[0].name is missing: custom_event needs it']],
])('%j: %j', (trigger, messages) => expect(wrong(trigger)).toEqual(messages))

describe('in a Canvas', () => {
  test('a filter may compare with a context variable', () => expect(checkTrigger('entry.trigger', { ...EVENT, property_filters: [{ name: 'a', cmp: 'equals', value: { context_variable: 'v' } }] })).toEqual([]))
  test('members that somebody else reads are named', () => {
    expect(checkTrigger('entry.trigger', { ...EVENT, window: 1 }).map(({ path }) => path)).toEqual(['entry.trigger.window'])
    expect(checkTrigger('entry.trigger', { ...EVENT, window: 1 }, ['window'])).toEqual([])
  })
})
