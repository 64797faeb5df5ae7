// Settings of a run: flags over environment over config file. The only reader of process.env.
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import * as z from 'zod'
import { TrackingPlanBody } from './api/admin/tracking-plan-schema.ts'
import { parseTime } from './domain/times.ts'

/** Something about the flags, the environment or the config file is wrong: one clear line, exit code 2. */
export class ConfigError extends Error {}

const text = z.string({ error: 'a text is needed' }).min(1, 'a text is needed')
/** A whole number, or one as text. Nothing else: `Number('')` and `Number(true)` are numbers too. */
const whole = (error: string) => z.union([z.number(), z.string().regex(/^-?\d{1,15}$/).transform(Number)], { error }).pipe(z.int({ error }))
const port = whole('a port is a whole number').pipe(z.int().min(0, 'a port is 0 to 65535').max(65_535, 'a port is 0 to 65535'))
const bool = z.union([z.boolean(), z.stringbool()], { error: 'true or false' })
const holdClock = z.union([z.boolean(), z.string()], { error: 'true, false or an ISO time' }).transform((value, context) => {
  if (value === true || value === '' || value === 'true' || value === '1') return true as const
  if (value === false || value === 'false' || value === '0') return undefined
  const at = parseTime(value)
  if (at !== undefined) return at
  context.addIssue(`'${value}' is no ISO time such as 2026-01-31T12:00:00Z`)
  return z.NEVER
})

/** Every flag of `brazier start`; each has an environment variable BRAZIER_<FLAG>. */
export const flags = {
  port: { schema: port, default: 27293, argument: '<n>', text: 'port to listen on, 0 for any free one' },
  host: { schema: text, default: '127.0.0.1', argument: '<address>', text: 'address to listen on' },
  'allowed-hosts': { schema: z.string({ error: 'a text is needed' }), default: '', argument: '<names>', text: 'further names, comma separated, by which callers may reach this machine' },
  'allowed-origins': { schema: z.string({ error: 'a text is needed' }), default: '', argument: '<origins>', text: 'pages, comma separated, that may call REST and admin paths from a browser: http://localhost:5173' },
  db: { schema: text, default: '.brazier/default.db', argument: '<file>', text: 'SQLite file, or :memory:' },
  config: { schema: text, default: undefined, argument: '<file>', text: 'config file (default brazier.config.{ts,js,json,yaml} when there is one)' },
  import: { schema: text, default: undefined, argument: '<snapshot>', text: 'start from a snapshot' },
  'export-on-exit': { schema: text, default: undefined, argument: '<snapshot>', text: 'write a snapshot when it ends' },
  seed: { schema: whole('a seed is a whole number'), default: 1, argument: '<n>', text: 'seed of all ids and chance' },
  'hold-clock': { schema: holdClock, default: undefined, argument: '[ISO]', text: 'hold the clock, now or at a time' },
  limits: { schema: z.enum(['off', 'braze'], { error: 'off or braze' }), default: 'off', argument: '<off|braze>', text: 'braze: refuse requests over the rate limits' },
  'accept-any-key': { schema: bool, default: false, argument: '', text: "any REST key is the default workspace's" },
  'admin-token': { schema: z.string({ error: 'a text is needed' }).min(8, 'an admin token has 8 characters or more'), default: undefined, argument: '<token>', text: 'asked of every admin call' },
  https: { schema: bool, default: false, argument: '', text: 'serve https with a certificate made for this run' },
  log: { schema: z.enum(['pretty', 'json', 'silent'], { error: 'pretty, json or silent' }), default: 'pretty', argument: '<pretty|json|silent>', text: 'what is printed' },
} as const

type Flags = typeof flags
export type Settings = { [Name in keyof Flags]: z.output<Flags[Name]['schema']> | Flags[Name]['default'] }

