// Row 8: an anonymous user gets an id: nothing is lost and nothing invented (rules U1–U6, U11), whether the id is new or somebody's already.
import { platforms, scenario } from './kit.ts'
import type { Stage } from './kit.ts'

const row = 8

for (const platform of platforms) {
  const tags = [platform, 'identity']

  /** Somebody uses the app without logging in: attributes, an event twice, a purchase, an alias, one session. */
  const useAnonymously = async ({ device, clock }: Stage) => {
    const phone = device(platform)
    phone.launch()
    phone.setFirstName('Anne')
    phone.setLastName('Onymous')
    phone.setEmail('anne@example.com')
    phone.setHomeCity('Lyon')
    phone.setCustomUserAttribute('favourite_colour', 'blue')
    phone.logCustomEvent('browsed', { page: 1 })
    phone.logCustomEvent('browsed', { page: 2 })
    phone.logPurchase('socks', 9.99, 'USD', 2)
    phone.addAlias('anne-77', 'shop')
    await clock.advance('30s')
    return phone
  }

  scenario(`${platform}: changeUser to a new id keeps the profile with all it has`, { row, tags }, async (stage) => {
    const { clock, expect } = stage
    const phone = await useAnonymously(stage)
    const before = await expect.profile(phone, { external_id: undefined, first_name: 'Anne' })

    phone.changeUser('mel')
    await clock.advance('30s')

    const after = await expect.profile('mel', { braze_id: before.braze_id, user_aliases: [{ alias_name: 'anne-77', alias_label: 'shop' }], total_revenue: 19.98 })
    // Everything but the id and the new session is as it was
    const { external_id: _, apps: appsAfter, ...rest } = after
    const { apps: appsBefore, ...restBefore } = before
    expect.value(rest, 'the profile, but for its id and apps').toEqual(restBefore)
    const { last_used: _then, ...app } = appsBefore[0]
    expect.value(appsAfter, 'the apps of the profile').toMatch([{ ...app, sessions: 2, last_used: '2026-03-01T12:00:30.000Z' }])
    await expect.event('mel', 'browsed', { count: 2, properties: { page: 2 } })
    await expect.purchase('mel', 'socks', { count: 2, price: 9.99, currency: 'USD' })
    await expect.sessions('mel', { count: 2, open: 1, seconds: [30] })
    await expect.profile({ user_alias: { alias_name: 'anne-77', alias_label: 'shop' } }, { external_id: 'mel' })
    await expect.decision('U2', { about: 'mel', data: { external_id: 'mel' }, count: 1 })
    await expect.journal('profile.merged', { count: 0 })
    await expect.users(1)
  })

  scenario(`${platform}: changeUser to an existing id, merge mode lifecycle: blanks are filled, activity stays behind`, { row, tags }, async (stage) => {
    const { rest, clock, expect } = stage
    await rest.post('/users/track', {
      attributes: [{ external_id: 'mel', first_name: 'Mel', email: 'mel@example.com', plan: 'pro' }],
      events: [{ external_id: 'mel', name: 'signed up', time: clock.now() }],
      purchases: [{ external_id: 'mel', product_id: 'hat', currency: 'USD', price: 25, time: clock.now() }],
    })
    const known = await expect.profile('mel', { last_name: undefined, home_city: undefined })
    const phone = await useAnonymously(stage)
    const anonymous = await expect.profile(phone, { external_id: undefined })

    phone.changeUser('mel')
    await clock.advance('30s')

    await expect.profile('mel', {
      braze_id: known.braze_id,
      // what mel has is kept
      first_name: 'Mel', email: 'mel@example.com',
      // what mel lacked is filled
      last_name: 'Onymous', home_city: 'Lyon',
      // aliases come along
      user_aliases: [{ alias_name: 'anne-77', alias_label: 'shop' }],
      // custom attributes, events and purchases do not
      custom_events: [{ name: 'signed up', count: 1 }],
      purchases: [{ name: 'hat', count: 1 }],
      total_revenue: 25,
    })
    const mel = await expect.profile('mel')
    expect.value(mel['custom_attributes'], "mel's custom attributes").toEqual({ plan: 'pro' })
    await expect.event('mel', 'browsed', { count: 0 })
    await expect.purchase('mel', 'socks', { count: 0 })
    // sessions are summed: the anonymous one and the one that changeUser started
    await expect.sessions('mel', { count: 2, open: 1, seconds: [30] })
    await expect.noProfile({ braze_id: anonymous.braze_id })
    await expect.users(1)
    const [merged] = await expect.decision('U3', {
      about: 'mel',
      count: 1,
      data: {
        mode: 'lifecycle',
        kept: { first_name: { kept: 'Mel', lost: 'Anne' }, email: { kept: 'mel@example.com', lost: 'anne@example.com' } },
        filled: { last_name: 'Onymous', home_city: 'Lyon' },
        sessions_added: 1,
        left_behind: ['custom_attributes', 'custom_events', 'purchases'],
      },
    })
    expect.value(Object.keys(merged!.data['kept'] as object).sort(), 'the fields kept against others').toEqual(['email', 'first_name'])
  })
}
