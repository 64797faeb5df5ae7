// Every shipped scenario passes on a fresh emulator.
import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { shipped } from '../scenarios/shipped.ts'
import { runScenario } from '../scenarios/runner.ts'
import { ownEmulator } from '../scenarios/target.ts'

const folder = new URL('../scenarios/', import.meta.url)

test('the suite has every file of the folder', () => {
  const files = readdirSync(folder).filter((name) => /\.scenario\./.test(name)).sort()
  expect(files.length).toBeGreaterThan(2)
  const imported = [...readFileSync(new URL('index.ts', folder), 'utf8').matchAll(/^import '\.\/(.+)'$/gm)].map((match) => match[1]).sort()
  expect(imported).toEqual(files)
})

test.each((await shipped()).map((one) => [one.name, one] as const))('%s', async (_, scenario) => {
  const result = await runScenario(scenario, ownEmulator())
  expect(result.failure?.message).toBeUndefined()
  expect(result.status).toBe('passed')
})
