// README names every command, flag, config key and setting: what is not in it, nobody finds.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { ConfigFile, flags } from '../emulator/config.ts'
import { defaultSettings } from '../emulator/domain/settings.ts'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
const commands = readFileSync(new URL('../emulator/adapters/cli/main.ts', import.meta.url), 'utf8')
const words = new Set(readme.match(/[a-z][a-z_-]*/g))

test('every command', () => {
  const named = [...commands.matchAll(/(\w+)Command\b/g)].map(([, name]) => name!).filter((name) => name !== 'add')
  expect(new Set(named).size).toBeGreaterThanOrEqual(10)
  for (const name of named) expect(readme).toContain(`brazier ${name}`)
})

test('every flag', () => {
  for (const name of Object.keys(flags)) expect(readme).toContain(`--${name}`)
})

test('every key of the config file', () => {
  for (const name of Object.keys(ConfigFile.shape)) expect(words, name).toContain(name)
})

test('every setting that can be set', () => {
  for (const name of Object.keys(defaultSettings).filter((one) => one !== 'frequency_capping' && one !== 'quiet_hours')) expect(readme, name).toContain(`\`${name}\``)
})

test('no path of a machine, no host of a registry', () => {
  expect(readme).not.toMatch(/\/work\/|\/root\/|\/home\/|registry\.npmjs/)
})
