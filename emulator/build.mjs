// The build: one CommonJS bundle for the command (it starts fastest), ES modules for the package's imports, declarations for its users.
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { writeDeclarations } from './declarations.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const SOURCES = ['emulator', 'sdk-shims', 'scenarios', 'package.json', 'package-lock.json', 'tsconfig.json']

/** The shims that Jest may require, each in one bundle: the SDK's stand-in and its control share their state. */
const SHIMS = ['web', 'ios', 'android']
const shimOf = (shim) => `export * as shim from './sdk-shims/${shim}/index.ts'\nexport * as control from './sdk-shims/${shim}/control.ts'`

/** What the package exports, and the source of each. */
const ENTRIES = { package: 'emulator/adapters/package.ts', msw: 'emulator/adapters/msw/node.ts', vitest: 'emulator/adapters/vitest/index.ts', 'vitest-plugin': 'emulator/adapters/vitest/plugin.ts', playwright: 'emulator/adapters/playwright/index.ts', device: 'sdk-shims/device/index.ts', ...Object.fromEntries(SHIMS.flatMap((shim) => [[shim, `sdk-shims/${shim}/index.ts`], [`${shim}-control`, `sdk-shims/${shim}/control.ts`]])), scenarios: 'scenarios/kit.ts' }

/** What CommonJS test suites (Jest) may require. A bundle each: msw is not there for everybody. */
const REQUIRED = { package: 'emulator/adapters/package.ts', msw: 'emulator/adapters/msw/node.ts' }

/** What runs in a page. */
const BROWSER_ENTRIES = { 'msw-browser': 'emulator/adapters/msw/browser.ts' }

export const dist = join(root, 'dist')

/** A digest of every source's name, size and time of change. */
export function stamp() {
  const hash = createHash('sha256')
  const visit = (path) => {
    const stat = statSync(join(root, path))
    if (stat.isDirectory()) for (const name of readdirSync(join(root, path)).sort()) visit(`${path}/${name}`)
    else if (!path.endsWith('.md')) hash.update(`${path}:${stat.size}:${stat.mtimeMs}\n`)
  }
  for (const path of SOURCES) if (existsSync(join(root, path))) visit(path)
  return hash.digest('hex')
}

const built = (outdir) => (existsSync(join(outdir, '.stamp')) ? readFileSync(join(outdir, '.stamp'), 'utf8') : '')

// Regular expressions are the only place where esbuild leaves other characters as they are; there an escape means the same
const escaped = (text) => text.replace(/[^\0-\x7f]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)

/** True when dist/ was made from the sources as they are. */
export const isFresh = (outdir = dist) => built(outdir) === stamp() && existsSync(join(outdir, 'brazier.cjs'))

/** The JSON Schema of *.scenario.yaml, made by the code that reads the files. */
async function scenarioSchema(esbuild, common) {
  // Where its packages are found, whatever the outdir is
  const file = join(root, 'node_modules', `.brazier-schema-${process.pid}-${process.hrtime.bigint()}.mjs`)
  await esbuild.build({ ...common, outdir: undefined, write: true, outfile: file, entryPoints: ['scenarios/yaml/json-schema.ts'], format: 'esm', packages: 'external', sourcemap: false })
  try {
    return JSON.stringify((await import(pathToFileURL(file).href)).scenarioSchema(), null, 1)
  } finally {
    rmSync(file)
  }
}

