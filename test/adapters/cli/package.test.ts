// The built package as a TypeScript project meets it: every export has types that hold without ours, in both ways of resolving, and runs.
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { built, folder, ROOT } from './kit.ts'

const USE = `
import { AdminError, createEmulator, homeKeys, version } from 'brazier'
import type { Emulator, EmulatorOptions } from 'brazier'
import { brazeHandlers } from 'brazier/msw'
import { createDevice } from 'brazier/sdk-shims/device'
import { scenario } from 'brazier/scenarios'
import { setupServer } from 'msw/node'

const options: EmulatorOptions = { seed: 3, holdClock: '2026-03-01T12:00:00Z' }
const emulator: Emulator = createEmulator(options)
const url: string = await emulator.listen({ port: 0 })
const track = (host: string, key: string): Promise<Response> =>
  fetch(host + '/users/track', { method: 'POST', headers: { authorization: 'Bearer ' + key, 'content-type': 'application/json' }, body: '{"attributes":[{"external_id":"mel"}]}' })
const seen: unknown[] = [typeof version, (await track(url, homeKeys.rest)).status, (await emulator.clock.advance('2h')).now]
await emulator.admin('GET', '/nope').catch((error: unknown) => seen.push(error instanceof AdminError && error.status))
await emulator.close()
// @ts-expect-error options are checked: they are no any
try { createEmulator({ sede: 3 }) } catch { /* refused in JavaScript too */ }
// @ts-expect-error the emulator is no any
const wrong: number = emulator.fetch

const braze = brazeHandlers({ seed: 1 })
const server = setupServer(...braze)
server.listen()
seen.push((await track('https://rest.iad-01.braze.com', braze.emulator.keys.rest)).status)
server.close()
await braze.emulator.close()
seen.push(typeof createDevice)

export const mine = (): void =>
  scenario('typed', async ({ device, expect }) => {
    device('ios').launch()
    await expect.users(1)
    // @ts-expect-error a device is of a platform
    device('phone')
  })
console.log(JSON.stringify(seen))
`

test('a project that uses it, with and without the checks of libraries', () => {
  const cwd = folder()
  const modules = join(cwd, 'node_modules')
  mkdirSync(join(modules, 'brazier'), { recursive: true })
  cpSync(built, join(modules, 'brazier/dist'), { recursive: true })
  cpSync(join(ROOT, 'package.json'), join(modules, 'brazier/package.json'))
  // What it depends on and what this project has itself; our own @types are not among them
  mkdirSync(join(modules, '@types'))
  for (const name of ['better-sqlite3', 'i18n-iso-countries', 'jiti', 'koa', 'libphonenumber-js', 'msw', 'validator', 'ws', 'yaml', 'zod', '@types/node']) symlinkSync(join(ROOT, 'node_modules', name), join(modules, name))
  writeFileSync(join(cwd, 'package.json'), '{"type":"module"}')
  writeFileSync(join(cwd, 'use.ts'), USE)
  for (const [module, moduleResolution] of [['NodeNext', 'NodeNext'], ['ESNext', 'Bundler']]) {
    writeFileSync(join(cwd, 'tsconfig.json'), JSON.stringify({ compilerOptions: { target: 'ES2022', lib: ['ES2023', 'DOM', 'DOM.Iterable'], module, moduleResolution, strict: true, exactOptionalPropertyTypes: true, skipLibCheck: false, types: ['node'] }, files: ['use.ts'] }))
    const { stdout, status } = spawnSync(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', cwd], { encoding: 'utf8' })
    expect({ moduleResolution, stdout, status }).toEqual({ moduleResolution, stdout: '', status: 0 })
  }
  const { stdout, stderr } = spawnSync(process.execPath, ['use.js'], { cwd, encoding: 'utf8' })
  expect(stderr).toBe('')
  expect(JSON.parse(stdout)).toEqual(['string', 201, '2026-03-01T14:00:00.000Z', 404, 201, 'function'])
})

const REQUIRED = `
import { createEmulator, homeKeys } from 'brazier'
import { brazeHandlers } from 'brazier/msw'
import * as braze from 'brazier/sdk-shims/web'
import { headless } from 'brazier/sdk-shims/web/control'
const url: Promise<string> = createEmulator({ seed: 3 }).listen({ port: 0 })
// @ts-expect-error options are checked: they are no any
createEmulator({ sede: 3 })
const said: boolean | undefined = braze.logCustomEvent(homeKeys.web)
export const all: unknown[] = [url, said, headless.messages().map((one) => one.message), brazeHandlers({ seed: 1 }).emulator.keys.rest]
`

test('types for a CommonJS project, as older TypeScript resolves them', () => {
  const cwd = folder()
  const modules = join(cwd, 'node_modules')
  mkdirSync(join(modules, 'brazier'), { recursive: true })
  cpSync(join(ROOT, 'package.json'), join(modules, 'brazier/package.json'))
  cpSync(built, join(modules, 'brazier/dist'), { recursive: true, filter: (path) => !/\.(map|cache)$/.test(path) })
  mkdirSync(join(modules, '@types'))
  for (const name of ['msw', '@types/node']) symlinkSync(join(ROOT, 'node_modules', name), join(modules, name))
  writeFileSync(join(cwd, 'package.json'), '{}')
  writeFileSync(join(cwd, 'use.ts'), REQUIRED)
  for (const module of ['Node16', 'Node20']) {
    writeFileSync(join(cwd, 'tsconfig.json'), JSON.stringify({ compilerOptions: { target: 'ES2022', lib: ['ES2023', 'DOM', 'DOM.Iterable'], module, strict: true, skipLibCheck: true, noEmit: true, types: ['node'] }, files: ['use.ts'] }))
    const { stdout, status } = spawnSync(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', cwd], { encoding: 'utf8' })
    expect({ module, stdout, status }).toEqual({ module, stdout: '', status: 0 })
  }
})

// The launcher reads it byte by byte: a `·` in a regular expression would become two other characters
test("the command's bundle is pure ASCII", () => {
  expect(readFileSync(join(built, 'brazier-main.cjs')).findIndex((byte) => byte > 127)).toBe(-1)
})
