// The real-time channel as an open page sees it through the real @braze/web-sdk: what is defined in the emulator is there without a reload. observed: web SDK 6.13.0 (`dust/config`, SSE)
// Drives POST /api/v3/dust/config
import { expect, test } from 'vitest'
import { becomes } from '../kit/browser-steps.ts'
import { describeInChromium, soon, webVisits } from '../kit/chromium.ts'

const visit = webVisits()

describeInChromium('the real-time channel', () => {
  test('a flag, an in-app message and a card reach a page that is open and asks for nothing', async () => {
    const v = await visit()
    const streams: { user: string; status: string }[] = []
    v.page.on('response', (response) => {
      const url = new URL(response.url())
      if (url.pathname.endsWith('/sse')) streams.push({ user: url.searchParams.get('mite')!.split(':')[1]!, status: `${response.status()} ${response.headers()['content-type']}` })
    })
    const listens = async (external_id: string): Promise<void> => {
      const { braze_id } = await v.exported({ external_id })
      await soon(() => streams.map(({ user }) => user)).toContain(braze_id)
    }
    await v.initialize()
    await v.page.evaluate(() => {
      const { braze, seen } = window
      braze.subscribeToFeatureFlagsUpdates((flags) => seen.push({ flags: flags.map(({ id, enabled }) => [id, enabled]) }))
      braze.subscribeToContentCardsUpdates(({ cards }) => seen.push({ cards: cards.map((card) => 'title' in card && card.title) }))
      braze.subscribeToInAppMessage((message) => void seen.push({ message: 'message' in message && message.message }))
    })
    await becomes(v, 'mel')
    await listens('mel')
    const asked = async (path: string): Promise<any[]> => (await v.requests(path)).filter(({ headers }) => headers['x-braze-request-initiated-by'] === 'di')
    const seen = () => v.page.evaluate(() => window.seen)

    await v.admin('POST', '/feature_flags', { id: 'new', everyone_else: true })
    await soon(seen).toContainEqual({ flags: [['new', true]] })
    expect(await asked('/api/v3/feature_flags/sync')).toHaveLength(1)

    await v.admin('POST', '/campaigns', { id: 'hello', name: 'Hello', trigger: { type: 'session_start' }, messages: { m: { channel: 'in_app_message', type: 'SLIDEUP', message: 'Just made' } } })
    await soon(seen).toContainEqual({ message: 'Just made' })
    expect((await asked('/api/v3/data/')).map(({ body }) => JSON.parse(body).respond_with.triggers)).toEqual([true])

    await v.admin('POST', '/campaigns', { id: 'card', name: 'Card', schedule: { at: null }, messages: { card1: { channel: 'content_cards', type: 'classic', title: 'New here', message: 'x' } } })
    await soon(seen).toContainEqual({ cards: ['New here'] })
    await v.admin('POST', '/campaigns/card/stop', { remove_cards: true })
    await soon(async () => (await seen()).at(-1)).toEqual({ cards: [] })
    await v.admin('PATCH', '/feature_flags/new', { everyone_else: false })
    await soon(async () => (await seen()).at(-1)).toEqual({ flags: [['new', false]] })

    // Another user of the page gets a connection of his own, and hears nothing of the first one's
    await becomes(v, 'kai')
    await listens('kai')
    const before = (await asked('/api/v3/content_cards/sync')).length
    await v.admin('POST', '/campaigns', { id: 'own', name: 'Own', trigger: { type: 'custom_event', name: 'own' }, messages: { own1: { channel: 'content_cards', type: 'classic', title: 'For mel', message: 'x' } } })
    await soon(async () => (await asked('/api/v3/content_cards/sync')).length).toBe(before + 1) // a campaign of cards began: everybody looks
    await v.rest('/users/track', { events: [{ external_id: 'mel', name: 'own', time: v.emulator.clock.now() }] })
    await soon(async () => (await v.journal('content_card.sent')).at(-1)?.data.campaign_id).toBe('own')
    await v.admin('PATCH', '/feature_flags/new', { everyone_else: true })
    await soon(async () => (await seen()).at(-1)).toEqual({ flags: [['new', true]] })
    expect(await asked('/api/v3/content_cards/sync')).toHaveLength(before + 1)
    expect(new Set((await v.requests('/api/v3/dust/config')).map(({ status }) => status))).toEqual(new Set([201]))
    expect(new Set(streams.map(({ status }) => status))).toEqual(new Set(['200 text/event-stream; charset=utf-8']))
    expect(v.errors).toEqual([])
  })

  test('a page whose clock is far from the held one of the emulator asks once where to listen, and hears', async () => {
    const v = await visit({ holdClock: '2026-03-01T12:00:00Z' })
    const listening: (string | undefined)[] = []
    v.page.on('response', (response) => void (response.url().includes('/sse?') && listening.push(new URL(response.url()).searchParams.get('mite')!.split(':')[1])))
    await v.initialize()
    await v.page.evaluate(() => window.braze.subscribeToFeatureFlagsUpdates((flags) => window.seen.push(flags.map(({ id, enabled }) => [id, enabled]))))
    await becomes(v, 'mel')
    const { braze_id } = await v.exported({ external_id: 'mel' })
    await soon(() => listening).toContain(braze_id)
    await v.admin('POST', '/feature_flags', { id: 'new', everyone_else: true })
    await soon(() => v.page.evaluate(() => window.seen)).toContainEqual([['new', true]])
    expect((await v.requests('/api/v3/dust/config')).length).toBeLessThanOrEqual(2) // of the anonymous user, and of mel
    expect(v.errors).toEqual([])
  })
})
