// Braze.Configuration of the iOS shim: its defaults, and where requests go (mobile wire 1). docs: braze-swift-sdk 18.2
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Braze } from '../../../sdk-shims/ios/index.ts'
import { openApp } from './app.ts'
import type { App } from './app.ts'

let app: App
beforeEach(() => { app = openApp() })
afterEach(() => app.headless.reset())

describe('Braze.Configuration', () => {
  test('has the defaults of the SDK', () => {
    const { api, push, location, logger, ...rest } = new Braze.Configuration('key', 'sdk.example.invalid')
    expect({ ...api }).toEqual({ key: 'key', endpoint: 'sdk.example.invalid', requestPolicy: 'automatic', flushInterval: 10, sdkAuthentication: false, sdkFlavor: undefined, sdkMetadata: [] })
    expect([push.appGroup, { ...push.automation }]).toEqual([undefined, {
      authorizationOptions: ['alert', 'badge', 'sound'],
      automaticSetup: false, requestAuthorizationAtLaunch: false, registerDeviceToken: false, handleBackgroundNotification: false, handleNotificationResponse: false, willPresentNotification: false,
    }])
    expect({ ...location }).toEqual({ brazeLocationProvider: undefined, automaticLocationCollection: false, geofencesEnabled: false, automaticGeofenceRequests: false, allowBackgroundGeofenceUpdates: false, distanceFilter: undefined })
    expect({ ...logger }).toEqual({ level: 'error', signposts: false, print: undefined })
    expect(rest).toEqual({
      sessionTimeout: 10, triggerMinimumTimeInterval: 30, useUUIDAsDeviceId: true, forwardUniversalLinks: false, optInWhenPushAuthorized: true,
      devicePropertyAllowList: ['locale', 'model', 'osVersion', 'timeZone', 'pushAuthStatus', 'pushEnabled'],
    })
  })

  test('automation = true turns every step on; each is its own', () => {
    const { push } = new Braze.Configuration('key', 'x')
    push.automation = true
    push.automation.requestAuthorizationAtLaunch = false
    const { authorizationOptions: _options, ...steps } = push.automation
    expect(Object.values(steps)).toEqual([true, false, true, true, true, true])
  })

  test.each([['sdk.h.invalid', 'https://sdk.h.invalid/api/v3/data/'], ['http://127.0.0.1:9/', 'http://127.0.0.1:9/api/v3/data/'], ['http://h.invalid/mockServer', 'http://h.invalid/mockServer/api/v3/data/']])('the endpoint %s asks %s', async (endpoint, asked) => {
    const urls: string[] = []
    app.headless.configure({ fetch: (request) => { urls.push(request.url); return Response.json({}) } })
    new Braze(new Braze.Configuration('key', endpoint))
    await app.headless.idle()
    expect(urls).toEqual([asked])
  })

  test('an endpoint that is no address: nothing leaves', async () => {
    let calls = 0
    app.headless.configure({ fetch: () => { calls += 1; return Response.json({}) } })
    new Braze(new Braze.Configuration('key', 'not a host'))
    await app.headless.idle()
    expect(calls).toBe(0)
  })
})
