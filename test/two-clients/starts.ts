// The script of starts and ends that both clients run: signatures that are refused and taken, pages that are loaded anew, the SDK off and on, wiped.
import type { Step } from './script.ts'

export const STARTS: readonly Step[] = [
  {
    does: 'initialize with signatures', unsent: true,
    act: (braze, kept, { key, baseUrl }) => {
      const started = braze.initialize(key, { baseUrl, doNotLoadFontAwesome: true, enableSdkAuthentication: true, appVersion: '2.1', appVersionNumber: '2.1.0.0' })
      braze.subscribeToSdkAuthenticationFailures((failure) => kept.seen.push(failure))
      return started
    },
  },
  { does: 'nobody known needs no signature', act: (braze) => [braze.openSession() ?? null, braze.logCustomEvent('anonymous')] },
  {
    does: 'a user with a foreign signature: told, and nothing is taken', unsent: true,
    act: async (braze, kept, { foreign }) => {
      braze.changeUser('mel', foreign)
      const sent = await new Promise((done) => braze.requestImmediateDataFlush(done))
      for (let look = 0; look < 500 && kept.seen.length === 0; look++) await new Promise((again) => setTimeout(again, 10))
      return [sent, kept.seen[0], braze.logCustomEvent('kept')]
    },
  },
  { does: 'with a good one all of it arrives', act: async (braze, _, { good }) => [braze.setSdkAuthenticationSignature(good) ?? null, await new Promise((done) => braze.requestImmediateDataFlush(done)), braze.getUser()!.getUserId()] },
  { does: 'the same user with another signature: only that is new', act: (braze, _, { better }) => [braze.changeUser('mel', better) ?? null, braze.logCustomEvent('signed')] },
  {
    does: 'the page again: the same session goes on', reload: true,
    act: (braze, _, { key, baseUrl, good }) => {
      const before = [braze.isInitialized(), braze.logCustomEvent('too early') ?? null, braze.getUser() ?? null]
      braze.initialize(key, { baseUrl, doNotLoadFontAwesome: true, enableSdkAuthentication: true, appVersion: '2.2', appVersionNumber: '2.2.0.0' })
      braze.changeUser('mel', good)
      braze.openSession()
      return [before, braze.getUser()!.getUserId(), braze.logCustomEvent('on the next page')]
    },
  },
  { does: 'off', unsent: true, act: (braze) => [braze.logCustomEvent('last'), braze.disableSDK() ?? null, braze.isDisabled(), braze.isInitialized(), braze.logCustomEvent('lost') ?? null] },
  { does: 'still off on the next page', reload: true, unsent: true, act: (braze, _, { key, baseUrl }) => [braze.initialize(key, { baseUrl, doNotLoadFontAwesome: true }), braze.isInitialized(), braze.isDisabled(), braze.openSession() ?? null] },
  { does: 'on again', act: (braze, _, { key, baseUrl, good }) => [braze.enableSDK() ?? null, braze.isDisabled(), braze.initialize(key, { baseUrl, doNotLoadFontAwesome: true, enableSdkAuthentication: true }), braze.changeUser('mel', good) ?? null, braze.openSession() ?? null, braze.logCustomEvent('back')] },
  { does: 'wiped: another device, nobody known', unsent: true, act: (braze, kept) => ((kept['device'] = braze.getDeviceId()), [braze.logCustomEvent('wiped away'), braze.wipeData() ?? null]) },
  {
    does: 'a fresh start', reload: true,
    act: (braze, _, { key, baseUrl }) => [braze.initialize(key, { baseUrl, doNotLoadFontAwesome: true }), braze.openSession() ?? null, braze.getUser()!.getUserId(), braze.logCustomEvent('fresh')],
  },
  { does: 'ended: what is queued still goes', unsent: true, act: (braze) => [braze.logCustomEvent('before the end'), braze.destroy() ?? null, braze.isInitialized(), braze.isDisabled(), braze.logCustomEvent('after') ?? null] },
]
