// Row 5: user attributes are recorded in profiles: each of them by its setter in the app, what the SDK collects by itself, changes, removals, and nothing that is no value.
import { platforms, scenario } from './kit.ts'
import type { Device } from './kit.ts'

const row = 5
const GROUP = '5ab5c21b-0000-4000-8000-00000000ab05'

/** Every standard attribute by its setter. */
function setEverything(phone: Device): void {
  phone.setFirstName('Mélanie')
  phone.setLastName("O'Neil-Núñez")
  phone.setEmail('Mel@Example.com')
  phone.setGender('f')
  phone.setDateOfBirth(1988, 2, 29)
  phone.setCountry('FR')
  phone.setHomeCity('Lyon')
  phone.setLanguage('fr')
  phone.setPhoneNumber('+33 6 12 34 56 78')
  phone.setEmailNotificationSubscriptionType('opted_in')
  phone.setPushNotificationSubscriptionType('unsubscribed')
  phone.setLastKnownLocation(45.76, 4.83)
  phone.addToSubscriptionGroup(GROUP)
}
const everything = {
  first_name: 'Mélanie', last_name: "O'Neil-Núñez", email: 'mel@example.com', gender: 'F', dob: '1988-02-29', country: 'FR', home_city: 'Lyon', language: 'fr', phone: '+33612345678',
  email_subscribe: 'opted_in', push_subscribe: 'unsubscribed', last_coordinates: [4.83, 45.76],
}

for (const platform of platforms) {
  const tags = [platform, 'attributes']

  scenario(`${platform}: every attribute that the app sets is on the profile, can be changed and taken away`, { row, tags }, async ({ device, rest, admin, clock, expect }) => {
    await admin.post('/subscription_groups', { id: GROUP, name: 'News', channel: 'email' })
    const inGroup = async () => (await rest.get(`/subscription/status/get?subscription_group_id=${GROUP}&external_id=mel`)).body.status
    const phone = device(platform)
    phone.launch()
    phone.changeUser('mel')
    setEverything(phone)
    await clock.advance('20s')
    await expect.exported('mel', everything)
    expect.value(await inGroup(), 'the state in the group').toEqual({ mel: 'Subscribed' })
    // one change each, from nothing
    await expect.journal('profile.updated', { about: 'mel', data: { source: 'sdk', changes: { first_name: { from: null, to: 'Mélanie' }, dob: { from: null, to: '1988-02-29' } } }, count: 1 })

    // the last word counts
    phone.setFirstName('Mel')
    phone.setHomeCity('Paris')
    phone.setHomeCity('Nice')
    phone.setEmailNotificationSubscriptionType('unsubscribed')
    phone.removeFromSubscriptionGroup(GROUP)
    await clock.advance('20s')
    await expect.exported('mel', { ...everything, first_name: 'Mel', home_city: 'Nice', email_subscribe: 'unsubscribed' })
    expect.value(await inGroup(), 'the state in the group').toEqual({ mel: 'Unsubscribed' })

    for (const set of [phone.setFirstName, phone.setLastName, phone.setEmail, phone.setGender, phone.setHomeCity, phone.setPhoneNumber]) set(null)
    phone.setAttributes({ dob: null })
    await clock.advance('20s')
    await expect.exported('mel', { first_name: undefined, last_name: undefined, email: undefined, gender: undefined, home_city: undefined, phone: undefined, dob: undefined, country: 'FR', language: 'fr', custom_attributes: undefined })
    await expect.users(1)
  })

  scenario(`${platform}: what the SDK collects by itself is on the profile, until the app says otherwise`, { row, tags }, async ({ device, clock, expect }) => {
    const phone = device({ platform, appVersion: '3.1.0', device: { locale: 'de_AT', timeZone: 'Europe/Vienna' } })
    phone.launch()
    phone.changeUser('mel')
    await clock.advance('20s')
    const facts = { web: { model: 'Chrome', os: 'Linux', device_id: phone.state().deviceId }, ios: { model: 'iPhone17,1', os: '18.2', idfv: phone.state().deviceId }, android: { model: 'Pixel 9', os: '15', carrier: 'Example Mobile', device_id: phone.state().deviceId } }
    // a page has no version of its own
    const version = (number: string) => (platform === 'web' ? {} : { version: number })
    await expect.exported('mel', { country: 'AT', language: 'de', time_zone: 'Europe/Vienna', devices: [facts[platform]], apps: [{ platform: { web: 'Web', ios: 'iOS', android: 'Android' }[platform], ...version('3.1.0'), first_used: '2026-03-01T12:00:00.000Z' }] })

    phone.setLanguage('en')
    phone.setCountry('US')
    phone.kill()
    phone.changeDevice({ locale: 'fr_FR', timeZone: 'Europe/Paris' })
    phone.upgradeApp('3.2.0')
    await clock.advance('1h')
    phone.launch()
    await clock.advance('20s')
    await expect.exported('mel', { language: 'en', country: 'US', time_zone: 'Europe/Paris', apps: [version('3.2.0')], devices: [facts[platform]] })
  })

  scenario(`${platform}: what is no value of an attribute is not taken, and the old one stays`, { row, tags }, async ({ device, rest, clock, expect }) => {
    const phone = device(platform)
    phone.launch()
    phone.changeUser('mel')
    const before = { email: 'mel@example.com', phone: '+33612345678', gender: 'F', dob: '1988-02-29', language: 'fr', time_zone: 'UTC', email_subscribe: 'opted_in' }
    phone.setEmail(before.email)
    phone.setPhoneNumber(before.phone)
    phone.setGender('f')
    phone.setDateOfBirth(1988, 2, 29)
    phone.setLanguage(before.language)
    phone.setEmailNotificationSubscriptionType('opted_in')
    await clock.advance('20s')
    // refused by the SDK itself
    const taken = [phone.setEmail('mel at example'), phone.setPhoneNumber('call me'), phone.setGender('x'), phone.setDateOfBirth(2023, 2, 29), phone.setDateOfBirth(2099, 1, 1), phone.setEmailNotificationSubscriptionType('maybe' as never)]
    expect.value(taken, 'the answers of the setters').toEqual(taken.map(() => false))
    // and by the server, where something else sends it
    phone.setAttributes({ email: 'mel at example', gender: 'x', dob: '2099-01-01', email_subscribe: 'maybe', native_line_id: 'U1', shoe_size: 41 })
    phone.setLanguage('klingon!')
    await rest.post('/users/track', { attributes: [{ external_id: 'mel', time_zone: 'Mars/Olympus', gender: 'x', language: '?' }] })
    const refused = await rest.post('/users/track', { attributes: [{ external_id: 'mel', email: 'mel at example', first_name: 'Nobody' }] }, { status: 400 })
    expect.value(refused.body.errors?.[0]?.type, 'the error').toMatch(/email/)
    await clock.advance('20s')
    await expect.exported('mel', { ...before, first_name: undefined, custom_attributes: undefined })
    await expect.journal('decision.ignored', { about: 'mel', data: { compared: { attribute: 'email', sent: 'mel at example' } }, count: 1 })
  })
}

