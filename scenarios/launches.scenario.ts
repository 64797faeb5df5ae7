// Row 10: campaigns and Canvases launch: a draft sends nothing, a launched one does at its time, a stopped one no more.
import { scenario } from './kit.ts'

const row = 10
const email = (subject: string) => ({ channel: 'email', subject, from: 'Shop <shop@example.com>', body: '<html><body>Hi</body></html>' })
const people = { attributes: ['mel', 'bob'].map((name) => ({ external_id: name, email: `${name}@example.com` })) }

scenario('a scheduled campaign is launched, goes out at its time, and is stopped', { row, tags: ['campaigns'] }, async ({ rest, admin, clock, expect }) => {
  await rest.post('/users/track', people)
  await admin.post('/campaigns', { id: 'news', name: 'News', draft: true, schedule: { at: '2026-03-02T09:00:00', recurrence: 'daily' }, reeligibility_seconds: 0, messages: [email('News')] })
  expect.value((await rest.get('/campaigns/details?campaign_id=news')).body, 'the draft').toMatch({ name: 'News', draft: true, schedule_type: 'time_based', channels: ['email'] })
  await clock.advance('1d')
  await expect.noMessage('mel')

  await admin.post('/campaigns/news/launch')
  await expect.journal('campaign.launched', { count: 1 })
  expect.value((await rest.get('/campaigns/details?campaign_id=news')).body, 'the launched campaign').toMatch({ draft: false, enabled: true })

  // nobody before nine, everybody at nine
  await clock.advance('20h')
  await expect.noMessage('mel')
  await clock.advance('2h')
  await expect.message('mel', 'email', { campaign_id: 'news', payload: { subject: 'News' }, count: 1 })
  await expect.message('bob', 'email', { campaign_id: 'news', count: 1 })
  await expect.campaignStats('news', 'email', { sent: 2, delivered: 2, unique_recipients: 2 })

  await admin.post('/campaigns/news/stop')
  await clock.advance('2d')
  await expect.message('mel', 'email', { count: 1 })
  await expect.explain('mel', { campaign_id: 'news' }, { passed: false, reason: 'not_live' })
})

scenario('an API-triggered campaign goes out when it is called, and not before it is launched', { row, tags: ['campaigns'] }, async ({ rest, admin, expect }) => {
  await rest.post('/users/track', people)
  await admin.post('/campaigns', { id: 'order', name: 'Order', draft: true, reeligibility_seconds: 0, messages: [email('Order {{api_trigger_properties.${number}}}')] })
  const trigger = () => ({ campaign_id: 'order', trigger_properties: { number: 7 }, recipients: [{ external_user_id: 'mel' }] })
  // the call is accepted with a notice, and nothing comes of it
  expect.value((await rest.post('/campaigns/trigger/send', trigger())).body, 'the answer before the launch').toMatch({ message: 'success', notice: /paused/ })
  await expect.noMessage('mel')

  await admin.post('/campaigns/order/launch')
  const answer = await rest.post('/campaigns/trigger/send', trigger())
  await expect.message('mel', 'email', { dispatch_id: answer.body.dispatch_id, payload: { subject: 'Order 7' } })
  await expect.noMessage('bob')
  await expect.campaignStats('order', 'email', { sent: 1 })
})

scenario('a Canvas is launched: who does its event enters, waits, goes the way that fits and converts', { row, tags: ['canvas'] }, async ({ device, rest, admin, clock, expect }) => {
  await admin.post('/canvases', {
    id: 'welcome', name: 'Welcome', draft: true, entry: { trigger: { type: 'custom_event', name: 'signed up' } }, conversion_behaviors: [{ type: 'Makes Any Purchase', window: 604_800 }],
    variants: [{ name: 'All', first_step_ids: ['wait'] }],
    steps: [
      { id: 'wait', type: 'delay', settings: { delay: { type: 'duration', value: 2, unit: 'hours' } }, next_step_ids: ['split'] },
      { id: 'split', type: 'decision_split', settings: { audience: { filters: { filter: 'custom_event', name: 'took tour', cmp: 'more_than', value: 0 } } }, next_paths: [{ name: 'Yes', next_step_id: 'done' }, { name: 'No', next_step_id: 'tour' }] },
      { id: 'done', name: 'Done', messages: { m1: email('Well done') } },
      { id: 'tour', name: 'Tour', messages: { m2: email('Take the tour') } },
    ],
  })
  await rest.post('/users/track', people)
  const owned = (user: string) => {
    const phone = device('web')
    phone.launch()
    phone.changeUser(user)
    return phone
  }
  const [mels, bobs] = [owned('mel'), owned('bob')]

  // a draft lets nobody in
  bobs.logCustomEvent('signed up')
  await clock.advance('1m')
  await expect.canvasStats('welcome', { entries: 0 })

  await admin.post('/canvases/welcome/launch')
  await expect.journal('canvas.launched', { count: 1 })
  expect.value((await rest.get('/canvas/details?canvas_id=welcome')).body, 'the launched Canvas').toMatch({ name: 'Welcome', draft: false, enabled: true })
  mels.logCustomEvent('signed up')
  bobs.logCustomEvent('signed up')
  mels.logCustomEvent('took tour')
  await clock.advance('1h')
  await expect.canvasStats('welcome', { entries: 2 })
  await expect.noMessage('mel')

  await clock.advance('90m')
  await expect.message('mel', 'email', { canvas_id: 'welcome', payload: { subject: 'Well done' }, count: 1 })
  await expect.message('bob', 'email', { canvas_id: 'welcome', payload: { subject: 'Take the tour' }, count: 1 })

  mels.logPurchase('book', 12)
  await clock.advance('1m')
  await expect.canvasStats('welcome', { entries: 2, conversions: 1, revenue: 12 })
  await expect.canvasStats('welcome', { email: { sent: 1 }, conversions: 1 }, 'done')
  await expect.canvasStats('welcome', { email: { sent: 1 }, conversions: 0 }, 'tour')
  await expect.profile('mel', { canvases_received: [{ name: 'Welcome', api_canvas_id: 'welcome', in_control: false }] })

  await admin.post('/canvases/welcome/stop')
  await expect.explain('mel', { canvas_id: 'welcome' }, { passed: false, reason: 'not_live' })
})
