// What the wire needs of the emulator as a whole: the worlds and their keys, and how strict it is.
import type { AccessToken, TokenKind } from '../domain/access-tokens.ts'
import type { App } from '../domain/apps.ts'
import type { RestKey } from '../domain/rest-keys.ts'
import type { World } from '../world.ts'
import type { Faults } from './injected-faults.ts'
import type { Limits } from './limits.ts'

/** The workspaces of one process, chosen by key. */
export type Directory = {
  home(): World
  find(id: string): World | undefined
  list(): World[]
  /** Makes a workspace; throws Refusal `already_exists` or `invalid_name`. */
  create(id?: string): World
  /** Removes a workspace with its data; throws Refusal `not_found` or `home_workspace`. */
  remove(id: string): void
  byRestKey(key: string): { world: World; key: RestKey } | undefined
  byToken(kind: TokenKind, token: string): { world: World; token: AccessToken } | undefined
  bySdkKey(key: string): { world: World; app: App } | undefined
}

export type Emulation = {
  version: string
  directory: Directory
  limits: Limits
  faults: Faults
  /** `braze`: over the limit is 429; `off`: counted only. */
  rateLimits: 'off' | 'braze'
  /** Milliseconds since the emulator was made. */
  uptime(): number
  /** Replays the configured seeds into a workspace that was reset. */
  onReset(workspace: string): Promise<void>
  /** The endpoint table, for the endpoints that describe it. */
  endpoints(): readonly import('./endpoint.ts').Endpoint[]
}
