// Braze.Configuration: what an app tells the SDK before it starts, with the SDK's own defaults. docs: braze-swift-sdk, BrazeKit 18.2
import type { DeviceOptions } from '../device/device-types.ts'

/** 'manual': custom events and attributes wait for requestImmediateDataFlush(). */
export type RequestPolicy = 'automatic' | 'manual'

/** What the SDK may report of the device. The state of push is always told: push needs it. docs: braze-swift-sdk changelog 15.0.0 */
export type DeviceProperty = 'locale' | 'model' | 'osVersion' | 'timeZone' | 'pushAuthStatus' | 'pushEnabled'
const DEVICE_PROPERTIES: DeviceProperty[] = ['locale', 'model', 'osVersion', 'timeZone', 'pushAuthStatus', 'pushEnabled']
const MEMBERS = { locale: 'locale', model: 'model', osVersion: 'os_version', timeZone: 'time_zone' } as const

export class Api {
  key: string
  endpoint: string
  requestPolicy: RequestPolicy = 'automatic'
  /** Seconds between automatic flushes. */
  flushInterval: number = 10
  /** Attaches the signature of the user to requests. */
  sdkAuthentication: boolean = false
  /** Wrapper SDK around this one, as on the wire. */
  sdkFlavor: string | undefined = undefined
  readonly sdkMetadata: string[] = []

  constructor(key: string, endpoint: string) {
    this.key = key
    this.endpoint = endpoint
  }

  /** How the SDK was installed, in the words of the wire ('cg', 'rn'…); 'spm' is always there. */
  addSDKMetadata(metadata: string[]): void {
    this.sdkMetadata.push(...metadata)
  }
}

/** What the app asks the user for; 'provisional' asks nobody and shows quietly. docs: UNAuthorizationOptions */
export type AuthorizationOption = 'alert' | 'badge' | 'sound' | 'provisional'

/** Which steps of push the SDK takes for the app. All of them once automation is on. */
export class Automation {
  authorizationOptions: AuthorizationOption[] = ['alert', 'badge', 'sound']
  automaticSetup: boolean
  requestAuthorizationAtLaunch: boolean
  registerDeviceToken: boolean
  handleBackgroundNotification: boolean
  handleNotificationResponse: boolean
  willPresentNotification: boolean

  constructor(enableAll = true) {
    this.automaticSetup = enableAll
    this.requestAuthorizationAtLaunch = enableAll
    this.registerDeviceToken = enableAll
    this.handleBackgroundNotification = enableAll
    this.handleNotificationResponse = enableAll
    this.willPresentNotification = enableAll
  }
}

export class Push {
  #automation = new Automation(false)
  /** Group shared with the push story extension. */
  appGroup: string | undefined = undefined

  get automation(): Automation {
    return this.#automation
  }

  /** `true` turns every step on. */
  set automation(value: Automation | boolean) {
    this.#automation = typeof value === 'boolean' ? new Automation(value) : value
  }
}

/** Stands for the class of BrazeLocation: without a provider nothing is located. */
export class BrazeLocationProvider {}

export class LocationConfiguration {
  brazeLocationProvider: BrazeLocationProvider | undefined = undefined
  automaticLocationCollection: boolean = false
  geofencesEnabled: boolean = false
  /** False: geofences come when the app calls requestGeofences(), or a push says so. */
  automaticGeofenceRequests: boolean = false
  allowBackgroundGeofenceUpdates: boolean = false
  /** Metres between two updates in the background. Undefined: the SDK's own default. This phone tells every move. */
  distanceFilter: number | undefined = undefined
}

export type LogLevel = 'debug' | 'info' | 'error' | 'disabled'

/** Lines of the SDK's log. */
export class Logger {
  level: LogLevel = 'error'
  signposts: boolean = false
  /** Hears each line that `level` lets through: this phone's lines are of the level 'info'. */
  print: ((message: string, level: LogLevel) => boolean) | undefined = undefined
}

export class Configuration {
  api: Api
  push: Push = new Push()
  location: LocationConfiguration = new LocationConfiguration()
  logger: Logger = new Logger()
  /** Seconds in the background after which the next opening starts a new session. */
  sessionTimeout: number = 10
  /** Seconds between two triggered in-app messages. */
  triggerMinimumTimeInterval: number = 30
  /** False: the identifier for vendor is the device id. Deprecated in 18.1. */
  useUUIDAsDeviceId: boolean = true
  /** Universal links of campaigns go to the system's methods of the app. */
  forwardUniversalLinks: boolean = false
  /** Authorisation given by the user opts them in to push (P6). */
  optInWhenPushAuthorized: boolean = true
  devicePropertyAllowList: DeviceProperty[] = [...DEVICE_PROPERTIES]

  constructor(apiKey: string, endpoint: string) {
    this.api = new Api(apiKey, endpoint)
  }
}

/** What the device core makes of it. */
export const deviceOptionsOf = ({ api, location, ...rest }: Configuration): Partial<DeviceOptions> => {
  const located = location.brazeLocationProvider !== undefined
  return {
    sessionTimeoutInSeconds: rest.sessionTimeout, flushIntervalSeconds: api.flushInterval, flushPolicy: api.requestPolicy,
    enableSdkAuthentication: api.sdkAuthentication, optInWhenPushAuthorized: rest.optInWhenPushAuthorized,
    minimumIntervalBetweenTriggerActionsInSeconds: rest.triggerMinimumTimeInterval, automaticallyShowInAppMessages: false,
    enableLocationCollection: located && location.automaticLocationCollection, enableGeofences: located && location.geofencesEnabled,
    automaticGeofenceRequests: location.automaticGeofenceRequests, allowBackgroundGeofenceUpdates: location.allowBackgroundGeofenceUpdates,
    withheld: Object.entries(MEMBERS).flatMap(([property, member]) => (rest.devicePropertyAllowList.includes(property as DeviceProperty) ? [] : [member])),
    sdkMetadata: ['spm', ...api.sdkMetadata.filter((one) => one !== 'spm')],
    ...(api.sdkFlavor === undefined ? {} : { sdkFlavor: api.sdkFlavor }),
  }
}
