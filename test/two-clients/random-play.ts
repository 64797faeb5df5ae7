// Plays random calls on an SDK, in the page or in this process: nothing from outside of the function is in it.
import type { Call } from './random-calls.ts'
import type { Kept, Sdk } from './clients.ts'

/** Answers what each call answered, in JSON, and last what subscribers and callbacks were told meanwhile. */
export async function play(given: Sdk, kept: Kept, calls: readonly Call[], start: { key: string; baseUrl: string }): Promise<unknown[]> {
  const braze = given as any
  const { seen, messages = (kept['messages'] = []), ids = (kept['ids'] = {}), devices = (kept['devices'] = []) } = kept
  const alive = (value: any): any => {
    if (Array.isArray(value)) return value.map(alive)
    if (typeof value !== 'object' || value === null) return value
    if ('$date' in value) return new Date(value.$date)
    if ('$number' in value) return Number(value.$number)
    if ('$undefined' in value) return undefined
    if ('$repeat' in value) return value.$repeat[0].repeat(value.$repeat[1])
    if ('$deep' in value) return Array.from({ length: value.$deep }).reduce((inner) => ({ inner }), 1)
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, alive(one)]))
  }
  const hears: Record<string, () => unknown> = {
    iam: () => braze.subscribeToInAppMessage((message: any) => {
      messages.push(message)
      seen.push(['iam', message.message ?? 'control'])
      if (!(message instanceof braze.ControlMessage)) braze.logInAppMessageImpression(message)
    }),
    flags: () => braze.subscribeToFeatureFlagsUpdates((flags: any[]) => seen.push(['flags', flags.map(({ id, enabled }) => [id, enabled])])),
    cards: () => braze.subscribeToContentCardsUpdates(({ cards }: any) => seen.push(['cards', cards.map(({ title, viewed }: any) => [title, viewed])])),
    banners: () => braze.subscribeToBannersUpdates((banners: any) => seen.push(['banners', Object.keys(banners).sort().map((id) => [id, banners[id]?.html ?? null])])),
  }
  const who: Record<string, (what: string, args: any[]) => unknown> = {
    braze: (what, args) => braze[what](...args),
    initialize: (_, [options]) => braze.initialize(start.key, { baseUrl: start.baseUrl, doNotLoadFontAwesome: true, minimumIntervalBetweenTriggerActionsInSeconds: 0, ...options }),
    flush: () => (braze.isInitialized() ? new Promise((done) => braze.requestImmediateDataFlush(done)) : 'off'),
    user: (what, args) => braze.getUser()?.[what](...args),
    subscribe: (what) => typeof (ids[what] = hears[what]!()),
    unsubscribe: (what) => braze.removeSubscription(ids[what] ?? 'none'),
    refresh: (what, [placements]) => {
      const told = [() => seen.push([what, 'asked: came']), () => seen.push([what, 'asked: failed'])]
      return what === 'flags' ? braze.refreshFeatureFlags(...told) : what === 'cards' ? braze.requestContentCardsRefresh(...told) : braze.requestBannersRefresh(placements, ...told)
    },
    message: (what, [button]) => {
      const message = messages.at(-1)
      if (message === undefined || (what === 'button' && !(message.buttons?.length > button))) return 'none'
      return what === 'see' ? braze.logInAppMessageImpression(message) : what === 'click' ? braze.logInAppMessageClick(message) : braze.logInAppMessageButtonClick(message.buttons[button], message)
    },
    cards: (what, [at]) => {
      const all = braze.getCachedContentCards()?.cards
      if (all === undefined || what === 'list') return all?.map(({ title, viewed, clicked, pinned, url, extras }: any) => [title, viewed, clicked, pinned, url, extras])
      if (what === 'see') return braze.logContentCardImpressions(all)
      return all[at] === undefined ? 'none' : what === 'click' ? braze.logContentCardClick(all[at]) : braze.logCardDismissal(all[at])
    },
    banner: (what, [at, ...rest]) => {
      if (what === 'list') return Object.entries(braze.getAllBanners() ?? {}).map(([id, banner]: any) => [id, banner?.html ?? null]).sort()
      if (what === 'see') return braze.logBannerImpressions(at)
      const banner = braze.getBanner(at)
      return banner == null ? banner : what === 'click' ? braze.logBannerClick(banner, ...rest) : what === 'dismiss' ? braze.dismissBanner(banner) : banner[what](...rest)
    },
    flag: (what, [id, key]) => braze.getFeatureFlag(id)?.[what](key),
    device: () => {
      const id = braze.getDeviceId()
      if (id !== undefined && !devices.includes(id)) devices.push(id)
      return devices.indexOf(id)
    },
  }
  const answers: unknown[] = []
  for (const [name, what, ...args] of calls) {
    try {
      const answer = await who[name]!(what, args.map(alive))
      answers.push(answer === undefined ? 'undefined' : JSON.parse(JSON.stringify(answer)))
    } catch (error) {
      answers.push(`threw ${(error as Error).name}`)
    }
  }
  return [...answers, seen.splice(0)]
}
