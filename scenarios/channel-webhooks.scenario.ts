// Row 18, webhooks: they are really posted, with what Liquid made of them; one that fails is tried again, one that is refused is counted as an error.
import { scenario, withLocalServer } from './kit.ts'

scenario('webhook: posted to a service, tried again when it is busy, an error when it refuses', { row: 18, tags: ['channels', 'webhook'] }, async ({ rest, admin, clock, expect }) => {
  let answers = [200]
  await withLocalServer(() => ({ status: answers.shift() ?? 200, json: { ok: true } }), async (service) => {
    await admin.post('/campaigns', {
      id: 'hook', name: 'Hook', reeligibility_seconds: 0,
      messages: [{ channel: 'webhook', url: `${service.url}/orders/{{api_trigger_properties.\${order}}}`, method: 'POST', headers: { 'Content-Type': 'application/json', 'X-Shop': 'brazier' }, body: '{"user":"{{${user_id}}}","city":"{{${city}}}"}' }],
    })
    await rest.post('/users/track', { attributes: [{ external_id: 'mel', home_city: 'Oslo' }] })
    const send = (order: number) => rest.post('/campaigns/trigger/send', { campaign_id: 'hook', trigger_properties: { order }, recipients: [{ external_user_id: 'mel' }] })

    await send(7)
    await clock.advance('1s')
    expect.value(service.hits, 'what the service got').toMatch([{ method: 'POST', path: '/orders/7', headers: { 'content-type': 'application/json', 'x-shop': 'brazier' }, body: '{"user":"mel","city":"Oslo"}' }])
    await expect.campaignStats('hook', 'webhook', { sent: 1, errors: 0 })

    answers = [503, 200]
    await send(8)
    await clock.advance('1h')
    expect.value(service.hits.map(({ path }) => path), 'the calls after a busy answer').toEqual(['/orders/7', '/orders/8', '/orders/8'])
    await expect.journal('webhook.retried', { about: 'mel', count: 1 })
    await expect.campaignStats('hook', 'webhook', { sent: 2, errors: 0 })

    answers = [400]
    await send(9)
    await clock.advance('1h')
    expect.value(service.hits.length, 'the calls after a refusal').toEqual(4)
    await expect.message('mel', 'webhook', { status: 'failed', reason: 'webhook_failed' })
    await expect.campaignStats('hook', 'webhook', { errors: 1 })
  })
})
