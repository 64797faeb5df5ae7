// README's examples, tried as a reader would: each block with a file name is written into a project of its own that has the built package, and run by its own tool.
import type { ExecFileException } from 'node:child_process'
import { execFile, execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createEmulator, homeKeys } from '../../emulator/adapters/package.ts'
import { built } from '../adapters/cli/kit.ts'
import { ARGS, describeInChromium, executablePath, startSite } from '../kit/chromium.ts'
import { ROOT } from '../kit/sources.ts'

const readme = readFileSync(join(ROOT, 'README.md'), 'utf8')
const files = new Map([...readme.matchAll(/^```\w+ (\S+)\n([^]*?)^```$/gm)].map(([, name, text]) => [name!, text!]))
const shellBlocks = [...readme.matchAll(/^```sh\n([^]*?)^```$/gm)].map(([, text]) => text!)

const project = realpathSync(mkdtempSync(join(tmpdir(), 'brazier-readme-')))
const modules = (name: string): string => join(ROOT, 'node_modules', name)

beforeAll(() => {
  for (const [name, text] of files) writeFileSync(join(project, name), text)
  mkdirSync(join(project, 'node_modules/brazier'), { recursive: true })
  for (const name of readdirSync(join(ROOT, 'node_modules')).filter((one) => !one.startsWith('.'))) symlinkSync(modules(name), join(project, 'node_modules', name))
  cpSync(join(ROOT, 'package.json'), join(project, 'node_modules/brazier/package.json'))
  // A copy: Playwright compiles what does not lie in node_modules
  cpSync(built, join(project, 'node_modules/brazier/dist'), { recursive: true, filter: (path) => !/\.(map|cache)$/.test(path) })
  symlinkSync(join(project, 'node_modules/brazier/dist'), join(project, 'dist'))
})
afterAll(() => rmSync(project, { recursive: true, force: true }))

type Ended = { code: number; text: string }

/** Runs a program in the project. Its exit code, and what it printed without colours. */
const run = (program: string, args: readonly string[], env: Record<string, string> = {}): Promise<Ended> =>
  new Promise((resolve) => {
    const clean = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(BRAZ|VITEST|NODE_OPTIONS|JEST|FORCE_COLOR|CI$)/.test(name)))
    execFile(program, args, { cwd: project, env: { ...clean, NO_COLOR: '1', ...env }, maxBuffer: 1e8 }, (error: ExecFileException | null, out, err) =>
      resolve({ code: error === null ? 0 : typeof error.code === 'number' ? error.code : -1, text: `${out}${err}` }))
  })
const node = (args: readonly string[], env?: Record<string, string>): Promise<Ended> => run(process.execPath, args, env)

/** The lines that say what it came to: of a failure, all of them. */
const ended = ({ code, text }: Ended, line: RegExp): unknown => (code === 0 ? [code, line.exec(text)?.[0] ?? text] : [code, text])

