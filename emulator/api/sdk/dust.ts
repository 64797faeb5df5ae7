// POST /api/v3/dust/config: how a page listens on the real-time channel. observed: web SDK 6.13.0
import { DataBody } from './data.ts'
import { deviceIdOf, sentAt } from './envelope.ts'
import { sdk } from './realm.ts'
import { userOf } from './syncs.ts'

export const dustConfig = sdk({
  path: '/dust/config',
  docs: 'developer_guide/sdk_integration',
  evidence: ['client'],
  body: DataBody,
  handle: ({ world, app, body }) => ({ ...world.realTime.config(userOf(world, app!, body), { app_id: app!.app_id, device_id: deviceIdOf(body) }, sentAt(body, world)) }),
})
