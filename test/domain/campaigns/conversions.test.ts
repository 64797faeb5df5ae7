// Conversion events as they are defined: what is wrong with one is told with its place.
import { expect, test } from 'vitest'
import type { Conversion } from '../../../emulator/domain/campaigns/conversions.ts'
import { checkConversions } from '../../../emulator/domain/campaigns/conversions.ts'

const EVENT: Conversion = { type: 'Performs Custom Event', custom_event_name: 'bought', window: 86_400 }
const DAY = 86_400

test.each<[Conversion[]]>([
  [[EVENT, { ...EVENT, property_filters: [{ name: 'size', cmp: 'exactly', value: 5 }] }, { type: 'Makes Specific Purchase', product: 'hat', window: 30 * DAY }, { type: 'Upgrades App', app_ids: null, window: 1 }]],
  [[]],
])('%j is right', (conversions) => expect(checkConversions(conversions)).toEqual([]))

test.each<[Conversion, string[]]>([
  [{ ...EVENT, event_name: 'x' }, ['conversion_behaviors[0].event_name is no member of a conversion event: type, window, product, custom_event_name, app_ids, property_filters']],
  [{ ...EVENT, custom_event_name: '' }, ['conversion_behaviors[0].custom_event_name is missing: the event that converts']],
  [{ type: 'Makes Specific Purchase', product: '', window: DAY }, ['conversion_behaviors[0].product is missing: the product that is bought']],
  [{ ...EVENT, window: 30 * DAY + 1 }, ['conversion_behaviors[0].window is 2592001 seconds: from 1 to 2592000 (30 days)']],
  [{ ...EVENT, type: 'Buys' }, ['conversion_behaviors[0].type is no conversion event: Buys (one of Starts Session, Makes Any Purchase, Makes Specific Purchase, Performs Custom Event, Upgrades App, Opens Email, Clicks Email, Places Order)']],
])('%j is wrong', (conversion, messages) => expect(checkConversions([conversion]).map(({ message }) => message)).toEqual(messages))

test('there are four at most', () => expect(checkConversions(Array(5).fill(EVENT)).map(({ message }) => message)).toEqual(['conversion_behaviors are 5: at most 4']))
