// POST /api/v3/dust/config: how a page listens on the real-time channel. observed: web SDK 6.13.0
import { currentUser, deviceIdOf, Envelope } from './envelope.ts'
import { sdk } from './realm.ts'

export const dustConfig = sdk({
  path: '/dust/config',
  docs: 'developer_guide/sdk_integration',
  evidence: ['client'],
  body: Envelope,
  handle: ({ world, app, body }) => ({ ...world.realTime.config(currentUser(world, app!, body), { app_id: app!.app_id, device_id: deviceIdOf(body) }) }),
})
