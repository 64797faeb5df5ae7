// What a Braze instance keeps for the parts of the shim: its device and its phone.
import type { Device } from '../device/device-types.ts'
import type { Phone } from '../phone/phone.ts'
import type { Braze } from './braze.ts'
import type { InAppMessage } from './in-app-message.ts'

export type Inner = {
  device: Device
  phone: Phone
  /** Hears the device; what it heard before is over. Belongs between initialize() and the first session. */
  listen(): void
}

const inners = new WeakMap<Braze, Inner>()
const ofMessages = new WeakMap<InAppMessage, Inner>()

export const setInner = (braze: Braze, inner: Inner): void => void inners.set(braze, inner)

export const innerOf = (braze: Braze): Inner => {
  const found = inners.get(braze)
  if (found === undefined) throw new Error('this is no instance of Braze')
  return found
}

/** The instance that a message came from. */
export const innerOfDevice = (message: InAppMessage): Inner | undefined => ofMessages.get(message)
export const ownMessage = (message: InAppMessage, inner: Inner): InAppMessage => {
  ofMessages.set(message, inner)
  return message
}
