// Headless devices on the kit's emulator, with one virtual time for both sides.
import { homeKeys } from '../../emulator/index.ts'
import type { Device, DeviceOptions } from '../../sdk-shims/device/index.ts'
import { advance, createDevice, createVirtualClock, httpTransport } from '../../sdk-shims/device/index.ts'
import type { emulator } from './world.ts'
import { NOW } from './world.ts'

type Platform = DeviceOptions['platform']

/** Makes devices that live in the emulator's time; `pass` moves both, stopping at every timer of the devices. */
export function devicesOf(e: ReturnType<typeof emulator>) {
  const clock = createVirtualClock(Date.parse(NOW))
  const devices: Device[] = []
  const settle = () => Promise.all(devices.map((device) => device.idle()))
  const follow = async () => {
    await e.admin('PUT', '/clock', { mode: 'held', now: new Date(clock.now()).toISOString() })
  }
  return {
    clock,
    settle,
    device(platform: Platform, options: Partial<DeviceOptions> = {}): Device {
      const device = createDevice({ platform, apiKey: homeKeys[platform], clock, transport: httpTransport('http://localhost', (request) => e.fetch(request)), ...options })
      devices.push(device)
      return device
    },
    /** Lets `seconds` pass. */
    async pass(seconds: number): Promise<void> {
      await advance(clock, seconds * 1000, async () => {
        await settle()
        await follow()
      })
      await follow()
    },
  }
}
