// The start of the SDK in a process of the app, and what the device tells its subscribers from then on.
import type { Device } from '../device/device-types.ts'
import type { Bus } from './bus.ts'
import { deviceOptionsOf } from './config.ts'
import { BrazeNetworkFailureEvent, BrazeSdkAuthenticationErrorEvent, InAppMessageEvent, NoMatchingTriggerEvent, SessionStateChangedEvent } from './events.ts'
import { InAppMessage } from './in-app-message.ts'
import { phone } from './phone.ts'

const listen = (device: Device, bus: Bus): void => {
  device.subscribe('in_app_message', (given) => bus.tell(new InAppMessageEvent(new InAppMessage(device, given))))
  device.subscribe('no_matching_trigger', ({ event, data }) => bus.tell(new NoMatchingTriggerEvent(event, data ?? null)))
  device.subscribe('auth_error', ({ errorCode, reason, userId, signature }) => bus.tell(new BrazeSdkAuthenticationErrorEvent(errorCode, reason ?? null, userId ?? null, signature ?? null)))
  device.subscribe('session', ({ sessionId, event }) => bus.tell(new SessionStateChangedEvent(sessionId, SessionStateChangedEvent.ChangeType[event === 'start' ? 'SESSION_STARTED' : 'SESSION_ENDED'])))
  device.subscribe('network_failure', (record) => bus.tell(new BrazeNetworkFailureEvent(record)))
}

/** Throws where the app did not say its key and endpoint: the SDK would do nothing. */
export const startDevice = (bus: Bus): Device => {
  const host = phone()
  const { process } = host
  const { config } = process
  const { apiKey, customEndpoint } = config?.values ?? {}
  if (config === undefined || apiKey === undefined || customEndpoint === undefined) throw new Error('the SDK has no API key or no endpoint: call Braze.configure() with both first')
  const device = host.open(apiKey, process.endpointProvider?.getApiEndpoint(customEndpoint) ?? customEndpoint, deviceOptionsOf(config, host.options.network ?? 'great'))
  // A configuration given after disableSdk() goes on with the process that there is
  if (device.state().running) device.kill()
  if (host.inFront) device.initialize()
  else device.launchInBackground()
  process.device = device
  listen(device, bus)
  return device
}
