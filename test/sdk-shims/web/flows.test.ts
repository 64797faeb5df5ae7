// Whole visits with the real web SDK in Chromium and with the shim in Node, each against an emulator of its own: the page sees the same, the emulator is told the same.
import { expect, test, vi } from 'vitest'
import { homeKeys } from '../../../emulator/index.ts'
import { headless } from '../../../sdk-shims/web/control.ts'
import * as shim from '../../../sdk-shims/web/index.ts'
import { describeInChromium, webVisits } from '../../kit/chromium.ts'
import { emulator } from '../../kit/world.ts'

const visit = webVisits()
type Sdk = Record<string, any>
type Admin = (method: string, path: string, body?: unknown) => Promise<unknown>
/** What the page notes down, and a wait for something to be true; both are made in the page. */
type Hands = { saw: (...what: unknown[]) => void; until: (is: () => unknown) => Promise<void>; flush: () => Promise<boolean> }
type Flow = { prepare?: (admin: Admin) => Promise<unknown>; options?: object; script: (braze: Sdk, hands: Hands) => Promise<void> }

const campaign = (id: string, more: object): object => ({ id, name: id, ...more })

const FLOWS: Record<string, Flow> = {
  'flags: subscribers, callbacks, users, impressions': {
    prepare: async (admin) => {
      await admin('POST', '/feature_flags', { id: 'all', everyone_else: true, properties: { s: { type: 'string', value: 'x' }, n: { type: 'number', value: 1 }, j: { type: 'json', value: { a: [1] } } } })
      await admin('POST', '/feature_flags', { id: 'none' })
    },
    script: async (braze, { saw, until, flush }) => {
      let told = 0
      braze['subscribeToFeatureFlagsUpdates']((flags: any[]) => { told++; saw('told', flags.map((one) => [one.id, one.enabled]).sort()) })
      braze['openSession']()
      await until(() => told === 2)
      const flag = braze['getFeatureFlag']('all')
      saw(flag.getStringProperty('s'), flag.getNumberProperty('n'), flag.getJsonProperty('j'), flag.getStringProperty('n'), flag.getBooleanProperty('none'), braze['getFeatureFlag']('nope'), braze['getFeatureFlag']('none').enabled)
      saw(braze['logFeatureFlagImpression']('all'), braze['logFeatureFlagImpression']('all'), braze['logFeatureFlagImpression']('nope'))
      braze['changeUser']('mel')
      await until(() => told === 3)
      // A new session forgets what was logged. The real SDK forgets when its data request is answered, which may be after the flags arrived
      await until(() => braze['logFeatureFlagImpression']('all'))
      saw(braze['logFeatureFlagImpression']('all'))
      braze['refreshFeatureFlags'](() => saw('ok'), () => saw('failed'))
      await until(() => told === 4)
      await flush()
    },
  },
  'cards: order, views, clicks, dismissals, refreshes': {
    prepare: async (admin) => {
      for (const [id, more] of Object.entries({ plain: { type: 'classic' }, pinned: { type: 'captioned_image', image_url: 'https://i.invalid/x.png', pinned: true }, stays: { type: 'classic', dismissible: false, url: '' } })) {
        await admin('POST', '/campaigns', campaign(id, { trigger: { type: 'custom_event', name: 'go' }, messages: { [`m-${id}`]: { channel: 'content_cards', title: id, message: `about ${id}`, url: 'https://shop.invalid', extras: { k: id }, ...more } } }))
      }
    },
    script: async (braze, { saw, until, flush }) => {
      let told = 0
      braze['subscribeToContentCardsUpdates'](({ cards, lastUpdated }: any) => { told++; saw('told', cards.length, lastUpdated instanceof Date) })
      saw(braze['getCachedContentCards']().lastUpdated)
      braze['changeUser']('mel')
      await until(() => told === 1)
      braze['logCustomEvent']('go')
      await flush()
      let asks = 0
      await until(() => {
        if (braze['getCachedContentCards']().cards.length === 3) return true
        if (asks++ % 20 === 0) braze['requestContentCardsRefresh']()
        return false
      })
      const cards = (): any[] => braze['getCachedContentCards']().cards
      const view = (card: any): unknown => [card.title, card.constructor === braze['ClassicCard'], card instanceof braze['CaptionedImage'], card.pinned, card.dismissible, card.viewed, card.clicked, card.url ?? null, card.extras, card.imageUrl ?? null, card.expiresAt instanceof Date, card.isControl]
      saw(cards()[0].title, cards().map(view).sort((a: any, b: any) => (a[0] < b[0] ? -1 : 1)), braze['getCachedContentCards']().getUnviewedCardCount())
      const of = (title: string): any => cards().find((card) => card.title === title)
      const [plain, pinned, stays] = [of('plain'), of('pinned'), of('stays')]
      plain.subscribeToClickedEvent(() => saw('clicked'))
      plain.subscribeToDismissedEvent(() => saw('dismissed'))
      saw(braze['logContentCardImpressions']([pinned, plain]), braze['logContentCardImpressions']([plain]), braze['logContentCardImpressions']([of('plain')]), braze['getCachedContentCards']().getUnviewedCardCount())
      saw(braze['logContentCardClick'](plain), braze['logContentCardClick'](stays), of('plain').clicked, braze['logCardDismissal'](stays), braze['logCardDismissal'](plain), braze['logCardDismissal'](plain), plain.dismissed, cards().length)
      await flush()
      let answered = false
      braze['requestContentCardsRefresh'](() => { answered = true; saw('ok') }, () => { answered = true; saw('failed') })
      await until(() => answered)
      saw(cards().map((card) => card.title).sort(), pinned.dismissCard(), pinned.dismissed ?? null)
    },
  },
  'banners: placements, impressions, clicks, dismissals': {
    options: { allowUserSuppliedJavascript: true },
    prepare: async (admin) => {
      await admin('POST', '/banners', { id: 'b1', placement_id: 'home', html: '<p>hi</p>', properties: { c: { type: 'string', value: 'red' }, n: { type: 'number', value: 2 } } })
      await admin('POST', '/banners', { id: 'b2', placement_id: 'side', html: '<b>x</b>', dismissible: false })
    },
    script: async (braze, { saw, until, flush }) => {
      let told = 0
      braze['subscribeToBannersUpdates']((banners: any) => { told++; saw('told', Object.entries(banners).map(([placement, one]: any) => [placement, one && one.html]).sort()) })
      braze['changeUser']('mel')
      await flush()
      let done = 0
      for (const placements of ['home', [], ['home', 'side', 'none']]) braze['requestBannersRefresh'](placements, () => { done++; saw('ok') }, () => { done++; saw('failed') })
      await until(() => done === 1)
      const [home, side] = [braze['getBanner']('home'), braze['getBanner']('side')]
      saw(home.placementId, home.isControl, home.getStringProperty('c'), home.getNumberProperty('n'), home.getNumberProperty('c'), braze['getBanner']('none'), Object.keys(braze['getAllBanners']()).sort())
      home.subscribeToDismissedEvent(() => saw('dismissed'))
      saw(braze['logBannerImpressions'](['home']), braze['logBannerImpressions'](['home', 'side']), braze['logBannerImpressions'](['home', 'side']), braze['logBannerImpressions'](['none']), braze['logBannerClick'](home), braze['logBannerClick'](home, 'b'), braze['logBannerClick'](side, ''))
      saw(braze['dismissBanner'](home), braze['dismissBanner'](home), braze['getBanner']('home'), braze['logBannerClick'](home), braze['logBannerImpressions'](['home']))
      await flush()
    },
  },
  'messages: triggers, showing, what is logged once': {
    options: { minimumIntervalBetweenTriggerActionsInSeconds: 0, allowUserSuppliedJavascript: true },
    prepare: async (admin) => {
      const on = (name: string): object => ({ trigger: { type: 'custom_event', name }, reeligibility_seconds: 0 })
      await admin('POST', '/campaigns', campaign('modal', { ...on('modal'), messages: { m1: { channel: 'in_app_message', type: 'MODAL', header: 'H', message: 'modal', extras: { k: 'v' }, btns: [{ text: 'No' }, { text: 'Yes', click_action: 'URI', uri: '#yes' }] } } }))
      await admin('POST', '/campaigns', campaign('slide', { ...on('slide'), messages: { m2: { channel: 'in_app_message', type: 'SLIDEUP', message: 'slide', message_close: 'SWIPE' } } }))
      await admin('POST', '/campaigns', campaign('full', { ...on('full'), messages: { m3: { channel: 'in_app_message', type: 'FULL', message: 'full', image_style: 'TOP' } } }))
    },
    script: async (braze, { saw, until, flush }) => {
      const got: any[] = []
      braze['subscribeToInAppMessage']((message: any) => { got.push(message); saw('got', message.message, message.isControl) })
      braze['changeUser']('mel')
      await flush()
      braze['logCustomEvent']('modal')
      await until(() => got.length > 0)
      braze['logCustomEvent']('slide')
      await until(() => got.some((one) => one.message === 'slide'))
      const [modal, slide] = [got[0], got.find((one) => one.message === 'slide')]
      const plain = (one: any): unknown => [one instanceof braze['ModalMessage'], one instanceof braze['SlideUpMessage'], one.dismissType, one.clickAction, one.openTarget, one.duration, one.messageAlignment, one.iconColor, one.textColor, one.backgroundColor, one.extras, one.header ?? null, (one.buttons ?? []).map((button: any) => [button.text, button.id, button.clickAction, button.uri ?? null, button.backgroundColor, button.borderColor])]
      saw(plain(modal), plain(slide))
      modal.subscribeToDismissedEvent(() => saw('modal dismissed'))
      slide.subscribeToDismissedEvent(() => saw('slide dismissed'))
      saw(braze['showInAppMessage'](modal, null, () => saw('shown')), braze['showInAppMessage'](modal), braze['showInAppMessage'](slide), braze['showInAppMessage'](new braze['ModalMessage']('x')), braze['showInAppMessage'](new braze['ControlMessage']('c')))
      saw(braze['logInAppMessageImpression'](modal), braze['logInAppMessageButtonClick'](modal.buttons[1], modal), braze['logInAppMessageButtonClick'](modal.buttons[1], modal), braze['logInAppMessageClick'](slide), braze['logInAppMessageClick'](slide))
      let gone = 0
      slide.subscribeToDismissedEvent(() => gone++)
      modal.subscribeToDismissedEvent(() => gone++)
      slide.closeMessage()
      await until(() => gone === 1)
      modal.closeMessage()
      await until(() => gone === 2)
      saw(braze['deferInAppMessage'](modal), braze['getDeferredInAppMessage']().message, braze['getDeferredInAppMessage']())
      braze['removeAllSubscriptions']()
      braze['logCustomEvent']('full')
      await flush()
    },
  },
  'the SDK off and on, wiped and ended': {
    script: async (braze, { saw, until, flush }) => {
      const again = (): void => saw(braze['initialize']((globalThis as any).brazeKey, { baseUrl: (globalThis as any).brazeUrl }))
      braze['openSession']()
      braze['changeUser']('mel')
      const first = braze['getDeviceId']()
      braze['logCustomEvent']('one')
      await flush()
      braze['destroy']()
      saw(braze['isInitialized'](), braze['logCustomEvent']('lost'))
      again()
      saw(braze['getDeviceId']() === first, braze['getUser']().getUserId(), braze['logCustomEvent']('two'))
      await flush()
      braze['disableSDK']()
      saw(braze['isInitialized'](), braze['isDisabled'](), braze['logCustomEvent']('lost too'))
      again()
      braze['enableSDK']()
      again()
      saw(braze['getDeviceId']() === first, braze['logCustomEvent']('three'))
      await flush()
      braze['wipeData']()
      saw(braze['isInitialized'](), braze['getDeviceId']() === first, braze['getUser']().getUserId(), braze['logCustomEvent']('four'))
      await flush()
      braze['changeUser']('kai')
      let out = false
      braze['logout'](() => { out = true; saw('out') }, () => { out = true; saw('failed') })
      await until(() => out)
      saw(braze['isInitialized'](), braze['isDisabled']())
    },
  },
}

