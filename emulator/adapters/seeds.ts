// Seeds of the config file: bodies of admin and REST calls, replayed through the same door as everybody's. One path to create things, not two.
import type { Seeds } from '../config.ts'
import { ConfigError, SEEDED_KINDS } from '../config.ts'
import type { Core } from '../index.ts'

const encoder = new TextEncoder()

/** Replays the seeds into a workspace. Throws ConfigError with the answer to the first call that was refused. */
export async function replaySeeds(core: Core, workspace: string, seeds: Seeds, adminToken?: string): Promise<void> {
  const query = `workspace=${encodeURIComponent(workspace)}`
  async function call(method: string, path: string, body: object, headers: Record<string, string>): Promise<void> {
    const response = await core.dispatch({ method, path, query: path.startsWith('/_emulator') ? query : '', headers: { 'content-type': 'application/json', ...headers }, body: encoder.encode(JSON.stringify(body)), ip: '127.0.0.1' })
    const partial = typeof response.body === 'string' && path === '/users/track' && response.body.includes('"errors"')
    if (response.status >= 400 || partial) throw new ConfigError(`config file: the seed ${method} ${path} ${JSON.stringify(body).slice(0, 120)} was answered ${response.status} ${String(response.body).slice(0, 300)}`)
  }
  const admin: Record<string, string> = adminToken === undefined ? {} : { authorization: `Bearer ${adminToken}` }
  if (seeds.settings !== undefined) await call('PATCH', '/_emulator/settings', seeds.settings, admin)
  for (const kind of SEEDED_KINDS) for (const body of seeds[kind] ?? []) await call('POST', `/_emulator/${kind}`, body, admin)
  const key = core.directory.find(workspace)?.restKeys.list().find(({ permissions }) => permissions.includes('*'))?.key ?? ''
  for (const body of seeds.track ?? []) await call('POST', '/users/track', body, { authorization: `Bearer ${key}` })
  for (const { method, path, body } of seeds.requests ?? []) {
    await call(method, path, body, path.startsWith('/_emulator') ? admin : { authorization: `Bearer ${key}` })
    await core.directory.find(workspace)?.scheduler.settle() // what Braze does a moment later is done before the next one
  }
  // The last: what the seeds bring is not what an app sent
  if (seeds.tracking_plan !== undefined) await call('PUT', '/_emulator/tracking_plan', seeds.tracking_plan, admin)
}
