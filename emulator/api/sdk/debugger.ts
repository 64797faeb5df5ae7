// The SDK Debugger: a device begins a session (POST /api/v3/debugger/init) and sends what its SDK logs (/debugger/log). All of it goes into the journal. docs: developer_guide/sdk_integration/debugging ("logs streamed"); observed: the paths only, as third parties saw them in Android and iOS SDKs
import type { Kind } from '../../domain/kinds.ts'
import type { World } from '../../world.ts'
import type { App } from '../../domain/apps.ts'
import { deviceIdOf, Envelope } from './envelope.ts'
import { sdk } from './realm.ts'

const COMMON: ReadonlySet<string> = new Set([...Object.keys(Envelope.shape), 'sdk_metadata', 'sdk_flavor', 'app_version_code'])

/** How the logs are called in the body was never captured: everything that is not the envelope is kept under its own name. */
function keep(kind: Kind, world: World, app: App, body: Envelope): { message: string } {
  const device_id = deviceIdOf(body)
  const device = world.devices.find(device_id, app.app_id)
  const owner = device === undefined ? undefined : world.identity.ownerOf(device)
  const told = Object.fromEntries(Object.entries(body).filter(([name]) => !COMMON.has(name)))
  world.journal.append(kind, { app_id: app.app_id, device_id, sdk_version: body.sdk_version ?? null, told }, owner?.braze_id ?? null)
  return { message: 'success' }
}

export const debuggerInit = sdk({
  path: '/debugger/init',
  docs: 'developer_guide/sdk_integration/debugging',
  evidence: ['inferred'],
  partial: 'what Braze answers is not known; the config says nothing of the debugger, so no SDK calls by itself',
  body: Envelope,
  handle: ({ world, app, body }) => keep('sdk_debugger.started', world, app!, body),
})

export const debuggerLog = sdk({
  path: '/debugger/log',
  docs: 'developer_guide/sdk_integration/debugging',
  evidence: ['inferred'],
  partial: 'what Braze answers is not known',
  body: Envelope,
  handle: ({ world, app, body }) => keep('sdk_debugger.logged', world, app!, body),
})
