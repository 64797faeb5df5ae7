// Snippets of Braze's own pages, as they stand there, with what the pages say they give. The clock stands at 2026-03-01 12:00 UTC, a Sunday.
import { describe, expect, test } from 'vitest'
import { MessageAborted } from '../../../emulator/delivery/rendering.ts'
import { messages } from '../../kit/rendering.ts'

const ATTRIBUTES = {
  dob: '1990-03-03', time_zone: 'America/Los_Angeles', phone: '+12345678901',
  categories_purchased: ['shoes', 'shoes'], cart_items: ['a', 'b', 'c', 'd'], current_rewards_balance: 25, giftcard_balance: 10, array_attribute: [3, 9, 2], 'Favorite Shows': ['The Rookie', 'Felicity'], address: 'main street NEW york', example: 7,
  registration_date: '2021-03-01T10:00:00Z', surgery_date: '2026-03-03', date_time_attribute: '2026-02-01T02:00:00Z', application_expires_date: '2026-05-04T10:00:00Z', favorited_stores: ['Target'],
  last_selected_event_personal_goal: 12345.6, last_selected_event_personal_amount_raised: 1000, accounts: [{ account_type: 'taxable', active: true, goal: 'retirement' }, { account_type: 'other', active: true, goal: 'none' }],
}
const rendered = async (source: string, properties: Record<string, unknown> = {}): Promise<unknown> =>
  (await messages(undefined, ATTRIBUTES)).text(source, { cause: { event_properties: properties } }).then((text) => String(text).trim().replace(/\s*\n\s*/g, '\n'), (error: unknown) => (error instanceof MessageAborted ? { aborted: error.log } : error))

