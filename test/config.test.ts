// Settings of a run: flag over environment over config file over default, every form of config file, and what is wrong told in one line.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { ConfigError, flags, readSettings } from '../emulator/config.ts'

function folder(files: Record<string, string> = {}): string {
  const path = mkdtempSync(join(tmpdir(), 'brazier-config-'))
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(path, name), text)
  return path
}

const refused = async (reading: Promise<unknown>): Promise<string> => {
  const error = await reading.then(() => undefined, (thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(ConfigError)
  const { message } = error as ConfigError
  expect(message).not.toContain('\n')
  return message
}

describe('where a value comes from', () => {
  test('defaults are those of the contract', async () => {
    const { settings, seeds, configFile } = await readSettings({}, folder(), {})
    expect(settings).toEqual({
      port: 27293, host: '127.0.0.1', 'allowed-hosts': '', 'allowed-origins': '', db: '.brazier/default.db', config: undefined, import: undefined, 'export-on-exit': undefined, seed: 1, 'hold-clock': undefined,
      limits: 'off', 'accept-any-key': false, 'admin-token': undefined, https: false, log: 'pretty',
    })
    expect(seeds).toEqual({})
    expect(configFile).toBe(undefined)
  })

  // One value of each flag a place: the command line's, the environment's, the file's
  const values: { [Name in keyof typeof flags]?: [unknown, unknown, unknown] } = {
    port: [1, 2, 3],
    host: ['a', 'b', 'c'],
    'allowed-hosts': ['a', 'b', 'c'],
    'allowed-origins': ['a', 'b', 'c'],
    db: ['a', 'b', 'c'],
    import: ['a', 'b', 'c'],
    'export-on-exit': ['a', 'b', 'c'],
    seed: [1, 2, 3],
    'hold-clock': [Date.UTC(2026, 0, 1), Date.UTC(2026, 0, 2), Date.UTC(2026, 0, 3)],
    limits: ['off', 'braze', 'off'],
    'accept-any-key': [true, false, true],
    'admin-token': ['token of a', 'token of b', 'token of c'],
    https: [true, false, true],
    log: ['pretty', 'silent', 'json'],
  }
  const asText = (name: string, value: unknown): string => (name === 'hold-clock' ? new Date(value as number).toISOString() : String(value))

  test('every flag is tried here', () => expect([...Object.keys(values), 'config'].sort()).toEqual(Object.keys(flags).sort()))

  test.each(Object.entries(values))('--%s over its variable over the file', async (name, [flag, env, file]) => {
    const key = name.replaceAll('-', '_')
    const cwd = folder({ 'brazier.config.json': JSON.stringify({ [key]: typeof file === 'number' && name === 'hold-clock' ? asText(name, file) : file }) })
    const variables = { [`BRAZIER_${key.toUpperCase()}`]: asText(name, env) }
    const settingOf = async (...args: Parameters<typeof readSettings>) => ((await readSettings(...args)).settings as Record<string, unknown>)[name]
    expect(await settingOf({ [name]: typeof flag === 'boolean' ? flag : asText(name, flag) }, cwd, variables)).toBe(flag)
    expect(await settingOf({}, cwd, variables)).toBe(env)
    expect(await settingOf({}, cwd, {})).toBe(file)
  })

  test('--config over BRAZIER_CONFIG over the file of the folder', async () => {
    const cwd = folder({ 'brazier.config.json': '{"port":1}', 'other.json': '{"port":2}', 'third.yaml': 'port: 3' })
    expect((await readSettings({}, cwd, {})).settings.port).toBe(1)
    expect((await readSettings({}, cwd, { BRAZIER_CONFIG: 'other.json' })).settings.port).toBe(2)
    expect(await readSettings({ config: 'third.yaml' }, cwd, { BRAZIER_CONFIG: 'other.json' })).toMatchObject({ settings: { port: 3 }, configFile: join(cwd, 'third.yaml') })
  })

  test('an empty variable is one that is not set', async () => {
    const { settings } = await readSettings({}, folder({ 'brazier.config.json': '{"port":1}' }), { BRAZIER_PORT: '', BRAZIER_HOLD_CLOCK: '', BRAZIER_CONFIG: '' })
    expect(settings).toMatchObject({ port: 1, 'hold-clock': undefined })
  })

  test('hold-clock is true without a time, and can be taken back', async () => {
    expect((await readSettings({ 'hold-clock': true }, folder(), {})).settings['hold-clock']).toBe(true)
    expect((await readSettings({}, folder(), { BRAZIER_HOLD_CLOCK: '1' })).settings['hold-clock']).toBe(true)
    expect((await readSettings({}, folder({ 'brazier.config.yaml': 'hold_clock: true' }), { BRAZIER_HOLD_CLOCK: 'false' })).settings['hold-clock']).toBe(undefined)
  })
})

describe('forms of the config file', () => {
  const value = { port: 4, settings: { time_zone: 'Europe/Vienna' }, track: [{ attributes: [{ external_id: 'mel' }] }] }
  test.each([
    ['brazier.config.ts', `type Port = { port: number }\nconst base: Port = { port: 4 }\nexport default { ...base, settings: { time_zone: 'Europe/Vienna' }, track: [{ attributes: [{ external_id: 'mel' }] }] } satisfies object`],
    ['brazier.config.js', `export default ${JSON.stringify(value)}`],
    ['brazier.config.js', `module.exports = ${JSON.stringify(value)}`],
    ['brazier.config.json', JSON.stringify(value)],
    ['brazier.config.yaml', 'port: 4\nsettings:\n  time_zone: Europe/Vienna\ntrack:\n  - attributes:\n      - external_id: mel\n'],
  ])('%s', async (name, text) => {
    const cwd = folder({ [name]: text })
    expect(await readSettings({}, cwd, {})).toMatchObject({ settings: { port: 4 }, seeds: { settings: value.settings, track: value.track }, configFile: join(cwd, name) })
  })

  test('ts goes before js, js before json, json before yaml', async () => {
    const cwd = folder({ 'brazier.config.yaml': 'port: 4', 'brazier.config.json': '{"port":3}', 'brazier.config.js': 'export default { port: 2 }', 'brazier.config.ts': 'export default { port: 1 }' })
    for (const [index, ending] of ['ts', 'js', 'json', 'yaml'].entries()) {
      expect((await readSettings({}, cwd, {})).settings.port).toBe(index + 1)
      rmSync(join(cwd, `brazier.config.${ending}`))
    }
  })

  test('an empty yaml file says nothing', async () => expect((await readSettings({}, folder({ 'brazier.config.yaml': '# nothing yet\n' }), {})).settings.port).toBe(27293))
})

describe('what is wrong, in one line', () => {
  test.each([
    ['BRAZIER_SEED', '1.5', 'BRAZIER_SEED: a seed is a whole number'],
    ['BRAZIER_HOLD_CLOCK', 'noon', `BRAZIER_HOLD_CLOCK: 'noon' is no ISO time such as 2026-01-31T12:00:00Z`],
    ['BRAZIER_LIMITS', 'x', 'BRAZIER_LIMITS: off or braze'],
    ['BRAZIER_ACCEPT_ANY_KEY', 'maybe', 'BRAZIER_ACCEPT_ANY_KEY: true or false'],
    ['BRAZIER_HTTPS', 'maybe', 'BRAZIER_HTTPS: true or false'],
    ['BRAZIER_LOG', 'x', 'BRAZIER_LOG: pretty, json or silent'],
    ['BRAZIER_ADMIN_TOKEN', 'short', 'BRAZIER_ADMIN_TOKEN: an admin token has 8 characters or more'],
  ])('%s=%s', async (name, value, line) => expect(await refused(readSettings({}, folder(), { [name]: value }))).toBe(line))

  test.each([
    ['brazier.config.json', '{"prot": 1, "prot2": 1}', /^Unrecognized keys: "prot", "prot2"$/],
    ['brazier.config.json', '{"config": "x"}', /^Unrecognized key: "config"$/],
    ['brazier.config.json', '{"port": "x", "seed": true}', /^port: a port is a whole number; seed: a seed is a whole number$/],
    ['brazier.config.json', '{"port": null}', /^port: a port is a whole number$/],
    ['brazier.config.json', '{"https": 3}', /^https: true or false$/],
    ['brazier.config.json', '{"db": 3}', /^db: a text is needed$/],
    ['brazier.config.json', '{"hold_clock": 3}', /^hold_clock: true, false or an ISO time$/],
    ['brazier.config.json', '[]', /expected object/],
    ['brazier.config.json', '', /JSON/],
    ['brazier.config.json', '{"track": {}}', /^track: .*expected array/],
    ['brazier.config.yaml', 'apps: 3', /^apps: .*expected array/],
    ['brazier.config.yaml', 'just a text', /expected object/],
    ['brazier.config.js', 'export default { limits: 1 }', /^limits: off or braze$/],
    ['brazier.config.js', 'export const port = 3; export default undefined', /./],
    ['brazier.config.ts', `import { nothing } from './no-such-file'\nexport default nothing`, /no-such-file/],
  ])('%s: %s', async (name, text, line) => {
    const cwd = folder({ [name]: text })
    const said = await refused(readSettings({}, cwd, {}))
    const start = `config file ${join(cwd, name)}: `
    expect(said.slice(0, start.length)).toBe(start)
    expect(said.slice(start.length)).toMatch(line)
  })

  test('a file that is named must be there, and be of a known form', async () => {
    const cwd = folder({ 'settings.toml': '' })
    expect(await refused(readSettings({ config: 'none.yaml' }, cwd, {}))).toBe(`config file ${join(cwd, 'none.yaml')} does not exist`)
    expect(await refused(readSettings({ config: 'settings.toml' }, cwd, {}))).toBe(`config file ${join(cwd, 'settings.toml')}: its name ends in .ts, .js, .json or .yaml`)
  })
})