scenario('every attribute that a backend sends is on the profile, in the form that Braze gives it', { row, tags: ['attributes'] }, async ({ rest, admin, expect }) => {
  await admin.post('/subscription_groups', { id: GROUP, name: 'News', channel: 'email' })
  const alias = { alias_name: 'mel-77', alias_label: 'shop' }
  await rest.post('/users/track', { attributes: [
    {
      external_id: 'mel', first_name: 'Mélanie', last_name: "O'Neil-Núñez", email: 'Mel@Example.com', gender: 'Female', dob: '1988-02-29', country: 'France', home_city: 'Lyon', language: 'FR', phone: '+33 (6) 12 34 56 78',
      time_zone: 'Europe/Paris', email_subscribe: 'opted_in', push_subscribe: 'unsubscribed', current_location: { longitude: 4.83, latitude: 45.76 },
      subscription_groups: [{ subscription_group_id: GROUP, subscription_state: 'subscribed' }],
    },
    // one that is no attribute of the profile is a custom one, also by its spelling
    { external_id: 'mel', First_name: 'custom', shoe_size: 41 },
    { user_alias: alias, _update_existing_only: false, first_name: 'Al', time_zone: 'Eastern Time (US & Canada)' },
  ] })
  const mel = await expect.exported('mel', { ...everything, time_zone: 'Europe/Paris' })
  expect.value(mel['custom_attributes'], 'the custom attributes').toEqual({ First_name: 'custom', shoe_size: 41 })
  const { status } = (await rest.get(`/subscription/status/get?subscription_group_id=${GROUP}&external_id=mel`)).body
  expect.value(status, 'the state in the group').toEqual({ mel: 'Subscribed' })
  await expect.exported({ user_alias: alias }, { external_id: undefined, first_name: 'Al', time_zone: 'Eastern Time (US & Canada)' })

  const cleared = ['first_name', 'last_name', 'email', 'gender', 'dob', 'country', 'home_city', 'language', 'phone', 'time_zone', 'First_name', 'shoe_size']
  await rest.post('/users/track', { attributes: [{ external_id: 'mel', ...Object.fromEntries(cleared.map((name) => [name, null])) }] })
  await expect.exported('mel', { ...Object.fromEntries(cleared.map((name) => [name, undefined])), custom_attributes: undefined, email_subscribe: 'opted_in', last_coordinates: everything.last_coordinates })
  await expect.users(2)
})