describe('liquid_use_cases', () => {
  test.each([
    ['only one category', '{% assign category = {{custom_attribute.${categories_purchased}}} %}\n{% assign uniq_cat = {{category | uniq }} %}\n{% if {{uniq_cat | size}} == 1 %}\n{{uniq_cat}}\n{% else %}\n{% abort_message("Purchase category doesn\'t exist") %}\n{% endif %}', 'shoes'],
    ['a birthday next week', "{% assign this_week = 'now' | date: '%W' %}\n{% assign birthday_week = {{${date_of_birth}}} | date: '%W' %}\n{% assign last_week = {{this_week}} | minus: 1 %}\n{% assign next_week = {{this_week}} | plus: 1 %}\n{% assign birthday_week_conversion = {{birthday_week}} | plus: 0 %}\n{% if {{last_week}} == {{birthday_week_conversion}} %}last{% elsif {{birthday_week}} == {{this_week}} %}this{% elsif {{next_week}} == {{birthday_week_conversion}} %}\nHappy birthday for next week!\n{% endif %}", 'Happy birthday for next week!'],
    ['an anniversary', '{% assign this_month = \'now\' | date: "%B" %}\n{% assign anniversary_month = {{custom_attribute.${registration_date}}} | date: "%B" %}\n{% assign anniversary_year = {{custom_attribute.${registration_date}}} | date: "%Y" %}\n{% if this_month == anniversary_month %}\n{% if anniversary_year == \'2021\' %}\nwe met\n{% else %}\n{% abort_message("Not same year") %}\n{% endif %}\n{% endif %}', 'we met'],
    ['days from now', `Here are the movies we're showing on {{ "now" | date:'%s' | plus:259200 | date:"%F" }}!`, "Here are the movies we're showing on 2026-03-04!"],
    ['midnight as hour 24', '{{ "2023-12-22T24:00-05:00" | date: "%s" }}', '1703307600'],
    ['days until a date', "{% assign today = 'now' | date: '%j' | plus: 0 %}\n{% assign surgery_date = {{custom_attribute.${surgery_date}}} | date: '%j' | plus: 0 %}\n{% assign difference_days = {{surgery_date}} | minus: {{today}} %}\n{% if difference_days == 2 %}\nYour surgery is in 2 days on {{custom_attribute.${surgery_date}}}\n{% endif %}", 'Your surgery is in 2 days on 2026-03-03'],
    ['money left', '{% assign event_goal = {{custom_attribute.${last_selected_event_personal_goal}}} %}{% assign current_raised =  {{custom_attribute.${last_selected_event_personal_amount_raised}}} %}{% assign difference =  event_goal | minus: current_raised %}\nYou only have ${{ difference | round: 0 | number_with_delimiter }} left to raise!', 'You only have $11,346 left to raise!'],
    ['each third time', '{% assign cadence = custom_attribute.${example} | minus: 1 | modulo: 3 %}\n{% if custom_attribute.${example} == blank %}\n{% abort_message("Error calculating cadence") %}\n{% elsif cadence != 0 %}\n{% abort_message("Skip message") %}\n{% endif %}\nDid you forget something?', 'Did you forget something?'],
    ['words in capitals', "{% assign words_array = {{custom_attribute.${address}}} | split: ' ' %}{% for words in {{words_array}} %}{{ words | capitalize | append: ' ' }}{% endfor %}", 'Main Street New York'],
    ['a match of arrays', "{% assign favorite_stores = 'Target,Walmart,Costco' | split: ',' %}\n{% for store in favorite_stores %}\n{% if {{custom_attribute.${favorited_stores}}} contains {{store}} %}\nToday's offer from {{store}}\n{% break %}\n{% else %}\n{% abort_message(\"No attribute found\") %}\n{% endif %}\n{% endfor %}", "Today's offer from Target"],
    ['the largest', '{% assign maxValue = 0 %}{% for attribute in {{custom_attribute.${array_attribute}}} %}{% assign compareValue = {{attribute | plus: 0}} %}{% if compareValue > maxValue %}{% assign maxValue = compareValue %}{% endif %}{% endfor %}{{maxValue}}', '9'],
    ['the smallest', '{% assign minValue = custom_attribute.${array_attribute}[0] | plus: 0 %}{% for attribute in {{custom_attribute.${array_attribute}}} %}{% assign compareValue = {{attribute | plus: 0}} %}{% if compareValue < minValue %}{% assign minValue = compareValue %}{% endif %}{% endfor %}{{minValue}}', '2'],
    ['shows that expire', "{% assign expired_shows = 'Modern Family,The Rookie,Felicity' | split: ',' %}{% for show in expired_shows %}{% if {{custom_attribute.${Favorite Shows}}} contains {{show}} %}{% assign new_shows = new_shows | append: {{show}} | append: '*' %}{% endif %}{% endfor %}{% assign new_shows_clean = new_shows | split: '*' %}{% if new_shows_clean.size != 0 %}All episodes of {{new_shows_clean | join: ', ' }} expire{% endif %}", 'All episodes of The Rookie, Felicity expire'],
    ['the local date', "{% assign local_date_time = 'now' | time_zone:{{${time_zone}}} | date: '%B %e, %Y' %}{{local_date_time}}", 'March  1, 2026'],
    ['a local time of an attribute', "{{custom_attribute.${date_time_attribute} | time_zone: {{${time_zone}}} | date: '%a, %b %e, %Y'}}", 'Sat, Jan 31, 2026'],
    ['a zone by name', "{{custom_attribute.${application_expires_date} | time_zone: 'America/Chicago' | date: '%B %d %Y %z' }}", 'May 04 2026 -0500'],
    ['too early', "{% assign time = 'now' | time_zone: ${time_zone} %}\n{% assign hour = time | date: '%H' | plus: 0 %}\n{% if hour > 20 or hour < 8 %}\n{% abort_message(\"Outside allowed time window\") %}\n{% endif %}", { aborted: 'Outside allowed time window' }],
    ['the month before', '{% assign last_month_name = \'now\' | date: "%Y-%m-01" | date: \'%s\' | minus: 1 | date: "%B" %}{{last_month_name}}', 'February'],
    ['the day of the week', "{% assign today = 'now' | date: \"%A\" %}{% case today %}\n{% when 'Monday' %}\nMonday copy\n{% when  'Sunday' %}\nSunday copy\n{% else %}\nDefault copy\n{% endcase %}", 'Sunday copy'],
  ])('%s', async (_name, source, expected) => expect(await rendered(source)).toEqual(expected))

  test('an event that is too near', async () => expect(await rendered('{% assign today =  \'now\' | date: "%s"  %}\n{% assign dep_time = {{event_properties.${outboundDate}}} | date: "%s" %}\n{% assign time_to_dep = dep_time | minus: today %}\n{% if {{time_to_dep}} < 7200 %}\n{% abort_message("OutboundDate less than 2 hours") %}\n{% endif %}', { outboundDate: '2026-03-01T13:00:00Z' })).toEqual({ aborted: 'OutboundDate less than 2 hours' }))
})