const seeds = z.array(z.looseObject({}))
/** Seeds that are bodies of `POST /_emulator/<kind>`, in the order in which they may name each other. */
export const SEEDED_KINDS = ['apps', 'rest_keys', 'scim_tokens', 'data_import_keys', 'subscription_groups', 'tags', 'locales', 'segment_extensions', 'segments', 'locations', 'feature_flags', 'frequency_rules', 'promotion_lists', 'connected_content_credentials', 'campaigns', 'canvases', 'cdi_integrations'] as const
/** A call of the REST API with the workspace's own key: for everything that has no kind. */
const seededRequest = z.strictObject({ method: z.enum(['POST', 'PUT', 'PATCH', 'DELETE']).default('POST'), path: z.string().startsWith('/', { error: 'a path begins with /' }), body: z.looseObject({}).default({}) })
/** The config file: any flag by its name (with _ for -), and seeds: bodies of admin and REST calls, replayed at the start of a new world and at each reset. */
export const ConfigFile = z.strictObject({
  ...Object.fromEntries(Object.entries(flags).filter(([name]) => name !== 'config').map(([name, { schema }]) => [name.replaceAll('-', '_'), (schema as z.ZodType).optional()])),
  settings: z.looseObject({}).optional(),
  ...Object.fromEntries(SEEDED_KINDS.map((kind) => [kind, seeds.optional()])),
  track: seeds.optional(),
  requests: z.array(seededRequest).optional(),
  tracking_plan: TrackingPlanBody.optional(),
})

export type Seeds = { settings?: object | undefined; track?: object[] | undefined; requests?: z.output<typeof seededRequest>[] | undefined; tracking_plan?: object | undefined } & { [Kind in (typeof SEEDED_KINDS)[number]]?: object[] | undefined }

const NAMES = ['ts', 'js', 'json', 'yaml'].map((ending) => `brazier.config.${ending}`)

async function readConfigFile(file: string): Promise<unknown> {
  try {
    if (file.endsWith('.json')) return JSON.parse(readFileSync(file, 'utf8')) as unknown
    if (/\.ya?ml$/.test(file)) return ((await import('yaml')).parse(readFileSync(file, 'utf8')) as unknown) ?? {}
    if (!/\.[cm]?[jt]s$/.test(file)) throw new Error('its name ends in .ts, .js, .json or .yaml')
    const { createJiti } = await import('jiti')
    return await createJiti(file, { fsCache: false }).import(file, { default: true })
  } catch (error) {
    throw new ConfigError(`config file ${file}: ${String((error as Error)?.message ?? error).split('\n').find((line) => line.trim() !== '') ?? 'could not be read'}`)
  }
}

/** What was wrong, in one line. */
const wrong = (where: string, error: z.ZodError): ConfigError => new ConfigError(`${where}: ${error.issues.map((issue) => `${issue.path.length > 0 ? `${issue.path.join('.')}: ` : ''}${issue.message}`).join('; ')}`)

/**
 * Settles every flag: given on the command line, else `BRAZIER_<FLAG>`, else the config file, else the default.
 * Throws ConfigError with one clear line.
 */
export async function readSettings(given: Readonly<Record<string, unknown>>, cwd: string, env: NodeJS.ProcessEnv = process.env): Promise<{ settings: Settings; seeds: Seeds; configFile: string | undefined }> {
  const variableOf = (name: string) => `BRAZIER_${name.replaceAll('-', '_').toUpperCase()}`
  // Empty means not given: a compose file or a CI passes on what nobody set
  const variable = (name: string) => env[variableOf(name)] || undefined
  const named = (given['config'] as string | undefined) ?? variable('config')
  const configFile = named === undefined ? NAMES.map((name) => join(cwd, name)).find((file) => existsSync(file)) : resolve(cwd, named)
  if (configFile !== undefined && !existsSync(configFile)) throw new ConfigError(`config file ${configFile} does not exist`)
  const parsed = configFile === undefined ? undefined : ConfigFile.safeParse(await readConfigFile(configFile))
  if (parsed !== undefined && !parsed.success) throw wrong(`config file ${configFile}`, parsed.error)
  const file: Record<string, unknown> = parsed?.data ?? {}
  const settings: Record<string, unknown> = {}
  for (const [name, flag] of Object.entries(flags)) {
    const [value, where] = given[name] !== undefined ? [given[name], `--${name}`] : [variable(name), variableOf(name)]
    if (value === undefined) {
      settings[name] = file[name.replaceAll('-', '_')] ?? flag.default // read by the schema above
      continue
    }
    const result = (flag.schema as z.ZodType).safeParse(value)
    if (!result.success) throw wrong(where, result.error)
    settings[name] = result.data
  }
  const content = file as Seeds & Record<string, unknown>
  const seeded = Object.fromEntries(['settings', ...SEEDED_KINDS, 'track', 'requests', 'tracking_plan'].flatMap((name) => (content[name] === undefined ? [] : [[name, content[name]]])))
  return { settings: settings as Settings, seeds: seeded as Seeds, configFile }
}
