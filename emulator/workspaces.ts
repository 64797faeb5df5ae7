// The workspaces of one process: isolated worlds, found by id, by REST key or by SDK key; files beside each other on disk.
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { basename, dirname, extname, join, resolve } from 'node:path'
import type { Directory } from './api/emulation.ts'
import type { AccessToken } from './domain/access-tokens.ts'
import type { App } from './domain/apps.ts'
import { Refusal } from './domain/refusal.ts'
import type { RestKey } from './domain/rest-keys.ts'
import { lockDatabase } from './kernel/lock.ts'
import type { World } from './world.ts'
import { createWorld } from './world.ts'

export const HOME = 'default'

/** Keys of the default workspace: the same in every Brazier, so that apps and suites can have them in their settings. */
export const homeKeys = {
  rest: 'b4a2e000-0000-4000-8000-000000000001',
  web: 'b4a2e000-0000-4000-8000-0000000000a1',
  ios: 'b4a2e000-0000-4000-8000-0000000000a2',
  android: 'b4a2e000-0000-4000-8000-0000000000a3',
  scim: 'b4a2e000-0000-4000-8000-0000000000c1',
  data_import: 'b4a2e000-0000-4000-8000-0000000000d1',
} as const

const NAME = /^[A-Za-z0-9_-]{1,64}$/

export type WorkspacesOptions = {
  /** The default workspace's file; `:memory:` keeps all of them in memory. */
  db: string
  /** Bytes of a snapshot that the default workspace starts from. */
  image?: Uint8Array | undefined
  seed: number
  holdAt?: number | true | undefined
  onError: (error: unknown, where: string) => void
  /** How worlds call out. */
  outbound: typeof fetch
  /** The emulator's own address, for the links it hands out. */
  origin: () => string
}

/** Fills a new workspace: three apps, a REST key with every permission, a SCIM token, a data import key for partners. */
function fill(world: World): void {
  const keys = world.id === HOME ? homeKeys : { rest: world.ids.uuid(), web: world.ids.uuid(), ios: world.ids.uuid(), android: world.ids.uuid(), scim: world.ids.uuid(), data_import: world.ids.uuid() }
  world.restKeys.create({ key: keys.rest, name: 'All permissions' })
  world.apps.create({ app_id: keys.web, name: 'Web', platform: 'Web' })
  world.apps.create({ app_id: keys.ios, name: 'iOS', platform: 'iOS' })
  world.apps.create({ app_id: keys.android, name: 'Android', platform: 'Android' })
  world.accessTokens.create({ token: keys.scim, kind: 'scim', name: 'SCIM' })
  world.accessTokens.create({ token: keys.data_import, kind: 'data_import', name: 'Data import' })
}

/** Opens the workspaces that exist and answers for all of them. */
export function createWorkspaces({ db, image, seed, holdAt, onError, outbound, origin }: WorkspacesOptions): Directory & { close(): void } {
  const inMemory = db === ':memory:'
  const folder = dirname(resolve(db))
  const ending = extname(db) || '.db'
  const stem = basename(db, ending)
  const fileOf = (id: string): string => (inMemory ? ':memory:' : id === HOME ? resolve(db) : join(folder, `${stem}.${id}${ending}`))

  const worlds = new Map<string, World>()
  let restKeys: Map<string, { world: World; key: RestKey }> | undefined
  let sdkKeys: Map<string, { world: World; app: App }> | undefined
  let tokens: Map<string, { world: World; token: AccessToken }> | undefined
  // A snapshot brings its keys along: of two worlds with one key the older has it, the default workspace before all
  const latestFirst = (): World[] => [...worlds.values()].reverse()
  const forgetKeys = (): void => void (restKeys = sdkKeys = tokens = undefined)

  function open(id: string, from?: Uint8Array): World {
    const world = createWorld({ id, file: from ?? fileOf(id), seed, holdAt, fill, onError, onKeys: forgetKeys, outbound, origin })
    worlds.set(id, world)
    forgetKeys()
    return world
  }

  if (!inMemory) mkdirSync(folder, { recursive: true })
  const unlock = inMemory ? () => {} : lockDatabase(resolve(db))
  function openAll(): World {
    const home = open(HOME, inMemory ? image : undefined)
    if (inMemory) return home
    if (image !== undefined) home.restore(image)
    for (const file of readdirSync(folder).sort()) {
      const id = file.startsWith(`${stem}.`) && file.endsWith(ending) ? file.slice(stem.length + 1, -ending.length) : ''
      if (NAME.test(id) && id !== HOME) open(id)
    }
    return home
  }
  const closeAll = (): void => {
    for (const world of worlds.values()) world.close()
    unlock()
  }
  let home: World
  try {
    home = openAll()
  } catch (error) {
    closeAll()
    throw error
  }

  return {
    home: () => home,
    find: (id) => worlds.get(id),
    list: () => [...worlds.values()],
    create(id) {
      let name = id
      if (name === undefined) for (let n = worlds.size + 1; name === undefined || worlds.has(name); n++) name = `workspace-${n}`
      if (!NAME.test(name)) throw new Refusal('invalid_name', { id: name })
      if (worlds.has(name) || (!inMemory && existsSync(fileOf(name)))) throw new Refusal('already_exists', { id: name })
      return open(name)
    },
    remove(id) {
      const world = worlds.get(id)
      if (world === undefined) throw new Refusal('not_found', { id })
      if (id === HOME) throw new Refusal('home_workspace', { id })
      world.close()
      worlds.delete(id)
      forgetKeys()
      if (!inMemory) for (const ending of ['', '-wal', '-shm']) rmSync(fileOf(id) + ending, { force: true })
    },
    byRestKey(key) {
      restKeys ??= new Map(latestFirst().flatMap((world) => world.restKeys.list().map((one) => [one.key, { world, key: one }] as const)))
      return restKeys.get(key)
    },
    bySdkKey(key) {
      sdkKeys ??= new Map(latestFirst().flatMap((world) => world.apps.list().map((one) => [one.app_id, { world, app: one }] as const)))
      return sdkKeys.get(key)
    },
    byToken(kind, token) {
      tokens ??= new Map(latestFirst().flatMap((world) => world.accessTokens.list().map((one) => [`${one.kind} ${one.token}`, { world, token: one }] as const)))
      return tokens.get(`${kind} ${token}`)
    },
    close: closeAll,
  }
}
