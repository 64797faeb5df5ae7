// throw-away
import { test, expect } from 'vitest'
import { devicesOf } from './kit/devices.ts'
import { define } from './kit/messaging.ts'
import { iam, shown } from './kit/in-app.ts'
import { bannerCampaign, cardCampaign, people } from './kit/on-devices.ts'
import { canvas, trigger as enter, CANVAS } from './kit/canvas.ts'
import { emulator } from './kit/world.ts'
const PLATFORMS = ['web', 'ios', 'android'] as const
const O = { minimumIntervalBetweenTriggerActionsInSeconds: 0 }
const p = (...w: unknown[]) => console.log(...w.map((x) => (typeof x === 'string' ? x : JSON.stringify(x))))
const eng = async (e: any) => (await e.admin('GET', '/messages?limit=1000')).body.messages.map((m: any) => [m.channel, m.user.external_id ?? m.user.braze_id?.slice(0, 4), m.status, m.reason, m.device_id?.slice(0, 4), m.engagement.map((x: any) => x.action)])
const iamk = (e: any) => e.journal().filter((r: any) => /in_app|content_card|banner\.|template/.test(r.kind)).map((r: any) => `${r.kind} ${r.user_id ?? r.user ?? ''} ${r.data?.campaign_id ?? ''}`)

test.each(PLATFORMS)('A %s two users, offline', async (pl) => {
  const e = emulator(); const s = devicesOf(e)
  await people(e, 'u1', 'u2')
  await iam(e, { message: 'Hi {{${user_id}}}', btns: [{ text: 'a' }, { text: 'b' }] }, { trigger: { type: 'custom_event', name: 'buy' }, reeligibility_seconds: 0 })
  const d = s.device(pl, O)
  d.launch(); d.changeUser('u1'); await s.settle()
  d.goOffline()
  d.logCustomEvent('buy')
  const t1 = d.state().shownMessages.map((m) => m.data['message'])
  d.clickInAppMessageButton(0)
  d.changeUser('u2'); await s.settle()
  d.logCustomEvent('buy')
  const t2 = d.state().shownMessages.map((m) => m.data['message'])
  d.goOnline(); await s.pass(300); await s.settle()
  d.logCustomEvent('buy'); await s.settle()
  const t3 = d.state().shownMessages.map((m) => m.data['message'])
  d.requestImmediateDataFlush(); await s.settle()
  p('A', pl, t1, t2, t3, await eng(e), e.errors.length)
})

test.each(PLATFORMS)('B %s change user in the middle of a template', async (pl) => {
  const e = emulator(); const s = devicesOf(e)
  await people(e, 'u1', 'u2')
  await iam(e, { message: 'Hi {{${user_id}}} {{event_properties.${x}}}' }, { trigger: { type: 'custom_event', name: 'buy' }, reeligibility_seconds: 0 })
  let release: () => void = () => undefined
  let hold = false
  const real = e.fetch
  ;(e as any).fetch = async (r: Request) => { const a = await real(r as any); if (hold && r.url.includes('template')) await new Promise<void>((x) => { release = x }); return a }
  const d = s.device(pl, O)
  const ended: any[] = []
  d.launch(); d.changeUser('u1'); await s.settle()
  d.subscribe('in_app_message_displayed', (m) => ended.push([m.data['message'], m.userId]))
  hold = true
  d.logCustomEvent('buy', { x: 1 })
  for (let i = 0; i < 200; i++) await new Promise((r) => setImmediate(r))
  d.changeUser('u2'); d.logCustomEvent('buy', { x: 2 })
  hold = false; release()
  await s.settle(); await s.pass(30)
  d.logCustomEvent('buy', { x: 3 }); await s.settle()
  d.requestImmediateDataFlush(); await s.settle()
  p('B', pl, ended, await eng(e), e.errors.length)
})

