// `brazier reset`, `snapshot`, `clock`, `endpoints`, `env`, `doctor`: thin commands over the admin API.
import { readFileSync, writeFileSync } from 'node:fs'
import { Command } from 'commander'
import { ConfigError } from '../../config.ts'
import { homeKeys } from '../../index.ts'
import type { Target } from './client.ts'
import { adminBytes, callAdmin, targetOf, withTarget } from './client.ts'
import type { Keys } from './environment.ts'
import { advice, formats } from './environment.ts'

type Options = Record<string, unknown>
type Clock = { mode: string; now: string; fired?: number }

export const resetCommand = (): Command =>
  withTarget(new Command('reset').description('put the running emulator back to its configured seed')).action(async (options: Options) => {
    const { workspace } = await callAdmin<{ workspace: string }>(targetOf(options), 'POST', '/reset')
    console.log(`workspace ${workspace} was reset`)
  })

/** What a file system says, as one line. */
function onFile<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw new ConfigError((error as Error).message)
  }
}

export function snapshotCommand(): Command {
  const command = new Command('snapshot').description('save a world to a file, or load one').usage('[options] [command]').argument('[command]').action((given: string | undefined) => {
    throw new ConfigError(`${given === undefined ? '' : `unknown command 'snapshot ${given}': `}snapshot save <file>, or snapshot load <file>`)
  })
  withTarget(command.command('save').description('write the world to a file').argument('<file>')).action(async (file: string, options: Options) => {
    const bytes = await adminBytes(targetOf(options), 'GET', '/snapshot')
    onFile(() => writeFileSync(file, bytes))
    console.log(`saved ${bytes.length} bytes to ${file}`)
  })
  withTarget(command.command('load').description('replace the world by a file').argument('<file>')).action(async (file: string, options: Options) => {
    const { users } = await callAdmin<{ users: number }>(targetOf(options), 'PUT', '/snapshot', onFile(() => readFileSync(file)))
    console.log(`loaded ${file}: ${users} users`)
  })
  return command
}

export function clockCommand(): Command {
  const act = async (options: Options, method: string, path: string, body?: object): Promise<void> => {
    const { mode, now, fired } = await callAdmin<Clock>(targetOf(options), method, path, body)
    console.log(`${now} (${mode})${fired === undefined || fired === 0 ? '' : `, ${fired} timer${fired === 1 ? '' : 's'} ran`}`)
  }
  const command = withTarget(new Command('clock').description("show or move the world's clock")).enablePositionalOptions().usage('[options] [command]').argument('[command]').action((given: string | undefined, options: Options) => {
    if (given !== undefined) throw new ConfigError(`unknown command 'clock ${given}': clock, clock advance <duration>, clock set <ISO>, clock hold, clock release`)
    return act(options, 'GET', '/clock')
  })
  const sub = (name: string, text: string) => withTarget(command.command(name).description(text))
  sub('advance', 'move time forward, running all that is due: 2h, 3d2h30s').argument('<duration>').action((by: string, _options: Options, self: Command) => act(self.optsWithGlobals(), 'POST', '/clock/advance', { by }))
  sub('set', 'hold the clock at a time').argument('<ISO>').action((now: string, _options: Options, self: Command) => act(self.optsWithGlobals(), 'PUT', '/clock', { mode: 'held', now }))
  sub('hold', 'hold the clock where it stands').action((_options: Options, self: Command) => act(self.optsWithGlobals(), 'PUT', '/clock', { mode: 'held' }))
  sub('release', "let the clock run with the machine's time").action((_options: Options, self: Command) => act(self.optsWithGlobals(), 'PUT', '/clock', { mode: 'real' }))
  return command
}

type Row = { realm: string; method: string; path: string; permission: string | null; built: boolean }

export const endpointsCommand = (): Command =>
  withTarget(new Command('endpoints').description('list every endpoint and whether it is built')).option('--json', 'as JSON').action(async (options: Options) => {
    const { table } = await import('../../index.ts')
    const given = options['url'] !== undefined || (process.env['BRAZIER_URL'] ?? '') !== ''
    const rows: Row[] = given
      ? (await callAdmin<{ endpoints: Row[] }>(targetOf(options), 'GET', '/endpoints')).endpoints
      : table.map(({ realm, method, path, permission, handle, perform }) => ({ realm, method, path, permission: permission ?? null, built: handle !== undefined || perform !== undefined }))
    if (options['json'] === true) return console.log(JSON.stringify(rows, null, 2))
    const { chalk } = await import('./colours.ts')
    for (const { realm, method, path, permission, built } of rows) console.log(`${built ? chalk.green('✔') : chalk.dim('·')} ${realm.padEnd(8)}${method.padEnd(7)}${built ? path : chalk.dim(`${path}  (501, not emulated yet)`)}${permission === null ? '' : chalk.dim(`  ${permission}`)}`)
  })

type Workspace = { rest_keys: { key: string; permissions: string[] }[]; apps: { app_id: string; platform: string }[]; access_tokens: { token: string; kind: string }[] }

/** Keys of the default workspace are known; those of another only its emulator knows. */
async function keysOf(target: Target): Promise<Keys> {
  if (target.workspace === undefined) return homeKeys
  const { rest_keys, apps, access_tokens } = await callAdmin<Workspace>(target, 'GET', `/workspaces/${encodeURIComponent(target.workspace)}`)
  const token = (kind: string) => access_tokens.find((one) => one.kind === kind)?.token ?? ''
  const app = (platform: string) => apps.find((one) => one.platform === platform)?.app_id ?? ''
  return { rest: (rest_keys.find(({ permissions }) => permissions.includes('*')) ?? rest_keys[0])?.key ?? '', web: app('Web'), ios: app('iOS'), android: app('Android'), scim: token('scim'), data_import: token('data_import') }
}

export const envCommand = (): Command =>
  withTarget(new Command('env').description('the settings a shell, an app or a build needs')).option('--format <format>', Object.keys(formats).join(', '), 'shell').action(async (options: Options) => {
    const name = options['format'] as string
    const format = Object.hasOwn(formats, name) ? formats[name] : undefined
    if (format === undefined) throw new ConfigError(`--format is one of ${Object.keys(formats).join(', ')}`)
    const target = targetOf(options)
    console.log(format(target.url, await keysOf(target)))
    const more = advice(name, target.url)
    if (more !== undefined) console.error(more)
  })

type Health = { version: string; uptime_ms: number; workspaces: string[]; clock: Clock }

export const doctorCommand = (): Command =>
  withTarget(new Command('doctor').description('check that an emulator runs and answers')).action(async (options: Options) => {
    const target = targetOf(options)
    const health = await callAdmin<Health>(target, 'GET', '/health')
    if (health.clock === undefined) throw new ConfigError(`${target.url} is no Brazier`)
    const keys = await keysOf({ ...target, workspace: target.workspace ?? 'default' })
    console.log(`Brazier ${health.version} at ${target.url}, up for ${Math.round(health.uptime_ms / 1000)} s, workspaces ${health.workspaces.join(', ')}, clock ${health.clock.mode} at ${health.clock.now}`)
    console.log(`REST key ${keys.rest || 'none'}, SDK keys web ${keys.web || 'none'} iOS ${keys.ios || 'none'} Android ${keys.android || 'none'}`)
    console.log(`Node ${process.version}`)
  })
