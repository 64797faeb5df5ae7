// What a setup or a call may name: kinds of definitions and the paths of the REST and admin API, taken from the emulator's own table.
import type * as z from 'zod'
import { table } from '../../emulator/index.ts'
import { didYouMean } from './nearest.ts'

const ADMIN = '/_emulator'
type Row = (typeof table)[number]
const isRest = ({ realm }: Row): boolean => realm !== 'admin'

const shaped = (path: string): RegExp => new RegExp(`^${path.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/:\w+\\?\*?/g, '[^/]+')}/?$`)

/** What POST /_emulator/<kind> creates: kinds that can also be listed. */
export const definitionKinds: readonly string[] = table
  .filter(({ method, path }) => method === 'POST' && /^\/_emulator\/[a-z_]+$/.test(path) && table.some((one) => one.method === 'GET' && one.path === path) && table.some((one) => one.method === 'DELETE' && one.path.startsWith(`${path}/:`)))
  .map(({ path }) => path.slice(ADMIN.length + 1))
  .filter((kind) => kind !== 'workspaces')
  .sort()

/** What one of a kind is made of, as the admin API takes it. */
export function schemaOfDefinition(kind: string): z.ZodType | undefined {
  const body = table.find(({ method, path }) => method === 'POST' && path === `${ADMIN}/${kind}`)?.body
  return typeof body === 'function' ? body() : body
}

/** Why there is nothing at this path; undefined when there is. `api`: whose calls they are. */
export function unknownCall(api: 'rest' | 'admin', method: string, given: string): string | undefined {
  const path = given.split('?')[0]!
  if (api === 'rest' && path.startsWith(`${ADMIN}/`)) return `${path} is the admin API: write admin: { call: ${method} ${path.slice(ADMIN.length)} }`
  const rows = table.filter((row) => isRest(row) === (api === 'rest'))
  const below = api === 'admin' && !path.startsWith(`${ADMIN}/`) ? `${ADMIN}${path}` : path
  const here = rows.filter((row) => shaped(row.path).test(below))
  if (here.some((row) => row.method === method)) return undefined
  const shown = (row: Row): string => `${row.method} ${api === 'admin' ? row.path.slice(ADMIN.length) : row.path}`
  if (here.length > 0) return `${path} takes ${[...new Set(here.map((row) => row.method))].join(', ')}, not ${method}`
  return `the ${api === 'rest' ? 'REST' : 'admin'} API has no ${method} ${path}${didYouMean(`${method} ${path}`, rows.map(shown))}`
}
