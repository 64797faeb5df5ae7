// Building an emulator from settings and putting it on a port: what `start` and `exec` share.
import { accessSync, constants, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { Seeds, Settings } from '../../config.ts'
import { ConfigError } from '../../config.ts'
import type { Core } from '../../index.ts'
import { createCore, HOME } from '../../index.ts'
import { NewerSchema } from '../../kernel/db.ts'
import { DatabaseInUse } from '../../kernel/lock.ts'
import { NotASnapshot } from '../../kernel/snapshot.ts'
import type { Listening } from '../listen.ts'
import { listen } from '../listen.ts'
import { isLoopback } from '../origin.ts'
import { replaySeeds } from '../seeds.ts'

export type Running = Listening & { core: Core; stop(): Promise<void> }

async function certificate(host: string): Promise<{ key: string; cert: string }> {
  const { generate } = await import('selfsigned')
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'Brazier' }], {
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }, { type: 7, ip: '127.0.0.1' }, { type: 7, ip: '10.0.2.2' }, ...(/^[\d.]+$/.test(host) ? [{ type: 7 as const, ip: host }] : [])] }],
  })
  return { key, cert }
}

/** The causes a user can do something about, as one line; anything else is thrown as it is. */
function explain(error: unknown, what: string): unknown {
  const { code = '', message } = error as NodeJS.ErrnoException
  if (error instanceof RangeError && code === '') return new ConfigError(`--allowed-origins: ${message}`)
  const told = error instanceof DatabaseInUse || error instanceof NewerSchema || error instanceof NotASnapshot
  if (told || code.startsWith('SQLITE_') || FILE_ERRORS.includes(code)) return new ConfigError(`${what}: ${message}`)
  return error
}
const FILE_ERRORS = ['EACCES', 'EEXIST', 'EISDIR', 'ELOOP', 'ENAMETOOLONG', 'ENOENT', 'ENOSPC', 'ENOTDIR', 'EPERM', 'EROFS']

function explainPort(error: unknown, { host, port }: Settings): unknown {
  const { code = '', message } = error as NodeJS.ErrnoException
  if (code === 'EADDRINUSE') return new ConfigError(`port ${port} on ${host} is taken (another Brazier? choose one with --port, 0 for any)`)
  return /^(EACCES|EADDRNOTAVAIL|ENOTFOUND|EAI_AGAIN|EINVAL)$/.test(code) ? new ConfigError(`cannot listen on ${host}:${port}: ${message}`) : error
}

/** Makes the folders above a file, one by one; the first that is there must be one, and take files. NOTE: the recursive mkdir of Node never returns below /proc. */
function makeFolders(folder: string): void {
  if (existsSync(folder)) return void accessSync(`${folder}/.`, constants.W_OK)
  makeFolders(dirname(folder))
  mkdirSync(folder)
}

/** Bytes of the snapshot to start from, tried out first: a bad one leaves the database as it is, or unmade. */
function readImport(file: string | undefined): Uint8Array | undefined {
  if (file === undefined) return undefined
  try {
    const image = readFileSync(file)
    createCore({ db: ':memory:', image }).close()
    return image
  } catch (error) {
    throw explain(error, `--import ${file}`)
  }
}

function checkExport(file: string | undefined): void {
  if (file === undefined) return
  try {
    if (existsSync(file) && statSync(file).isDirectory()) throw new ConfigError(`--export-on-exit: ${file} is a folder`)
    makeFolders(dirname(resolve(file)))
    accessSync(existsSync(file) ? file : dirname(resolve(file)), constants.W_OK)
  } catch (error) {
    throw explain(error, '--export-on-exit')
  }
}

/** Replays the seeds into a world that is thrown away: what is refused is told before anything is kept. */
async function tryOut(settings: Settings, seeds: Seeds): Promise<void> {
  if (Object.values(seeds).every((one) => one === undefined)) return
  const trial = createCore({ seed: settings.seed, holdClock: settings['hold-clock'] })
  try {
    await replaySeeds(trial, HOME, seeds)
  } finally {
    trial.close()
  }
}

/** Starts an emulator. Throws ConfigError for what the user can mend. */
export async function serve(settings: Settings, seeds: Seeds): Promise<Running> {
  if (!isLoopback(settings.host) && settings['admin-token'] === undefined) throw new ConfigError(`--host ${settings.host} can be reached from other machines: the admin API needs --admin-token then`)
  const adminToken = settings['admin-token']
  const image = readImport(settings.import)
  checkExport(settings['export-on-exit'])
  await tryOut(settings, seeds)
  let core: Core
  try {
    if (settings.db !== ':memory:') makeFolders(dirname(resolve(settings.db)))
    core = createCore({
      db: settings.db,
      image,
      seed: settings.seed,
      holdClock: settings['hold-clock'],
      limits: settings.limits,
      acceptAnyKey: settings['accept-any-key'],
      adminToken,
      onReset: (workspace) => (workspace === HOME ? replaySeeds(core, workspace, seeds, adminToken) : Promise.resolve()),
    })
  } catch (error) {
    throw explain(error, `--db ${settings.db}`)
  }
  try {
    if (core.world().isNew && settings.import === undefined) await replaySeeds(core, HOME, seeds, adminToken)
    const tls = settings.https ? await certificate(settings.host) : undefined
    const listening = await listen(core, { port: settings.port, host: settings.host, allowedHosts: settings['allowed-hosts'].split(',').map((name) => name.trim().toLowerCase()).filter((name) => name !== ''), allowedOrigins: settings['allowed-origins'].split(','), adminToken, tls })
    return {
      ...listening,
      core,
      async stop() {
        await listening.close()
        try {
          if (settings['export-on-exit'] !== undefined) writeFileSync(settings['export-on-exit'], core.world().snapshot())
        } finally {
          core.close()
        }
      },
    }
  } catch (error) {
    core.close()
    throw explainPort(error, settings)
  }
}
