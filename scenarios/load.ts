// Finds and loads scenario files: TypeScript and JavaScript of any folder, which import the kit as 'brazier/scenarios', and YAML.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, relative, resolve } from 'node:path'
import * as kit from './kit.ts'
import { collect } from './registry.ts'
import type { Scenario } from './registry.ts'
import { CannotRun } from './target.ts'

const SCENARIO_FILE = /\.scenario\.(ts|mts|js|mjs|yaml|yml)$/
const LOADABLE = /\.(ts|mts|js|mjs)$/
const YAML = /\.ya?ml$/

/** A path as a person in `folder` writes it. */
export const pathFrom = (folder: string, file: string): string => {
  const short = relative(folder, file)
  return short === '' || short.startsWith('..') ? file : short
}

function* filesBelow(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => a.name.localeCompare(b.name))) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) {
      if (entry.name !== 'node_modules' && !entry.name.startsWith('.')) yield* filesBelow(path)
    } else if (SCENARIO_FILE.test(entry.name)) yield path
  }
}

/** The scenario files that the paths name, each once. Throws CannotRun for a path that leads to none. */
export function findFiles(paths: readonly string[], cwd: string): string[] {
  const found = paths.flatMap((path) => {
    const full = resolve(cwd, path)
    if (!existsSync(full)) throw new CannotRun(`there is no file or folder '${path}'`)
    if (!statSync(full).isDirectory()) {
      if (!LOADABLE.test(full) && !YAML.test(full)) throw new CannotRun(`'${path}' is no scenario file: they are named *.scenario.ts, .js, .mjs or .yaml`)
      return [full]
    }
    const files = [...filesBelow(full)]
    if (files.length === 0) throw new CannotRun(`folder '${path}' has no *.scenario.ts, .js, .mjs or .yaml file`)
    return files
  })
  return [...new Set(found)]
}

const oneLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error))
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/^(Require stack:|- )/.test(line))
    .slice(0, 2)
    .join(' ')

/** The scenarios of YAML files; every mistake in all of them at once, a line each. */
async function readYaml(files: readonly string[], cwd: string): Promise<Map<string, Scenario[]>> {
  const read = new Map<string, Scenario[]>()
  if (files.length === 0) return read
  const { readScenarios } = await import('./yaml/read.ts')
  const mistakes = files.flatMap((file) => {
    const { scenarios, problems } = readScenarios(file, readFileSync(file, 'utf8'))
    read.set(file, scenarios)
    return problems.map(({ line, column, message }) => `${pathFrom(cwd, file)}:${line}:${column}: ${message}`)
  })
  if (mistakes.length > 0) throw new CannotRun(mistakes.length === 1 ? mistakes[0]! : [`${mistakes.length} mistakes`, ...mistakes].join('\n'))
  return read
}

/** Loads the files and answers their scenarios, in order. Throws CannotRun for a file that can not be read, or has none. */
export async function loadFiles(files: readonly string[], cwd: string): Promise<Scenario[]> {
  const yaml = await readYaml(files.filter((file) => YAML.test(file)), cwd)
  if (yaml.size === files.length) return [...yaml.values()].flat()
  // Only when there is a file to load; by require, because the command's bundle runs as a script that has no import()
  const { createJiti } = createRequire(import.meta.url)('jiti') as typeof import('jiti')
  // No cache: a file is read anew for each run of --watch. The kit is this one, wherever the file lies and whatever is installed there.
  const jiti = createJiti(join(cwd, 'brazier-scenarios.js'), { fsCache: false, moduleCache: false, interopDefault: false, virtualModules: { 'brazier/scenarios': kit } })
  const scenarios: Scenario[] = []
  for (const file of files) {
    let own: Scenario[]
    try {
      own = yaml.get(file) ?? (await collect(() => jiti.import(file)))
    } catch (error) {
      throw new CannotRun(`${pathFrom(cwd, file)} can not be loaded: ${oneLine(error)}`)
    }
    if (own.length === 0) throw new CannotRun(`${pathFrom(cwd, file)} registers no scenario: it calls scenario(name, async ({ device, expect }) => { … })`)
    scenarios.push(...own)
  }
  return scenarios
}
