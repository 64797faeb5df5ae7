// Row 11: the right campaigns reach the right segments: in all of theirs, in none of those left out, judged when the message goes, and a control group gets nothing.
import { scenario } from './kit.ts'

const row = 11
const email = (subject: string) => ({ channel: 'email', subject, from: 'Shop <shop@example.com>', body: '<html><body>Hi</body></html>' })

scenario('each campaign reaches the users of its segments, and nobody else', { row, tags: ['campaigns', 'segments'] }, async ({ rest, admin, clock, expect }) => {
  const plan = (value: string) => ({ filter: 'custom_attribute', name: 'plan', type: 'string', cmp: 'is_any_of', value })
  await admin.post('/segments', { id: 'gold', name: 'Gold', filters: plan('gold') })
  await admin.post('/segments', { id: 'silver', name: 'Silver', filters: plan('silver') })
  await admin.post('/segments', { id: 'staff', name: 'Staff', filters: { filter: 'email_address', cmp: 'contains_any_of', value: ['@shop.example.com'] } })
  await admin.post('/segments', { id: 'germans', name: 'Germans', filters: { filter: 'country', cmp: 'is_any_of', value: 'DE' } })
  const user = (external_id: string, plan: string, country: string, host = 'example.com') => ({ external_id, plan, country, email: `${external_id}@${host}` })
  await rest.post('/users/track', { attributes: [user('mel', 'gold', 'DE'), user('bob', 'silver', 'DE'), user('eve', 'gold', 'US'), user('sue', 'gold', 'DE', 'shop.example.com')] })

  const schedule = { at: '2026-03-01T18:00:00' }
  const audiences: Record<string, { audience: object; reaches: string[] }> = {
    'all-gold': { audience: { segments: ['gold'] }, reaches: ['mel', 'eve', 'sue'] },
    'german-gold': { audience: { segments: ['gold', 'germans'], exclude_segments: ['staff'] }, reaches: ['mel'] },
    'silver-only': { audience: { segments: ['silver'] }, reaches: ['bob'] },
    'filtered': { audience: { segments: ['germans'], filters: { op: 'NOT', children: [plan('silver')] } }, reaches: ['mel', 'sue'] },
  }
  for (const [id, { audience }] of Object.entries(audiences)) await admin.post('/campaigns', { id, name: id, schedule, audience, messages: [email(id)] })
  await clock.advance('7h')

  for (const [id, { reaches }] of Object.entries(audiences)) {
    for (const name of ['mel', 'bob', 'eve', 'sue'])
      if (reaches.includes(name)) await expect.message(name, 'email', { campaign_id: id, payload: { subject: id }, count: 1 })
      else {
        await expect.noMessage(name, 'email', { campaign_id: id })
        await expect.explain(name, { campaign_id: id }, { passed: false, reason: 'not_in_audience' })
      }
    await expect.campaignStats(id, 'email', { sent: reaches.length, unique_recipients: reaches.length })
  }
})

scenario('who leaves the segment while the message waits does not get it; who is in a control group gets nothing', { row, tags: ['campaigns', 'segments'] }, async ({ rest, admin, clock, expect }) => {
  await admin.post('/segments', { id: 'basket', name: 'Full basket', filters: { filter: 'custom_attribute', name: 'basket', type: 'number', cmp: 'more_than', value: 0 } })
  const trigger = { type: 'custom_event', name: 'left shop', delay_seconds: 3600, reevaluate_segments: true }
  await admin.post('/campaigns', { id: 'remind', name: 'Remind', audience: { segments: ['basket'] }, trigger, messages: [email('Your basket waits')] })
  await admin.post('/campaigns', { id: 'measured', name: 'Measured', audience: { segments: ['basket'] }, trigger, messages: [{ ...email('Never sent'), percent: 0 }, { channel: 'email', type: 'control', percent: 100 }] })
  await rest.post('/users/track', { attributes: ['mel', 'bob', 'eve'].map((external_id) => ({ external_id, email: `${external_id}@example.com`, basket: external_id === 'eve' ? 0 : 2 })) })
  await rest.post('/users/track', { events: ['mel', 'bob', 'eve'].map((external_id) => ({ external_id, name: 'left shop', time: clock.now() })) })
  await clock.advance('30m')
  await rest.post('/users/track', { attributes: [{ external_id: 'bob', basket: 0 }] })
  await clock.advance('1h')

  await expect.message('mel', 'email', { campaign_id: 'remind', count: 1 })
  await expect.message('bob', 'email', { campaign_id: 'remind', status: 'withheld', reason: 'left_audience' })
  await expect.noMessage('eve')
  await expect.campaignStats('remind', 'email', { sent: 1 })
  await expect.journal('campaign.control_enrolled', { about: 'mel', count: 1, data: { campaign_id: 'measured' } })
  await expect.noMessage('mel', 'email', { campaign_id: 'measured' })
  await expect.campaignStats('measured', 'email', { sent: 0, enrolled: 1 })
})
