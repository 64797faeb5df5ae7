// Row 17: Connected Content: messages ask a service, here the weather, and say what it answered; without an answer they are stopped; an in-app message asks when it is shown.
import { platforms, scenario, withLocalServer } from './kit.ts'
import type { Hit } from './kit.ts'

const row = 17

/** A weather service of our own: it runs on this machine as long as the scenario. */
const skies: Record<string, object> = { Oslo: { sky: 'snow', degrees: -3 }, 'New Delhi': { sky: 'sun', degrees: 24 } }
const weather = ({ query: { city = '' } }: Hit) => (skies[city] === undefined ? { status: 404, json: { error: 'no such city' } } : { json: skies[city] })

scenario('a message has what a service says of the user\'s city', { row, tags: ['connected content'] }, async ({ device, rest, admin, clock, expect }) => {
  await withLocalServer(weather, async (service) => {
    const ask = `{% connected_content ${service.url}/weather?city={{\${city} | url_param_escape}} :save w %}`
    await admin.post('/campaigns', {
      id: 'weather', name: 'Weather', trigger: { type: 'custom_event', name: 'good morning' }, reeligibility_seconds: 0,
      messages: [{ channel: 'android_push', title: 'Today in {{${city}}}', alert: `${ask}{% if w.__http_status_code__ != 200 %}{% abort_message('no weather') %}{% endif %}{{w.degrees}} degrees, {{w.sky}}` }],
    })
    const cities = { mel: 'Oslo', bob: 'New Delhi', eve: 'Atlantis' }
    await rest.post('/users/track', { attributes: Object.entries(cities).map(([external_id, home_city]) => ({ external_id, home_city })) })
    const phones = Object.keys(cities).map((user) => {
      const phone = device('android')
      phone.launch()
      phone.changeUser(user)
      phone.allowPush(`token-of-${user}`)
      phone.logCustomEvent('good morning')
      return phone
    })
    await clock.advance('1m')

    const shown = []
    for (const phone of phones) shown.push((await phone.receivePushes()).map(({ title, body }) => `${title}: ${body}`))
    expect.value(shown, 'what the phones show').toEqual([['Today in Oslo: -3 degrees, snow'], ['Today in New Delhi: 24 degrees, sun'], []])
    expect.value(service.hits.map(({ method, path, query }) => `${method} ${path} ${query['city']}`).sort(), 'what the service was asked').toEqual(['GET /weather Atlantis', 'GET /weather New Delhi', 'GET /weather Oslo'])
    await expect.message('eve', 'android_push', { status: 'aborted', reason: 'aborted' })
    await expect.campaignStats('weather', 'android_push', { sent: 2 })

    // an answer is kept for five minutes
    phones[0]!.logCustomEvent('good morning')
    await clock.advance('1m')
    expect.value(service.hits.length, 'calls while the answer is kept').toEqual(3)
    await clock.advance('10m')
    phones[0]!.logCustomEvent('good morning')
    await clock.advance('1m')
    await expect.message('mel', 'android_push', { campaign_id: 'weather', count: 3 })
    expect.value(service.hits.length, 'calls after it is old').toEqual(4)
  })
})

for (const platform of platforms) {
  scenario(`${platform}: an in-app message asks a service at the moment it is shown`, { row, tags: [platform, 'connected content', 'in-app messages'] }, async ({ device, rest, admin, clock, expect }) => {
    await withLocalServer(weather, async (service) => {
      await admin.post('/campaigns', {
        id: 'forecast', name: 'Forecast', trigger: { type: 'custom_event', name: 'opened map' }, reeligibility_seconds: 0,
        messages: [{ channel: 'in_app_message', type: 'MODAL', message: `{% connected_content ${service.url}/weather?city={{\${city} | url_param_escape}} :save w %}{{w.degrees}} degrees in {{\${city}}}` }],
      })
      await rest.post('/users/track', { attributes: [{ external_id: 'mel', home_city: 'Oslo' }] })
      const phone = device(platform)
      phone.launch()
      phone.changeUser('mel')
      await clock.advance('1m')
      expect.value(service.hits.length, 'calls before the message is shown').toEqual(0)

      phone.logCustomEvent('opened map')
      await clock.advance('1m')
      await expect.inAppMessage(phone, { message: '-3 degrees in Oslo' })
      expect.value(service.hits.map(({ query }) => query['city']), 'what the service was asked').toEqual(['Oslo'])
    })
  })
}
