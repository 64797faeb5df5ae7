// What a template knows of a user.
import { expect, test } from 'vitest'
import { track } from '../../kit/rest.ts'
import { emulator } from '../../kit/world.ts'

const GROUP = '3d2ae07a-f2ff-4318-bdff-e394f2d3a4ec'

async function mel(values: Record<string, unknown>) {
  const e = emulator()
  await e.admin('POST', '/subscription_groups', { id: GROUP, name: 'News', channel: 'email' })
  await e.admin('POST', '/subscription_groups', { id: 'other', name: 'Other', channel: 'sms' })
  await track(e, { attributes: [{ external_id: 'mel', ...values }] })
  const scope = e.world.personalization.of(e.world.profiles.byExternalId('mel')!)
  return (source: string) => e.world.liquid.render(source, scope)
}

test('every default attribute', async () => {
  const of = await mel({ first_name: 'Mel', last_name: 'D', email: 'Mel@Example.com', phone: '+1 (650) 555-1234', dob: '1980-01-02', gender: 'F', country: 'Germany', language: 'de', home_city: 'Ulm', time_zone: 'Europe/Berlin', current_location: { longitude: 10, latitude: 48 } })
  expect(await of('{{${first_name}}}|{{${last_name}}}|{{${email_address}}}|{{${phone_number}}}|{{${date_of_birth}}}|{{${gender}}}|{{${country}}}|{{${language}}}|{{${city}}}|{{${time_zone}}}|{{${user_id}}}|{{${most_recent_location}.latitude}}')).toBe('Mel|D|mel@example.com|+16505551234|1980-01-02|F|DE|de|Ulm|Europe/Berlin|mel|48')
  expect(await of('{{${braze_id}}}')).toMatch(/^[0-9a-f]{24}$/)
  expect(await of('{{${random_bucket_number}}}')).toMatch(/^\d{1,4}$/)
})

test('what is not known is empty', async () => expect(await (await mel({}))('{{${first_name}}}{{${email_address}}}{{${last_used_app_date}}}{{${most_recent_app_version}}}{{${nonsense}}}{{custom_attribute.${nonsense}}}')).toBe(''))

test('custom attributes of every type', async () => {
  const of = await mel({ plan: 'pro', n: 3, yes: true, tags: ['a', 'b'], 'zip code': 75001, song: { artist: 'X' }, when: '2026-01-02T03:04:05Z' })
  expect(await of("{{custom_attribute.${plan}}} {{custom_attribute.${n} | plus: 1}} {{custom_attribute.${yes}}} {{custom_attribute.${tags} | join: '+'}} {{custom_attribute.${zip code}}} {{custom_attribute.${song}.artist}} {{custom_attribute.${when} | date: '%Y'}}")).toBe('pro 4 true a+b 75001 X 2026')
})

test('subscription states: the global one, and every group', async () => {
  const of = await mel({ email_subscribe: 'opted_in', subscription_groups: [{ subscription_group_id: GROUP, subscription_state: 'subscribed' }] })
  expect(await of(`{{subscribed_state.\${email_global}}} {{subscribed_state.\${${GROUP}}}} {{subscribed_state.\${other}}} [{{subscribed_state.\${nowhere}}}]`)).toBe('opted_in subscribed unsubscribed []')
})
