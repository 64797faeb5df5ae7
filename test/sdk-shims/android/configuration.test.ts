// BrazeConfig of the Android shim: its defaults, and when it is taken. docs: braze-android-sdk 43, droidboy braze.xml
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Braze, BrazeConfig } from '../../../sdk-shims/android/index.ts'
import { openApp } from './app.ts'
import type { App } from './app.ts'

let app: App
beforeEach(() => { app = openApp() })
afterEach(() => app.headless.reset())

describe('BrazeConfig', () => {
  test('has the defaults of the SDK', () => {
    expect(new BrazeConfig.Builder().build().values).toEqual({
      apiKey: undefined, customEndpoint: undefined, sessionTimeout: 10, isSessionStartBasedTimeoutEnabled: false, triggerActionMinimumTimeIntervalSeconds: 30, isSdkAuthenticationEnabled: false,
      badNetworkDataFlushInterval: 60, goodNetworkDataFlushInterval: 30, greatNetworkDataFlushInterval: 10, isFirebaseCloudMessagingRegistrationEnabled: false, firebaseCloudMessagingSenderIdKey: undefined,
      isFirebaseMessagingServiceOnNewTokenRegistrationEnabled: undefined, handlePushDeepLinksAutomatically: false, isInAppMessageTestPushEagerDisplayEnabled: true,
      isAutomaticLocationCollectionEnabled: false, geofencesEnabled: undefined, optInWhenPushAuthorized: true, deviceObjectAllowlistEnabled: false, deviceObjectAllowlist: [], sdkFlavor: undefined, sdkMetadata: [],
      isAutomaticGeofenceRequestsEnabled: true, shouldPersistWebViewWhenBackgroundingApp: true, looks: {},
    })
  })

  test('configure() is taken until the SDK runs, and again once it was disabled and enabled', () => {
    expect(() => Braze.getInstance()).toThrow('call Braze.configure()')
    expect([app.configure(), app.configure()]).toEqual([true, true])
    Braze.getInstance()
    expect(app.configure()).toBe(false)
    Braze.disableSdk()
    expect([Braze.isDisabled, Braze.getInstance().currentUser]).toEqual([true, null])
    Braze.enableSdk()
    expect([app.configure(), Braze.isDisabled, Braze.getInstance() === Braze.getInstance()]).toEqual([true, false, true])
    app.headless.terminate()
    expect(() => Braze.getInstance()).toThrow('call Braze.configure()')
  })
})