test('every block of code has a file name here, or is of a language that does not run here', () => {
  const without = [...readme.matchAll(/^```(\w+)\n/gm)].map(([, language]) => language!)
  expect(without.filter((language) => !['sh', 'js', 'swift', 'kotlin', 'yaml'].includes(language))).toEqual([])
  expect(without.filter((language) => language === 'js')).toHaveLength(1) // the app's own lines for the web SDK
})

test('vitest: msw, and a world a test', async () => {
  const listed = [...files.keys()].filter((name) => /\.test\.ts$/.test(name))
  expect(listed).toEqual(['msw.test.ts', 'shop.test.ts'])
  writeFileSync(join(project, 'vitest.config.mjs'), 'export default {}')
  expect(ended(await node([join(modules('vitest'), 'vitest.mjs'), 'run', '--root', project, ...listed]), /Tests {2}.*/)).toEqual([0, 'Tests  4 passed (4)'])
})

test('vitest with the plugin instead of vi.mock', async () => {
  writeFileSync(join(project, 'plugin.config.mjs'), "import { brazeSdk } from 'brazier/vitest/plugin'\nexport default { plugins: [brazeSdk()] }")
  writeFileSync(join(project, 'plugin.test.ts'), files.get('shop.test.ts')!.replace(/^vi\.mock.*\n/m, '').replace("import { vi } from 'vitest'\n", ''))
  expect(ended(await node([join(modules('vitest'), 'vitest.mjs'), 'run', '--root', project, '--config', 'plugin.config.mjs', 'plugin.test.ts']), /Tests {2}.*/)).toEqual([0, 'Tests  1 passed (1)'])
})

// Jest's names on Node's own runner, and its moduleNameMapper on Node's own require (decision 032)
const LIKE_JEST = `const Module = require('node:module')
const { after, afterEach, beforeEach, test } = require('node:test')
Object.assign(globalThis, { afterAll: after, afterEach, beforeEach, test, expect: require('@playwright/test').expect })
const mapped = Object.entries(require('./jest.config.cjs').moduleNameMapper)
const resolve = Module._resolveFilename
Module._resolveFilename = function (name, ...rest) {
  const [, other] = mapped.find(([pattern]) => new RegExp(pattern).test(name)) ?? [name, name]
  return resolve.call(this, other, ...rest)
}
`

test('Jest: its example, required by CommonJS', async () => {
  writeFileSync(join(project, 'like-jest.cjs'), LIKE_JEST)
  expect(ended(await node(['--require', './like-jest.cjs', 'shop.jest.test.cjs']), /# pass \d+\n# fail \d+/)).toEqual([0, '# pass 1\n# fail 0'])
})

test("an iPhone's shim", async () => {
  expect(ended(await node(['phone.mjs']), /myapp:\/\/go/)).toEqual([0, 'myapp://go'])
})

test('the examples are sound TypeScript', async () => {
  const config = { compilerOptions: { strict: true, noEmit: true, skipLibCheck: true, module: 'esnext', moduleResolution: 'bundler', target: 'es2023', allowImportingTsExtensions: true, allowJs: true, checkJs: true, types: ['node'] }, files: [...files.keys()].filter((name) => /\.(ts|mjs)$/.test(name)) }
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify(config))
  expect(await node([join(modules('typescript'), 'bin/tsc'), '-p', project])).toEqual({ code: 0, text: '' })
})

const python = ((): string | undefined => {
  try {
    execFileSync('python3', ['--version'], { stdio: 'ignore' })
    return 'python3'
  } catch {
    return undefined
  }
})()

// pytest runs every function whose name begins with test_; this does the same where there is Python but no pytest
test.skipIf(python === undefined)('Python, under exec', async () => {
  expect(ended(await node(['dist/brazier.cjs', 'exec', '--', python!, '-c', "import runpy; print([test() for name, test in runpy.run_path('test_shop.py').items() if name.startswith('test_')])"]), /\[.*\]/)).toEqual([0, '[None]'])
})

describe('the shell', () => {
  const curls = shellBlocks.filter((text) => text.includes('localhost:27293') && text.includes('curl'))

  test('every curl is answered by a 2xx; what follows sees what came before', async () => {
    const emulator = createEmulator()
    const url = await emulator.listen({ port: 0 })
    expect(curls.length).toBeGreaterThanOrEqual(3)
    const script = curls.join('\n').replaceAll('http://localhost:27293', url).replaceAll(/\bcurl /g, 'curl -sS --fail-with-body ').replaceAll(/^node dist\/brazier\.cjs tail.*$/gm, '')
    const { code, text } = await run('sh', ['-ec', script])
    expect([code, text], text).toEqual([0, expect.any(String)])
    expect((await emulator.admin('GET', '/messages?external_id=mel')).messages.map((one: { campaign_id: string; status: string }) => [one.campaign_id, one.status])).toEqual([['welcome', 'delivered']])
    await emulator.close()
  })

  test('exec', async () => {
    const [line] = shellBlocks.join('').match(/^node dist\/brazier\.cjs exec -- sh -c .*$/m)!
    expect(ended(await run('sh', ['-c', line]), /\{.*\}/)).toEqual([0, '{"attributes_processed":1,"message":"success"}'])
  })
})

test('scenarios in TypeScript and YAML, and the one that `new` writes', async () => {
  const names = [...files.keys()].filter((name) => name.includes('.scenario.'))
  expect(names).toEqual(['login.scenario.ts', 'basket.scenario.yaml', 'buy.live.scenario.ts'])
  expect(await node(['dist/brazier.cjs', 'scenarios', 'new'])).toMatchObject({ code: 0 })
  expect(ended(await node(['dist/brazier.cjs', 'scenarios', 'login.scenario.ts', 'basket.scenario.yaml', 'first.scenario.yaml']), /\d+ passed/)).toEqual([0, '7 passed'])
})

describeInChromium('Playwright', () => {
  test('the page with the real SDK', async () => {
    writeFileSync(join(project, 'page.ts'), `import { buy, signIn, start } from './app.ts'\nstart('${homeKeys.web}', 'sdk.iad-05.braze.com')\nfor (const [text, act] of [['Sign in', () => signIn('mel')], ['Buy', buy]]) Object.assign(document.body.appendChild(document.createElement('button')), { textContent: text, onclick: act })`)
    const page = await build({ entryPoints: [join(project, 'page.ts')], bundle: true, write: false, format: 'iife', logLevel: 'silent' })
    const site = await startSite({ '/sdk.js': `addEventListener('DOMContentLoaded', () => { ${page.outputFiles[0]!.text} })` })
    writeFileSync(join(project, 'playwright.config.mjs'), `export default { workers: 1, testMatch: 'shop.spec.ts', reporter: 'line', use: { baseURL: ${JSON.stringify(site.url)}, launchOptions: { executablePath: ${JSON.stringify(executablePath)}, args: ${JSON.stringify(ARGS)} } } }`)
    const result = await node([modules('@playwright/test/cli.js'), 'test', '-c', project])
    await site.close()
    expect(ended(result, /\d+ passed/)).toEqual([0, '1 passed'])
  })
})