/** Runs in the page as in Node. */
const play = async (script: Flow['script'], braze: Sdk): Promise<string> => {
  const seen: unknown[] = []
  // The same thing twice in a row is one thing: how often a page asks while it waits is a matter of time
  const saw = (...what: unknown[]): void => {
    const line = JSON.stringify(what, (_key, one: unknown) => (one === undefined ? '(undefined)' : one))
    if (seen.at(-1) !== line) seen.push(line)
  }
  const until = async (is: () => unknown): Promise<void> => {
    for (let n = 0; n < 1000; n++) {
      if (is()) return
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
    throw new Error(`it never came to this: ${is.toString()}; seen: ${seen.join(' | ')}`)
  }
  await script(braze, { saw, until, flush: () => new Promise((resolve) => braze['requestImmediateDataFlush'](resolve)) })
  return JSON.stringify(seen)
}

/** What the emulator was told, without ids and times: kinds of rows, with the names in them. Definitions are the test's own; which request names a user first is chance. */
const told = (rows: any[]): string[] =>
  rows.filter(({ kind }) => /^(session|custom_event|profile|device\.registered|in_app_message|content_card|banner|feature_flag\.)/.test(kind) && (kind === 'profile.created' || !/created$|identified$/.test(kind)))
    .map(({ kind, data }) => `${kind} ${data.name ?? data.fid ?? data.campaign_id ?? ''} ${data.bid ?? ''}`.trim())
    // The real SDK has several requests under way at once: which arrives first is chance
    .sort()

describeInChromium('the real SDK and the shim', () => {
  test.each(Object.entries(FLOWS))('%s', async (_name, { prepare, options = {}, script }) => {
    const v = await visit()
    await prepare?.(v.admin as Admin)
    await v.initialize(options)
    const real = JSON.parse(await v.page.evaluate(`Object.assign(globalThis, { brazeKey: ${JSON.stringify(homeKeys.web)}, brazeUrl: ${JSON.stringify(v.baseUrl)} }), (${play.toString()})(${script.toString()}, window.braze)`)) as string[]

    const e = emulator({ holdClock: undefined })
    await prepare?.(async (method, path, body) => expect(await e.admin(method, path, body)).toMatchObject({ status: 201 }))
    headless.reset({ fetch: (request) => e.fetch(request) })
    shim.initialize(homeKeys.web, { baseUrl: 'http://localhost', ...options })
    Object.assign(globalThis, { brazeKey: homeKeys.web, brazeUrl: 'http://localhost' })
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {}) // what the SDK says of calls without it
    const ours = JSON.parse(await play(script, shim as unknown as Sdk)) as string[]
    warn.mockRestore()
    await headless.idle()
    headless.reset()

    expect(ours).toEqual(real)
    expect(told(e.journal())).toEqual(told(await v.journal()))
  }, 60_000)
})