test.each(PLATFORMS)('C %s snapshot between impression and click', async (pl) => {
  const e = emulator()
  await people(e, 'u1')
  await iam(e, { btns: [{ text: 'a' }] }, {})
  await cardCampaign(e, 'card', { url: 'https://x.example/' })
  await bannerCampaign(e, 'ban')
  let target: any = e
  const s = devicesOf({ ...e, fetch: (r: any) => target.fetch(r), admin: (...a: [any]) => target.admin(...a) } as any)
  const d = s.device(pl, O)
  d.subscribe('content_cards', () => undefined); d.subscribe('banners', () => undefined)
  d.launch(); d.changeUser('u1'); await s.settle(); d.kill(); await s.pass(2000); d.launch(); await s.settle()
  d.requestBannersRefresh(['home']); await s.settle()
  d.logContentCardImpressions(d.contentCards().map((c) => c.id)); d.logBannerImpressions(['home'])
  d.requestImmediateDataFlush(); await s.settle()
  const before = await eng(e)
  const shownNow = d.state().shownMessages.length
  const e2 = emulator()
  e2.world.restore(e.world.snapshot())
  target = e2
  if (shownNow) d.clickInAppMessage()
  d.logContentCardClick(d.contentCards()[0]?.id ?? ''); d.logBannerClick('home')
  d.requestImmediateDataFlush(); await s.settle()
  d.requestContentCardsRefresh(); d.requestBannersRefresh(['home']); await s.settle()
  const cs = (await e2.get('/campaigns/data_series?campaign_id=c&length=2&ending_at=2026-03-02T23:00:00Z')).body
  p('C', pl, shownNow, before, await eng(e2), d.contentCards().map((c) => [c.viewed, c.clicked]), d.getBanner('home')?.html ?? null, JSON.stringify(cs.data?.map((x: any) => x.messages)))
})

test.each(PLATFORMS)('D %s foreign ids: leaks', async (pl) => {
  const e = emulator(); const s = devicesOf(e)
  await e.post('/users/track', { attributes: [{ external_id: 'u1', vip: true }, { external_id: 'u2' }] })
  const VIP = { audience: { filters: { filter: 'custom_attribute', name: 'vip', type: 'boolean', cmp: 'is', value: true } } }
  await iam(e, { message: 'secret {{${user_id}}} {{event_properties.${x}}}' }, { ...VIP, trigger: { type: 'custom_event', name: 'buy' } })
  await cardCampaign(e, 'card', { url: 'https://x.example/' }, VIP)
  await bannerCampaign(e, 'ban', {}, VIP)
  const d = s.device(pl, O); d.subscribe('content_cards', () => undefined); d.subscribe('banners', () => undefined)
  d.launch(); d.changeUser('u1'); await s.settle(); d.kill(); await s.pass(2000); d.launch(); await s.settle(); d.requestBannersRefresh(['home']); await s.settle()
  const ids = { card: d.contentCards()[0]?.id, banner: d.getBanner('home')?.id, trig: d.state().triggers?.[0] }
  const d2 = s.device(pl, { ...O, deviceId: 'other' }); d2.subscribe('content_cards', () => undefined)
  d2.launch(); d2.changeUser('u2'); await s.settle(); d2.kill(); await s.pass(2000); d2.launch(); await s.settle(); d2.requestBannersRefresh(['home']); await s.settle()
  const tid = (await shown(e))[0]?.payload?.data?.trigger_id ?? (ids.trig as any)?.data?.trigger_id
  const rows = await e.rowsOf(async () => {
    d2.logEvent('cci', { ids: [ids.card!] }); d2.logEvent('ccc', { ids: [ids.card!] }); d2.logEvent('ccd', { ids: [ids.card!] })
    d2.logEvent('bi', { ids: [ids.banner!] }); d2.logEvent('bc', { id: ids.banner! }); d2.logEvent('bd', { id: ids.banner! })
    d2.logEvent('si', { trigger_ids: [tid] }); d2.logEvent('sc', { trigger_ids: [tid] })
    d2.requestImmediateDataFlush(); await s.settle()
  })
  const tpl = await e.sdk(pl, '/template/', { device_id: 'other', respond_with: { user_id: 'u2' }, template: { trigger_id: tid, trigger_event_type: 'custom_event', data: { name: 'ce', time: 1, data: { n: 'buy', p: { x: 1 } } } } })
  p('D', pl, ids.card !== undefined, ids.banner !== undefined, tid, d2.contentCards().length, rows.map((r: any) => `${r.kind} ${r.data?.rule ?? ''} ${JSON.stringify(r.data).slice(0, 120)}`), await eng(e), tpl.body)
})