/** Builds dist/ (or `outdir`); with `types` the declarations too. What was there stays until the new bundles are complete. */
export async function build({ types = false, outdir = dist } = {}) {
  const require = createRequire(import.meta.url)
  const esbuild = require('esbuild')
  const state = stamp() // taken first: a source that changes meanwhile makes the result stale, not fresh
  const common = { bundle: true, write: false, outdir, platform: 'node', target: 'node20', loader: { '.sql': 'text' }, logLevel: 'warning', absWorkingDir: root, sourcemap: true, legalComments: 'none' }
  // Loaded when first used, or native: they stay packages of their own. chalk is an ES module, which require() reads differently from Node to Node
  const external = ['better-sqlite3', 'msw', 'esbuild', 'jiti', 'libphonenumber-js', 'i18n-iso-countries', 'selfsigned', 'vitest', 'playwright-core', 'yaml', 'ws', 'fflate', 'csv-parse', 'luxon', 'liquidjs', 'nodemailer', 'html-to-text', 'htmlparser2', 'juice', 'web-push']
  const commonJs = { format: 'cjs', external, define: { 'import.meta.url': '__moduleUrl' }, banner: { js: `const __moduleUrl = require('node:url').pathToFileURL(__filename).href;` } }
  const results = await Promise.all([
    esbuild.build({
      ...common,
      ...commonJs,
      entryPoints: { 'brazier-main': 'emulator/adapters/cli/main.ts' },
      outExtension: { '.js': '.cjs' },
      // Names are kept: errors are told apart by them, and stacks stay readable
      minifySyntax: true,
      minifyWhitespace: true,
      lineLimit: 200,
      // import() becomes require(): code that V8 took from its cache can not import. observed: ERR_VM_DYNAMIC_IMPORT_CALLBACK_MISSING, Node 20.20
      supported: { 'dynamic-import': false },
      // Koa and its `accepts` bring two versions of the same table of media types, a tenth of the whole start
      alias: { 'mime-types': require.resolve('mime-types') },
    }),
    esbuild.build({ ...common, ...commonJs, entryPoints: REQUIRED, outExtension: { '.js': '.cjs' } }),
    esbuild.build({ ...common, entryPoints: ENTRIES, format: 'esm', splitting: true, packages: 'external' }),
    esbuild.build({ ...common, entryPoints: BROWSER_ENTRIES, format: 'esm', platform: 'browser', target: 'es2022', packages: 'external' }),
    ...SHIMS.map((shim) => esbuild.build({ ...common, stdin: { contents: shimOf(shim), resolveDir: root, loader: 'ts' }, outfile: join(outdir, `${shim}-shim.cjs`), outdir: undefined, format: 'cjs', packages: 'external' })),
  ])
  const schema = await scenarioSchema(esbuild, common)
  rmSync(outdir, { recursive: true, force: true })
  mkdirSync(outdir, { recursive: true })
  for (const { path, contents } of results.flatMap((result) => result.outputFiles)) writeFileSync(join(outdir, basename(path)), basename(path) === 'brazier-main.cjs' ? escaped(Buffer.from(contents).toString()) : contents)
  for (const shim of SHIMS) for (const [file, member] of [[`${shim}.cjs`, 'shim'], [`${shim}-control.cjs`, 'control']]) writeFileSync(join(outdir, file), `module.exports = require('./${shim}-shim.cjs').${member}\n`)
  writeFileSync(join(outdir, 'brazier.cjs'), `#!/usr/bin/env node\n${readFileSync(join(root, 'emulator/launch.cjs'), 'utf8').replace(/^\/\/.*\n/, '')}`, { mode: 0o755 })
  writeFileSync(join(outdir, 'scenario.schema.json'), `${schema}\n`)
  if (types) declarations(outdir)
  writeFileSync(join(outdir, '.stamp'), state)
}

/** Writes the declarations for the package's users; once more for those who require(): TypeScript takes a declaration for what its folder says that it is. */
export function declarations(outdir = dist) {
  const [types, required] = [join(outdir, 'types'), join(outdir, 'types-cjs')]
  writeDeclarations({ root, entries: [...Object.values(ENTRIES), ...Object.values(BROWSER_ENTRIES)], to: types })
  rmSync(required, { recursive: true, force: true })
  cpSync(types, required, { recursive: true })
  writeFileSync(join(required, 'package.json'), '{"type":"commonjs"}\n')
}
