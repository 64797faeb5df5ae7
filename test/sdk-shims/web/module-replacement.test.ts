// The shim in the place of @braze/web-sdk in a suite of an app: the app imports the real name and is told nothing.
import { afterEach, expect, test, vi } from 'vitest'
import { homeKeys } from '../../../emulator/index.ts'
import { headless } from '../../../sdk-shims/web/control.ts'
import { emulator } from '../../kit/world.ts'
import { buy, signIn, startShop } from './shop.ts'

vi.mock('@braze/web-sdk', () => import('../../../sdk-shims/web/index.ts'))

afterEach(() => headless.reset())

test('a purchase in the app is on the profile, and a flag of the emulator in the app', async () => {
  const e = emulator({ holdClock: undefined })
  headless.reset({ fetch: (request) => e.fetch(request) })
  await e.admin('POST', '/feature_flags', { id: 'thanks', everyone_else: true, properties: { text: { type: 'string', value: 'Thank you!' } } })
  startShop(homeKeys.web, 'http://localhost')
  signIn('mel')
  await headless.idle()
  expect(buy('shoe', 59.9)).toBe('Thank you!')
  expect(await headless.flush()).toBe(true)
  expect(await e.exported('mel')).toMatchObject({ external_id: 'mel', purchases: [{ name: 'shoe', count: 1 }] })
})