describe('other pages', () => {
  test.each([
    ['tutorials: the cart', "{% if {{custom_attribute.${cart_items}}} != blank %}\n{% if {{custom_attribute.${cart_items}}} | size > 3 %}\nYour items {{custom_attribute.${cart_items[0]}}}, {{custom_attribute.${cart_items[1]}}}, {{custom_attribute.${cart_items[2]}}}, and others are waiting for you.\n{% endif %}\n{% else %}\n{% abort_message('No items in cart') %}\n{% endif %}", 'Your items a, b, c, and others are waiting for you.'],
    ['filters: the balance', '{% assign balance = {{custom_attribute.${current_rewards_balance}}} %}\nYou have ${{custom_attribute.${giftcard_balance} | plus: {{balance}}}} to spend!', 'You have $35 to spend!'],
    ['filters: money', '{% assign my_int = "350000.25" | plus: 0 %}\n{{ my_int | money }}', '350000.25'],
    ['nested attributes', "{% assign segmented_nested_objects = '' | split: '' %}{% assign obj_array = {{custom_attribute.${accounts}}} %}{% for obj in obj_array %}{% if obj[\"account_type\"] == 'taxable' and obj[\"active\"] == true %}{% assign segmented_nested_objects = obj_array | slice: forloop.index0 | concat: segmented_nested_objects | reverse %}{% endif %}{% endfor %}Get to your {{segmented_nested_objects[0].goal}} goal faster", 'Get to your retirement goal faster'],
    ['using_liquid: a comparison in assign is none', '{% assign total_spend = 50 %}{% assign is_vip = total_spend > 100 %}{% if is_vip %}Welcome to the VIP lounge!{% endif %}', 'Welcome to the VIP lounge!'],
    ['using_liquid: neither is a filter in a condition', "{% assign my_array = 'a,b' | split: ',' %}{% if my_array | size > 3 %}You have items!{% endif %}", 'You have items!'],
    ['personalization tags: time zones', "{% assign hour_in_utc = 'now' | date: '%H' | plus:0 %}\n{% if hour_in_utc >= 19 && hour_in_utc < 20 %}\nET\n{% else %}\n{% abort_message %}\n{% endif %}", { aborted: '{% abort_message %} called' }],
    ['raw keeps its white space', 'a {%- raw -%} {{${x}}} {%- endraw -%} b', 'a {{${x}}} b'],
    ['the loop around a loop', '{% for i in (1..2) %}{% for j in (7..8) %}{{forloop.parentloop.index}}{% for k in (1..1) %}{{forloop.parentloop.parentloop.length}}{{forloop.parentloop.last}} {% endfor %}{% endfor %}{% endfor %}{{forloop.parentloop.index}}', '12false 12true 22false 22true'],
  ])('%s', async (_name, source, expected) => expect(await rendered(source)).toEqual(expected))
})

test('a mistake in an output inside a condition has its place', async () => {
  const m = await messages()
  expect(await m.preview('a\n{% if {{ ${first_name} | append: : }} == 1 %}x{% endif %}')).toMatchObject({ body: null, error: { field: 'source', line: 2, column: 10, message: expect.stringMatching(/^Liquid error \(line 2\): /) } })
  expect(m.e.world.rendering.checkTemplates('messages.m', { body: 'a\n{% if {{ ${first_name} | append: : }} == 1 %}x{% endif %}' })).toEqual([{ path: 'messages.m.body', message: expect.stringContaining('(line 2, column 10)') }])
})
