// The YAML examples: each passes on a fresh emulator, and fails on one that takes everything and does nothing.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { loadFiles } from '../../../scenarios/load.ts'
import { runScenario } from '../../../scenarios/runner.ts'
import { ownEmulator } from '../../../scenarios/target.ts'
import { stub } from '../broken-emulators.ts'

const folder = join(import.meta.dirname, '../../../scenarios/examples')
const files = readdirSync(folder).sort()

test('there are some', () => expect(files.length).toBeGreaterThanOrEqual(3))

const scenarios = (await loadFiles(files.map((name) => join(folder, name)), folder)).map((one) => [one.name, one] as const)

test.each(scenarios)('%s', async (_, scenario) => {
  const result = await runScenario(scenario, ownEmulator())
  expect(result.failure?.message).toBeUndefined()
  expect(result.status).toBe('passed')
})

test.each(scenarios)('fails when what is sent is lost: %s', async (_, scenario) => {
  const lost = stub('/api/v3/data', 201, { message: 'success' })
  const untold = stub('/users/track', 201, { message: 'success', attributes_processed: 1, events_processed: 1 })
  const result = await runScenario(scenario, ownEmulator((fetch) => lost(untold(fetch))))
  expect(result.status).toBe('failed')
  expect(result.failure!.at!.file).toMatch(/\.scenario\.yaml$/)
})
